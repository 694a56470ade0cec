/*
 * Walking on the open plane: balls that roll on the real model, and the place someone has gone to. Balls are
 * drawn no faster than they can be followed; every place drawn is one that was computed. Over 150 lines: dropping,
 * hearing of, drawing and holding a ball all change the one list of balls.
 */

import { DEFAULT_GENERATION, type GeneratedItem } from '#core/generation'
import type { BallSettings } from '#core/landscape'
import { ground } from '../bridge/ground'
import { machine } from '../bridge/machine'
import { text } from '../catalogue/text'
import { fateOf, suitingRate, type BallPoint, type Fate } from '../landscape/fate'
import type { PlanePoint } from '../landscape/surface'
import { announcer } from './announcer.svelte'
import { landscape, type Ball } from './landscape.svelte'
import { models } from './models.svelte'
import { notices } from './notices.svelte'

/** In this order; the second curve colour is the model's own path. */
const COLOURS = [1, 3, 4, 5, 6] as const
/** Places a ball passes in a second, at least, and in how many seconds it catches up with the worker. */
const PACE = 90
const CATCH_UP_S = 0.6
const SAMPLES = 8
const SAMPLE_TOKENS = 80

export interface Rolling {
  readonly id: string
  readonly colour: Ball['colour']
  readonly settings: BallSettings
  readonly label: string
  /** Every place that was computed. */
  readonly points: readonly BallPoint[]
  /** How many of them are drawn. */
  readonly shown: number
  /** The worker has no more. */
  readonly computed: boolean
  readonly cancelled: boolean
  /** What became of it, once all is drawn. */
  readonly fate: Fate | null
}

export interface Visit extends PlanePoint {
  /** Null while the worker computes. */
  readonly loss: number | null
  readonly items: readonly GeneratedItem[]
}

class Walk {
  optimizer = $state<BallSettings['optimizer']>('adam')
  /** As typed; null: one that suits the ground. */
  rate = $state<number | null>(null)
  steps = $state(300)
  /** Where the fields stand: the place of the next drop, or of the next visit. */
  aim = $state.raw<PlanePoint>({ alpha: 0, beta: 0 })
  visit = $state.raw<Visit | null>(null)
  /** A model is being opened from the place. */
  opening = $state(false)
  #rolling = $state.raw<readonly Rolling[]>([])
  #laid = $state(-1)
  #connected = false
  #frame = 0
  #last = 0
  #dropped = 0

  /** The balls of the ground on screen, oldest first. */
  readonly balls = $derived(this.#laid === landscape.laid ? this.#rolling : [])

  readonly usedRate = $derived.by(() => {
    void landscape.laid
    const { surface } = landscape
    return this.rate ?? (surface ? suitingRate(surface, this.optimizer) : 0.1)
  })

  /** Asks for a place on the ground; each click drops a ball or goes there, until Escape. */
  choose(kind: 'ball' | 'place'): void {
    landscape.pick = {
      kind,
      take: (at) => {
        this.aim = at
        void (kind === 'ball' ? this.drop(at) : this.go(at))
      }
    }
  }

  async drop(at: PlanePoint): Promise<void> {
    if (!landscape.open) return
    this.#connect()
    if (this.#laid !== landscape.laid) {
      this.#laid = landscape.laid
      this.#rolling = []
      this.#dropped = 0
    }
    const settings: BallSettings = {
      optimizer: this.optimizer,
      learning_rate: this.usedRate,
      steps: this.steps
    }
    const ball: Rolling = {
      id: crypto.randomUUID(),
      colour: COLOURS[this.#dropped++ % COLOURS.length]!,
      settings,
      label: text.walk.racer(settings),
      points: [],
      shown: 0,
      computed: false,
      cancelled: false,
      fate: null
    }
    // A colour that comes again takes its older ball away.
    const gone = this.#rolling.filter(({ colour }) => colour === ball.colour)
    for (const { id, computed } of gone) if (!computed) this.hold(id)
    this.#rolling = [...this.#rolling.filter((other) => !gone.includes(other)), ball]
    try {
      await ground.call('landscape.drop', { taskId: ball.id, alpha: at.alpha, beta: at.beta, settings })
    } catch (thrown) {
      this.#rolling = this.#rolling.filter(({ id }) => id !== ball.id)
      notices.failure(thrown)
    }
  }

  /** Stops a ball where it is. */
  hold(id: string): void {
    this.#change(id, () => ({ cancelled: true }))
    void ground.call('task.cancel', { taskId: id }).catch(() => undefined)
  }

  clear(): void {
    for (const { id, computed } of this.#rolling) if (!computed) this.hold(id)
    this.#rolling = []
    this.#dropped = 0
    landscape.balls = []
  }

  /** Asks the model at a place what it says. */
  async go(at: PlanePoint): Promise<void> {
    if (!landscape.open) return
    const visit: Visit = { ...at, loss: null, items: [] }
    this.visit = visit
    landscape.markAt = { ...at, loss: null, label: text.walk.asking }
    try {
      const settings = { ...DEFAULT_GENERATION, count: SAMPLES, max_tokens: SAMPLE_TOKENS }
      const { loss, items } = await ground.call('landscape.samples', { ...at, settings })
      if (this.visit !== visit) return
      this.visit = { ...at, loss, items }
      landscape.markAt = { ...at, loss, label: text.walk.mark(loss) }
      announcer.milestone(text.walk.placeLoss(loss, landscape.surface?.centre.loss ?? loss))
    } catch (thrown) {
      if (this.visit !== visit) return
      this.visit = null
      landscape.markAt = null
      notices.failure(thrown)
    }
  }

  /** Makes the model at the visited place the opened one; the ground stays. True if it was opened. */
  async openVisited(): Promise<boolean> {
    const { visit } = this
    if (!visit || visit.loss === null || this.opening) return false
    this.opening = true
    try {
      landscape.keep()
      const name = text.walk.model(landscape.surface?.title ?? '', visit.loss)
      const { alpha, beta } = visit
      models.adopt(await ground.call('landscape.open', { alpha, beta, name }))
      return true
    } catch (thrown) {
      notices.failure(thrown)
      return false
    } finally {
      this.opening = false
    }
  }

  #connect(): void {
    if (this.#connected) return
    this.#connected = true
    ground.on('landscape.ball', ({ taskId, points, done }) => {
      this.#change(taskId, (ball) => ({
        points: [...ball.points, ...points],
        computed: done || ball.computed
      }))
      this.#roll()
    })
    ground.on('landscape.ended', ({ taskId, error }) => {
      if (!this.#rolling.some(({ id }) => id === taskId)) return
      this.#change(taskId, (ball) => ({
        computed: true,
        cancelled: ball.cancelled || error?.code === 'cancelled'
      }))
      if (error) notices.failure(error)
      this.#roll()
    })
    machine.onDeath(() => {
      this.#rolling = this.#rolling.map((ball) => ({ ...ball, computed: true, cancelled: !ball.computed }))
      this.#roll()
    })
  }

  #change(id: string, change: (ball: Rolling) => Partial<Rolling>): void {
    this.#rolling = this.#rolling.map((ball) => (ball.id === id ? { ...ball, ...change(ball) } : ball))
  }

  /** Draws on: once a frame while a ball is behind what is known of it. */
  #roll(): void {
    if (this.#frame !== 0) return
    this.#last = performance.now()
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    const step = (time: number): void => {
      const passed = Math.max(0, Math.min(0.1, (time - this.#last) / 1000))
      this.#last = time
      this.#rolling = this.#rolling.map((ball) => this.#rollOn(ball, still ? Infinity : passed))
      if (this.#laid === landscape.laid) landscape.balls = this.#rolling.map(drawnOf)
      const behind = this.#rolling.some(({ shown, points }) => shown < points.length)
      this.#frame = behind ? requestAnimationFrame(step) : 0
    }
    this.#frame = requestAnimationFrame(step)
  }

  #rollOn(ball: Rolling, seconds: number): Rolling {
    const left = ball.points.length - ball.shown
    const pace = Math.max(PACE, left / CATCH_UP_S)
    const shown = Math.min(ball.points.length, ball.shown + Math.max(1, Math.ceil(pace * seconds)))
    const ended = ball.computed && shown === ball.points.length && ball.fate === null
    if (!ended || !landscape.surface) return shown === ball.shown ? ball : { ...ball, shown }
    const fate = fateOf(landscape.surface, ball.points, ball.settings.steps, ball.cancelled)
    announcer.milestone(`${ball.label}: ${text.walk.fate(fate)}`)
    return { ...ball, shown, fate }
  }
}

const drawnOf = ({ id, colour, label, points, shown, fate }: Rolling): Ball => ({
  id,
  colour,
  label,
  points: points.slice(0, shown),
  done: fate !== null
})

export const walk = new Walk()
