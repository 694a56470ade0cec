/* What a tree of processes costs: its processor time and memory, read from /proc, which only Linux has. */
import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10

/**
 * Every process below one, itself included.
 * @param {number} root
 * @returns {number[]}
 */
export function processTree(root) {
  /** @type {Map<number, number[]>} */
  const children = new Map()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = readProc(`${name}/stat`)
    // The name in brackets may hold anything, spaces and brackets too.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const found = [root]
  for (const pid of found) found.push(...(children.get(pid) ?? []))
  return found
}

/** @param {string} path */
function readProc(path) {
  try {
    return readFileSync(`/proc/${path}`, 'utf8')
  } catch {
    return '' // It has ended meanwhile.
  }
}

/** Processor time of all of them so far, in milliseconds. @param {readonly number[]} pids */
export function processorTime(pids) {
  return pids.reduce((sum, pid) => {
    const stat = readProc(`${pid}/stat`)
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return sum + (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS
  }, 0)
}

/** Memory of all of them, in bytes; what several share counts once. @param {readonly number[]} pids */
export function memory(pids) {
  return pids.reduce((sum, pid) => {
    const shared = /^Pss:\s+(\d+)/m.exec(readProc(`${pid}/smaps_rollup`))
    return sum + Number(shared?.[1] ?? 0) * 1024
  }, 0)
}
