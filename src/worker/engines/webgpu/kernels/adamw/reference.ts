/*
 * The optimizer's definition is ../../../../training/optimizer.ts, which the reference engine uses: one loop over
 * the tensors, with the clipping factor of the global norm. It is what this kernel must compute.
 */

export { applyUpdate as adamReference } from '../../../../training/optimizer'
