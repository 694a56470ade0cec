/* Texts of the Generate screen. */

export const generateText = {} as const
