/*
 * The settings of a run: one flat record whose keys are the same in code, in files
 * (`downhill.config`) and on the command line (`--set key=value`).
 * Presets, limits and validation stand here; labels and tooltips stand in the catalogue.
 * Over 150 lines: each setting has its type, its value in every preset and its limit here, to be changed together.
 */

import { Failure } from './errors'
import type { Family, GptShape } from './gpt-shape'
import { parseTokenizer, TOKENIZER_CHOICES } from './tokenizer/setting'

export type CorpusKind = 'list' | 'text'
export type PresetName = 'microgpt' | 'names' | 'text-small' | 'text'
export type Schedule = 'constant' | 'linear' | 'cosine'
export type Optimizer = 'adam' | 'adamw'

export interface RunConfig {
  readonly preset: PresetName
  /** `auto` lets the corpus decide: a list of items or running text. */
  readonly kind: CorpusKind | 'auto'
  /** `characters`, `graphemes`, `bpe:N` (trained when the run begins), `bpe:FILE` or a GPT encoding's name. */
  readonly tokenizer: string
  readonly family: Family
  readonly layers: number
  readonly heads: number
  readonly width: number
  /** T: tokens the model sees at once. */
  readonly block: number
  /** B: items (lists) or windows (running text) per step. */
  readonly batch: number
  readonly steps: number
  readonly learning_rate: number
  /** How the rate falls after the warm-up, over `steps`. */
  readonly schedule: Schedule
  /** Steps over which the rate rises linearly from 0. */
  readonly warmup: number
  readonly optimizer: Optimizer
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  readonly weight_decay: number
  /** Largest global gradient norm; 0 switches clipping off. */
  readonly clip: number
  readonly dropout: number
  readonly deduplicate: boolean
  /** Share of the corpus never trained on, 0 to 0.5. */
  readonly held_out: number
  readonly split_seed: number
  /** Initial weights, order of batches, dropout. */
  readonly seed: number
  /** `python` retraces CPython's random stream: file order, MT19937, `gauss`, `shuffle`, `choices`. */
  readonly random: 'downhill' | 'python'
  /** Steps between evaluations on the held-out part. */
  readonly eval_every: number
}

const common = {
  kind: 'auto',
  tokenizer: 'characters',
  deduplicate: true,
  held_out: 0.1,
  split_seed: 42,
  seed: 42,
  random: 'downhill',
  dropout: 0
} as const

const gpt2 = {
  ...common,
  family: 'gpt2',
  optimizer: 'adamw',
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weight_decay: 0.1,
  clip: 1,
  schedule: 'cosine'
} as const

/** The settings each preset starts from. */
export const PRESETS: Readonly<Record<PresetName, RunConfig>> = {
  microgpt: {
    ...common,
    preset: 'microgpt',
    family: 'microgpt',
    layers: 1,
    heads: 4,
    width: 16,
    block: 16,
    batch: 1,
    steps: 1000,
    learning_rate: 0.01,
    schedule: 'linear',
    warmup: 0,
    optimizer: 'adam',
    beta1: 0.85,
    beta2: 0.99,
    epsilon: 1e-8,
    weight_decay: 0,
    clip: 0,
    deduplicate: false,
    held_out: 0,
    random: 'python',
    eval_every: 100
  },
  names: {
    ...gpt2,
    preset: 'names',
    layers: 4,
    heads: 4,
    width: 64,
    block: 16,
    batch: 32,
    steps: 4000,
    learning_rate: 0.003,
    warmup: 100,
    eval_every: 100
  },
  'text-small': {
    ...gpt2,
    preset: 'text-small',
    layers: 4,
    heads: 4,
    width: 128,
    block: 64,
    batch: 12,
    steps: 2000,
    learning_rate: 0.001,
    warmup: 100,
    eval_every: 250
  },
  text: {
    ...gpt2,
    preset: 'text',
    layers: 6,
    heads: 6,
    width: 384,
    block: 256,
    batch: 64,
    steps: 5000,
    learning_rate: 0.001,
    warmup: 100,
    dropout: 0.2,
    eval_every: 250
  }
}

/** Allowed values of a setting. Numbers are inclusive. */
export type Limit =
  | { readonly type: 'integer' | 'number'; readonly min: number; readonly max: number }
  | { readonly type: 'choice'; readonly values: readonly string[] }
  | { readonly type: 'boolean' }
  | { readonly type: 'text' }

const integer = (min: number, max: number): Limit => ({ type: 'integer', min, max })
const number = (min: number, max: number): Limit => ({ type: 'number', min, max })
const choice = (...values: string[]): Limit => ({ type: 'choice', values })

/** Limits of every setting; the compiler keeps this complete. */
export const LIMITS: Readonly<Record<keyof RunConfig, Limit>> = {
  preset: choice('microgpt', 'names', 'text-small', 'text'),
  kind: choice('auto', 'list', 'text'),
  tokenizer: { type: 'text' },
  family: choice('gpt2', 'microgpt'),
  layers: integer(1, 24),
  heads: integer(1, 32),
  width: integer(4, 2048),
  block: integer(2, 1024),
  batch: integer(1, 1024),
  steps: integer(1, 1_000_000),
  learning_rate: number(1e-6, 1),
  schedule: choice('constant', 'linear', 'cosine'),
  warmup: integer(0, 100_000),
  optimizer: choice('adam', 'adamw'),
  beta1: number(0, 0.9999),
  beta2: number(0, 0.99999),
  epsilon: number(1e-12, 0.01),
  weight_decay: number(0, 1),
  clip: number(0, 100),
  dropout: number(0, 0.9),
  deduplicate: { type: 'boolean' },
  held_out: number(0, 0.5),
  split_seed: integer(0, 0xffff_ffff),
  seed: integer(0, 0xffff_ffff),
  random: choice('downhill', 'python'),
  eval_every: integer(1, 1_000_000)
}

/** The model's shape under these settings, for a vocabulary of `vocab` tokens. */
export function shapeOf(config: RunConfig, vocab: number): GptShape {
  const { family, layers, heads, width, block } = config
  return { family, layers, heads, width, block, vocab }
}

/**
 * The settings with a warm-up of at most a tenth of the run: what a changed number of steps means for
 * a warm-up that nobody has set.
 */
export function fitWarmup(config: RunConfig): RunConfig {
  const most = Math.floor(config.steps / 10)
  return config.warmup <= most ? config : { ...config, warmup: most }
}

/** A setting that is refused, as the form shows it under the field. */
export interface SettingProblem {
  readonly key: keyof RunConfig
  readonly problem: 'range' | 'integer' | 'choice' | 'type' | 'heads' | 'warmup'
  /** The nearest values that would be accepted, smallest first. */
  readonly nearest?: readonly (number | string)[]
}

/** Everything that is wrong with these settings; empty if a run can start. */
export function checkConfig(config: RunConfig): SettingProblem[] {
  const problems: SettingProblem[] = []
  for (const key of Object.keys(LIMITS) as (keyof RunConfig)[]) {
    const problem = checkValue(key, config[key])
    if (problem) problems.push(problem)
  }
  if (problems.length > 0) return problems
  if (!parseTokenizer(config.tokenizer)) {
    problems.push({ key: 'tokenizer', problem: 'choice', nearest: TOKENIZER_CHOICES })
  }
  if (config.width % config.heads !== 0) {
    const below = Math.floor(config.width / config.heads) * config.heads
    const nearest = [below, below + config.heads].filter((n) => n > 0)
    problems.push({ key: 'width', problem: 'heads', nearest })
  }
  if (config.warmup > config.steps) {
    problems.push({ key: 'warmup', problem: 'warmup', nearest: [config.steps] })
  }
  return problems
}

function checkValue(key: keyof RunConfig, value: unknown): SettingProblem | null {
  const limit = LIMITS[key]
  switch (limit.type) {
    case 'boolean':
      return typeof value === 'boolean' ? null : { key, problem: 'type' }
    case 'text':
      return typeof value === 'string' && value.length > 0 ? null : { key, problem: 'type' }
    case 'choice':
      return typeof value === 'string' && limit.values.includes(value)
        ? null
        : { key, problem: 'choice', nearest: limit.values }
    case 'integer':
    case 'number': {
      if (typeof value !== 'number' || !Number.isFinite(value)) return { key, problem: 'type' }
      if (value < limit.min) return { key, problem: 'range', nearest: [limit.min] }
      if (value > limit.max) return { key, problem: 'range', nearest: [limit.max] }
      if (limit.type === 'integer' && !Number.isInteger(value)) {
        return { key, problem: 'integer', nearest: [Math.floor(value), Math.ceil(value)] }
      }
      return null
    }
  }
}

/**
 * Applies `key=value` texts from the command line to a configuration. Changed steps shorten the warm-up
 * with them unless it is set too.
 * @throws Failure `setting-unknown` or `setting-invalid`, naming the key.
 */
export function applySettings(config: RunConfig, settings: readonly string[]): RunConfig {
  const changed: Record<string, unknown> = { ...config }
  for (const setting of settings) {
    const equals = setting.indexOf('=')
    const key = equals < 0 ? setting : setting.slice(0, equals)
    const text = equals < 0 ? '' : setting.slice(equals + 1)
    if (!Object.hasOwn(LIMITS, key) || key === 'preset') throw new Failure('setting-unknown', { key })
    const value = parseValue(LIMITS[key as keyof RunConfig], text)
    const problem = checkValue(key as keyof RunConfig, value)
    if (problem) throw settingFailure(problem, text)
    changed[key] = value
  }
  const given = changed as unknown as RunConfig
  const sets = (key: keyof RunConfig): boolean => settings.some((setting) => setting.startsWith(`${key}=`))
  const result = sets('steps') && !sets('warmup') ? fitWarmup(given) : given
  const [problem] = checkConfig(result)
  if (problem) throw settingFailure(problem, String(result[problem.key]))
  return result
}

/** The failure that names a refused setting and the nearest allowed values. */
export function settingFailure(problem: SettingProblem, value: string): Failure {
  const nearest = (problem.nearest ?? []).join(', ')
  return new Failure('setting-invalid', { key: problem.key, value, problem: problem.problem, nearest })
}

function parseValue(limit: Limit, text: string): unknown {
  switch (limit.type) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined
    case 'integer':
    case 'number':
      return text.trim() === '' ? undefined : Number(text)
    case 'choice':
    case 'text':
      return text
  }
}
