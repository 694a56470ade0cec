/* Models from and for other programs, as files in buffers of their own. */

import type { FilesBeside, ModelFilePart, ModelFormat } from '#core/contracts/model-files'
import { exportModel } from '#core/exports/export-model'
import type { ModelFile } from '#core/formats/model-file'
import { fromHuggingFace } from '#core/imports/hugging-face'

/** @throws Failure `import-…`, `model-…` */
export function foreignModel(weights: ArrayBuffer, beside: FilesBeside): Promise<ModelFile> {
  const bytes = (buffer: ArrayBuffer | null) => (buffer ? new Uint8Array(buffer) : undefined)
  return fromHuggingFace({
    weights: new Uint8Array(weights),
    ...{ config: bytes(beside.config), tokenizer: bytes(beside.tokenizer) },
    ...{ vocab: bytes(beside.vocab), merges: bytes(beside.merges) }
  })
}

/** @throws Failure as `exportModel` */
export function modelFilesOf(
  model: ModelFile,
  format: ModelFormat,
  name: string,
  text: string | null
): ModelFilePart[] {
  return [...exportModel(model, format, name, text)].map(([path, bytes]) => ({
    path,
    bytes: bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer
  }))
}
