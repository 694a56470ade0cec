/* Texte des Studios auf der Erzeugen-Seite: was von einer Zeile bekannt ist, die Merkliste, die Ansichten. */

import { count, decimal, oneIn, percent } from '../format'
import type { Like } from '../like'
import type { studioText as english, viewsText as englishViews } from '../studio'
import { capital, formsOf, items } from './nouns'

const edits = (n: number): string => (n === 1 ? '1 Änderung' : `${count(n)} Änderungen`)

export const studioText: Like<typeof english> = {
  views: 'Ansicht',
  viewNames: {
    list: 'Liste',
    passages: 'Passagen',
    write: 'Weiterschreiben',
    sides: 'Nebeneinander',
    letters: 'Buchstabe für Buchstabe',
    tokens: 'Token für Token',
    shares: 'Wie neu'
  },

  nearest: 'Am nächsten',
  itself: 'selbst',
  // Kurz, damit es neben dem Namen in die Spalte passt.
  edits: (n) => `${count(n)} Änd.`,
  looking: 'Wird gesucht',
  keepHead: 'Gemerkt',
  keep: (text) => `${text} merken`,
  letGo: (text) => `${text} nicht mehr merken`,
  current: (text) => `${text} zeigen`,
  terms: {
    nearest: {
      name: 'Nächste',
      text: 'Die Zeile der ganzen Liste, zu der es die wenigsten geänderten, hinzugefügten oder weggenommenen Buchstaben braucht. Unterstrichen ist das längste Stück, das in dem Teil steht, auf dem trainiert wurde.'
    }
  },

  detail: (text) => `Über ${text}`,
  copied: (stretch, all) =>
    stretch === ''
      ? 'Kein Stück davon steht im Trainingsteil.'
      : all
        ? 'Alles davon steht im Trainingsteil, in längeren Zeilen oder als eigene.'
        : { before: 'Das längste Stück aus dem Trainingsteil ist ', stretch, after: '.' },
  nearestOf: (line, n) => ({
    before: ' Am nächsten liegt ',
    line,
    after: `, ${edits(n)} entfernt.`
  }),
  odds: (logProb, bits) =>
    `${oneIn(Math.exp(logProb))}, ln p = ${decimal(logProb, 2)}, ${decimal(bits, 2)} Bit pro Zeichen`,
  keepAction: 'Merken',
  keptAction: 'Gemerkt',
  why: (nouns) => `Warum ${formsOf(nouns).this} ${nouns.item}?`,
  step: (kind) => (kind === 'list' ? 'Buchstabe für Buchstabe' : 'Token für Token'),
  choose: (nouns) =>
    `${capital(formsOf(nouns).oneAccusative)} ${formsOf(nouns).accusative} wählen, um mehr zu sehen.`,

  way: 'Art',
  ways: { drawn: 'Gezogen', proven: 'Wahrscheinlichste' },
  wayTerm: {
    name: 'Wahrscheinlichste',
    text: 'Eine Suche durch alles, was das Modell schreiben könnte, ergibt genau die wahrscheinlichsten, der Reihe nach: ein Beweis, keine Stichprobe. Gezogene kommen zufällig, nach den Einstellungen unten.'
  },
  find: (n, nouns) => `Die ${items(n, nouns)} suchen`,
  searching: (found, of, expanded) =>
    `Suche: ${count(found)} von ${count(of)} bewiesen, ${count(expanded)} Anfänge angesehen.`,
  proven: (n, nouns, fresh) =>
    n === 1
      ? `${capital(formsOf(nouns).the)} wahrscheinlichste ${fresh ? 'neue ' : ''}${nouns.item}`
      : `Die ${count(n)} wahrscheinlichsten ${fresh ? 'neuen ' : ''}${nouns.items}`,
  provenLine: (expanded, exhausted) =>
    exhausted
      ? `Ein Beweis, keine Stichprobe: Nach ${count(expanded)} Anfängen gibt es sonst nichts, was passt.`
      : `Ein Beweis, keine Stichprobe: Nach ${count(expanded)} Anfängen kann nichts anderes, was passt, wahrscheinlicher sein als das letzte.`,
  provenCut: (expanded) =>
    `Vorzeitig beendet nach ${count(expanded)} Anfängen. Die gezeigten sind bewiesen; was als Nächstes käme, ist nicht bekannt.`,
  unseenOnly: 'Nur neue',
  seldom: 'Min-p und Wiederholung',

  shortlist: 'Merkliste',
  kept: (n) => `${count(n)} gemerkt`,
  keyK: 'K',
  noneKept: (nouns) =>
    `K merkt sich ${formsOf(nouns).the === 'der' ? 'den gewählten' : 'die gewählte'} ${formsOf(nouns).accusative}, der Stern daneben auch.`,
  noCorpus: 'Ohne Korpus gemerkt: Der Text, auf dem das Modell trainiert wurde, ist nicht bekannt.',
  rating: 'Bewertung',
  stars: (n) => (n === 0 ? 'Keine Bewertung' : n === 1 ? '1 Stern' : `${count(n)} Sterne`),
  note: 'Notiz',
  tags: 'Schlagwörter',
  tagsPlaceholder: 'durch Kommas getrennt',
  up: (text) => `${text} nach oben`,
  down: (text) => `${text} nach unten`,
  remove: 'Entfernen',
  sideRemoved: 'Das Feld ist weggenommen',
  removed: (text) => `„${text}“ ist von der Merkliste genommen`,
  moveHint: 'Ziehen, oder Alt mit ↑ und ↓',
  open: (text) => `${text}: Bewertung, Notiz und Schlagwörter`,
  exportKept: 'Merkliste exportieren',
  unread: 'Die Merkliste konnte nicht gelesen werden',

  sheetTitle: (model, nouns) => `${nouns.items} von ${model}`,
  shortlistTitle: (corpus) => `Merkliste: ${corpus}`,
  formats: {
    csv: { label: 'Tabelle, .csv', note: 'alle Spalten, mit dem Rezept jeder Zeile' },
    json: { label: 'JSON, .json', note: 'mit den Rezepten, die sie wieder erzeugen' },
    md: { label: 'Markdown-Tabelle, .md', note: 'für Notizen und Webseiten' },
    pdf: { label: 'Gedrucktes Blatt, .pdf', note: 'A4, am Ende die Rezepte' }
  },
  preparing: 'Die nächsten Zeilen werden gesucht',

  sharesTitle: (share, at) => `${percent(share)} sind neu ${at}`,
  sharesReady: 'Wie neu ist, was es schreibt?',
  sharesLine: (n, nouns) =>
    `Jeder Punkt steht für ${items(n, nouns)} aus demselben Seed, verglichen mit der Liste. Nichts ist geschätzt.`,
  overTemperature: 'Über der Temperatur',
  overTraining: 'Über dem Training',
  over: 'Gegen',
  measure: 'Messen',
  measureAgain: 'Neu messen',
  axisTemperature: 'Temperatur',
  axisStep: 'Schritt des Trainings',
  axisShare: 'Anteil der neuen',
  atTemperature: (t) => `bei Temperatur ${decimal(t, 1)}`,
  atStep: (s) => `bei Schritt ${count(s)}`,
  noRun: 'Ein Modell aus einer Datei hat keine gesicherten Schritte in der Bibliothek.',
  sharesPoint: (at, counts, all) =>
    `${at}: ${percent(all === 0 ? 0 : counts.new / all)} neu von ${count(all)}`,
  sharesEmpty: 'Die Kurve entsteht, während die Listen geschrieben werden.',
  points: 'Punkten',
  table: 'Tabelle',
  picture: 'Bild',
  statusNames: {
    new: 'Neu',
    held_out: 'Prüfteil',
    train: 'Trainingsteil',
    unseen: 'Trainingsteil, nicht erreicht'
  },

  retraced: 'Die 20 Namen',
  retracedTitle: (real, unseen) =>
    `${real === 0 ? 'Keiner' : real === 1 ? 'Einer' : count(real)} der 20 ${real > 1 ? 'stehen' : 'steht'} in der Liste; ${
      unseen === real
        ? real === 1
          ? 'er war noch nicht erreicht'
          : 'keiner davon war schon erreicht'
        : `auf ${real - unseen === 1 ? 'einem' : count(real - unseen)} davon war trainiert worden`
    }`,
  retracedLine:
    'Der Lauf nimmt einen Namen pro Schritt, das meiste der Liste sieht er also nie. Von den 20 Namen, die der Autor als erfunden abdruckte, sind 11 echte, auf denen nicht trainiert worden war.',

  retracedName: 'Name',
  retracedStatus: 'Status',
  retracedNearest: 'Nächster in der Liste',
  retracedChance: 'Wahrscheinlichkeit',
  retracedBits: 'Bit pro Zeichen',
  retracedEdits: (n) => (n === 0 ? 'derselbe' : `${edits(n)} entfernt`),
  retracedAsking: 'Die 20 Namen werden noch einmal geschrieben.',
  retracedNotYet: 'Die 20 Namen kommen, wenn der Lauf bei seinem letzten Schritt geendet hat.',

  whyTitle: (text) => `Was zu „${text}“ hindrängte`,
  whyLine:
    'Die Trainingszeilen, deren Gradienten bei den gesicherten Schritten in dieselbe Richtung zeigen (TracIn). Der Schub ist, wie sehr ein kleiner Schritt auf der Zeile den Verlust hier senkt.',
  whyMeasure: 'Berechnen',
  towards: 'Drängten hin',
  away: 'Drängten weg',
  push: 'Schub',
  line: 'Zeile',
  ofLines: (lines, steps) =>
    `Von ${count(lines)} Zeilen, die das Training benutzt hatte, über ${steps === 1 ? '1 gesicherten Schritt' : `${count(steps)} gesicherte Schritte`}.`,
  noneAway: 'Keine.',
  whyFile:
    'Die gesicherten Schritte sind nicht in der Bibliothek: Nur hier trainierte oder importierte Läufe lassen sich befragen.',
  whyCorpus: 'Der Text, auf dem trainiert wurde, ist nicht in der Bibliothek oder zu groß zum Durchsuchen.',
  working: 'Zeilenwerten'
}

/** Die Ansichten neben der Liste. */
export const viewsText: Like<typeof englishViews> = {
  sidesTitle: (n) => `Derselbe Seed, auf ${n === 2 ? 'zwei' : n === 3 ? 'drei' : 'vier'} Arten`,
  sidesLine:
    'Jede Zeile zieht in allen Feldern aus denselben Zufallszahlen: Unterschiede kommen von den Einstellungen oder vom Schritt.',
  panel: (n) => `Feld ${n}`,
  panelModel: 'Modell',
  asItStands: 'Wie es ist',
  keptStep: (step) => `Schritt ${count(step)}`,
  addPanel: 'Feld hinzufügen',
  removePanel: (n) => `Feld ${n} entfernen`,
  rows: 'Wie viele',
  writeAll: 'Alle schreiben',
  sidesEmpty: 'Alle Felder schreiben auf „Alle schreiben“ hin.',
  panelShare: (fresh, all) => `${percent(all === 0 ? 0 : fresh / all)} neu`,
  row: 'Zug',

  lettersReady: (kind) => (kind === 'list' ? 'Ein Buchstabe nach dem anderen' : 'Ein Token nach dem anderen'),
  lettersTitle: (before, token, share) =>
    before === ''
      ? `Es beginnt in ${percent(share)} mit ${token}`
      : `Nach „${before}“ kommt in ${percent(share)} ${token}`,
  lettersLine: 'Wählen, was folgt, oder ziehen. Links geht zurück; was versucht wurde, bleibt im Baum.',
  theEnd: 'das Ende',
  token: 'Als Nächstes',
  stages: { raw: 'Modell', tempered: 'Temperatur', cut: 'Gezogen aus' },
  stageTerms: {
    raw: { name: 'Modell', text: 'Die Wahrscheinlichkeiten, wie das Modell sie hat, bei Temperatur 1.' },
    tempered: {
      name: 'Temperatur',
      text: 'Dieselben nach Wiederholungsstrafe und Temperatur: Unter 1 wird Wahrscheinliches wahrscheinlicher.'
    },
    cut: {
      name: 'Gezogen aus',
      text: 'Was nach Top-k, Top-p, Min-p und den Vorgaben übrig ist. Ein Strich ist abgeschnitten.'
    }
  },
  take: (token, share) => `${token} nehmen, ${share}`,
  draw: 'Nächstes ziehen',
  drawToEnd: 'Bis zum Ende ziehen',
  back: 'Zurück',
  restart: 'Von vorn',
  path: 'Was bisher geschrieben ist',
  tree: 'Bisher versucht',
  alternative: (text) => `Zu ${text === '' ? 'dem Anfang' : text} gehen`,
  beginning: 'Anfang',
  ended: (text, logProb) => `„${text}“ ist geschrieben, ${oneIn(Math.exp(logProb))}.`,
  full: 'Der Kontext ist voll: Hier endet es.',
  nothingFits: 'Nichts Passendes kann folgen.',
  more: (n) => `${count(n)} weitere`,
  rest: (n, share) => `${count(n)} weniger wahrscheinliche, zusammen ${percent(share, 1)}`,
  keepThis: 'Merken',
  contextOf: (seen, block) => `Es sieht ${count(seen)} von höchstens ${count(block)} Tokens.`,
  stepNow: (step) => `bei Schritt ${count(step)}`,

  writeTitle: 'Einen Anfang schreiben und es fortfahren lassen',
  wroteTitle: (tokens) => `Es ist ${tokens === 1 ? '1 Token' : `${count(tokens)} Tokens`} lang fortgefahren`,
  writingTitle: 'Es schreibt',
  writeLine: 'Alles lässt sich jederzeit ändern: Es fährt fort von dem, was dasteht.',
  document: 'Text',
  documentPlaceholder: 'Hier anfangen, oder es selbst anfangen lassen',
  goOn: 'Fortfahren',
  stop: 'Anhalten',
  again: 'Anderes Ende',
  undoWriting: 'Zurücknehmen',
  contextUse: (tokens, block) =>
    tokens <= block
      ? `${count(tokens)} von ${count(block)} Tokens des Kontexts benutzt.`
      : `${count(tokens)} Tokens, und der Kontext fasst ${count(block)}: Das Fenster ist weitergerückt, den blassen Anfang sieht es nicht mehr.`,
  slides:
    'Über den Kontext hinaus fährt es jedes Mal, wenn das Fenster voll ist, von dessen letzter Hälfte fort.',
  contextLabel: 'Nutzung des Kontexts'
}
