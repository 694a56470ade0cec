import { describe, expect, it } from 'vitest'
import { emptyRow, skippedRow } from '#worker/bench/rows'
import { figure, tableHead, tableRow } from './bench-table'

const key = { config: 'names', engine: 'cpu', threads: 1 } as const
const measured = {
  ...emptyRow(key),
  ...{
    ms_per_step: 13.876,
    ms_per_step_best: 13.4,
    tokens_per_s: 37_300.4,
    gflops: 45.1,
    ceiling_share: 0.752
  },
  ...{ ratio_to_reference: 61.2, engine_mb: 17.2, process_mb: 212.7, steps: 70 }
}

describe('figures', () => {
  it.each([
    [null, '–'],
    [0, '0.00'],
    [0.0185, '0.0185'],
    [0.0000012, '0.000001'],
    [1.234, '1.23'],
    [12.345, '12.3'],
    [123.45, '123'],
    [37_300.4, '37,300']
  ])('%d is written %s', (value, text) => {
    expect(figure(value)).toBe(text)
  })
})

describe('the table', () => {
  it('stands in columns: every cell ends below the end of its title', () => {
    const [titles, rule] = tableHead().trimEnd().split('\n') as [string, string]
    const row = tableRow(measured).trimEnd()
    for (const [title, cell] of [
      ['ms/step', '13.9'],
      ['tokens/s', '37,300'],
      ['GFLOP/s', '45.1'],
      ['ceiling', '75 %'],
      ['× ref.', '61.2'],
      ['engine MB', '17.2'],
      ['process MB', '213'],
      ['steps', '70']
    ] as const) {
      const end = titles.indexOf(title) + title.length
      expect(row.slice(end - cell.length, end), title).toBe(cell)
    }
    expect([row.length, rule.length]).toEqual([titles.length, titles.length])
    expect(row.startsWith('names  ')).toBe(true)
  })

  it('says in one line why a row is missing', () => {
    const text = tableRow(
      skippedRow({ ...key, engine: 'webgpu' }, 'not measured yet: no graphics card found')
    )
    expect(text).toMatch(/^names +webgpu +1 {2}not measured yet: no graphics card found\n$/)
  })

  it('names the null driver and software adapters', () => {
    expect(tableRow({ ...measured, engine: 'webgpu-host' })).toContain('webgpu host (null driver)')
    expect(tableRow({ ...measured, engine: 'webgpu', software: true })).toContain('webgpu (software)')
  })

  it('puts what has no column below', () => {
    const rows = tableRow({ ...measured, job_ms: 10.3, note: 'with 8 rows' })
      .trimEnd()
      .split('\n')
    expect(rows).toHaveLength(2)
    expect(rows[1]).toBe('  └ whole job 10.3 ms, with 8 rows')
  })
})
