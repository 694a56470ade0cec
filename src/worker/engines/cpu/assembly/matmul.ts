/*
 * The three matrix products of a linear layer Y = X·W + b, on row-major float32 matrices:
 *   product          Y  = X · W            W in panels of 8 columns (packColumns of W)
 *                    dX = dY · Wᵀ          W in panels of 8 rows (packRows of W)
 *   gradientProduct  dW = Xᵀ · dY          no packing
 * A panel is k × 8 floats without gaps, zeros where the matrix has ended: the tile reads it straight through.
 * Over 150 lines: products and packing have to agree on the panels.
 */

import { columnTile, rowTile, tileHeight } from './tile'

/** Steps of a contraction over tokens that stay in the first-level cache: 256 rows of two cache lines. */
const DEPTH: i32 = 256

/**
 * C[n × columns] = (init + bias) + A[n × k] · panels. C's rows must have room for a multiple of 8 columns.
 * @param si 0 repeats init's first 8 floats everywhere
 */
export function product(
  a: usize, sa: usize, n: i32, k: i32, panels: usize, columns: i32, c: usize, sc: usize,
  init: usize, si: usize, bias: usize
): void {
  const panel = <usize>k << 5
  for (let p = 0; p < columns; p += 8) {
    let r = 0
    while (r < n) {
      const height = tileHeight(n - r)
      rowTile(height, a + r * sa, sa, panels, 32, c + r * sc, sc, k, init + r * si, si, bias)
      r += height
    }
    panels += panel
    c += 32
    bias += 32
    if (si) init += 32
  }
}

/**
 * D[rows × columns], panels first…end of its columns: = Xᵀ · dY over n tokens, added to D where asked.
 * D has no padding; `spare` is room for one tile.
 */
export function gradientProduct(
  x: usize, sx: usize, rows: i32, dy: usize, sy: usize, columns: i32, n: i32, d: usize,
  first: i32, end: i32, add: bool, zeros: usize, spare: usize
): void {
  const sd = <usize>columns << 2
  for (let p = first; p < end; p++) {
    const width = min(8, columns - p * 8)
    for (let k = 0; k < n || (k == 0 && n == 0); k += DEPTH) {
      const depth = min(DEPTH, n - k)
      const adds = add || k > 0
      const y = dy + k * sy + (p << 5)
      let i = 0
      while (i < rows) {
        const height = tileHeight(rows - i)
        const a = x + k * sx + (i << 2)
        const target = d + i * sd + (p << 5)
        if (width == 8) {
          columnTile(height, a, sx, y, sy, target, sd, depth, adds ? target : zeros, adds ? sd : 0, zeros)
        } else {
          columnTile(height, a, sx, y, sy, spare, 32, depth, zeros, 0, zeros)
          copyTile(spare, target, sd, height, width, adds)
        }
        i += height
      }
    }
  }
}

/** Moves the first `width` columns of a spare tile to where it belongs. */
export function copyTile(spare: usize, target: usize, row: usize, height: i32, width: i32, add: bool): void {
  for (let r = 0; r < height; r++) {
    for (let j = 0; j < width; j++) {
      const at = target + r * row + (j << 2)
      const value = load<f32>(spare + (r << 5) + (j << 2))
      store<f32>(at, add ? load<f32>(at) + value : value)
    }
  }
}

/** Panels of 8 columns: out[p][r][0…7] = M[r][8p …]. */
export function packColumns(m: usize, row: usize, rows: i32, columns: i32, out: usize): void {
  const whole = columns & ~7
  for (let p = 0; p < whole; p += 8) {
    let at = m + (p << 2)
    for (let r = 0; r < rows; r++) {
      v128.store(out, v128.load(at))
      v128.store(out, v128.load(at, 16), 16)
      at += row
      out += 32
    }
  }
  if (whole == columns) return
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < 8; j++) {
      const column = whole + j
      store<f32>(out + (j << 2), column < columns ? load<f32>(m + r * row + (column << 2)) : 0)
    }
    out += 32
  }
}

/** Panels of 8 rows of M, that is, of 8 columns of its transpose: out[p][c][0…7] = M[8p …][c]. */
export function packRows(m: usize, row: usize, rows: i32, columns: i32, out: usize): void {
  for (let p = 0; p < rows; p += 8) {
    const here = m + p * row
    let c = 0
    if (rows - p >= 8) {
      for (; c + 4 <= columns; c += 4) {
        const at = here + (c << 2)
        turn4(at, row, out)
        turn4(at + 4 * row, row, out + 16)
        out += 128
      }
    }
    for (; c < columns; c++) {
      for (let j = 0; j < 8; j++) {
        store<f32>(out + (j << 2), p + j < rows ? load<f32>(here + j * row + (c << 2)) : 0)
      }
      out += 32
    }
  }
}

/** Transposes 4 × 4 floats; the result's rows are 32 bytes apart. */
// @ts-ignore: decorator
@inline
function turn4(at: usize, row: usize, out: usize): void {
  const a = v128.load(at), b = v128.load(at + row), c = v128.load(at + 2 * row), d = v128.load(at + 3 * row)
  const ab0 = i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23)
  const ab1 = i8x16.shuffle(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31)
  const cd0 = i8x16.shuffle(c, d, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23)
  const cd1 = i8x16.shuffle(c, d, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31)
  v128.store(out, i8x16.shuffle(ab0, cd0, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23))
  v128.store(out, i8x16.shuffle(ab0, cd0, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31), 32)
  v128.store(out, i8x16.shuffle(ab1, cd1, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23), 64)
  v128.store(out, i8x16.shuffle(ab1, cd1, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31), 96)
}

/** out[0…columns rounded up to 16) = column sums of M[n × columns]. M's rows have room for that. */
export function columnSums(m: usize, row: usize, n: i32, columns: i32, out: usize): void {
  for (let p = 0; p < columns; p += 16) {
    let a = f32x4.splat(0), b = a, c = a, d = a
    let at = m + (p << 2)
    for (let r = 0; r < n; r++) {
      a = f32x4.add(a, v128.load(at))
      b = f32x4.add(b, v128.load(at, 16))
      c = f32x4.add(c, v128.load(at, 32))
      d = f32x4.add(d, v128.load(at, 48))
      at += row
    }
    v128.store(out + (p << 2), a)
    v128.store(out + (p << 2), b, 16)
    v128.store(out + (p << 2), c, 32)
    v128.store(out + (p << 2), d, 48)
  }
}
