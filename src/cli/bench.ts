/*
 * `downhill bench`: how fast this machine trains, writes and evaluates with each engine, side by side in one
 * run. The table goes to standard output as it grows, progress to standard error; `--json` keeps all of it.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { atomicWrite } from '#storage/atomic-write'
import { cleanText, linesOf } from '#core/corpus-text'
import type { BenchPlace } from '#worker/bench/place'
import { BENCH_CONFIGS, BENCH_ENGINES, select, type BenchRow, type Selection } from '#worker/bench/rows'
import { runBenchmark } from '#worker/bench/run'
import { tableHead, tableRow } from './bench-table'
import { readText, writablePath } from './files'
import { installNavigator, nodeGpu, useSoftwareDriver } from './node-gpu'
import type { Terminal } from './terminal'
import { noTexts, numberOf, parseOptions, textOf, UsageError, type Options } from './usage'

const OPTIONS = {
  json: { type: 'string' },
  only: { type: 'string' },
  seconds: { type: 'string' }
} as const satisfies Options

export async function bench(terminal: Terminal, args: readonly string[]): Promise<number> {
  const typed = parseOptions('bench', args, OPTIONS)
  noTexts(typed, 'bench')
  const selection = selectionOf(textOf(typed, 'only'))
  const seconds = numberOf(typed, 'seconds', { min: 0.001, max: 600 }, 1)
  const jsonPath = textOf(typed, 'json')
  const json = jsonPath === undefined ? null : await writablePath(terminal, jsonPath)
  const corpus = await readText(terminal, join(terminal.root, 'resources', 'corpora', 'names.txt'))

  installNavigator()
  const rows: BenchRow[] = []
  await runBenchmark(selection, {
    ...{
      names: linesOf(cleanText(corpus.text)),
      milliseconds: seconds * 1000,
      threads: threadCounts(),
      gpu,
      ...memory()
    },
    progress: (what) =>
      terminal.columns === null ? terminal.note(`${what} …`) : terminal.redraw(`${what} …`),
    row: async (row) => {
      terminal.erase()
      if (rows.push(row) === 1) {
        terminal.note(versions())
        await terminal.print(tableHead())
      }
      await terminal.print(tableRow(row))
    }
  })
  if (rows.length === 0)
    throw new UsageError('--only names configurations that none of the named engines is timed with.')
  if (json) await atomicWrite(json, `${JSON.stringify({ rows }, null, 2)}\n`)
  return 0
}

/** What the figures depend on. */
function versions(): string {
  const { node, v8 } = process.versions
  return `Node ${node}, V8 ${v8}, ${cpus()[0]?.model.trim() ?? 'CPU'}, ${availableParallelism()} threads.`
}

/** @throws UsageError for a name that is neither a configuration nor an engine. */
function selectionOf(only: string | undefined): Selection {
  const names = only?.split(',').map((name) => name.trim()) ?? []
  const selection = select(names)
  if (typeof selection !== 'string') return selection
  const list = `configurations ${BENCH_CONFIGS.join(', ')}; engines ${BENCH_ENGINES.join(', ')}`
  throw new UsageError(`--only does not know "${selection}". It takes names separated by commas: ${list}.`)
}

/** One, two, and all there are. */
function threadCounts(): number[] {
  const all = availableParallelism()
  return all > 2 ? [1, 2, all] : [1, 2]
}

async function gpu(kind: 'card' | 'any' | 'null'): Promise<string | null> {
  try {
    if (kind === 'null') {
      await nodeGpu('null')
      return null
    }
    const found = await (await nodeGpu()).requestAdapter()
    if (found) return null
    // Only a caller who asks for it by name waits for a processor that pretends to be a card.
    if (kind === 'any' && useSoftwareDriver() && (await (await nodeGpu('vulkan')).requestAdapter()))
      return null
    return 'no graphics card found'
  } catch {
    return 'the npm package webgpu is not installed'
  }
}

/**
 * Peak resident memory: on Linux from the kernel, whose record can be reset; elsewhere what is resident when
 * asked.
 */
function memory(): Pick<BenchPlace, 'peakBytes' | 'resetPeak'> {
  return {
    resetPeak: () => {
      try {
        writeFileSync('/proc/self/clear_refs', '5')
      } catch {
        // No such file, or not allowed: what peakBytes finds is the peak so far then.
      }
    },
    peakBytes: () => {
      try {
        const found = /VmHWM:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))
        if (found) return Number(found[1]) * 1024
      } catch {
        // Not Linux.
      }
      return process.memoryUsage.rss()
    }
  }
}
