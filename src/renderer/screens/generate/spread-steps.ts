/* So many of a run's kept steps that something stays affordable. */

/** So many of the steps, spread evenly, first and last among them. */
export function spread(steps: readonly number[], most: number): number[] {
  if (steps.length <= most) return [...steps]
  const places = Array.from({ length: most }, (_, i) => Math.round((i * (steps.length - 1)) / (most - 1)))
  return [...new Set(places)].map((place) => steps[place]!)
}
