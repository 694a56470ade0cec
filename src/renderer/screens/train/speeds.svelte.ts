/*
 * Speeds that were really measured in this session, by engine and by what makes a step dear. Nothing is
 * carried over from one setting to another: where nothing was measured, nothing is known.
 */

import type { EngineChoice, EngineDescription } from '#core/contracts/engine-report'
import type { RunConfig } from '#core/run-config'
import { untrack } from 'svelte'
import { run } from '../../state/run.svelte'

/** The row of the picker that computed with this engine. */
export function choiceOf({ engine, adapter }: EngineDescription): Exclude<EngineChoice, 'auto'> {
  return engine === 'reference' && adapter ? 'reference-webgpu' : engine
}

/** What the time of a step depends on; `parameters` stands for the sizes and the vocabulary. */
function keyOf(config: RunConfig, parameters: number): string {
  const { family, layers, heads, width, block, batch, dropout } = config
  return JSON.stringify([family, layers, heads, width, block, batch, dropout > 0, parameters])
}

class Speeds {
  /** Steps per second by key, then by engine. */
  #measured = $state.raw<Readonly<Record<string, Readonly<Record<string, number>>>>>({})

  constructor() {
    $effect.root(() => {
      $effect(() => {
        const live = run.live
        const speed = live?.figures.stepsPerSecond
        if (!live?.ready || speed == null || !(speed > 0)) return
        const key = keyOf(live.ready.config, live.ready.parameters)
        // Read without subscribing: the effect writes what it reads.
        const before = untrack(() => this.#measured)
        this.#measured = { ...before, [key]: { ...before[key], [choiceOf(live.ready.engine)]: speed } }
      })
    })
  }

  /** Measured steps per second for these settings, by engine. */
  of(config: RunConfig, parameters: number | null): Partial<Record<EngineChoice, number>> {
    return parameters === null ? {} : (this.#measured[keyOf(config, parameters)] ?? {})
  }
}

export const speeds = new Speeds()
