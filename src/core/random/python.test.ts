/* All constants were printed by CPython 3.11.7, drawn in the order of the test from one `random.seed`. */

import { describe, expect, test } from 'vitest'
import { PythonRandom } from './python'

interface Drawn {
  readonly random: readonly number[]
  /** gauss(0, 0.08) */
  readonly gauss: readonly number[]
  /** shuffle(list(range(20))) */
  readonly shuffle: readonly number[]
  /** choices(range(5), weights=[1, 2, 0.5, 3, 0]) */
  readonly choices: readonly number[]
  /** random() after 2,000 more */
  readonly later: number
}

const DRAWN: Readonly<Record<number, Drawn>> = {
  0: {
    random: [0.8444218515250481, 0.7579544029403025, 0.420571580830845],
    gauss: [
      -0.005360521258324638, 0.0955797342999999, -0.11576985011418925, 0.07874716409973184,
      -0.029926147758938326
    ],
    shuffle: [3, 7, 13, 11, 19, 5, 0, 10, 14, 8, 17, 15, 1, 12, 2, 9, 4, 16, 6, 18],
    choices: [1, 1, 3, 1, 3, 1, 2, 0, 3, 3, 0, 3, 3, 3, 3, 3, 3, 1, 3, 3],
    later: 0.9381990639436636
  },
  42: {
    random: [0.6394267984578837, 0.025010755222666936, 0.27502931836911926],
    gauss: [
      0.02188792052467065, 0.12880568755706856, -0.07504409771465873, -0.15125366465791967,
      0.07156719677291218
    ],
    shuffle: [9, 12, 5, 1, 15, 18, 4, 16, 13, 17, 14, 10, 11, 3, 8, 19, 7, 6, 2, 0],
    choices: [1, 1, 3, 1, 0, 0, 3, 3, 3, 3, 2, 3, 1, 3, 3, 3, 3, 3, 3, 0],
    later: 0.18816329393275533
  },
  [2 ** 32 + 5]: {
    random: [0.15727238718789782, 0.2824866316461999, 0.6044540318498407],
    gauss: [
      0.11200294954184364, 0.010249128365147584, 0.031749015122799984, -0.18121662792350368,
      -0.04872869979803456
    ],
    shuffle: [19, 3, 4, 1, 17, 13, 15, 0, 8, 14, 2, 9, 12, 18, 16, 5, 6, 10, 7, 11],
    choices: [3, 3, 1, 1, 1, 3, 3, 3, 1, 0, 3, 1, 1, 1, 0, 3, 0, 3, 3, 3],
    later: 0.3460450414947016
  },
  [2 ** 53 - 1]: {
    random: [0.09425040007102303, 0.22287455761867403, 0.19135148760372034],
    gauss: [
      0.021695252461828175, 0.02887613604622127, -0.02117224120949527, 0.0025690912904722586,
      -0.06126010624324327
    ],
    shuffle: [15, 7, 18, 17, 9, 12, 1, 5, 0, 14, 19, 8, 2, 11, 3, 6, 10, 4, 16, 13],
    choices: [3, 0, 0, 3, 1, 1, 0, 1, 1, 3, 3, 1, 1, 3, 1, 1, 3, 3, 1, 0],
    later: 0.5225191262038561
  }
}

describe('PythonRandom', () => {
  test.each(Object.keys(DRAWN).map(Number))('draws as CPython does from seed %d', (seed) => {
    const expected = DRAWN[seed]!
    const random = new PythonRandom(seed)
    expect(expected.random.map(() => random.random())).toEqual(expected.random)
    for (const value of expected.gauss) expect(Math.abs(random.gauss(0, 0.08) - value)).toBeLessThan(1e-16)
    const items = Array.from({ length: 20 }, (_, i) => i)
    random.shuffle(items)
    expect(items).toEqual(expected.shuffle)
    expect(expected.choices.map(() => random.choices([1, 2, 0.5, 3, 0]))).toEqual(expected.choices)
    for (let i = 0; i < 2000; i++) random.random()
    expect(random.random()).toBe(expected.later)
  })

  test('goes on from a saved state, the waiting value of gauss included', () => {
    for (const drawn of [1, 2]) {
      const random = new PythonRandom(7)
      for (let i = 0; i < drawn; i++) random.gauss(0, 1)
      const copy = PythonRandom.restore(random.save())
      for (let i = 0; i < 1000; i++) expect(copy.gauss(0, 1)).toBe(random.gauss(0, 1))
      expect(copy.save()).toEqual(random.save())
    }
  })

  test('refuses seeds and states that cannot be ones', () => {
    for (const seed of [-1, 1.5, 2 ** 53, NaN]) expect(() => new PythonRandom(seed)).toThrow(RangeError)
    const state = new PythonRandom(1).save()
    const changed = (place: number, value: string): string[] =>
      state.map((text, i) => (i === place ? value : text))
    for (const broken of [
      state.slice(1),
      [...state, '1'],
      changed(3, '4294967296'),
      changed(3, '-1'),
      changed(624, '625'),
      changed(625, ''),
      changed(625, 'Infinity'),
      state.map((text, i) => (i < 624 ? '0' : text))
    ]) {
      expect(() => PythonRandom.restore(broken)).toThrow('model-config-invalid')
    }
  })
})
