/*
 * The engine a run computes on at the moment, and its ways to another one. A graphics card that stops
 * answering is replaced by a fresh device, and by the fallback (the CPU) where cards are lost again and
 * again or none can be opened. Knows nothing of steps and losses: what to go back to stands in
 * safe-copy.ts, how a run does it in run.ts. Over 150 lines: opening, losing and replacing all change the
 * one engine and the count of losses.
 */

import { toAppError } from '#core/errors'
import type { ErrorCode } from '#core/errors'
import type { EngineFactory, TrainingEngine } from './engines/engine'
import { SafeCopies } from './safe-copy'
import type { CopyPace, GivenState, SafeCopy } from './safe-copy'

/** Failures of a device that another device need not have. */
const DEVICE_CODES: readonly ErrorCode[] = ['gpu-lost', 'gpu-error', 'gpu-memory']

/** Ways in which a machine says that it has no such engine. */
const REFUSALS: readonly ErrorCode[] = ['engine-unavailable', 'gpu-wrong']

/** So many losses within this time, and the card is left alone. */
const MOST_LOSSES = 3
const WITHIN_MS = 5 * 60_000

/** Milliseconds before each attempt to open a device: a graphics process that died is not back at once. */
const WAITS = [250, 1000, 3000] as const

export interface LifelineOptions extends CopyPace {
  /** Makes the engine that takes over where the chosen one cannot be kept; without it losing is failing. */
  readonly fallback?: EngineFactory
  /** For tests. */
  readonly wait?: (ms: number) => Promise<void>
}

/** What takes over from a lost engine. */
export interface Replacement {
  readonly engine: TrainingEngine
  readonly factory: EngineFactory
  /** Whether it is the fallback, in place of the engine that was chosen. */
  readonly fellBack: boolean
}

type Make = (factory: EngineFactory) => Promise<TrainingEngine>

export class Lifeline {
  #engine!: TrainingEngine
  #copies: SafeCopies | null = null
  /** When devices were lost. */
  #losses: number[] = []

  private constructor(
    /** Makes an engine for the run's model, without its weights. */
    readonly make: Make,
    private factory: EngineFactory,
    private readonly options: LifelineOptions
  ) {}

  /** @param make makes an engine for the run's model; its weights are given to it here */
  static async open(
    make: Make,
    factory: EngineFactory,
    first: SafeCopy,
    options: LifelineOptions = {}
  ): Promise<Lifeline> {
    const line = new Lifeline(make, factory, options)
    line.take(await line.openFirst(first.state), factory, first)
    return line
  }

  get engine(): TrainingEngine {
    return this.#engine
  }

  /** Copies of the run; null on an engine whose memory cannot be lost. */
  get copies(): SafeCopies | null {
    return this.#copies
  }

  /** Whether the run can go on after its engine failed with this. */
  survives(thrown: unknown): boolean {
    return this.#copies !== null && this.options.fallback !== undefined && isDeviceLoss(thrown)
  }

  /** An engine with these weights. @throws what making or writing it fails with; nothing is left behind then */
  async openWith(factory: EngineFactory, state: GivenState): Promise<TrainingEngine> {
    const engine = await this.make(factory)
    try {
      await engine.write(state)
    } catch (error) {
      free(engine)
      throw error
    }
    return engine
  }

  /** A card that goes while it is being opened is opened once more; any other failure is told at once. */
  private async openFirst(state: GivenState): Promise<TrainingEngine> {
    try {
      return await this.openWith(this.factory, state)
    } catch (thrown) {
      if (toAppError(thrown).code !== 'gpu-lost') throw thrown
      this.#note()
      await this.#wait(WAITS[0])
      return this.openWith(this.factory, state)
    }
  }

  /**
   * Opens what is to take over from a lost engine, standing at these weights: the chosen engine on a new
   * device if possible. Hand it to `take`.
   */
  async replacement(state: GivenState): Promise<Replacement> {
    const { factory, options } = this
    this.#note()
    for (const [attempt, wait] of WAITS.entries()) {
      if (this.#tooMany()) break
      await this.#wait(wait)
      try {
        const engine = await this.openWith(factory, state)
        const fellBack = !onCard(engine)
        // Automatic takes the CPU where it finds no card; the card may be back in a moment.
        if (!fellBack || attempt === WAITS.length - 1) return { engine, factory, fellBack }
        free(engine)
      } catch (thrown) {
        // A device that goes while it is opened belongs to the same loss.
        if (!isDeviceLoss(thrown) && !REFUSALS.includes(toAppError(thrown).code)) throw thrown
      }
    }
    const fallback = options.fallback!
    return { engine: await this.openWith(fallback, state), factory: fallback, fellBack: true }
  }

  /** Computes on this engine from now on, which stands at `copy`; frees the one before. In a turn, or before any. */
  take(engine: TrainingEngine, factory: EngineFactory, copy: SafeCopy): void {
    const before = this.#engine as TrainingEngine | undefined
    this.#engine = engine
    this.factory = factory
    this.#copies = onCard(engine) ? new SafeCopies(copy, this.options) : null
    if (before) free(before)
  }

  /** Frees the engine. */
  end(): void {
    this.#engine.dispose()
  }

  #wait(ms: number): Promise<void> {
    return (this.options.wait ?? sleep)(ms)
  }

  #note(): void {
    this.#losses.push(this.#now())
  }

  #tooMany(): boolean {
    const since = this.#now() - WITHIN_MS
    this.#losses = this.#losses.filter((time) => time >= since)
    return this.#losses.length >= MOST_LOSSES
  }

  #now(): number {
    return (this.options.now ?? (() => performance.now()))()
  }
}

function onCard(engine: TrainingEngine): boolean {
  return engine.describe().adapter !== undefined
}

function isDeviceLoss(thrown: unknown): boolean {
  return DEVICE_CODES.includes(toAppError(thrown).code)
}

/** A device that is lost may refuse to be freed; there is nothing left to free then. */
export function free(engine: TrainingEngine): void {
  try {
    engine.dispose()
  } catch {
    // As said.
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
