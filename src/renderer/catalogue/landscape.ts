/*
 * Texts of the Landscape screen: what the ground is, how it is laid and looked at, and the sentence that tells
 * the picture. Sentences get numbers as numbers and write them by format.ts.
 */

import type { LandscapePlane, Sharpness } from '#core/landscape'
import type { LabelWords } from '../landscape/labels'
import { decimalsFor } from '../landscape/scale'
import type { GroundFacts } from '../landscape/summary'
import { count, decimal, lossShort, measured, NBSP, percent, setting, UNKNOWN } from './format'

const DIRECTIONS = { pca: 'Path (PCA)', random: 'Random', line: 'Line between two' } as const

/** A coordinate with its sign, with as many decimals as the side of the square needs. */
function coordinate(value: number, span: number): string {
  const digits = span >= 20 ? 0 : span >= 2 ? 1 : 2
  const size = decimal(Math.abs(value), digits)
  return Number(Math.abs(value).toFixed(digits)) === 0 ? '0' : `${value < 0 ? '−' : '+'}${size}`
}

function direction({ settings, explained }: LandscapePlane, axis: 0 | 1): string {
  const share = explained ? `, ${percent(explained[axis])}` : ''
  switch (settings.directions) {
    case 'random':
      return axis === 0 ? `first random direction${share && `${share} of the movement`}` : `second${share}`
    case 'line':
      return axis === 0 ? `from checkpoint to checkpoint${share}` : `against the gradient${share}`
    case 'pca':
      return axis === 0 ? `first direction${share && `${share} of the movement`}` : `second${share}`
  }
}

function directionShort({ settings, explained }: LandscapePlane, axis: 0 | 1): string {
  const share = explained ? `, ${percent(explained[axis])}` : ''
  if (settings.directions !== 'line') return axis === 0 ? `first${share}` : `second${share}`
  return axis === 0 ? `between checkpoints${share}` : `against the gradient${share}`
}

const labels: LabelWords = {
  coordinate,
  direction,
  directionShort,
  loss: (value, step, last) => `${decimal(value, decimalsFor(step))}${last ? ' nats' : ''}`
}

function shapeWords({ shape, rim, floor, hollows }: GroundFacts): string {
  const [high, low] = [lossShort(rim), lossShort(floor)]
  switch (shape) {
    case 'level':
      return `Almost level ground, between ${low} and ${high}.`
    case 'slope':
      return `A slope, from ${high} at its top to ${low} at the edge of the square.`
    case 'valley':
      return `A long valley, from ${high} at the rim to ${low} at its floor.`
    case 'bowl':
      return `A bowl, from ${high} at the rim to ${low} at its floor.`
    case 'hollows':
      return `Uneven ground with ${count(hollows)} hollows, from ${high} down to ${low}.`
  }
}

/** The picture in sentences. */
export function groundSentence(facts: GroundFacts | null): string {
  if (!facts) return 'The first heights are being computed.'
  const { steep, share, known, of } = facts
  return [
    shapeWords(facts),
    steep === null
      ? ''
      : `The steep part took ${count(steep)} ${steep === 1 ? 'step' : 'steps'}; the rest of the way runs almost level.`,
    share === null ? '' : `${percent(share)} of the movement lies in this plane.`,
    known < of ? `${percent(Math.floor((known / of) * 100) / 100)} of the points are computed.` : ''
  ]
    .filter(Boolean)
    .join(' ')
}

export const landscapeText = {
  sentence: groundSentence,
  // headline and the line beneath
  title: 'No ground to look at yet',
  line: 'The loss surface round a trained model, and the way the optimizer took down it.',
  text: 'The landscape is drawn from a trained model.',
  action: 'Train a model',
  laying: 'Surveying the ground',
  walking: 'The ground your model is walking on',
  walked: 'The ground your model has walked over',
  round: 'The ground round your model',
  what: ({ batch }: LandscapePlane) =>
    `Each point is the same model with other weights; its height is the loss on ${count(batch.tokens)} fixed tokens of the ${batch.part === 'held_out' ? 'held-out' : 'training'} part.`,

  // the view
  view: 'Ground',
  aside: 'Map and settings',
  looks: 'View',
  surface: 'Surface',
  slice: 'One direction',
  camera: 'Camera',
  presets: { side: 'From the side', above: 'Above', along: 'Along the path' },
  reset: 'Reset',
  keys: 'Ground in three dimensions: arrow keys turn it, shift and arrow keys move it, plus and minus zoom, 0 resets',
  keysPick: 'Choosing a place: arrow keys move the cross, Enter takes it, Escape leaves',
  pickHint: { ball: 'Click where the ball is to fall', place: 'Click the place to go to' },
  labels,
  start: (loss: number) => `start ${lossShort(loss)}`,
  now: (loss: number, present: boolean, step: number) =>
    `${present ? 'now' : `step ${count(step)}`} ${lossShort(loss)}`,
  off: (residual: number) =>
    residual < 0.005
      ? 'in this plane'
      : `${residual < 10 ? decimal(residual, 1) : count(residual)} off this plane`,
  noWebgl: 'This window cannot draw in three dimensions; the map from above shows the same surface.',
  loading: 'Opening the view',

  // map and scale
  map: (interval: number | null) =>
    interval === null
      ? 'The same surface from above'
      : `The same surface from above with contour lines every ${setting(interval)} nats`,
  scaleTick: (loss: number, last: boolean, step: number) =>
    `${decimal(loss, decimalsFor(step))}${last ? ' nats' : ''}`,
  exaggerated: (distance: number) =>
    `One nat of height is drawn as long as ${measured(distance)} along the ground.`,
  logHeight: 'Height is drawn by the logarithm of the loss.',
  cut: (cap: number) => `Cut off above ${lossShort(cap)}, hatched.`,
  clipped: (low: boolean, high: boolean) =>
    `Colours end at the lowest and highest 2${NBSP}%${low && high ? '' : low ? ', below' : ', above'}.`,
  reading: (alpha: string, beta: string, loss: string) => `${alpha}, ${beta}: ${loss} nats`,
  notComputed: 'not computed',

  // time
  time: 'Step of the run',
  play: 'Play the run from here',
  stand: 'Stand here',
  standHint: 'Moves the whole laboratory to the kept step at this place: what it writes, and Runs.',
  playStop: 'Stop playing',
  step: (step: number) => `Step ${count(step)}`,
  of: (steps: number) => `of ${count(steps)}`,
  noPath: 'A model from a file has no path',

  // settings
  source: 'Whose ground',
  sources: {
    run: (name: string) => name,
    runNote: 'the run in this window',
    model: (name: string) => name,
    modelNote: 'the opened model',
    savedNote: (checkpoints: number) =>
      checkpoints === 1 ? '1 checkpoint' : `${count(checkpoints)} checkpoints`
  },
  directions: 'Directions',
  directionKinds: DIRECTIONS,
  directionNotes: {
    pca: 'the two in which the run moved most',
    random: 'two at random, scaled like the weights',
    line: 'and the gradient across it'
  },
  noDirections: 'An opened model has no path: random directions.',
  seed: 'Seed',
  from: 'From step',
  to: 'To step',
  grid: 'Grid',
  gridSize: (n: number) => `${n} × ${n}`,
  gridNote: (n: number) => `${count(n * n)} points`,
  span: 'Span',
  height: 'Height',
  linear: 'linear',
  log: 'log',
  fog: 'See only a few steps ahead',
  drops: 'Drop lines to the surface',
  again: 'Survey again',
  outside: 'The path has left the surveyed square.',
  goOn: 'Compute the rest',
  progressUnit: 'points',
  layingUnit: 'checkpoints read',
  sharpness: 'Sharpness',
  measure: 'Measure',
  measuring: 'Measuring',
  sharpnessValue: ({ eigenvalue, bound }: Sharpness) =>
    `${measured(eigenvalue)}${bound === null ? '' : ` · 2/learning rate ${measured(bound)}`}`,
  settings: 'Survey',

  // one direction
  sliceAxis: 'Direction',
  sliceAxes: { 0: 'first', 1: 'second' },
  sliceTitle: 'Loss in nats along one direction',
  sliceWalk: 'Walk along the line',
  sliceKeys: 'Arrow keys walk',
  sliceHere: (loss: number, slope: -1 | 0 | 1) =>
    `${lossShort(loss)} here; ${slope === 0 ? 'level ground' : slope < 0 ? 'it falls to the right' : 'it falls to the left'}.`,
  sliceEmpty: 'This line is not computed yet.',

  // table
  table: 'Table',
  tableTitle: 'The ground in numbers',
  tableNote: (every: number) =>
    every === 1
      ? 'Loss in nats at every point of the grid.'
      : `Loss in nats at every ${count(every)}th point of the grid; exports hold all of them.`,
  tableGrid: 'Grid',
  tablePath: 'Path',
  tableCorner: 'second \\ first',
  tableHead: { step: 'step', alpha: 'first', beta: 'second', loss: 'loss', residual: 'off the plane' },
  cell: (loss: number) => (Number.isNaN(loss) ? UNKNOWN : decimal(loss, 3)),

  // the rail's locator
  locator: (title: string, loss: number | null, step: number) =>
    `Landscape: contour map of ${title} with its path${loss === null ? '' : `, loss ${lossShort(loss)} at step ${count(step)}`}`,
  locatorLine: (loss: number, step: number) => `${lossShort(loss)} at step ${count(step)}`,

  terms: {
    height: {
      name: 'Height',
      text: 'Linear draws the loss as it is. Log shows more of the floor where the rim is very high.'
    },
    directions: {
      name: 'Directions',
      text: 'A model has as many directions as weights; two are drawn. PCA takes the two in which this run moved most, random ones are scaled row by row like the weights.'
    },
    grid: {
      name: 'Grid',
      text: 'Points along each side at which the loss is computed. Twice as many along a side take four times as long.'
    },
    span: {
      name: 'Span',
      text: 'How far the square reaches. At 1 it just holds the path (or one length of a random direction); more shows the surroundings.'
    },
    fog: {
      name: 'See only a few steps ahead',
      text: 'The optimizer knows only the slope where it stands. Fog leaves visible about as much as a few steps reach; lift it to see what it could not know.'
    },
    drops: {
      name: 'Drop lines',
      text: 'The path is drawn at its true loss, which is not that of the plane under it, since most of its movement in other directions is not drawn. A line joins both.'
    },
    sharpness: {
      name: 'Sharpness',
      text: 'The largest curvature of the loss here (top eigenvalue of the Hessian). Where it exceeds 2/learning rate, plain gradient descent would bounce out.'
    },
    exaggeration: {
      name: 'Vertical exaggeration',
      text: 'Loss and distance between weights have no common unit. This says how long one nat is drawn, compared with the ground.'
    }
  }
} as const
