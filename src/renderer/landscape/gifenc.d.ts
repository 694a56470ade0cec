/* The part of gifenc that is used here; the package has no types of its own. */
declare module 'gifenc' {
  type Palette = number[][]
  /** At most `colours` colours of an RGBA image. */
  export function quantize(rgba: Uint8ClampedArray, colours: number): Palette
  /** The nearest of the palette for each pixel. */
  export function applyPalette(rgba: Uint8ClampedArray, palette: Palette): Uint8Array
  export function GIFEncoder(): {
    /** `delay` in milliseconds; the palette of the first frame is that of all. */
    writeFrame(
      index: Uint8Array,
      width: number,
      height: number,
      options: { palette?: Palette; delay?: number; repeat?: number }
    ): void
    finish(): void
    bytes(): Uint8Array<ArrayBuffer>
  }
}
