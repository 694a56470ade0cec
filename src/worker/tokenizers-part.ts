/*
 * The session's part for tokenizers: makes the one a setting names, tells how large it came out, and cuts
 * texts with it. Runs take their tokenizers from the same shelf.
 */

import type { Handlers } from '#core/contracts/handlers'
import type { TokenCut, TokenizerReport, TokenizerRequests } from '#core/contracts/tokenizers'
import type { CorpusRef, WorkerEvents } from '#core/contracts/worker'
import { codePoints } from '#core/corpus-text'
import type { Corpus, SplitSettings } from '#core/corpus-types'
import { Failure } from '#core/errors'
import { gptEncoding } from '#core/tokenizer/gpt-encodings'
import { parseTokenizer } from '#core/tokenizer/setting'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import { encodeText } from '#core/tokenizer/well-formed'
import { beginning, shownTokens } from './inspect-corpus'
import { cutText, tokenizerOf } from './large/text'
import type { CorpusText, CutText } from './large/text'
import { TokenizerShelf } from './tokenizer-shelf'
import type { Asked } from './tokenizer-shelf'

/** Graphemes of the corpus on which characters per token are measured. */
const MEASURED = 100_000

export interface TokenizersHost {
  readonly loadCorpus: (corpus: CorpusRef) => Promise<CorpusText>
  readonly emit: <K extends keyof WorkerEvents>(event: K, value: WorkerEvents[K]) => void
}

/** Makes a tokenizer, or takes it from the shelf. */
export type MakeTokenizer = (
  setting: string,
  ref: CorpusRef,
  split: SplitSettings,
  cut: CutText
) => Promise<Tokenizer>

export interface TokenizersPart {
  readonly handlers: Handlers<TokenizerRequests>
  readonly make: MakeTokenizer
  cancel(taskId: string): void
}

export function createTokenizers({ loadCorpus, emit }: TokenizersHost): TokenizersPart {
  const shelf = new TokenizerShelf()
  /** What each task waits for. */
  const tasks = new Map<string, { asked?: Asked; cancelled: boolean }>()

  const ask = (
    setting: string,
    ref: CorpusRef,
    split: SplitSettings,
    cut: CutText,
    taskId?: string
  ): Asked => {
    return shelf.ask(
      keyOf(setting, ref, { ...split, kind: cut.corpus.kind }),
      (breathe) => tokenizerOf(cut, setting, split, { breathe }),
      (progress) => {
        if (taskId !== undefined) emit('tokenizer.progress', { taskId, ...progress })
      }
    )
  }
  const askFor = async (argument: Parameters<TokenizerRequests['tokenizer.make']>[0]) => {
    const { taskId, split, tokenizer: setting } = argument
    const task: { asked?: Asked; cancelled: boolean } = { cancelled: false }
    tasks.set(taskId, task)
    try {
      const text = await loadCorpus(argument.corpus)
      if (task.cancelled) throw new Failure('cancelled')
      const cut = await cutText(text, split)
      if (task.cancelled) throw new Failure('cancelled')
      task.asked = ask(setting, argument.corpus, split, cut, taskId)
      return { corpus: cut.corpus, tokenizer: await task.asked.tokenizer }
    } finally {
      task.asked?.leave()
      tasks.delete(taskId)
    }
  }

  return {
    make: async (setting, ref, split, cut) => {
      const asked = ask(setting, ref, split, cut)
      try {
        return await asked.tokenizer
      } finally {
        asked.leave()
      }
    },
    cancel: (taskId) => {
      const task = tasks.get(taskId)
      if (!task) return
      task.cancelled = true
      task.asked?.leave()
    },
    handlers: {
      'tokenizer.make': async (argument) => {
        const { corpus, tokenizer } = await askFor(argument)
        return reportOf(corpus, tokenizer)
      },
      'tokenizer.cut': async (argument): Promise<TokenCut> => {
        const { text, tokenizer: setting } = argument
        const wanted = parseTokenizer(setting)
        if (wanted?.kind === 'gpt') {
          const encoding = await gptEncoding(wanted.encoding)
          return cut(encoding, text, encoding.tokens)
        }
        // Without reading the corpus again at every letter that is typed.
        const known = await shelf.known(keyOf(setting, argument.corpus, argument.split))
        if (known) return cut(known, text, known.end)
        const { tokenizer } = await askFor(argument)
        return cut(tokenizer, text, tokenizer.end)
      }
    }
  }
}

/** The same for the same tokens; a kind that is left to the corpus is never the same. */
function keyOf(setting: string, { id, sha256 }: CorpusRef, split: SplitSettings): string {
  const { kind, deduplicate, held_out, split_seed } = split
  return JSON.stringify([id, sha256, setting, kind, deduplicate, held_out, split_seed])
}

function cut(tokenizer: Pick<Tokenizer, 'encode' | 'token'>, given: string, tokens: number): TokenCut {
  const { ids, text, replaced } = encodeText(tokenizer, given)
  const texts = Array.from(ids, (id) => tokenizer.token(id))
  return { ids: ids.slice(), texts, characters: codePoints(text), replaced, tokens }
}

/** What the window is told of a tokenizer of this corpus. */
async function reportOf(corpus: Corpus, tokenizer: Tokenizer): Promise<TokenizerReport> {
  const { data, vocab } = tokenizer
  let [characters, tokens] = [0, 0]
  for (const text of corpus.train) {
    if (characters >= MEASURED) break
    const some = beginning(text, MEASURED)
    characters += codePoints(some)
    tokens += tokenizer.encode(some).length
  }
  return {
    vocab,
    whole: data.kind === 'gpt' ? (await gptEncoding(data.encoding)).tokens : null,
    merges: 'merges' in data ? data.merges.length : null,
    charactersPerToken: characters / Math.max(1, tokens),
    tokens: shownTokens(corpus, tokenizer)
  }
}
