/*
 * The ground between grid points: Catmull–Rom along both axes, which goes through every computed height and
 * has no corners. For pictures only; files with numbers hold the grid itself.
 */

/** Through q (t = 0) and r (t = 1); a missing outer neighbour is taken on the straight line. */
function between(p: number, q: number, r: number, s: number, t: number): number {
  const before = Number.isFinite(p) ? p : 2 * q - r
  const after = Number.isFinite(s) ? s : 2 * r - q
  const [a, b, c] = [r - before, 2 * before - 5 * q + 4 * r - after, 3 * q - before - 3 * r + after]
  return q + 0.5 * t * (a + t * (b + t * c))
}

/**
 * Heights on a finer grid: size × size, row-major, row 0 at the smallest beta, both ends of each axis included.
 * NaN where a corner of the square round a place is not finite.
 * @param losses n × n, row-major
 */
export function smoothed(losses: Float64Array, n: number, size: number): Float32Array {
  const known = (i: number, j: number): number =>
    i < 0 || j < 0 || i >= n || j >= n ? NaN : losses[j * n + i]!
  const place = (k: number): readonly [number, number] => {
    const at = (k / (size - 1)) * (n - 1)
    const i = Math.min(n - 2, Math.floor(at))
    return [i, at - i]
  }
  // Rows of the grid first, then between them.
  const wide = new Float64Array(n * size)
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < size; k++) {
      const [i, t] = place(k)
      wide[j * size + k] = between(known(i - 1, j), known(i, j), known(i + 1, j), known(i + 2, j), t)
    }
  }
  const fine = new Float32Array(size * size)
  const row = (j: number, k: number): number => (j < 0 || j >= n ? NaN : wide[j * size + k]!)
  for (let l = 0; l < size; l++) {
    const [j, t] = place(l)
    for (let k = 0; k < size; k++) {
      fine[l * size + k] = between(row(j - 1, k), row(j, k), row(j + 1, k), row(j + 2, k), t)
    }
  }
  return fine
}
