/* From the setting `tokenizer` and a corpus to the tokenizer a new model begins with. */

import type { Corpus } from '../corpus-types'
import { settingFailure } from '../run-config'
import { bpeTokenizer } from './bpe'
import { trainBpe } from './bpe-train'
import type { BpeProgress } from './bpe-train'
import { characterTokenizer } from './characters'
import { gptEncoding, gptTokenizer, narrow } from './gpt-encodings'
import { graphemeAlphabet, graphemeTokenizer } from './graphemes'
import { parseTokenizer, TOKENIZER_CHOICES } from './setting'
import type { BpeTokenizerData, Tokenizer } from './tokenizer'

export interface ChooseOptions {
  /** What `bpe:FILE` stands for: only the terminal reads such files. */
  readonly file?: BpeTokenizerData
  /** Awaited many times a second while something long goes on; may throw to end it. */
  readonly breathe?: (progress: BpeProgress | null) => void | Promise<void>
}

/**
 * Characters and graphemes are those of the whole corpus, and a GPT encoding is narrowed to all it uses, so
 * that the held-out part can be written; merges are learned from the training part alone.
 * @throws Failure `setting-invalid` if there is no such tokenizer, or its file was not given
 */
export async function tokenizerFor(
  setting: string,
  corpus: Pick<Corpus, 'train' | 'heldOut' | 'alphabet'>,
  { file, breathe }: ChooseOptions = {}
): Promise<Tokenizer> {
  const wanted = parseTokenizer(setting)
  if (wanted === null) {
    throw settingFailure({ key: 'tokenizer', problem: 'choice', nearest: TOKENIZER_CHOICES }, setting)
  }
  switch (wanted.kind) {
    case 'characters':
      return characterTokenizer(corpus.alphabet)
    case 'graphemes':
      return graphemeTokenizer(graphemeAlphabet([...corpus.train, ...corpus.heldOut]))
    case 'bpe': {
      if ('vocab' in wanted && !file) {
        const training = trainBpe(corpus.train, { vocab: wanted.vocab, also: corpus.heldOut })
        return bpeTokenizer(await finish(training, (progress) => breathe?.(progress)))
      }
      if (!file) {
        throw settingFailure({ key: 'tokenizer', problem: 'choice', nearest: TOKENIZER_CHOICES }, setting)
      }
      return bpeTokenizer(file)
    }
    case 'gpt': {
      const texts = [...corpus.train, ...corpus.heldOut]
      return gptTokenizer(
        await finish(narrow(await gptEncoding(wanted.encoding), texts), () => breathe?.(null))
      )
    }
  }
}

/** Runs a long computation to its end with a rest wherever it yields. */
async function finish<P, R>(
  steps: Generator<P, R>,
  rest: (progress: P) => void | Promise<void> | undefined
): Promise<R> {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    const wait = rest(step.value)
    if (wait) await wait
  }
}
