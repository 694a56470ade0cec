/* Begriffe des Einblicks: der Name, dann was es ist, dann was es sagt. */

import type { insideTerms as english } from '../inside-terms'
import type { Like } from '../like'

export const insideTerms: Like<typeof english> = {
  cosine: {
    name: 'Kosinus',
    text: 'Der Kosinus des Winkels zwischen zwei Vektoren: 1 zeigt in dieselbe Richtung, 0 hat nichts gemeinsam, −1 zeigt in die Gegenrichtung. Längen zählen nicht.'
  },
  dot: {
    name: 'Skalarprodukt',
    text: 'Zahlen, paarweise multipliziert und addiert. Es wächst auch mit den Längen der Vektoren: Dies ist, was das Modell selbst berechnet.'
  },
  pca: {
    name: 'Projektion',
    text: 'PCA zeichnet die Richtungen, in denen die Vektoren am weitesten streuen; Abstände stimmen, soweit sie darin liegen. UMAP hält Nachbarn zusammen und verbiegt den Rest.'
  },
  dial: {
    name: 'Die Zahlen eines Tokens',
    text: 'Niemand hat ihnen eine Bedeutung gegeben: Das Training drehte an jeder, bis besser geraten wurde. Eine allein bedeutet selten etwas, das sich sagen lässt.'
  },
  query: {
    name: 'Query, Key und Value',
    text: 'Jedes Token fragt mit seiner Query; jedes Token davor antwortet mit seinem Key. Wo beide passen, ist ihr Produkt groß, und mehr vom Value dieses Tokens wird übernommen.'
  },
  previous: {
    name: 'Voriges Token',
    text: 'Der Anteil der Attention, der im Mittel auf das Token direkt davor geht. Mit solchen Köpfen kann eine Schicht Paare sehen.'
  },
  first: {
    name: 'Erstes Token',
    text: 'Der Anteil, der auf das erste Token geht. Köpfe ruhen oft dort, wenn sie nichts zu tun finden.'
  },
  same: {
    name: 'Gleiches Token',
    text: 'Der Anteil, der auf Tokens geht, die dem fragenden gleichen, es selbst eingeschlossen.'
  },
  increase: {
    name: 'Verlust ohne ihn',
    text: 'Wie sehr der Verlust steigt, wenn dieser Kopf schweigt. Nahe null: Das Modell kommt ohne ihn aus. Unter null: Es würde besser raten.'
  },
  residual: {
    name: 'Was vorbeifließt',
    text: 'Jeder Teil addiert zu dem Vektor, der an ihm vorbeifließt. Abgeschaltet geht nur weiter, was der Teil selbst sagt, und alles davor ist verloren.'
  },
  temperature: {
    name: 'Temperatur',
    text: 'Logits werden vor dem Softmax durch sie geteilt. Unter 1 gewinnt das Wahrscheinlichste öfter, bei 0 immer; über 1 bekommt alles seine Chance.'
  },
  ratio: {
    name: 'Update ÷ Gewichte',
    text: 'Wie weit der letzte Schritt einen Tensor bewegte, als Anteil seiner Länge. Etwa ein Tausendstel ist gesund; ein Hundertstel wirft alles um, ein Millionstel lernt nichts.'
  },
  dead: {
    name: 'Tote Neuronen',
    text: 'Neuronen, die kein Token des Mess-Batches bewegt: unter null bei ReLU, unter −3 bei GELU. Sie sagen nichts und lernen auch nichts.'
  },
  spread: {
    name: 'Streuung',
    text: 'Die Standardabweichung der Zahlen, die nach einer Schicht weiterfließen. Sie sollte von Schicht zu Schicht langsam wachsen.'
  }
}
