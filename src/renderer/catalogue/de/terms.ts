/* Erklärte Begriffe: der Name, dann was es ist oder tut, dann was an den Enden geschieht. */

import type { Like } from '../like'
import type { terms as english } from '../terms'
import { doctorTerms } from './doctor'
import { settingTerms } from './settings'

export const terms: Like<typeof english> = {
  corpus: { name: 'Korpus', text: 'Der Text, aus dem das Modell lernt. Etwas anderes sieht es nicht.' },
  token: {
    name: 'Token',
    text: 'Das kleinste Stück Text, mit dem das Modell umgeht: ein Zeichen oder ein Stück aus mehreren, je nachdem, wie der Tokenizer schneidet.'
  },
  vocabulary: {
    name: 'Vokabular',
    text: 'Alle Tokens, die das Modell kennt: die Zeichen dieses Textes und eine Marke für Anfang und Ende. Etwas anderes kann es nicht schreiben.'
  },
  heldOut: {
    name: 'Prüfteil',
    text: 'Ein Teil, auf dem nie trainiert wird. Wie gut das Modell ihn errät, zeigt, was es gelernt und nicht bloß auswendig gelernt hat.'
  },
  splitSeed: {
    name: 'Seed der Aufteilung',
    text: 'Die Zahl, die bestimmt, welche Zeilen zurückgehalten werden. Derselbe Seed gibt wieder dieselbe Aufteilung.'
  },
  copies: {
    name: 'Kopien',
    text: 'Zeilen, die mehr als einmal vorkommen. Blieben sie drin, gerieten manche in beide Teile, und der Prüfverlust sähe zu gut aus.'
  },
  loss: {
    name: 'Verlust',
    text: 'Wie überrascht das Modell im Mittel von dem ist, was als Nächstes kommt. Weniger ist besser; 0 hieße: immer sicher und richtig.'
  },
  perCharacter: {
    name: 'Verlust pro Zeichen',
    text: 'Der Verlust aller Tokens zusammen, verteilt auf die Zeichen, für die sie stehen; das Ende eines Eintrags zählt als eines. In Bit ist es die Zahl der Ja-Nein-Fragen, die jedes Zeichen kostet. Vergleichbar, wie auch immer der Text zerlegt ist.'
  },
  natsPerToken: {
    name: 'Verlust pro Token',
    text: 'Der Verlust, wie er trainiert wird: die mittlere Überraschung bei jedem Token. Längere Tokens sagen mehr und sind schwerer zu erraten, deshalb ist er zwischen Tokenizern nicht vergleichbar.'
  },
  countingModels: {
    name: 'Modelle, die nur zählen',
    text: 'Sie erraten das nächste Zeichen daraus, wie oft es auf das eine, die zwei oder drei davor folgte. Ein GPT muss besser sein als Zählen.'
  },
  context: {
    name: 'Kontext',
    text: 'Wie viele Tokens das Modell auf einmal sieht. Was weiter zurückliegt, kann es nicht berücksichtigen.'
  },
  ...doctorTerms,
  ...settingTerms
}
