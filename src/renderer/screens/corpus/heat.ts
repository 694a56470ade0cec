/* Which of the seven grounds a token stands on, by its bits. */

/** Steps of the scale: 0 to 1 bit, 1 to 2 and so on, the last for 6 and more. */
export const HEAT_STEPS = 7

/** @param bits null where nothing is predicted: the lowest step */
export function heatOf(bits: number | null): number {
  return bits === null ? 0 : Math.max(0, Math.min(HEAT_STEPS - 1, Math.floor(bits)))
}

/** The token that cost most; null where none was predicted. */
export function hardestOf<T extends { readonly bits: number | null }>(tokens: readonly T[]): T | null {
  return tokens.reduce<T | null>(
    (most, token) => (token.bits !== null && token.bits > (most?.bits ?? -1) ? token : most),
    null
  )
}
