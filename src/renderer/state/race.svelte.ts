/*
 * The optimizer race: who takes part, how they come down, and at its end their paths on one plane, which the
 * landscape then shows. Losses stay outside reactive state; `version` rises when some have come.
 */

import type { LandscapePlane, Racer, RacePoint } from '#core/landscape'
import { ground } from '../bridge/ground'
import { machine } from '../bridge/machine'
import { text } from '../catalogue/text'
import { RaceCurve } from '../landscape/race-curve'
import { announcer } from './announcer.svelte'
import { landscape, type Ball } from './landscape.svelte'
import { notices } from './notices.svelte'

/** Curve colours in the order of the racers. */
const RACE_COLOURS = [1, 3, 4, 5] as const satisfies readonly Ball['colour'][]

export interface Entrant extends Racer {
  readonly on: boolean
}

/** Rates at which each does well on small models: the run's own for Adam, ten to a hundred times that for SGD. */
const ENTRANTS: readonly Entrant[] = [
  { optimizer: 'sgd', learning_rate: 0.5, on: true },
  { optimizer: 'momentum', learning_rate: 0.05, on: true },
  { optimizer: 'adam', learning_rate: 0.003, on: true },
  { optimizer: 'adamw', learning_rate: 0.003, on: true }
]

class Race {
  entrants = $state.raw<readonly Entrant[]>(ENTRANTS)
  steps = $state(200)
  against = $state<'steps' | 'seconds'>('steps')
  /** One for each racer of the race that goes on or was last. */
  curves = $state.raw<readonly RaceCurve[]>([])
  version = $state(0)
  going = $state(false)
  /** The racers are done; their joint plane is being laid. */
  laying = $state(false)
  /** Their paths are on the ground that is shown. */
  onGround = $state(false)
  #taskId: string | null = null
  #connected = false

  /** Steps done by all racers together, and how many there are to do. */
  readonly progress = $derived.by(() => {
    void this.version
    const done = this.curves.reduce((sum, curve) => sum + curve.steps, 0)
    return { done, of: this.curves.length * this.steps }
  })

  change(index: number, change: Partial<Entrant>): void {
    this.entrants = this.entrants.map((entrant, i) => (i === index ? { ...entrant, ...change } : entrant))
  }

  async start(): Promise<void> {
    const { source } = landscape
    const entrants = this.entrants.filter(({ on }) => on)
    if (!source || this.going || entrants.length === 0) return
    this.#connect()
    const taskId = crypto.randomUUID()
    this.#taskId = taskId
    this.going = true
    this.laying = false
    this.onGround = false
    this.curves = entrants.map(
      (racer) => new RaceCurve(text.walk.racer(racer), RACE_COLOURS[this.entrants.indexOf(racer)] ?? 1)
    )
    this.version++
    landscape.released()
    try {
      const racers = entrants.map(({ optimizer, learning_rate }) => ({ optimizer, learning_rate }))
      await ground.call('landscape.raceBegin', { taskId, source, racers, steps: this.steps })
    } catch (thrown) {
      if (taskId !== this.#taskId) return
      this.going = false
      notices.failure(thrown)
    }
  }

  /** Ends the race; what the racers have done so far is still laid on a plane. */
  cancel(): void {
    if (this.#taskId) void ground.call('task.cancel', { taskId: this.#taskId }).catch(() => undefined)
  }

  #connect(): void {
    if (this.#connected) return
    this.#connected = true
    ground.on('landscape.race', ({ taskId, racer, points }) => {
      if (taskId !== this.#taskId) return
      this.curves[racer]?.take(points)
      this.laying = this.progress.done >= this.progress.of
      this.version++
    })
    ground.on('landscape.raceEnded', ({ taskId, plane, paths, error }) => {
      if (taskId !== this.#taskId) return
      this.going = false
      this.laying = false
      if (error) notices.failure(error)
      if (plane) this.#show(plane, paths)
      announcer.milestone(text.walk.raceSentence(this.ranking()))
    })
    machine.onDeath(() => {
      this.going = false
      this.laying = false
    })
  }

  /** Names and smoothed losses of the racers. */
  ranking(): { name: string; loss: number }[] {
    return this.curves.filter(({ steps }) => steps > 0).map(({ name, last }) => ({ name, loss: last }))
  }

  #show(plane: LandscapePlane, paths: readonly (readonly RacePoint[])[]): void {
    // The best racer's path would lie twice on the ground: all are drawn in their own colours.
    landscape.show({ ...plane, path: [] }, text.walk.raceSurface(landscape.title))
    landscape.balls = paths.flatMap((points, i): Ball[] => {
      const curve = this.curves[i]
      return curve && points.length > 0
        ? [{ id: `${this.#taskId}-${i}`, colour: curve.colour, label: curve.name, points, done: true }]
        : []
    })
    this.onGround = true
  }
}

export const race = new Race()
