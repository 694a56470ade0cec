/* Texts of the studio on the Generate screen: what is known of a line, the shortlist, the ways of looking. */

import type { NoveltyCounts } from '#core/contracts/studio'
import type { Nouns } from './corpus'
import { count, decimal, oneIn, percent } from './format'
import type { TermText } from './terms'

const things = (n: number, nouns: Nouns): string => `${count(n)} ${n === 1 ? nouns.item : nouns.items}`
const capital = (word: string): string => word.replace(/^./, (first) => first.toUpperCase())

export const studioText = {
  // ways of looking
  views: 'View',
  viewNames: {
    list: 'List',
    passages: 'Passages',
    write: 'Write on',
    sides: 'Side by side',
    letters: 'Letter by letter',
    tokens: 'Token by token',
    shares: 'How new'
  },

  // list
  nearest: 'Nearest in the list',
  itself: 'itself',
  edits: (n: number) => (n === 1 ? '1 edit' : `${count(n)} edits`),
  looking: 'Looking',
  keepHead: 'Kept',
  keep: (text: string) => `Keep ${text}`,
  letGo: (text: string) => `Let ${text} go`,
  current: (text: string) => `Show ${text}`,
  terms: {
    nearest: {
      name: 'Nearest',
      text: 'The line of the whole list that takes the fewest letters changed, added or taken away. Underlined is the longest stretch that stands in the part it was trained on.'
    }
  } satisfies Record<string, TermText>,

  // the line that is looked at
  detail: (text: string) => `About ${text}`,
  copied: (stretch: string, all: boolean) =>
    stretch === ''
      ? 'No stretch of it stands in the training part.'
      : all
        ? 'All of it stands in the training part, within longer lines or as one.'
        : { before: 'Its longest stretch from the training part is ', stretch, after: '.' },
  nearestOf: (line: string, edits: number) => ({
    before: ' Nearest is ',
    line,
    after: `, ${edits === 1 ? '1 edit' : `${count(edits)} edits`} away.`
  }),
  odds: (logProb: number, bits: number) =>
    `${oneIn(Math.exp(logProb))}, ln p = ${decimal(logProb, 2)}, ${decimal(bits, 2)} bits per character`,
  keepAction: 'Keep',
  keptAction: 'Kept',
  why: (nouns: Nouns) => `Why this ${nouns.item}?`,
  step: (kind: 'list' | 'text') => (kind === 'list' ? 'Letter by letter' : 'Token by token'),
  choose: (nouns: Nouns) => `Choose a ${nouns.item} to see more of it.`,

  // how the list is made
  way: 'Which',
  ways: { drawn: 'Drawn', proven: 'Most probable' },
  wayTerm: {
    name: 'Most probable',
    text: 'A search through everything the model could write gives the most probable ones exactly, in order: a proof, not a sample. Drawn ones come by chance, under the settings below.'
  } satisfies TermText,
  find: (n: number, nouns: Nouns) => `Find the ${things(n, nouns)}`,
  searching: (found: number, of: number, expanded: number) =>
    `Searching: ${count(found)} of ${count(of)} proven, ${count(expanded)} beginnings looked at.`,
  proven: (n: number, nouns: Nouns, fresh: boolean) =>
    fresh
      ? `The ${things(n, nouns)} most probable of the unseen ones`
      : `The ${things(n, nouns)} most probable`,
  provenLine: (expanded: number, exhausted: boolean) =>
    exhausted
      ? `A proof, not a sample: after ${count(expanded)} beginnings there is nothing else that fits.`
      : `A proof, not a sample: after ${count(expanded)} beginnings, nothing else that fits can be more probable than the last.`,
  provenCut: (expanded: number) =>
    `Ended early after ${count(expanded)} beginnings. Those shown are proven; what would come next is not known.`,
  unseenOnly: 'Unseen only',
  seldom: 'Min-p and repetition',

  // shortlist
  shortlist: 'Shortlist',
  kept: (n: number) => `${count(n)} kept`,
  keyK: 'K',
  noneKept: (nouns: Nouns) => `K keeps the ${nouns.item} that is chosen, its star does too.`,
  noCorpus: 'Kept without a corpus: the text the model was trained on is not known.',
  rating: 'Rating',
  stars: (n: number) => (n === 0 ? 'No rating' : n === 1 ? '1 star' : `${count(n)} stars`),
  note: 'Note',
  tags: 'Tags',
  tagsPlaceholder: 'apart by commas',
  up: (text: string) => `Move ${text} up`,
  down: (text: string) => `Move ${text} down`,
  remove: 'Remove',
  sideRemoved: 'The panel is taken away',
  removed: (text: string) => `“${text}” is off the shortlist`,
  moveHint: 'Drag it, or Alt with ↑ and ↓',
  open: (text: string) => `${text}: rating, note and tags`,
  exportKept: 'Export the shortlist',
  unread: 'The shortlist could not be read',

  // exports
  sheetTitle: (model: string, nouns: Nouns) => `${capital(nouns.items)} by ${model}`,
  shortlistTitle: (corpus: string) => `Shortlist: ${corpus}`,
  formats: {
    csv: { label: 'Table, .csv', note: 'every column, with the recipe of each line' },
    json: { label: 'JSON, .json', note: 'with the recipes that make it again' },
    md: { label: 'Markdown table, .md', note: 'for notes and web pages' },
    pdf: { label: 'Printed sheet, .pdf', note: 'A4, with recipes at the end' }
  },
  preparing: 'Looking up the nearest lines',

  // share of new ones
  sharesTitle: (share: number, at: string) => `${percent(share)} are new ${at}`,
  sharesReady: 'How new is what it writes?',
  sharesLine: (n: number, nouns: Nouns) =>
    `Each point is ${things(n, nouns)} from the same seed, compared with the list. Nothing is guessed.`,
  overTemperature: 'Over temperature',
  overTraining: 'Over training',
  over: 'Against',
  measure: 'Measure',
  measureAgain: 'Measure again',
  axisTemperature: 'Temperature',
  axisStep: 'Step of training',
  axisShare: 'Share of new ones',
  atTemperature: (t: number) => `at temperature ${decimal(t, 1)}`,
  atStep: (s: number) => `at step ${count(s)}`,
  noRun: 'A model from a file has no kept steps in the library.',
  sharesPoint: (at: string, counts: NoveltyCounts, all: number) =>
    `${at}: ${percent(all === 0 ? 0 : counts.new / all)} new of ${count(all)}`,
  sharesEmpty: 'The curve comes as the lists are written.',
  points: 'points',
  table: 'Table',
  picture: 'Picture',
  statusNames: {
    new: 'New',
    held_out: 'Held-out part',
    train: 'Training part',
    unseen: 'Training part, not reached'
  },

  // the names of microgpt
  retraced: 'The 20 names',
  retracedTitle: (real: number, unseen: number) =>
    `${real === 0 ? 'None' : count(real)} of the 20 ${real === 1 ? 'stands' : 'stand'} in the list; ${
      unseen === real
        ? real === 1
          ? 'it had not been reached'
          : 'none of them had been reached'
        : `${count(real - unseen)} had been trained on`
    }`,
  retracedLine:
    'The run takes one name a step, so most of the list it never sees. Of the 20 names that its author printed as made up, 11 are real ones it had not been trained on.',

  retracedName: 'Name',
  retracedStatus: 'Status',
  retracedNearest: 'Nearest in the list',
  retracedChance: 'Probability',
  retracedBits: 'Bits per character',
  retracedEdits: (n: number) => (n === 0 ? 'the same' : n === 1 ? '1 edit away' : `${count(n)} edits away`),
  retracedAsking: 'The 20 names are being written again.',
  retracedNotYet: 'The 20 names come when the run has ended at its last step.',

  // why this name
  whyTitle: (text: string) => `What pushed towards “${text}”`,
  whyLine:
    'The training lines whose gradients point the same way as this one’s at the kept steps (TracIn). Push is how much a small step on the line lowers the loss of this one.',
  whyMeasure: 'Work it out',
  towards: 'Pushed towards it',
  away: 'Pushed away from it',
  push: 'Push',
  line: 'Line',
  ofLines: (lines: number, steps: number) =>
    `Of ${count(lines)} lines that training had used, over ${steps === 1 ? '1 kept step' : `${count(steps)} kept steps`}.`,
  noneAway: 'None.',
  whyFile:
    'Its kept steps are not in the library: only runs that were trained or imported here can be asked.',
  whyCorpus: 'The text it was trained on is not in the library, or too large to be looked through.',
  working: 'line scores'
} as const

/** Texts of the views beside the list. */
export const viewsText = {
  // side by side
  sidesTitle: (n: number) => `The same seed, ${n === 2 ? 'two' : n === 3 ? 'three' : 'four'} ways`,
  sidesLine:
    'Each row draws from the same random numbers in every panel: what differs comes from the settings or the step.',
  panel: (n: number) => `Panel ${n}`,
  panelModel: 'Model',
  asItStands: 'As it stands',
  keptStep: (step: number) => `Step ${count(step)}`,
  addPanel: 'Add a panel',
  removePanel: (n: number) => `Remove panel ${n}`,
  rows: 'How many',
  writeAll: 'Write all',
  sidesEmpty: 'Every panel writes when you press Write all.',
  panelShare: (fresh: number, all: number) => `${percent(all === 0 ? 0 : fresh / all)} new`,
  row: 'Draw',

  // letter by letter
  lettersReady: (kind: 'list' | 'text') => (kind === 'list' ? 'One letter at a time' : 'One token at a time'),
  lettersTitle: (before: string, token: string, share: number) =>
    before === ''
      ? `It begins with ${token} in ${percent(share)}`
      : `After “${before}” comes ${token} in ${percent(share)}`,
  lettersLine: 'Choose what comes next, or draw it. Left goes back; what was tried stays in the tree.',
  theEnd: 'the end',
  token: 'Next',
  stages: { raw: 'Model', tempered: 'Temperature', cut: 'Drawn from' },
  stageTerms: {
    raw: { name: 'Model', text: 'The odds as the model has them, at temperature 1.' },
    tempered: {
      name: 'Temperature',
      text: 'The same odds after repetition penalty and temperature: below 1 the likely become likelier.'
    },
    cut: {
      name: 'Drawn from',
      text: 'What is left after top-k, top-p, min-p and what it must be. A dash is cut away.'
    }
  } satisfies Record<string, TermText>,
  take: (token: string, share: string) => `Take ${token}, ${share}`,
  draw: 'Draw the next',
  drawToEnd: 'Draw to the end',
  back: 'Back',
  restart: 'From the beginning',
  path: 'What is written so far',
  tree: 'Tried so far',
  alternative: (text: string) => `Go to ${text === '' ? 'the beginning' : text}`,
  beginning: 'beginning',
  ended: (text: string, logProb: number) => `“${text}” is written, ${oneIn(Math.exp(logProb))}.`,
  full: 'The context is full: it ends here.',
  nothingFits: 'Nothing that fits can follow.',
  more: (n: number) => `${count(n)} more`,
  rest: (n: number, share: number) => `${count(n)} less likely ones, ${percent(share, 1)} together`,
  keepThis: 'Keep it',
  contextOf: (seen: number, block: number) => `It sees ${count(seen)} of at most ${count(block)} tokens.`,
  stepNow: (step: number) => `at step ${count(step)}`,

  // running text
  writeTitle: 'Write a beginning and let it go on',
  wroteTitle: (tokens: number) => `It went on for ${tokens === 1 ? '1 token' : `${count(tokens)} tokens`}`,
  writingTitle: 'It is writing',
  writeLine: 'Edit anything at any time: it goes on from what stands there.',
  document: 'Text',
  documentPlaceholder: 'Begin here, or let it begin by itself',
  goOn: 'Go on',
  stop: 'Stop',
  again: 'Another ending',
  undoWriting: 'Take back',
  contextUse: (tokens: number, block: number) =>
    tokens <= block
      ? `${count(tokens)} of ${count(block)} tokens of context used.`
      : `${count(tokens)} tokens, and the context holds ${count(block)}: the window has slid, the pale beginning is out of its sight.`,
  slides: 'Beyond the context it goes on from the last half of it each time the window is full.',
  contextLabel: 'Context use'
} as const
