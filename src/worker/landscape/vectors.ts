/* Sums over whole parameter arenas in double precision. Four accumulators, since one would wait for itself. */

/** ⟨a − c, b − c⟩; c is zero where it is not given. */
export function dot(a: Float32Array, b: Float32Array, c?: Float32Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  const n = a.length & ~3
  if (c) {
    for (let i = 0; i < n; i += 4) {
      s0 += (a[i]! - c[i]!) * (b[i]! - c[i]!)
      s1 += (a[i + 1]! - c[i + 1]!) * (b[i + 1]! - c[i + 1]!)
      s2 += (a[i + 2]! - c[i + 2]!) * (b[i + 2]! - c[i + 2]!)
      s3 += (a[i + 3]! - c[i + 3]!) * (b[i + 3]! - c[i + 3]!)
    }
    for (let i = n; i < a.length; i++) s0 += (a[i]! - c[i]!) * (b[i]! - c[i]!)
  } else {
    for (let i = 0; i < n; i += 4) {
      s0 += a[i]! * b[i]!
      s1 += a[i + 1]! * b[i + 1]!
      s2 += a[i + 2]! * b[i + 2]!
      s3 += a[i + 3]! * b[i + 3]!
    }
    for (let i = n; i < a.length; i++) s0 += a[i]! * b[i]!
  }
  return s0 + s1 + s2 + s3
}

/** ⟨a − c, d⟩: the shadow of a displacement on a direction. */
export function dotFrom(a: Float32Array, c: Float32Array, d: Float32Array): number {
  let [s0, s1] = [0, 0]
  const n = a.length & ~1
  for (let i = 0; i < n; i += 2) {
    s0 += (a[i]! - c[i]!) * d[i]!
    s1 += (a[i + 1]! - c[i + 1]!) * d[i + 1]!
  }
  if (n < a.length) s0 += (a[n]! - c[n]!) * d[n]!
  return s0 + s1
}

/** ‖a‖, Euclidean. */
export function norm(a: Float32Array): number {
  return Math.sqrt(dot(a, a))
}

/** out = centre + alpha·δ + beta·η. Exactly the centre where both are 0. */
export function pointOf(
  { centre, delta, eta }: PlaneVectors,
  alpha: number,
  beta: number,
  out: Float32Array
): Float32Array {
  for (let i = 0; i < out.length; i++) out[i] = centre[i]! + alpha * delta[i]! + beta * eta[i]!
  return out
}

/** A plane in parameter space; δ and η are orthogonal up to float32 rounding. */
export interface PlaneVectors {
  readonly centre: Float32Array
  readonly delta: Float32Array
  readonly eta: Float32Array
}
