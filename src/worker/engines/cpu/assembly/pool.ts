/*
 * Phases of independent tasks, run by this thread alone or together with others over the same memory.
 * A task is claimed by moving one 64-bit ticket (number of the phase, next task); the phase ends when all
 * of its tasks are done, so a thread that wakes late just finds nothing to do. Which thread ran what has no
 * influence on any result.
 *
 * Sleeping and waking are Atomics.wait and Atomics.notify of JavaScript, not the instructions of the same
 * meaning: in V8 11.3 (Node 20) the baseline compiler's code for memory.atomic.wait32 overwrites the local
 * that lies beside it on the stack, and a thread then looks for its pool at address 0.
 */

import { plan } from './plan'
import { runUnit } from './model'
import { gradientTask } from './gradients'
import { blockNorm, blockUpdate } from './optimizer'
import { packTask } from './pack'
import { decodeChunk } from './decode'

// @ts-ignore: decorator
@external("env", "wait")
declare function wait(address: usize, expected: i32, milliseconds: f64): void
// @ts-ignore: decorator
@external("env", "wake")
declare function wake(address: usize): void

export const PACK: i32 = 0
export const UNITS: i32 = 1
export const GRADIENTS: i32 = 2
export const NORMS: i32 = 3
export const UPDATE: i32 = 4
export const DECODE: i32 = 5

/** Layout at poolAt. */
// @ts-ignore: decorator
@unmanaged
class Pool {
  /** From the top: 32 bits number of the phase, 16 bits end, 16 bits next task. */
  ticket: u64
  kind: i32
  argument: i32
  factor: f32
  done: i32
  /** Counts phases, for those who sleep. */
  bell: i32
  stop: i32
  sleepers: i32
}

/** Turns of looking before a thread goes to sleep: some tens of microseconds. */
const PATIENCE: i32 = 4000

function perform(kind: i32, index: i32, thread: i32, argument: i32, factor: f32): void {
  switch (kind) {
    case PACK: packTask(index); break
    case UNITS: runUnit(index, thread); break
    case GRADIENTS: gradientTask(index, argument, thread); break
    case NORMS: blockNorm(index); break
    case UPDATE: blockUpdate(index, factor); break
    default: decodeChunk(<usize>argument, index, thread)
  }
}

/** Tasks first … end − 1 of a kind, at most 65,535; returns when all are done. */
export function phase(kind: i32, first: i32, end: i32, argument: i32, factor: f32): void {
  const p = plan()
  if (p.threads < 2 || end - first < 2) {
    for (let i = first; i < end; i++) perform(kind, i, 0, argument, factor)
    return
  }
  const at = p.poolAt
  const pool = changetype<Pool>(at)
  pool.kind = kind
  pool.argument = argument
  pool.factor = factor
  atomic.store<i32>(at + offsetof<Pool>('done'), first)
  const number = (atomic.load<u64>(at) >> 32) + 1
  atomic.store<u64>(at, (number << 32) | (<u64>end << 16) | <u64>first)
  atomic.add<i32>(at + offsetof<Pool>('bell'), 1)
  if (atomic.load<i32>(at + offsetof<Pool>('sleepers')) > 0) wake(at + offsetof<Pool>('bell'))
  work(at, 0)
  let turns = 0
  for (;;) {
    const done = atomic.load<i32>(at + offsetof<Pool>('done'))
    if (done == end) break
    if (++turns > PATIENCE) wait(at + offsetof<Pool>('done'), done, 1)
  }
}

/** Claims and runs tasks until there are none. */
function work(at: usize, thread: i32): void {
  const pool = changetype<Pool>(at)
  for (;;) {
    const ticket = atomic.load<u64>(at)
    const index = <i32>(ticket & 0xffff), end = <i32>((ticket >> 16) & 0xffff)
    if (index >= end) return
    // Read before the claim: while a task is unclaimed the phase cannot have changed, and if it was
    // claimed by someone else in between, the exchange fails.
    const kind = pool.kind, argument = pool.argument, factor = pool.factor
    if (atomic.cmpxchg<u64>(at, ticket, ticket + 1) != ticket) continue
    perform(kind, index, thread, argument, factor)
    if (atomic.add<i32>(at + offsetof<Pool>('done'), 1) + 1 == end) wake(at + offsetof<Pool>('done'))
  }
}

/** The life of every thread but the first: waits for phases until `stop`. */
export function serve(at: usize, thread: i32): void {
  const bell = at + offsetof<Pool>('bell')
  let heard = atomic.load<i32>(bell)
  while (!atomic.load<i32>(at + offsetof<Pool>('stop'))) {
    work(at, thread)
    let turns = 0
    while (atomic.load<i32>(bell) == heard && ++turns < PATIENCE) {}
    if (atomic.load<i32>(bell) == heard) {
      atomic.add<i32>(at + offsetof<Pool>('sleepers'), 1)
      wait(bell, heard, Infinity)
      atomic.sub<i32>(at + offsetof<Pool>('sleepers'), 1)
    }
    heard = atomic.load<i32>(bell)
  }
}

/** Wakes all threads and lets them end. */
export function dismiss(at: usize): void {
  atomic.store<i32>(at + offsetof<Pool>('stop'), 1)
  atomic.add<i32>(at + offsetof<Pool>('bell'), 1)
  wake(at + offsetof<Pool>('bell'))
}
