/* Several texts in one field, apart by spaces or commas. */

/** @returns the texts in their order, none empty and none twice */
export const partsOf = (typed: string): string[] => [...new Set(typed.split(/[\s,]+/u).filter(Boolean))]
