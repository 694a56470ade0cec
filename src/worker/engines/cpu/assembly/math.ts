/*
 * Vectors of four floats: exponential, sums across lanes, masks for the last, incomplete vector.
 */

// @ts-ignore: decorator
@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x)
}

/**
 * eˣ with a relative error below 2e-7 for −87 ≤ x ≤ 88; below −87 it is 0, above 88 it stays near 1.7e38,
 * NaN stays NaN. x = n ln 2 + r with |r| ≤ ln 2 / 2, then Moshier's polynomial (Cephes, expf) for eʳ, and
 * n goes into the exponent's bits.
 */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const clamped = f32x4.pmin(x, splat(88.0))
  // Adding 1.5 · 2²³ rounds to the nearest integer and leaves it in the low bits.
  const magic = splat(12582912.0)
  const shifted = f32x4.add(f32x4.mul(clamped, splat(1.44269504088896341)), magic)
  const n = f32x4.sub(shifted, magic)
  let r = f32x4.sub(clamped, f32x4.mul(n, splat(0.693359375)))
  r = f32x4.add(r, f32x4.mul(n, splat(2.12194440e-4)))
  let p = f32x4.add(f32x4.mul(splat(1.9875691500e-4), r), splat(1.3981999507e-3))
  p = f32x4.add(f32x4.mul(p, r), splat(8.3334519073e-3))
  p = f32x4.add(f32x4.mul(p, r), splat(4.1665795894e-2))
  p = f32x4.add(f32x4.mul(p, r), splat(1.6666665459e-1))
  p = f32x4.add(f32x4.mul(p, r), splat(5.0000001201e-1))
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), splat(1.0))
  const power = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(0x3f800000))
  return v128.andnot(f32x4.mul(p, power), f32x4.lt(x, splat(-87.0)))
}

/** Sum of the four lanes, in a fixed order: (0 + 2) + (1 + 3). */
// @ts-ignore: decorator
@inline
export function sum4(x: v128): f32 {
  const pairs = f32x4.add(x, i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7))
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1)
}

/** Largest of the four lanes. */
// @ts-ignore: decorator
@inline
export function max4(x: v128): f32 {
  const pairs = f32x4.pmax(x, i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7))
  const a = f32x4.extract_lane(pairs, 0)
  const b = f32x4.extract_lane(pairs, 1)
  // A NaN in either must reach the loss.
  return a != a || a > b ? a : b
}

/** All ones in the lanes whose index + i is below n. */
// @ts-ignore: decorator
@inline
export function below(i: i32, n: i32): v128 {
  return i32x4.lt_s(i32x4.add(i32x4.splat(i), i32x4(0, 1, 2, 3)), i32x4.splat(n))
}
