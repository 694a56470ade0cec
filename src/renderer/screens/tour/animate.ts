/* Steps of a live computation, one per frame; at once where motion is reduced. */

/** Steps that are made at once at most: a picture that is never finished must not stop the window. */
const MOST = 5_000

/**
 * Calls `step` every frame until it says no.
 * @returns ends it early
 */
export function animate(step: () => boolean): () => void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    for (let i = 0; i < MOST && step(); i++);
    return () => undefined
  }
  let frame = 0
  const next = (): void => {
    if (step()) frame = requestAnimationFrame(next)
  }
  frame = requestAnimationFrame(next)
  return () => cancelAnimationFrame(frame)
}
