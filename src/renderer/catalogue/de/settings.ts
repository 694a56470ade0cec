/* Jede Einstellung eines Laufs: ihr Name im Formular, was sie tut und was an den Enden geschieht. */

import type { Like } from '../like'
import type { settingTerms as english } from '../settings'

export const settingTerms: Like<typeof english> = {
  preset: {
    name: 'Vorlage',
    text: 'Einstellungen, die zusammenpassen. Jede davon lässt sich danach ändern.'
  },
  kind: {
    name: 'Art des Textes',
    text: 'Eine Liste wird Zeile für Zeile gelernt, jede mit Anfang und Ende. Fließtext wird als ein langer Strom gelernt.'
  },
  tokenizer: {
    name: 'Tokenizer',
    text: 'Wie Text in Tokens zerlegt wird: einzelne Zeichen oder längere Stücke, die oft zusammenstehen. Längere bringen mehr Text in den Kontext, aber jedes kommt seltener vor, und das Modell muss mehr davon lernen.'
  },
  family: {
    name: 'Familie',
    text: 'gpt2 ist das Modell von GPT-2, mit Norms, Bias und GELU. microgpt ist das kleinste GPT, das funktioniert, mit ReLU und ohne all das.'
  },
  layers: {
    name: 'Schichten',
    text: 'Wie oft das Modell den Kontext ansieht und überdenkt. Mehr können mehr lernen, brauchen länger und mehr Daten.'
  },
  heads: {
    name: 'Köpfe',
    text: 'Nach wie vielem jede Schicht zugleich suchen kann. Sie teilen sich die Breite: Mehr Köpfe sind schmalere Köpfe.'
  },
  width: {
    name: 'Breite',
    text: 'Zahlen, die jedes Token im Modell beschreiben. Doppelte Breite bedeutet etwa viermal so viele Parameter.'
  },
  block: {
    name: 'Kontext',
    text: 'Wie viele Tokens das Modell auf einmal sieht. Was weiter zurückliegt, kann es nicht berücksichtigen; ein längerer kostet Zeit und Speicher.'
  },
  batch: {
    name: 'Batch',
    text: 'Aus wie vielen Textstücken in einem Schritt gelernt wird. Größere machen ruhigere, langsamere Schritte.'
  },
  steps: {
    name: 'Schritte',
    text: 'Wie oft die Parameter verändert werden. Bei zu wenigen ist nichts gelernt, bei zu vielen wird der Text auswendig gelernt.'
  },
  learning_rate: {
    name: 'Lernrate',
    text: 'Wie weit jeder Schritt bergab geht. Zu klein, und es schleicht; zu groß, und der Verlust springt oder steigt.'
  },
  schedule: {
    name: 'Verlauf',
    text: 'Wie die Lernrate nach dem Warm-up fällt. Kleine letzte Schritte beruhigen den Verlust; bleibt sie konstant, bleibt er unruhig.'
  },
  warmup: {
    name: 'Warm-up',
    text: 'Schritte, in denen die Lernrate von null ansteigt. Ohne ihn können große erste Schritte das Modell aus der Bahn werfen.'
  },
  optimizer: {
    name: 'Optimierer',
    text: 'Die Regel, die aus Gradienten Schritte macht. AdamW ist Adam, bei dem Weight Decay von den Gradienten getrennt bleibt.'
  },
  beta1: {
    name: 'Beta 1',
    text: 'Wie viel von der letzten Richtung bleibt. Nahe 1 ist die Kugel schwer und wendet langsam; bei 0 folgt sie jedem Gefälle für sich.'
  },
  beta2: {
    name: 'Beta 2',
    text: 'Wie lange die Größe der Gradienten gemerkt wird, um die Schritte zu skalieren. Näher an 1 ist ruhiger und passt sich langsamer an.'
  },
  epsilon: {
    name: 'Epsilon',
    text: 'Eine kleine Zahl, die einen Schritt endlich hält, wo das Gefälle fast null ist. Selten lohnt es, sie zu ändern.'
  },
  weight_decay: {
    name: 'Weight Decay',
    text: 'Ein steter Zug der Gewichte zur Null. Etwas davon hält das Modell einfach; viel davon hindert es am Lernen.'
  },
  clip: {
    name: 'Gradientengrenze',
    text: 'Der längste Gradient, dem ein Schritt folgen darf; längere werden gekürzt. 0 lässt jeden durch.'
  },
  dropout: {
    name: 'Dropout',
    text: 'Der Anteil innerer Werte, der in jedem Schritt zufällig abgeschaltet wird, gegen Auswendiglernen. 0 ist keiner; kleine Modelle brauchen keinen.'
  },
  deduplicate: {
    name: 'Kopien weglassen',
    text: 'Jede Zeile zählt einmal. Blieben Kopien drin, gerieten sie in beide Teile, und der Prüfverlust sähe zu gut aus.'
  },
  held_out: {
    name: 'Prüfteil',
    text: 'Der Anteil, auf dem nie trainiert wird. Wie gut das Modell ihn errät, zeigt, was es gelernt und nicht bloß auswendig gelernt hat.'
  },
  split_seed: {
    name: 'Seed der Aufteilung',
    text: 'Die Zahl, die bestimmt, welche Zeilen zurückgehalten werden. Derselbe Seed gibt wieder dieselbe Aufteilung.'
  },
  seed: {
    name: 'Seed',
    text: 'Die Zahl, aus der der Zufall kommt: erste Gewichte, Reihenfolge, Dropout. Derselbe Seed gibt wieder denselben Lauf.'
  },
  random: {
    name: 'Zufallszahlen',
    text: 'Downhill benutzt eigene. Mit Python werden Gewichte und Reihenfolge genau so gezogen, wie das Python-Original von microgpt sie zieht.'
  },
  eval_every: {
    name: 'Prüfen alle',
    text: 'Schritte zwischen zwei Messungen am Prüfteil. Häufiger zeigt mehr und kostet Zeit beim Lernen.'
  }
}
