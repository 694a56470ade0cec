/* What is said when a text cannot be learned from, or a file or folder cannot be used. */

import type { ErrorCode } from '../errors'
import { minute, says, type Entry } from './entry'

const KEPT = 'The library is as it was.'

export const CORPUS_ERRORS = {
  'corpus-empty': (f) =>
    says(`${f.subject('the text')} holds nothing but white space.`, 'Choose a text with at least two lines.'),
  'corpus-binary': (f) =>
    says(
      `${f.subject('the file')} is not plain text${f.has('what') ? `: it is ${f.text('what', '')}` : ''}.`,
      'Save it as plain text first, as .txt in UTF-8, and choose that file.'
    ),
  'corpus-encoding': (f) =>
    says(
      `${f.subject('the file')} has characters in an encoding that cannot be read.`,
      'Save it as UTF-8 in a text editor and choose it again.'
    ),
  'corpus-one-line': () =>
    says(
      'A list needs at least two different lines, and this text has one.',
      'Put each item on a line of its own, or set the kind to running text.'
    ),
  'corpus-one-character': (f) =>
    says(
      `The text holds only one character${f.has('character') ? `, “${f.text('character', '')}”` : ''}, so there is nothing to predict.`,
      'Choose a text with at least two different characters.'
    ),
  'corpus-too-short': (f) =>
    says(
      `The text has ${f.count('characters', 'too few')} ${f.text('unit', 'characters')} and training needs ${f.count('least', 'more')}.`,
      'Choose a longer text, a smaller block or a smaller held-out share.'
    ),
  'corpus-not-found': () =>
    says('This corpus is no longer in the library.', 'Choose another corpus, or add its file again.'),
  'corpus-too-large': (f) =>
    says(
      `${f.subject('the file')} has ${f.size('bytes')} and at most ${f.size('limit')} fit.`,
      'Cut the text into smaller files and choose one of them.',
      KEPT
    ),
  'corpus-large': (f) =>
    says(
      `${f.subject('this text')} is too large to be looked through whole, and this needs all of it.`,
      'Use a text of up to 64 MB for this, for instance a part of this one.'
    ),
  'corpus-list-large': (f) =>
    says(
      `${f.subject('this text')} has ${f.size('bytes')}, and a list may have ${f.size('limit')}.`,
      'Set the kind to running text, or cut the list into smaller files.'
    ),
  'token-file-invalid': () =>
    says(
      'The file with the tokens of this text is damaged.',
      'Begin again: it is made anew from the text.',
      'The text itself is untouched.'
    ),
  'import-damaged': (f) =>
    says(
      `${f.subject('the file')} is damaged${f.has('what') ? ` or no ${f.text('what', '')} file` : ''}${f.has('line') ? ` (line ${f.count('line')})` : ''}.`,
      'Open it in the program it comes from and save it again, or save its text as .txt.',
      KEPT
    ),
  'import-field': (f) =>
    says(
      `${f.subject('the file')} has no column or field ${f.has('field') ? `“${f.text('field', '')}”` : 'of that name'}.`,
      'Choose one of the fields that it has.'
    ),
  'import-gave-up': (f) =>
    says(
      `${f.subject('the file')} could not be read to its end: its reader got stuck or ran out of memory, as damaged files make it.`,
      'Open it in the program it comes from and save it again, or save its text as .txt.',
      KEPT
    ),
  'import-locked': (f) =>
    says(
      `${f.subject('the file')} is locked with a password.`,
      'Save it without a password and choose it again.'
    ),
  'import-no-text': (f) =>
    says(
      `${f.subject('the file')} holds pages but no text, as scans do.`,
      'Let a program for text recognition read it first, and choose what that saves.'
    ),
  'file-missing': (f) =>
    says(`${f.subject('the file')} is not there.`, 'Check the name and the folder, or choose another file.'),
  'file-unreadable': (f) =>
    says(
      `${f.subject('the file')} cannot be read.`,
      'Check that you may open it and that its disk is connected.'
    ),
  'file-is-folder': (f) => says(`${f.subject('this')} is a folder.`, 'Choose a file inside it.'),
  'file-changed': (f) =>
    says(
      `${f.subject('the file')} was changed by another program while it was read.`,
      'Wait until the other program is done and open it again.'
    ),
  'disk-full': (f) =>
    says(
      `The disk is full, so ${f.name('the file')} could not be written.`,
      f.has('training') ? 'Free some space: it is kept again by itself.' : 'Free some space and save again.',
      f.has('training')
        ? 'What was saved before is untouched, and the training goes on.'
        : 'What was saved before is untouched.'
    ),
  'write-failed': (f) =>
    says(
      `${f.subject('the file')} could not be written${f.has('folder') ? ` to ${f.text('folder', '')}` : ''}.`,
      'Choose a folder that exists and that you may write to.',
      'What was saved before is untouched.'
    ),
  'library-corrupt': (f) =>
    says(
      `${f.subject('a file of the library')} is damaged.`,
      f.has('aside')
        ? `Look at the damaged file under the name ${f.text('aside', '')}, or restore it from a backup.`
        : 'Restore it from a backup if you have one.',
      'The rest of the library still opens.'
    ),
  'library-newer-version': (f) =>
    says(
      `${f.subject('a file of the library')} was written by a newer version of Downhill.`,
      'Update Downhill to use it.',
      'It is left as it is.'
    ),
  'library-in-use': (f) =>
    says(
      f.has('host')
        ? `The computer ${f.text('host', '')} has ${f.has('folder') ? f.text('folder', '') : 'this data folder'} open in Downhill${f.has('since') ? ` since ${minute(f.text('since', ''))}` : ''}.`
        : `Another Downhill has ${f.has('folder') ? f.text('folder', '') : 'this data folder'} open (process ${f.text('pid', '?')}).`,
      'Close it first, or choose another data folder.',
      'Nothing was changed.'
    ),
  'library-taken': (f) =>
    says(
      `The computer ${f.text('host', '?')} has taken over this data folder, since this one gave no sign of life for half a minute.`,
      'Quit Downhill here, or quit it there and start it here again.',
      'Nothing more is written from here; what was saved is safe.'
    ),
  'run-in-use': (f) =>
    says(
      f.has('host')
        ? `Downhill on the computer ${f.text('host', '')} is training this run.`
        : `Another Downhill is training this run (process ${f.text('pid', '?')}).`,
      'Wait until it is done, or stop it there.',
      'Nothing was changed.'
    ),
  'run-not-found': () =>
    says('This run is no longer in the library.', 'Choose another run or start a new one.')
} satisfies Partial<Record<ErrorCode, Entry>>
