/* What generated items must look like, from the command line's options. */

import { CONSTRAINT_LIMITS, NO_CONSTRAINTS } from '#core/constraints/constraints'
import type { Constraints } from '#core/constraints/constraints'
import { readText } from './files'
import type { Place } from './terminal'
import { numberOf, textOf, type Options, type Typed } from './usage'

export const CONSTRAINT_OPTIONS = {
  'ends-with': { type: 'string' },
  contains: { type: 'string', multiple: true },
  excludes: { type: 'string', multiple: true },
  pattern: { type: 'string' },
  'min-length': { type: 'string' },
  'max-length': { type: 'string' },
  'new-only': { type: 'boolean' },
  'min-edits': { type: 'string' },
  avoid: { type: 'string' },
  distinct: { type: 'boolean' }
} as const satisfies Options

/** @returns null if none of the options was given. */
export async function constraintsOf(place: Place, typed: Typed): Promise<Constraints | null> {
  if (!Object.keys(CONSTRAINT_OPTIONS).some((name) => typed.values[name] !== undefined)) return null
  const number = (option: string, key: keyof typeof CONSTRAINT_LIMITS): number => {
    const { min, max } = CONSTRAINT_LIMITS[key]
    return numberOf(typed, option, { min, max, integer: true }, NO_CONSTRAINTS[key])
  }
  const texts = (name: string): string[] => (typed.values[name] as string[] | undefined) ?? []
  const avoid = textOf(typed, 'avoid')
  return {
    ends_with: textOf(typed, 'ends-with') ?? '',
    contains: texts('contains'),
    excludes: texts('excludes'),
    pattern: textOf(typed, 'pattern') ?? '',
    min_length: number('min-length', 'min_length'),
    max_length: number('max-length', 'max_length'),
    new_only: typed.values['new-only'] === true,
    min_edits: number('min-edits', 'min_edits'),
    avoid: avoid === undefined ? [] : linesOf((await readText(place, avoid)).text),
    distinct: typed.values['distinct'] === true
  }
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
