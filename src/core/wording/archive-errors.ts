/* What is said when an exported run cannot be read, or a run cannot be renamed or branched as asked. */

import type { ErrorCode } from '../errors'
import { says, type Entry, type Facts } from './entry'

const NOTHING_TAKEN = 'Nothing of it was taken into the library.'

/** What is wrong with an exported run. */
const PROBLEMS: Readonly<Record<string, string>> = {
  zip: 'it is no .zip file, or a part of it is missing',
  entries: 'it holds a file that no run has',
  names: 'it holds a file name that leads outside',
  size: 'it is larger than it says',
  manifest: 'its list of contents cannot be read',
  missing: 'a file of its list is missing',
  checksum: 'a file does not match its checksum',
  record: 'its files contradict each other'
}

function problem(f: Facts): string {
  if (!f.has('problem')) return ''
  const what = PROBLEMS[f.text('problem', '')] ?? 'it cannot be read'
  return f.has('entry') ? `: ${what} (${f.text('entry', '')})` : `: ${what}`
}

export const ARCHIVE_ERRORS = {
  'archive-invalid': (f) =>
    says(
      `${f.subject('this file')} is not a whole run that Downhill exported${problem(f)}.`,
      'Export the run again, or copy the file again.',
      NOTHING_TAKEN
    ),
  'archive-newer-version': (f) =>
    says(
      `${f.subject('this file')} was exported by a newer version of Downhill.`,
      'Update Downhill to import it.',
      NOTHING_TAKEN
    ),
  'archive-text-large': (f) =>
    says(
      `${f.subject('the text of this run')} has ${f.size('bytes')}, and an exported run holds a text of up to ${f.size('limit')}.`,
      'Export the run without its text: by its hash the text is found again where it is added.',
      'Nothing was written.'
    ),
  'run-name-taken': (f) => says(`Another run is called ${f.name('that')}.`, 'Choose another name.'),
  'branch-shape': (f) =>
    says(
      `The checkpoint has ${f.text('key', 'a shape')} ${f.text('has', 'of its own')}, and the new run asks for ${f.text('wanted', 'another')}.`,
      'Keep the shape and the tokenizer of the model, or start a new run.'
    ),
  'not-recorded': () =>
    says(
      'No losses of this run are known, so there is nothing to compare.',
      'Choose a run that has trained.'
    ),
  'branch-steps': (f) =>
    says(
      `The checkpoint is already trained for ${f.count('step')} steps, and the new run would end at ${f.count('steps')}.`,
      'Give it more steps.'
    )
} satisfies Partial<Record<ErrorCode, Entry>>
