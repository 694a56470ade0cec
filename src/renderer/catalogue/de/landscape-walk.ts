/* Texte zu dem, was man auf dem Gelände tut: Kugeln fallen lassen, an einen Ort gehen, Optimierer rennen lassen. */

import type { BallSettings } from '#core/landscape'
import type { Fate } from '../../landscape/fate'
import { count, decimal, loss, lossShort, measured, NBSP, setting, timeLeft } from '../format'
import type { walkText as english } from '../landscape-walk'
import type { Like } from '../like'

const NAMES: Readonly<Record<BallSettings['optimizer'], string>> = {
  sgd: 'SGD',
  momentum: 'Momentum',
  adam: 'Adam',
  adamw: 'AdamW'
}

const afterSteps = (n: number): string => (n === 1 ? 'nach einem Schritt' : `nach ${count(n)} Schritten`)

function fate({ kind, loss: at, above, steps }: Fate): string {
  const here = lossShort(at)
  switch (kind) {
    case 'lowest':
      return `Hat den tiefsten Punkt dieses Bildes erreicht: ${here}.`
    case 'stopped':
      return `Liegt bei ${here}, ${decimal(above, above < 0.095 ? 2 : 1)} über dem tiefsten Punkt dieses Bildes.`
    case 'rolling':
      return `Rollt ${afterSteps(steps)} noch, bei ${here}.`
    case 'left':
      return `Ist ${afterSteps(steps)} aus dem Bild gerollt, bei ${here}.`
    case 'lost':
      return 'Ist davongeflogen: Der Verlust ist keine Zahl mehr. Die Lernrate senken.'
    case 'cancelled':
      return Number.isFinite(at) ? `Festgehalten bei ${here}, ${afterSteps(steps)}.` : 'Festgehalten.'
  }
}

export const walkText: Like<typeof english> = {
  title: 'Darauf gehen',
  ball: 'Kugel fallen lassen',
  place: 'Hingehen',
  race: 'Rennen',
  closed: 'Das Gelände ist nicht mehr offen: neu vermessen',

  optimizers: NAMES,
  optimizerNotes: {
    sgd: 'geradewegs den Hang hinab',
    momentum: 'behält etwas von seinem Schwung',
    adam: 'etwa gleich lange Schritte',
    adamw: 'dasselbe, zur Null hingezogen'
  },
  racer: ({ optimizer, learning_rate }) => `${NAMES[optimizer]} ${setting(learning_rate)}`,

  first: 'Erste Richtung',
  second: 'Zweite Richtung',
  choose: 'Auf dem Gelände wählen',
  choosing: 'Auf das Gelände oder die Karte klicken',

  optimizer: 'Optimierer',
  rate: 'Lernrate',
  steps: 'Schritte',
  drop: 'Hier fallen lassen',
  balls: 'Kugeln',
  rolling: (steps, at) => `Rollt: ${count(steps)} ${steps === 1 ? 'Schritt' : 'Schritte'}, ${lossShort(at)}`,
  falling: 'Fällt',
  fate,
  hold: 'Anhalten',
  clear: 'Kugeln wegnehmen',

  placeLead: 'Was sagt ein Modell auf dieser Höhe?',
  placeLoss: (at, centre) =>
    Math.abs(at - centre) < 0.0005
      ? `${loss(at)} Nats, wie das Modell in der Mitte.`
      : `${loss(at)} Nats: ${loss(Math.abs(at - centre))} ${at > centre ? 'über' : 'unter'} dem Modell in der Mitte.`,
  asking: 'Es wird zugehört',
  go: 'Hingehen',
  silent: 'Es sagt nichts: Die Endmarke kommt sofort.',
  generate: 'Von hier aus erzeugen',
  inside: 'Hineinsehen',
  branch: 'Von hier einen Lauf abzweigen',
  branchBusy: 'Ein Lauf ist im Gange: zuerst beenden',
  opening: 'Wird geöffnet',
  model: (title, at) => `${title} bei ${lossShort(at)}`,
  mark: (at) => `hier ${lossShort(at)}`,

  raceTitle: 'Wer kommt zuerst hinunter',
  raceLead: 'Alle beginnen mit denselben Gewichten und sehen dieselben Batches.',
  racing: 'Das Rennen läuft',
  takesPart: (name) => `${name} nimmt teil`,
  rateOf: (name) => `Lernrate von ${name}`,
  start: 'Rennen starten',
  again: 'Noch ein Rennen',
  cancel: 'Rennen abbrechen',
  against: 'Gegen',
  raceUnit: 'Schritten',
  againstSteps: 'Schritte',
  againstSeconds: 'Sekunden',
  raceAxis: { steps: 'Schritt', seconds: 'Sekunden Training' },
  raceLoss: 'Trainingsverlust in Nats, geglättet',
  raceEmpty: 'Die Kurven beginnen mit dem ersten Schritt',
  laying: 'Die gemeinsame Ebene wird gelegt',
  onGround: 'Die Wege auf dem Gelände ansehen',
  ranking: { racer: 'Teilnehmer', steps: 'Schritte', loss: 'Verlust', seconds: 'Zeit' },
  seconds: (value) => (value < 60 ? `${measured(value)}${NBSP}s` : timeLeft(value)),
  raceSentence: (rows) => {
    const [best, ...rest] = [...rows].sort((a, b) => a.loss - b.loss)
    if (!best) return 'Das Rennen hat noch nicht begonnen.'
    const others = rest.map(({ name, loss: at }) => `${name} ${lossShort(at)}`).join(', ')
    return `${best.name} ist mit ${lossShort(best.loss)} am tiefsten${others && `; ${others}`}.`
  },
  raceSurface: (title) => `${title}: Rennen der Optimierer`,
  tooFew: 'Mindestens ein Teilnehmer ist nötig',

  export: 'Exportieren',
  exportAs: 'Das Gelände exportieren als',
  formats: {
    png: { label: 'Bild, .png', note: 'diese Ansicht, doppelt so groß wie am Bildschirm' },
    clear: { label: 'Bild ohne Hintergrund, .png', note: 'um es über anderes zu legen' },
    svg: { label: 'Höhenlinienkarte, .svg', note: 'die Karte von oben, in Vektoren' },
    csv: { label: 'Tabelle, .csv', note: 'ein Punkt pro Zeile' },
    json: { label: 'JSON, .json', note: 'Gitter, Weg und Einstellungen' },
    glb: { label: 'Körper mit Farben, .glb', note: 'glTF, für 3D-Programme' },
    stl: { label: 'Körper für den 3D-Druck, .stl', note: 'Millimeter, geschlossen, mit Sockel' },
    film: (extension) => ({ label: `Film, .${extension}`, note: 'wie der Weg wächst' }),
    gif: { label: 'Film, .gif', note: 'wie der Weg wächst, läuft überall' }
  },
  unfinished: 'Zuerst muss die Fläche fertig sein',
  noPath: 'Es gibt keinen Weg zu zeigen',
  noView: 'Die Ansicht in drei Dimensionen ist nicht auf dem Bildschirm',
  filming: '%',
  making: 'Wird exportiert',

  terms: {
    sgd: {
      name: 'SGD',
      text: 'Stochastischer Gradientenabstieg: ein Schritt gegen den Gradienten, so lang, wie der Hang steil ist. Langsam auf ebenem, wild auf steilem Gelände.'
    },
    momentum: {
      name: 'Momentum',
      text: 'Ein Abstieg, der neun Zehntel seines letzten Schritts behält, wie eine schwere Kugel. Er läuft über kleine Senken hinweg und schießt übers Ziel.'
    },
    adam: {
      name: 'Adam',
      text: 'Teilt den Gradienten durch seine übliche Größe, für jedes Gewicht einzeln, sodass Schritte überall etwa so lang sind wie die Lernrate.'
    },
    adamw: {
      name: 'AdamW',
      text: 'Adam, der zusätzlich jedes Gewicht bei jedem Schritt ein wenig zur Null zieht (Weight Decay).'
    },
    rate: {
      name: 'Lernrate',
      text: 'Wie weit ein Schritt geht. Auf dieser Ebene gilt sie in deren eigenen Koordinaten. Zu klein, und die Kugel schleicht; zu groß, und sie springt hinaus.'
    },
    ball: {
      name: 'Eine Kugel',
      text: 'Gradientenabstieg am wirklichen Modell, auf dieser Ebene gehalten. Er sieht bei jedem Schritt denselben festen Batch. Der Optimierer eines Laufs hat alle Richtungen, die Kugel zwei.'
    },
    place: {
      name: 'Ein Ort',
      text: 'Jeder Punkt des Geländes ist ein ganzes Modell: die Gewichte der Mitte, entlang der beiden Richtungen verschoben. Seine Höhe sagt, wie gut es rät.'
    },
    race: {
      name: 'Rennen der Optimierer',
      text: 'Jeder Teilnehmer trainiert seine eigene Kopie des Modells von denselben Gewichten aus auf denselben Batches. Die Sekunden zählen nur seine eigene Arbeit.'
    }
  }
}
