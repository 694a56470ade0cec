/* Which points of a long curve are drawn: a smooth curve needs no more than a few for each pixel. */

/** Indices of `values` to draw on `width` pixels, ends included, ascending, evenly apart. */
export function decimate(values: readonly number[], width: number): number[] {
  const most = Math.max(2, Math.ceil(width))
  if (values.length <= most) return values.map((_, i) => i)
  return Array.from({ length: most }, (_, k) => Math.round((k * (values.length - 1)) / (most - 1)))
}
