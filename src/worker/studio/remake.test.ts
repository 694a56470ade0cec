/* An exported list made again, line by line, from nothing but its file and the model it names. */

import { expect, test } from 'vitest'
import { NO_CONSTRAINTS } from '#core/constraints/constraints'
import type { LineRecipe, SheetLine } from '#core/contracts/shortlist'
import { decodeModelFile } from '#core/formats/model-file'
import { DEFAULT_GENERATION } from '#core/generation'
import type { GeneratedItem, GenerationSettings } from '#core/generation'
import { sheetAs } from '#core/sheet'
import { cpuFactory } from '../engines/cpu/index'
import { referenceFactory } from '../engines/reference/index'
import { OpenedModel } from '../opened-model'
import { prepareRun } from '../run'
import { LIST_CONFIG, NAMES, trained } from './studio.fixtures'

const LISTS: readonly Partial<GenerationSettings>[] = [
  { temperature: 1.2, seed: 9 },
  { temperature: 0.9, top_k: 6, min_p: 0.01, repetition_penalty: 1.2, prefix: 'k', seed: 4 },
  {
    temperature: 1,
    seed: 2,
    constraints: { ...NO_CONSTRAINTS, ends_with: 'na', distinct: true, new_only: true }
  }
]

test('every line of an exported JSON file comes out again, on every exact engine', async () => {
  const { corpus, config, text, files } = await trained(NAMES.join('\n'), LIST_CONFIG)
  const step = Math.max(...files.keys())
  const open = async (factory: ReturnType<typeof cpuFactory>): Promise<OpenedModel> => {
    const file = await decodeModelFile(new Uint8Array(files.get(step)!.slice(0)))
    return OpenedModel.open('r', file, factory, await prepareRun({ text, corpus, config, from: file }))
  }
  const itemsOf = async (model: OpenedModel, settings: GenerationSettings): Promise<GeneratedItem[]> => {
    const items: GeneratedItem[] = []
    for await (const some of model.generate(settings, () => false)) items.push(...some)
    return items
  }
  const model = await open(cpuFactory())
  const lines: SheetLine[] = []
  const recipes: LineRecipe[] = []
  for (const [recipe, change] of LISTS.entries()) {
    const settings = { ...DEFAULT_GENERATION, count: 12, ...change }
    recipes.push({ model: 'r', run: 'r', step, corpus, way: 'drawn', settings, moving: false })
    for (const { index, text, status, log_prob, bits_per_char } of await itemsOf(model, settings)) {
      const known = { nearest: null, nearest_distance: null, copied: null, rating: 0, note: '', tags: [] }
      lines.push({ text, status, log_prob, bits_per_char, index, recipe, ...known })
    }
  }
  await model.close()
  expect(lines).toHaveLength(36)
  const written = sheetAs('json', { title: 't', made: new Date(0).toISOString(), lines, recipes })
  const file = JSON.parse(written) as { items: SheetLine[]; recipes: LineRecipe[] }
  for (const factory of [cpuFactory(), referenceFactory('cpu')]) {
    const again = await open(factory)
    for (const { text, index, recipe } of file.items) {
      const { settings } = file.recipes[recipe]!
      const [made] = await itemsOf(again, { ...settings, first: index, count: 1 })
      expect(made).toMatchObject({ text, index })
    }
    await again.close()
  }
}, 60_000)
