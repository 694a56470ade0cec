/* Which rows of a long list stand in the window: all rows have one height, only those near it are drawn. */

export interface VisibleRows {
  /** First drawn row and the row after the last. */
  readonly from: number
  readonly to: number
  /** Space in pixels that stands for the rows before and after. */
  readonly before: number
  readonly after: number
}

/** Rows drawn beyond each edge, so that a scroll meets them. */
const MARGIN = 12

/**
 * @param count rows in all
 * @param height of one row, in pixels
 * @param scrolled pixels above the window
 * @param window height of the window, in pixels
 */
export function visibleRows(count: number, height: number, scrolled: number, window: number): VisibleRows {
  const from = Math.max(0, Math.min(count, Math.floor(scrolled / height)) - MARGIN)
  const to = Math.min(count, Math.ceil((scrolled + window) / height) + MARGIN)
  return { from, to: Math.max(from, to), before: from * height, after: (count - Math.max(from, to)) * height }
}
