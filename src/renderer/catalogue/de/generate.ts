/* Texte der Erzeugen-Seite: Überschriften, die Liste, wie sie geschrieben wird, das Modell, das schreibt. */

import { count, decimal, loss, percent } from '../format'
import type { generateText as english } from '../generate'
import type { Like } from '../like'
import { capital, formsOf, items, ofItems } from './nouns'

export { PASSAGES } from './nouns'

export const generateText: Like<typeof english> = {
  nothing: 'Noch nichts, womit sich schreiben lässt',
  nothingLine: 'Ein Modell schreibt, was es gelernt hat. Eines trainieren oder ein gespeichertes öffnen.',
  ready: (model) => `${model} kann schreiben`,
  readyLine: (step, heldOut, inBits = false) =>
    `${count(step)} Schritte lang trainiert${heldOut === null ? '' : `, Prüfverlust ${loss(heldOut)}${inBits ? ' Bit pro Zeichen' : ''}`}.`,
  writing: (nouns) => `Es beginnt, ${nouns.items} zu schreiben`,
  someNew: (fresh, all, nouns) =>
    `${count(fresh)} von ${ofItems(all, nouns)} ${fresh === 1 ? 'ist' : 'sind'} neu`,
  allNew: (all, nouns) =>
    all === 1
      ? `${capital(formsOf(nouns).the)} eine ${nouns.item} ist neu`
      : `Alle ${items(all, nouns)} sind neu`,
  noneNew: (all, nouns) =>
    all === 1
      ? `${capital(formsOf(nouns).the)} eine ${nouns.item} ist bekannt`
      : `${capital(formsOf(nouns).none)} von ${ofItems(all, nouns)} ist neu`,
  written: (all, nouns) => `${items(all, nouns)} geschrieben`,
  progress: (done, of) => `Wird geschrieben: ${count(done)} von ${count(of)}.`,
  trained: (n) =>
    n === 1
      ? 'Davon steht eins in dem Teil, auf dem trainiert wurde.'
      : `Davon stehen ${count(n)} in dem Teil, auf dem trainiert wurde.`,
  noneTrained: 'Nichts davon steht in dem Teil, auf dem trainiert wurde.',
  heldOutOne: { before: 'Eins, ', after: ', hatte es nie gesehen, und doch steht es im Prüfteil.' },
  heldOut: (n) => `${count(n)} hatte es nie gesehen, und doch stehen sie im Prüfteil.`,
  cannotTell:
    'Neues und Bekanntes sind nicht zu unterscheiden: Der Text, auf dem trainiert wurde, ist nicht in der Bibliothek oder zu groß zum Durchsuchen.',

  write: (n, nouns) => `${items(n, nouns)} schreiben`,
  more: (n) => `${count(n)} weitere schreiben`,
  cancel: 'Abbrechen',
  cancelling: 'Wird abgebrochen',
  export: 'Exportieren',
  exportAs: (n, nouns) => `${items(n, nouns)} als`,
  formats: {
    txt: { label: 'Zeilen, .txt', note: 'je eine Zeile' },
    txtPassages: { label: 'Text, .txt', note: 'durch Leerzeilen getrennt' },
    csv: { label: 'Tabelle, .csv', note: 'mit Status und Wahrscheinlichkeit' },
    json: { label: 'JSON, .json', note: 'mit dem Rezept, das sie wieder erzeugt' }
  },
  copy: 'In die Zwischenablage kopieren',
  copied: (n, nouns) => `${items(n, nouns)} kopiert`,
  nothingToExport: 'Noch gibt es nichts zu exportieren',
  putAway: 'Eine neue Liste wurde begonnen',

  summary: (fresh, held, known) =>
    `${percent(fresh)} neu, ${percent(held, 1)} im Prüfteil, ${percent(known, 1)} im Trainingsteil`,
  shareNew: (share) => `${percent(Math.floor(share * 100) / 100)} neu`,
  show: 'Zeigen',
  all: (n) => `Alle ${count(n)}`,
  fresh: (n) => `Neu ${count(n)}`,
  known: (n) => `Bekannt ${count(n)}`,
  list: (nouns) => `Was es geschrieben hat: ${nouns.items}`,
  columns: {
    name: (nouns) => nouns.item,
    status: 'Status',
    probability: 'Wahrscheinlichkeit',
    bits: 'Bit pro Zeichen'
  },
  status: {
    new: 'neu',
    held_out: 'Prüfteil',
    train: 'Trainingsteil',
    unseen: 'Trainingsteil, nicht erreicht'
  },
  naturalLog: (logProb) => `ln p = ${decimal(logProb, 2)}`,
  bitsOf: (bits) => `${decimal(bits, 2)} Bit pro Zeichen`,
  empty: 'leer',
  noneShown: 'Nichts von dieser Art.',
  before: (nouns) =>
    `${nouns.items} erscheinen hier, während sie entstehen, jeweils als neu oder bekannt gekennzeichnet.`,

  settings: 'Wie es schreibt',
  count: 'Wie viele',
  prefix: 'Beginnt mit',
  prefixPlaceholder: 'beliebig',
  temperature: 'Temperatur',
  greedy: 'immer das Wahrscheinlichste',
  topK: 'Top-k',
  topP: 'Top-p',
  minP: 'Min-p',
  repetition: 'Wiederholungsstrafe',
  seed: 'Seed',
  dice: 'Anderer Seed',
  ownStream: 'Die eigenen Zufallszahlen des Modells',
  maxTokens: 'Länge, Tokens',
  mustFit: 'Muss passen',
  endsWith: 'Endet mit',
  contains: 'Enthält',
  excludes: 'Ohne',
  nothingExcluded: 'nichts',
  pattern: 'Muster',
  minLength: 'Länge von',
  maxLength: 'Länge bis',
  minEdits: 'Änderungen gegenüber Bekanntem',
  avoid: 'Und gegenüber diesen',
  avoidPlaceholder: 'keine weiteren',
  newOnly: 'Nur Neue',
  distinct: 'Ohne Wiederholung',
  anythingGoes: 'Alles ist erlaubt',
  drawn: (items, draws) =>
    items === draws
      ? `Alle ${count(draws)} gezogenen passen.`
      : `${count(items)} von ${count(draws)} gezogenen passen.`,
  terms: {
    status: {
      name: 'Status',
      text: 'Neue stehen nirgends im Korpus. Bekannte stehen in dem Teil, auf dem trainiert wurde, oder im Prüfteil, den das Modell nie sah.'
    },
    probability: {
      name: 'Wahrscheinlichkeit',
      text: 'Wie wahrscheinlich das Modell bei Temperatur 1 genau dies schreibt. Der natürliche Logarithmus steht in Exporten und unter dem Zeiger.'
    },
    bits: {
      name: 'Bit pro Zeichen',
      text: 'Wie überraschend der Text für das Modell ist, pro Zeichen. Wenig ist, was es erwartet; viel ein seltener Fund oder Unsinn.'
    },
    prefix: {
      name: 'Beginnt mit',
      text: 'Das Modell fährt von hier fort. Es kann nur Zeichen benutzen, die es kennt.'
    },
    temperature: {
      name: 'Temperatur',
      text: 'Wie kühn es wählt. Bei 0 nimmt es immer das wahrscheinlichste Zeichen, bei 1 folgt es seinen eigenen Wahrscheinlichkeiten, darüber wird es wild.'
    },
    topK: {
      name: 'Top-k',
      text: 'Nur die k wahrscheinlichsten Zeichen dürfen folgen. 1 ist dasselbe wie Temperatur 0; 0 lässt alle zu.'
    },
    topP: {
      name: 'Top-p',
      text: 'Nur die wahrscheinlichsten Zeichen, die zusammen diesen Anteil erreichen, dürfen folgen. 1 lässt alle zu; kleine Werte gehen auf Nummer sicher.'
    },
    minP: {
      name: 'Min-p',
      text: 'Nur Zeichen, die mindestens zu diesem Anteil so wahrscheinlich sind wie das wahrscheinlichste, dürfen folgen. 0 lässt alle zu.'
    },
    repetition: {
      name: 'Wiederholungsstrafe',
      text: 'Über 1 werden Zeichen, die der Text schon enthält, unwahrscheinlicher. 1 schaltet sie ab.'
    },
    contains: {
      name: 'Enthält',
      text: 'Jedes davon, durch Leerzeichen getrennt, kommt irgendwo vor. Groß- und Kleinschreibung gilt wie getippt.'
    },
    excludes: {
      name: 'Ohne',
      text: 'Keiner dieser Buchstaben und keines dieser Wörter, durch Leerzeichen getrennt, kommt irgendwo vor.'
    },
    pattern: {
      name: 'Muster',
      text: 'Für das Ganze: ? ist ein Zeichen, * eine beliebige Folge, [aeiou] eines von diesen, [^xyz] keines von diesen. Ein umgekehrter Schrägstrich nimmt das nächste, wie es ist.'
    },
    maxLength: {
      name: 'Länge bis',
      text: 'In Zeichen. 0 lässt es so lang werden, wie das Modell schreiben kann.'
    },
    avoid: {
      name: 'Und gegenüber diesen',
      text: 'Eigene Wörter, von denen Abstand zu halten ist, durch Leerzeichen oder Kommas getrennt: so viele Änderungen wie oben, mindestens eine.'
    },
    minEdits: {
      name: 'Änderungen',
      text: 'Mindestens so viele Buchstaben sind gegenüber jeder Zeile des Korpus geändert, hinzugefügt oder weggenommen. 1 ist dasselbe wie „Nur Neue“.'
    },
    seed: {
      name: 'Seed',
      text: 'Die Zahl, aus der der Zufall kommt. Dasselbe Modell, dieselben Einstellungen und derselbe Seed schreiben wieder dieselbe Liste.'
    },
    ownStream: {
      name: 'Eigene Zufallszahlen',
      text: 'Fährt mit dem Strom von Zufallszahlen fort, mit dem der Lauf endete, wie das Python-Original von microgpt. Ausgeschaltet kommt jeder Eintrag aus dem Seed.'
    },
    maxTokens: { name: 'Länge', text: 'Wie viele Tokens jede Passage nach ihrem Anfang weitergeht.' }
  },

  model: 'Das Modell',
  whichModel: 'Welches Modell schreibt',
  liveRun: 'Laufendes Training',
  keptStep: 'Gesicherter Schritt',
  openedFile: 'Geöffnete Datei',
  facts: {
    name: 'Name',
    step: 'Schritt',
    heldOut: 'Prüfverlust',
    training: 'Trainingsverlust',
    parameters: 'Parameter',
    corpus: 'Korpus'
  },
  corpusUnknown: 'Die Datei sagt nicht, worauf trainiert wurde',
  notMeasured: 'Nichts wurde zurückgehalten oder noch nichts gemessen',
  save: 'Modell speichern',
  open: 'Modell öffnen',
  exportModel: 'Modell exportieren',
  exportModelAs: 'Das Modell für',
  exportingModel: 'Wird exportiert',
  modelFormats: {
    hf: { label: 'Hugging Face', note: 'ein Ordner für transformers' },
    gguf: { label: 'llama.cpp, .gguf', note: 'auch Ollama und LM Studio' },
    html: { label: 'Jeder Browser, .html', note: 'eine Seite, die schreibt, ohne Netz' },
    python: { label: 'Python, .py', note: 'ein Programm zum Lesen, nichts zu installieren' },
    machine: {
      label: 'Ein größerer Rechner',
      note: 'ein Ordner, um mit transformers weiterzutrainieren'
    }
  },
  cannotExport: {
    family: 'kein anderes Programm kennt die Architektur von microgpt',
    large: 'das Modell ist zu groß für eine Textdatei',
    tokenizer: 'GGUF kann diesen Tokenizer nicht enthalten',
    corpus: 'der Text, auf dem trainiert wurde, ist nicht in der Bibliothek'
  },
  trainOn: 'Weiter trainieren',
  trainOnBusy: 'Ein Lauf ist im Gange',
  notResumable: 'Die Datei enthält keinen Trainingszustand: Das Training begänne mit neuen Momenten',
  train: 'Modell trainieren',
  opening: 'Wird geöffnet'
}
