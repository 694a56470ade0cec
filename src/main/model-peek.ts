/* What a model file says of itself before it is loaded: its header alone is read, however large the file is. */
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ModelPeek } from '#core/contracts/app'
import { Failure } from '#core/errors'
import { peekModelFile } from '#core/formats/model-file'
import { MAX_HEADER } from '#core/formats/safetensors'
import { parameterCount } from '#core/gpt-shape'
import { toReadFailure } from '#storage/disk-errors'

/** The length of the header, and the first byte after it that tells JSON from anything else. */
const LENGTH = 8

/**
 * @returns null for a model of another program, which says nothing of itself here
 * @throws Failure of the codes `model-…` and `file-…`
 */
export async function peekModel(path: string): Promise<ModelPeek | null> {
  const header = await readHeaderOf(path)
  try {
    const { config, shape, training, resumable } = peekModelFile(header)
    return {
      ...{ config, vocab: shape.vocab, parameters: parameterCount(shape), resumable },
      ...{ step: training.step, trainLoss: training.train_loss, valLoss: training.val_loss },
      corpus: training.corpus?.name ?? null
    }
  } catch (error) {
    if (error instanceof Failure && error.error.code === 'model-foreign') return null
    throw error
  }
}

async function readHeaderOf(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r')
    try {
      const start = Buffer.alloc(LENGTH + 1)
      const { bytesRead } = await file.read(start, 0, start.byteLength, 0)
      if (bytesRead < start.byteLength) return start.subarray(0, bytesRead)
      const length = start.readBigUInt64LE(0)
      // What claims more is refused for it, and needs no more than its beginning for that.
      if (length > BigInt(MAX_HEADER)) return start
      const { size } = await file.stat()
      const bytes = new Uint8Array(Math.min(LENGTH + Number(length), size))
      let done = 0
      while (done < bytes.byteLength) {
        const { bytesRead } = await file.read(bytes, done, bytes.byteLength - done, done)
        if (bytesRead === 0) throw new Failure('file-changed', { name: basename(path) })
        done += bytesRead
      }
      return bytes
    } finally {
      await file.close()
    }
  } catch (error) {
    throw toReadFailure(error, path)
  }
}
