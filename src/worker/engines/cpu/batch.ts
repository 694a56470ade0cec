/*
 * A batch as the module reads it: real tokens of all rows one after the other, padding left out, and the
 * rows grouped into units (for one thread at a time) and waves (held in memory at the same time).
 * The grouping depends on the batch alone, never on the number of threads.
 */

import type { Batch } from '../engine'

export interface BatchViews {
  readonly inputs: Int32Array
  readonly targets: Int32Array
  readonly positions: Int32Array
  readonly rowStarts: Int32Array
  /** 5 words per unit: first row, end row, first token in the batch, in the wave, tokens. */
  readonly units: Int32Array
  /** 4 words per wave: first unit, end unit, first token, tokens. */
  readonly waves: Int32Array
}

export interface BatchLimits {
  readonly vocab: number
  readonly block: number
  readonly maxRows: number
  readonly unitTokens: number
  readonly waveTokens: number
}

export interface Written {
  readonly tokens: number
  readonly predicted: number
  readonly waves: number
}

/** @throws RangeError if the batch does not fit the model or the engine's memory. */
export function writeBatch(batch: Batch, views: BatchViews, limits: BatchLimits): Written {
  const { rows, length, inputs, targets, lengths } = batch
  const { vocab, block, unitTokens, waveTokens } = limits
  const size = rows * length
  if (rows < 1 || rows > limits.maxRows || length < 1 || length > block) {
    throw new RangeError(`a batch of ${rows} × ${length} does not fit ${limits.maxRows} × ${block}`)
  }
  if (inputs.length !== size || targets.length !== size || lengths.length !== rows) {
    throw new RangeError(`a batch of ${rows} × ${length} does not fit its arrays`)
  }
  const { units, waves, rowStarts, positions } = views
  let [token, predicted, unit, wave] = [0, 0, 0, 0]
  let [unitRow, unitToken, waveUnit, waveToken] = [0, 0, 0, 0]
  const endUnit = (row: number): void => {
    if (token - waveToken > waveTokens) endWave()
    units[unit * 5] = unitRow
    units[unit * 5 + 1] = row
    units[unit * 5 + 2] = unitToken
    units[unit * 5 + 3] = unitToken - waveToken
    units[unit * 5 + 4] = token - unitToken
    unit++
    unitRow = row
    unitToken = token
  }
  const endWave = (): void => {
    waves[wave * 4] = waveUnit
    waves[wave * 4 + 1] = unit
    waves[wave * 4 + 2] = waveToken
    waves[wave * 4 + 3] = unitToken - waveToken
    wave++
    waveUnit = unit
    waveToken = unitToken
  }
  for (let row = 0; row < rows; row++) {
    const count = lengths[row]!
    if (!(count >= 1 && count <= length))
      throw new RangeError(`row ${row} has ${count} of ${length} positions`)
    if (token - unitToken + count > unitTokens) endUnit(row)
    rowStarts[row] = token
    for (let t = 0, at = row * length; t < count; t++, at++) {
      const input = inputs[at]!
      const target = targets[at]!
      if (!(input >= 0 && input < vocab && target >= -1 && target < vocab)) {
        throw new RangeError(`token ${input} or target ${target} is outside a vocabulary of ${vocab}`)
      }
      views.inputs[token] = input
      views.targets[token] = target
      positions[token] = t
      if (target >= 0) predicted++
      token++
    }
  }
  rowStarts[rows] = token
  endUnit(rows)
  endWave()
  return { tokens: token, predicted, waves: wave }
}
