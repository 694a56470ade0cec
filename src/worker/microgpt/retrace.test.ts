/*
 * microgpt, retraced: a run with the preset's settings on the bundled names gives the losses of the
 * Python original and its 20 names, and says so in a certificate.
 */

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { ParityCertificate } from '#core/contracts/worker'
import { decodeModelFile } from '#core/formats/model-file'
import type { GeneratedItem } from '#core/generation'
import { PRESETS } from '#core/run-config'
import recorded from '../../../resources/reference/microgpt-seed42.json'
import { cpuFactory } from '../engines/cpu/index'
import { referenceFactory } from '../engines/reference/index'
import { OpenedModel } from '../opened-model'
import { prepareRun, Run } from '../run'
import { PARITY_GENERATION } from './parity'

test.each([
  ['reference', referenceFactory('cpu')],
  ['cpu', cpuFactory()]
])('losses and names of the Python original on the engine %s', async (_, factory) => {
  const text = readFileSync('resources/corpora/names.txt', 'utf8')
  const sha256 = createHash('sha256').update(text).digest('hex')
  const corpus = { id: 'names', name: 'Names', sha256 }
  const run = await Run.open(await prepareRun({ text, corpus, config: PRESETS.microgpt }), factory)
  const losses: number[] = []
  const certificates: ParityCertificate[] = []
  const end = await run.train({
    onSteps: ({ train }) => losses.push(...train),
    onCertificate: (certificate) => certificates.push(certificate)
  })
  expect(end).toBe('finished')
  expect(losses).toHaveLength(1000)
  for (const [step, loss] of Object.entries(recorded.losses)) {
    expect(Math.abs(losses[Number(step) - 1]! - loss)).toBeLessThan(1e-4)
  }
  expect(certificates).toHaveLength(1)
  expect(certificates[0]).toMatchObject({ matches: true, losses: 20, names: 20, namesEqual: 20 })
  expect(run.certificate).toEqual(certificates[0])

  // The file holds the stream as training left it: a model that is opened draws the same names.
  const file = await decodeModelFile(await run.capture())
  expect(file.training.certificate).toEqual(run.certificate)
  const opened = await OpenedModel.open(
    'microgpt',
    file,
    factory,
    await prepareRun({ text, corpus, config: file.config, from: file })
  )
  const items: GeneratedItem[] = []
  for await (const some of opened.generate(PARITY_GENERATION, () => false)) items.push(...some)
  expect(items.map((item) => item.text)).toEqual(recorded.names)
  expect(new Set(items.map((item) => item.status)).has('new')).toBe(true)
  run.dispose()
  await opened.close()
})
