/* Texte der Tokenansicht und der Bytepaar-Kodierung Schritt für Schritt. */

import { count, decimal } from '../format'
import type { Like } from '../like'
import type { tokenViewText as english } from '../token-view'
import { tokenizerName } from './tokenizers'

const plural = (n: number, one: string, many: string): string => `${count(n)} ${n === 1 ? one : many}`
const tokens = (n: number): string => plural(n, 'Token', 'Tokens')
const times = (n: number): string => (n === 2 ? 'zweimal' : `${count(n)}-mal`)

export const tokenViewText: Like<typeof english> = {
  open: 'Die Tokens eines beliebigen Textes',
  back: 'Zurück zum Korpus',
  title: (name, n, characters) =>
    `${name} braucht die wenigsten: ${tokens(n)} für ${count(characters)} Zeichen`,
  titleEmpty: 'Text eingeben, um seine Tokens zu sehen',
  titleWaiting: 'Der Text wird zerlegt',
  line: 'Derselbe Text, von jedem Tokenizer zerlegt. Ein tiefer Strich ist ein Leerzeichen; unter jedem Token steht seine Zahl.',
  region: 'Tokens eines Textes',
  text: 'Text',
  examples: 'Beispiele',
  examplesList: [
    { text: 'abracadabra', note: 'Ein Wort, das sich wiederholt' },
    { text: "I've groked Heinlein's work", note: 'Ein seltenes Wort und Wörter mit Apostroph' },
    { text: 'I’ve groked Heinlein’s work', note: 'Dasselbe mit den Apostrophen des Buchdrucks' },
    { text: '1234567 + 89 = 1234656', note: 'Ziffern: einzeln, zu dritt oder wie sie kommen' },
    { text: '    if (x) {\n        return x\n    }', note: 'Leerzeichen eines Programms' },
    { text: 'naïve café 👨‍👩‍👧 東京の夜', note: 'Akzente, ein Emoji aus mehreren Teilen, Japanisch' },
    { text: '<|endoftext|>', note: 'Der Name eines besonderen Tokens, als bloßer Text' }
  ],
  fromCorpus: 'Aus dem Korpus',
  fromCorpusNote: 'Eine Zeile des gewählten Textes',
  counts: tokens,
  perToken: (characters) => `${decimal(characters, 2)} Zeichen pro Token`,
  of: (n) => `von ${count(n)}`,
  cut: (setting, n, texts) =>
    `${tokenizerName(setting)}: ${tokens(n)}: ${texts.slice(0, 60).join(' | ')}${texts.length > 60 ? ' …' : ''}`,
  more: (n) => `und ${count(n)} weitere`,
  unknown: (character) =>
    `Im gewählten Korpus gibt es „${character}“ nicht, deshalb kann ein Tokenizer aus seinen Zeichen diesen Text nicht schreiben.`,
  waiting: 'wird erstellt oder geladen',
  replaced: (n) =>
    n === 1
      ? 'Ein halbes Surrogatpaar, das keine Datei enthalten kann, wurde durch U+FFFD ersetzt.'
      : `${count(n)} halbe Surrogatpaare, die keine Datei enthalten kann, wurden durch U+FFFD ersetzt.`,
  tooLong: (most) => `Nur die ersten ${count(most)} Zeichen werden zerlegt.`,
  table: 'Nebeneinander',
  tokenizer: 'Tokenizer',
  tokens: 'Tokens',
  charactersPerToken: 'Zeichen pro Token',
  vocabulary: 'Vokabular',
  size: 'Eigenes BPE, Größe',
  sizeTerm: {
    name: 'Größe der eigenen Kodierung',
    text: 'Wie viele Tokens für diesen Vergleich aus dem gewählten Korpus gelernt werden. Kodierungen, mit denen Läufe darauf trainiert wurden, erscheinen ebenfalls.'
  },

  steps: {
    title: 'Wie Bytepaare gelernt werden, Schritt für Schritt',
    line: 'Das Paar, das am häufigsten zusammensteht, wird zu einem Token, wieder und wieder. Hier geschieht es allein an dem Text oben.',
    lineCut: (most) => `An seinen ersten ${count(most)} Zeichen.`,
    back: 'Schritt zurück',
    forward: 'Nächste Verschmelzung',
    play: 'Abspielen',
    pause: 'Anhalten',
    first: 'Zum Anfang',
    label: 'Bytepaar-Kodierung, Schritt für Schritt',
    at: (step, steps) => `Verschmelzung ${count(step)} von ${count(steps)}`,
    start: (n, bytes) => `Es beginnt mit einzelnen Bytes: ${tokens(n)}, ${count(bytes)} verschiedene.`,
    merged: (left, right, made, places, tied) =>
      `„${left}“ und „${right}“ standen ${times(places)} zusammen, ${tied ? 'so oft wie andere, und kamen in der Reihenfolge zuerst' : 'öfter als jedes andere Paar'}: Sie wurden „${made}“.`,
    next: (left, right, places) => `Als Nächstes: „${left}“ und „${right}“, ${times(places)} zusammen.`,
    done: 'Kein Paar kommt mehr zweimal vor: Nichts bleibt zu verschmelzen.',
    doneMost: (most) => `Gezeigt sind die ersten ${count(most)} Verschmelzungen.`,
    none: 'Kein Paar kommt zweimal vor.',
    text: 'Der Text jetzt',
    textLabel: (texts) =>
      `${tokens(texts.length)}: ${texts.slice(0, 60).join(' | ')}${texts.length > 60 ? ' …' : ''}`,
    pairs: 'Paare, die zusammenstehen',
    pair: 'Paar',
    places: 'Stellen',
    chosen: 'als Nächstes',
    morePairs: (n) => (n === 1 ? 'und 1 weiteres Paar' : `und ${count(n)} weitere Paare`),
    rule: {
      name: 'Welches Paar als Nächstes',
      text: 'Das mit den meisten Stellen. Von gleich häufigen das, dessen linkes Token in der Reihenfolge der Bytes zuerst kommt, dann dessen rechtes. Ein Paar, das nur einmal steht, wird nie verschmolzen.'
    },
    vocabulary: 'Vokabular',
    vocabularySize: tokens,
    vocabularyLabel: (texts) => `Vokabular: ${texts.join(', ')}`
  }
}
