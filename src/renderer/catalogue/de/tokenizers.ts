/* Texte über Tokenizer: ihre Namen, was jeder tut, die Einstellung auf der Trainingsseite. */

import { parseTokenizer } from '#core/tokenizer/setting'
import { count, decimal } from '../format'
import type { Like } from '../like'
import { kindOfSetting, type TokenizerKind, type tokenizerText as english } from '../tokenizers'

const NAMES: Readonly<Record<TokenizerKind, string>> = {
  characters: 'Zeichen',
  graphemes: 'Grapheme',
  bpe: 'eigenes BPE',
  r50k_base: 'GPT-2, r50k_base',
  p50k_base: 'Codex, p50k_base',
  cl100k_base: 'GPT-4, cl100k_base',
  o200k_base: 'GPT-4o, o200k_base'
}

/** Eine Einstellung, wie man sie liest: „eigenes BPE, 512“. */
export function tokenizerName(setting: string): string {
  const wanted = parseTokenizer(setting)
  const kind = kindOfSetting(setting)
  if (!wanted || !kind) return setting
  if (wanted.kind !== 'bpe') return NAMES[kind]
  return 'vocab' in wanted ? `${NAMES.bpe}, ${count(wanted.vocab)}` : `${NAMES.bpe} aus einer Datei`
}

const perToken = (characters: number): string => `${decimal(characters, 2)} Zeichen pro Token`

export const tokenizerText: Like<typeof english> = {
  label: 'Tokenizer',
  names: NAMES,
  nameOf: tokenizerName,
  notes: {
    characters: 'Ein Token für jedes Zeichen des Textes. Klein und schlicht',
    graphemes:
      'Was beim Lesen als ein Zeichen gilt: ein Emoji aus mehreren Teilen, ein Buchstabe mit seinen Akzenten',
    bpe: 'Stücke, die im Text oft zusammenstehen, aus ihm gelernt. Weniger Tokens, von denen jedes mehr sagt',
    r50k_base: 'Die 50.256 Stücke von GPT-2, nur die, die der Text braucht',
    p50k_base: 'Die 50.280 Stücke von Codex, mit langen Folgen von Leerzeichen für Programme',
    cl100k_base: 'Die 100.256 Stücke von GPT-4, Ziffern in Dreiergruppen',
    o200k_base: 'Die 199.998 Stücke von GPT-4o, mit mehr Sprachen'
  },
  vocabulary: 'Größe des Vokabulars',
  vocabularyTerm: {
    name: 'Größe des Vokabulars',
    text: 'Wie viele Tokens entstehen: zuerst einzelne Bytes, dann eines für jede Verschmelzung des Paares, das am häufigsten zusammensteht. Mehr bedeutet längere Stücke und mehr Parameter zu trainieren.'
  },
  characters: (vocab) => `${count(vocab)} Tokens: jedes Zeichen des Textes und die Endmarke.`,
  graphemes: (vocab, characters) => `${count(vocab)} Tokens mit der Endmarke; ${perToken(characters)}.`,
  bpe: (vocab, characters) => `${count(vocab)} Tokens mit der Endmarke; ${perToken(characters)}.`,
  bpeFewer: (merges) =>
    `Nur ${merges === 1 ? 'eine Verschmelzung ließ' : `${count(merges)} Verschmelzungen ließen`} sich lernen: Kein anderes Paar kommt im Trainingsteil zweimal vor.`,
  tooSmall: (least) =>
    `Schon die einzelnen Bytes des Textes sind ${count(least)} Tokens: mindestens ${count(least)}.`,
  gpt: (whole, kept, characters) =>
    `Von ${count(whole)} Tokens braucht der Text ${count(kept)}, mit ihren Teilen; ${perToken(characters)}.`,
  keeps: 'Das Modell behält den Tokenizer, mit dem es trainiert wurde.',
  waiting: 'Erst bekannt, wenn das Korpus gelesen ist',
  making: 'Der Tokenizer entsteht',
  learning: 'Verschmelzungen gelernt',
  reading: 'Die Tokens des Textes werden gesucht',
  cutting: 'Der Text wird in Wörter zerlegt',
  stopped: 'Angehalten. Ohne seinen Tokenizer kann kein Lauf beginnen.',
  again: 'Erstellen',
  fromFile: 'Dieser Tokenizer stammt aus einer Datei, die nur das Terminal lesen kann.'
}
