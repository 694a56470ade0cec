/*
 * `downhill landscape`: the loss over a plane through a model's parameters, as numbers, a solid or a picture;
 * around a model file, or around a run of a library with its path. What is finished when it is interrupted
 * is written, with gaps.
 * Over 150 lines: the options, what is laid and filled by them, and the sentences about it.
 */

import { atomicWrite } from '#storage/atomic-write'
import {
  DEFAULT_LANDSCAPE,
  GRID,
  type LandscapePlane,
  type LandscapeSettings,
  type LandscapeSurface
} from '#core/landscape'
import { surfaceToCsv } from '#core/landscape-export/csv'
import { surfaceToGlb } from '#core/landscape-export/glb'
import { surfaceToJson } from '#core/landscape-export/json'
import { surfaceToPng } from '#core/landscape-export/png'
import { surfaceToStl } from '#core/landscape-export/stl'
import { surfaceToSvg } from '#core/landscape-export/svg'
import { layPlane } from '#worker/landscape/open-plane'
import { Pace, type Task } from '#worker/landscape/pace'
import { fill } from '#worker/landscape/play'
import { isCancelled } from '#worker/landscape/tasks'
import { ENGINES } from './engine'
import { writablePath } from './files'
import { groundOfModel, groundOfRun } from './landscape-ground'
import { READING_OPTIONS, readingOf } from './reading'
import { listenForInterrupt } from './training'
import { duration } from './progress'
import type { Terminal } from './terminal'
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
  ...READING_OPTIONS,
  model: { type: 'string' },
  run: { type: 'string' },
  corpus: { type: 'string' },
  size: { type: 'string' },
  directions: { type: 'string' },
  seed: { type: 'string' },
  span: { type: 'string' },
  engine: { type: 'string' },
  out: { type: 'string' },
  quiet: { type: 'boolean' }
} as const satisfies Options

/** What can be written, by the end of the file's name. */
const WRITERS: Readonly<Record<string, (surface: LandscapeSurface) => string | Uint8Array>> = {
  json: surfaceToJson,
  csv: surfaceToCsv,
  stl: (surface) => surfaceToStl(surface),
  png: (surface) => surfaceToPng(surface),
  svg: surfaceToSvg,
  glb: (surface) => surfaceToGlb(surface)
}

export async function landscape(terminal: Terminal, args: readonly string[]): Promise<number> {
  const typed = parseOptions('landscape', args, OPTIONS)
  noTexts(typed, 'landscape')
  const settings = settingsOf(typed)
  const engine = choiceOf(typed, 'engine', ENGINES, 'auto')
  const reading = readingOf(typed)
  const [model, corpus] = [textOf(typed, 'model'), textOf(typed, 'corpus')]
  if (model && !corpus)
    throw new UsageError('landscape --model needs --corpus FILE, the text it was trained on.')
  const path = required(typed, 'landscape', 'out', 'FILE')
  const write = WRITERS[path.slice(path.lastIndexOf('.') + 1).toLowerCase()]
  if (!write)
    throw new UsageError(
      `--out takes a file that ends in .${Object.keys(WRITERS).join(', .')}, not "${path}".`
    )
  const out = await writablePath(terminal, path)
  const note = (line: string): void => (typed.values['quiet'] === true ? undefined : terminal.note(line))

  const ground = model
    ? await groundOfModel(terminal, { model, corpus: corpus!, engine, reading }, note)
    : await groundOfRun(terminal, { run: textOf(typed, 'run')!, corpus, engine, reading })
  const interrupt = listenForInterrupt()
  try {
    const pace = new Pace({ training: () => false })
    const task: Task = {
      id: '',
      get cancelled() {
        return interrupt.asked
      }
    }
    const began = performance.now()
    const open = await layPlane(ground, settings, { pace, task, known: new WeakMap() })
    describe(note, open.plane, ground.name)
    const n = settings.size
    const losses = new Float64Array(n * n).fill(NaN)
    const filled = fill(open, null, pace, task, (event, value) => {
      if (event !== 'landscape.cells' || !('indices' in value)) return
      value.indices.forEach((cell, i) => (losses[cell] = value.losses[i]!))
      if (terminal.columns !== null && typed.values['quiet'] !== true) {
        const left = value.secondsLeft === null ? '' : `, ${duration(value.secondsLeft)} left`
        terminal.redraw(`${value.done} of ${value.of} points${left}`.slice(0, terminal.columns - 1))
      }
    })
    const whole = await filled.then(
      () => true,
      (thrown: unknown) => {
        if (!isCancelled(thrown)) throw thrown
        return false
      }
    )
    open.walker.dispose()
    await atomicWrite(out, write({ ...open.plane, losses, title: ground.name }))
    conclude(note, losses, (performance.now() - began) / 1000)
    if (!whole) terminal.note('Interrupted: the points that were finished are saved, the others are empty.')
    return whole ? 0 : 1
  } finally {
    interrupt.dispose()
    await ground.close()
  }
}

/** @throws UsageError for what cannot be laid: an even size, principal components without a path */
function settingsOf(typed: Typed): LandscapeSettings {
  const [model, run] = [textOf(typed, 'model'), textOf(typed, 'run')]
  if ((model === undefined) === (run === undefined)) {
    throw new UsageError('landscape needs either --model FILE or --run FOLDER.')
  }
  const directions = choiceOf(typed, 'directions', ['random', 'pca'], run === undefined ? 'random' : 'pca')
  if (directions === 'pca' && run === undefined) {
    throw new UsageError('--directions pca needs the checkpoints of a run: give --run FOLDER.')
  }
  const size = numberOf(typed, 'size', { ...GRID, integer: true }, GRID.usual)
  if (size % 2 === 0)
    throw new UsageError(
      `--size takes an odd number, so that the model is a point: ${size - 1} or ${size + 1}.`
    )
  return {
    directions,
    size,
    seed: numberOf(typed, 'seed', { min: 0, max: 0xffff_ffff, integer: true }, DEFAULT_LANDSCAPE.seed),
    span: numberOf(
      typed,
      'span',
      { min: 1e-6, max: 1000 },
      directions === 'random' ? 1 : DEFAULT_LANDSCAPE.span
    )
  }
}

function describe(note: (line: string) => void, plane: LandscapePlane, name: string): void {
  const { centre, batch, explained, path } = plane
  const part = batch.part === 'held_out' ? 'held-out' : 'training'
  const what = batch.kind === 'list' ? 'items' : 'windows'
  note(`“${name}” at step ${centre.step}: loss ${centre.loss.toFixed(4)} on ${batch.items} ${part} ${what}.`)
  if (!explained) return
  const share = Math.round(100 * (explained[0] + explained[1]))
  note(`The plane holds ${share} % of the movement between ${path.length} checkpoints.`)
}

function conclude(note: (line: string) => void, losses: Float64Array, seconds: number): void {
  const known = losses.filter(Number.isFinite)
  if (known.length === 0) return
  const [least, most] = [known, known].map((list, i) =>
    list.reduce((a, b) => (i === 0 ? Math.min(a, b) : Math.max(a, b)))
  )
  note(
    `${known.length} points in ${duration(seconds)}: losses from ${least!.toFixed(4)} to ${most!.toFixed(4)}.`
  )
}
