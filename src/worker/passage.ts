/*
 * The ways of a run from one engine to another: moved because somebody chose so, between two steps and with
 * everything it has, or set back to its safe copy because a graphics card was lost. Which engine takes over
 * is the lifeline's business, what a run is when it goes back is the run's own. Over 150 lines: the two ways
 * meet where a card is lost while a move waits.
 */

import type { RunRecovery } from '#core/contracts/worker'
import { Failure, toAppError } from '#core/errors'
import type { EngineFactory, TrainingEngine } from './engines/engine'
import { free } from './lifeline'
import type { Lifeline, Replacement } from './lifeline'
import type { SafeCopy } from './safe-copy'
import type { Turns } from './turns'

/** The run that changes engines. */
export interface Passenger {
  readonly turns: Turns
  readonly step: number
  readonly bestVal: number | null
  /** Where it stands now; in a turn. */
  standing(): Omit<SafeCopy, 'state'>
  /** Takes everything but the engine back to this copy. */
  goBackTo(copy: SafeCopy): void
}

/** An engine that waits to take a run over. */
interface Move {
  readonly engine: TrainingEngine
  readonly factory: EngineFactory
  done(): void
  failed(thrown: unknown): void
}

export class Passage {
  /** Hears that the run outlived its engine; the losses after `step` will come again. */
  onRecovered: ((recovery: RunRecovery) => void) | null = null
  #training = false
  #disposed = false
  #move: Move | null = null
  #recovering: Promise<void> | null = null
  /** Those who wait for the loop to replace a lost engine. */
  #waiting: (() => void)[] = []

  constructor(
    private readonly run: Passenger,
    private readonly line: Lifeline
  ) {}

  /** Whether the loop goes on: then it makes moves and rescues, else whoever wants them does. */
  get training(): boolean {
    return this.#training
  }

  begin(): void {
    this.#training = true
  }

  /** The loop stands still. */
  rest(): void {
    this.#training = false
    this.#wake()
  }

  end(): void {
    this.#disposed = true
    this.giveUp(new Failure('no-model'))
  }

  get moveDue(): boolean {
    return this.#move !== null
  }

  /** As `Run.moveTo`. */
  async moveTo(factory: EngineFactory): Promise<void> {
    const engine = await this.line.make(factory)
    if (this.#move || this.#disposed) {
      free(engine)
      throw new Failure(this.#disposed ? 'no-model' : 'run-busy')
    }
    const moved = new Promise<void>((done, failed) => (this.#move = { engine, factory, done, failed }))
    if (!this.#training) {
      await this.move()
        .catch((thrown: unknown) => this.rescue(thrown))
        .catch((thrown: unknown) => this.giveUp(thrown))
    }
    return moved
  }

  /** Makes the move that is due. */
  async move(): Promise<void> {
    const { line, run } = this
    const move = this.#move!
    try {
      await run.turns.take(async () => {
        const state = await line.engine.read()
        await move.engine.write(state)
        line.take(move.engine, move.factory, { ...run.standing(), state })
      })
    } catch (thrown) {
      // If the card is lost just now, going back to the copy makes the move.
      if (line.survives(thrown)) throw thrown
      this.giveUp(thrown)
      return
    }
    this.#move = null
    move.done()
  }

  /** No move is made any more. */
  giveUp(thrown: unknown): void {
    const move = this.#move
    this.#move = null
    if (!move) return
    free(move.engine)
    move.failed(thrown)
  }

  /**
   * Puts another engine in the place of a lost one and the run back to its safe copy: one rescue at a time,
   * whoever met the loss first. @throws `thrown` if nothing can take over
   */
  rescue(thrown: unknown): Promise<void> {
    return (this.#recovering ??= this.#recover(thrown).finally(() => (this.#recovering = null)))
  }

  /** Resolves when an engine has taken this lost one's place. @throws `thrown` if none does */
  async outlive(lost: TrainingEngine, thrown: unknown): Promise<void> {
    if (this.line.engine !== lost) return
    if (this.#training) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else await this.rescue(thrown)
    if (this.line.engine === lost) throw thrown
  }

  async #recover(thrown: unknown): Promise<void> {
    const { line, run } = this
    const lostAt = run.step
    const copy = line.copies?.safe
    if (!copy) throw thrown
    const next = (await this.#moveBack(copy)) ?? (await line.replacement(copy.state).catch(() => null))
    if (!next) throw thrown
    await run.turns.take(() => {
      if (this.#disposed) {
        free(next.engine)
        throw thrown
      }
      line.take(next.engine, next.factory, copy)
      run.goBackTo(copy)
    })
    this.#wake()
    const { step, bestVal } = run
    const { fellBack } = next
    const engine = line.engine.describe()
    this.onRecovered?.({ error: toAppError(thrown), lostAt, step, bestVal, engine, fellBack })
  }

  /** The engine that waited for the run when its card was lost, standing at the copy. */
  async #moveBack(copy: SafeCopy): Promise<Replacement | null> {
    const move = this.#move
    if (!move) return null
    try {
      await move.engine.write(copy.state)
    } catch (thrown) {
      this.giveUp(thrown)
      return null
    }
    this.#move = null
    move.done()
    return { engine: move.engine, factory: move.factory, fellBack: false }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
