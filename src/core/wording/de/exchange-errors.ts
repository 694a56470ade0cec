/* Was gesagt wird, wenn ein Modell nicht zu einem anderen Programm gehen oder von dort nicht kommen kann. */

import type { ErrorCode } from '../../errors'
import { says, type Entry } from '../entry'

const WHOLE = 'Den ganzen Ordner wählen, den save_pretrained geschrieben hat.'

const FILE_PROBLEMS: Readonly<Record<string, (name: string) => string>> = {
  missing: (name) => `Neben den Gewichten fehlt „${name}“.`,
  large: (name) => `„${name}“ ist größer, als eine solche Datei sein sollte.`,
  json: (name) => `„${name}“ ist kein gültiges JSON.`
}

/** Warum der Tokenizer eines anderen Programms nicht übernommen werden kann. */
const TOKENIZER_PROBLEMS: Readonly<Record<string, string>> = {
  model: 'Er besteht weder aus Bytepaaren noch aus ganzen Stücken',
  normalizer: 'Er verändert Texte, bevor er sie zerlegt',
  cut: 'Er zerlegt Texte auf eigene Art',
  merges: 'Seine Verschmelzungen ergeben nicht seine Tokens',
  end: 'Er hat kein einzelnes Token, das einen Text beendet',
  added: 'Er hat ein Token, das weder aus Bytes noch aus einer Verschmelzung besteht'
}

export const EXCHANGE_ERRORS = {
  'export-family': (f) =>
    says(
      `Modelle der Familie microgpt lassen sich nicht ${f.has('format') ? `für ${f.text('format', '')}` : 'so'} exportieren, da kein anderes Programm ihre Architektur kennt.`,
      'Stattdessen als Webseite oder als Python-Programm exportieren.'
    ),
  'export-tokenizer': (f) =>
    says(
      `${f.text('format', 'Dieses Format')} kann den Tokenizer ${f.text('tokenizer', 'dieses Modells')} nicht enthalten.`,
      'Stattdessen für Hugging Face, als Webseite oder als Python-Programm exportieren.'
    ),
  'export-too-large': (f) =>
    says(
      `Das Modell hat ${f.count('parameters', 'zu viele')} Zahlen, und eine Seite oder ein Programm zum Lesen fasst höchstens ${f.count('limit', 'weniger')}.`,
      'Stattdessen für Hugging Face oder llama.cpp exportieren.'
    ),
  'folder-not-empty': (f) =>
    says(
      `In dem Ordner ${f.name('dieses Namens')} ist schon etwas.`,
      'Einen neuen Namen wählen.',
      'Was darin ist, blieb, wie es war.'
    ),
  'folder-inside': (f) =>
    says(
      `Der Ordner ${f.name('dieses Namens')} ist ein Teil des Datenordners.`,
      'Einen Ordner daneben wählen.',
      'Nichts wurde verschoben.'
    ),
  'import-file': (f) =>
    says(
      (FILE_PROBLEMS[f.text('problem', '')] ?? FILE_PROBLEMS['json']!)(f.text('name', 'eine Datei')),
      WHOLE
    ),
  'import-config': (f) => {
    const what = `In „config.json“ steht ${f.text('key', 'etwas')} = ${f.text('value', 'nichts')}`
    return says(
      f.has('limit')
        ? `${what}, und Downhill nimmt ${f.text('limit', '')}.`
        : `${what}, was das GPT-2 von Downhill nicht hat.`,
      'Ein Modell vom Aufbau von GPT-2 wählen.'
    )
  },
  'import-tokenizer': (f) => {
    if (f.text('problem', '') === 'rows') {
      return says(
        `Der Tokenizer hat ${f.count('tokens', 'andere')} Tokens und die Gewichte haben ${f.count('rows', 'andere')}, sie gehören also nicht zusammen.`,
        WHOLE
      )
    }
    const why =
      TOKENIZER_PROBLEMS[f.text('problem', '')] ?? 'Er ist auf eine Art gebaut, die Downhill nicht kennt'
    const token = f.has('token') ? ` (${f.text('token', '')})` : ''
    return says(
      `Der Tokenizer dieses Modells kann nicht übernommen werden: ${why}${token}.`,
      'Ein Modell mit dem Tokenizer von GPT-2 wählen oder eines, das Downhill exportiert hat.'
    )
  },
  'import-run': (f) =>
    says(
      `Dieses Modell gehört nicht zum Lauf ${f.name('der Wahl')}: Sein Aufbau oder sein Tokenizer ist ein anderer.`,
      'Als eigenes Modell importieren.'
    )
} satisfies Partial<Record<ErrorCode, Entry>>
