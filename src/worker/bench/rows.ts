/*
 * What the benchmark can time, under which names, and what one row of its result says. The names are those
 * of `bench --only` and of the JSON; units stand in the keys.
 */

export const BENCH_CONFIGS = [
  'micro',
  'micro-job',
  'names',
  'names-items',
  'names-generation',
  'names-landscape',
  'text-small',
  'text-small-generation',
  'text-small-stream',
  'text',
  'text-4-layers'
] as const
export type BenchConfigName = (typeof BENCH_CONFIGS)[number]

/**
 * `-host`: on Dawn's null driver, which computes nothing, so that only the cost on the host is left.
 * `reference` is the reference engine on TensorFlow.js's CPU backend, `reference-webgpu` on its WebGPU backend.
 */
export const BENCH_ENGINES = [
  'cpu',
  'reference',
  'webgpu',
  'reference-webgpu',
  'webgpu-host',
  'reference-webgpu-host'
] as const
export type BenchEngine = (typeof BENCH_ENGINES)[number]

/** Which engine's reference: the same model in TensorFlow.js's operations, on the same device. */
export const REFERENCE_OF: Readonly<Record<BenchEngine, BenchEngine>> = {
  cpu: 'reference',
  reference: 'reference',
  webgpu: 'reference-webgpu',
  'reference-webgpu': 'reference-webgpu',
  'webgpu-host': 'reference-webgpu-host',
  'reference-webgpu-host': 'reference-webgpu-host'
}

/** One row. Null: not measured, or without meaning for this row. */
export interface BenchRow {
  readonly config: BenchConfigName
  readonly engine: BenchEngine
  readonly threads: number
  /** Median over the rounds, in milliseconds. */
  readonly ms_per_step: number | null
  /** Real tokens trained on (or written) per second. */
  readonly tokens_per_s: number | null
  /** By the formula of `flopsOf`, 10⁹ per second; null where nothing is computed. */
  readonly gflops: number | null
  /** How many times as fast as the reference on the same device in the same run. */
  readonly ratio_to_reference: number | null
  /** WebGPU dispatches, queue submissions and uploads of one step; 0 where no graphics device takes part. */
  readonly dispatches: number | null
  readonly submits: number | null
  readonly uploads: number | null
  /** Buffers and bind groups made in one step; counted like the calls. */
  readonly created: number | null
  /** Fastest round: the machine at its quietest. */
  readonly ms_per_step_best: number | null
  /** Steps timed, after the warm-up. */
  readonly steps: number
  /** Matrix product of this engine, measured in turns with the steps, times the threads. */
  readonly ceiling_gflops: number | null
  /** gflops ÷ ceiling_gflops */
  readonly ceiling_share: number | null
  /** What the engine itself has allocated: the module's memory, or buffers on the graphics card. */
  readonly engine_mb: number | null
  /** Peak resident memory of the whole process during this engine's creation and warm-up. */
  readonly process_mb: number | null
  readonly items_per_s: number | null
  readonly first_item_ms: number | null
  readonly points_per_s: number | null
  /** The whole 1,000-step job, in milliseconds. */
  readonly job_ms: number | null
  /** True for a processor that pretends to be a graphics card. */
  readonly software: boolean
  /** As the device names itself. */
  readonly device: string | null
  /** What differs from the rule for this row. */
  readonly note: string | null
  /** Why nothing was measured; null if it was. */
  readonly skipped: string | null
}

export type BenchKey = Pick<BenchRow, 'config' | 'engine' | 'threads'>

/** A row in which nothing is known yet. */
export function emptyRow({ config, engine, threads }: BenchKey): BenchRow {
  const calls = engine === 'cpu' || engine === 'reference' ? 0 : null
  return {
    ...{ config, engine, threads, ms_per_step: null, tokens_per_s: null, gflops: null },
    ...{ ratio_to_reference: null, dispatches: calls, submits: calls, uploads: calls, created: calls },
    ...{ ms_per_step_best: null, steps: 0, ceiling_gflops: null, ceiling_share: null },
    ...{ engine_mb: null, process_mb: null, items_per_s: null, first_item_ms: null },
    ...{ points_per_s: null, job_ms: null, software: false, device: null, note: null, skipped: null }
  }
}

/** Bytes in the unit of the rows. */
export function megabytes(bytes: number | null): number | null {
  return bytes === null ? null : bytes / 2 ** 20
}

/** A row that was not measured, with the reason in a few words. */
export function skippedRow(key: BenchKey, reason: string): BenchRow {
  return { ...emptyRow(key), dispatches: null, submits: null, uploads: null, created: null, skipped: reason }
}

export interface Selection {
  readonly configs: ReadonlySet<BenchConfigName>
  readonly engines: ReadonlySet<BenchEngine>
  /** Engines that were asked for by name. */
  readonly named: ReadonlySet<BenchEngine>
}

/**
 * What names after `--only` select: configurations, engines, or both; all of a kind of which none is named.
 * `micro` is the single step and the whole job.
 * @returns the first unknown name instead if there is one
 */
export function select(names: readonly string[]): Selection | string {
  const configs = new Set<BenchConfigName>()
  const named = new Set<BenchEngine>()
  for (const name of names) {
    const config = BENCH_CONFIGS.find((candidate) => candidate === name)
    const engine = BENCH_ENGINES.find((candidate) => candidate === name)
    if (config) configs.add(config)
    else if (engine) named.add(engine)
    else return name
    if (config === 'micro') configs.add('micro-job')
  }
  return {
    configs: configs.size > 0 ? configs : new Set(BENCH_CONFIGS),
    engines: named.size > 0 ? named : new Set(BENCH_ENGINES),
    named
  }
}
