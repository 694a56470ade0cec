import { describe, expect, it } from 'vitest'
import type { AdapterReport, EngineReport } from '#core/contracts/engine-report'
import type { AppError } from '#core/errors'
import { wordingOf } from '#core/wording/errors'
import { engineRows, type EngineFacts } from './engine-rows'

const adapter: AdapterReport = {
  ...{
    vendor: 'google',
    architecture: 'swiftshader',
    device: '',
    description: 'SwiftShader',
    software: true
  },
  ...{ limits: {}, features: [] }
}
const cpu: EngineReport = {
  choice: 'cpu',
  description: { engine: 'cpu', device: 'CPU, WebAssembly SIMD', threads: 8, features: [] },
  slow: false
}
const software: EngineReport = {
  choice: 'webgpu',
  description: { engine: 'webgpu', device: 'SwiftShader', threads: 1, features: [], adapter },
  slow: true
}
const reference: EngineReport = {
  choice: 'reference',
  description: { engine: 'reference', device: 'CPU, TensorFlow.js', threads: 1, features: [] },
  slow: true
}
const rowsOf = (facts: Partial<EngineFacts>) =>
  engineRows(
    {
      list: [software, cpu, reference],
      automatic: { report: null, why: 'unmeasured' },
      ...{ speeds: {}, measuring: null, problems: [] },
      ...facts
    },
    (error: AppError) => wordingOf(error).title
  )

describe('the rows of the engine picker', () => {
  it('say that nothing is measured where nothing is', () => {
    const [auto, ...rows] = rowsOf({})
    expect(auto).toMatchObject({ value: 'auto', name: 'Automatic' })
    expect(auto?.unit).toBeUndefined()
    expect(rows.map(({ name, unit, bar }) => [name, unit, bar])).toEqual([
      ['WebGPU in software', 'not measured', undefined],
      ['CPU', 'not measured', undefined],
      ['Reference', 'not measured', undefined]
    ])
  })

  it('name the features in use', () => {
    const using = (features: string[]): EngineReport => ({
      ...cpu,
      description: { ...cpu.description!, features }
    })
    const detail = (report: EngineReport): string | undefined => rowsOf({ list: [report] })[1]?.detail
    expect(detail(using([]))).toBe('CPU, WebAssembly SIMD, 8 threads')
    expect(detail(using(['relaxed-simd']))).toBe('CPU, WebAssembly SIMD, 8 threads, Relaxed SIMD')
  })

  it('show speeds beside the fastest, what is measured now, and what Automatic takes', () => {
    const [auto, webgpu, first, second] = rowsOf({
      automatic: { report: cpu, why: 'only' },
      speeds: { cpu: 120, reference: 3 },
      measuring: 'webgpu'
    })
    expect(auto?.unit).toBe('uses CPU')
    expect(webgpu).toMatchObject({ unit: 'measuring' })
    expect(webgpu?.bar).toBeUndefined()
    expect(first).toMatchObject({ right: '120', unit: 'steps/s', bar: 1 })
    expect(first?.detail).toBe('CPU, WebAssembly SIMD, 8 threads')
    expect(second).toMatchObject({ right: '3.00', bar: 0.025 })
  })

  it('name the quantity that a graphics card computes wrongly', () => {
    const detail = { quantity: 'attention', worst: 'h.0.attn.c_attn.weight', difference: 0.3 }
    const wrong = { ...software, unavailable: { code: 'gpu-wrong', detail } as const }
    const row = rowsOf({ list: [wrong, cpu] })[1]
    expect(row?.reason).toBe('Computes wrongly: attention (h.0.attn.c_attn.weight) differs from the CPU’s.')
    expect(row?.right).toBeUndefined()
  })

  it('say why something could not be measured', () => {
    const error = { code: 'not-measured', detail: { seconds: 60 } } as const
    const rows = rowsOf({ problems: [{ choice: 'reference', error }] })
    expect(rows[3]?.detail).toMatch(/Not measured: it takes longer than 60 seconds\.$/)
  })
})
