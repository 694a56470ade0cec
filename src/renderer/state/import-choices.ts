/* What can be done with a file that was looked at, and whether the user has anything to decide about it. */

import type { CleaningReport, Encoding, ReviewedFile } from '#core/contracts/imports'

/** Whether its text can be read. */
export function usable({ kind, refusal }: ReviewedFile): boolean {
  return kind !== null && refusal === null
}

/** Whether reading it needs a decision: a field among several, or an encoding that was only guessed. */
export function needsChoice(file: ReviewedFile): boolean {
  return file.fields.length > 1 || file.encoding?.ground === 'guessed' || !usable(file)
}

/** The encoding to ask for: only one that the user chose, so that what was detected is detected again. */
export function chosenEncoding({ encoding }: ReviewedFile): { readonly encoding?: Encoding } {
  return encoding?.ground === 'chosen' ? { encoding: encoding.name } : {}
}

/** How many bytes stand before the file that is read now, and how many in all: progress over several files. */
export function overall(
  sizes: readonly number[],
  index: number,
  done: number
): { readonly done: number; readonly of: number } {
  const sum = (values: readonly number[]): number => values.reduce((total, size) => total + size, 0)
  const own = Math.min(done, sizes[index] ?? 0)
  return { done: sum(sizes.slice(0, index)) + own, of: sum(sizes) }
}

/** What cleaning changed, in the order in which it is told; empty if nothing. */
export function changesOf(report: CleaningReport): (readonly [CleaningKey, number])[] {
  return CLEANING.map((key) => [key, report[key]] as const).filter(([, n]) => n > 0)
}

const CLEANING = ['lineEnds', 'noBreakSpaces', 'controls', 'normalised', 'replaced', 'mixed'] as const
export type CleaningKey = (typeof CLEANING)[number]
