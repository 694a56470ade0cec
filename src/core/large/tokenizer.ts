/*
 * The tokenizer of running text that is too large to be held. Characters, graphemes and GPT encodings are those of
 * the whole text, as always; merges are learned from a sample of the training part, with the bytes of the whole.
 */

import { settingFailure } from '../run-config'
import { trainBpe } from '../tokenizer/bpe-train'
import { gptEncoding, Narrowing } from '../tokenizer/gpt-encodings'
import { graphemeAlphabet } from '../tokenizer/graphemes'
import { parseTokenizer, TOKENIZER_CHOICES } from '../tokenizer/setting'
import type { TokenizerData } from '../tokenizer/tokenizer'

export interface LargeText {
  readonly alphabet: readonly string[]
  /** The whole text in pieces that can be encoded one by one. */
  pieces(): AsyncIterable<string>
  /** Stretches of the training part, spread evenly; all of it where it is small. */
  sample(): Promise<readonly string[]>
}

/** A grapheme is a character where nothing but these stands. */
const PLAIN = /^[\n -~]*$/

/**
 * @param breathe awaited often; may throw to end it
 * @throws Failure `setting-invalid` if there is no such tokenizer or only the terminal knows its file
 */
export async function largeTokenizer(
  setting: string,
  text: LargeText,
  breathe: (progress: { readonly merges: number; readonly of: number } | null) => void | Promise<void>
): Promise<TokenizerData> {
  const wanted = parseTokenizer(setting)
  if (wanted === null || 'file' in wanted) {
    throw settingFailure({ key: 'tokenizer', problem: 'choice', nearest: TOKENIZER_CHOICES }, setting)
  }
  switch (wanted.kind) {
    case 'characters':
      return { kind: 'characters', characters: text.alphabet }
    case 'graphemes': {
      const seen = new Set<string>()
      for await (const piece of text.pieces()) {
        const some = PLAIN.test(piece) ? new Set(piece) : graphemeAlphabet([piece])
        for (const grapheme of some) seen.add(grapheme)
        await breathe(null)
      }
      return { kind: 'graphemes', graphemes: graphemeAlphabet(seen) }
    }
    case 'bpe': {
      const training = trainBpe(await text.sample(), { vocab: wanted.vocab, also: [text.alphabet.join('')] })
      for (;;) {
        const step = training.next()
        if (step.done) return step.value
        await breathe(step.value)
      }
    }
    case 'gpt': {
      const narrowing = new Narrowing(await gptEncoding(wanted.encoding))
      for await (const piece of text.pieces()) {
        narrowing.add(piece)
        await breathe(null)
      }
      return narrowing.data()
    }
  }
}
