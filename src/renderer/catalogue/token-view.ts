/* Texts of the view of tokens and of byte pair encoding step by step. */

import { count, decimal } from './format'
import { tokenizerName } from './tokenizers'

/** Short texts that show what tokenizers differ in; the note says what to look at. */
const EXAMPLES = [
  { text: 'abracadabra', note: 'A word that repeats itself' },
  { text: "I've groked Heinlein's work", note: 'A rare word, and words with apostrophes' },
  { text: 'I’ve groked Heinlein’s work', note: 'The same with the apostrophes of print' },
  { text: '1234567 + 89 = 1234656', note: 'Digits: alone, in threes, or as they come' },
  { text: '    if (x) {\n        return x\n    }', note: 'Spaces of a program' },
  { text: 'naïve café 👨‍👩‍👧 東京の夜', note: 'Accents, an emoji of several parts, Japanese' },
  { text: '<|endoftext|>', note: 'The name of a special token, as plain text' }
] as const

const plural = (n: number, one: string, many: string): string => `${count(n)} ${n === 1 ? one : many}`

const times = (n: number): string => (n === 2 ? 'twice' : `${count(n)} times`)

export const tokenViewText = {
  open: 'See the tokens of any text',
  back: 'Back to the corpus',
  title: (name: string, tokens: number, characters: number) =>
    `${name} needs the fewest: ${plural(tokens, 'token', 'tokens')} for ${plural(characters, 'character', 'characters')}`,
  titleEmpty: 'Type a text to see its tokens',
  titleWaiting: 'Cutting the text',
  line: 'The same text cut by every tokenizer. A low bar is a space; below each token is its number.',
  region: 'Tokens of a text',
  text: 'Text',
  examples: 'Examples',
  examplesList: EXAMPLES,
  fromCorpus: 'From the corpus',
  fromCorpusNote: 'A line of the text that is chosen',
  counts: (tokens: number) => plural(tokens, 'token', 'tokens'),
  perToken: (characters: number) => `${decimal(characters, 2)} characters per token`,
  of: (tokens: number) => `of ${count(tokens)}`,
  cut: (setting: string, tokens: number, texts: readonly string[]) =>
    `${tokenizerName(setting)}: ${plural(tokens, 'token', 'tokens')}: ${texts.slice(0, 60).join(' | ')}${texts.length > 60 ? ' …' : ''}`,
  more: (tokens: number) => `and ${plural(tokens, 'more', 'more')}`,
  unknown: (character: string) =>
    `The chosen corpus has no “${character}”, so that a tokenizer of its own characters cannot write this text.`,
  waiting: 'being made or loaded',
  replaced: (n: number) =>
    n === 1
      ? 'One half of a surrogate pair, which no file can hold, was replaced by U+FFFD.'
      : `${count(n)} halves of surrogate pairs, which no file can hold, were replaced by U+FFFD.`,
  tooLong: (most: number) => `Only the first ${count(most)} characters are cut.`,
  table: 'Side by side',
  tokenizer: 'tokenizer',
  tokens: 'tokens',
  charactersPerToken: 'characters per token',
  vocabulary: 'vocabulary',
  size: 'Own BPE, size',
  sizeTerm: {
    name: 'Size of the own encoding',
    text: 'How many tokens are learned from the chosen corpus for this comparison. Encodings that runs on it were trained with are shown as well.'
  },

  // byte pair encoding step by step
  steps: {
    title: 'How byte pairs are learned, step by step',
    line: 'The pair that stands together most often becomes one token, again and again. Here it happens on the text above alone.',
    lineCut: (most: number) => `On its first ${count(most)} characters.`,
    back: 'Step back',
    forward: 'Next merge',
    play: 'Play',
    pause: 'Pause',
    first: 'To the beginning',
    label: 'Byte pair encoding, step by step',
    at: (step: number, steps: number) => `merge ${count(step)} of ${count(steps)}`,
    start: (tokens: number, bytes: number) =>
      `It begins with single bytes: ${plural(tokens, 'token', 'tokens')}, ${count(bytes)} different ones.`,
    merged: (left: string, right: string, made: string, places: number, tied: boolean) =>
      `“${left}” and “${right}” stood together ${times(places)}, ${tied ? 'as often as others, and came first in the order' : 'more than any other pair'}: they became “${made}”.`,
    next: (left: string, right: string, places: number) =>
      `Next: “${left}” and “${right}”, together ${times(places)}.`,
    done: 'No pair stands twice any more: nothing is left to merge.',
    doneMost: (most: number) => `Shown are the first ${count(most)} merges.`,
    none: 'There is no pair that stands twice.',
    text: 'The text now',
    textLabel: (texts: readonly string[]) =>
      `${plural(texts.length, 'token', 'tokens')}: ${texts.slice(0, 60).join(' | ')}${texts.length > 60 ? ' …' : ''}`,
    pairs: 'Pairs that stand together',
    pair: 'pair',
    places: 'places',
    chosen: 'next',
    morePairs: (n: number) => `and ${plural(n, 'more pair', 'more pairs')}`,
    rule: {
      name: 'Which pair is next',
      text: 'The one with the most places. Of pairs with as many, the one whose left token comes first in the order of bytes, then whose right one does. A pair that stands once is never merged.'
    },
    vocabulary: 'Vocabulary',
    vocabularySize: (tokens: number) => plural(tokens, 'token', 'tokens'),
    vocabularyLabel: (texts: readonly string[]) => `Vocabulary: ${texts.join(', ')}`
  }
} as const
