/*
 * One unit of rows through the whole model, forward and back. Everything a unit writes is its own, so units
 * run in any order and on any thread with the same result to the last bit. Gradients of matrices need all
 * tokens and come afterwards (gradients.ts); gradients of biases and gains are left as partial sums.
 * Over 150 lines: each part going back reads what the same part going forward has left.
 */

import { Plan, plan, Unit } from './plan'
import { columnSums, product } from './matmul'
import { attend, attendBack } from './attention'
import { gelu, multiply, relu } from './activation'
import { layerNorm, layerNormBack, rmsNorm, rmsNormBack } from './norm'
import { crossEntropy } from './loss'
import { dropRow, dropRowAdd } from './dropout'
import { splat } from './math'

/** Forward, losses and, where asked, backward of unit `index`. */
export function runUnit(index: i32, thread: i32): void {
  const p = plan()
  const unit = changetype<Unit>(p.unitsAt + index * offsetof<Unit>())
  const scratch = p.scratchAt + thread * p.scratchStep
  embed(p, unit)
  for (let l = 0; l < p.layers; l++) forwardLayer(p, unit, l, scratch)
  head(p, unit)
  if (!p.backward) return
  const partials = p.partialsAt + index * p.vectorBytes
  headBack(p, unit, scratch, partials)
  for (let l = p.layers - 1; l >= 0; l--) backwardLayer(p, unit, l, scratch, partials)
  embedBack(p, unit, scratch)
}

// @ts-ignore: decorator
@inline
function vector(p: Plan, layer: i32, offset: i32): usize {
  return p.vectorsAt + layer * p.vectorStep + offset
}

/** The unit's first row of an activation of a layer. */
// @ts-ignore: decorator
@inline
function rows(p: Plan, unit: Unit, layer: i32, offset: i32, row: i32): usize {
  return p.actAt + layer * p.actStep + offset + unit.local * row
}

function norm(p: Plan, x: usize, n: i32, y: usize, stats: usize, gain: usize, bias: usize): void {
  if (p.gpt2) layerNorm(x, p.rowC, n, p.width, y, stats, gain, bias)
  else rmsNorm(x, p.rowC, n, p.width, y, stats)
}

/** Token + position, dropped out; microgpt norms the sum at once. */
function embed(p: Plan, unit: Unit): void {
  const width = p.width
  const bytes = <usize>width << 2
  const x = rows(p, unit, 0, p.aX, p.rowC)
  const embedded = p.gpt2 ? x : p.embeddedAt + unit.local * p.rowC
  const whole = (width + 7) & ~7
  for (let i = 0; i < unit.count; i++) {
    const token = unit.token + i
    const wte = p.thetaAt + p.wteOff + load<i32>(p.inputsAt + (token << 2)) * bytes
    const wpe = p.thetaAt + p.wpeOff + load<i32>(p.positionsAt + (token << 2)) * bytes
    const out = embedded + i * p.rowC
    let c = 0
    for (; c + 4 <= width; c += 4) {
      v128.store(out + (c << 2), f32x4.add(v128.load(wte + (c << 2)), v128.load(wpe + (c << 2))))
    }
    for (; c < width; c++) store<f32>(out + (c << 2), load<f32>(wte + (c << 2)) + load<f32>(wpe + (c << 2)))
    for (; c < whole; c++) store<f32>(out + (c << 2), 0)
  }
  if (p.dropout) dropRows(p, unit, embedded, embedded, 0)
  if (!p.gpt2) rmsNorm(embedded, p.rowC, unit.count, width, x, p.statsEmbeddedAt + (unit.local << 3))
}

/** out = x · mask of a site over [token, C], for all rows of the unit. */
function dropRows(p: Plan, unit: Unit, x: usize, out: usize, site: i32): void {
  for (let b = unit.firstRow; b < unit.endRow; b++) {
    const first = load<i32>(p.rowStartsAt + (b << 2))
    const end = load<i32>(p.rowStartsAt + (b << 2) + 4)
    for (let token = first; token < end; token++) {
      const at = <usize>((token - unit.token) * p.rowC)
      dropRow(x + at, out + at, p.width, site, (b * p.length + token - first) * p.width)
    }
  }
}

/** out = base + x · mask. */
function dropRowsAdd(p: Plan, unit: Unit, x: usize, base: usize, out: usize, site: i32): void {
  for (let b = unit.firstRow; b < unit.endRow; b++) {
    const first = load<i32>(p.rowStartsAt + (b << 2))
    const end = load<i32>(p.rowStartsAt + (b << 2) + 4)
    for (let token = first; token < end; token++) {
      const at = <usize>((token - unit.token) * p.rowC)
      dropRowAdd(x + at, base + at, out + at, p.width, site, (b * p.length + token - first) * p.width)
      // The padding up to a multiple of 8 stays zero.
      for (let c = (p.width + 3) & ~3; c < p.width + 7; c += 4) v128.store(out + at + (c << 2), splat(0))
    }
  }
}

function forwardLayer(p: Plan, unit: Unit, l: i32, scratch: usize): void {
  const n = unit.count
  const C = p.width
  const pack = p.packAt + l * p.packStep
  const x = rows(p, unit, l, p.aX, p.rowC)
  const next = l + 1 < p.layers ? rows(p, unit, l + 1, p.aX, p.rowC) : p.lastAt + unit.local * p.rowC
  const norm1 = rows(p, unit, l, p.aNorm1, p.rowC)
  const qkv = rows(p, unit, l, p.aQkv, p.row3C)
  const heads = rows(p, unit, l, p.aHeads, p.rowC)
  const mid = rows(p, unit, l, p.aMid, p.rowC)
  const norm2 = rows(p, unit, l, p.aNorm2, p.rowC)
  const hidden = rows(p, unit, l, p.aHidden, p.row4C)
  const active = rows(p, unit, l, p.aActive, p.row4C)
  const zeros = p.zerosAt

  norm(p, x, n, norm1, rows(p, unit, l, p.aStats1, 8), vector(p, l, p.vNorm1), vector(p, l, p.vNorm1Bias))
  product(norm1, p.rowC, n, C, pack + p.attnPanels, 3 * C, qkv, p.row3C, zeros, 0, vector(p, l, p.vAttn))
  for (let b = unit.firstRow; b < unit.endRow; b++) eachHead(p, unit, l, b, qkv, heads, scratch, false)
  if (p.dropout) {
    const branch = scratch + p.sRows
    product(heads, p.rowC, n, C, pack + p.projPanels, C, branch, p.rowC, zeros, 0, vector(p, l, p.vProj))
    dropRowsAdd(p, unit, branch, x, mid, 3 * l + 2)
  } else {
    product(heads, p.rowC, n, C, pack + p.projPanels, C, mid, p.rowC, x, p.rowC, vector(p, l, p.vProj))
  }
  norm(p, mid, n, norm2, rows(p, unit, l, p.aStats2, 8), vector(p, l, p.vNorm2), vector(p, l, p.vNorm2Bias))
  product(norm2, p.rowC, n, C, pack + p.fcPanels, 4 * C, hidden, p.row4C, zeros, 0, vector(p, l, p.vFc))
  if (p.gpt2) gelu(hidden, active, p.row4C, n, 4 * C)
  else relu(hidden, active, p.row4C, n, 4 * C)
  if (p.dropout) {
    const branch = scratch + p.sRows
    product(active, p.row4C, n, 4 * C, pack + p.downPanels, C, branch, p.rowC, zeros, 0, vector(p, l, p.vDown))
    dropRowsAdd(p, unit, branch, mid, next, 3 * l + 3)
  } else {
    product(active, p.row4C, n, 4 * C, pack + p.downPanels, C, next, p.rowC, mid, p.rowC, vector(p, l, p.vDown))
  }
}

/** Attention of all heads of row b, forward or back; `io` is the heads' output or its gradient. */
function eachHead(p: Plan, unit: Unit, l: i32, b: i32, qkv: usize, io: usize, scratch: usize, back: bool): void {
  const first = load<i32>(p.rowStartsAt + (b << 2))
  const t = load<i32>(p.rowStartsAt + (b << 2) + 4) - first
  const local = first - unit.token
  const depth = p.width / p.heads
  // t rows of t weights for each head, one head after the other.
  const weights = p.actAt + l * p.actStep + p.aWeights + (unit.local + local) * p.heads * p.rowT
  const site = p.dropout ? 3 * l + 1 : -1
  for (let h = 0; h < p.heads; h++) {
    const q = qkv + local * p.row3C + (h * depth << 2)
    const w = weights + h * t * p.rowT
    const out = io + local * p.rowC + (h * depth << 2)
    const index = <u32>((b * p.heads + h) * p.length * p.length)
    if (back) attendBack(q, w, out, t, scratch, site, index)
    else attend(q, w, out, t, scratch, site, index)
  }
}

/** Last norm, logits, loss and its gradient. */
function head(p: Plan, unit: Unit): void {
  const n = unit.count
  const last = p.lastAt + unit.local * p.rowC
  const logits = p.logitsAt + unit.local * p.rowV
  let final = last
  if (p.gpt2) {
    final = p.finalAt + unit.local * p.rowC
    norm(p, last, n, final, p.statsFinalAt + (unit.local << 3), p.vectorsAt + p.vFinal, p.vectorsAt + p.vFinalBias)
  }
  product(final, p.rowC, n, p.width, p.headPanelsAt, p.vocab, logits, p.rowV, p.zerosAt, 0, p.zerosAt)
  const scale: f32 = 1 / <f32>max(1, p.predicted)
  for (let i = 0; i < n; i++) {
    const token = unit.token + i
    const nats = crossEntropy(logits + i * p.rowV, p.vocab, load<i32>(p.targetsAt + (token << 2)), scale, p.backward != 0)
    store<f64>(p.lossesAt + (token << 3), nats)
  }
}

/** Where the gradient of the residual stream stands: with dropout apart from what the branches get. */
// @ts-ignore: decorator
@inline
function flow(p: Plan, scratch: usize, place: usize): usize {
  return p.dropout ? scratch + p.sFlow : place
}

function headBack(p: Plan, unit: Unit, scratch: usize, partials: usize): void {
  const n = unit.count
  const logits = p.logitsAt + unit.local * p.rowV
  const out = flow(p, scratch, rows(p, unit, p.layers - 1, p.aOutGrad, p.rowC))
  const dy = p.gpt2 ? scratch + p.sRows : out
  product(logits, p.rowV, n, p.vocab, p.headTurnedAt, p.width, dy, p.rowC, p.zerosAt, 0, p.zerosAt)
  if (!p.gpt2) return
  const last = p.lastAt + unit.local * p.rowC
  layerNormBack(
    dy, last, 0, out, p.rowC, n, p.width, p.statsFinalAt + (unit.local << 3),
    p.vectorsAt + p.vFinal, partials + p.vFinal, partials + p.vFinalBias
  )
}

function backwardLayer(p: Plan, unit: Unit, l: i32, scratch: usize, partials: usize): void {
  const n = unit.count
  const C = p.width
  const pack = p.packAt + l * p.packStep
  const partial = partials + l * p.vectorStep
  const x = rows(p, unit, l, p.aX, p.rowC)
  const qkv = rows(p, unit, l, p.aQkv, p.row3C)
  const mid = rows(p, unit, l, p.aMid, p.rowC)
  const hidden = rows(p, unit, l, p.aHidden, p.row4C)
  const midGrad = rows(p, unit, l, p.aMidGrad, p.rowC)
  const outGrad = rows(p, unit, l, p.aOutGrad, p.rowC)
  const stats1 = rows(p, unit, l, p.aStats1, 8)
  const stats2 = rows(p, unit, l, p.aStats2, 8)
  const zeros = p.zerosAt
  const dy = scratch + p.sRows
  const wide = scratch + p.sWide
  const below = l > 0 ? rows(p, unit, l - 1, p.aOutGrad, p.rowC) : p.inputGradAt + unit.local * p.rowC
  const flowOut = flow(p, scratch, outGrad)
  const flowMid = flow(p, scratch, midGrad)
  const flowIn = flow(p, scratch, below)

  if (p.dropout) dropRows(p, unit, flowOut, outGrad, 3 * l + 3)
  product(outGrad, p.rowC, n, C, pack + p.downTurned, 4 * C, wide, p.row4C, zeros, 0, zeros)
  multiply(hidden, wide, p.row4C, n, 4 * C)
  product(hidden, p.row4C, n, 4 * C, pack + p.fcTurned, C, dy, p.rowC, zeros, 0, zeros)
  if (p.gpt2) {
    columnSums(outGrad, p.rowC, n, C, partial + p.vDown)
    columnSums(hidden, p.row4C, n, 4 * C, partial + p.vFc)
    layerNormBack(
      dy, mid, flowOut, flowMid, p.rowC, n, C, stats2, vector(p, l, p.vNorm2),
      partial + p.vNorm2, partial + p.vNorm2Bias
    )
  } else rmsNormBack(dy, mid, flowOut, flowMid, p.rowC, n, C, stats2)

  if (p.dropout) dropRows(p, unit, flowMid, midGrad, 3 * l + 2)
  product(midGrad, p.rowC, n, C, pack + p.projTurned, C, dy, p.rowC, zeros, 0, zeros)
  for (let b = unit.firstRow; b < unit.endRow; b++) eachHead(p, unit, l, b, qkv, dy, scratch, true)
  product(qkv, p.row3C, n, 3 * C, pack + p.attnTurned, C, dy, p.rowC, zeros, 0, zeros)
  if (p.gpt2) {
    columnSums(midGrad, p.rowC, n, C, partial + p.vProj)
    columnSums(qkv, p.row3C, n, 3 * C, partial + p.vAttn)
    layerNormBack(
      dy, x, flowMid, flowIn, p.rowC, n, C, stats1, vector(p, l, p.vNorm1),
      partial + p.vNorm1, partial + p.vNorm1Bias
    )
  } else rmsNormBack(dy, x, flowMid, flowIn, p.rowC, n, C, stats1)
}

/** Leaves the gradient of token + position in inputGrad. */
function embedBack(p: Plan, unit: Unit, scratch: usize): void {
  const grad = p.inputGradAt + unit.local * p.rowC
  const dx = flow(p, scratch, grad)
  if (!p.gpt2) {
    const embedded = p.embeddedAt + unit.local * p.rowC
    rmsNormBack(dx, embedded, 0, dx, p.rowC, unit.count, p.width, p.statsEmbeddedAt + (unit.local << 3))
  }
  if (p.dropout) dropRows(p, unit, dx, grad, 0)
}
