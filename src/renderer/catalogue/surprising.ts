/* Texts of the most surprising lines. */

import type { LineOrder, LinePart } from '#core/contracts/surprising'
import { count, decimal, visible } from './format'

/** A line as it is quoted: on one line, its beginning where it is long. */
function quoted(line: string): string {
  const characters = Array.from(line.replace(/\s+/g, ' ').trim())
  return `“${characters.length > 40 ? `${characters.slice(0, 38).join('')}…` : characters.join('')}”`
}

const PARTS: Readonly<Record<LinePart, string>> = { held_out: 'held-out', train: 'training' }

export const surprisingText = {
  // on the Corpus screen
  title: 'Most surprising lines',
  lead: (model: string) => `What “${model}”, trained on this text, finds hardest to guess, line by line.`,
  show: 'Show the lines',

  // head
  finding: (line: string, bits: number, { first, by }: LineOrder) => {
    const cost = by === 'line' ? `${decimal(bits, 1)} bits in all` : `${decimal(bits, 2)} bits per character`
    return `${quoted(line)} is ${first === 'most' ? 'hardest' : 'easiest'} to guess: ${cost}`
  },
  of: (model: string, step: number) =>
    `Every line with its own loss under “${model}” at step ${count(step)}.`,
  scoring: 'Each line is being scored',
  none: 'No line is scored yet',
  noLines: 'There is no line in this part',
  back: 'Back to the corpus',
  again: 'Score again',
  againAt: (step: number) => `The model has gone on to step ${count(step)}`,
  progressUnit: { list: 'lines', text: 'windows' },

  // choices
  part: 'Part',
  parts: { held_out: 'Held-out', train: 'Training', all: 'Both' } satisfies Record<LineOrder['part'], string>,
  first: 'Order',
  firsts: { most: 'Most surprising', least: 'Least surprising' } satisfies Record<LineOrder['first'], string>,
  by: 'Measure',
  bys: { character: 'Per character', line: 'Whole line' } satisfies Record<LineOrder['by'], string>,
  goTo: 'Go to line',
  notThere: (number: number) => `No scored line of this part stands at or before line ${count(number)}.`,

  // the list
  region: 'Surprising lines',
  list: 'Lines by loss',
  columns: {
    number: 'line',
    text: 'text',
    part: 'part',
    hardest: 'hardest',
    perCharacter: 'bits per character',
    bits: 'bits'
  },
  partName: (part: LinePart) => PARTS[part],
  /** What a character is called where it is named alone. */
  named: (token: string) => (token === '' ? 'end' : visible(token)),
  waiting: 'This line is being fetched',
  bitsOf: (token: string, bits: number | null) =>
    bits === null
      ? `${token === '' ? 'end' : visible(token)}: nothing comes before it`
      : `${token === '' ? 'end' : visible(token)}: ${decimal(bits, 2)} bits`,

  // aside
  aside: 'The line and the parts',
  partsHead: 'Per part',
  lines: 'lines',
  sampled: (lines: number, of: number) => `${count(lines)} of ${count(of)}`,
  sampleNote: 'Of a part this large a sample is scored, drawn by the split seed.',
  perToken: 'nats per token',
  scale: 'Bits of a character',
  scaleLine: 'Each character on its ground: 0 bits were certain, 1 bit is one of two, 6 bits one of 64.',
  scaleEnd: '6 and more',
  line: (number: number) => (number > 0 ? `Line ${count(number)}` : 'A line'),
  whole: (bits: number, characters: number) =>
    `${decimal(bits, 1)} bits over ${count(characters)} characters, ends counted.`,
  rest: 'What stands beyond the context is not scored.',
  cut: 'It fills the context, so that its end is not scored.',
  token: 'token',
  chooseLine: 'Choose a line to see each character with its number.',

  terms: {
    perCharacter: {
      name: 'Bits per character',
      text: 'How many yes-or-no questions each character of the line costs the model, on average, the end counted as one. Low is what it expects; high is a rare find or a mistake.'
    },
    hardest: {
      name: 'Hardest',
      text: 'The token of the line that the model found least likely, and its bits.'
    }
  }
} as const
