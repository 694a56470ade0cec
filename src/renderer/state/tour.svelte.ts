/* Where the visitor stands on the tour and which stations are done. Kept with the settings, so that a class goes on next week. */

import type { Stage } from './navigation.svelte'
import { settings } from './settings.svelte'

export const STATIONS = [
  'line',
  'mountain',
  'tokens',
  'neuron',
  'matrices',
  'embeddings',
  'directions',
  'position',
  'attention',
  'feedForward',
  'curve',
  'experiment',
  'scale'
] as const
export type StationName = (typeof STATIONS)[number]

class Tour {
  /** The stage a station's link led to; null while one walks the tour itself. */
  away = $state<Stage | null>(null)
  readonly at = $derived(Math.min(STATIONS.length - 1, settings.value.tour.station))
  readonly name = $derived<StationName>(STATIONS[this.at] ?? 'line')

  isDone(name: StationName): boolean {
    return settings.value.tour.done.includes(name)
  }

  go(station: number): void {
    if (station < 0 || station >= STATIONS.length || station === this.at) return
    void settings.change({ tour: { ...settings.value.tour, station } })
  }

  goTo(name: StationName): void {
    this.go(STATIONS.indexOf(name))
  }

  /** The station's one action has been done. */
  finish(name: StationName): void {
    const { tour } = settings.value
    if (!tour.done.includes(name)) void settings.change({ tour: { ...tour, done: [...tour.done, name] } })
  }
}

export const tour = new Tour()
