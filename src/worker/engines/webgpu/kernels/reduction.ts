/*
 * Sums and maxima over a workgroup, the same for all its threads: by a fixed tree through workgroup memory,
 * or by subgroups, where neighbouring threads add without memory. With subgroups the order of addition
 * depends on how wide the device makes them, so the last bits differ from device to device.
 *
 * Subgroups are taken to be consecutive threads, which WGSL does not promise; the self-test finds a device
 * where they are not.
 */

export interface Reduction {
  /** Comes before everything else in the shader. */
  readonly enable: string
  /** Declares `sumAll(value, thread)` and, if asked for, `maxAll(value, thread)`; both hold barriers. */
  readonly declare: string
  /** More parameters of `main`, and what it does with them first. */
  readonly parameters: string
  readonly begin: string
}

/** @param threads size of the workgroup, a power of two */
export function reduction(threads: number, subgroups: boolean, max = false): Reduction {
  const functions = (write: (operation: Operation) => string): string =>
    [SUM, ...(max ? [MAX] : [])].map(write).join('')
  const shares = `var<workgroup> shares: array<f32, ${threads}>;\n`
  if (!subgroups) {
    return { enable: '', declare: shares + functions((one) => tree(one, threads)), parameters: '', begin: '' }
  }
  return {
    enable: 'enable subgroups;\n',
    declare: `${shares}var<private> lane: u32;\nvar<private> lanes: u32;\n${functions((one) => bySubgroups(one, threads))}`,
    parameters: ', @builtin(subgroup_invocation_id) lane_: u32, @builtin(subgroup_size) lanes_: u32',
    begin: 'lane = lane_; lanes = lanes_;'
  }
}

interface Operation {
  readonly name: string
  readonly native: string
  readonly join: (a: string, b: string) => string
}

const SUM: Operation = { name: 'sumAll', native: 'subgroupAdd', join: (a, b) => `${a} + ${b}` }
const MAX: Operation = { name: 'maxAll', native: 'subgroupMax', join: (a, b) => `max(${a}, ${b})` }

const tree = ({ name, join }: Operation, threads: number): string => `
fn ${name}(value: f32, thread: u32) -> f32 {
  workgroupBarrier();
  shares[thread] = value;
  workgroupBarrier();
  for (var half = ${threads / 2}u; half > 0u; half /= 2u) {
    if (thread < half) { shares[thread] = ${join('shares[thread]', 'shares[thread + half]')}; }
    workgroupBarrier();
  }
  return shares[0];
}`

const bySubgroups = ({ name, native, join }: Operation, threads: number): string => `
fn ${name}(value: f32, thread: u32) -> f32 {
  let own = ${native}(value);
  workgroupBarrier();
  if (lane == 0u) { shares[thread / lanes] = own; }
  workgroupBarrier();
  var all = shares[0];
  for (var i = 1u; i < ${threads}u / lanes; i++) { all = ${join('all', 'shares[i]')}; }
  return all;
}`
