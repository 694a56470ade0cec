/* The views of the stage Look inside, in the order of their tabs. */

export const VIEWS = ['embeddings', 'positions', 'attention', 'feedForward', 'lens', 'health'] as const
export type InsideView = (typeof VIEWS)[number]
