/*
 * "Hallucinated" names, counted: of the 20 names that the published microgpt printed, and of the 20 that its run here
 * ends with, how many stand in the list, and which of those training had reached after its 1,000 steps of one name.
 */

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createNovelty } from '#core/novelty/status'
import { PRESETS } from '#core/run-config'
import recorded from '../../../resources/reference/microgpt-seed42.json'
import { prepareRun } from '../run'

/** Printed at the end of the run that microgpt's author published (February 2026). */
const PUBLISHED =
  'kamon ann karai jaire vialan karia yeran anna areli kaina konna keylen liole alerin earan lenne kana lara alela anton'

test('11 of the published names stand in the list and 5 of ours; our training had reached one of each', async () => {
  const text = readFileSync('resources/corpora/names.txt', 'utf8')
  const sha256 = createHash('sha256').update(text).digest('hex')
  const corpus = { id: 'names', name: 'Names', sha256 }
  const { batches, corpus: cut } = await prepareRun({ text, corpus, config: PRESETS.microgpt })
  for (let step = 0; step < PRESETS.microgpt.steps; step++) batches.next()
  const statusOf = createNovelty(cut, (name) => batches.reached(name))
  const count = (names: readonly string[]) => {
    const counts = { new: 0, held_out: 0, train: 0, unseen: 0 }
    for (const name of names) counts[statusOf(name)]++
    return counts
  }
  const published = count(PUBLISHED.split(' '))
  const ours = count(recorded.names)
  const list = new Set(text.split('\n').map((line) => line.trim()))
  expect(PUBLISHED.split(' ').filter((name) => list.has(name))).toHaveLength(11)
  expect(recorded.names.filter((name) => list.has(name))).toHaveLength(5)
  // The order is that of our run. Which names the published run had reached depends on its own order.
  expect(published).toEqual({ new: 9, held_out: 0, train: 1, unseen: 10 })
  expect(ours).toEqual({ new: 15, held_out: 0, train: 1, unseen: 4 })
})
