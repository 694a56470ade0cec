/* The tour's arithmetic against numbers made by hand and against finite differences. */
import { describe, expect, it } from 'vitest'
import { gelu, geluSlope } from './activation'
import { bump, BumpFit, stepUp } from './bumps'
import { createAntenna, DIALS, errorOf, gradientOf, tuneAll, tuneOne } from './dials'
import { LINE, lineLoss, lineSlope, stepDown, valleysOfLine } from './line'
import { cellsOf, cosine, dot, mix } from './matrix'
import { mountainGrid, mountainLoss, mountainSlope, roll, valleysAmong } from './mountain'
import { placedVector, POSITION_VECTORS, sameVector, sentenceVector } from './order'
import { Classifier, countsOf, PHRASES, WORDS, wordsOf } from './phrases'
import { CARD, CARDS, effortOf, flopsOf, KNOWN } from './scale'

/** Central differences of f at every number of x. */
function slopes(f: (x: Float64Array) => number, x: Float64Array, h = 1e-5): number[] {
  return Array.from(x, (_, i) => {
    const at = (d: number): number => f(x.map((value, j) => (j === i ? value + d : value)))
    return (at(h) - at(-h)) / (2 * h)
  })
}
const near = (a: readonly number[], b: readonly number[], digits = 6): void =>
  a.forEach((value, i) => expect(value).toBeCloseTo(b[i] as number, digits))

describe('the line', () => {
  it('has the slope of its loss', () => {
    for (const x of [-2.5, -1, 0, 0.3, 2.9]) {
      expect(lineSlope(x)).toBeCloseTo((lineLoss(x + 1e-5) - lineLoss(x - 1e-5)) / 2e-5, 6)
    }
  })
  it('has two valleys, and downhill from the start is the shallower one', () => {
    const [deep, shallow, ...more] = valleysOfLine()
    expect(more).toEqual([])
    expect(deep?.loss).toBeLessThan(shallow?.loss ?? 0)
    let x: number = LINE.start
    for (let i = 0; i < 200; i++) x = stepDown(x, 0.2)
    expect(x).toBeCloseTo(shallow?.x ?? 0, 6)
  })
})

describe('the mountain', () => {
  it('has the slope of its loss', () => {
    for (const [x, y] of [
      [0, 0],
      [1.2, -2],
      [-2.6, 0.7]
    ] as const) {
      const h = 1e-5
      near(mountainSlope(x, y), [
        (mountainLoss(x + h, y) - mountainLoss(x - h, y)) / (2 * h),
        (mountainLoss(x, y + h) - mountainLoss(x, y - h)) / (2 * h)
      ])
    }
  })
  it('lets balls roll to rest, always lower than they began, in different valleys', () => {
    const balls = [roll(-2.5, 2.5), roll(2.5, 2.5), roll(-2.5, -2.5), roll(2.6, -2.2), roll(2.4, 2.6)]
    for (const ball of balls) {
      expect(ball.loss).toBeLessThan(mountainLoss(ball.path[0] as number, ball.path[1] as number))
      expect(Math.hypot(...mountainSlope(ball.x, ball.y))).toBeLessThan(1e-2)
    }
    expect(valleysAmong(balls)).toBe(4)
    expect(valleysAmong(balls.slice(0, 1))).toBe(1)
  })
  it('is a grid with y upwards', () => {
    const grid = mountainGrid(3)
    expect(grid[0]).toBe(mountainLoss(-3, -3))
    expect(grid[5]).toBe(mountainLoss(3, 0))
  })
})

describe('matrices', () => {
  it('give cyan · red = 0 and what else a head can multiply', () => {
    expect(dot([0, 1, 1], [1, 0, 0])).toBe(0)
    expect(dot([1, 2, 3], [4, 5, 6])).toBe(32)
    expect(cosine([1, 1, 0], [1, 0, 0])).toBeCloseTo(Math.SQRT1_2, 12)
    expect(cosine([0, 0, 0], [1, 0, 0])).toBe(0)
    expect(mix([0, 1, 1], [1, 0, 0])).toEqual([0.5, 0.5, 0.5])
    expect(() => dot([1], [1, 2])).toThrow(RangeError)
  })
  it('are multiplied cell by cell', () => {
    const cells = cellsOf(
      [
        [1, 2, 0],
        [0, -1, 3]
      ],
      [
        [2, 1],
        [0, 4],
        [5, -2]
      ]
    )
    expect(cells.map(({ sum }) => sum)).toEqual([2, 9, 15, -10])
    expect(cells[1]).toMatchObject({ row: 0, column: 1 })
    expect(cells[1]?.terms.map(({ product }) => product)).toEqual([1, 8, -0])
    expect(() => cellsOf([[1, 2]], [[1]])).toThrow(RangeError)
  })
})

describe('the antenna', () => {
  const antenna = createAntenna()
  const zero = Array.from({ length: DIALS }, () => 0)
  it('is clear at its solution and nowhere near it', () => {
    expect(errorOf(antenna, antenna.solution)).toBeLessThan(1e-20)
    expect(errorOf(antenna, zero)).toBeGreaterThan(0.05)
    for (const value of antenna.solution) expect(Math.abs(value)).toBeLessThanOrEqual(1)
  })
  it('has the gradient of its error', () => {
    const dials = Float64Array.from(zero, (_, i) => 0.3 * Math.sin(i))
    near(
      gradientOf(antenna, [...dials]),
      slopes((x) => errorOf(antenna, [...x]), dials)
    )
  })
  it('one dial alone is not enough, all by gradient are', () => {
    const one = tuneOne(antenna, zero, 2)
    expect(gradientOf(antenna, one)[2]).toBeCloseTo(0, 10)
    expect(errorOf(antenna, one)).toBeGreaterThan(0.03)
    let all = zero
    for (let i = 0; i < 600; i++) all = tuneAll(antenna, all)
    expect(errorOf(antenna, all)).toBeLessThan(1e-3)
  })
})

describe('GELU and bumps', () => {
  it('has the values of its paper and the slope of itself', () => {
    expect(gelu(0)).toBe(0)
    expect(gelu(1)).toBeCloseTo(0.8412, 4)
    expect(gelu(-1)).toBeCloseTo(-0.1588, 4)
    for (const u of [-3, -0.7, 0, 0.4, 2]) {
      expect(geluSlope(u)).toBeCloseTo((gelu(u + 1e-5) - gelu(u - 1e-5)) / 2e-5, 7)
    }
  })
  it('make a step of a pair, and a bump of two', () => {
    expect(stepUp(-3)).toBeCloseTo(0, 3)
    expect(stepUp(3)).toBeCloseTo(1, 3)
    expect(bump(0)).toBeCloseTo(1, 1)
    expect(bump(5)).toBeCloseTo(0, 6)
    expect(bump(-5)).toBeCloseTo(0, 6)
  })
  const line = Float64Array.from({ length: 96 }, (_, i) => 0.5 + 0.3 * Math.sin(i / 5) * Math.cos(i / 17))
  it('have the gradient of their loss', () => {
    const fit = new BumpFit(3, line)
    for (let i = 0; i < 20; i++) fit.step()
    near(
      [...fit.gradient()],
      slopes((x) => fit.loss(x), fit.parameters, 1e-6),
      5
    )
  })
  it('come nearer to a line the more they are', () => {
    const losses = [2, 8, 16].map((bumps) => {
      const fit = new BumpFit(bumps, line)
      for (let i = 0; i < 1200; i++) fit.step(0.01 * (1 - i / 1300))
      return fit.loss()
    })
    expect(losses[1]).toBeLessThan((losses[0] as number) / 2)
    expect(losses[2]).toBeLessThan((losses[1] as number) / 2)
    expect(losses[2]).toBeLessThan(1e-3)
  })
})

describe('phrases', () => {
  it('are counted word by word', () => {
    expect(wordsOf('Great, terrific meal!')).toEqual(['great', 'terrific', 'meal'])
    expect(countsOf('good good unheard').reduce((a, b) => a + b, 0)).toBe(2)
  })
  it.each([0, 6])('have the gradient of their loss with %i neurons', (hidden) => {
    const classifier = new Classifier(hidden)
    near(
      [...classifier.gradient()],
      slopes((x) => classifier.loss(x), classifier.parameters)
    )
  })
  it('are all learned by neurons, and never all by adding up', () => {
    const [linear, layered] = [new Classifier(0), new Classifier(6)]
    for (let i = 0; i < 3000; i++) {
      linear.step()
      layered.step()
    }
    expect(layered.right()).toBe(PHRASES.length)
    expect(linear.right()).toBeLessThan(PHRASES.length)
    expect(layered.praise('great, terrific meal')).toBeGreaterThan(0.9)
    expect(layered.praise('not good')).toBeLessThan(0.1)
    expect(linear.parameters).toHaveLength(WORDS.length + 1)
  })
})

it('without positions the order of words is lost', () => {
  const [a, b] = [['dog', 'bites', 'man'] as const, ['man', 'bites', 'dog'] as const]
  expect(sameVector(sentenceVector(a, false), sentenceVector(b, false))).toBe(true)
  expect(sameVector(sentenceVector(a, true), sentenceVector(b, true))).toBe(false)
  expect(POSITION_VECTORS).toHaveLength(3)
  // By hand: 0.9 · 1.5 − 0.2 · 0.9 + 0.4 · 1.2, from the rows that stand on the screen.
  expect(sentenceVector(a, true)[0]).toBeCloseTo(1.65, 9)
  expect(a.map((word, place) => placedVector(word, place, true)[0])).toEqual([
    expect.closeTo(1.35, 9),
    expect.closeTo(-0.18, 9),
    expect.closeTo(0.48, 9)
  ])
})

it('what GPT-3 takes is what its paper says', () => {
  // Table D.1: 3.14e23 operations.
  expect(flopsOf(KNOWN.gpt3)).toBeCloseTo(3.15e23, -21)
  const effort = effortOf(KNOWN.gpt3, CARD.flops * CARDS, CARD.watts * CARDS)
  expect(effort.seconds / 86_400).toBeCloseTo(11.76, 1)
  expect(effort.memory).toBe(2.8e12)
  expect(effortOf({ parameters: 1e6, tokens: 1e6 }, 6e9, 36).kilowattHours).toBeCloseTo(0.01, 6)
})
