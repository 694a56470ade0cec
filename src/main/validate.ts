/*
 * What each request's argument must be. The page is ours, but a page is where an attack would begin: main
 * takes nothing from it unchecked. A request without a validator here does not compile.
 * Over 150 lines: one validator for each request, in one table.
 */
import { type AppRequests, BINARY_FORMATS } from '#core/contracts/app'
import { type Mend, MENDS } from '#core/contracts/doctor'
import type { Argument } from '#core/contracts/handlers'
import { ENCODINGS, type ImportItem } from '#core/contracts/imports'
import { MODEL_FILE_PATHS, MODEL_FORMATS } from '#core/contracts/model-files'
import { LOG_LEVELS } from '#core/contracts/desk'
import type { AppError, ErrorCode } from '#core/errors'
import * as check from '#storage/checks'
import type { Check } from '#storage/checks'
import { MAX_TEXT_BYTES } from '#storage/decode-text'
import { measurements } from '#storage/measurements'
import { ID } from '#storage/paths'
import { changeableFields, corpusRef, runConfig, runName, runParent } from '#storage/run-record'
import { appSettingFields } from '#storage/settings'
import { sheet, shortlist } from '#storage/shortlist-record'

/** Each throws Mismatch naming the field, or Failure `setting-invalid` for a run's configuration. */
type Validators = { readonly [K in keyof AppRequests]: Check<Argument<AppRequests, K>> }

/** A model with moments in 32-bit floats: 350 million parameters. */
const MAX_MODEL_BYTES = 4 * 2 ** 30
/** A picture, a solid or a film. */
const MAX_PICTURE_BYTES = 2 ** 30
/** One report's losses; a report comes four times a second. */
const MAX_LOSSES = 1_000_000
/** Files in one import. */
const MOST_FILES = 1000
/** Characters of one mend, and lines it may name. */
const MOST_CHARACTERS = 1000
const MOST_LINES = 100_000_000
const MAX_STEP = 10_000_000

const nothing = check.record<Record<string, never>>({})
const id = check.text(64, ID)
const uuid = check.text(36, /^[0-9a-f-]{36}$/)
const step = check.integer(0, 999_999_999)
const longText = check.text(MAX_TEXT_BYTES)
const fileName = check.text(200)
const model = check.buffer(MAX_MODEL_BYTES)
const byId = check.record({ id })
const taskId = check.text(100, /^[\w-]+$/)

const importItem = check.record<ImportItem>({
  file: uuid,
  encoding: check.optional(check.oneOf(...ENCODINGS)),
  field: check.optional(check.text(1000))
})

const mend = check.record<Mend>({
  mend: check.oneOf(...MENDS),
  kind: check.oneOf('list', 'text'),
  characters: check.list(check.text(2), MOST_CHARACTERS),
  lines: check.doubles(MOST_LINES)
})

/** Whatever code it has: the log shows those it does not know as they are. */
const appError = check.storedRecord<AppError>({
  code: check.text(60, /^[a-z-]+$/) as Check<ErrorCode>,
  detail: check.optional(
    check.dictionary<string | number>((value, at) => {
      return typeof value === 'number' ? value : check.text(10_000)(value, at)
    }, 40)
  ),
  cause: check.optional(check.text(100_000))
})

export const VALIDATORS: Validators = {
  'app.info': nothing,
  'app.closeAnswer': check.record({ ready: check.flag }),
  'app.diagnosis': nothing,
  'app.restart': nothing,
  'log.write': check.record<Argument<AppRequests, 'log.write'>>({
    level: check.oneOf(...LOG_LEVELS),
    from: check.oneOf('window', 'worker'),
    error: appError
  }),
  'log.read': nothing,
  'data.place': nothing,
  'data.choose': check.record({ how: check.oneOf('move', 'open') }),
  'data.stay': nothing,
  'library.notices': nothing,
  'settings.read': nothing,
  'settings.change': check.partial(appSettingFields),
  'measurements.read': nothing,
  'measurements.write': measurements,

  'corpora.list': nothing,
  'corpora.addText': check.record({ name: fileName, text: longText }),
  'corpora.remove': byId,
  'corpora.restore': byId,
  'corpora.mend': check.record({ task: taskId, id, name: fileName, mend }),
  'corpora.cancelMend': check.record({ task: taskId }),

  'imports.choose': check.record({ task: taskId, what: check.oneOf('files', 'folder') }),
  'imports.review': check.record({ task: taskId, files: check.list(uuid, MOST_FILES) }),
  'imports.look': importItem,
  'imports.start': check.record({
    task: taskId,
    items: check.list(importItem, MOST_FILES),
    join: check.nullable(fileName)
  }),
  'imports.cancel': check.record({ task: taskId }),

  'files.choose': check.record({ type: check.oneOf('text', 'model', 'run') }),
  'files.peek': check.record({ file: uuid }),
  'files.recent': nothing,
  'files.read': check.record({ file: uuid }),
  'files.saveModel': check.record({ name: fileName, bytes: model }),
  'files.saveText': check.record({
    name: fileName,
    format: check.oneOf('txt', 'csv', 'json', 'md'),
    text: longText
  }),
  'files.saveBytes': check.record({
    name: fileName,
    format: check.oneOf(...BINARY_FORMATS),
    bytes: check.buffer(MAX_PICTURE_BYTES)
  }),
  'files.savePdf': check.record({ name: fileName, sheet }),
  'files.beside': check.record({ file: uuid }),
  'files.exportModel': check.record({
    name: fileName,
    format: check.oneOf(...MODEL_FORMATS),
    files: check.list(
      check.record({ path: check.oneOf(...MODEL_FILE_PATHS), bytes: model }),
      MODEL_FILE_PATHS.length
    )
  }),
  'files.drag': check.record({ name: fileName }),
  'files.reveal': check.record({ name: fileName }),
  'clipboard.write': check.record({ text: longText }),

  'runs.list': nothing,
  'runs.create': check.record<Argument<AppRequests, 'runs.create'>>({
    config: runConfig,
    corpus: corpusRef,
    parent: check.optional(runParent),
    repeatOf: check.optional(id)
  }),
  'runs.update': check.record({ id, change: check.partial({ ...changeableFields, config: runConfig }) }),
  'runs.appendMetrics': check.record<Argument<AppRequests, 'runs.appendMetrics'>>({
    id,
    first: check.integer(1, MAX_STEP),
    train: check.doubles(MAX_LOSSES),
    bits: check.optional(check.doubles(MAX_LOSSES)),
    val: check.list(
      check.record<Argument<AppRequests, 'runs.appendMetrics'>['val'][number]>({
        step: check.integer(0, MAX_STEP),
        loss: check.number(),
        bits: check.optional(check.number())
      }),
      MAX_LOSSES
    )
  }),
  'runs.readMetrics': byId,
  'runs.writeCheckpoint': check.record({ id, step, bytes: model, valLoss: check.nullable(check.number()) }),
  'runs.readCheckpoint': check.record<Argument<AppRequests, 'runs.readCheckpoint'>>({
    id,
    step: check.optional(step)
  }),

  'shortlists.read': check.record({ corpus: id }),
  'shortlists.write': check.record({ corpus: id, list: shortlist }),

  'runs.find': byId,
  'runs.suggestName': nothing,
  'runs.rename': check.record({ id, name: runName }),
  'runs.pin': check.record({ id, step, pinned: check.flag }),
  'runs.branch': check.record({ parent: runParent, config: runConfig, corpus: corpusRef }),
  'runs.remove': byId,
  'runs.restore': byId,
  'runs.export': check.record({ taskId, id, corpus: check.flag }),
  'runs.import': check.record({ taskId, file: uuid }),

  'window.fullScreen': check.record({ on: check.flag }),
  'window.notify': check.record({ title: check.text(200), text: check.text(1000) }),
  'window.progress': check.record<Argument<AppRequests, 'window.progress'>>({
    fraction: check.nullable(check.number(0, 1)),
    failed: check.optional(check.flag)
  })
}
