/*
 * TensorFlow.js's own gradients of the operations that model.ts and loss.ts use, and no others:
 * registering all of them would pull every operation of the library into the worker.
 */

import { registerGradient, type GradConfig } from '@tensorflow/tfjs-core'
import { addGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Add_grad'
import { batchMatMulGradConfig } from '@tensorflow/tfjs-core/dist/gradients/BatchMatMul_grad'
import { logSoftmaxGradConfig } from '@tensorflow/tfjs-core/dist/gradients/LogSoftmax_grad'
import { multiplyGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Multiply_grad'
import { reluGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Relu_grad'
import { reshapeGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Reshape_grad'
import { rsqrtGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Rsqrt_grad'
import { sliceGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Slice_grad'
import { softmaxGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Softmax_grad'
import { squareGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Square_grad'
import { subGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Sub_grad'
import { sumGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Sum_grad'
import { meanGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Mean_grad'
import { tanhGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Tanh_grad'
import { transposeGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Transpose_grad'

const GRADIENTS: readonly GradConfig[] = [
  addGradConfig,
  batchMatMulGradConfig,
  logSoftmaxGradConfig,
  meanGradConfig,
  multiplyGradConfig,
  reluGradConfig,
  reshapeGradConfig,
  rsqrtGradConfig,
  sliceGradConfig,
  softmaxGradConfig,
  squareGradConfig,
  subGradConfig,
  sumGradConfig,
  tanhGradConfig,
  transposeGradConfig
]

let registered = false

/** Registers them once; TensorFlow.js warns about a second time. */
export function registerGradients(): void {
  if (registered) return
  registered = true
  for (const gradient of GRADIENTS) registerGradient(gradient)
}
