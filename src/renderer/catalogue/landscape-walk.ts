/*
 * Texts of what one does on the ground: dropping balls, going to a place, racing optimizers, exporting.
 */

import type { BallSettings, Racer } from '#core/landscape'
import type { Fate } from '../landscape/fate'
import { count, decimal, loss, lossShort, measured, NBSP, setting, timeLeft } from './format'
import type { TermText } from './terms'

type Optimizer = BallSettings['optimizer']

const NAMES: Readonly<Record<Optimizer, string>> = {
  sgd: 'SGD',
  momentum: 'Momentum',
  adam: 'Adam',
  adamw: 'AdamW'
}

function fate({ kind, loss: at, above, steps }: Fate): string {
  const here = lossShort(at)
  switch (kind) {
    case 'lowest':
      return `Reached the lowest ground of this picture: ${here}.`
    case 'stopped':
      return `Stopped at ${here}, ${decimal(above, above < 0.095 ? 2 : 1)} above the lowest point of this picture.`
    case 'rolling':
      return `Still rolling after ${count(steps)} steps, at ${here}.`
    case 'left':
      return `Rolled out of the picture after ${count(steps)} steps, at ${here}.`
    case 'lost':
      return 'Flew off: its loss is no longer a number. Lower the learning rate.'
    case 'cancelled':
      return Number.isFinite(at) ? `Held at ${here} after ${count(steps)} steps.` : 'Held.'
  }
}

export const walkText = {
  title: 'Walk on it',
  ball: 'Drop a ball',
  place: 'Go there',
  race: 'Race',
  closed: 'The ground is no longer open: survey it again',

  optimizers: NAMES,
  optimizerNotes: {
    sgd: 'straight down the slope',
    momentum: 'keeps some of its speed',
    adam: 'steps of about equal length',
    adamw: 'the same, and drawn towards zero'
  } satisfies Record<Optimizer, string>,
  racer: ({ optimizer, learning_rate }: Racer) => `${NAMES[optimizer]} ${setting(learning_rate)}`,

  // a place
  first: 'First direction',
  second: 'Second direction',
  choose: 'Choose on the ground',
  choosing: 'Click the ground or the map',

  // balls
  optimizer: 'Optimizer',
  rate: 'Learning rate',
  steps: 'Steps',
  drop: 'Drop it here',
  balls: 'Balls',
  rolling: (steps: number, at: number) => `Rolling: ${count(steps)} steps, ${lossShort(at)}`,
  falling: 'Falling',
  fate,
  hold: 'Stop',
  clear: 'Take the balls away',

  // a place one goes to
  placeLead: 'What does a model at this height say?',
  placeLoss: (at: number, centre: number) =>
    Math.abs(at - centre) < 0.0005
      ? `${loss(at)} nats, as the model at the centre.`
      : `${loss(at)} nats: ${loss(Math.abs(at - centre))} ${at > centre ? 'above' : 'below'} the model at the centre.`,
  asking: 'Listening',
  go: 'Go there',
  silent: 'It says nothing: the end mark comes at once.',
  generate: 'Generate from here',
  inside: 'Look inside it',
  branch: 'Branch a run from here',
  branchBusy: 'A run is going on: stop or finish it first',
  opening: 'Opening',
  model: (title: string, at: number) => `${title} at ${lossShort(at)}`,
  mark: (at: number) => `${lossShort(at)} here`,

  // race
  raceTitle: 'Who comes down first',
  raceLead: 'All start from the same weights and see the same batches.',
  racing: 'The race is going on',
  takesPart: (name: string) => `${name} takes part`,
  rateOf: (name: string) => `Learning rate of ${name}`,
  start: 'Start the race',
  again: 'Race again',
  cancel: 'Stop the race',
  against: 'Against',
  raceUnit: 'steps',
  againstSteps: 'steps',
  againstSeconds: 'seconds',
  raceAxis: { steps: 'step', seconds: 'seconds of training' },
  raceLoss: 'Training loss in nats, smoothed',
  raceEmpty: 'The curves begin with the first step',
  laying: 'The joint plane is being laid',
  onGround: 'See the paths on the ground',
  ranking: { racer: 'Racer', steps: 'Steps', loss: 'Loss', seconds: 'Time' },
  seconds: (value: number) => (value < 60 ? `${measured(value)}${NBSP}s` : timeLeft(value)),
  raceSentence: (rows: readonly { readonly name: string; readonly loss: number }[]) => {
    const [best, ...rest] = [...rows].sort((a, b) => a.loss - b.loss)
    if (!best) return 'The race has not begun.'
    const others = rest.map(({ name, loss: at }) => `${name} ${lossShort(at)}`).join(', ')
    return `${best.name} is lowest at ${lossShort(best.loss)}${others && `; ${others}`}.`
  },
  raceSurface: (title: string) => `${title}: optimizer race`,
  tooFew: 'At least one racer is needed',

  // export
  export: 'Export',
  exportAs: 'Export the ground as',
  formats: {
    png: { label: 'Picture, .png', note: 'this view, twice its size on screen' },
    clear: { label: 'Picture without background, .png', note: 'to lay over something else' },
    svg: { label: 'Contour map, .svg', note: 'the map from above, in vectors' },
    csv: { label: 'Table, .csv', note: 'one line a point' },
    json: { label: 'JSON, .json', note: 'grid, path and settings' },
    glb: { label: 'Solid with colours, .glb', note: 'glTF, for 3D programs' },
    stl: { label: 'Solid for 3D printing, .stl', note: 'millimetres, closed, with a base' },
    film: (extension: string) => ({ label: `Film, .${extension}`, note: 'the path as it grows' }),
    gif: { label: 'Film, .gif', note: 'the path as it grows, plays anywhere' }
  },
  unfinished: 'The surface must be finished first',
  noPath: 'There is no path to show',
  noView: 'The view in three dimensions is not on screen',
  filming: '%',
  making: 'Exporting',

  terms: {
    sgd: {
      name: 'SGD',
      text: 'Stochastic gradient descent: a step against the gradient, as long as the slope is steep. Slow on level ground, wild on steep.'
    },
    momentum: {
      name: 'Momentum',
      text: 'Descent that keeps nine tenths of its last step, like a heavy ball. It runs over small hollows and overshoots.'
    },
    adam: {
      name: 'Adam',
      text: 'Divides the gradient by its usual size, for each weight by itself, so that steps are about as long as the learning rate everywhere.'
    },
    adamw: {
      name: 'AdamW',
      text: 'Adam that also draws every weight a little towards zero at each step (weight decay).'
    },
    rate: {
      name: 'Learning rate',
      text: 'How far one step goes. On this plane it is in the plane’s own coordinates. Too small and the ball creeps; too large and it jumps out.'
    },
    ball: {
      name: 'A ball',
      text: 'Gradient descent on the real model, held on this plane. It sees the same fixed batch at each step. The optimizer of a run has all directions; the ball has two.'
    },
    place: {
      name: 'A place',
      text: 'Every point of the ground is a whole model: the centre’s weights, moved along the two directions. Its height says how well it guesses.'
    },
    race: {
      name: 'Optimizer race',
      text: 'Each racer trains its own copy of the model from the same weights on the same batches. Seconds count its own work alone.'
    }
  } satisfies Record<string, TermText>
} as const
