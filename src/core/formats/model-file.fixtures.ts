/* For tests: a tiny model full of numbers and texts that careless code would change. */

import { Failure, type AppError } from '../errors'
import { parameterLayout } from '../gpt-shape'
import { PythonRandom } from '../random/python'
import { createRandom } from '../random/random'
import { PRESETS, shapeOf, type RunConfig } from '../run-config'
import { decodeModelFile, type ModelFile } from './model-file'

const SPECIAL = Float32Array.of(
  -0,
  0,
  1e-45,
  -1.1754942e-38,
  3.4028235e38,
  -3.4028235e38,
  1.1754944e-38,
  Math.PI
)

export function tinyModel(change: Partial<RunConfig> = {}, moments = true): ModelFile {
  const config: RunConfig = { ...PRESETS.names, layers: 1, heads: 2, width: 4, block: 3, ...change }
  const tokenizer = { kind: 'characters', characters: ['\n', '"', 'a', 'é', '\ufffd', '😀'] } as const
  const shape = shapeOf(config, tokenizer.characters.length + 1)
  const { total } = parameterLayout(shape)
  const random = createRandom(5)
  const numbers = (): Float32Array =>
    Float32Array.from({ length: total }, (_, i) => SPECIAL[i % 16] ?? random.normal())
  const python = new PythonRandom(42)
  python.gauss(0, 1)
  return {
    config,
    shape,
    tokenizer,
    training: {
      step: 12,
      random: config.random === 'python' ? python.save() : random.save(),
      position: 384,
      corpus: { id: 'c1', name: 'Names of "här"', sha256: 'ab'.repeat(32) },
      split: { kind: 'list', deduplicate: true, held_out: 0.1, split_seed: 42 },
      train_loss: 2.5000000000000004,
      val_loss: null,
      val_bits_per_char: null,
      engine: 'reference: CPU',
      certificate: { matches: true, losses: 10, largestDifference: 1.25e-7, names: 20, namesEqual: 20 }
    },
    parameters: numbers(),
    m: moments ? numbers() : null,
    v: moments ? numbers() : null
  }
}

/** The bits of an array, so that −0 and 0 differ. */
export function bits(array: Float32Array | null): Uint32Array | null {
  return array && new Uint32Array(array.slice().buffer)
}

/** Why these bytes are no model; null if they are one. What is thrown besides failures goes on. */
export async function decodeError(bytes: Uint8Array): Promise<AppError | null> {
  try {
    await decodeModelFile(bytes)
    return null
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.error
    throw thrown
  }
}
