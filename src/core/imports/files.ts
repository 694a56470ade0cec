/* The files of a model of transformers that are read. */

export const FOREIGN_FILES = {
  config: 'config.json',
  weights: 'model.safetensors',
  tokenizer: 'tokenizer.json',
  vocab: 'vocab.json',
  merges: 'merges.txt'
} as const

/** Their contents; all but the weights may be missing. */
export interface ForeignFiles {
  readonly config: Uint8Array | undefined
  readonly weights: Uint8Array
  readonly tokenizer?: Uint8Array | undefined
  readonly vocab?: Uint8Array | undefined
  readonly merges?: Uint8Array | undefined
}
