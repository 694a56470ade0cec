/* Texte der Landschaftsseite: was das Gelände ist, wie es vermessen und betrachtet wird, das Bild in Sätzen. */

import type { LandscapePlane } from '#core/landscape'
import type { LabelWords } from '../../landscape/labels'
import { decimalsFor } from '../../landscape/scale'
import type { GroundFacts } from '../../landscape/summary'
import { count, decimal, lossShort, measured, NBSP, percent, setting, UNKNOWN } from '../format'
import type { landscapeText as english } from '../landscape'
import type { Like } from '../like'

/** Eine Koordinate mit Vorzeichen, mit so vielen Stellen, wie die Seite des Quadrats braucht. */
function coordinate(value: number, span: number): string {
  const digits = span >= 20 ? 0 : span >= 2 ? 1 : 2
  const size = decimal(Math.abs(value), digits)
  return Number(Math.abs(value).toFixed(digits)) === 0 ? '0' : `${value < 0 ? '−' : '+'}${size}`
}

function direction({ settings, explained }: LandscapePlane, axis: 0 | 1): string {
  const share = explained ? `, ${percent(explained[axis])}` : ''
  switch (settings.directions) {
    case 'random':
      return axis === 0 ? `erste Zufallsrichtung${share && `${share} der Bewegung`}` : `zweite${share}`
    case 'line':
      return axis === 0 ? `von Checkpoint zu Checkpoint${share}` : `gegen den Gradienten${share}`
    case 'pca':
      return axis === 0 ? `erste Richtung${share && `${share} der Bewegung`}` : `zweite${share}`
  }
}

function directionShort({ settings, explained }: LandscapePlane, axis: 0 | 1): string {
  const share = explained ? `, ${percent(explained[axis])}` : ''
  if (settings.directions !== 'line') return axis === 0 ? `erste${share}` : `zweite${share}`
  return axis === 0 ? `zwischen Checkpoints${share}` : `gegen den Gradienten${share}`
}

const labels: LabelWords = {
  coordinate,
  direction,
  directionShort,
  loss: (value, step, last) => `${decimal(value, decimalsFor(step))}${last ? ' Nats' : ''}`
}

function shapeWords({ shape, rim, floor, hollows }: GroundFacts): string {
  const [high, low] = [lossShort(rim), lossShort(floor)]
  switch (shape) {
    case 'level':
      return `Fast ebenes Gelände, zwischen ${low} und ${high}.`
    case 'slope':
      return `Ein Hang, von ${high} an seinem oberen Ende bis ${low} am Rand des Quadrats.`
    case 'valley':
      return `Ein langes Tal, von ${high} am Rand bis ${low} am Grund.`
    case 'bowl':
      return `Eine Mulde, von ${high} am Rand bis ${low} am Grund.`
    case 'hollows':
      return `Unebenes Gelände mit ${count(hollows)} Senken, von ${high} hinab bis ${low}.`
  }
}

function sentence(facts: GroundFacts | null): string {
  if (!facts) return 'Die ersten Höhen werden berechnet.'
  const { steep, share, known, of } = facts
  return [
    shapeWords(facts),
    steep === null
      ? ''
      : `Der steile Teil dauerte ${steep === 1 ? 'einen Schritt' : `${count(steep)} Schritte`}; der Rest des Weges verläuft fast eben.`,
    share === null ? '' : `${percent(share)} der Bewegung liegen in dieser Ebene.`,
    known < of ? `${percent(Math.floor((known / of) * 100) / 100)} der Punkte sind berechnet.` : ''
  ]
    .filter(Boolean)
    .join(' ')
}

export const landscapeText: Like<typeof english> = {
  sentence,
  title: 'Noch kein Gelände zu sehen',
  line: 'Die Verlustfläche um ein trainiertes Modell und der Weg, den der Optimierer darauf hinab nahm.',
  text: 'Die Landschaft wird von einem trainierten Modell gezeichnet.',
  action: 'Modell trainieren',
  laying: 'Das Gelände wird vermessen',
  walking: 'Das Gelände, auf dem das Modell geht',
  walked: 'Das Gelände, über das das Modell gegangen ist',
  round: 'Das Gelände um das Modell',
  what: ({ batch }) =>
    `Jeder Punkt ist dasselbe Modell mit anderen Gewichten; seine Höhe ist der Verlust auf ${count(batch.tokens)} festen Tokens des ${batch.part === 'held_out' ? 'Prüfteils' : 'Trainingsteils'}.`,

  view: 'Gelände',
  aside: 'Karte und Einstellungen',
  looks: 'Ansicht',
  surface: 'Fläche',
  slice: 'Eine Richtung',
  camera: 'Kamera',
  presets: { side: 'Von der Seite', above: 'Von oben', along: 'Am Weg entlang' },
  reset: 'Zurücksetzen',
  keys: 'Gelände in drei Dimensionen: Pfeiltasten drehen es, Umschalt und Pfeiltasten verschieben es, Plus und Minus zoomen, 0 setzt zurück',
  keysPick: 'Einen Ort wählen: Pfeiltasten bewegen das Kreuz, Eingabe nimmt ihn, Escape verlässt die Wahl',
  pickHint: { ball: 'Klicken, wo die Kugel fallen soll', place: 'Den Ort anklicken' },
  labels,
  start: (loss) => `Start ${lossShort(loss)}`,
  now: (loss, present, step) => `${present ? 'jetzt' : `Schritt ${count(step)}`} ${lossShort(loss)}`,
  off: (residual) =>
    residual < 0.005
      ? 'in dieser Ebene'
      : `${residual < 10 ? decimal(residual, 1) : count(residual)} neben dieser Ebene`,
  noWebgl:
    'Dieses Fenster kann nicht in drei Dimensionen zeichnen; die Karte von oben zeigt dieselbe Fläche.',
  loading: 'Die Ansicht wird geöffnet',

  map: (interval) =>
    interval === null
      ? 'Dieselbe Fläche von oben'
      : `Dieselbe Fläche von oben mit Höhenlinien alle ${setting(interval)} Nats`,
  scaleTick: (loss, last, step) => `${decimal(loss, decimalsFor(step))}${last ? ' Nats' : ''}`,
  exaggerated: (distance) => `Ein Nat Höhe ist so lang gezeichnet wie ${measured(distance)} auf dem Gelände.`,
  logHeight: 'Die Höhe ist nach dem Logarithmus des Verlusts gezeichnet.',
  cut: (cap) => `Über ${lossShort(cap)} abgeschnitten, schraffiert.`,
  clipped: (low, high) =>
    `Die Farben enden bei den ${low && high ? `niedrigsten und höchsten 2${NBSP}%` : low ? `niedrigsten 2${NBSP}%` : `höchsten 2${NBSP}%`}.`,
  reading: (alpha, beta, loss) => `${alpha}, ${beta}: ${loss} Nats`,
  notComputed: 'nicht berechnet',

  time: 'Schritt des Laufs',
  play: 'Den Lauf von hier abspielen',
  stand: 'Hierher stellen',
  standHint:
    'Stellt das ganze Labor auf den gesicherten Schritt an diesem Ort: was es schreibt, auch die Läufe.',
  playStop: 'Abspielen anhalten',
  step: (step) => `Schritt ${count(step)}`,
  of: (steps) => `von ${count(steps)}`,
  noPath: 'Ein Modell aus einer Datei hat keinen Weg',

  source: 'Wessen Gelände',
  sources: {
    run: (name) => name,
    runNote: 'der Lauf in diesem Fenster',
    model: (name) => name,
    modelNote: 'das geöffnete Modell',
    savedNote: (checkpoints) => (checkpoints === 1 ? '1 Checkpoint' : `${count(checkpoints)} Checkpoints`)
  },
  directions: 'Richtungen',
  directionKinds: { pca: 'Weg (PCA)', random: 'Zufällig', line: 'Linie zwischen zweien' },
  directionNotes: {
    pca: 'die zwei, in denen sich der Lauf am meisten bewegte',
    random: 'zwei zufällige, skaliert wie die Gewichte',
    line: 'und quer dazu der Gradient'
  },
  noDirections: 'Ein geöffnetes Modell hat keinen Weg: zufällige Richtungen.',
  seed: 'Seed',
  from: 'Von Schritt',
  to: 'Bis Schritt',
  grid: 'Gitter',
  gridSize: (n) => `${n} × ${n}`,
  gridNote: (n) => `${count(n * n)} Punkte`,
  span: 'Ausdehnung',
  height: 'Höhe',
  linear: 'linear',
  log: 'log.',
  fog: 'Nur wenige Schritte weit sehen',
  drops: 'Lotlinien zur Fläche',
  again: 'Neu vermessen',
  outside: 'Der Weg hat das vermessene Quadrat verlassen.',
  goOn: 'Den Rest berechnen',
  progressUnit: 'Punkten',
  layingUnit: 'Checkpoints gelesen',
  sharpness: 'Schärfe',
  measure: 'Messen',
  measuring: 'Wird gemessen',
  sharpnessValue: ({ eigenvalue, bound }) =>
    `${measured(eigenvalue)}${bound === null ? '' : ` · 2/Lernrate ${measured(bound)}`}`,
  settings: 'Vermessung',

  sliceAxis: 'Richtung',
  sliceAxes: { 0: 'erste', 1: 'zweite' },
  sliceTitle: 'Verlust in Nats entlang einer Richtung',
  sliceWalk: 'Die Linie entlanggehen',
  sliceKeys: 'Pfeiltasten gehen',
  sliceHere: (loss, slope) =>
    `${lossShort(loss)} hier; ${slope === 0 ? 'ebenes Gelände' : slope < 0 ? 'es fällt nach rechts' : 'es fällt nach links'}.`,
  sliceEmpty: 'Diese Linie ist noch nicht berechnet.',

  table: 'Tabelle',
  tableTitle: 'Das Gelände in Zahlen',
  tableNote: (every) =>
    every === 1
      ? 'Verlust in Nats an jedem Punkt des Gitters.'
      : `Verlust in Nats an jedem ${count(every)}. Punkt des Gitters; Exporte enthalten alle.`,
  tableGrid: 'Gitter',
  tablePath: 'Weg',
  tableCorner: 'zweite \\ erste',
  tableHead: {
    step: 'Schritt',
    alpha: 'erste',
    beta: 'zweite',
    loss: 'Verlust',
    residual: 'neben der Ebene'
  },
  cell: (loss) => (Number.isNaN(loss) ? UNKNOWN : decimal(loss, 3)),

  locator: (title, loss, step) =>
    `Landschaft: Höhenlinienkarte von ${title} mit Weg${loss === null ? '' : `, Verlust ${lossShort(loss)} bei Schritt ${count(step)}`}`,
  locatorLine: (loss, step) => `${lossShort(loss)} bei Schritt ${count(step)}`,

  terms: {
    height: {
      name: 'Höhe',
      text: 'Linear zeichnet den Verlust, wie er ist. Logarithmisch zeigt mehr vom Grund, wo der Rand sehr hoch ist.'
    },
    directions: {
      name: 'Richtungen',
      text: 'Ein Modell hat so viele Richtungen wie Gewichte; zwei davon sind gezeichnet. PCA nimmt die zwei, in denen sich dieser Lauf am meisten bewegte, zufällige sind Zeile für Zeile wie die Gewichte skaliert.'
    },
    grid: {
      name: 'Gitter',
      text: 'Punkte auf jeder Seite, an denen der Verlust berechnet wird. Doppelt so viele pro Seite dauern viermal so lange.'
    },
    span: {
      name: 'Ausdehnung',
      text: 'Wie weit das Quadrat reicht. Bei 1 fasst es gerade den Weg (oder eine Länge einer Zufallsrichtung); mehr zeigt die Umgebung.'
    },
    fog: {
      name: 'Nur wenige Schritte weit sehen',
      text: 'Der Optimierer kennt nur das Gefälle, wo er steht. Der Nebel lässt etwa so viel sehen, wie einige Schritte weit reichen; ohne ihn sieht man, was er nicht wissen konnte.'
    },
    drops: {
      name: 'Lotlinien',
      text: 'Der Weg ist auf seinem wahren Verlust gezeichnet. Das ist nicht der der Ebene unter ihm, da der größte Teil seiner Bewegung in andere Richtungen nicht gezeichnet ist. Eine Linie verbindet beide.'
    },
    sharpness: {
      name: 'Schärfe',
      text: 'Die größte Krümmung des Verlusts an dieser Stelle (größter Eigenwert der Hesse-Matrix). Wo sie 2/Lernrate übersteigt, würde einfacher Gradientenabstieg hinausspringen.'
    },
    exaggeration: {
      name: 'Überhöhung',
      text: 'Verlust und Abstand zwischen Gewichten haben keine gemeinsame Einheit. Dies sagt, wie lang ein Nat gezeichnet ist, verglichen mit dem Gelände.'
    }
  }
}
