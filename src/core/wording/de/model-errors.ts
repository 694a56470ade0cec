/* Was gesagt wird, wenn eine Datei kein Modell ist, das sich öffnen lässt. Öffnen verändert nie etwas Gespeichertes. */

import type { ErrorCode } from '../../errors'
import { says, type Entry, type Facts, type Wording } from '../entry'

const AGAIN = 'Die Datei noch einmal kopieren oder herunterladen oder einen früheren Checkpoint öffnen.'
const OTHER = 'Eine .safetensors-Datei wählen, die Downhill gespeichert hat.'

/** Eine Datei der richtigen Art, in der etwas nicht stimmt. */
const damaged = (what: string): Wording => says(`Die Modelldatei ist beschädigt: ${what}.`, AGAIN)

const HEADER_PROBLEMS: Readonly<Record<string, string>> = {
  'duplicate-key': 'Ein Name kommt in ihrem Kopf zweimal vor',
  'not-an-integer': 'Eine Zahl in ihrem Kopf ist keine ganze Zahl im erlaubten Bereich',
  'utf-8': 'Ihr Kopf ist kein gültiger Text',
  'lone-surrogate': 'Ihr Kopf ist kein gültiger Text',
  'too-deep': 'Ihr Kopf ist zu tief verschachtelt',
  tensor: 'Sie enthält einen Tensor, den das Modell nicht hat'
}

const OFFSET_PROBLEMS: Readonly<Record<string, string>> = {
  offsets: 'lässt eine Lücke oder überlappt einen anderen',
  size: 'hat eine andere Länge, als seine Form sagt',
  overflow: 'gibt eine unmögliche Größe an',
  misaligned: 'endet nicht auf einem ganzen Byte'
}

const about = (f: Facts, what: string): string =>
  `${f.has('name') ? `Tensor ${f.name('')}` : 'Ein Tensor'} ${what}`

export const MODEL_ERRORS = {
  'model-truncated': (f) =>
    says(
      `Die Modelldatei endet zu früh: Sie hat ${f.size('bytes')} von mindestens ${f.size('needed')}.`,
      AGAIN
    ),
  'model-not-safetensors': (f) => says(`${f.subject('diese Datei')} ist keine safetensors-Datei.`, OTHER),
  'model-header-too-large': (f) =>
    says(
      `Die Datei gibt einen Kopf von ${f.size('bytes')} an, und höchstens ${f.size('limit')} sind erlaubt.`,
      OTHER
    ),
  'model-header-invalid': (f) =>
    damaged(HEADER_PROBLEMS[f.text('problem', '')] ?? 'Ihr Kopf ist nicht lesbar'),
  'model-offsets-invalid': (f) =>
    damaged(about(f, OFFSET_PROBLEMS[f.text('problem', '')] ?? 'liegt nicht an seinem Platz')),
  'model-trailing-data': () => damaged('Sie enthält mehr Daten, als ihr Kopf auflistet'),
  'model-foreign': () => says('Diese safetensors-Datei wurde nicht von Downhill gespeichert.', OTHER),
  'model-newer-version': () =>
    says(
      'Dieses Modell wurde von einer neueren Version von Downhill gespeichert.',
      'Downhill aktualisieren, um es zu öffnen.'
    ),
  'model-config-invalid': (f) =>
    damaged(
      `Ihre Angabe ${f.has('key') ? `von „${f.text('key', '')}“` : 'der Einstellungen'} fehlt oder ist nicht erlaubt`
    ),
  'model-tensor-missing': (f) => damaged(about(f, 'fehlt')),
  'model-tensor-shape': (f) =>
    damaged(
      f.has('expected')
        ? about(f, `ist ${f.text('found', 'von anderer Form')}, wo ${f.text('expected', '')} hingehört`)
        : about(f, 'hat die falsche Form')
    ),
  'model-not-finite': (f) => damaged(about(f, 'enthält Zahlen, die nicht endlich sind')),
  'model-checksum': () => damaged('Ihr Inhalt passt nicht zu ihrer Prüfsumme'),
  'tokenizer-invalid': (f) =>
    says(
      f.text('problem', '') === 'version'
        ? `${f.subject('diese Datei')} wurde von einer neueren Version von Downhill geschrieben.`
        : f.text('problem', '') === 'content'
          ? `Der Tokenizer in ${f.name('dieser Datei')} widerspricht sich.`
          : `${f.subject('diese Datei')} ist kein Tokenizer von Downhill.`,
      'Mit train-bpe einen erstellen oder eine andere Datei wählen.'
    )
} satisfies Partial<Record<ErrorCode, Entry>>
