/*
 * Options as they are typed: Node's own parser, with its complaints turned into one sentence, and the
 * numbers behind them. Whatever is wrong here is wrong usage (exit code 2), not a failure.
 */

import { parseArgs, type ParseArgsConfig } from 'node:util'

/** Wrong usage, said in one sentence. */
export class UsageError extends Error {}

export type Options = NonNullable<ParseArgsConfig['options']>

/** What was typed: `values` by option, `texts` what is no option. */
export interface Typed {
  readonly values: Readonly<Record<string, string | boolean | string[] | undefined>>
  readonly texts: readonly string[]
}

/** @throws UsageError for options that `command` does not have, or without their value. */
export function parseOptions(command: string, args: readonly string[], options: Options): Typed {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true
    })
    return { values: values as Typed['values'], texts: positionals }
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown
    const [what = ''] = thrown.message.split(/[.\n]/)
    throw new UsageError(`${what.replaceAll("'", '')}: "downhill help ${command}" lists the options.`)
  }
}

/** The text of an option, or undefined. */
export function textOf({ values }: Typed, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

/** @throws UsageError if the option is missing or empty. */
export function required(typed: Typed, command: string, name: string, example: string): string {
  const value = textOf(typed, name)
  if (value) return value
  throw new UsageError(`${command} needs --${name} ${example}.`)
}

export interface NumberRule {
  readonly min: number
  readonly max: number
  readonly integer?: boolean
}

/** The number of an option, or `otherwise` if it is not given. @throws UsageError outside its range. */
export function numberOf<T>(typed: Typed, name: string, rule: NumberRule, otherwise: T): number | T {
  const text = textOf(typed, name)
  if (text === undefined) return otherwise
  const value = text.trim() === '' ? NaN : Number(text)
  const fits = value >= rule.min && value <= rule.max && (!rule.integer || Number.isInteger(value))
  if (fits) return value
  const kind = rule.integer ? 'a whole number' : 'a number'
  throw new UsageError(`--${name} takes ${kind} from ${rule.min} to ${rule.max}, not "${text}".`)
}

/** The choice of an option, or `otherwise` if it is not given. @throws UsageError for any other word. */
export function choiceOf<T extends string>(
  typed: Typed,
  name: string,
  choices: readonly T[],
  otherwise: T
): T {
  const text = textOf(typed, name) ?? otherwise
  const choice = choices.find((candidate) => candidate === text)
  if (choice !== undefined) return choice
  throw new UsageError(`--${name} takes one of ${choices.join(', ')}, not "${text}".`)
}

/** Refuses words that are no options. @throws UsageError naming the first. */
export function noTexts({ texts }: Typed, command: string): void {
  if (texts.length > 0) throw new UsageError(`${command} does not know what to do with "${texts[0]}".`)
}
