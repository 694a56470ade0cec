/*
 * The innermost loops of every matrix product: a tile of up to 5 × 8 outputs held in registers, one
 * multiply and one add per element and step of the contraction, always in the order k = 0, 1, 2 …
 * So an output does not depend on the tile it falls into, and rows never influence each other.
 *
 *   C[r][0…7] = (init[r][0…7] + bias[0…7]) + Σ_k A(r, k) · B[k][0…7]
 *
 * `rowTile`: A is stored by rows (X·W). `columnTile`: A is stored by k (Xᵀ·dY).
 * Strides are in bytes. A stride of 0 for `init` repeats one row (zeros, say).
 *
 * Why 5 × 8 and no unrolling: V8 moves all loads of a loop's body to its start, so 10 sums and
 * 7 loaded values are what its 15 SIMD registers bear. Measured on V8 11.3, 12.4 and 13.6 (one core,
 * peak about 60 GFLOP/s): 5 × 8 58 to 60, 4 × 8 50 to 58, 6 × 8 31, any of them unrolled 31 to 57.
 * Over 150 lines: a function for each height and order of storage, so that the compiler sees constants.
 */

/** Columns of a tile, and of a panel of packed weights. */
export const COLUMNS: i32 = 8

/**
 * The height of the next tile where n rows are left. From 12 rows on every number is a sum of
 * fives and fours, the fast heights.
 */
// @ts-ignore: decorator
@inline
export function tileHeight(n: i32): i32 {
  const rest = n % 5
  if (rest == 0) return 5
  if (n >= 4 * (5 - rest)) return 4
  return n > 5 ? 5 : n
}

// @ts-ignore: decorator
@inline
function mac(sum: v128, x: v128, y: v128): v128 {
  // The second build of this module, for who asks for it: one rounding instead of two where the processor can.
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, sum)
  return f32x4.add(sum, f32x4.mul(x, y))
}

// @ts-ignore: decorator
@inline
function store(c: usize, x: v128, y: v128): void {
  v128.store(c, x)
  v128.store(c, y, 16)
}

/**
 * `rows` and `byRow` are constants at every call, so that each tile becomes a function of its own.
 * `byRow`: A(r, k) at a + r·sa + 4k; otherwise at a + k·sa + 4r.
 */
// @ts-ignore: decorator
@inline
function tile(
  rows: i32, byRow: bool, a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, k: i32,
  init: usize, si: usize, bias: usize
): void {
  const bias0 = v128.load(bias), bias1 = v128.load(bias, 16)
  let x0 = f32x4.add(v128.load(init), bias0), y0 = f32x4.add(v128.load(init, 16), bias1)
  let x1 = x0, y1 = y0, x2 = x0, y2 = y0, x3 = x0, y3 = y0, x4 = x0, y4 = y0
  if (rows > 1) {
    x1 = f32x4.add(v128.load(init + 1 * si), bias0)
    y1 = f32x4.add(v128.load(init + 1 * si, 16), bias1)
  }
  if (rows > 2) {
    x2 = f32x4.add(v128.load(init + 2 * si), bias0)
    y2 = f32x4.add(v128.load(init + 2 * si, 16), bias1)
  }
  if (rows > 3) {
    x3 = f32x4.add(v128.load(init + 3 * si), bias0)
    y3 = f32x4.add(v128.load(init + 3 * si, 16), bias1)
  }
  if (rows > 4) {
    x4 = f32x4.add(v128.load(init + 4 * si), bias0)
    y4 = f32x4.add(v128.load(init + 4 * si, 16), bias1)
  }
  let a1 = a + 1 * sa, a2 = a + 2 * sa, a3 = a + 3 * sa, a4 = a + 4 * sa
  for (; k > 0; k--) {
    const p = v128.load(b), q = v128.load(b, 16)
    let f = v128.load32_splat(a)
    x0 = mac(x0, f, p); y0 = mac(y0, f, q)
    if (rows > 1) { f = byRow ? v128.load32_splat(a1) : v128.load32_splat(a, 4); x1 = mac(x1, f, p); y1 = mac(y1, f, q) }
    if (rows > 2) { f = byRow ? v128.load32_splat(a2) : v128.load32_splat(a, 8); x2 = mac(x2, f, p); y2 = mac(y2, f, q) }
    if (rows > 3) { f = byRow ? v128.load32_splat(a3) : v128.load32_splat(a, 12); x3 = mac(x3, f, p); y3 = mac(y3, f, q) }
    if (rows > 4) { f = byRow ? v128.load32_splat(a4) : v128.load32_splat(a, 16); x4 = mac(x4, f, p); y4 = mac(y4, f, q) }
    b += sb
    if (byRow) {
      a += 4
      if (rows > 1) a1 += 4
      if (rows > 2) a2 += 4
      if (rows > 3) a3 += 4
      if (rows > 4) a4 += 4
    } else a += sa
  }
  store(c, x0, y0)
  if (rows > 1) store(c + 1 * sc, x1, y1)
  if (rows > 2) store(c + 2 * sc, x2, y2)
  if (rows > 3) store(c + 3 * sc, x3, y3)
  if (rows > 4) store(c + 4 * sc, x4, y4)
}

function rows1(a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, k: i32, init: usize, si: usize, bias: usize): void {
  tile(1, true, a, sa, b, sb, c, sc, k, init, si, bias)
}
function rows2(a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, k: i32, init: usize, si: usize, bias: usize): void {
  tile(2, true, a, sa, b, sb, c, sc, k, init, si, bias)
}
function rows3(a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, k: i32, init: usize, si: usize, bias: usize): void {
  tile(3, true, a, sa, b, sb, c, sc, k, init, si, bias)
}
function rows4(a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, k: i32, init: usize, si: usize, bias: usize): void {
  tile(4, true, a, sa, b, sb, c, sc, k, init, si, bias)
}
function rows5(a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, k: i32, init: usize, si: usize, bias: usize): void {
  tile(5, true, a, sa, b, sb, c, sc, k, init, si, bias)
}

/** A tile of 1 to 5 rows; A is stored by rows. */
export function rowTile(
  rows: i32, a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, k: i32, init: usize, si: usize, bias: usize
): void {
  if (rows == 5) rows5(a, sa, b, sb, c, sc, k, init, si, bias)
  else if (rows == 4) rows4(a, sa, b, sb, c, sc, k, init, si, bias)
  else if (rows == 3) rows3(a, sa, b, sb, c, sc, k, init, si, bias)
  else if (rows == 2) rows2(a, sa, b, sb, c, sc, k, init, si, bias)
  else rows1(a, sa, b, sb, c, sc, k, init, si, bias)
}

function columns1(a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, k: i32, init: usize, si: usize, bias: usize): void {
  tile(1, false, a, sa, b, sb, c, sc, k, init, si, bias)
}
function columns2(a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, k: i32, init: usize, si: usize, bias: usize): void {
  tile(2, false, a, sa, b, sb, c, sc, k, init, si, bias)
}
function columns3(a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, k: i32, init: usize, si: usize, bias: usize): void {
  tile(3, false, a, sa, b, sb, c, sc, k, init, si, bias)
}
function columns4(a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, k: i32, init: usize, si: usize, bias: usize): void {
  tile(4, false, a, sa, b, sb, c, sc, k, init, si, bias)
}
function columns5(a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, k: i32, init: usize, si: usize, bias: usize): void {
  tile(5, false, a, sa, b, sb, c, sc, k, init, si, bias)
}

/** A tile of 1 to 5 rows; A is stored by k. */
export function columnTile(
  rows: i32, a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, k: i32, init: usize, si: usize, bias: usize
): void {
  if (rows == 5) columns5(a, sa, b, sb, c, sc, k, init, si, bias)
  else if (rows == 4) columns4(a, sa, b, sb, c, sc, k, init, si, bias)
  else if (rows == 3) columns3(a, sa, b, sb, c, sc, k, init, si, bias)
  else if (rows == 2) columns2(a, sa, b, sb, c, sc, k, init, si, bias)
  else columns1(a, sa, b, sb, c, sc, k, init, si, bias)
}
