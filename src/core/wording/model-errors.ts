/* What is said when a file is not a model that can be opened. Nothing stored is ever touched by opening. */

import type { ErrorCode } from '../errors'
import { says, type Entry, type Facts, type Wording } from './entry'

const AGAIN = 'Copy or download the file again, or open an earlier checkpoint.'
const OTHER = 'Choose a .safetensors file that Downhill has saved.'

/** A file of the right kind in which something is wrong. */
const damaged = (what: string): Wording => says(`The model file is damaged: ${what}.`, AGAIN)

const HEADER_PROBLEMS: Readonly<Record<string, string>> = {
  'duplicate-key': 'a name stands twice in its header',
  'not-an-integer': 'a number in its header is not a whole number in range',
  'utf-8': 'its header is not valid text',
  'lone-surrogate': 'its header is not valid text',
  'too-deep': 'its header is nested too deeply',
  tensor: 'it holds a tensor that the model does not have'
}

const OFFSET_PROBLEMS: Readonly<Record<string, string>> = {
  offsets: 'leaves a hole or overlaps another',
  size: 'has another length than its shape says',
  overflow: 'claims an impossible size',
  misaligned: 'does not end at a whole byte'
}

const about = (f: Facts, what: string): string =>
  `${f.has('name') ? `tensor ${f.name('')}` : 'a tensor'} ${what}`

export const MODEL_ERRORS = {
  'model-truncated': (f) =>
    says(`The model file ends too early: it has ${f.size('bytes')} of at least ${f.size('needed')}.`, AGAIN),
  'model-not-safetensors': (f) => says(`${f.subject('this file')} is not a safetensors file.`, OTHER),
  'model-header-too-large': (f) =>
    says(
      `The file claims a header of ${f.size('bytes')}, and at most ${f.size('limit')} are allowed.`,
      OTHER
    ),
  'model-header-invalid': (f) =>
    damaged(HEADER_PROBLEMS[f.text('problem', '')] ?? 'its header cannot be read'),
  'model-offsets-invalid': (f) =>
    damaged(about(f, OFFSET_PROBLEMS[f.text('problem', '')] ?? 'lies outside its place')),
  'model-trailing-data': () => damaged('there is more data in it than its header lists'),
  'model-foreign': () => says('This safetensors file was not saved by Downhill.', OTHER),
  'model-newer-version': () =>
    says('This model was saved by a newer version of Downhill.', 'Update Downhill to open it.'),
  'model-config-invalid': (f) =>
    damaged(
      `its record of ${f.has('key') ? `“${f.text('key', '')}”` : 'the settings'} is missing or not allowed`
    ),
  'model-tensor-missing': (f) => damaged(about(f, 'is missing')),
  'model-tensor-shape': (f) =>
    damaged(
      f.has('expected')
        ? `${about(f, 'is')} ${f.text('found', 'of another shape')} where ${f.text('expected', '')} belongs`
        : about(f, 'has the wrong shape')
    ),
  'model-not-finite': (f) => damaged(about(f, 'holds numbers that are not finite')),
  'model-checksum': () => damaged('its content does not match its checksum'),
  'tokenizer-invalid': (f) =>
    says(
      f.text('problem', '') === 'version'
        ? `${f.subject('this file')} was written by a newer version of Downhill.`
        : f.text('problem', '') === 'content'
          ? `The tokenizer in ${f.name('this file')} contradicts itself.`
          : `${f.subject('this file')} is not a tokenizer of Downhill.`,
      'Make one with train-bpe, or choose another file.'
    )
} satisfies Partial<Record<ErrorCode, Entry>>
