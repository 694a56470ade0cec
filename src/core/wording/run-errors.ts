/* What is said when a setting is refused, or training or generating cannot go on. */

import type { SelfTestQuantity } from '../contracts/measurements'
import type { ErrorCode } from '../errors'
import { LIMITS, type Limit } from '../run-config'
import { says, type Entry, type Facts } from './entry'

const KEPT = 'The last checkpoint is kept.'

const atStep = (f: Facts): string => (f.has('step') ? ` at step ${f.count('step')}` : '')

/** Where in the model a number broke. */
function brokenPlace(f: Facts): string {
  const layer = f.has('layer') ? `layer ${f.count('layer')}` : ''
  switch (f.text('part', '')) {
    case 'weights':
      return `, in the weights ${f.text('tensor', '')}${layer && ` of ${layer}`}`
    case 'gradient':
      return layer
        ? `, in the gradient of ${layer}`
        : `, in the gradient of ${f.text('tensor', 'the weights')}`
    case 'embedding':
      return ', in the embedding'
    case 'attention':
      return `, in the attention of ${layer}`
    case 'feed-forward':
      return `, in the feed-forward part of ${layer}`
    case 'residual':
      return `, in what flows out of ${layer}`
    case 'output':
      return ', in the logits'
    default:
      return ''
  }
}

/** The nearest allowed values as a list, "60 or 64". */
function nearest(f: Facts): string {
  const values = f.text('nearest', '').split(', ').filter(Boolean)
  return values.length > 1 ? `${values.slice(0, -1).join(', ')} or ${values.at(-1)}` : (values[0] ?? '')
}

/** What a setting takes. */
function allowed(key: string): string {
  const limit = (LIMITS as Readonly<Record<string, Limit>>)[key]
  switch (limit?.type) {
    case 'integer':
      return `a whole number from ${limit.min.toLocaleString('en-US')} to ${limit.max.toLocaleString('en-US')}`
    case 'number':
      return `a number from ${limit.min} to ${limit.max}`
    case 'choice':
      return `one of ${limit.values.join(', ')}`
    case 'boolean':
      return 'true or false'
    case 'text':
    case undefined:
      return 'another value'
  }
}

function settingMend(f: Facts): string {
  const key = f.text('key', '')
  switch (f.text('problem', '')) {
    case 'heads':
      return `Use a multiple of the number of heads: ${nearest(f)}.`
    case 'pattern':
      return 'Use ? for one character, * for any run of them, and [abc] for one of several.'
    case 'warmup':
      return `Use at most the number of steps, ${nearest(f)}.`
    case 'choice':
      return `Use ${f.has('nearest') ? `one of ${f.text('nearest', '')}` : allowed(key)}.`
    default:
      return `Use ${Object.hasOwn(LIMITS, key) || !f.has('nearest') ? allowed(key) : nearest(f)}.`
  }
}

const ENGINE_REASONS: Readonly<Record<string, string>> = {
  'no-webgpu': 'this program offers no WebGPU here',
  'no-adapter': 'no graphics card that WebGPU can use was found',
  'no-device': 'the graphics card refused to open',
  'no-simd': 'this processor or runtime has no WebAssembly SIMD',
  'not-built': 'it is not part of this version'
}

/** What the self-test compares. */
const QUANTITIES: Readonly<Record<string, string>> = {
  'matrix-product': 'a matrix product',
  'cross-entropy': 'the gradient of the loss',
  attention: 'attention',
  step: 'a whole step',
  generation: 'generation'
} satisfies Record<SelfTestQuantity, string>

export const RUN_ERRORS = {
  'setting-unknown': (f) =>
    says(
      `There is no setting named “${f.text('key', '?')}”.`,
      `Use one of ${Object.keys(LIMITS)
        .filter((key) => key !== 'preset')
        .join(', ')}.`
    ),
  'setting-invalid': (f) => {
    const value = f.has('value') ? f.text('value', '') : 'empty'
    return says(
      `${f.has('key') ? `The setting ${f.text('key', '')}` : 'A setting'} cannot be ${value}.`,
      settingMend(f)
    )
  },
  'engine-unavailable': (f) => {
    const name = f.text('engine', 'this')
    const reason = f.text('reason', '')
    const why = ENGINE_REASONS[reason] ?? reason
    return says(
      `The engine ${name} cannot be used${why ? `: ${why}` : ''}.`,
      'Choose the CPU, or let Automatic choose.'
    )
  },
  'gpu-error': (f) =>
    says(
      `The graphics card reported an error${atStep(f)}.`,
      'Continue from the last checkpoint, or train on the CPU.',
      KEPT
    ),
  'gpu-lost': (f) =>
    says(`The graphics card stopped answering${atStep(f)}.`, 'Continue from the last checkpoint.', KEPT),
  'gpu-memory': (f) =>
    says(
      `The graphics card has too little memory for these settings${atStep(f)}.`,
      'Use a smaller batch, block or width, or train on the CPU.',
      KEPT
    ),
  'gpu-wrong': (f) =>
    says(
      `Computes wrongly: ${QUANTITIES[f.text('quantity', '')] ?? 'something'} (${f.text('worst', '?')}) differs from the CPU’s.`,
      'Train on the CPU, or update the graphics driver and test again.'
    ),
  'not-measured': (f) =>
    says(
      `Not measured: it takes longer than ${f.count('seconds', 'some')} seconds.`,
      'Choose a smaller model.'
    ),
  'loss-not-finite': (f) =>
    f.has('kept')
      ? says(
          `The loss stopped being a number${atStep(f)}${brokenPlace(f)}.`,
          'Lower the learning rate and go on from there.',
          f.count('kept') === '0'
            ? 'The run stands at its beginning again.'
            : `Step ${f.count('kept')} is restored.`
        )
      : says(
          `The loss stopped being a number${atStep(f)}.`,
          'Lower the learning rate and continue from the last checkpoint.',
          KEPT
        ),
  'run-busy': () => says('A run is going on.', 'Pause or stop it first.'),
  'machine-stopped': () =>
    says(
      'The part of Downhill that computes stopped unexpectedly.',
      'Go on from the last checkpoint, or begin again.',
      'What is stored is safe.'
    ),
  'no-model': () => says('There is no model yet.', 'Train one, or open a model file.'),
  'unknown-character': (f) =>
    says(
      `The model has never seen the character “${f.text('character', '?')}”${f.has('code') ? ` (${f.text('code', '')})` : ''}.`,
      'Use only characters of the text it was trained on.'
    ),
  'prefix-too-long': (f) =>
    says(
      `The beginning has ${f.count('length')} ${f.text('unit', 'characters')} and at most ${f.count('longest')} fit the model.`,
      'Shorten the beginning.'
    ),
  'nothing-fits': (f) =>
    says(
      f.has('count')
        ? `Only ${f.count('made', '0')} of ${f.count('count')} items could be made under these settings.`
        : 'Nothing more could be made under these settings.',
      'Raise the temperature or shorten the beginning.'
    ),
  'constraints-contradict': () =>
    says('No text can be all that is asked for.', 'Take one of the wishes back: they contradict each other.'),
  'search-too-wide': (f) =>
    says(
      `The search was ended after ${f.count('made', '0')} items: too many beginnings are about as likely.`,
      'Ask for fewer items, or for more of what they must be.'
    ),
  'influence-too-large': (f) =>
    says(
      `The model has ${f.count('parameters', 'more')} parameters; what pushed an item is worked out up to ${f.count('most', '1,000,000')}.`,
      'Ask a smaller model.'
    ),
  'constraints-need-list': () =>
    says('Running text cannot be asked for endings, patterns or lengths.', 'Use a model of a list for that.'),
  'landscape-closed': () => says('No loss landscape is open.', 'Open one first.'),
  'landscape-no-path': () =>
    says(
      'There is no path to lay a plane along.',
      'Use random directions, or take a run with at least two different checkpoints.'
    ),
  'landscape-unfinished': (f) =>
    says(
      `Only ${f.count('done', '0')} of ${f.count('of')} heights are computed.`,
      'Let the surface be finished first: a solid has no holes.'
    ),
  'video-unsupported': () =>
    says('This window could not make a video.', 'Export the path as a GIF instead.', 'The surface is safe.'),
  cancelled: () => says('Cancelled.', ''),
  'bad-request': () =>
    says(
      'A part of the program asked for something that is not allowed.',
      'Restart Downhill.',
      'Saved work is safe.'
    ),
  internal: () =>
    says(
      'Something in Downhill failed that should not have.',
      'Restart it, and send the details to its makers if it happens again.',
      'Saved work is safe.'
    )
} satisfies Partial<Record<ErrorCode, Entry>>
