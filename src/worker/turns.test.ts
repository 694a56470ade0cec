import { expect, test } from 'vitest'
import { Breath, BREATH_MS, Turns, breathe } from './turns'

test('turns are taken one at a time, in the order of asking', async () => {
  const turns = new Turns()
  const seen: string[] = []
  const task = (name: string): Promise<void> =>
    turns.take(async () => {
      seen.push(`${name} begins`)
      await breathe()
      seen.push(`${name} ends`)
    })
  await Promise.all([task('a'), task('b'), task('c')])
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

test('a turn that fails is given back', async () => {
  const turns = new Turns()
  await expect(turns.take(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await turns.take(() => 1)).toBe(1)
})

test('breathe lets what waits run first', async () => {
  let ran = false
  setTimeout(() => (ran = true), 0)
  for (let i = 0; i < 100 && !ran; i++) await new Promise((resolve) => setTimeout(resolve, 1)).then(breathe)
  expect(ran).toBe(true)
})

test('a breath is taken when it is due and not before', async () => {
  let now = 0
  const breath = new Breath(() => now)
  let yielded = 0
  const taken = async (): Promise<boolean> => {
    const before = yielded
    setImmediate(() => yielded++)
    await breath.take()
    return yielded > before
  }
  expect(await taken()).toBe(false)
  now = BREATH_MS
  expect(await taken()).toBe(true)
  expect(breath.due).toBe(false)
})
