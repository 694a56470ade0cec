/*
 * Terms and what they mean: the name, then what it is or does, then what happens at the ends.
 * Shown by Term (dotted underline); at most three short sentences each.
 */

import { doctorTerms } from './doctor'
import { settingTerms } from './settings'

export interface TermText {
  readonly name: string
  readonly text: string
}

export const terms = {
  corpus: { name: 'Corpus', text: 'The text that the model learns from. It sees nothing else.' },
  token: {
    name: 'Token',
    text: 'The smallest piece of text the model handles: a character, or a piece of several, as the tokenizer cuts.'
  },
  vocabulary: {
    name: 'Vocabulary',
    text: 'Every token the model knows: the characters of this text and one mark for start and end. It can write nothing else.'
  },
  heldOut: {
    name: 'Held-out part',
    text: 'A part that is never trained on. How well the model guesses it shows what it has learned rather than memorised.'
  },
  splitSeed: {
    name: 'Split seed',
    text: 'The number that decides which lines are held out. The same seed gives the same split again.'
  },
  copies: {
    name: 'Copies',
    text: 'Lines that stand more than once. Left in, some would land in both parts, and the held-out loss would look too good.'
  },
  loss: {
    name: 'Loss',
    text: 'How surprised the model is by what comes next, on average. Lower is better; 0 would be always certain and right.'
  },
  perCharacter: {
    name: 'Loss per character',
    text: 'The loss of all tokens together, shared among the characters they stand for; the end of an item counts as one. In bits, it is how many yes-or-no questions each character costs. However the text is cut, this compares.'
  },
  natsPerToken: {
    name: 'Loss per token',
    text: 'The loss as it is trained: the surprise at each token, on average. Longer tokens say more and are harder to guess, so that this does not compare between tokenizers.'
  },
  countingModels: {
    name: 'Models that only count',
    text: 'They guess the next character from how often it followed the one, two or three before it. A GPT has to do better than counting.'
  },
  context: {
    name: 'Context',
    text: 'How many tokens the model sees at once. What stands further back it cannot take into account.'
  },
  ...doctorTerms,
  /** Each setting of a run, by its key. */
  ...settingTerms
} as const satisfies Record<string, TermText>

export type TermName = keyof typeof terms
