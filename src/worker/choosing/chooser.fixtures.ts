/* Engines for the tests of choosing: reports, and factories that are fast, slow, or fail, on purpose. */

import type { AdapterReport, EngineReport } from '#core/contracts/engine-report'
import type { MeasuredChoice } from '#core/contracts/measurements'
import type { EngineFactory } from '../engines/engine'
import { fakeFactory } from '../testing.fixtures'
import type { FakeEngine } from '../testing.fixtures'
import type { Engines } from './chooser'

export const CARD: AdapterReport = {
  ...{ vendor: 'maker', architecture: 'gen 5', device: '', description: 'Card 5000', software: false },
  ...{ limits: {}, features: [] }
}

export const REPORTS: Readonly<Record<MeasuredChoice, EngineReport>> = {
  webgpu: {
    choice: 'webgpu',
    description: { engine: 'webgpu', device: 'Card 5000', threads: 1, features: [], adapter: CARD },
    slow: false
  },
  cpu: {
    choice: 'cpu',
    description: { engine: 'cpu', device: 'CPU', threads: 2, features: [] },
    slow: false
  },
  reference: {
    choice: 'reference',
    description: { engine: 'reference', device: 'CPU, TensorFlow.js', threads: 1, features: [] },
    slow: true
  },
  'reference-webgpu': {
    choice: 'reference-webgpu',
    description: { engine: 'reference', device: 'Card 5000', threads: 1, features: [], adapter: CARD },
    slow: true
  }
}

/** A factory whose engines take this many milliseconds for a step. */
export function lasting(milliseconds: number): EngineFactory & { readonly made: FakeEngine[] } {
  return fakeFactory((engine) => {
    engine.step = (_batch, update) => {
      engine.calls.push(`step ${update.step}`)
      return new Promise((resolve) => setTimeout(resolve, milliseconds)) as unknown as void
    }
  })
}

/** A machine with these engines. */
export function machineWith(
  factories: Partial<Record<MeasuredChoice, EngineFactory>>,
  change: Partial<Record<MeasuredChoice, Partial<EngineReport>>> = {}
): Engines {
  const choices = Object.keys(factories) as MeasuredChoice[]
  return {
    listEngines: () => Promise.resolve(choices.map((choice) => ({ ...REPORTS[choice], ...change[choice] }))),
    factoryFor: (choice) => Promise.resolve(factories[choice as MeasuredChoice] ?? factories.cpu!)
  }
}
