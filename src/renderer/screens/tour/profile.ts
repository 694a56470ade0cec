/* The tour's way downhill as a curve: a long slope with a few bumps. Pure, for the figure at the top. */

/** Height at t in [0, 1], as a share of the figure's height from its top. */
export function heightAt(t: number): number {
  return 0.12 + 0.58 * (1 - (1 - t) ** 1.55) + Math.sin(t * 15 + 0.5) * 0.035 * (1 - t * 0.4)
}

/** An SVG path along the curve from t = 0 to `to`. */
export function pathTo(to: number, width: number, height: number): string {
  const points = Array.from({ length: 121 }, (_, i) => (i / 120) * to)
  return points
    .map((t, i) => `${i ? 'L' : 'M'}${(t * width).toFixed(1)} ${(heightAt(t) * height).toFixed(1)}`)
    .join('')
}
