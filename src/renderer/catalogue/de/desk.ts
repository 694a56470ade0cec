/* Deutsche Texte des Tischs: Einstellungen, Protokoll, Diagnose, Meldungen des Systems, Tastenkürzel. */

import type * as english from '../desk'
import { count } from '../format'
import type { Like } from '../like'

export const settingsText: Like<typeof english.settingsText> = {
  title: 'Einstellungen',
  appearance: 'Aussehen',
  training: 'Training',
  data: 'Daten',
  language: 'Sprache',
  languages: { system: 'Wie das System', en: 'English', de: 'Deutsch' },
  keepAwake: 'Beim Training wach bleiben',
  keepAwakeTerm: {
    name: 'Beim Training wach bleiben',
    text: 'Der Rechner schläft nicht von selbst ein, solange ein Lauf im Gange ist. Der Bildschirm darf dunkel werden, und ein zugeklappter Deckel gilt weiterhin.'
  },
  notify: 'Melden, wenn ein Lauf endet',
  notifyTerm: {
    name: 'Melden, wenn ein Lauf endet',
    text: 'Eine Meldung des Systems, wenn das Fenster nicht vorn ist. Manche Systeme zeigen keine, bis es ihnen erlaubt wird.'
  },
  engine: 'Engine',
  engineTerm: {
    name: 'Engine',
    text: 'Was vom nächsten Lauf an rechnet. „Automatisch“ nimmt die schnellste, die gemessen wurde. Geschwindigkeiten stehen beim Training.'
  },
  folder: 'Datenordner',
  folderTerm: {
    name: 'Datenordner',
    text: 'Wo Texte, Läufe, Merklisten und Einstellungen liegen. Er kann auf einem anderen Datenträger sein; alles darin lässt sich so kopieren, wie es ist.'
  },
  move: 'In einen anderen Ordner umziehen …',
  open: 'Anderen Ordner benutzen …',
  next: (folder, how) =>
    how === 'move'
      ? `Ab dem nächsten Start: ${folder}. Dann zieht alles dorthin um.`
      : `Ab dem nächsten Start: ${folder}. Was hier liegt, bleibt hier.`,
  restart: 'Jetzt neu starten',
  stay: 'Hier bleiben',
  whileTraining: 'Ein Lauf ist im Gange.',
  defaults: 'Auf Voreinstellungen setzen',
  takeBack: 'Rückgängig',
  atOnce: 'Änderungen gelten sofort. Ein Lauf, der im Gange ist, behält seine Engine.'
}

export const logText: Like<typeof english.logText> = {
  title: 'Protokoll',
  description:
    'Was schiefging, das Neueste zuerst. Es enthält keine Texte, keine Dateinamen und nichts Getipptes.',
  filter: 'Zeigen',
  all: 'Alles',
  warnings: 'Warnungen und Fehler',
  errors: 'Fehler',
  search: 'Suchen',
  empty: 'Noch ging nichts schief.',
  noneFit: 'Nichts im Protokoll passt dazu.',
  entries: (n) => (n === 1 ? '1 Eintrag' : `${count(n)} Einträge`),
  more: (n) => `${count(n)} weitere zeigen`,
  technical: 'Für einen Bericht',
  again: 'Neu lesen',
  copy: 'Diagnose kopieren',
  copied:
    'Diagnose kopiert: Versionen, System, Engines und die letzten Fehler. Nichts von eigenen Texten ist darin.',
  levels: { error: 'Fehler', warn: 'Warnung', info: 'Notiz' },
  sources: { main: 'Hauptprozess', window: 'Fenster', worker: 'Rechenprozess', helper: 'Hilfsprozess' },
  events: {
    started: 'Downhill wurde gestartet.',
    'page-gone': 'Der Prozess des Fensters endete ungefragt.',
    'helper-gone': 'Ein Hilfsprozess endete ungefragt.',
    refused: 'Etwas nicht Erlaubtes wurde abgelehnt.',
    unexpected: 'Etwas Unerwartetes geschah.',
    'not-stored': 'Eine Einstellung konnte nicht gespeichert werden.',
    'not-opened': 'Eine Datei von außen konnte nicht geöffnet werden.',
    'no-data-folder': 'Der Datenordner war nicht benutzbar.',
    'library-taken': 'Ein anderer Computer hat den Datenordner übernommen.'
  },
  facts: {
    reason: 'Grund',
    kind: 'Art',
    problem: 'Hindernis',
    key: 'Einstellung',
    engine: 'Engine',
    format: 'Format',
    step: 'Schritt',
    line: 'Zeile',
    bytes: 'Bytes',
    limit: 'Grenze',
    needed: 'benötigt',
    version: 'Version'
  },
  values: {
    crashed: 'abgestürzt',
    killed: 'wurde beendet',
    oom: 'kein Arbeitsspeicher mehr',
    'abnormal-exit': 'regelwidrig beendet',
    'launch-failed': 'startete nicht',
    'integrity-failure': 'war nicht unversehrt',
    'memory-eviction': 'wurde beendet, um Speicher freizugeben',
    'a-new-window': 'ein neues Fenster',
    'going-to': 'eine andere Adresse',
    'the-permission': 'eine Berechtigung',
    'a-request-to': 'eine Anfrage an das Netz',
    sender: 'gefragt von jemandem, der nicht darf',
    GPU: 'Grafikkarte',
    Utility: 'Dienst',
    range: 'außerhalb des Bereichs',
    integer: 'keine ganze Zahl',
    ENOSPC: 'kein Platz mehr',
    EACCES: 'nicht erlaubt',
    EPERM: 'nicht erlaubt',
    EROFS: 'nur lesbar',
    ENOENT: 'nicht da',
    EIO: 'der Datenträger versagte',
    EMFILE: 'zu viele offene Dateien',
    EBUSY: 'in Gebrauch'
  }
}

export const notifyText: Like<typeof english.notifyText> = {
  finished: (run) => `${run} ist fertig`,
  loss: (value, steps) =>
    value === null ? `${count(steps)} Schritte.` : `Prüfverlust ${value} nach ${count(steps)} Schritten.`,
  failed: (run) => `${run} ist stehen geblieben`,
  failedAt: (what, step) => `${what}. Schritt ${count(step)}.`,
  repeats: 'Alle Wiederholungen sind trainiert',
  repeatsText: (runs) => `${count(runs)} Läufe, zu vergleichen unter „Läufe“.`
}

export const savedText: Like<typeof english.savedText> = {
  drag: 'Datei ziehen',
  dragHint: 'In einen Ordner, eine Mail oder ein anderes Programm ziehen',
  reveal: 'Im Ordner zeigen',
  noList: 'Noch gibt es keine Liste zum Exportieren',
  noListText:
    'Zuerst eine schreiben; dann exportiert „Exportieren“ sie als Text, Tabelle, JSON, Markdown oder PDF.'
}

export const shortcutText: Like<typeof english.shortcutText> = {
  groups: {
    everywhere: 'Überall',
    generate: 'Erzeugen',
    letters: 'Buchstabe für Buchstabe',
    shortlist: 'In der Merkliste',
    ground: 'Auf Gelände, Karte und Heatmaps',
    tour: 'Rundgang'
  },
  stages: 'Zu einer Station gehen',
  train: 'Trainieren',
  pause: 'Den Lauf anhalten oder fortsetzen',
  openModel: 'Ein Modell öffnen',
  saveModel: 'Das Modell sichern',
  exportList: 'Die Liste exportieren',
  settings: 'Einstellungen',
  fullScreen: 'Vollbild und zurück',
  present: 'Vorführen: Vollbild ohne Leiste, größer',
  list: 'Diese Liste',
  escape: 'Schließen, was offen ist',
  zoom: 'Größer, kleiner, wie es war',
  keep: 'Die Zeile merken oder loslassen',
  rows: 'Zeile darüber, Zeile darunter',
  move: 'Die Zeile nach oben oder unten',
  takeOff: 'Die Zeile von der Liste nehmen',
  letterBack: 'Einen Buchstaben zurück',
  letterRows: 'Durch die Buchstaben gehen',
  letterDraw: 'Den nächsten Buchstaben ziehen',
  orbit: 'Drehen; durch die Zellen gehen',
  pan: 'Das Gelände verschieben',
  groundZoom: 'Näher, ferner',
  groundReset: 'Wie es war',
  stations: 'Vorige Station, nächste Station'
}
