/*
 * What training takes: 6·N·D floating point operations for N parameters and D tokens (Kaplan et al. 2020, section 2.1),
 * and 16 bytes a parameter for weights, gradients and AdamW's two moments in 32 bits, activations not counted.
 */

export interface Training {
  /** N. */
  readonly parameters: number
  /** D: tokens it was trained on, repeated ones counted again. */
  readonly tokens: number
}

/**
 * GPT-3: 175 billion parameters, 300 billion tokens (Brown et al. 2020, tables 2.1 and D.1). GPT-2: 1.5 billion
 * parameters (Radford et al. 2019); on how many tokens was never published, 100 billion is our assumption.
 */
export const KNOWN = {
  gpt2: { parameters: 1.5e9, tokens: 1e11 },
  gpt3: { parameters: 175e9, tokens: 3e11 }
} as const satisfies Record<string, Training>

/** A graphics card of GPT-3's time at work: 125 TFLOP/s on paper, a quarter of it reached (our assumption). */
export const CARD = { flops: 31e12, watts: 300 } as const
export const CARDS = 10_000

export const flopsOf = ({ parameters, tokens }: Training): number => 6 * parameters * tokens

export interface Effort {
  readonly flops: number
  readonly seconds: number
  readonly kilowattHours: number
  /** Bytes. */
  readonly memory: number
}

/** @param flops operations a second; @param watts drawn meanwhile */
export function effortOf(training: Training, flops: number, watts: number): Effort {
  const seconds = flopsOf(training) / flops
  return {
    ...{ flops: flopsOf(training), seconds, memory: 16 * training.parameters },
    kilowattHours: (seconds * watts) / 3.6e6
  }
}
