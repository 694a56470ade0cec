/*
 * The cube of colours as station 7 draws it: a colour is a vector of red, green and blue in [0, 1], seen from one fixed
 * side. Pure; the figure's numbers are SVG units.
 */

/** Sides of the figure. */
export const WIDTH = 560
export const HEIGHT = 440

/** Where a colour stands in the figure: red goes right, green left and forward, blue up. */
export const place = (q: readonly number[]): readonly [number, number] => {
  const [r = 0, g = 0, b = 0] = q
  return [WIDTH * 0.46 + (r * 0.92 - g * 0.62) * 195, HEIGHT * 0.68 + (r * 0.3 + g * 0.4) * 160 - b * 225]
}
/** An SVG path straight from one colour to the other. */
export const wire = (a: readonly number[], b: readonly number[]): string =>
  `M${place(a).join(' ')}L${place(b).join(' ')}`
/** The eight colours of which every part is none or all. */
export const CORNERS = Array.from({ length: 8 }, (_, i) => [i & 1, (i >> 1) & 1, (i >> 2) & 1])
/** Pairs of corners one apart. */
export const EDGES = CORNERS.flatMap((a) =>
  a.flatMap((value, i) => (value === 0 ? [[a, a.map((old, j) => (j === i ? 1 : old))] as const] : []))
)
/** The head of an arrow from black: a triangle whose point touches the circle at its tip. */
export const headOf = (q: readonly number[]): string => {
  const [[x0, y0], [x, y]] = [place([0, 0, 0]), place(q)]
  const length = Math.hypot(x - x0, y - y0)
  const [dx, dy] = [(x - x0) / length, (y - y0) / length]
  const at = (along: number, across: number): string =>
    `${x - dx * along - dy * across} ${y - dy * along + dx * across}`
  return `M${at(8, 0)}L${at(24, 6)}L${at(24, -6)}Z`
}
/** Where its numbers stand: beyond the tip, and not on the axes' names. */
export const labelOf = (q: readonly number[]): { x: number; y: number } => {
  const [x, y] = place(q)
  return { x, y: y > place([0, 0, 0])[1] ? y + 26 : y - 16 }
}
/** Tips of the axes red, green and blue, a little beyond the cube. */
export const AXES = [
  [1.2, 0, 0],
  [0, 1.2, 0],
  [0, 0, 1.15]
]
/** A colour as CSS writes it. */
export const css = (q: readonly number[]): string =>
  `rgb(${q.map((value) => Math.round(value * 255)).join(' ')})`
/** A colour as a colour field writes it. */
export const hex = (q: readonly number[]): string =>
  `#${q
    .map((value) =>
      Math.round(value * 255)
        .toString(16)
        .padStart(2, '0')
    )
    .join('')}`
/** What a colour field says, in hundredths. */
export const fromHex = (typed: string): number[] =>
  [1, 3, 5].map((i) => Number((Number.parseInt(typed.slice(i, i + 2), 16) / 255).toFixed(2)))
