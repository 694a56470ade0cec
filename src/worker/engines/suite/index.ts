/*
 * One suite over all engines: the same cases, the same expectations, each engine with its tolerance.
 * Where the machine has no device for an engine its part is skipped, and the name says why.
 */

import { describe } from 'vitest'
import type { EngineFactory } from '../engine'
import type { EngineUnderTest } from '../engines.fixtures'
import { decoding } from './decoding'
import { lookingInside } from './looking-inside'
import { numbers } from './numbers'
import { state } from './state'
import { training } from './training'
import { trajectory } from './trajectory'

/** An engine that is there. */
export type Present = EngineUnderTest & { readonly factory: EngineFactory }

/** Defines the tests of these engines. */
export function engineSuite(engines: readonly EngineUnderTest[]): void {
  for (const engine of engines) {
    const { name, factory, reason } = engine
    if (!factory) {
      describe.skip(`${name} (skipped: ${reason ?? 'not on this machine'})`, () =>
        define({ ...engine, factory: NONE }))
      continue
    }
    describe(name, () => define({ ...engine, factory }))
  }
}

/** Lets the tests of an absent engine be counted as skipped; none of them runs. */
const NONE: EngineFactory = {
  kind: 'reference',
  create: () => Promise.reject(new Error('this engine is not on this machine'))
}

function define(engine: Present): void {
  describe('numbers', () => numbers(engine))
  describe('state', () => state(engine))
  describe('training', () => training(engine))
  // The reference is what the others are held to.
  if (engine.factory.kind !== 'reference') describe('trajectory', () => trajectory(engine))
  describe('looking inside', () => lookingInside(engine))
  describe('decoding', () => decoding(engine))
}
