/* A text in three parts: before, within and after a stretch told in code points. */

export function splitAt(
  text: string,
  stretch: { readonly start: number; readonly length: number } | null
): readonly [before: string, within: string, after: string] {
  if (!stretch || stretch.length === 0) return [text, '', '']
  const points = [...text]
  const end = stretch.start + stretch.length
  return [
    points.slice(0, stretch.start).join(''),
    points.slice(stretch.start, end).join(''),
    points.slice(end).join('')
  ]
}
