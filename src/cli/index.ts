/*
 * The command line: Downhill without a window, in plain Node. Exit codes: 0, 1 for a failure, 2 for wrong
 * usage, each of the latter two with one sentence on standard error. Commands are loaded when called, so
 * that help does not wait for engines.
 */

import { toAppError } from '#core/errors'
import { sentenceOf } from '#core/wording/errors'
import { COMMANDS, helpFor, isCommand, type Command } from './help'
import { openTerminal, type Place, type Terminal } from './terminal'
import { UsageError } from './usage'

type Handler = (terminal: Terminal, args: readonly string[]) => Promise<number>

const HANDLERS: Readonly<Record<Command, () => Promise<Handler>>> = {
  train: async () => (await import('./train')).train,
  resume: async () => (await import('./resume')).resume,
  generate: async () => (await import('./generate')).generate,
  score: async () => (await import('./score')).score,
  landscape: async () => (await import('./landscape')).landscape,
  info: async () => (await import('./info')).info,
  export: async () => (await import('./export')).exportCommand,
  import: async () => (await import('./import')).importCommand,
  tokenize: async () => (await import('./tokenize')).tokenize,
  doctor: async () => (await import('./doctor')).doctor,
  'train-bpe': async () => (await import('./train-bpe')).trainBpeCommand,
  bench: async () => (await import('./bench')).bench
}

/** Runs one command line and returns its exit code. */
export async function main(args: readonly string[], place: Place): Promise<number> {
  const terminal = openTerminal(place)
  try {
    return await dispatch(terminal, args)
  } catch (thrown) {
    if (thrown instanceof UsageError) {
      terminal.note(thrown.message)
      return 2
    }
    const error = toAppError(thrown)
    terminal.note(sentenceOf(error))
    if (process.env['DOWNHILL_DEBUG'] && error.cause) terminal.note(error.cause)
    // Settings are checked where they are used; for the terminal they are usage.
    return error.code.startsWith('setting-') ? 2 : 1
  }
}

async function dispatch(terminal: Terminal, args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined) throw new UsageError(`Give a command, one of ${COMMANDS.join(', ')}, or "help".`)
  if (name === 'help' || name === '--help' || name === '-h') return help(terminal, rest[0])
  if (!isCommand(name))
    throw new UsageError(`There is no command "${name}": use one of ${COMMANDS.join(', ')}.`)
  // Words after `--` are texts, whatever they look like.
  const words = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest
  if (words.includes('--help') || words.includes('-h')) return help(terminal, name)
  const handler = await HANDLERS[name]()
  return handler(terminal, rest)
}

async function help(terminal: Terminal, topic: string | undefined): Promise<number> {
  if (topic !== undefined && !isCommand(topic)) throw new UsageError(`There is no command "${topic}".`)
  await terminal.print(helpFor(topic))
  return 0
}
