/*
 * Every setting of a run in plain words: its name on the form, what it does, and what happens at the
 * ends. Shown by Term; the keys are those of RunConfig, so that none can be missing.
 */

import type { RunConfig } from '#core/run-config'

export const settingTerms = {
  preset: {
    name: 'Preset',
    text: 'A set of settings that work together. Any of them can be changed afterwards.'
  },
  kind: {
    name: 'Kind of text',
    text: 'A list is learned line by line, each with a start and an end. Running text is learned as one long stream.'
  },
  tokenizer: {
    name: 'Tokenizer',
    text: 'How text is cut into tokens: single characters, or longer pieces that often stand together. Longer ones put more text into the context, but each stands more seldom, and the model has to learn more of them.'
  },
  family: {
    name: 'Family',
    text: 'gpt2 is the model of GPT-2, with norms, biases and GELU. microgpt is the smallest GPT that works, with ReLU and none of these.'
  },
  layers: {
    name: 'Layers',
    text: 'How many times the model looks at the context and thinks it over. More can learn more, take longer and need more data.'
  },
  heads: {
    name: 'Heads',
    text: 'How many things each layer can look for at once. They share the width: more heads means narrower ones.'
  },
  width: {
    name: 'Width',
    text: 'Numbers that describe each token inside the model. Twice the width is about four times the parameters.'
  },
  block: {
    name: 'Context',
    text: 'How many tokens the model sees at once. What stands further back it cannot take into account; a longer one costs time and memory.'
  },
  batch: {
    name: 'Batch',
    text: 'How many pieces of text are learned from in one step. Larger ones make calmer, slower steps.'
  },
  steps: {
    name: 'Steps',
    text: 'How many times the parameters are changed. Too few and it has not learned; too many and it learns the text by heart.'
  },
  learning_rate: {
    name: 'Learning rate',
    text: 'How far each step goes downhill. Too small and it creeps; too large and the loss leaps about or climbs.'
  },
  schedule: {
    name: 'Schedule',
    text: 'How the learning rate falls after the warm-up. Small last steps settle the loss; with constant it stays restless.'
  },
  warmup: {
    name: 'Warm-up',
    text: 'Steps over which the learning rate rises from zero. Without it, large first steps can throw the model off.'
  },
  optimizer: {
    name: 'Optimizer',
    text: 'The rule that turns slopes into steps. AdamW is Adam with weight decay kept apart from the slopes.'
  },
  beta1: {
    name: 'Beta 1',
    text: 'How much of the last direction is kept. Near 1 the ball is heavy and slow to turn; at 0 it follows each slope alone.'
  },
  beta2: {
    name: 'Beta 2',
    text: 'How long the size of the slopes is remembered, to scale the steps. Nearer to 1 is calmer and slower to adapt.'
  },
  epsilon: {
    name: 'Epsilon',
    text: 'A small number that keeps a step finite where the slope is almost zero. Seldom worth changing.'
  },
  weight_decay: {
    name: 'Weight decay',
    text: 'A steady pull of the weights towards zero. Some keeps the model simple; much keeps it from learning.'
  },
  clip: {
    name: 'Gradient limit',
    text: 'The longest slope a step may follow; longer ones are shortened. 0 lets every one through.'
  },
  dropout: {
    name: 'Dropout',
    text: 'The share of inner values switched off at random in each step, against learning by heart. 0 is none; small models need none.'
  },
  deduplicate: {
    name: 'Leave out copies',
    text: 'Each line counts once. Left in, copies would land in both parts, and the held-out loss would look too good.'
  },
  held_out: {
    name: 'Held-out part',
    text: 'The share that is never trained on. How well the model guesses it shows what it has learned rather than memorised.'
  },
  split_seed: {
    name: 'Split seed',
    text: 'The number that decides which lines are held out. The same seed gives the same split again.'
  },
  seed: {
    name: 'Seed',
    text: 'The number that random choices come from: first weights, order, dropout. The same seed gives the same run again.'
  },
  random: {
    name: 'Random numbers',
    text: 'Downhill uses its own. With Python, weights and order are drawn exactly as the Python original of microgpt draws them.'
  },
  eval_every: {
    name: 'Check every',
    text: 'Steps between two measurements on the held-out part. More often shows more and takes time from learning.'
  }
} as const satisfies Record<keyof RunConfig, { readonly name: string; readonly text: string }>
