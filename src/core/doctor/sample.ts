/*
 * Counting different texts in bounded memory: all of them as long as they are few, then only those whose hash falls
 * into a class that halves whenever they become too many (adaptive sampling: Flajolet, "On adaptive sampling",
 * Computing 43, 1990). Counts of a sample are multiplied by `scale`. The class is the same for the same text.
 */

/** Different texts that are held at most. */
const MOST_KEYS = 1 << 19
/** A longer key keeps its beginning and a hash of the whole. */
const LONG_KEY = 120

export class SampledMap<V> {
  readonly #map = new Map<string, V>()
  #shift = 0

  constructor(private readonly most = MOST_KEYS) {}

  /** By how much counts of what is held stand for all. */
  get scale(): number {
    return 2 ** this.#shift
  }

  get exact(): boolean {
    return this.#shift === 0
  }

  /** Whether this text would be held if it came. */
  samples(text: string): boolean {
    return this.#shift === 0 || this.#within(keyOf(text))
  }

  get(text: string): V | undefined {
    return this.#map.get(keyOf(text))
  }

  /** Holds it unless its class is not sampled. */
  set(text: string, value: V): void {
    const key = keyOf(text)
    if (!this.#within(key)) return
    this.#map.set(this.#map.has(key) ? key : own(key), value)
    while (this.#map.size > this.most) {
      this.#shift++
      for (const held of this.#map.keys()) if (!this.#within(held)) this.#map.delete(held)
    }
  }

  values(): IterableIterator<V> {
    return this.#map.values()
  }

  #within(key: string): boolean {
    return this.#shift === 0 || hash(key) >>> (32 - this.#shift) === 0
  }
}

function keyOf(text: string): string {
  if (text.length <= LONG_KEY) return text
  const [a, b] = [hash(text), hash(text, 0x9e3779b9)]
  return `${text.slice(0, 80)}\u0000${a.toString(36)} ${b.toString(36)} ${text.length}`
}

/** FNV-1a over UTF-16 units, its bits mixed by MurmurHash3's finaliser. */
function hash(text: string, seed = 0): number {
  let h = 0x811c9dc5 ^ seed
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** The same text in memory of its own: a part of a larger text would keep all of that. */
export function own(text: string): string {
  let copy = ''
  for (let i = 0; i < text.length; i += 4096) {
    const units: number[] = []
    for (let k = i; k < Math.min(text.length, i + 4096); k++) units.push(text.charCodeAt(k))
    copy += String.fromCharCode(...units)
  }
  return copy
}

/** The beginning of a text as an example, in memory of its own. */
export function shortened(text: string, most = 80): string {
  return own(
    text.length <= most
      ? text
      : Array.from(text.slice(0, 2 * most))
          .slice(0, most)
          .join('')
  )
}
