/*
 * Models to and from other programs, across both borders: the worker makes and reads the files, main
 * writes and finds them.
 */

import type { CorpusRef } from './worker'

/** `machine`: the folder of Hugging Face with the corpus as tokens, to train on elsewhere. */
export const MODEL_FORMATS = ['hf', 'gguf', 'html', 'python', 'machine'] as const
export type ModelFormat = (typeof MODEL_FORMATS)[number]

/** Numbers that a page or program to read may hold: as base64 they must fit in one text of V8, 2²⁹ characters long. */
export const MOST_NUMBERS = 64_000_000

/** The one name of a format that is a single file, whose own name the user chooses. */
export const SINGLE = 'file'

/** What folders of models hold, and nothing else is ever written for the page. */
export const MODEL_FILE_PATHS = [
  'config.json',
  'generation_config.json',
  'model.safetensors',
  'tokenizer.json',
  'tokenizer_config.json',
  'settings.json',
  'train.py',
  'README.md',
  'dataset/train.jsonl',
  'dataset/validation.jsonl',
  SINGLE
] as const

export interface ModelFilePart {
  /** One of MODEL_FILE_PATHS. */
  readonly path: string
  /** (transferred) */
  readonly bytes: ArrayBuffer
}

/** Small files beside weights of another program, where they are. */
export interface FilesBeside {
  readonly config: ArrayBuffer | null
  readonly tokenizer: ArrayBuffer | null
  readonly vocab: ArrayBuffer | null
  readonly merges: ArrayBuffer | null
}

export interface ModelFileWorkerRequests {
  /**
   * The live run's or the opened model in another format. `corpus` is for `machine`.
   * @throws `no-model`, `export-family`, `export-tokenizer`, `corpus-not-found`
   */
  'model.export'(p: {
    run: string | null
    format: ModelFormat
    name: string
    corpus?: CorpusRef
  }): ModelFilePart[]
}

export interface ModelFileAppRequests {
  /** What stands beside a model file that was chosen or dropped. */
  'files.beside'(p: { file: string }): FilesBeside
  /** The system's save dialog, then the file, or a new folder; null if cancelled, else its name. */
  'files.exportModel'(p: {
    name: string
    format: ModelFormat
    files: readonly ModelFilePart[]
  }): string | null
}
