/* Was gesagt wird, wenn aus einem Text nicht gelernt oder eine Datei oder ein Ordner nicht benutzt werden kann. */

import type { ErrorCode } from '../../errors'
import { minute, says, type Entry } from '../entry'

const KEPT = 'Die Bibliothek ist, wie sie war.'
const UNITS: Readonly<Record<string, string>> = { characters: 'Zeichen', tokens: 'Tokens' }
const UNTOUCHED = 'Was vorher gespeichert war, ist unberührt.'

export const CORPUS_ERRORS = {
  'corpus-empty': (f) =>
    says(
      `${f.subject('der Text')} enthält nichts als Leerraum.`,
      'Einen Text mit mindestens zwei Zeilen wählen.'
    ),
  'corpus-binary': (f) =>
    says(
      `${f.subject('die Datei')} ist kein einfacher Text${f.has('what') ? `: sie ist ${f.text('what', '')}` : ''}.`,
      'Zuerst als einfachen Text speichern, als .txt in UTF-8, und diese Datei wählen.'
    ),
  'corpus-encoding': (f) =>
    says(
      `${f.subject('die Datei')} enthält Zeichen in einer Kodierung, die nicht lesbar ist.`,
      'In einem Texteditor als UTF-8 speichern und noch einmal wählen.'
    ),
  'corpus-one-line': () =>
    says(
      'Eine Liste braucht mindestens zwei verschiedene Zeilen, und dieser Text hat eine.',
      'Jeden Eintrag auf eine eigene Zeile setzen oder als Art Fließtext wählen.'
    ),
  'corpus-one-character': (f) =>
    says(
      `Der Text enthält nur ein einziges Zeichen${f.has('character') ? `, „${f.text('character', '')}“` : ''}, es gibt also nichts vorherzusagen.`,
      'Einen Text mit mindestens zwei verschiedenen Zeichen wählen.'
    ),
  'corpus-too-short': (f) => {
    const unit = UNITS[f.text('unit', 'characters')] ?? f.text('unit', '')
    return says(
      `Der Text hat ${f.count('characters', 'zu wenige')} ${unit}, und zum Trainieren braucht es ${f.count('least', 'mehr')}.`,
      'Einen längeren Text, einen kleineren Kontext oder einen kleineren Prüfteil wählen.'
    )
  },
  'corpus-not-found': () =>
    says(
      'Dieses Korpus ist nicht mehr in der Bibliothek.',
      'Ein anderes wählen oder seine Datei neu hinzufügen.'
    ),
  'corpus-too-large': (f) =>
    says(
      `${f.subject('die Datei')} hat ${f.size('bytes')}, und höchstens ${f.size('limit')} passen.`,
      'Den Text in kleinere Dateien teilen und eine davon wählen.',
      KEPT
    ),
  'corpus-large': (f) =>
    says(
      `${f.subject('dieser Text')} ist zu groß, um ganz durchgesehen zu werden, und dafür wird alles gebraucht.`,
      'Dafür einen Text von höchstens 64 MB nehmen, zum Beispiel einen Teil von diesem.'
    ),
  'corpus-list-large': (f) =>
    says(
      `${f.subject('dieser Text')} hat ${f.size('bytes')}, und eine Liste darf ${f.size('limit')} haben.`,
      'Die Art auf Fließtext stellen oder die Liste in kleinere Dateien teilen.'
    ),
  'token-file-invalid': () =>
    says(
      'Die Datei mit den Tokens dieses Textes ist beschädigt.',
      'Noch einmal beginnen: Sie wird aus dem Text neu gemacht.',
      'Der Text selbst ist unberührt.'
    ),
  'import-damaged': (f) =>
    says(
      `${f.subject('die Datei')} ist beschädigt${f.has('what') ? ` oder keine ${f.text('what', '')}-Datei` : ''}${f.has('line') ? ` (Zeile ${f.count('line')})` : ''}.`,
      'In dem Programm öffnen, aus dem sie stammt, und neu speichern, oder ihren Text als .txt speichern.',
      KEPT
    ),
  'import-field': (f) =>
    says(
      `${f.subject('die Datei')} hat keine Spalte und kein Feld ${f.has('field') ? `„${f.text('field', '')}“` : 'dieses Namens'}.`,
      'Eines der Felder wählen, die sie hat.'
    ),
  'import-gave-up': (f) =>
    says(
      `${f.subject('die Datei')} ließ sich nicht zu Ende lesen: Das Lesen kam nicht voran oder brauchte zu viel Speicher, wie bei beschädigten Dateien.`,
      'In dem Programm öffnen, aus dem sie stammt, und neu speichern, oder ihren Text als .txt speichern.',
      KEPT
    ),
  'import-locked': (f) =>
    says(
      `${f.subject('die Datei')} ist mit einem Passwort geschützt.`,
      'Ohne Passwort speichern und noch einmal wählen.'
    ),
  'import-no-text': (f) =>
    says(
      `${f.subject('die Datei')} enthält Seiten, aber keinen Text, wie Scans.`,
      'Zuerst von einem Programm zur Texterkennung lesen lassen und dessen Ergebnis wählen.'
    ),
  'file-missing': (f) =>
    says(`${f.subject('die Datei')} ist nicht da.`, 'Namen und Ordner prüfen oder eine andere Datei wählen.'),
  'file-unreadable': (f) =>
    says(
      `${f.subject('die Datei')} lässt sich nicht lesen.`,
      'Prüfen, ob sie geöffnet werden darf und ihr Datenträger angeschlossen ist.'
    ),
  'file-is-folder': (f) => says(`${f.subject('dies')} ist ein Ordner.`, 'Eine Datei darin wählen.'),
  'file-changed': (f) =>
    says(
      `${f.subject('die Datei')} wurde beim Lesen von einem anderen Programm geändert.`,
      'Warten, bis das andere Programm fertig ist, und sie noch einmal öffnen.'
    ),
  'disk-full': (f) =>
    says(
      `Der Datenträger ist voll, deshalb konnte ${f.name('die Datei')} nicht geschrieben werden.`,
      f.has('training')
        ? 'Platz schaffen: dann wird von selbst weiter gespeichert.'
        : 'Platz schaffen und noch einmal speichern.',
      f.has('training')
        ? 'Was vorher gespeichert war, ist unberührt, und das Training geht weiter.'
        : UNTOUCHED
    ),
  'write-failed': (f) =>
    says(
      `${f.subject('die Datei')} konnte ${f.has('folder') ? `in ${f.text('folder', '')} ` : ''}nicht geschrieben werden.`,
      'Einen Ordner wählen, den es gibt und in den geschrieben werden darf.',
      UNTOUCHED
    ),
  'library-corrupt': (f) =>
    says(
      `${f.subject('eine Datei der Bibliothek')} ist beschädigt.`,
      f.has('aside')
        ? `Die beschädigte Datei unter dem Namen ${f.text('aside', '')} ansehen oder aus einer Sicherung wiederherstellen.`
        : 'Aus einer Sicherung wiederherstellen, falls es eine gibt.',
      'Der Rest der Bibliothek öffnet sich weiterhin.'
    ),
  'library-newer-version': (f) =>
    says(
      `${f.subject('eine Datei der Bibliothek')} wurde von einer neueren Version von Downhill geschrieben.`,
      'Downhill aktualisieren, um sie zu benutzen.',
      'Sie bleibt, wie sie ist.'
    ),
  'library-in-use': (f) =>
    says(
      f.has('host')
        ? `Der Computer ${f.text('host', '')} hat ${f.has('folder') ? f.text('folder', '') : 'diesen Datenordner'}${f.has('since') ? ` seit ${minute(f.text('since', ''))}` : ''} in Downhill geöffnet.`
        : `Ein anderes Downhill hat ${f.has('folder') ? f.text('folder', '') : 'diesen Datenordner'} geöffnet (Prozess ${f.text('pid', '?')}).`,
      'Zuerst das andere schließen oder einen anderen Datenordner wählen.',
      'Nichts wurde geändert.'
    ),
  'library-taken': (f) =>
    says(
      `Der Computer ${f.text('host', '?')} hat diesen Datenordner übernommen, weil von diesem eine halbe Minute lang kein Lebenszeichen kam.`,
      'Downhill hier beenden, oder es dort beenden und hier neu starten.',
      'Von hier wird nichts mehr geschrieben; was gespeichert war, ist sicher.'
    ),
  'run-in-use': (f) =>
    says(
      f.has('host')
        ? `Downhill auf dem Computer ${f.text('host', '')} trainiert diesen Lauf.`
        : `Ein anderes Downhill trainiert diesen Lauf (Prozess ${f.text('pid', '?')}).`,
      'Warten, bis es fertig ist, oder den Lauf dort beenden.',
      'Nichts wurde geändert.'
    ),
  'run-not-found': () =>
    says(
      'Dieser Lauf ist nicht mehr in der Bibliothek.',
      'Einen anderen Lauf wählen oder einen neuen beginnen.'
    )
} satisfies Partial<Record<ErrorCode, Entry>>
