/*
 * The heart of byte pair encoding: tokens of one piece are joined, lowest rank first and leftmost among
 * equals, until no two neighbours join. A heap of candidates keeps a piece of n bytes at n log n, since
 * a text without blanks is one piece, however long.
 */

import { MinHeap } from './min-heap'

/** The token that two neighbours become, which is also the rank of the merge; −1 if they stay apart. */
export type Join = (left: number, right: number) => number

/** Places in a piece are below this, so that rank and place share one exact number. */
const PLACES = 2 ** 31

/** The tokens that remain; `tokens` is used up. */
export function mergePairs(tokens: Int32Array, join: Join): Int32Array {
  const n = tokens.length
  if (n < 2) return tokens
  const next = Int32Array.from({ length: n }, (_, i) => i + 1)
  const previous = Int32Array.from({ length: n }, (_, i) => i - 1)
  const heap = new MinHeap()
  const offer = (left: number): void => {
    const right = next[left]!
    if (right >= n) return
    const token = join(tokens[left]!, tokens[right]!)
    if (token >= 0) heap.push(token * PLACES + left)
  }
  for (let i = 0; i + 1 < n; i++) offer(i)
  let left = n
  for (let best = heap.pop(); best !== undefined; best = heap.pop()) {
    const token = Math.floor(best / PLACES)
    const at = best % PLACES
    const right = next[at]!
    // Stale: one of the two has been merged with another since.
    if (tokens[at]! < 0 || right >= n || join(tokens[at]!, tokens[right]!) !== token) continue
    tokens[at] = token
    tokens[right] = -1
    next[at] = next[right]!
    if (next[at] < n) previous[next[at]] = at
    left--
    offer(at)
    if (previous[at]! >= 0) offer(previous[at]!)
  }
  const merged = new Int32Array(left)
  for (let i = 0, at = 0; at < n; at = next[at]!) merged[i++] = tokens[at]!
  return merged
}
