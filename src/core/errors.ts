/*
 * Errors as they cross borders: plain data with a code, never an English sentence.
 * Wording for people stands in wording/errors.ts, keyed by the codes below, and nowhere else.
 */

/** Every way Downhill can refuse or fail. Each has its sentence and its mend in wording/errors.ts. */
export type ErrorCode =
  // corpora
  | 'corpus-empty'
  | 'corpus-binary'
  | 'corpus-encoding'
  | 'corpus-one-line'
  | 'corpus-one-character'
  | 'corpus-too-short'
  | 'corpus-not-found'
  | 'corpus-too-large'
  | 'corpus-large'
  | 'corpus-list-large'
  | 'token-file-invalid'
  | 'import-damaged'
  | 'import-field'
  | 'import-gave-up'
  | 'import-locked'
  | 'import-no-text'
  // files and folders
  | 'file-missing'
  | 'file-unreadable'
  | 'file-is-folder'
  | 'file-changed'
  | 'disk-full'
  | 'write-failed'
  // model files (safetensors)
  | 'model-truncated'
  | 'model-not-safetensors'
  | 'model-header-too-large'
  | 'model-header-invalid'
  | 'model-offsets-invalid'
  | 'model-trailing-data'
  | 'model-foreign'
  | 'model-newer-version'
  | 'model-config-invalid'
  | 'model-tensor-missing'
  | 'model-tensor-shape'
  | 'model-not-finite'
  | 'model-checksum'
  // files of tokenizers
  | 'tokenizer-invalid'
  // library
  | 'library-corrupt'
  | 'library-newer-version'
  | 'run-not-found'
  | 'run-name-taken'
  | 'run-in-use'
  | 'library-in-use'
  | 'library-taken'
  | 'branch-shape'
  | 'branch-steps'
  | 'not-recorded'
  // exported runs
  | 'archive-invalid'
  | 'archive-newer-version'
  | 'archive-text-large'
  // models for other programs
  | 'export-family'
  | 'export-tokenizer'
  | 'export-too-large'
  | 'folder-not-empty'
  | 'folder-inside'
  // models of other programs
  | 'import-file'
  | 'import-config'
  | 'import-tokenizer'
  | 'import-run'
  // settings
  | 'setting-unknown'
  | 'setting-invalid'
  // engines and runs
  | 'engine-unavailable'
  | 'gpu-error'
  | 'gpu-lost'
  | 'gpu-memory'
  | 'gpu-wrong'
  | 'not-measured'
  | 'loss-not-finite'
  | 'run-busy'
  | 'machine-stopped'
  | 'no-model'
  // generation
  | 'unknown-character'
  | 'prefix-too-long'
  | 'nothing-fits'
  | 'constraints-contradict'
  | 'constraints-need-list'
  | 'search-too-wide'
  | 'influence-too-large'
  // the loss landscape
  | 'landscape-closed'
  | 'landscape-no-path'
  | 'landscape-unfinished'
  | 'video-unsupported'
  // everything else
  | 'cancelled'
  | 'bad-request'
  | 'internal'

/** Facts that fill the sentence's gaps: names, counts, limits. Never user text longer than a name. */
export type ErrorDetail = Readonly<Record<string, string | number>>

/** An error as plain data, safe to post between processes. `cause` is for "Details", not for people. */
export interface AppError {
  readonly code: ErrorCode
  readonly detail?: ErrorDetail
  readonly cause?: string
}

/** An AppError that can be thrown. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly error: AppError

  constructor(code: ErrorCode, detail?: ErrorDetail, cause?: unknown) {
    super(code)
    this.error = {
      code,
      ...(detail && { detail }),
      ...(cause !== undefined && { cause: describeCause(cause) })
    }
  }
}

/** Turns anything thrown into an AppError; what is not ours becomes `internal` with its stack as cause. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof Failure) return thrown.error
  return { code: 'internal', cause: describeCause(thrown) }
}

/** The Failure that carries this AppError: the other direction, on the receiving side of a border. */
export function fromAppError(error: AppError): Failure {
  return new Failure(error.code, error.detail, error.cause)
}

function describeCause(cause: unknown): string {
  if (cause instanceof Error) return cause.stack ?? `${cause.name}: ${cause.message}`
  return typeof cause === 'string' ? cause : JSON.stringify(cause)
}
