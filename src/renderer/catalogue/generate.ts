/* Texts of the Generate screen: headlines, the list, how it is written, the model that writes. */

import type { TermText } from './terms'
import type { Nouns } from './corpus'
import { count, decimal, loss, percent } from './format'

const things = (n: number, nouns: Nouns): string => `${count(n)} ${n === 1 ? nouns.item : nouns.items}`

/** What the pieces of running text are called. */
export const PASSAGES: Nouns = { item: 'passage', items: 'passages', unit: 'character', units: 'characters' }

export const generateText = {
  // headline
  nothing: 'Nothing to write with yet',
  nothingLine: 'A model writes what it has learned. Train one, or open one that was saved.',
  ready: (model: string) => `${model} is ready to write`,
  readyLine: (step: number, heldOut: number | null, inBits = false) =>
    `Trained for ${count(step)} steps${heldOut === null ? '' : `, held-out loss ${loss(heldOut)}${inBits ? ' bits per character' : ''}`}.`,
  writing: (nouns: Nouns) => `It begins to write ${nouns.items}`,
  someNew: (fresh: number, all: number, nouns: Nouns) =>
    `${count(fresh)} of ${things(all, nouns)} ${fresh === 1 ? 'is' : 'are'} new`,
  allNew: (all: number, nouns: Nouns) =>
    all === 1 ? `The one ${nouns.item} is new` : `All ${things(all, nouns)} are new`,
  noneNew: (all: number, nouns: Nouns) =>
    all === 1 ? `The one ${nouns.item} is known` : `None of the ${things(all, nouns)} is new`,
  written: (all: number, nouns: Nouns) => `${things(all, nouns)} written`,
  progress: (done: number, of: number) => `Writing: ${count(done)} of ${count(of)}.`,
  trained: (n: number) =>
    n === 1
      ? 'One stands in the part it was trained on.'
      : `${count(n)} stand in the part it was trained on.`,
  noneTrained: 'None stands in the part it was trained on.',
  heldOutOne: { before: 'One, ', after: ', it had never seen, yet it is in the held-out part.' },
  heldOut: (n: number) => `${count(n)} it had never seen, yet they are in the held-out part.`,
  cannotTell:
    'New and known cannot be told apart: the text it was trained on is not in the library, or too large to be looked through.',

  // actions
  write: (n: number, nouns: Nouns) => `Write ${things(n, nouns)}`,
  more: (n: number) => `Write ${count(n)} more`,
  cancel: 'Cancel',
  cancelling: 'Cancelling',
  export: 'Export',
  exportAs: (n: number, nouns: Nouns) => `${things(n, nouns)} as`,
  formats: {
    txt: { label: 'Lines, .txt', note: 'one a line' },
    txtPassages: { label: 'Text, .txt', note: 'apart by empty lines' },
    csv: { label: 'Table, .csv', note: 'with status and probability' },
    json: { label: 'JSON, .json', note: 'with the recipe that makes it again' }
  },
  copy: 'Copy to the clipboard',
  copied: (n: number, nouns: Nouns) => `${things(n, nouns)} copied`,
  nothingToExport: 'There is nothing to export yet',
  putAway: 'A new list was begun',

  // summary and table
  summary: (fresh: number, held: number, known: number) =>
    `${percent(fresh)} new, ${percent(held, 1)} in the held-out part, ${percent(known, 1)} in the training part`,
  shareNew: (share: number) => `${percent(Math.floor(share * 100) / 100)} new`,
  show: 'Show',
  all: (n: number) => `All ${count(n)}`,
  fresh: (n: number) => `New ${count(n)}`,
  known: (n: number) => `Known ${count(n)}`,
  list: (nouns: Nouns) => `What it wrote: ${nouns.items}`,
  columns: {
    name: (nouns: Nouns) => nouns.item.replace(/^./, (first) => first.toUpperCase()),
    status: 'Status',
    probability: 'Probability',
    bits: 'Bits per character'
  },
  status: {
    new: 'new',
    held_out: 'held-out part',
    train: 'training part',
    unseen: 'training part, not reached'
  },
  naturalLog: (logProb: number) => `ln p = ${decimal(logProb, 2)}`,
  bitsOf: (bits: number) => `${decimal(bits, 2)} bits per character`,
  empty: 'empty',
  noneShown: 'None of this kind.',
  before: (nouns: Nouns) =>
    `${nouns.items.replace(/^./, (first) => first.toUpperCase())} appear here as they are made, each marked as new or known.`,

  // aside: what is asked for
  settings: 'How it writes',
  count: 'How many',
  prefix: 'Starts with',
  prefixPlaceholder: 'anything',
  temperature: 'Temperature',
  greedy: 'always the likeliest',
  topK: 'Top-k',
  topP: 'Top-p',
  minP: 'Min-p',
  repetition: 'Repetition penalty',
  seed: 'Seed',
  dice: 'Another seed',
  ownStream: 'The model’s own random numbers',
  maxTokens: 'Length, tokens',
  mustFit: 'Must fit',
  endsWith: 'Ends with',
  contains: 'Contains',
  excludes: 'Without',
  nothingExcluded: 'nothing',
  pattern: 'Pattern',
  minLength: 'Length from',
  maxLength: 'Length to',
  minEdits: 'Edits from any known',
  avoid: 'And from these',
  avoidPlaceholder: 'no others',
  newOnly: 'New only',
  distinct: 'No repeats',
  anythingGoes: 'Anything goes',
  drawn: (items: number, draws: number) =>
    items === draws ? `All ${count(draws)} drawn fit.` : `${count(items)} of ${count(draws)} drawn fit.`,
  terms: {
    status: {
      name: 'Status',
      text: 'New stands nowhere in the corpus. Known ones stand in the part it was trained on, or in the held-out part, which it never saw.'
    },
    probability: {
      name: 'Probability',
      text: 'How likely the model is to write exactly this, at temperature 1. The natural logarithm stands in exports and under the pointer.'
    },
    bits: {
      name: 'Bits per character',
      text: 'How surprising the text is to the model, by character. Low is what it expects; high is a rare find or nonsense.'
    },
    prefix: {
      name: 'Starts with',
      text: 'The model goes on from here. It can only use characters that it knows.'
    },
    temperature: {
      name: 'Temperature',
      text: 'How boldly it picks. At 0 it always takes the likeliest character; at 1 it follows its own odds; above that it gets wild.'
    },
    topK: {
      name: 'Top-k',
      text: 'Only the k likeliest characters may follow. 1 is the same as temperature 0; 0 lets all of them.'
    },
    topP: {
      name: 'Top-p',
      text: 'Only the likeliest characters that together reach this share may follow. 1 lets all of them; small values play safe.'
    },
    minP: {
      name: 'Min-p',
      text: 'Only characters at least this share as likely as the likeliest may follow. 0 lets all of them.'
    },
    repetition: {
      name: 'Repetition penalty',
      text: 'Above 1, characters that the text already has become less likely. 1 is off.'
    },
    contains: {
      name: 'Contains',
      text: 'Each of these, apart by spaces, stands somewhere in it. Letters are taken as they are typed.'
    },
    excludes: {
      name: 'Without',
      text: 'None of these letters or words, apart by spaces, stands anywhere in it.'
    },
    pattern: {
      name: 'Pattern',
      text: 'The whole of it: ? is one character, * any run of them, [aeiou] one of these, [^xyz] none of these. A backslash takes the next as it is.'
    },
    maxLength: {
      name: 'Length to',
      text: 'In characters. 0 lets it be as long as the model can write.'
    },
    avoid: {
      name: 'And from these',
      text: 'Words of your own to keep away from, with spaces or commas between them: as many edits as above, at least one.'
    },
    minEdits: {
      name: 'Edits',
      text: 'At least so many letters changed, added or taken away from every line of the corpus. 1 is the same as new only.'
    },
    seed: {
      name: 'Seed',
      text: 'The number that chance comes from. The same model, settings and seed write the same list again.'
    },
    ownStream: {
      name: 'Own random numbers',
      text: 'Goes on with the stream of random numbers the run ended with, as the Python original of microgpt does. Off, each item draws from the seed.'
    },
    maxTokens: { name: 'Length', text: 'How many tokens each passage goes on for after its beginning.' }
  } satisfies Record<string, TermText>,

  // aside: the model
  model: 'The model',
  whichModel: 'Which model writes',
  liveRun: 'Live run',
  keptStep: 'Kept step',
  openedFile: 'Opened file',
  facts: {
    name: 'Name',
    step: 'Step',
    heldOut: 'Held-out loss',
    training: 'Training loss',
    parameters: 'Parameters',
    corpus: 'Corpus'
  },
  corpusUnknown: 'The file does not say what it was trained on',
  notMeasured: 'Nothing was held out, or not measured yet',
  save: 'Save the model',
  open: 'Open a model',
  exportModel: 'Export the model',
  exportModelAs: 'The model for',
  exportingModel: 'Exporting',
  modelFormats: {
    hf: { label: 'Hugging Face', note: 'a folder for transformers' },
    gguf: { label: 'llama.cpp, .gguf', note: 'also Ollama and LM Studio' },
    html: { label: 'Any browser, .html', note: 'a page that writes, without a network' },
    python: { label: 'Python, .py', note: 'a program to read, nothing to install' },
    machine: { label: 'A bigger machine', note: 'a folder to train on with transformers' }
  },
  cannotExport: {
    family: 'no other program knows the architecture of microgpt',
    large: 'the model is too large for a text to hold',
    tokenizer: 'GGUF cannot hold this tokenizer',
    corpus: 'the text it was trained on is not in the library'
  },
  trainOn: 'Train on',
  trainOnBusy: 'A run is going on',
  notResumable: 'The file holds no training state: training would begin with fresh moments',
  train: 'Train a model',
  opening: 'Opening'
} as const
