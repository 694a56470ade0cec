import { describe, expect, it } from 'vitest'
import { speedSummary, speedTable, type SpeedLine, type SpeedWords } from './speed-lines'

const words: SpeedWords = {
  none: 'none',
  range: (...facts) => `range ${facts.join(' ')}.`,
  always: (engine) => `always ${engine}.`,
  overtakes: (...facts) => `overtakes ${facts.join(' ')}.`
}
const sizes = [10, 100, 1000]
const line = (name: string, speeds: readonly number[]): SpeedLine => ({
  name,
  points: speeds.map((tokensPerSecond, i) => ({ parameters: sizes[i]!, tokensPerSecond }))
})

describe('speed against model size', () => {
  it('says that there is nothing, or one line’s ends', () => {
    expect(speedSummary(sizes, [], words)).toBe('none')
    expect(speedSummary(sizes, [line('CPU', [])], words)).toBe('none')
    expect(speedSummary(sizes, [line('CPU', [9, 5, 1])], words)).toBe('range CPU 9 10 1 1000.')
  })

  it('says who is ahead and where that changes', () => {
    const cpu = line('CPU', [9, 5, 1])
    expect(speedSummary(sizes, [cpu, line('WebGPU', [3, 6, 7])], words)).toMatch(
      /overtakes WebGPU CPU 10 100\.$/
    )
    expect(speedSummary(sizes, [line('WebGPU', [10, 6, 7]), cpu], words)).toMatch(/always WebGPU\.$/)
  })

  it('compares only where all are measured', () => {
    const lines = [line('CPU', [9, 5, 1]), line('WebGPU', [3, 4])]
    expect(speedTable(sizes, lines)).toEqual([
      [9, 5, 1],
      [3, 4, null]
    ])
    expect(speedSummary(sizes, lines, words)).toMatch(/always CPU\.$/)
  })
})
