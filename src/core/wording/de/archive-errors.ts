/* Was gesagt wird, wenn ein exportierter Lauf nicht lesbar ist oder ein Lauf nicht so heißen oder abzweigen kann. */

import type { ErrorCode } from '../../errors'
import { says, type Entry, type Facts } from '../entry'

const NOTHING_TAKEN = 'Nichts davon kam in die Bibliothek.'

/** Was an einem exportierten Lauf nicht stimmt. */
const PROBLEMS: Readonly<Record<string, string>> = {
  zip: 'Es ist keine .zip-Datei, oder ein Teil davon fehlt',
  entries: 'Es enthält eine Datei, die kein Lauf hat',
  names: 'Es enthält einen Dateinamen, der nach außen führt',
  size: 'Es ist größer, als es angibt',
  manifest: 'Sein Inhaltsverzeichnis ist nicht lesbar',
  missing: 'Eine Datei aus seinem Verzeichnis fehlt',
  checksum: 'Eine Datei passt nicht zu ihrer Prüfsumme',
  record: 'Seine Dateien widersprechen einander'
}

function problem(f: Facts): string {
  if (!f.has('problem')) return ''
  const what = PROBLEMS[f.text('problem', '')] ?? 'Es ist nicht lesbar'
  return f.has('entry') ? `: ${what} (${f.text('entry', '')})` : `: ${what}`
}

export const ARCHIVE_ERRORS = {
  'archive-invalid': (f) =>
    says(
      `${f.subject('diese Datei')} ist kein vollständiger Lauf, den Downhill exportiert hat${problem(f)}.`,
      'Den Lauf noch einmal exportieren oder die Datei noch einmal kopieren.',
      NOTHING_TAKEN
    ),
  'archive-newer-version': (f) =>
    says(
      `${f.subject('diese Datei')} wurde von einer neueren Version von Downhill exportiert.`,
      'Downhill aktualisieren, um sie zu importieren.',
      NOTHING_TAKEN
    ),
  'archive-text-large': (f) =>
    says(
      `${f.subject('der Text dieses Laufs')} hat ${f.size('bytes')}; mit einem Lauf werden höchstens ${f.size('limit')} Text exportiert.`,
      'Den Lauf ohne seinen Text exportieren: an seiner Prüfsumme wird der Text wiedererkannt, wo er hinzugefügt wird.',
      'Nichts wurde geschrieben.'
    ),
  'run-name-taken': (f) =>
    says(`Ein anderer Lauf heißt schon ${f.name('so')}.`, 'Einen anderen Namen wählen.'),
  'branch-shape': (f) =>
    says(
      `Der Checkpoint hat ${f.text('key', 'einen Aufbau')} ${f.text('has', 'für sich')}, und der neue Lauf verlangt ${f.text('wanted', 'einen anderen')}.`,
      'Aufbau und Tokenizer des Modells beibehalten oder einen neuen Lauf beginnen.'
    ),
  'not-recorded': () =>
    says(
      'Von diesem Lauf sind keine Verluste bekannt, es gibt also nichts zu vergleichen.',
      'Einen Lauf wählen, der trainiert hat.'
    ),
  'branch-steps': (f) =>
    says(
      `Der Checkpoint ist schon ${f.count('step', 'viele')} Schritte trainiert, und der neue Lauf würde bei ${f.count('steps', 'weniger')} enden.`,
      'Ihm mehr Schritte geben.'
    )
} satisfies Partial<Record<ErrorCode, Entry>>
