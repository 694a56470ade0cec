/*
 * Which stream of a seed draws what (createRandom's second argument), so that no part of a run can
 * disturb another's numbers. High numbers: the low ones belong to generated items, one each.
 */
export const STREAMS = {
  weights: 0xffff_ff00,
  batches: 0xffff_ff01,
  evaluation: 0xffff_ff02,
  directions: 0xffff_ff03
} as const
