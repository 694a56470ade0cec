/* Texte der Läufe-Seite: die Liste, ein Lauf und seine Zeitmaschine, mehrere nebeneinander. */

import type { RunConfig } from '#core/run-config'
import { bytes, count, decimal, list, loss, moment, NBSP, setting, timeLeft, UNKNOWN } from '../format'
import type { Like } from '../like'
import type { runsText as english } from '../runs'
import { settingTerms } from './settings'
import { tokenizerName } from './tokenizers'

const plural = (n: number, one: string, many: string): string =>
  n === 1 ? `1 ${one}` : `${count(n)} ${many}`

type Value = RunConfig[keyof RunConfig]

const value = (of: Value): string =>
  typeof of === 'number' ? setting(of) : typeof of === 'boolean' ? (of ? 'ja' : 'nein') : tokenizerName(of)

const signed = (bits: number): string => (bits > 0 ? `+${decimal(bits, 3)}` : decimal(bits, 3))

export const runsText: Like<typeof english> = {
  title: (n) => (n === 1 ? 'Ein Lauf ist aufbewahrt' : `${count(n)} Läufe sind aufbewahrt`),
  bestOf: (name, bits) => `${name} hat bisher den niedrigsten Verlust: ${decimal(bits, 3)} Bit pro Zeichen`,
  line: (n, size) =>
    `${plural(n, 'Lauf', 'Läufe')}, ${bytes(size)} auf dem Datenträger. Jeder mit seinen Einstellungen, Verlusten und Checkpoints.`,
  none: 'Noch keine Läufe',
  noneText:
    'Jedes Training wird hier mit Einstellungen, Verlusten und Checkpoints aufbewahrt, vom ersten Schritt an.',
  noneAction: 'Modell trainieren',
  unreadable: 'Die Läufe lassen sich nicht auflisten',
  table: 'Läufe',
  name: 'Lauf',
  corpus: 'Korpus, Vorlage',
  differs: 'Unterschiede',
  engine: 'Engine',
  steps: 'Schritte',
  best: 'bester, Bit',
  bestLong: 'Bester Prüfverlust in Bit pro Zeichen',
  seconds: 'Dauer',
  bytes: 'Größe',
  state: 'Zustand, Beginn',
  created: 'Beginn',
  actions: 'Handlungen',
  sort: 'Ordnen nach',
  sortKeys: {
    created: 'Neueste zuerst',
    name: 'Name',
    corpus: 'Korpus',
    step: 'Trainierte Schritte',
    best: 'Niedrigster Verlust',
    seconds: 'Dauer',
    bytes: 'Größe',
    state: 'Zustand'
  },
  search: 'Suchen',
  searchPlaceholder: 'Name, Korpus, Einstellung',
  nothingFound: (query) =>
    `Bei keinem Lauf kommt „${query}“ in Name, Korpus, Zustand oder Einstellungen vor.`,
  select: (name) => `${name} auswählen`,
  selectAll: 'Alle aufgelisteten auswählen',
  selected: (n) => `${count(n)} ausgewählt`,
  clear: 'Auswahl aufheben',
  compare: 'Vergleichen',
  compareReason: 'Zwei oder mehr Läufe auswählen',
  delete: 'Löschen',
  back: 'Alle Läufe',
  resume: 'Fortsetzen',
  resumeLabel: (name) => `${name} fortsetzen`,
  train: 'Trainieren',
  trainLabel: (name) => `${name} jetzt trainieren`,
  show: 'Zeigen',
  showLabel: (name) => `${name} unter „Trainieren“ zeigen`,
  openLabel: (name) => `${name} öffnen`,
  stepsOf: (step, steps) => `${count(step)} von ${count(steps)}`,
  noneBest: 'Nichts wurde zurückgehalten oder noch nichts gemessen',
  noEngine: 'Noch nicht trainiert',
  noTime: 'Von der Version, mit der trainiert wurde, nicht gemessen',
  states: {
    queued: 'wartet',
    training: 'trainiert',
    paused: 'angehalten',
    finished: 'fertig',
    stopped: 'beendet',
    failed: 'fehlgeschlagen',
    interrupted: 'abgebrochen'
  },
  busy: 'Ein anderer Lauf ist im Gange',
  isTraining: 'Er trainiert gerade',

  branchOf: (name, step) => `aus ${name}, Schritt ${count(step)}`,
  repeatOf: (name, seed) => `wiederholt ${name}, Seed ${setting(seed)}`,
  gone: 'einem gelöschten Lauf',
  imported: (version) => `importiert, Downhill ${version}`,

  value,
  differences: (all) => all.map(({ key, own }) => `${settingTerms[key].name} ${value(own)}`).join(', '),
  comparedWith: (name) => `verglichen mit ${name}`,
  comparedWithPreset: (preset) => `verglichen mit der Vorlage ${preset}`,
  same: 'keine',

  removeTitle: (names) =>
    names.length === 1 ? `${names[0] ?? ''} löschen?` : `${count(names.length)} Läufe löschen?`,
  removeText: (size, pinned) =>
    `Einstellungen, Verluste und Checkpoints kommen in den Papierkorb des Systems, zusammen ${bytes(size)}.${pinned > 0 ? ` ${plural(pinned, 'Checkpoint ist', 'Checkpoints sind')} angeheftet.` : ''} Einige Minuten lang lassen sie sich hier zurückholen, später aus dem Papierkorb.`,
  takeBack: (names) =>
    names.length === 1
      ? `${names[0] ?? ''} zurückholen`
      : `${count(names.length)} gelöschte Läufe zurückholen`,
  takeBackHint:
    'Einige Minuten nach dem Löschen sind sie im Papierkorb des Systems und lassen sich von dort zurücklegen',
  removed: (names) =>
    names.length === 1 ? `${names[0] ?? ''} gelöscht` : `${count(names.length)} Läufe gelöscht`,

  keptAgain: (step) => ({
    title: 'Der Lauf wird wieder gespeichert',
    text: `Schritt ${count(step)} ist gespeichert, mit allen Verlusten davor.`
  }),

  brokenOff: (name) => `${name} wurde abgebrochen`,
  isPaused: (name) => `${name} ist angehalten`,
  brokenOffText: (step, steps) =>
    `Schritt ${count(step)} von ${count(steps)} ist gesichert. Von dort geht es mit denselben Verlusten weiter, die der Lauf sonst gehabt hätte.`,

  budget: 'Checkpoints',
  budgetText:
    'Werden während eines Laufs gesichert: am Anfang dicht, später weiter auseinander. Der erste, die letzten zwei, der beste und angeheftete bleiben immer.',
  budgetCount: 'Höchstens pro Lauf',
  budgetMegabytes: 'Höchstens, MB',
  budgetNote: 'Gilt für jeden Lauf ab seinem nächsten Checkpoint.',
  checkpoints: 'Checkpoints',
  checkpointsOf: (n, size) => `${plural(n, 'Checkpoint', 'Checkpoints')}, ${bytes(size)}`,
  noCheckpoints: 'Von diesem Lauf ist kein Checkpoint gesichert.',
  step: 'Schritt',
  atStep: (step) => `Schritt ${count(step)}`,
  goTo: (step) => `Zu Schritt ${count(step)} gehen`,
  heldOut: 'Prüfteil',
  size: 'Größe',
  pinned: 'angeheftet',
  isBest: 'bester',
  pin: (step) => `Schritt ${count(step)} für immer behalten`,
  unpin: (step) => `Schritt ${count(step)} aufgeben, wenn Platz gebraucht wird`,

  time: 'Schritt des Laufs',
  timeTitle: 'Zeitmaschine',
  timeStands: (name, step) => `Das Labor steht bei Schritt ${count(step)} von ${name}.`,
  timeHint: 'An den gesicherten Schritten entlanggehen: Verlust, Proben, Landschaft und Erzeugen gehen mit.',
  earlier: 'Früherer Schritt',
  later: 'Späterer Schritt',
  present: 'Zurück zur Gegenwart',
  samplesAt: (step) => `Was es bei Schritt ${count(step)} schreibt`,
  samplesNote: 'Immer mit demselben Seed, damit sich nur das Modell unterscheidet.',
  samplesWaiting: 'Dieser Schritt wird geöffnet.',
  runTitle: (name, best) =>
    best === null ? name : `${name} kam auf ${decimal(best, 3)} Bit pro Zeichen herunter`,
  runLine: (corpus, step, steps, seconds) =>
    `„${corpus}“, ${count(step)} von ${count(steps)} Schritten${seconds > 0 ? ` in ${timeLeft(seconds)}` : ''}.`,
  trainingAt: 'Trainingsverlust',
  heldOutAt: 'Prüfverlust',
  perToken: 'pro Token',
  inBits: 'In Bit pro Zeichen',
  seeLandscape: 'In der Landschaft ansehen',
  write: 'Von hier aus schreiben',
  here: 'Bei diesem Schritt',

  branch: (step) => `Ab Schritt ${count(step)} abzweigen`,
  branchHint:
    'Ein neuer Lauf, der mit dem Modell dieses Schritts beginnt, mit Einstellungen, die sich ändern lassen.',
  branchCorpus: (name) => `Das Korpus „${name}“ ist nicht mehr in der Bibliothek`,

  facts: 'Dieser Lauf',
  settings: 'Abweichende Einstellungen',
  factNames: {
    engine: 'Engine',
    device: 'Gerät',
    seconds: 'Dauer',
    bytes: 'Speicherplatz',
    begun: 'Beginn',
    origin: 'Importiert',
    parameters: 'Parameter'
  },
  begun: (iso) => moment(iso),
  lineage: 'Woher er kommt',
  children: 'Was davon abzweigte',
  lineageStart: 'neue Gewichte',
  rename: 'Umbenennen',
  renameTitle: 'Lauf umbenennen',
  newName: 'Name',
  suggest: 'Anderen vorschlagen',
  nameTaken: (name) => `Ein anderer Lauf heißt schon ${name}.`,
  nameEmpty: 'Ein Name hat mindestens einen Buchstaben.',
  nameLong: 'Ein Name hat höchstens 100 Zeichen.',
  renamed: 'Umbenennen',
  renamedTo: (name) => `Heißt jetzt ${name}`,
  more: 'Mehr',

  export: 'Lauf exportieren …',
  exportHint: 'Eine .zip-Datei mit allem',
  exportPlain: 'Lauf ohne seinen Text exportieren …',
  exportPlainHint: 'Vom Text geht nur die Prüfsumme mit',
  import: 'Lauf importieren …',
  exporting: (name) => `${name} wird exportiert`,
  importing: (name) => `${name} wird importiert`,
  transferUnit: 'MB',
  importedTitle: (name) => `Importiert als ${name}`,
  importedText: (version, platform) =>
    `Exportiert von Downhill ${version} auf ${platform}. Ihn hier noch einmal zu trainieren zeigt, ob dieser Rechner auf dieselben Verluste kommt.`,
  verify: 'Nachrechnen',
  verifyHint: 'Trainiert ihn nebenher noch einmal und vergleicht jeden Verlust',
  verifying: 'Wird noch einmal trainiert',
  verifyUnit: 'Schritten verglichen',
  verified: 'Nachgerechnet',
  notVerified: 'Noch nicht nachgerechnet',
  verdict: ({ outcome, driftsAt, exact, from, to }) =>
    outcome === 'matches'
      ? `Stimmt: ${from === 1 ? `alle ${count(to)} Verluste` : `die Verluste der Schritte ${count(from)} bis ${count(to)}`} sind ${exact ? 'bis aufs letzte Bit' : 'innerhalb der Toleranz'} gleich.`
      : `Weicht ab Schritt ${count(driftsAt ?? to)} ab.`,
  verdictMore: ({ largestDifference, exact, tolerance, engine, at }) =>
    `Größte Abweichung ${largestDifference === 0 ? '0' : small(largestDifference)} Nats${exact ? '' : `, ${setting(tolerance)} erlaubt`}. Auf ${engine.device}, ${moment(at)}.`,

  compareTitle: (name, bits, n) =>
    `${name} hat von diesen ${count(n)} den niedrigsten Verlust: ${decimal(bits, 3)} Bit pro Zeichen`,
  compareUnknown: (n) => `${plural(n, 'Lauf', 'Läufe')} nebeneinander`,
  compareLine: 'Bit pro Zeichen, damit Läufe mit verschiedenen Tokenizern vergleichbar sind.',
  compareLineTraining:
    'Bit pro Zeichen. Wo nichts zurückgehalten wurde, ist der geglättete Trainingsverlust gezeichnet; er ist mit Prüfverlusten nicht vergleichbar.',
  curves: 'Prüfverlust in Bit pro Zeichen',
  curvesOf: 'Prüfverlust in',
  curvesUnit: 'Bit pro Zeichen',
  curvesMost: (n) => `Gezeichnet sind die Kurven der ersten ${count(n)}.`,
  curvesEmpty: 'Die Kurven beginnen mit dem ersten gemessenen Verlust',
  curvesSentence: (parts) =>
    parts.length === 0
      ? 'Noch keine Verluste.'
      : `Verlust über den Schritten. ${list(parts.map(({ name, bits, step }) => `${name} endet bei ${decimal(bits, 3)} bei Schritt ${count(step)}`))}.`,
  curveReading: (step, parts) =>
    `Schritt ${count(step)}: ${parts.map(({ name, bits }) => `${name} ${decimal(bits, 3)}`).join(', ')}`,
  curveTable: 'Die Zahlen als Tabelle',
  readCurves: 'Die Kurven bei einem Schritt ablesen',
  chartSteps: 'Schritte',
  bits: (bits) => (bits === null ? UNKNOWN : decimal(bits, 3)),
  sideBySide: 'Unterschiede',
  sideBySideNone: 'Die Einstellungen dieser Läufe sind alle gleich.',
  setting: 'Einstellung',
  result: {
    best: 'Bester Prüfverlust, Bit',
    step: 'Trainierte Schritte',
    seconds: 'Dauer',
    engine: 'Engine',
    corpus: 'Korpus'
  },

  question: (b, a) => `Ist ${b} wirklich besser als ${a}?`,
  a: 'A',
  b: 'B',
  evidenceTerm: {
    name: 'Gepaarte Differenz',
    text: 'Beide Einstellungen werden unter denselben Seeds trainiert. Vieles, was ein Seed bewirkt, bewirkt er bei beiden, deshalb sagt die Differenz jedes Paares mehr als die beiden Mittelwerte.'
  },
  better: (b, a) => `${b} ist besser als ${a}`,
  worse: (b, a) => `${b} ist schlechter als ${a}`,
  undecided: 'Noch nicht genug Belege',
  undecidedPairs: (pairs, least) =>
    pairs === 0
      ? `Unter beiden Einstellungen ist noch kein Seed trainiert. Mindestens ${count(least)} sind nötig.`
      : `${plural(pairs, 'Paar ist', 'Paare sind')} zu wenig: Mindestens ${count(least)} sind nötig.`,
  undecidedInterval: 'Das Intervall enthält die Null: Seeds allein könnten solch einen Unterschied machen.',
  decided: (confidence) =>
    `Das Intervall enthält die Null nicht, bei ${decimal(confidence * 100, 0)}${NBSP}% Konfidenz.`,
  meanDifference: 'Mittlere Differenz',
  interval: (confidence) => `${decimal(confidence * 100, 0)}-%-Intervall`,
  intervalOf: (low, high) => `${signed(low)} bis ${signed(high)}`,
  intervalSentence: (mean, low, high) =>
    low === null || high === null
      ? `Die mittlere Differenz ist ${signed(mean)} Bit.`
      : `Die mittlere Differenz ist ${signed(mean)} Bit, ihr Intervall ${signed(low)} bis ${signed(high)}.`,
  signed,
  evidenceUnit: 'Bit',
  bBetter: 'B besser',
  aBetter: 'A besser',
  seed: 'Seed',
  difference: 'B − A',
  seeds: 'Seeds',
  seedsTerm: {
    name: 'Seeds',
    text: 'Unter wie vielen Seeds beide Einstellungen trainiert werden sollen. Mehr machen das Intervall schmaler, etwa mit der Wurzel ihrer Zahl.'
  },
  repeat: (n) => `${plural(n, 'weiteren Lauf', 'weitere Läufe')} trainieren`,
  repeatTime: (seconds) => `Etwa ${timeLeft(seconds)} bei der bisherigen Geschwindigkeit.`,
  repeatEnough: 'Es gibt so viele Paare wie verlangt.',
  repeatGoing: 'Läufen trainiert',
  otherCorpus: 'Sie gehören zu verschiedenen Korpora, deshalb sind ihre Verluste nicht vergleichbar.',
  sameSettings: 'Dies sind dieselben Einstellungen unter verschiedenen Seeds.',
  branched:
    'Eine Abzweigung lässt sich nicht aus einem Seed neu trainieren: Sie beginnt mit dem Modell eines anderen Laufs.',
  notHeldOut: 'Bei einem davon wurde nichts zurückgehalten, deshalb gibt es keinen Verlust zu vergleichen.',
  lossOf: loss
}

/** Zwei Stellen einer kleinen Zahl, auch als Zehnerpotenz. */
function small(value: number): string {
  return value.toPrecision(2).replace('.', ',').replace('e-', 'e\u2212')
}
