/*
 * The landscape that is shown: whose ground it is, its surface as the worker fills it, and what one does on
 * it. `surface` and its arrays are plain data; `version` rises when heights have come, at most a few times a
 * second. Over 150 lines: laying, filling, cancelling and losing a plane change the same fields.
 */

import type { LandscapeSource } from '#core/contracts/landscape'
import type { AppError } from '#core/errors'
import {
  DEFAULT_LANDSCAPE,
  type LandscapePlane,
  type LandscapeSettings,
  type LandscapeSurface,
  type Sharpness
} from '#core/landscape'
import { asFailure } from '../bridge/app-client'
import { ground } from '../bridge/ground'
import { machine } from '../bridge/machine'
import { growPath, surfaceOf, takeCells, type PlanePoint } from '../landscape/surface'
import { models } from './models.svelte'
import { run } from './run.svelte'
import { runs } from './runs.svelte'

/** What the next click on the ground, or Enter at the cross, does. */
export interface Pick {
  readonly kind: 'ball' | 'place'
  take(at: PlanePoint): void
}

/** A ball that was dropped: drawn with its trail. Replace the array when one moves. */
export interface Ball {
  readonly id: string
  /** Which curve colour it has: 3, 4, 5, 1 … of the tokens c1 to c6. */
  readonly colour: 1 | 2 | 3 | 4 | 5 | 6
  readonly label: string
  readonly points: readonly { readonly alpha: number; readonly beta: number; readonly loss: number }[]
  readonly done: boolean
}

/** A place someone has gone to: a ring with its label. */
export interface Mark extends PlanePoint {
  readonly loss: number | null
  readonly label: string
}

export interface Filling {
  readonly done: number
  readonly of: number
  readonly secondsLeft: number | null
  /** `performance.now()` when it began. */
  readonly since: number
}

/** Whose ground: the run in the worker, the opened model, or a run of the library by its id. */
export type GroundChoice = 'run' | 'model' | { readonly saved: string }

class Landscape {
  settings = $state.raw<LandscapeSettings>(DEFAULT_LANDSCAPE)
  /** What is drawn; null before the first plane is laid. */
  surface = $state.raw<LandscapeSurface | null>(null)
  /** Rises with every change of the heights. */
  version = $state(0)
  /** Rises with every newly laid plane. */
  laid = $state(0)
  filling = $state.raw<Filling | null>(null)
  /** A plane was asked for and has not been laid yet. */
  laying = $state(false)
  /** Checkpoints read for the plane that is being laid; null until the worker says. */
  reading = $state.raw<{ readonly done: number; readonly of: number } | null>(null)
  /** Whether the worker still holds the plane, so that balls, samples and slices can be asked for. */
  open = $state(false)
  /** Why there is no (whole) surface. */
  problem = $state.raw<AppError | null>(null)
  sharpness = $state.raw<Sharpness | null>(null)
  measuringSharpness = $state(false)
  /** What a click on the ground does besides nothing. */
  pick = $state.raw<Pick | null>(null)
  balls = $state.raw<readonly Ball[]>([])
  markAt = $state.raw<Mark | null>(null)
  /** The place under the pointer, in the view or on the map; one shows a cross where the other points. */
  hover = $state.raw<PlanePoint | null>(null)
  #chosen = $state.raw<GroundChoice | null>(null)
  /** What the surface on screen was laid for. */
  #of = $state.raw<GroundChoice | null>(null)
  #taskId: string | null = null
  #connected = false
  /** The filling has ended, perhaps before the answer that laid its plane. */
  #over = false
  /** Heights that came before the plane they belong to. */
  #early: { readonly indices: Uint32Array; readonly losses: Float64Array }[] = []

  /** Whose ground is to be shown; null where there is no model at all. */
  readonly choice = $derived.by((): GroundChoice | null => {
    const chosen = this.#chosen
    const hasRun = run.live?.ready != null && !run.live.gone
    if (chosen === 'run' && hasRun) return chosen
    if (chosen === 'model' && models.opened) return chosen
    if (chosen !== null && typeof chosen === 'object') {
      if (runs.list.some(({ id, checkpoints }) => id === chosen.saved && checkpoints.length > 0))
        return chosen
    }
    // A kept step is a place on its run's path.
    if (models.source === 'model' && models.place) {
      const { runId } = models.place
      if (hasRun && run.live?.id === runId) return 'run'
      if (runs.list.some(({ id, checkpoints }) => id === runId && checkpoints.length > 0))
        return { saved: runId }
    }
    if (models.source) return models.source
    const newest = runs.list.find(({ checkpoints }) => checkpoints.length > 0)
    return newest ? { saved: newest.id } : null
  })

  /** Whether the surface on screen is that of `choice`. */
  readonly current = $derived(this.surface !== null && same(this.#of, this.choice))

  /** Steps of the checkpoints of the chosen ground; empty for an opened model. */
  readonly checkpoints = $derived.by((): readonly number[] => {
    const { choice } = this
    if (choice === null || choice === 'model') return []
    const id = choice === 'run' ? run.live?.id : choice.saved
    const listed = runs.list.find((entry) => entry.id === id)?.checkpoints ?? []
    const path = choice === 'run' && this.current ? (this.surface?.path ?? []) : []
    return [...new Set([...listed, ...path.map(({ step }) => step)])].sort((a, b) => a - b)
  })

  /** The library's run whose ground it is; null for an opened model. */
  readonly runId = $derived.by((): string | null => {
    const { choice } = this
    if (choice === 'run') return run.live?.id ?? null
    return choice === null || choice === 'model' ? null : choice.saved
  })

  /** Planned steps of the chosen run: the right end of time; null for an opened model. */
  readonly steps = $derived.by((): number | null => {
    const { choice } = this
    if (choice === 'run') return run.live?.config.steps ?? null
    if (choice === null || choice === 'model') return null
    return runs.list.find(({ id }) => id === choice.saved)?.config.steps ?? null
  })

  readonly title = $derived.by((): string => {
    const { choice } = this
    if (choice === 'run') return run.live?.name ?? ''
    if (choice === 'model') return models.opened?.name ?? ''
    return choice === null ? '' : (runs.list.find(({ id }) => id === choice.saved)?.name ?? '')
  })

  /** Listens to the worker; once, before the first plane. */
  connect(): void {
    if (this.#connected) return
    this.#connected = true
    ground.on('landscape.cells', ({ taskId, indices, losses, done, of, secondsLeft }) => {
      if (taskId !== this.#taskId) return
      const since = this.filling?.since ?? performance.now()
      this.filling = { done, of, secondsLeft, since }
      if (this.laying || !this.surface) this.#early.push({ indices, losses })
      else takeCells(this.surface, indices, losses)
      this.version++
    })
    ground.on('landscape.progress', ({ taskId, done, of }) => {
      if (taskId === this.#taskId && this.laying) this.reading = { done, of }
    })
    ground.on('landscape.path', ({ taskId, points }) => {
      if (taskId === this.#taskId && this.surface && !this.laying)
        this.surface = growPath(this.surface, points)
    })
    ground.on('landscape.ended', ({ taskId, error }) => {
      if (taskId !== this.#taskId) return
      this.#over = true
      this.filling = null
      this.problem = error?.code === 'cancelled' ? null : error
      this.version++
    })
    machine.onDeath(() => {
      this.#taskId = null
      this.filling = null
      this.laying = false
      this.open = false
      this.pick = null
    })
  }

  /** Where the worker finds the chosen ground; null where there is none. */
  get source(): LandscapeSource | null {
    return this.choice && sourceOf(this.choice)
  }

  /** Keeps this ground on screen when another model becomes the one that generates. */
  keep(): void {
    this.#chosen ??= this.#of
  }

  /** The worker closes the plane for other work; the picture of it stays. */
  released(): void {
    this.#taskId = null
    this.filling = null
    this.laying = false
    this.open = false
    this.pick = null
  }

  /** Shows a plane that the worker has opened of itself, after a race, and fills it. */
  show(plane: LandscapePlane, title: string): void {
    const taskId = crypto.randomUUID()
    this.#taskId = taskId
    this.#early = []
    this.problem = null
    this.surface = surfaceOf(plane, title)
    this.#of = this.choice
    this.open = true
    this.laying = false
    this.filling = { done: 0, of: plane.alphas.length ** 2, secondsLeft: null, since: performance.now() }
    this.#forgetMarks()
    this.version++
    ground.call('landscape.fill', { taskId }).catch((thrown: unknown) => {
      if (taskId !== this.#taskId) return
      this.filling = null
      this.problem = asFailure(thrown).error
    })
  }

  /** Makes this the ground that the screen opens with, without surveying it yet. */
  aim(choice: GroundChoice): void {
    if (!same(this.#chosen, choice)) this.#chosen = choice
  }

  /** Shows another ground and surveys it. */
  choose(choice: GroundChoice): void {
    this.#chosen = choice
    void this.survey()
  }

  /** Changes the plane (directions, grid, span, seed) and surveys it anew. */
  change(change: Partial<LandscapeSettings>): void {
    this.settings = { ...this.settings, ...change }
    void this.survey()
  }

  /** Surveys the chosen ground if that has not been done: what opening the screen does. */
  async look(): Promise<void> {
    this.connect()
    if (this.laying || this.current) return
    await this.survey()
  }

  /**
   * Lays a plane and fills it. `goOn` keeps the heights that are there: after a cancelled filling.
   * What was dropped or marked on the plane before goes with it.
   */
  async survey(goOn = false): Promise<void> {
    this.connect()
    const { choice } = this
    if (choice === null) return
    const taskId = crypto.randomUUID()
    const before = goOn && this.current ? this.surface : null
    this.#taskId = taskId
    this.#early = []
    this.#over = false
    this.laying = true
    this.reading = null
    this.filling = null
    this.problem = null
    try {
      const plane = await this.#lay(taskId, choice, before)
      if (taskId !== this.#taskId) return
      const surface = surfaceOf(plane, this.title, before?.losses)
      for (const { indices, losses } of this.#early) takeCells(surface, indices, losses)
      this.surface = surface
      this.#of = choice
      this.open = true
      const of = plane.alphas.length ** 2
      if (!this.#over) this.filling ??= { done: 0, of, secondsLeft: null, since: performance.now() }
      if (!before) {
        this.#forgetMarks()
      }
      this.version++
    } catch (thrown) {
      if (taskId !== this.#taskId) return
      this.problem = asFailure(thrown).error
      this.filling = null
    } finally {
      if (taskId === this.#taskId) this.laying = false
    }
  }

  /** Stops the filling; what is known stays. */
  cancel(): void {
    if (this.#taskId) void ground.call('task.cancel', { taskId: this.#taskId }).catch(() => undefined)
  }

  async measureSharpness(): Promise<void> {
    if (!this.open || this.measuringSharpness) return
    this.measuringSharpness = true
    try {
      this.sharpness = await ground.call('landscape.sharpness', { taskId: crypto.randomUUID() })
    } catch (thrown) {
      this.problem = asFailure(thrown).error
    } finally {
      this.measuringSharpness = false
    }
  }

  /** What was dropped, marked or measured belongs to the plane before. */
  #forgetMarks(): void {
    this.balls = []
    this.markAt = null
    this.pick = null
    this.hover = null
    this.sharpness = null
    this.laid++
  }

  /** Asks for a plane, or for the rest of the one that is open. */
  async #lay(taskId: string, choice: GroundChoice, before: LandscapeSurface | null): Promise<LandscapePlane> {
    const losses = before?.losses.slice()
    if (before && losses && this.open) {
      await ground.call('landscape.fill', { taskId, losses })
      return before
    }
    const ask = (settings: LandscapeSettings): Promise<LandscapePlane> =>
      ground.call('landscape.begin', {
        taskId,
        source: sourceOf(choice),
        settings,
        ...(losses && { losses })
      })
    const settings = this.#settingsFor(choice)
    try {
      return await ask(settings)
    } catch (thrown) {
      // A young run has no path yet; random directions need none.
      if (settings.directions === 'random' || asFailure(thrown).error.code !== 'landscape-no-path')
        throw thrown
      return await ask(randomly(settings))
    }
  }

  /** An opened model has no path, so no principal components and no line of its own. */
  #settingsFor(choice: GroundChoice): LandscapeSettings {
    const { settings } = this
    if (choice !== 'model' || settings.directions === 'random') return settings
    return randomly(settings)
  }
}

const randomly = (settings: LandscapeSettings): LandscapeSettings => ({
  ...settings,
  directions: 'random',
  span: 1
})

function same(a: GroundChoice | null, b: GroundChoice | null): boolean {
  if (a === null || b === null || typeof a === 'string' || typeof b === 'string') return a === b
  return a.saved === b.saved
}

function sourceOf(choice: GroundChoice): LandscapeSource {
  if (typeof choice === 'string') return { from: choice }
  const entry = runs.list.find(({ id }) => id === choice.saved)
  if (!entry) throw new Error(`no run ${choice.saved} in the list`)
  return { from: 'saved', runId: entry.id, corpus: entry.corpus, steps: entry.checkpoints }
}

export const landscape = new Landscape()
