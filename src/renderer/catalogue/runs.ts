/* Texts of the Runs screen. */

import { count } from './format'

export const runsText = {
  title: (n: number) => (n === 1 ? 'One run is kept' : `${count(n)} runs are kept`),
  line: 'Each with its settings, its losses and its checkpoints. One that was broken off goes on from its last checkpoint.',
  none: 'No runs yet',
  noneText: 'Every training is kept here with its settings, losses and checkpoints, from its first step on.',
  noneAction: 'Train a model',
  unreadable: 'The runs cannot be listed',
  table: 'Runs, newest first',
  name: 'run',
  corpus: 'corpus',
  preset: 'preset',
  steps: 'steps',
  best: 'best held-out loss',
  state: 'state',
  begun: 'begun',
  actions: 'actions',
  resume: 'Go on',
  resumeLabel: (name: string) => `Go on with ${name}`,
  show: 'Show',
  showLabel: (name: string) => `Show ${name} in Train`,
  stepsOf: (step: number, steps: number) => `${count(step)} of ${count(steps)}`,
  noneBest: 'Nothing was held out, or not measured yet',
  states: {
    queued: 'waiting',
    training: 'training',
    paused: 'paused',
    finished: 'done',
    stopped: 'stopped',
    failed: 'failed',
    interrupted: 'broken off'
  },
  busy: 'Another run is going on'
} as const
