/* A model in any of the formats of other programs, as files by name. */

import { type ModelFormat, SINGLE } from '../contracts/model-files'
import { prepareCorpus } from '../corpus'
import { Failure } from '../errors'
import type { ModelFile } from '../formats/model-file'
import { toBiggerMachine } from './bigger-machine'
import { toGguf } from './gguf'
import { type Folder, toHuggingFace } from './hugging-face'
import { toHtml, toPython } from './program'

/**
 * @param name of the model, for people
 * @param text the corpus it was trained on; for `machine`
 * @throws Failure `export-family`, `export-tokenizer`, `corpus-not-found`
 */
export function exportModel(
  model: ModelFile,
  format: ModelFormat,
  name: string,
  text: string | null
): Folder {
  const single = (content: string | Uint8Array<ArrayBuffer>): Folder =>
    new Map([[SINGLE, typeof content === 'string' ? new TextEncoder().encode(content) : content]])
  switch (format) {
    case 'hf':
      return toHuggingFace(model)
    case 'gguf':
      return single(toGguf(model, name))
    case 'html':
      return single(toHtml(model, name))
    case 'python':
      return single(toPython(model, name))
    case 'machine':
      if (text === null) throw new Failure('corpus-not-found', { name: model.training.corpus?.name ?? '' })
      return toBiggerMachine(model, prepareCorpus(text, model.training.split), name)
  }
}
