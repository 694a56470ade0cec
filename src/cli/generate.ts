/*
 * `downhill generate`: new items of a list, or continuations of running text.
 * Over 150 lines: the options, how they become settings, and the forms in which items go out.
 */

import { basename, join } from 'node:path'
import { atomicWrite } from '#storage/atomic-write'
import type { ReadingChoice } from '#core/contracts/imports'
import type { Corpus } from '#core/corpus-types'
import { Failure } from '#core/errors'
import { listAs, type ListFormat, type ListItem } from '#core/export-list'
import type { ModelFile } from '#core/formats/model-file'
import { DEFAULT_GENERATION, type GeneratedItem, type GenerationSettings } from '#core/generation'
import { GENERATION_LIMITS } from '#core/generation-limits'
import { NearestLine } from '#core/novelty/nearest'
import { OpenedModel } from '#worker/opened-model'
import { prepareRun } from '#worker/run'
import { engineFor, ENGINES } from './engine'
import { readModel, readText, writablePath, type TextFile } from './files'
import { CONSTRAINT_OPTIONS, constraintsOf } from './constraints'
import { READING_OPTIONS, readingOf } from './reading'
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
  'min-p': { type: 'string' },
  'repetition-penalty': { type: 'string' },
  seed: { type: 'string' },
  prefix: { type: 'string' },
  'starts-with': { type: 'string' },
  'max-tokens': { type: 'string' },
  ...CONSTRAINT_OPTIONS,
  ...READING_OPTIONS,
  best: { type: 'string' },
  format: { type: 'string' },
  spreadsheet: { type: 'boolean' },
  out: { type: 'string' }
} as const satisfies Options

/** Ways to end early with a result. */
const PARTIAL: readonly string[] = ['nothing-fits', 'search-too-wide']

const FORMATS = ['txt', 'csv', 'json'] as const satisfies readonly ListFormat[]

export async function generate(terminal: Terminal, args: readonly string[]): Promise<number> {
  const typed = parseOptions('generate', args, OPTIONS)
  noTexts(typed, 'generate')
  const path = required(typed, 'generate', 'model', 'FILE')
  const format = choiceOf(typed, 'format', FORMATS, 'txt')
  const choice = choiceOf(typed, 'engine', ENGINES, 'auto')
  const best = numberOf(typed, 'best', { min: 1, max: 10_000, integer: true }, null)
  const constraints = await constraintsOf(terminal, typed)
  const settings = { ...settingsOf(typed), ...(constraints && { constraints }) }
  const outPath = textOf(typed, 'out')
  const out = outPath ? await writablePath(terminal, outPath) : null

  const file = await readModel(terminal, path)
  const corpus = await corpusOf(terminal, file, textOf(typed, 'corpus'), readingOf(typed))
  const list = file.training.split.kind === 'list'
  if (constraints && !corpus && (constraints.new_only || constraints.min_edits > 0)) {
    throw new UsageError(
      '--new-only and --min-edits need the text the model was trained on: give --corpus FILE.'
    )
  }
  const factory = await engineFor(choice, file.shape)
  const own = corpus && { text: corpus.text, corpus: corpus.ref, config: file.config, from: file }
  const model = await OpenedModel.open(basename(path), file, factory, own && (await prepareRun(own)))

  // Lines of a list go out as they are made; everything else needs the whole list first.
  const streams = format === 'txt' && out === null && list
  const items: GeneratedItem[] = []
  let failure: Failure | null = null
  try {
    const made =
      best === null
        ? model.generate(settings, () => false)
        : model.mostProbable({ count: best, prefix: settings.prefix, ...(constraints && { constraints }) })
    for await (const some of made) {
      items.push(...some)
      if (streams) await terminal.print(some.map(({ text }) => `${text}\n`).join(''))
    }
  } catch (thrown) {
    // What could be made is still a result.
    if (!(thrown instanceof Failure && PARTIAL.includes(thrown.error.code))) throw thrown
    failure = thrown
  } finally {
    await model.close()
  }
  if (!streams) {
    const report = list && corpus && format !== 'txt' ? nearestIn(model.prepared!.corpus) : null
    const listed = items.map((item): ListItem => {
      return { ...item, status: corpus ? item.status : null, ...report?.(item.text) }
    })
    const recipe = {
      ...{ model: basename(path), step: file.training.step, settings },
      ...(best !== null && { best })
    }
    const text = listAs(format, listed, recipe, { spreadsheet: typed.values['spreadsheet'] === true })
    if (out) await atomicWrite(out, text)
    else await terminal.print(text)
  }
  if (failure) throw failure
  return 0
}

/** Tells the line of the corpus nearest to an item. */
function nearestIn(corpus: Corpus): (text: string) => Pick<ListItem, 'nearest' | 'nearest_distance'> {
  const lines = new NearestLine([...corpus.train, ...corpus.heldOut])
  return (text) => {
    const found = lines.find(text.trim())
    return { nearest: found?.line ?? null, nearest_distance: found?.distance ?? null }
  }
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
    min_p: number('min-p', 'min_p', 0),
    repetition_penalty: number('repetition-penalty', 'repetition_penalty', 1),
    seed: number('seed', 'seed', null),
    prefix: prefix ?? startsWith ?? '',
    max_tokens: number('max-tokens', 'max_tokens', max_tokens)
  }
}

/** The text the model was trained on, to tell known items from new ones: as given, or the bundled list. */
async function corpusOf(
  place: Place,
  file: ModelFile,
  path: string | undefined,
  reading: ReadingChoice
): Promise<TextFile | null> {
  if (path !== undefined) return readText(place, path, reading)
  const bundled = await readText(place, join(place.root, 'resources', 'corpora', 'names.txt')).catch(
    () => null
  )
  return bundled && bundled.ref.sha256 === file.training.corpus?.sha256 ? bundled : null
}
