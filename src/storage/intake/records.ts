/*
 * JSON and JSON Lines: all strings that stand at one path are items, arrays not counted in the path:
 * [{"name": "a"}, …] has the field `name`, {"people": [{"name": …}]} the field `people.name`, ["a", …] the
 * field `#values`. A JSON file is read whole; JSON Lines line by line.
 */
import type { SourceField } from '#core/contracts/imports'
import { Failure } from '#core/errors'
import { SAMPLE, shorten } from './samples'

/** Fields that are told apart; a file used as a dictionary has as many as entries. */
const MOST_FIELDS = 200
/** Deeper values are not looked at. */
const DEEPEST = 64
const TELLING = /name|title|text|word|label|city|town|place|sentence|comment|content|body|values/i

type Found = (path: string, value: string) => void

function walk(value: unknown, path: string, found: Found, depth = 0): void {
  if (typeof value === 'string') found(path === '' ? '#values' : path, value)
  else if (Array.isArray(value) && depth < DEEPEST) {
    for (const inner of value) walk(inner, path, found, depth + 1)
  } else if (typeof value === 'object' && value !== null && depth < DEEPEST) {
    for (const [key, inner] of Object.entries(value)) {
      walk(inner, path === '' ? key : `${path}.${key}`, found, depth + 1)
    }
  }
}

/** The fields of these values and the one that looks most like text. @throws Failure `corpus-empty` if there is no string */
export function fieldsOf(values: readonly unknown[]): { fields: SourceField[]; field: string } {
  const paths = new Map<string, { samples: string[]; count: number; distinct: Set<string> }>()
  for (const value of values) {
    walk(value, '', (path, found) => {
      let known = paths.get(path)
      if (!known) {
        if (paths.size === MOST_FIELDS) return
        paths.set(path, (known = { samples: [], count: 0, distinct: new Set() }))
      }
      known.count++
      if (known.samples.length < 3 && found.trim() !== '') known.samples.push(shorten(found))
      if (known.distinct.size < 1000) known.distinct.add(found)
    })
  }
  let best: { name: string; score: number } | null = null
  for (const [name, { distinct }] of paths) {
    const score = distinct.size * (TELLING.test(name) ? 4 : 1)
    if (!best || score > best.score) best = { name, score }
  }
  if (!best) throw new Failure('corpus-empty')
  return { fields: [...paths].map(([name, { samples }]) => ({ name, samples })), field: best.name }
}

const oneLine = (value: string): string => value.replace(/\s*[\r\n]+\s*/g, ' ').trim()

/** Lines of one field. A single long text keeps its own line ends. */
export function* linesOfField(values: Iterable<unknown>, field: string): Generator<string> {
  let lines: string[] = []
  for (const value of values) {
    walk(value, '', (path, found) => {
      if (path === field && found.trim() !== '') lines.push(found.length > 1000 ? found : oneLine(found))
    })
    if (lines.length < SAMPLE.batch) continue
    yield `${lines.join('\n')}\n`
    lines = []
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`
}

/** The value of a JSON text. @throws Failure `import-damaged` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (cause) {
    throw new Failure('import-damaged', { what: 'JSON' }, cause)
  }
}

/** The values of JSON Lines, with empty lines left out. @throws Failure `import-damaged` with the line */
export function* parseLines(lines: Iterable<string>, first: number): Generator {
  let number = first
  for (const line of lines) {
    number++
    if (line.trim() === '') continue
    try {
      yield JSON.parse(line)
    } catch (cause) {
      throw new Failure('import-damaged', { what: 'JSON', line: number }, cause)
    }
  }
}

/** Whole lines out of pieces cut anywhere. @throws Failure `corpus-too-large` for a line without an end */
export async function* wholeLines(pieces: AsyncIterable<string>): AsyncGenerator<string[]> {
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > LONGEST) throw new Failure('corpus-too-large', { bytes: rest.length, limit: LONGEST })
    if (lines.length > 0) yield lines
  }
  if (rest !== '') yield [rest]
}

const LONGEST = 32 << 20
