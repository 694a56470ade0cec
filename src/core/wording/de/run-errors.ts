/* Was gesagt wird, wenn eine Einstellung nicht geht oder Training oder Erzeugen nicht weitergehen können. */

import type { SelfTestQuantity } from '../../contracts/measurements'
import type { ErrorCode } from '../../errors'
import { LOCALES } from '../../language'
import { LIMITS, type Limit } from '../../run-config'
import { says, type Entry, type Facts } from '../entry'

const KEPT = 'Der letzte Checkpoint ist gesichert.'

const write = (value: number): string => value.toLocaleString(LOCALES.de, { maximumFractionDigits: 12 })
const atStep = (f: Facts): string => (f.has('step') ? ` bei Schritt ${f.count('step')}` : '')

/** Wo im Modell eine Zahl zerbrach. */
function brokenPlace(f: Facts): string {
  const layer = f.has('layer') ? `Schicht ${f.count('layer')}` : ''
  switch (f.text('part', '')) {
    case 'weights':
      return `, in den Gewichten ${f.text('tensor', '')}${layer && ` von ${layer}`}`
    case 'gradient':
      return layer ? `, im Gradienten von ${layer}` : `, im Gradienten von ${f.text('tensor', 'Gewichten')}`
    case 'embedding':
      return ', im Embedding'
    case 'attention':
      return `, in der Attention von ${layer}`
    case 'feed-forward':
      return `, im Feed-Forward-Teil von ${layer}`
    case 'residual':
      return `, in dem, was aus ${layer} fließt`
    case 'output':
      return ', in den Logits'
    default:
      return ''
  }
}

/** Die nächsten erlaubten Werte, „60 oder 64“. */
function nearest(f: Facts): string {
  const values = f.text('nearest', '').split(', ').filter(Boolean)
  return values.length > 1 ? `${values.slice(0, -1).join(', ')} oder ${values.at(-1)}` : (values[0] ?? '')
}

/** Was eine Einstellung annimmt. */
function allowed(key: string): string {
  const limit = (LIMITS as Readonly<Record<string, Limit>>)[key]
  switch (limit?.type) {
    case 'integer':
      return `eine ganze Zahl von ${write(limit.min)} bis ${write(limit.max)}`
    case 'number':
      return `eine Zahl von ${write(limit.min)} bis ${write(limit.max)}`
    case 'choice':
      return `einer von ${limit.values.join(', ')}`
    case 'boolean':
      return 'true oder false'
    case 'text':
    case undefined:
      return 'ein anderer Wert'
  }
}

function settingMend(f: Facts): string {
  const key = f.text('key', '')
  switch (f.text('problem', '')) {
    case 'heads':
      return `Erlaubt ist ein Vielfaches der Zahl der Köpfe: ${nearest(f)}.`
    case 'pattern':
      return 'Erlaubt sind ? für ein Zeichen, * für eine beliebige Folge und [abc] für eines von mehreren.'
    case 'warmup':
      return `Erlaubt ist höchstens die Zahl der Schritte, ${nearest(f)}.`
    case 'choice':
      return `Erlaubt ist ${f.has('nearest') ? `einer von ${f.text('nearest', '')}` : allowed(key)}.`
    default:
      return `Erlaubt ist ${Object.hasOwn(LIMITS, key) || !f.has('nearest') ? allowed(key) : nearest(f)}.`
  }
}

const ENGINE_REASONS: Readonly<Record<string, string>> = {
  'no-webgpu': 'Dieses Programm bietet hier kein WebGPU',
  'no-adapter': 'Keine Grafikkarte, die WebGPU benutzen kann, wurde gefunden',
  'no-device': 'Die Grafikkarte ließ sich nicht öffnen',
  'no-simd': 'Dieser Prozessor oder diese Laufzeit hat kein WebAssembly-SIMD',
  'not-built': 'Sie gehört nicht zu dieser Version'
}

/** Was die Prüfung vergleicht. */
const QUANTITIES: Readonly<Record<string, string>> = {
  'matrix-product': 'Ein Matrixprodukt',
  'cross-entropy': 'Der Gradient des Verlusts',
  attention: 'Attention',
  step: 'Ein ganzer Schritt',
  generation: 'Das Erzeugen'
} satisfies Record<SelfTestQuantity, string>

const UNITS: Readonly<Record<string, string>> = { characters: 'Zeichen', tokens: 'Tokens' }

export const RUN_ERRORS = {
  'setting-unknown': (f) =>
    says(
      `Eine Einstellung „${f.text('key', '?')}“ gibt es nicht.`,
      `Es gibt ${Object.keys(LIMITS)
        .filter((key) => key !== 'preset')
        .join(', ')}.`
    ),
  'setting-invalid': (f) => {
    const value = f.has('value') ? f.text('value', '') : 'leer'
    return says(
      `${f.has('key') ? `Die Einstellung ${f.text('key', '')}` : 'Eine Einstellung'} kann nicht ${value} sein.`,
      settingMend(f)
    )
  },
  'engine-unavailable': (f) => {
    const reason = f.text('reason', '')
    const why = ENGINE_REASONS[reason] ?? reason
    return says(
      `${f.has('engine') ? `Die Engine ${f.text('engine', '')}` : 'Diese Engine'} lässt sich nicht benutzen${why ? `: ${why}` : ''}.`,
      'Die CPU wählen oder automatisch wählen lassen.'
    )
  },
  'gpu-error': (f) =>
    says(
      `Die Grafikkarte hat${atStep(f)} einen Fehler gemeldet.`,
      'Vom letzten Checkpoint fortsetzen oder auf der CPU trainieren.',
      KEPT
    ),
  'gpu-lost': (f) =>
    says(`Die Grafikkarte antwortet${atStep(f)} nicht mehr.`, 'Vom letzten Checkpoint fortsetzen.', KEPT),
  'gpu-memory': (f) =>
    says(
      `Die Grafikkarte hat${atStep(f)} zu wenig Speicher für diese Einstellungen.`,
      'Batch, Kontext oder Breite verkleinern oder auf der CPU trainieren.',
      KEPT
    ),
  'gpu-wrong': (f) =>
    says(
      `Rechnet falsch: ${QUANTITIES[f.text('quantity', '')] ?? 'Etwas'} (${f.text('worst', '?')}) weicht von der CPU ab.`,
      'Auf der CPU trainieren oder den Grafiktreiber aktualisieren und neu prüfen.'
    ),
  'not-measured': (f) =>
    says(
      `Nicht gemessen: Es dauert länger als ${f.count('seconds', 'einige')} Sekunden.`,
      'Ein kleineres Modell wählen.'
    ),
  'loss-not-finite': (f) =>
    f.has('kept')
      ? says(
          `Der Verlust war${atStep(f)} keine Zahl mehr${brokenPlace(f)}.`,
          'Die Lernrate senken und von dort fortsetzen.',
          f.count('kept') === '0'
            ? 'Der Lauf steht wieder an seinem Anfang.'
            : `Schritt ${f.count('kept')} ist wiederhergestellt.`
        )
      : says(
          `Der Verlust war${atStep(f)} keine Zahl mehr.`,
          'Die Lernrate senken und vom letzten Checkpoint fortsetzen.',
          KEPT
        ),
  'run-busy': () => says('Ein Lauf ist im Gange.', 'Zuerst anhalten oder beenden.'),
  'machine-stopped': () =>
    says(
      'Der Teil von Downhill, der rechnet, ist unerwartet ausgefallen.',
      'Beim letzten Checkpoint fortsetzen oder neu beginnen.',
      'Was gespeichert ist, ist sicher.'
    ),
  'no-model': () => says('Noch gibt es kein Modell.', 'Eines trainieren oder eine Modelldatei öffnen.'),
  'unknown-character': (f) =>
    says(
      `Das Modell hat das Zeichen „${f.text('character', '?')}“${f.has('code') ? ` (${f.text('code', '')})` : ''} nie gesehen.`,
      'Nur Zeichen des Textes benutzen, auf dem trainiert wurde.'
    ),
  'prefix-too-long': (f) => {
    const unit = UNITS[f.text('unit', 'characters')] ?? f.text('unit', '')
    return says(
      `Der Anfang hat ${f.count('length', 'zu viele')} ${unit}, und höchstens ${f.count('longest', 'weniger')} passen ins Modell.`,
      'Den Anfang kürzen.'
    )
  },
  'nothing-fits': (f) =>
    says(
      f.has('count')
        ? `Nur ${f.count('made', '0')} von ${f.count('count')} Einträgen ließen sich unter diesen Einstellungen erzeugen.`
        : 'Mehr ließ sich unter diesen Einstellungen nicht erzeugen.',
      'Die Temperatur erhöhen oder den Anfang kürzen.'
    ),
  'constraints-contradict': () =>
    says(
      'Kein Text kann all das sein, was verlangt ist.',
      'Einen der Wünsche zurücknehmen: Sie widersprechen einander.'
    ),
  'search-too-wide': (f) =>
    says(
      `Die Suche wurde nach ${f.count('made', '0')} Einträgen beendet: Zu viele Anfänge sind etwa gleich wahrscheinlich.`,
      'Weniger Einträge verlangen, oder genauer, was sie sein müssen.'
    ),
  'influence-too-large': (f) =>
    says(
      `Das Modell hat ${f.count('parameters', 'zu viele')} Parameter; was zu einem Eintrag hindrängte, wird bis ${f.count('most', '1.000.000')} berechnet.`,
      'Ein kleineres Modell befragen.'
    ),
  'constraints-need-list': () =>
    says(
      'Von Fließtext lassen sich keine Endungen, Muster oder Längen verlangen.',
      'Dafür ein Modell einer Liste benutzen.'
    ),
  'landscape-closed': () => says('Keine Verlustlandschaft ist offen.', 'Zuerst eine öffnen.'),
  'landscape-no-path': () =>
    says(
      'Es gibt keinen Weg, an dem sich eine Ebene legen ließe.',
      'Zufällige Richtungen benutzen oder einen Lauf mit mindestens zwei verschiedenen Checkpoints nehmen.'
    ),
  'landscape-unfinished': (f) =>
    says(
      `Nur ${f.count('done', '0')} von ${f.count('of', 'mehr')} Höhen sind berechnet.`,
      'Die Fläche zuerst fertig werden lassen: Ein Körper hat keine Löcher.'
    ),
  'video-unsupported': () =>
    says(
      'Dieses Fenster konnte kein Video erstellen.',
      'Den Weg stattdessen als GIF exportieren.',
      'Die Fläche ist sicher.'
    ),
  cancelled: () => says('Abgebrochen.', ''),
  'bad-request': () =>
    says(
      'Ein Teil des Programms hat etwas verlangt, das nicht erlaubt ist.',
      'Downhill neu starten.',
      'Gespeicherte Arbeit ist sicher.'
    ),
  internal: () =>
    says(
      'In Downhill ist etwas fehlgeschlagen, das nicht hätte fehlschlagen dürfen.',
      'Neu starten und bei Wiederholung die Details an die Hersteller senden.',
      'Gespeicherte Arbeit ist sicher.'
    )
} satisfies Partial<Record<ErrorCode, Entry>>
