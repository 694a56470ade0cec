/* Texte der Trainingsseite und des Verlustdiagramms: Überschriften, Einstellungen, Engines, Proben. */

import type { CountingModel } from '../../charts/crossings'
import type { LossUnit } from '../../charts/loss-chart'
import type { LossChartWords } from '../../charts/words'
import { count, list, measured, setting, timeLeft } from '../format'
import type { Like } from '../like'
import type { trainText as english } from '../train'
import { formsOf, items } from './nouns'

const GROUPS = { pairs: 'Paaren', triples: 'Dreiergruppen', fours: 'Vierergruppen' } as const

/** Nach „als“: „das Zählen von Vierergruppen“. */
const counted = (model: CountingModel, units: string): string => {
  switch (model) {
    case 'uniform':
      return 'der Zufall'
    case 'letters':
      return `das Zählen einzelner ${units}`
    case 'pairs':
    case 'triples':
    case 'fours':
      return `das Zählen von ${GROUPS[model]}`
  }
}

/** Am Satzanfang und ausführlich: „Das Zählen von Vierergruppen aus Buchstaben“. */
const countedFully = (model: CountingModel, units: string): string => {
  switch (model) {
    case 'uniform':
      return 'Reiner Zufall'
    case 'letters':
      return `Das Zählen einzelner ${units}`
    case 'pairs':
    case 'triples':
    case 'fours':
      return `Das Zählen von ${GROUPS[model]} aus ${units}`
  }
}

const either = (nearest: readonly number[]): string => nearest.map(setting).join(' oder ')
const unitOf = (unit: LossUnit): string =>
  unit === 'token' ? 'Nats pro Token' : `${unit === 'bits' ? 'Bit' : 'Nats'} pro Zeichen`

const chartWords: LossChartWords = {
  models: { uniform: 'Zufall', letters: 'einzelne', pairs: 'Paare', triples: 'Dreier', fours: 'Vierer' },
  training: 'Training',
  heldOut: 'Prüfteil',
  steps: 'Schritte',
  empty: 'Die Kurve beginnt mit dem ersten Schritt',
  step: (step) => `Schritt ${step}`,
  beatAt: (model, step) => `${model} geschlagen bei Schritt ${step}`,
  beaten: (model) => `${model} geschlagen`,
  summary: ({ step, curve, from, to, fell, beaten, next }) => {
    const ahead = next && `als Nächstes kommt „${next.model}“ bei ${next.loss}`
    if (step === null)
      return `Verlust über den Schritten. Die Kurve beginnt mit dem ersten Schritt${ahead ? `; ${ahead}` : ''}.`
    const name = curve === 'heldOut' ? 'Der Prüfverlust' : 'Der geglättete Trainingsverlust'
    const way = `${name} ${fell ? 'fällt' : 'steigt'} von ${from} auf ${to} bei Schritt ${step}`
    const passed = beaten.length > 0 ? ` und liegt unter ${list(beaten.map((one) => `„${one}“`))}` : ''
    return `Verlust über den Schritten. ${way}${passed}${ahead ? `; ${ahead}` : '; kein Zählmodell liegt mehr voraus'}.`
  }
}

export const trainText: Like<typeof english> = {
  // Überschrift und die Zeile darunter
  noCorpus: 'Noch kein Text zum Lernen',
  noCorpusLine: 'Zuerst eine Liste oder einen Fließtext wählen.',
  reading: (name) => `„${name}“ wird gelesen`,
  readyList: (n, nouns) => `Bereit, ${items(n, nouns)} zu lernen`,
  readyText: (n) => `Bereit, ${count(n)} Zeichen Text zu lernen`,
  readyLine: (heldOut, parameters, steps) =>
    `${heldOut > 0 ? `${count(heldOut)} weitere sind zum Messen zurückgehalten. ` : 'Nichts ist zurückgehalten. '}${parameters === null ? '' : `${count(parameters)} Parameter, `}${count(steps)} Schritte.`,
  readyOn: (name, step) => `Bereit, ${name} ab Schritt ${count(step)} fortzusetzen`,
  readyOnLine: (steps, corpus) => `Bis Schritt ${count(steps)}, auf „${corpus}“.`,
  unfit: (problems) =>
    problems === 1 ? 'Eine Einstellung passt nicht' : `${count(problems)} Einstellungen passen nicht`,
  unfitLine: (names) => `Zu beheben: ${list(names)}.`,
  starting: 'Wird vorbereitet',
  startingLine: 'Der Text wird in Tokens zerlegt und die Engine eingerichtet.',
  first: 'Es beginnt mit Raten',
  firstLine: (step, steps, training, next) =>
    [
      training === null
        ? `Schritt ${count(step)} von ${count(steps)}.`
        : `Trainingsverlust ${training} bei Schritt ${count(step)} von ${count(steps)}.`,
      next === null ? '' : `Der Prüfteil wird bei Schritt ${count(next)} gemessen.`
    ]
      .filter(Boolean)
      .join(' '),
  noBetter: (now, units) =>
    now ? `Es rät ${units} noch nicht besser als der Zufall` : `Es riet ${units} nicht besser als der Zufall`,
  better: (model, now, units) => `Es rät ${units} ${now ? 'jetzt ' : ''}besser als ${counted(model, units)}`,
  best: (now, units) => `Es rät ${units} ${now ? 'jetzt ' : ''}besser als jedes Modell, das nur zählt`,
  byHeart: (now) =>
    now ? 'Es beginnt, den Text auswendig zu lernen' : 'Es hat einen Teil des Textes auswendig gelernt',
  lossAt: (val, step, steps) => `Prüfverlust ${val} bei Schritt ${count(step)} von ${count(steps)}.`,
  trainingAt: (training, step, steps) =>
    `Trainingsverlust ${training}, geglättet, bei Schritt ${count(step)} von ${count(steps)}.`,
  finished: (step) => `Fertig nach ${step === 1 ? 'einem Schritt' : `${count(step)} Schritten`}.`,
  stopped: (step, steps) => `Beendet bei Schritt ${count(step)} von ${count(steps)}.`,
  finishedTitle: (step) =>
    step === 1 ? 'Fertig nach einem Schritt' : `Fertig nach ${count(step)} Schritten`,
  stoppedTitle: (step) => `Beendet bei Schritt ${count(step)}`,
  bitsPerCharacter: (bits) => `${bits} Bit pro Zeichen`,
  heldOutLoss: (val) => `Prüfverlust ${val}.`,
  trainingLoss: (training) => `Trainingsverlust ${training}, geglättet.`,
  ahead: (model, at, by, units) => `${countedFully(model, units)}, bei ${at}, liegt ${by} tiefer.`,
  allBeaten: (model, at, by, units) => `${countedFully(model, units)}, bei ${at}, liegt ${by} darüber.`,
  onTraining: 'Nichts ist zurückgehalten: Gemessen wird an dem, woraus es lernt.',
  lowest: (best, step, val) =>
    `Der Prüfverlust war bei Schritt ${count(step)} am niedrigsten, ${best}, und ist jetzt ${val}, während der Trainingsverlust weiter fällt.`,
  paused: (step) => `Angehalten bei Schritt ${count(step)}`,
  pausedLine: 'Schritte und Lernrate lassen sich jetzt ändern.',
  failed: (step) => `Der Lauf ist bei Schritt ${count(step)} abgebrochen`,
  failedKept: (step) => `Bis Schritt ${count(step)} ist nichts verloren: Er ist gesichert.`,
  failedNothing: 'Noch war kein Schritt gesichert.',

  // Handlungen
  toCorpus: 'Text wählen',
  start: 'Trainieren',
  startOn: 'Weiter trainieren',
  pause: 'Anhalten',
  pausing: 'Wird angehalten',
  resume: 'Fortsetzen',
  stop: 'Beenden',
  stopping: 'Wird beendet',
  again: 'Neu trainieren',
  newRun: 'Neuer Lauf',
  write: (nouns) => `${nouns.items} schreiben`,
  writeText: 'Text schreiben',
  save: 'Modell speichern',
  settings: 'Einstellungen',

  // Zertifikat
  matches: 'Stimmt mit der Referenz überein',
  differs: 'Weicht von der Referenz ab',
  compared: 'Was verglichen wurde',
  certificate: (losses, difference, equal, names) =>
    `${count(losses)} Verluste, größte Abweichung ${difference}; ${count(equal)} von ${count(names)} Namen gleich.`,
  comparedTitle: 'Verglichen mit dem Python-Original',
  comparedText:
    'Das Original ist microgpt von Andrej Karpathy, in Python mit Seed 42 auf derselben Liste in derselben Reihenfolge gelaufen. Jeder Trainingsverlust dieses Laufs und jeder Name, den es danach bei Temperatur 0,5 schreibt, steht neben dem des Originals.',
  comparedRows: {
    losses: 'Verglichene Verluste',
    difference: 'Größte Abweichung, in Nats',
    allowed: 'Erlaubte Abweichung',
    names: 'Verglichene Namen',
    equal: 'Gleiche Namen'
  },
  allowedDifference: '0,0001',

  // Diagramm
  chart: {
    words: chartWords,
    title: 'Verlust',
    in: 'in',
    per: unitOf,
    onTraining: 'Zählmodelle auf dem Trainingsteil',
    unit: 'Einheit',
    nats: 'Nats',
    bits: 'Bit',
    perToken: 'pro Token',
    axis: 'Schrittachse',
    linear: 'linear',
    log: 'log. Schritte',
    table: 'Tabelle',
    tableTitle: 'Verlust nach Schritten',
    tableNote: (unit) =>
      `In ${unitOf(unit)}. Der Trainingsverlust ist geglättet; der Prüfverlust steht, wo er gemessen wurde.`,
    step: 'Schritt',
    training: 'Training',
    heldOut: 'Prüfteil',
    models: 'Modelle, die nur zählen',
    model: 'Modell',
    loss: 'Verlust',
    beaten: 'geschlagen bei Schritt',
    notBeaten: 'noch nicht',
    beatenBefore: 'vor der ersten Messung',
    read: 'Die Kurve bei einem Schritt ablesen',
    reading: (step, training, heldOut) =>
      `Schritt ${step}${training === null ? '' : `, Training ${training}`}${heldOut === null ? '' : `, Prüfteil ${heldOut}`}`
  },

  // Proben
  samples: 'Was es schreibt',
  samplesTab: 'Proben',
  chartTab: 'Verlust',
  views: 'Ansicht',
  samplesEmpty: 'Die ersten Proben kommen nach einigen Schritten.',
  samplesBefore:
    'Während des Trainings schreibt es ab und zu einige Proben. Sie erscheinen hier nebeneinander.',
  stepHead: (step) => `Schritt ${count(step)}`,
  nowHead: (step) => `jetzt, Schritt ${count(step)}`,
  lastHead: (step) => `zuletzt, Schritt ${count(step)}`,
  emptySample: 'leer',

  // Seite
  run: 'Dieser Lauf',
  preset: 'Vorlage',
  presets: { microgpt: 'microgpt', names: 'Namen', 'text-small': 'Text, klein', text: 'Text' },
  presetHints: {
    microgpt: 'Das kleinste GPT, dem Python-Original nachgerechnet',
    names: 'Listen kurzer Zeilen',
    'text-small': 'Fließtext, schnell',
    text: 'Fließtext, groß; am besten mit Grafikkarte'
  },
  presetTaken: 'Eigene Änderungen wichen der Vorlage',
  suggestion: (preset) => `„${preset}“ passt besser zu diesem Text`,
  suggestionAction: 'Benutzen',
  changed: (n) => (n === 1 ? '1 Einstellung geändert' : `${count(n)} Einstellungen geändert`),
  reset: 'Zurück zur Vorlage',
  goesOn: (name) => `Setzt ${name} fort`,
  anew: 'Neu beginnen',
  allSettings: 'Alle Einstellungen',
  fewSettings: 'Weniger Einstellungen',
  parameters: 'Parameter',
  parametersUnknown: 'Erst bekannt, wenn die Einstellungen passen und das Korpus gelesen ist',
  estimate: 'Geschätzte Dauer',
  estimateNote: (speed) =>
    `Bei ${measured(speed)} Schritten/s, gemessen für diese Einstellungen. Messungen am Prüfteil und Proben kommen hinzu.`,
  estimateUnknown:
    'Bekannt, sobald die Geschwindigkeit für diese Einstellungen gemessen ist, was einige Sekunden dauert, oder ein Lauf sie gezeigt hat.',
  estimateMeasure: 'Messen',
  estimateValue: (seconds) => `etwa ${timeLeft(seconds)}`,
  rest: 'Die Einstellungen ruhen, solange der Lauf dauert. Schritte und Lernrate lassen sich bei einer Pause ändern.',
  pauseNote: 'Schritte und Lernrate gelten, sobald der Lauf weitergeht.',
  stepsBehind: (step) => `Der Lauf ist schon bei Schritt ${count(step)}.`,
  evaluated: (used, of, nouns) =>
    `Der Prüfverlust wird an ${count(used)} von ${count(of)} zurückgehaltenen ${nouns ? formsOf(nouns).ofMany : 'Fenstern'} gemessen, jedes Mal denselben.`,
  ownSplit: 'microgpt trainiert auf jeder Zeile, auch auf Kopien, wie sein Original.',
  units: {
    block: 'Zeichen',
    blockTokens: 'Tokens',
    batch: (nouns) => (nouns ? nouns.items : 'Fenster'),
    held_out: '%',
    eval_every: 'Schritte',
    warmup: 'Schritte'
  },
  values: {
    kind: { auto: 'automatisch', list: 'Liste', text: 'Fließtext' },
    family: { gpt2: 'gpt2', microgpt: 'microgpt' },
    schedule: { constant: 'konstant', linear: 'gleichmäßig fallend', cosine: 'als Kosinus fallend' },
    scheduleWarm: {
      constant: 'Warm-up, dann konstant',
      linear: 'Warm-up, dann gleichmäßig',
      cosine: 'Warm-up, dann Kosinus'
    },
    optimizer: { adam: 'Adam', adamw: 'AdamW' },
    random: { downhill: 'Downhill', python: 'Python' },
    deduplicate: { true: 'ja', false: 'nein' }
  },
  problem: {
    heads: (heads, nearest) => `Muss ein Vielfaches der ${count(heads)} Köpfe sein: ${either(nearest)}.`,
    warmup: (steps) => `Der Warm-up darf nicht länger sein als die ${count(steps)} Schritte.`,
    range: (nearest) =>
      `Der nächste erlaubte Wert ist ${typeof nearest === 'number' ? setting(nearest) : nearest}.`,
    integer: (nearest) => `Muss eine ganze Zahl sein: ${either(nearest)}.`,
    number: 'Muss eine Zahl sein.'
  },

  // Engines
  engine: {
    label: 'Engine',
    term: 'Was rechnet. Alle Engines berechnen dieselbe Funktion; sie unterscheiden sich in der Geschwindigkeit.',
    choose: 'Engine',
    auto: 'Automatisch',
    autoUses: (name) => `benutzt ${name}`,
    autoText: {
      only: 'Die einzige Engine hier, die nicht von Natur aus langsam ist: Es gibt nichts zu vergleichen.',
      fastest: 'Die schnellste, die für genau dieses Modell gemessen wurde.',
      unmeasured: 'Misst jede Engine eine Sekunde lang und nimmt die schnellste.'
    },
    autoValue: (name) => (name === null ? 'Automatisch' : `Automatisch: ${name}`),
    software: (name) => `${name} in Software`,
    softwareText: (device) => `${device}: keine Grafikkarte dahinter. Wird nie von selbst gewählt`,
    referenceText: (device) => `${device}. Langsam und leicht zu lesen`,
    speed: 'Schritte/s',
    looking: 'Engines werden gesucht',
    limits: 'Was der Adapter meldet',
    limitsOf: (device) => `Was „${device}“ meldet`,
    adapter: {
      vendor: 'Hersteller',
      architecture: 'Architektur',
      device: 'Gerät',
      description: 'Beschreibung',
      features: 'Merkmale'
    },
    notReported: 'nicht gemeldet',
    arithmetic: {
      title: 'Arithmetik',
      text: 'Ist alles aus, wiederholt sich ein Lauf Bit für Bit auf jedem Rechner dieser Art. Mit jedem davon unterscheiden sich Verluste in ihren letzten Bits von Gerät zu Gerät. Ein Lauf behält, womit er berechnet wurde.',
      names: { 'relaxed-simd': 'Relaxed SIMD', f16: '16-Bit-Aktivierungen', subgroups: 'Subgroups' },
      texts: {
        'relaxed-simd':
          'Für die CPU-Engine. Multipliziert und addiert in einem Befehl mit einer Rundung, wo der Prozessor das kann.',
        f16: 'Für WebGPU. Was Schichten einander hinterlassen, braucht halb so viel Speicher; Summen bleiben bei 32 Bit.',
        subgroups:
          'Für WebGPU. Threads der Grafikkarte, die zusammen laufen, addieren ohne Umweg über den Speicher.'
      },
      note: 'Gilt ab dem nächsten Start eines Laufs.'
    },
    threads: (n) => `${count(n)} Threads`,
    move: (engine) => `Diesen Lauf auf ${engine} verlegen`,
    moving: (engine) => `Wird auf ${engine} verlegt`,
    moveTitle: (engine) => `Dieser Lauf rechnet auf ${engine}`,
    moveText:
      'Gewichte, Momente und die Stelle in den Daten ziehen mit um, kein Schritt geht verloren. Engines unterscheiden sich in den letzten Bits einer Summe, deshalb werden die Zahlen nicht bitgenau die eines Laufs sein, der geblieben ist.',
    moveAction: (engine) => `Auf ${engine} verlegen`,
    again: 'Neu messen',
    measuring: 'wird gemessen',
    notMeasured: 'nicht gemessen',
    measuringNow: (name) => `${name} wird gemessen`,
    measureOne: (name) => `${name} messen`,
    measuredAt: (when) => `Gemessen ${when}`,
    seconds: 's höchstens',
    training: 'Solange ein Lauf dauert, wird nichts gemessen. Dies sind die letzten Werte.',
    settingsFirst: 'Mit diesen Einstellungen lässt sich nicht trainieren.',
    onRequest: 'Langsame werden auf Wunsch gemessen.',
    test: 'Grafikkarte prüfen',
    testAgain: 'Noch einmal prüfen',
    testing: 'Die Grafikkarte wird geprüft',
    tested: (difference) => `Die Grafikkarte berechnet dasselbe wie die CPU, auf ${difference} genau.`,
    curve: 'Geschwindigkeit nach Modellgröße'
  },
  curve: {
    title: 'Geschwindigkeit nach Modellgröße',
    line: (rows, length) =>
      `Training auf diesem Rechner, ${count(rows)} Zeilen zu ${count(length)} Tokens pro Schritt.`,
    measure: 'Messen',
    again: 'Neu messen',
    sizes: 'Modellen gemessen',
    empty: 'Noch nicht gemessen. Es dauert einige Sekunden.',
    parameters: 'Parameter',
    parametersAxis: 'Parameter',
    tokens: 'Tokens/s',
    tokensOf: (engine) => `${engine}, Tokens/s`,
    thisModel: 'dieses Modell',
    none: 'Noch ist nichts gemessen.',
    range: (engine, most, small, least, large) =>
      `${engine}: ${measured(most)} Tokens/s mit ${count(small)} Parametern, ${measured(least)} mit ${count(large)}.`,
    always: (engine) => `${engine} ist bei jeder Größe am schnellsten.`,
    overtakes: (engine, other, above, upTo) =>
      `${engine} überholt ${other} zwischen ${count(above)} und ${count(upTo)} Parametern.`
  }
}
