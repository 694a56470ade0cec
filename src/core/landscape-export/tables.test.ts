import { describe, expect, it } from 'vitest'
import { surfaceToCsv } from './csv'
import { surfaceToJson } from './json'
import { valley } from './surface.fixtures'

const holes = (() => {
  const surface = valley(21)
  surface.losses[5] = NaN
  surface.losses[440] = Infinity
  return surface
})()

describe('a surface as JSON', () => {
  const read = JSON.parse(surfaceToJson(holes)) as Record<string, unknown>

  it('has the fields that other programs rely on', () => {
    expect(Object.keys(read)).toEqual(
      expect.arrayContaining([
        ...['alphas', 'betas', 'losses', 'center_loss', 'batch', 'directions', 'explained_variance', 'path']
      ])
    )
    expect(read['directions']).toBe('pca')
    expect(read['center_loss']).toBe(2.1)
    expect(read['batch']).toEqual({ kind: 'list', items: 64, tokens: 448, part: 'held_out' })
    expect(read['explained_variance']).toEqual([0.93, 0.04])
    expect((read['path'] as unknown[])[2]).toEqual({
      ...{ step: 200, alpha: -4, beta: holes.path[2]!.beta },
      ...{ true_loss: holes.path[2]!.loss, residual: 0.6 }
    })
  })

  it('keeps every number, beta outer, and null where there is none', () => {
    expect(read['alphas']).toEqual([...holes.alphas])
    const losses = read['losses'] as (number | null)[]
    expect(losses).toHaveLength(441)
    expect([losses[5], losses[440]]).toEqual([null, null])
    expect(losses[3 * 21 + 7]).toBe(holes.losses[3 * 21 + 7])
  })

  it('says null for what a model without a run does not have', () => {
    const bare = valley(21, { explained: null, path: [], learningRate: null })
    expect(JSON.parse(surfaceToJson(bare))).toMatchObject({
      explained_variance: null,
      path: [],
      learning_rate: null
    })
  })
})

describe('a surface as a table', () => {
  const lines = surfaceToCsv(holes).split('\r\n')

  it('has one line a point, alpha fastest, empty where there is no loss', () => {
    expect(lines[0]).toBe('alpha,beta,loss')
    expect(lines).toHaveLength(1 + 441 + 1)
    expect(lines[1 + 5]).toBe(`${holes.alphas[5]},${holes.betas[0]},`)
    expect(lines[1 + 22]).toBe(`${holes.alphas[1]},${holes.betas[1]},${holes.losses[22]}`)
    expect(lines.at(-1)).toBe('')
  })
})
