/* Texte der Hülle: Stationen, Statuszeile, Menüs, Hinweise, Dialoge und die leeren Stationen. */

import { count, list, loss, NBSP, percent, setting } from '../format'
import type { Like } from '../like'
import type { shellText as english } from '../shell'
import { settingTerms } from './settings'
import { tokenizerName } from './tokenizers'

export const shellText: Like<typeof english> = {
  name: 'Downhill',
  skip: 'Zum Inhalt springen',
  stages: {
    label: 'Stationen',
    corpus: 'Korpus',
    train: 'Trainieren',
    generate: 'Erzeugen',
    landscape: 'Landschaft',
    inside: 'Einblick',
    insideShort: 'Einblick',
    runs: 'Läufe',
    tour: 'Rundgang',
    trainLive: 'ein Lauf ist im Gange'
  },

  status: {
    label: 'Status',
    idle: 'Kein Training',
    starting: 'Wird vorbereitet',
    state: {
      queued: 'Wartet',
      training: 'Trainiert',
      paused: 'Angehalten',
      finished: 'Fertig',
      stopped: 'Beendet',
      failed: 'Fehlgeschlagen',
      interrupted: 'Abgebrochen'
    },
    progress: 'Fortschritt des Laufs',
    stepsPerSecond: 'Schritte/s',
    tokensPerSecond: 'Tokens/s',
    step: 'Schritt',
    of: (steps) => `von ${count(steps)}`,
    heldOut: 'Prüfverlust',
    training: 'Trainingsverlust',
    bits: 'Bit/Zeichen',
    left: 'übrig',
    notMeasured: 'Noch nicht gemessen',
    automatic: 'Engine: automatisch',
    runs: (n) => (n === 1 ? '1 Lauf' : `${count(n)} Läufe`),
    enginesLoading: 'Engines werden gesucht'
  },
  window: {
    title: (run, share) => `${percent(Math.floor(share * 100) / 100)}, ${run}: Downhill`,
    idle: 'Downhill'
  },

  engine: {
    names: {
      auto: 'Automatisch',
      cpu: 'CPU',
      webgpu: 'WebGPU',
      reference: 'Referenz',
      'reference-webgpu': 'Referenz auf WebGPU'
    },
    kinds: { cpu: 'CPU', webgpu: 'WebGPU', reference: 'Referenz' }
  },

  announce: {
    started: (run) => `Das Training von ${run} hat begonnen.`,
    moved: (engine, step) => `Der Lauf geht ab Schritt ${count(step)} auf ${engine} weiter.`,
    paused: (step) => `Angehalten bei Schritt ${count(step)}.`,
    progress: ({ config, figures }) =>
      figures.valLoss === null
        ? `Schritt ${count(figures.step)} von ${count(config.steps)}${config.tokenizer === 'characters' ? `, Trainingsverlust ${loss(figures.trainLoss)}` : ''}.`
        : `Schritt ${count(figures.step)} von ${count(config.steps)}, Prüfverlust ${config.tokenizer === 'characters' ? loss(figures.valLoss) : `${loss(figures.valBits)} Bit pro Zeichen`}.`,
    ended: (reason, step) =>
      reason === 'finished'
        ? `Fertig nach ${step === 1 ? 'einem Schritt' : `${count(step)} Schritten`}.`
        : reason === 'stopped'
          ? `Beendet bei Schritt ${count(step)}.`
          : `Der Lauf ist bei Schritt ${count(step)} fehlgeschlagen.`
  },
  run: {
    tryAgain: 'Noch einmal versuchen',
    goOnWithCpu: 'Auf der CPU fortsetzen',
    notBitExact: {
      title: 'Ab hier nicht mehr bitgenau',
      text: 'Dieser Lauf geht mit einer anderen Engine oder anderer Arithmetik weiter, als er berechnet wurde. Seine Verluste unterscheiden sich in den letzten Bits von denen, die er sonst gehabt hätte.'
    },
    setBack: (step, engine) => {
      const on = engine === null ? 'der neu geöffneten Grafikkarte' : engine
      return step === 0
        ? `Noch war kein Schritt gesichert: Der Lauf beginnt auf ${on} von vorn.`
        : `Nichts ist verloren: Schritt ${count(step)} ist gesichert. Der Lauf geht von dort auf ${on} weiter.`
    },
    woke: (step, kept) => ({
      title: 'Der Rechner hat geschlafen',
      text:
        kept === null
          ? `Der Lauf geht bei Schritt ${count(step)} weiter.`
          : `Der Lauf geht bei Schritt ${count(step)} weiter. Schritt ${count(kept)} ist gesichert.`
    }),
    goOnFromKept: 'Beim letzten gesicherten Schritt fortsetzen',
    goOnSlower: (step, rate) => `Ab Schritt ${count(step)} mit Lernrate ${setting(rate)} fortsetzen`,
    anew: 'Mit vorsichtigeren Einstellungen neu beginnen',
    safer: (changes) =>
      `Vorsichtiger: ${list(
        changes.map(
          ([key, value]) =>
            `${settingTerms[key].name} ${typeof value === 'number' ? setting(value) : String(value)}`
        )
      )}.`
  },

  intake: {
    drop: 'Irgendwo ablegen',
    dropLine:
      'Texte, Tabellen, Word-Dateien, PDFs und E-Books werden zu Korpora, auch mehrere oder ein Ordner auf einmal. Ein .safetensors-Modell öffnet sich zum Erzeugen. Eine .zip-Datei bringt einen Lauf mit.'
  },
  openModel: {
    title: (name) => `„${name}“ öffnen?`,
    description: 'Was die Datei von sich sagt; geladen ist davon noch nichts.',
    shape: 'Aufbau',
    shapeOf: (layers, heads, width, block) =>
      `${layers === 1 ? '1 Schicht' : `${count(layers)} Schichten`}, ${heads === 1 ? '1 Kopf' : `${count(heads)} Köpfe`}, Breite ${count(width)}, Kontext ${count(block)}`,
    parameters: 'Parameter',
    tokenizer: (setting, vocab) => `${tokenizerName(setting)}; ${count(vocab)} Tokens`,
    step: 'Trainiert',
    stepOf: (step, steps) => `${count(step)} von ${count(steps)} Schritten`,
    heldOut: 'Prüfverlust',
    corpus: 'Korpus',
    size: 'Größe',
    resumable:
      'Das Training lässt sich genau fortsetzen: Die Momente und der Zustand des Zufalls sind dabei.',
    notResumable:
      'Die Momente fehlen: Das Training kann von den Gewichten aus weitergehen, aber nicht genau gleich.',
    open: 'Öffnen',
    recent: 'Zuletzt benutzt'
  },
  saved: (name) => `Gespeichert als „${name}“`,
  found: {
    title: (things) =>
      things === 1
        ? 'Etwas in der Bibliothek war nicht lesbar'
        : `${count(things)} Dinge in der Bibliothek waren nicht lesbar`,
    safe: (things) =>
      `${things === 1 ? 'Es wurde' : 'Sie wurden'} beiseitegelegt, nichts wurde gelöscht. Alles andere ist da.`
  },
  reopened: {
    title: 'Das Fenster ist ausgefallen und wurde neu geöffnet',
    text: 'Was gespeichert ist, ist sicher. Ein Lauf, der im Gange war, ist bei seinem letzten Checkpoint abgebrochen.'
  },

  closing: {
    failed: 'Das Fenster bleibt offen: Der Lauf konnte nicht gesichert werden.'
  },

  actions: {
    cancel: 'Abbrechen',
    close: 'Schließen',
    details: 'Details',
    copy: 'Kopieren',
    copied: 'Kopiert',
    dismiss: 'Ausblenden',
    undo: 'Rückgängig',
    settings: 'Einstellungen',
    showMore: 'Mehr zeigen'
  },
  details: 'Details für einen Bericht',
  notSaid: 'Mehr ist nicht bekannt.',
  toastLabel: 'Rückgängig machen',

  more: {
    label: 'Einstellungen und Hilfe',
    short: 'Mehr',
    theme: 'Farben',
    system: 'Wie das System',
    light: 'Hell',
    dark: 'Dunkel',
    settings: 'Einstellungen',
    shortcuts: 'Tastenkürzel',
    log: 'Protokoll',
    present: 'Vorführen',
    version: (version) => `Downhill ${version}`,
    runtime: (electron, chrome) => `Electron ${electron}, Chromium ${chrome}`
  },
  shortcuts: {
    title: 'Tastenkürzel',
    keys: {
      to: 'bis',
      or: 'oder',
      space: 'Leertaste',
      question: '?',
      escape: 'Esc',
      enter: 'Eingabe',
      delete: 'Entf',
      back: 'Rücktaste'
    },
    ctrl: (mac) => (mac ? '⌘' : 'Strg'),
    shift: (mac) => (mac ? '⇧' : 'Umschalt'),
    alt: (mac) => (mac ? '⌥' : 'Alt')
  },

  field: {
    whole: 'Muss eine ganze Zahl sein.',
    number: 'Muss eine Zahl sein.',
    wholeNearest: (below, above) => `Muss eine ganze Zahl sein: ${below} oder ${above}.`,
    holds: (value) => `Bis dahin gilt ${value}.`,
    least: (least) => `Mindestens ${least}.`,
    most: (most) => `Höchstens ${most}.`
  },
  progressLine: (done, of, unit, left) =>
    `${count(done)} von ${count(of)} ${unit}${left === null ? '' : `, noch${NBSP}${left}`}`,

  novelty: {
    new: 'neu',
    held_out: 'im Prüfteil',
    train: 'im Trainingsteil',
    unseen: 'im Trainingsteil, noch nicht erreicht'
  }
}
