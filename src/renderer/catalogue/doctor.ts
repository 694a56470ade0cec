/*
 * What the corpus doctor says: a sentence for each finding, which follows its number, and for each mend its button,
 * the line under the corrected corpus and the offer to undo.
 */

import type { MendStep } from '#core/contracts/doctor'
import type { Nouns } from './corpus'
import { count, decimal, visible } from './format'

const of = (n: number, one: string, many: string): string => (n === 1 ? one : many)
const lines = (n: number): string => `${count(n)} ${of(n, 'line', 'lines')}`
const list = (characters: readonly string[]): string => characters.map(visible).join(' ')

/** A number per parameter, two digits: 0.94, 47. */
/** Tokens per parameter, with the digits that tell small ones apart. */
export const perParameter = (value: number): string =>
  decimal(value, value < 0.01 ? 4 : value < 0.1 ? 3 : value < 1 ? 2 : value < 10 ? 1 : 0)

export const doctorText = {
  looking: 'Looking through the text',
  unit: 'characters',
  unitBytes: 'bytes',
  stopped: 'Stopped before all of it was looked at.',
  again: 'Look again',
  estimate: 'about',
  showAll: 'Show all',
  showLess: 'Show fewer',

  // copies and leakage
  copiesText: (n: number, characters: number) =>
    `long ${of(n, 'line repeats', 'lines repeat')} an earlier one, ${count(characters)} characters together.`,
  noCopiesText: 'long lines stand twice',
  leaveOutLines: (n: number) => of(n, 'Leave it out', 'Leave them out'),
  leaks: (n: number, all: number, nouns: Nouns) =>
    `of ${count(all)} held-out ${nouns.items} ${of(n, 'stands', 'stand')} in the training part too. The held-out loss looks better than it is.`,
  noLeaks: (nouns: Nouns) => `${nouns.items} in both the training and the held-out part`,
  leaksText: (n: number) =>
    `long ${of(n, 'line', 'lines')} of the held-out end ${of(n, 'stands', 'stand')} in the training part too. The held-out loss looks better than it is.`,
  splitAgain: 'Leave out copies',

  // context
  tooLong: (n: number, block: number, cut: number, nouns: Nouns) => ({
    before: `${of(n, `${nouns.item} is`, `${nouns.items} are`)} longer than the `,
    term: 'context',
    after: ` of ${count(block)} tokens: ${cut === 0 ? 'the end is never learned.' : `${count(cut)} characters are never learned.`}`
  }),
  fits: (block: number, nouns: Nouns) => ({
    before: `${nouns.items} longer than the `,
    term: 'context',
    after: ` of ${count(block)} tokens; the longest fits with its end mark`
  }),
  setContext: (block: number) => `Set the context to ${count(block)}`,

  // characters
  rare: (n: number, inLines: number) => ({
    before: '',
    term: of(n, 'rare character', 'rare characters'),
    after: ` in ${lines(inLines)}: used so seldom that the model hardly learns ${of(n, 'it', 'them')}.`
  }),
  rareUses: (character: string, uses: number) =>
    `${visible(character)}, ${count(uses)} ${of(uses, 'use', 'uses')}`,
  rareMore: (n: number) => `and ${count(n)} more`,
  writePlain: (characters: readonly string[]) => `Write ${list(characters)} plainly`,
  leaveOutRare: (n: number) => `Leave out ${lines(n)}`,
  mixed: (n: number) => `${of(n, 'line came', 'lines came')} in another encoding than the rest.`,
  replaced: (n: number) => `${of(n, 'character', 'characters')} could not be read and became \ufffd.`,
  garbled: (n: number) => `${of(n, 'line was', 'lines were')} read in the wrong encoding, as Ã¼ for ü.`,
  readAsUtf8: (n: number) => `Read ${of(n, 'it', 'them')} as UTF-8`,
  leaveOutUnread: (n: number) => `Leave out ${of(n, 'its line', 'their lines')}`,
  bringAgain: 'To choose another encoding, bring the file in again.',

  // lines
  variants: (n: number) =>
    `${of(n, 'spelling differs', 'spellings differ')} from a more frequent one only in capitals. The model learns each apart.`,
  keepFrequent: 'Keep the most frequent',
  nearEmpty: (n: number, nouns: Nouns) =>
    `${of(n, `${nouns.item} has`, `${nouns.items} have`)} fewer than two letters or digits. There is nothing in ${of(n, 'it', 'them')} to learn.`,
  nearEmptyText: (n: number) => `${of(n, 'line', 'lines')} without a letter, such as page numbers and rules.`,
  clean: (nouns: Nouns) =>
    `${nouns.items} garbled, nearly empty or differing only in capitals; no character unread`,
  cleanText: 'lines garbled or without a letter; no character unread',

  // size
  size: perParameter,
  sizeFits: (passes: number, steps: number) => ({
    before: '',
    term: 'training tokens per parameter',
    after: ` with these settings: each is seen ${passes < 0.95 ? 'less than once' : `about ${decimal(passes, passes < 10 ? 1 : 0)} times`} in ${count(steps)} steps`
  }),
  textSmall: (passes: number, most: number) => ({
    before: '',
    term: 'training tokens per parameter',
    after: ` are few for this model: each is seen ${count(passes)} times, until the text is known by heart. After ${count(most)} times hardly anything is gained.`
  }),
  modelSmall: {
    before: '',
    term: 'training tokens per parameter',
    after: ' are many: the model is small for this text, and a wider one learns more from it.'
  },
  setSteps: (steps: number) => `Take ${count(steps)} steps`,
  setWidth: (width: number) => `Take width ${count(width)}`,

  // mends
  mendedName: (name: string) => `${name}, mended`,
  mending: 'Writing the corrected copy',
  made: (name: string, n: number) => `“${name}” has ${lines(n)} mended. The original stays as it is.`,
  changed: {
    block: (n: number) => `The context is ${count(n)} now`,
    steps: (n: number) => `The next run takes ${count(n)} steps`,
    width: (n: number) => `The width is ${count(n)} now`,
    copiesOut: 'Copies are left out',
    copiesIn: 'Copies are kept'
  },
  record: 'What was mended',
  recordOf: (original: string) => `A corrected copy of “${original}”, which stays as it is.`,
  back: 'Back to the original',
  originalGone: 'The original is no longer in the library.',
  steps: {
    copies: ({ lines: n }: MendStep) =>
      `${lines(n)} that ${of(n, 'repeats', 'repeat')} an earlier one left out`,
    'near-empty': ({ lines: n }: MendStep) => `${lines(n)} with nothing to learn left out`,
    long: ({ lines: n }: MendStep) => `${lines(n)} longer than the context left out`,
    characters: ({ lines: n, characters }: MendStep) => `${lines(n)} with ${list(characters)} left out`,
    plain: ({ lines: n, characters }: MendStep) => `${list(characters)} written plainly in ${lines(n)}`,
    spelling: ({ lines: n }: MendStep) => `${lines(n)} spelled as most often`,
    ungarble: ({ lines: n }: MendStep) => `${lines(n)} read as UTF-8`
  } satisfies Record<MendStep['mend'], (step: MendStep) => string>
} as const

export const doctorTerms = {
  rareCharacters: {
    name: 'Rare character',
    text: 'Used fewer than ten times, and less than once in a thousand characters. Each is a token to learn, and so few uses hardly teach one.'
  },
  tokensPerParameter: {
    name: 'Tokens per parameter',
    text: 'Large models trained once over their text do best near 20 (Hoffmann et al., 2022); small lists are read many times, and a repetition is worth little after some 16 (Muennighoff et al., 2023). A rule of thumb: the held-out loss decides.'
  }
} as const
