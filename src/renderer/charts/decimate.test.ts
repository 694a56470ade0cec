/* Thinning keeps every column's extremes, costs no more than four points a column and is incremental. */
import { expect, test } from 'vitest'
import { Columns, linearColumns, logColumns, mergeSteps, type ColumnOf } from './decimate'

/** The slow, obvious way: group, then take first, min, max and last of each group. */
function byHand(values: readonly number[], columnOf: ColumnOf): number[] {
  const groups = new Map<number, number[]>()
  values.forEach((_, i) => {
    const column = columnOf(i + 1)
    groups.set(column, [...(groups.get(column) ?? []), i + 1])
  })
  const value = (step: number) => values[step - 1] as number
  const kept = [...groups.values()].flatMap((steps) => {
    const low = steps.reduce((a, b) => (value(b) < value(a) ? b : a))
    const high = steps.reduce((a, b) => (value(b) > value(a) ? b : a))
    return [steps[0] as number, low, high, steps.at(-1) as number]
  })
  return [...new Set(kept)].sort((a, b) => a - b)
}

const noisy = Array.from({ length: 3000 }, (_, i) => 3 * Math.exp(-i / 400) + Math.sin(i * 12.9898) * 0.5)

test.each([
  ['linear', linearColumns(4000, 137)],
  ['logarithmic', logColumns(4000, 137)]
])('%s: the same as grouping by hand, at any moment', (_, columnOf) => {
  const columns = new Columns(columnOf)
  noisy.forEach((value, i) => {
    columns.add(i + 1, value)
    if (i === 0 || i === 1234 || i === 2999) {
      expect(columns.steps()).toEqual(byHand(noisy.slice(0, i + 1), columnOf))
    }
  })
})

test('at most four points a column, and a lone spike survives a million steps', () => {
  const columns = new Columns(linearColumns(1_000_000, 800))
  for (let step = 1; step <= 1_000_000; step++) columns.add(step, step === 654_321 ? 9 : 2)
  const steps = columns.steps()
  expect(steps.length).toBeLessThanOrEqual(4 * 800)
  expect(steps).toContain(654_321)
})

test('steps that were not measured are left out', () => {
  const columns = new Columns(linearColumns(10, 10))
  columns.add(1, NaN)
  expect(columns.steps()).toEqual([])
  columns.add(2, 1)
  expect(columns.steps()).toEqual([2])
})

test('the last step stands in the last column', () => {
  expect(linearColumns(100, 10)(100)).toBe(9)
  expect(logColumns(100, 10)(100)).toBe(9)
  expect(logColumns(100, 10)(1)).toBe(0)
  expect(logColumns(1, 10)(1)).toBe(0)
})

test('merging keeps order and drops doubles', () => {
  expect(mergeSteps([1, 3, 5], [2, 3, 9])).toEqual([1, 2, 3, 5, 9])
  expect(mergeSteps([], [4])).toEqual([4])
})
