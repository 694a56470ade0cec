/*
 * Which engine is the fastest, by measurement. Nothing is timed twice: a speed is remembered for its work
 * and its device. Automatic compares the engines that are not slow by nature (real graphics cards, the
 * WebAssembly engine); where there is only one of them, nothing is timed for choosing. Over 150 lines:
 * picker, Automatic and curve measure through one queue and remember in one place.
 */

import type { EngineChoice, EngineFeature, EngineReport } from '#core/contracts/engine-report'
import type {
  AutomaticChoice,
  EngineSpeed,
  MeasuredChoice,
  SpeedCurve,
  SpeedReport
} from '#core/contracts/measurements'
import { Failure, toAppError } from '#core/errors'
import type { GptShape } from '#core/gpt-shape'
import type { EngineFactory } from '../engines/engine'
import { Turns } from '../turns'
import { CURVE_LENGTH, CURVE_ROWS, CURVE_SIZES, curveWork } from './curve'
import { measureEngine } from './measure'
import type { Memory } from './memory'
import type { Work } from './work'

/** The machine's engines: engines/choose.ts. */
export interface Engines {
  readonly listEngines: (features?: readonly EngineFeature[]) => Promise<EngineReport[]>
  readonly factoryFor: (
    choice: EngineChoice,
    shape: GptShape,
    features?: readonly EngineFeature[]
  ) => Promise<EngineFactory>
}

export interface MeasureHooks {
  /** What engines may use beyond plain arithmetic; a speed holds for one set of them. */
  readonly features?: readonly EngineFeature[] | undefined
  readonly signal?: AbortSignal
  /** Called once before anything is timed; may throw to forbid it. */
  readonly begin?: () => void
  readonly progress?: (choice: MeasuredChoice, done: number, of: number) => void
}

/** Milliseconds of steps that are timed: for the picker, in all for Automatic, for each point of the curve. */
const TIMES = { picker: 800, automatic: 1600, point: 300 }
/** Milliseconds in all for one engine; software adapters compile for half a minute before their first step. */
const LIMIT = 20_000
const SLOW_LIMIT = 60_000

const SECOND = 1000

export class Chooser {
  readonly #turns = new Turns()
  /** What could not be measured in this session, by device and work: Automatic does not try again. */
  readonly #failed = new Set<string>()

  constructor(
    private readonly engines: Engines,
    private readonly memory: Memory,
    private readonly now: () => Date = () => new Date(),
    private readonly times = TIMES
  ) {}

  /** What is known about this work, after measuring `wanted` where nothing is, or `again`. */
  async measure(
    work: Work,
    wanted: 'usable' | readonly MeasuredChoice[],
    again: boolean,
    hooks: MeasureHooks = {}
  ): Promise<SpeedReport> {
    const list = await this.engines.listEngines(hooks.features)
    const asked = wanted === 'usable' ? candidates(list) : list.filter((r) => wanted.includes(r.choice))
    const jobs = asked
      .filter((report) => again || !this.memory.speed(report, work.key))
      .map((report) => ({ report, work }))
    const problems = await this.#measureAll(jobs, this.times.picker, hooks)
    const speeds = list.flatMap((report): EngineSpeed[] => {
      const known = this.memory.speed(report, work.key)
      return known ? [{ choice: report.choice, msPerStep: known.msPerStep, at: known.at }] : []
    })
    return { speeds, problems, automatic: this.#automatic(list, work) }
  }

  /** The fastest engine for this work, measured first if need be: about two seconds. */
  async automatic(workOf: () => Work, hooks: MeasureHooks = {}): Promise<AutomaticChoice> {
    const list = await this.engines.listEngines(hooks.features)
    const usable = candidates(list)
    if (usable.length <= 1) return { choice: usable[0]?.choice ?? null, why: 'only' }
    const work = workOf()
    const jobs = usable
      .filter(
        (report) => !this.memory.speed(report, work.key) && !this.#failed.has(this.#place(report, work))
      )
      .map((report) => ({ report, work }))
    await this.#measureAll(jobs, this.times.automatic / usable.length, hooks)
    return this.#automatic(list, work)
  }

  /** Speed against model size; `measure: false` only looks up. */
  async curve(measure: boolean, again: boolean, hooks: MeasureHooks = {}): Promise<SpeedCurve> {
    const list = candidates(await this.engines.listEngines(hooks.features))
    const works = curveWork()
    if (measure) {
      const jobs = list.flatMap((report) =>
        works
          .filter((work) => again || !this.memory.speed(report, work.key))
          .map((work) => ({ report, work }))
      )
      await this.#measureAll(jobs, this.times.point, hooks)
    }
    const lines = list.map((report) => ({
      choice: report.choice,
      points: works.flatMap((work, i) => {
        const known = this.memory.speed(report, work.key)
        if (!known) return []
        const tokensPerSecond = (CURVE_ROWS * CURVE_LENGTH * SECOND) / known.msPerStep
        return [{ parameters: CURVE_SIZES[i]!, tokensPerSecond, at: known.at }]
      })
    }))
    return { rows: CURVE_ROWS, length: CURVE_LENGTH, sizes: CURVE_SIZES, lines }
  }

  #automatic(list: readonly EngineReport[], work: Work): AutomaticChoice {
    const usable = candidates(list).filter((report) => !this.#failed.has(this.#place(report, work)))
    if (usable.length <= 1) return { choice: usable[0]?.choice ?? null, why: 'only' }
    const known = usable.map((report) => this.memory.speed(report, work.key))
    if (known.includes(null)) return { choice: null, why: 'unmeasured' }
    const fastest = known.reduce((best, next) => (next!.msPerStep < best!.msPerStep ? next : best))
    return { choice: fastest!.choice, why: 'fastest' }
  }

  /** One after the other; what was cancelled is left out, what failed is told. */
  async #measureAll(
    jobs: readonly { report: EngineReport; work: Work }[],
    milliseconds: number,
    { features, signal, begin, progress }: MeasureHooks
  ): Promise<SpeedReport['problems']> {
    const problems: { choice: MeasuredChoice; error: SpeedReport['problems'][number]['error'] }[] = []
    if (jobs.length > 0) begin?.()
    for (const [done, { report, work }] of jobs.entries()) {
      if (signal?.aborted) break
      const { choice, slow } = report
      progress?.(choice, done, jobs.length)
      try {
        if (report.unavailable) throw new Failure(report.unavailable.code, report.unavailable.detail)
        const factory = await this.engines.factoryFor(choice, work.shape, features)
        const limits = { milliseconds, limit: slow ? SLOW_LIMIT : LIMIT, turns: this.#turns }
        const msPerStep = await measureEngine(factory, work, { ...limits, ...(signal && { signal }) })
        const device = this.memory.deviceKey(report)
        const at = this.now().toISOString()
        this.memory.add({ speeds: [{ choice, work: work.key, device, msPerStep, at }] })
        this.#failed.delete(this.#place(report, work))
      } catch (thrown) {
        const error = toAppError(thrown)
        if (error.code === 'cancelled') break
        this.#failed.add(this.#place(report, work))
        problems.push({ choice, error })
      }
    }
    return problems
  }

  #place(report: EngineReport, work: Work): string {
    return `${report.choice}\n${this.memory.deviceKey(report)}\n${work.key}`
  }
}

/** What Automatic may take. */
function candidates(list: readonly EngineReport[]): EngineReport[] {
  return list.filter(({ unavailable, slow }) => !unavailable && !slow)
}
