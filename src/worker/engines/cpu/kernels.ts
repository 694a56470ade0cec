/* What the WebAssembly module exports (assembly/index.ts), by its types alone; addresses and strides are bytes. */

export interface Kernels {
  pack(backward: number): void
  run(): void
  update(): void
  nats(): number
  step(): number
  decode(session: number): void
  serve(pool: number, thread: number): void
  dismiss(pool: number): void
  product(
    ...args: [
      a: number,
      sa: number,
      n: number,
      k: number,
      panels: number,
      columns: number,
      c: number,
      sc: number,
      init: number,
      si: number,
      bias: number
    ]
  ): void
  gradientProduct(
    ...args: [
      x: number,
      sx: number,
      rows: number,
      dy: number,
      sy: number,
      columns: number,
      n: number,
      d: number,
      first: number,
      end: number,
      add: number,
      zeros: number,
      spare: number
    ]
  ): void
  packColumns(m: number, row: number, rows: number, columns: number, out: number): void
  packRows(m: number, row: number, rows: number, columns: number, out: number): void
  columnSums(m: number, row: number, n: number, columns: number, out: number): void
  gelu(h: number, y: number, row: number, n: number, width: number): void
  relu(h: number, y: number, row: number, n: number, width: number): void
  layerNorm(
    ...args: [
      x: number,
      row: number,
      n: number,
      width: number,
      y: number,
      stats: number,
      gain: number,
      bias: number
    ]
  ): void
  layerNormBack(
    ...args: [
      dy: number,
      x: number,
      carried: number,
      dx: number,
      row: number,
      n: number,
      width: number,
      stats: number,
      gain: number,
      dGain: number,
      dBias: number
    ]
  ): void
  rmsNorm(x: number, row: number, n: number, width: number, y: number, stats: number): void
  rmsNormBack(
    ...args: [
      dy: number,
      x: number,
      carried: number,
      dx: number,
      row: number,
      n: number,
      width: number,
      stats: number
    ]
  ): void
  crossEntropy(z: number, vocab: number, target: number, scale: number, backward: number): number
  dropRow(x: number, out: number, n: number, site: number, index: number): void
  attend(
    ...args: [
      qkv: number,
      weights: number,
      out: number,
      t: number,
      scratch: number,
      site: number,
      index: number
    ]
  ): void
  attendBack(
    ...args: [
      qkv: number,
      weights: number,
      dOut: number,
      t: number,
      scratch: number,
      site: number,
      index: number
    ]
  ): void
  exponentials(x: number, y: number, n: number): void
}
