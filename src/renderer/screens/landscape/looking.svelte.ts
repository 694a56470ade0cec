/*
 * How the landscape is looked at: height, fog, camera preset, which moment of the path, one direction or two.
 * Outlives the screen. `terrain` is the surface made ready for drawing; it changes with the heights only.
 */

import { untrack } from 'svelte'
import type { PathPoint } from '#core/landscape'
import type { Preset } from '../../landscape/camera'
import type { CameraState } from '../../landscape/projection'
import { indexAtStep, pathAt, terrainOf, type Terrain } from '../../landscape/terrain'
import { landscape } from '../../state/landscape.svelte'

/** Radius of sight in the fog, in halves of the square's side. */
export const SIGHT = 0.3

/** How the view stands at this moment: what an exported picture repeats. */
export interface Standpoint {
  readonly camera: CameraState
  /** Of the view, in CSS pixels. */
  readonly width: number
  readonly height: number
  readonly compact: boolean
}

class Looking {
  log = $state(false)
  fog = $state(false)
  drops = $state(true)
  mode = $state<'surface' | 'slice' | 'race'>('surface')
  /** The preset last taken; null once the camera was moved by hand. */
  preset = $state<Preset | null>('side')
  /** Rises when the camera is to go (back) to a preset. */
  sent = $state(0)
  /** The step that is looked at; null follows the run. */
  step = $state<number | null>(null)
  /** Which direction is walked in one dimension. */
  axis = $state<0 | 1>(0)
  /** Where the walker stands on that line, as a coordinate; null: where the path began. */
  stand = $state<number | null>(null)

  /** Whether the view in three dimensions is on screen. */
  inView = $state(false)
  /** Of the frame last drawn; nothing on screen depends on it. */
  shot: Standpoint | null = null

  readonly terrain = $derived.by((): Terrain | null => {
    void landscape.version
    void landscape.laid
    const { log } = this
    const surface = untrack(() => landscape.surface)
    return surface && terrainOf(surface, log)
  })

  readonly path = $derived<readonly PathPoint[]>(landscape.surface?.path ?? [])

  /** Index into the path, with a fraction, of the moment that is looked at. */
  readonly at = $derived(this.step === null ? this.path.length - 1 : indexAtStep(this.path, this.step))

  /** The path at that moment; null without a path. */
  readonly now = $derived(pathAt(this.path, this.at))

  send(preset: Preset): void {
    this.preset = preset
    this.sent++
  }
}

export const looking = new Looking()
