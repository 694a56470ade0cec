/*
 * run.json: what a run is, in one small file that is rewritten whole. Reading validates everything,
 * so that the rest of the program never meets a half-known run.
 * Over 150 lines: a check for each field of a run and of the records inside it.
 */
import type { RunEntry, RunState } from '#core/contracts/app'
import type { AdapterReport, EngineDescription } from '#core/contracts/engine-report'
import type { RunOrigin, RunParent, Verification } from '#core/contracts/runs'
import type { CorpusRef, ParityCertificate } from '#core/contracts/worker'
import {
  checkConfig,
  LIMITS,
  PRESETS,
  type PresetName,
  type RunConfig,
  settingFailure
} from '#core/run-config'
import * as check from './checks'
import type { Check } from './checks'
import type { JsonFormat } from './json-file'
import { ID } from './paths'

/** run.json; the checkpoints stand in their own manifest, and sizes are looked up. */
export type RunRecord = Omit<RunEntry, 'checkpoints' | 'kept' | 'bytes'>

const RUN_STATES = ['queued', 'training', 'paused', 'finished', 'stopped', 'failed', 'interrupted'] as const
const runState: Check<RunState> = check.oneOf<RunState>(...RUN_STATES)

const loss = check.nullable(check.number())
const hash = check.text(64, /^[0-9a-f]{64}$/)

export const corpusRef: Check<CorpusRef> = check.record<CorpusRef>({
  id: check.text(64, ID),
  name: check.text(),
  sha256: hash
})

const adapterReport = check.record<AdapterReport>({
  vendor: check.text(),
  architecture: check.text(),
  device: check.text(),
  description: check.text(),
  software: check.flag,
  limits: check.dictionary(check.number(), 100),
  features: check.list(check.text(100), 100)
})

export const engineDescription: Check<EngineDescription> = check.record<EngineDescription>({
  engine: check.oneOf('reference', 'cpu', 'webgpu'),
  device: check.text(),
  threads: check.integer(1, 1024),
  features: check.list(check.text(100), 32),
  adapter: check.optional(adapterReport)
})

const parityCertificate: Check<ParityCertificate> = check.record<ParityCertificate>({
  matches: check.flag,
  losses: check.integer(),
  largestDifference: check.number(0),
  names: check.integer(),
  namesEqual: check.integer()
})

/** What people may call a run: not empty, no control characters. */
export const runName: Check<string> = check.text(100, /^(?=.*\S)\P{Cc}*$/u)

export function isRunName(name: string): boolean {
  try {
    return runName(name, 'name') === name
  } catch {
    return false
  }
}

export const runParent: Check<RunParent> = check.record<RunParent>({
  runId: check.text(64, ID),
  step: check.integer(0, 999_999_999),
  name: check.optional(runName)
})

const runOrigin: Check<RunOrigin> = check.record<RunOrigin>({
  imported: check.isoDate,
  version: check.text(40),
  platform: check.text(100)
})

const verification: Check<Verification> = check.record<Verification>({
  outcome: check.oneOf('matches', 'drifts'),
  from: check.integer(1, 999_999_999),
  to: check.integer(0, 999_999_999),
  driftsAt: check.nullable(check.integer(1, 999_999_999)),
  largestDifference: check.number(0),
  exact: check.flag,
  tolerance: check.number(0),
  engine: engineDescription,
  at: check.isoDate
})

/** The fields of a run that the page may change, and their checks. */
export const changeableFields = {
  state: runState,
  engine: check.nullable(engineDescription),
  step: check.integer(0, 999_999_999),
  bestVal: loss,
  bestBits: loss,
  lastTrain: loss,
  seconds: check.number(0),
  certificate: check.nullable(parityCertificate),
  verified: check.nullable(verification)
}

/** A complete configuration with allowed values and no other key. @throws Failure `setting-invalid` */
export const runConfig: Check<RunConfig> = (value, at) => readConfig(value, at, check.record)

/** The same for a stored one: a setting it does not know yet takes the preset's value. */
const storedConfig: Check<RunConfig> = (value, at) => {
  const { preset } = check.storedRecord({ preset: check.oneOf(...presetNames) })(value, at)
  return readConfig({ ...PRESETS[preset], ...(value as object) }, at, check.storedRecord)
}

/** Which keys there are; their values are checkConfig's business, but for the length of the one text. */
const configFields: Record<string, Check<unknown>> = {
  ...Object.fromEntries(Object.keys(LIMITS).map((key) => [key, (field: unknown) => field])),
  tokenizer: check.text(4096)
}

const presetNames = Object.keys(PRESETS) as PresetName[]

function readConfig(value: unknown, at: string, read: typeof check.record): RunConfig {
  const config = read(configFields)(value, at) as unknown as RunConfig
  const [problem] = checkConfig(config)
  if (problem) throw settingFailure(problem, String(config[problem.key]).slice(0, 40))
  return config
}

export const RUN: JsonFormat<RunRecord> = {
  format: 'downhill-run',
  version: 2,
  check: check.storedRecord<RunRecord>({
    id: check.text(64, ID),
    name: runName,
    ...changeableFields,
    config: storedConfig,
    corpus: corpusRef,
    created: check.isoDate,
    updated: check.isoDate,
    parent: check.nullable(runParent),
    repeatOf: check.nullable(check.text(64, ID)),
    origin: check.nullable(runOrigin)
  }),
  migrate: { 1: fromVersion1 }
}

/** Version 1 knew no repeats, no imports and no time, and left `parent` out where there was none. */
function fromVersion1(run: Record<string, unknown>): Record<string, unknown> {
  const unknown = { bestBits: null, seconds: 0, verified: null, repeatOf: null, origin: null }
  return { ...unknown, ...run, parent: run['parent'] ?? null }
}
