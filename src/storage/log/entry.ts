/*
 * What of an error may stand in the log. The log is for sending to others, so nothing in it may be somebody's text:
 * of an error's facts stay numbers and words of the program's own, of its cause the kind, the system's error number
 * and the places in the program. Messages are left out but for those of the language itself, without what they quote.
 */
import type { LogEntry, LogLevel, LogSource } from '#core/contracts/desk'
import { LOG_LEVELS, LOG_SOURCES } from '#core/contracts/desk'
import type { AppError } from '#core/errors'
import * as check from '../checks'

/** Facts whose texts the program itself chooses. */
const OWN_WORDS = new Set([
  'at',
  'expected',
  'problem',
  'key',
  'engine',
  'reason',
  'quantity',
  'format',
  'kind'
])
const OWN_WORD = /^[\w.+-]{1,40}$/

/** Errors of the language whose messages speak of the program; from the first quotation mark on they are cut off. */
const OF_THE_LANGUAGE = /^(?:Uncaught )?(TypeError|RangeError|ReferenceError): (.*)$/
const OF_THE_PROGRAM =
  /^(?:Cannot (?:read|set) propert|Cannot convert undefined|Invalid (?:typed )?array length|Maximum call stack|Array buffer allocation|[\w.$]{1,60} is not (?:a function|defined|iterable|a constructor)$)/
const QUOTED = /['"“`].*$/

/** `at name (app://bundle/assets/index.js:1:2)`, and what other engines of JavaScript write; null for other lines. */
const FRAME =
  /^\s+at (?:(?:async |new )?([\w$.<># []+?\]?) )?\(?(?:[\w+-]+:)?[^\s()'"]*?([\w.-]+:\d+(?::\d+)?)\)?$/

const MOST_FRAMES = 12
const NAMES = /^[\w$.<>#[\] ]{1,80}$/

export interface Noticed {
  readonly level: LogLevel
  readonly from: LogSource
  readonly error: { readonly code: string; readonly detail?: AppError['detail']; readonly cause?: string }
}

/** The entry, without a word that could be somebody's. */
export function toEntry({ level, from, error }: Noticed, now: Date): LogEntry {
  const facts: Record<string, string | number> = {}
  for (const [key, value] of Object.entries(error.detail ?? {})) {
    if (!/^\w{1,30}$/.test(key)) continue
    if (typeof value === 'number' && Number.isFinite(value)) facts[key] = value
    else if (typeof value === 'string' && OWN_WORDS.has(key)) {
      // Paths of fields end in what was sent.
      const word = key === 'at' ? value.split('.').slice(0, 2).join('.') : value
      if (OWN_WORD.test(word)) facts[key] = word
    }
  }
  const { kind, trace } = readCause(error.cause ?? '')
  if (kind !== null) facts['kind'] = kind
  return { time: now.toISOString(), level, from, what: error.code, facts, trace }
}

/** What kind of error a stack or message tells of, and where in the program it was. */
function readCause(cause: string): { kind: string | null; trace: string[] } {
  const [first = '', ...rest] = cause.split('\n')
  const language = OF_THE_LANGUAGE.exec(first)
  const errno = /\b(E[A-Z]{3,12})\b: /.exec(first)?.[1]
  const name = /^(?:Uncaught )?([A-Z]\w{2,30}Error|Error|Failure|Mismatch)\b/.exec(first)?.[1]
  const said = (language?.[2] ?? '').replace(QUOTED, '…')
  const kind =
    language && OF_THE_PROGRAM.test(said) ? `${language[1]}: ${said.slice(0, 120)}` : (errno ?? name ?? null)
  return { kind, trace: rest.flatMap(frameOf).slice(0, MOST_FRAMES) }
}

function frameOf(line: string): string[] {
  const match = FRAME.exec(line)
  if (!match) return []
  const [, name = '', place = ''] = match
  // Without a name there is only whether it was awaited.
  return [name !== 'async' && NAMES.test(name) ? `${name} ${place}` : place]
}

const entry = check.storedRecord<LogEntry>({
  time: check.isoDate,
  level: check.oneOf(...LOG_LEVELS),
  from: check.oneOf(...LOG_SOURCES),
  what: check.text(60, /^[a-z-]+$/),
  facts: check.dictionary<string | number>((value, at) => {
    return typeof value === 'number' ? check.number()(value, at) : check.text(200)(value, at)
  }, 40),
  trace: check.list(check.text(300), MOST_FRAMES)
})

/** The entry in a line of the file; null for a line that is none (cut off, or of another program). */
export function parseEntry(line: string): LogEntry | null {
  try {
    return entry(JSON.parse(line), 'entry')
  } catch {
    return null
  }
}
