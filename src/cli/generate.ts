/* `downhill generate`: new items of a list, or continuations of running text. */

import { basename, join } from 'node:path'
import { atomicWrite } from '#storage/atomic-write'
import { Failure } from '#core/errors'
import { listAs, type ListFormat, type ListItem } from '#core/export-list'
import type { ModelFile } from '#core/formats/model-file'
import { DEFAULT_GENERATION, type GeneratedItem, type GenerationSettings } from '#core/generation'
import { GENERATION_LIMITS } from '#core/generation-limits'
import { OpenedModel } from '#worker/opened-model'
import { prepareRun } from '#worker/run'
import { engineFor, ENGINES } from './engine'
import { readModel, readText, writablePath, type TextFile } from './files'
import type { Place, Terminal } from './terminal'
import {
  choiceOf,
  noTexts,
  numberOf,
  parseOptions,
  required,
  textOf,
  UsageError,
  type Options,
  type Typed
} from './usage'

const OPTIONS = {
  model: { type: 'string' },
  engine: { type: 'string' },
  corpus: { type: 'string' },
  count: { type: 'string' },
  temperature: { type: 'string' },
  'top-k': { type: 'string' },
  'top-p': { type: 'string' },
  seed: { type: 'string' },
  prefix: { type: 'string' },
  'starts-with': { type: 'string' },
  'max-tokens': { type: 'string' },
  format: { type: 'string' },
  spreadsheet: { type: 'boolean' },
  out: { type: 'string' }
} as const satisfies Options

const FORMATS = ['txt', 'csv', 'json'] as const satisfies readonly ListFormat[]

export async function generate(terminal: Terminal, args: readonly string[]): Promise<number> {
  const typed = parseOptions('generate', args, OPTIONS)
  noTexts(typed, 'generate')
  const path = required(typed, 'generate', 'model', 'FILE')
  const format = choiceOf(typed, 'format', FORMATS, 'txt')
  const choice = choiceOf(typed, 'engine', ENGINES, 'auto')
  const settings = settingsOf(typed)
  const outPath = textOf(typed, 'out')
  const out = outPath ? await writablePath(terminal, outPath) : null

  const file = await readModel(terminal, path)
  const corpus = await corpusOf(terminal, file, textOf(typed, 'corpus'))
  const factory = await engineFor(choice, file.shape)
  const own = corpus && { text: corpus.text, corpus: corpus.ref, config: file.config, from: file }
  const model = await OpenedModel.open(basename(path), file, factory, own && (await prepareRun(own)))

  // Lines of a list go out as they are made; everything else needs the whole list first.
  const streams = format === 'txt' && out === null && file.training.split.kind === 'list'
  const items: GeneratedItem[] = []
  let failure: Failure | null = null
  try {
    for await (const some of model.generate(settings, () => false)) {
      items.push(...some)
      if (streams) await terminal.print(some.map(({ text }) => `${text}\n`).join(''))
    }
  } catch (thrown) {
    // What could be made is still a result.
    if (!(thrown instanceof Failure && thrown.error.code === 'nothing-fits')) throw thrown
    failure = thrown
  } finally {
    await model.close()
  }
  if (!streams) {
    const listed = items.map((item): ListItem => ({ ...item, status: corpus ? item.status : null }))
    const recipe = { model: basename(path), step: file.training.step, settings }
    const text = listAs(format, listed, recipe, { spreadsheet: typed.values['spreadsheet'] === true })
    if (out) await atomicWrite(out, text)
    else await terminal.print(text)
  }
  if (failure) throw failure
  return 0
}

function settingsOf(typed: Typed): GenerationSettings {
  const prefix = textOf(typed, 'prefix')
  const startsWith = textOf(typed, 'starts-with')
  if (prefix !== undefined && startsWith !== undefined) {
    throw new UsageError('--prefix and --starts-with are the same: give one of them.')
  }
  const number = <T>(option: string, key: keyof typeof GENERATION_LIMITS, otherwise: T): number | T => {
    const { type, min, max } = GENERATION_LIMITS[key]
    return numberOf(typed, option, { min, max, integer: type === 'integer' }, otherwise)
  }
  const { count, temperature, top_k, top_p, max_tokens } = DEFAULT_GENERATION
  return {
    count: number('count', 'count', count),
    temperature: number('temperature', 'temperature', temperature),
    top_k: number('top-k', 'top_k', top_k),
    top_p: number('top-p', 'top_p', top_p),
    seed: number('seed', 'seed', null),
    prefix: prefix ?? startsWith ?? '',
    max_tokens: number('max-tokens', 'max_tokens', max_tokens)
  }
}

/** The text the model was trained on, to tell known items from new ones: as given, or the bundled list. */
async function corpusOf(place: Place, file: ModelFile, path: string | undefined): Promise<TextFile | null> {
  if (path !== undefined) return readText(place, path)
  const bundled = await readText(place, join(place.root, 'resources', 'corpora', 'names.txt')).catch(
    () => null
  )
  return bundled && bundled.ref.sha256 === file.training.corpus?.sha256 ? bundled : null
}
