/* A binary heap of numbers, the smallest on top. */

export class MinHeap {
  readonly #values: number[] = []

  push(value: number): void {
    const values = this.#values
    let at = values.length
    values.push(value)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (values[parent]! <= value) break
      values[at] = values[parent]!
      at = parent
    }
    values[at] = value
  }

  /** Takes the smallest out; undefined if there is none. */
  pop(): number | undefined {
    const values = this.#values
    const top = values[0]
    const last = values.pop()
    const n = values.length
    if (n === 0 || last === undefined) return top
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= n) break
      if (child + 1 < n && values[child + 1]! < values[child]!) child++
      if (values[child]! >= last) break
      values[at] = values[child]!
      at = child
    }
    values[at] = last
    return top
  }
}
