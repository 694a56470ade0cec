/*
 * run.json: what a run is, in one small file that is rewritten whole. Reading validates everything,
 * so that the rest of the program never meets a half-known run.
 */
import type { RunEntry, RunState } from '#core/contracts/app'
import type { AdapterReport, EngineDescription } from '#core/contracts/engine-report'
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

/** Where a run branched off. */
export interface RunParent {
  readonly runId: string
  readonly step: number
}

/** run.json; the checkpoints stand in their own manifest. */
export interface RunRecord extends Omit<RunEntry, 'checkpoints'> {
  readonly parent?: RunParent | undefined
}

const RUN_STATES = ['training', 'paused', 'finished', 'stopped', 'failed', 'interrupted'] as const
export const runState: Check<RunState> = check.oneOf<RunState>(...RUN_STATES)

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

export const parityCertificate: Check<ParityCertificate> = check.record<ParityCertificate>({
  matches: check.flag,
  losses: check.integer(),
  largestDifference: check.number(0),
  names: check.integer(),
  namesEqual: check.integer()
})

export const runParent: Check<RunParent> = check.record<RunParent>({
  runId: check.text(64, ID),
  step: check.integer(0, 999_999_999)
})

/** The fields of a run that the page may change, and their checks. */
export const changeableFields = {
  name: check.text(100, /\S/),
  state: runState,
  engine: check.nullable(engineDescription),
  step: check.integer(0, 999_999_999),
  bestVal: loss,
  lastTrain: loss,
  certificate: check.nullable(parityCertificate)
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
  version: 1,
  check: check.storedRecord<RunRecord>({
    id: check.text(64, ID),
    ...changeableFields,
    config: storedConfig,
    corpus: corpusRef,
    created: check.isoDate,
    updated: check.isoDate,
    parent: check.optional(runParent)
  })
}
