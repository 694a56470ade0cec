/*
 * A plane laid through a ground: directions, axes, centre and the path as seen from it. Everything that is
 * asked of an open landscape is asked of one of these. Over 150 lines: the ways to lay a plane differ in a
 * few lines each and are read side by side.
 */

import { Failure } from '#core/errors'
import type { ModelFile } from '#core/formats/model-file'
import type { LandscapePlane, LandscapeSettings, PathPoint } from '#core/landscape'
import { parameterLayout } from '#core/gpt-shape'
import { Breath } from '../turns'
import type { Ground, GroundPoint } from './ground'
import { check, type Pace, type Task } from './pace'
import { lineDirections, principalDirections, type Directions } from './path-directions'
import { explainedBy, Projector, type Shadow } from './project'
import { randomDirections } from './random-directions'
import { dotFrom, type PlaneVectors } from './vectors'
import { Walker } from './walker'

/** Losses of parameters that stay what they are, so that a second plane over the same path is there at once. */
export type KnownLosses = WeakMap<Float32Array, number>

export interface OpenPlane {
  readonly ground: Ground
  readonly plane: LandscapePlane
  readonly vectors: PlaneVectors
  readonly walker: Walker
  readonly projector: Projector
  /** Where θ = 0 is, seen from the plane. */
  readonly origin: readonly [number, number]
}

/** How laying is paced and told. */
export interface Laying {
  readonly pace: Pace
  readonly task: Task
  readonly known: KnownLosses
  readonly progress?: (done: number, of: number) => void
}

/**
 * Lays a plane: directions, then the true loss of every point of the path.
 * @throws Failure `landscape-no-path`, `cancelled`, or what the engine fails with
 */
export async function layPlane(
  ground: Ground,
  settings: LandscapeSettings,
  laying: Laying
): Promise<OpenPlane> {
  const centre = centreOf(ground, settings)
  const directions = await directionsOf(ground, settings, centre, laying)
  return planeThrough(ground, settings, centre, directions, laying)
}

/** The plane of these directions through a point of the ground. */
async function planeThrough(
  ground: Ground,
  settings: LandscapeSettings,
  centre: GroundPoint,
  directions: Directions,
  laying: Laying
): Promise<OpenPlane> {
  const vectors: PlaneVectors = { centre: centre.parameters, ...directions }
  const projector = new Projector(vectors)
  const walker = new Walker(ground, vectors)
  const { lengths } = projector
  const breath = new Breath()
  const shadows: Shadow[] = []
  for (const { parameters } of ground.points) {
    shadows.push(projector.project(parameters))
    await breath.take()
    check(laying.task)
  }
  // The centre itself is never looked up: its height must be what (0, 0) gives on the engine of today.
  const height = await laying.pace.once(laying.task, ground.turns, () => walker.lossOf(centre.parameters))
  const losses = await trueLosses(ground, walker, laying)
  const path = ground.points.map((point, i): PathPoint => {
    const { alpha, beta, residual } = shadows[i]!
    return { step: point.step, alpha, beta, loss: losses[i]!, residual }
  })
  const reach = shadows.reduce((far, { alpha, beta }) => Math.max(far, Math.abs(alpha), Math.abs(beta)), 0)
  const half = settings.directions === 'random' ? settings.span : settings.span * reach
  const axis = axisOf(settings.size, half)
  const zero = new Float32Array(centre.parameters.length)
  const origin = projector.coordinates(
    dotFrom(zero, centre.parameters, vectors.delta),
    dotFrom(zero, centre.parameters, vectors.eta)
  )
  const plane: LandscapePlane = {
    ...{ settings, lengths, path },
    alphas: axis,
    betas: axis.slice(),
    explained: explainedBy(shadows, lengths),
    centre: { step: centre.step, loss: height },
    batch: ground.fixed.about,
    learningRate: ground.rateAt?.(centre.step) ?? null
  }
  return { ground, plane, vectors, walker, projector, origin }
}

/** n coordinates from −half to half, exactly 0 in the middle. */
export function axisOf(n: number, half: number): Float64Array {
  const middle = (n - 1) / 2
  return Float64Array.from({ length: n }, (_, i) => ((i - middle) / middle) * half)
}

/** The loss of each point of the path: what was logged, what is known, else measured now. */
async function trueLosses(ground: Ground, walker: Walker, { pace, task, known }: Laying): Promise<number[]> {
  const losses: number[] = []
  const { points } = ground
  await pace.work(
    task,
    ground.turns,
    async () => {
      const point = points[losses.length]
      if (!point) return false
      const loss = point.loss ?? known.get(point.parameters) ?? (await walker.lossOf(point.parameters))
      known.set(point.parameters, loss)
      losses.push(loss)
      return losses.length < points.length
    },
    true
  )
  return losses
}

function centreOf({ points, file }: Ground, { directions, to }: LandscapeSettings): GroundPoint {
  if (directions === 'line') return pointAt(points, to)
  if (directions === 'pca' && points.length < 2) throw new Failure('landscape-no-path')
  return points.at(-1) ?? { step: file.training.step, parameters: file.parameters, loss: null }
}

/** The point at this step, or the nearest before it. @throws Failure `landscape-no-path` */
function pointAt(points: readonly GroundPoint[], step: number | undefined): GroundPoint {
  const found = points.filter((point) => point.step <= (step ?? Infinity)).at(-1) ?? points[0]
  if (!found) throw new Failure('landscape-no-path')
  return found
}

async function directionsOf(
  ground: Ground,
  { directions, seed, from }: LandscapeSettings,
  { parameters: centre }: GroundPoint,
  { pace, task, progress }: Laying
): Promise<Directions> {
  const random = (): Directions => randomDirections(centre, parameterLayout(ground.file.shape), seed)
  const spare = (): Float32Array => random().eta
  switch (directions) {
    case 'random':
      return random()
    case 'line': {
      const start = pointAt(ground.points, from ?? 0).parameters
      const walker = new Walker(ground, { centre, delta: centre, eta: centre })
      const { gradient } = await pace.once(task, ground.turns, () => walker.gradientOf(centre))
      return lineDirections(start, centre, gradient, spare)
    }
    case 'pca': {
      const breath = new Breath()
      return principalDirections(
        ground.points.map((point) => point.parameters),
        centre,
        spare,
        async (done, of) => {
          if (!breath.due) return
          progress?.(done, of)
          await breath.take()
          check(task)
        }
      )
    }
  }
}

/** The model at a point as a complete file that tells where it was picked up. It holds no moments. */
export function fileAt(
  { ground, plane, walker }: OpenPlane,
  alpha: number,
  beta: number,
  loss: number
): ModelFile {
  const { settings, centre } = plane
  const { directions, seed } = settings
  return {
    ...ground.file,
    parameters: walker.pointAt(alpha, beta),
    training: {
      ...ground.file.training,
      ...{ step: centre.step, train_loss: null, val_loss: null, certificate: null },
      landscape_loss: Number.isFinite(loss) ? loss : null,
      lineage: { of: ground.name, step: centre.step, directions, seed, alpha, beta }
    }
  }
}
