/*
 * Texts of the Corpus screen. `Nouns` carry what the pieces of this corpus are called: the bundled
 * list holds names of letters, any other list lines of characters.
 */

import { count, decimal, percent, visible } from './format'

export interface Nouns {
  readonly item: string
  readonly items: string
  readonly unit: string
  readonly units: string
}

export const NAMES: Nouns = { item: 'name', items: 'names', unit: 'letter', units: 'letters' }
export const TOWNS: Nouns = { item: 'town', items: 'towns', unit: 'character', units: 'characters' }
export const LINES: Nouns = { item: 'line', items: 'lines', unit: 'character', units: 'characters' }

const items = (n: number, nouns: Nouns): string => `${count(n)} ${n === 1 ? nouns.item : nouns.items}`
const units = (n: number, nouns: Nouns): string => `${count(n)} ${n === 1 ? nouns.unit : nouns.units}`

export const corpusText = {
  /** Of bundled corpora, by id; a novel keeps its title. */
  bundledNames: { names: 'US baby names', towns: 'Towns of Germany and Austria' },

  // head
  readyList: (n: number, nouns: Nouns) => `${items(n, nouns)}, ready to learn from`,
  readyText: (n: number) => `${count(n)} characters of running text, ready to learn from`,
  reading: (name: string) => `Reading “${name}”`,
  none: 'No text to learn from yet',
  noneLine: 'A list with one item a line, or any running text.',
  unusable: (name: string) => `“${name}” cannot be learned from`,
  origin: (name: string, source: string, licence: string) =>
    [source ? `${name}. ${source}` : name, licence].filter(Boolean).join(', ') + '.',
  /** Of bundled corpora, by id, where a language has other words for them than their files. */
  origins: {} as Readonly<Record<string, { readonly source: string; readonly licence: string }>>,
  own: (name: string, added: string) => `${name}, added ${added}.`,
  ownList: (name: string, added: string) => `${name}, added ${added}. One item a line.`,
  ownText: (name: string, added: string) => `${name}, added ${added}. Learned as one stream of characters.`,
  add: 'Add a text',
  addFile: 'Choose a file',
  addFileHint: 'A .txt file, or drop one anywhere',
  paste: 'Paste text',
  pasteHint: 'From the clipboard or typed',
  train: 'Train on these',
  trainText: 'Train on this',
  notReady: 'There is no text to train on yet',

  // choosing
  choose: 'Corpus',
  bundled: 'comes with Downhill',
  addedOn: (added: string) => `added ${added}`,
  remove: (name: string) => `Remove “${name}”`,
  removed: (name: string) => `“${name}” is in the trash`,

  // paste dialog
  pasteTitle: 'Paste a text',
  pasteLine: 'One item a line for a list, or running text.',
  pasteName: 'Name',
  pasteText: 'Text',
  pasteAdd: 'Add',
  pasteAdding: 'The text is being added',
  pasteNameMissing: 'The text needs a name.',
  pasteTextMissing: 'There is no text yet.',

  // facts
  facts: 'Facts',
  lines: 'lines',
  distinct: 'distinct',
  characters: 'characters',
  vocabulary: 'vocabulary',
  longest: 'longest',
  longestLine: 'longest line',
  vocabularyOf: (n: number, nouns: Nouns) => `${units(n, nouns)} + end`,
  length: (n: number, nouns: Nouns) => units(n, nouns),

  // what was found
  found: 'What was found',
  foundSummary: (mended: number, toSee: number) =>
    [mended > 0 && `${count(mended)} mended`, toSee > 0 && `${count(toSee)} to look at`]
      .filter(Boolean)
      .join(', ') || 'nothing to look at',
  mendedMark: 'Mended',
  lookMark: 'To look at',
  fineMark: 'Fine',
  copiesOut: (n: number, nouns: Nouns) =>
    n === 1
      ? `${nouns.item} repeats an earlier one. The copy is left out before the split, so that none leaks into the held-out part.`
      : `${nouns.items} repeat an earlier one. Copies are left out before the split, so that none leaks into the held-out part.`,
  copiesKept: (n: number, nouns: Nouns) =>
    n === 1
      ? `${nouns.item} repeats an earlier one and is kept. It may stand in both parts and make the held-out loss look too good.`
      : `${nouns.items} repeat an earlier one and are kept. Some stand in both parts and make the held-out loss look too good.`,
  noCopies: (nouns: Nouns) => `${nouns.items} stand twice`,
  keepCopies: 'Keep copies',
  leaveOut: 'Leave out copies',
  rarest: (character: string, uses: number, all: number, nouns: Nouns) => ({
    before: uses === 1 ? 'use of ' : 'uses of ',
    character: visible(character),
    after: `, the rarest ${nouns.unit}: one in ${count(all / uses)}.`
  }),

  // counting models
  counting: 'What counting alone can do',
  countingLine: (onTraining: boolean) =>
    onTraining
      ? 'Loss in nats per character on the training part, since nothing is held out. A GPT starts near the top and should end below.'
      : 'Loss in nats per character on the held-out part. A GPT starts near the top and should end below.',
  countingModels: {
    uniform: () => 'knows nothing',
    letters: ({ units }: Nouns) => `counts ${units}`,
    pairs: ({ units }: Nouns) => `counts pairs of ${units}`,
    triples: ({ units }: Nouns) => `counts triples of ${units}`,
    fours: ({ units }: Nouns) => `counts fours of ${units}`
  },
  model: 'model',
  lossHead: 'loss',
  perplexity: ({ units }: Nouns) => `as if choosing among so many ${units}`,
  choices: (nats: number) => decimal(Math.exp(nats), 1),

  // tokens
  tokens: 'As the model sees it',
  tokensLine: (nouns: Nouns) =>
    `Each ${nouns.unit} is one token with a number. The dot marks where a ${nouns.item} begins and ends.`,
  tokensLineText: 'Each character is one token with a number. A low bar is a space.',
  tokensLineOf: (tokenizer: string, nouns: Nouns | null) =>
    `Cut by the tokenizer of the next run: ${tokenizer}.${nouns ? ` The dot marks where a ${nouns.item} begins and ends.` : ''}`,
  tokensLabel: (texts: string, tokens: number) => `“${texts}” as ${count(tokens)} tokens`,

  // aside
  histogram: (nouns: Nouns) => `${nouns.units[0]!.toUpperCase()}${nouns.units.slice(1)} per ${nouns.item}`,
  histogramLabel: (mode: number, most: number, longest: number, nouns: Nouns) =>
    `Histogram of lengths. ${items(most, nouns)} have ${units(mode, nouns)}, the most common length; the longest has ${count(longest)}.`,
  kind: 'Kind',
  kindAuto: (found: string) => `Automatic: ${found}`,
  automatic: 'Automatic',
  kindList: 'list',
  kindText: 'running text',
  kinds: { list: 'list', text: 'running text' },
  split: 'Split',
  splitBySeed: (seed: number) => `Split, by seed ${seed}`,
  splitTail: 'Split, the end held out',
  training: (n: number) => `training ${count(n)}`,
  heldOutLine: (n: number, share: number) =>
    n === 0
      ? 'Nothing is held out: the loss is measured on what is trained on.'
      : `held-out ${count(n)} (${percent(share)}): never trained on, used to measure`,
  splitLabel: (train: number, held: number) => `${count(train)} for training, ${count(held)} held out`,
  heldOut: 'Held-out part',
  splitSeed: 'Split seed',
  copies: 'Leave out copies',
  sample: 'Sample',
  sourceHead: 'Source',
  licence: 'Licence'
} as const
