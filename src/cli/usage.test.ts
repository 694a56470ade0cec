import { describe, expect, it } from 'vitest'
import { PRESETS } from '#core/run-config'
import { LossTable } from './losses'
import { duration, showProgress } from './progress'
import type { Terminal } from './terminal'
import { featuresOf } from './engine'
import { configFrom } from './run-settings'
import { choiceOf, numberOf, parseOptions, required, UsageError } from './usage'

const OPTIONS = { count: { type: 'string' }, quiet: { type: 'boolean' } } as const
const typed = (...args: string[]) => parseOptions('generate', args, OPTIONS)

describe('options', () => {
  it('are read with and without an equals sign, texts apart', () => {
    expect(typed('--count=3', 'a', '--quiet', '--', '--b')).toEqual({
      values: { count: '3', quiet: true },
      texts: ['a', '--b']
    })
  })

  it.each([['--nope'], ['--count'], ['--count', '--quiet'], ['--quiet=3'], ['-x']])(
    'refuses %s %s',
    (...args) => {
      expect(() => typed(...args)).toThrow(UsageError)
      expect(() => typed(...args)).toThrow(/^[^\n]+downhill help generate[^\n]+$/)
    }
  )

  it('take numbers in their range only', () => {
    const rule = { min: 1, max: 10, integer: true }
    expect(numberOf(typed('--count', '10'), 'count', rule, 5)).toBe(10)
    expect(numberOf(typed(), 'count', rule, null)).toBeNull()
    for (const text of ['0', '11', '1.5', 'ten', '', ' ', 'NaN', 'Infinity']) {
      expect(() => numberOf(typed(`--count=${text}`), 'count', rule, 5)).toThrow(UsageError)
    }
  })

  it('take engine features in any order, each once', () => {
    const features = (...args: string[]) =>
      featuresOf(parseOptions('train', args, { features: { type: 'string' } }), ['f16'])
    expect(features()).toEqual(['f16'])
    expect(features('--features', 'none')).toEqual([])
    expect(features('--features', 'subgroups,f16,f16')).toEqual(['f16', 'subgroups'])
    for (const text of ['', 'f32', 'f16,', 'f16 subgroups'])
      expect(() => features('--features', text)).toThrow('takes none, or of relaxed-simd, f16, subgroups')
  })

  it('take one of their words', () => {
    expect(choiceOf(typed('--count', 'b'), 'count', ['a', 'b'], 'a')).toBe('b')
    expect(choiceOf(typed(), 'count', ['a', 'b'], 'a')).toBe('a')
    expect(() => choiceOf(typed('--count', 'c'), 'count', ['a', 'b'], 'a')).toThrow('one of a, b')
    expect(() => required(typed(), 'generate', 'model', 'FILE')).toThrow('generate needs --model FILE.')
  })
})

describe('settings of a training', () => {
  it('say so where they shorten a warm-up that nobody set', () => {
    const { config, warning } = configFrom(PRESETS.names, ['steps=60'])
    expect([config.steps, config.warmup]).toEqual([60, 6])
    expect(warning).toContain('shortened to 6')
    expect(configFrom(PRESETS.names, ['steps=4000'])).toMatchObject({
      warning: null,
      config: { warmup: 100 }
    })
    expect(configFrom(PRESETS.names, ['steps=60', 'warmup=20'])).toMatchObject({ warning: null })
    expect(() => configFrom(PRESETS.names, ['steps=60', 'warmup=61'])).toThrow('setting-invalid')
  })
})

describe('LossTable', () => {
  it('writes one row per step, with ten decimals, empty where nothing was measured', () => {
    const table = new LossTable()
    table.add({ first: 1, train: Float64Array.of(3.25, 1 / 3), val: [{ step: 2, loss: 0.5 }] })
    table.add({ first: 3, train: Float64Array.of(1e-12), val: [] })
    expect(table.toCsv()).toBe(
      'step,train_loss,val_loss\n1,3.2500000000,\n2,0.3333333333,0.5000000000\n3,0.0000000000,\n'
    )
  })

  it('takes steps again that are computed again', () => {
    const table = new LossTable()
    table.add({ first: 1, train: Float64Array.of(1, 2, 3), val: [] })
    table.add({ first: 2, train: Float64Array.of(5), val: [] })
    expect(table.toCsv().split('\n')[2]).toBe('2,5.0000000000,')
  })
})

describe('progress', () => {
  const show = (columns: number | null): { lines: string[]; bars: string[] } => {
    const lines: string[] = []
    const bars: string[] = []
    const terminal = { columns, note: (l: string) => lines.push(l), redraw: (l: string) => bars.push(l) }
    const report = showProgress(terminal as unknown as Terminal, 200)
    report({
      first: 41,
      train: new Float64Array(10).fill(2.34567),
      bits: new Float64Array(10).fill(3.4),
      val: [{ step: 50, loss: 2.5, bits: 3.6, best: true }],
      seconds: 0.25,
      stepsPerSecond: 1234.5,
      tokensPerSecond: 1,
      secondsLeft: 61
    })
    return { lines, bars }
  }

  it('is a bar on a terminal, no wider than it', () => {
    const { lines, bars } = show(200)
    expect(lines).toEqual([])
    expect(bars).toEqual([
      '█████░░░░░░░░░░░░░░░  25 %  step 50 of 200  loss 2.346  held-out 2.500  1,230 steps/s  1 min 1 s left'
    ])
    expect(show(30).bars[0]).toHaveLength(29)
  })

  it('is a line per held-out loss elsewhere', () => {
    expect(show(null)).toEqual({ lines: ['Step 50: held-out loss 2.500.'], bars: [] })
  })

  it('gives times as people say them', () => {
    expect([0.42, 13.4, 260, 3900, 7199].map(duration)).toEqual([
      '0.4 s',
      '13 s',
      '4 min 20 s',
      '1 h 05 min',
      '2 h 00 min'
    ])
  })
})
