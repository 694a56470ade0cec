/*
 * Counts by key, for many millions of keys: open addressing with linear probing over two flat arrays,
 * where a JavaScript Map would be several times slower and ends at 16.7 million entries.
 */

const EMPTY = -1

/** Keys are whole numbers from 0 to 2⁵³ − 1; each new key gets the next place 0, 1, 2 … */
export class CountTable {
  #slots = new Int32Array(1 << 10).fill(EMPTY)
  #keys = new Float64Array(1 << 9)
  #counts = new Uint32Array(1 << 9)
  #size = 0

  /** Number of different keys. */
  get size(): number {
    return this.#size
  }

  /** Adds one to a key and returns its place. */
  add(key: number): number {
    let slot = this.#find(key)
    if (this.#slots[slot] === EMPTY) {
      if (this.#size === this.#keys.length) {
        this.#grow()
        slot = this.#find(key)
      }
      this.#slots[slot] = this.#size
      this.#keys[this.#size++] = key
    }
    const place = this.#slots[slot]!
    this.#counts[place]!++
    return place
  }

  /** The place of a key, −1 if it was never added. */
  place(key: number): number {
    return this.#slots[this.#find(key)]!
  }

  /** How often the key at this place was added. */
  count(place: number): number {
    return this.#counts[place]!
  }

  /** The slot that holds this key, or the empty one where it belongs. At most half of the slots are taken. */
  #find(key: number): number {
    const mask = this.#slots.length - 1
    const mixed = Math.imul(key | 0, 0x9e37_79b1) ^ Math.imul(Math.floor(key / 2 ** 32), 0x85eb_ca6b)
    let slot = (mixed ^ (mixed >>> 15)) & mask
    while (this.#slots[slot] !== EMPTY && this.#keys[this.#slots[slot]!] !== key) slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const keys = new Float64Array(this.#keys.length * 2)
    keys.set(this.#keys)
    this.#keys = keys
    const counts = new Uint32Array(keys.length)
    counts.set(this.#counts)
    this.#counts = counts
    this.#slots = new Int32Array(keys.length * 2).fill(EMPTY)
    for (let place = 0; place < this.#size; place++) this.#slots[this.#find(keys[place]!)] = place
  }
}
