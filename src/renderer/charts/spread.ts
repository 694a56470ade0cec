/*
 * Placing labels so that none covers another: along a margin with a least distance, or as one block
 * in the nearest free space. Pure geometry in CSS pixels; positions are centres.
 */

/**
 * Pushes centres apart to at least `gap`, within [min, max], moving each as little as the order allows:
 * neighbours that collide form a group that stands evenly round the mean of its wishes (the pool
 * adjacent violators method, which is the least-squares solution). Keeps the order of `wanted`,
 * which must ascend. If there is no room, the gap shrinks evenly.
 */
export function spreadLabels(wanted: readonly number[], gap: number, min: number, max: number): number[] {
  const n = wanted.length
  if (n === 0) return []
  const step = n > 1 ? Math.min(gap, (max - min) / (n - 1)) : 0
  // Shifting label i up by i steps turns "at least a step apart" into "never falling".
  const groups: { sum: number; count: number }[] = []
  wanted.forEach((centre, i) => {
    groups.push({ sum: centre - i * step, count: 1 })
    for (;;) {
      const last = groups.at(-1)
      const before = groups.at(-2)
      if (!last || !before || before.sum / before.count <= last.sum / last.count) break
      groups.splice(-2, 2, { sum: before.sum + last.sum, count: before.count + last.count })
    }
  })
  const highest = max - (n - 1) * step
  const shifted = groups.flatMap(({ sum, count }) => {
    const mean = Math.min(highest, Math.max(min, sum / count))
    return Array<number>(count).fill(mean)
  })
  return shifted.map((position, i) => position + i * step)
}

/** A stretch that must stay free, from top to bottom. */
export type Stretch = readonly [from: number, to: number]

/**
 * The centre nearest to `wanted` at which a block of `height` fits between [min, max] without touching
 * an occupied stretch; `wanted` held inside [min, max] if nothing is free.
 */
export function placeBlock(
  wanted: number,
  height: number,
  occupied: readonly Stretch[],
  min: number,
  max: number
): number {
  const half = height / 2
  const [low, high] = [min + half, max - half]
  if (low > high) return (min + max) / 2
  const held = Math.min(high, Math.max(low, wanted))
  const candidates = [held, ...occupied.flatMap(([from, to]) => [from - half, to + half])]
  const free = candidates.filter(
    (centre) =>
      centre >= low &&
      centre <= high &&
      occupied.every(([from, to]) => centre + half <= from || centre - half >= to)
  )
  const distance = (centre: number) => Math.abs(centre - wanted)
  return free.reduce((best, centre) => (distance(centre) < distance(best) ? centre : best), free[0] ?? held)
}
