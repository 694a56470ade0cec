import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Failure } from '#core/errors'
import { makePlain } from './plain'
import { read } from './read'

const failure = (text: string): string => {
  try {
    makePlain(text)
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.error.code
  }
  return ''
}

describe('a pasted text', () => {
  const rough = '\ufeffUlm\r\nBad\u00a0Urach\rKo\u0308ln\nA\u0007achen\n' + 'Bonn\n'.repeat(60)

  it('is made plain, and every change is counted', () => {
    expect(makePlain(rough)).toEqual({
      text: `Ulm\nBad Urach\nKöln\nAachen\n${'Bonn\n'.repeat(60)}`,
      report: {
        ...{ kind: 'text', encoding: null, ground: null, field: null, mark: true, mixed: 0, parts: 1 },
        ...{ lineEnds: 2, noBreakSpaces: 1, controls: 1, normalised: 1, replaced: 0 }
      }
    })
  })

  it('becomes what the same text becomes as a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plain-'))
    try {
      await writeFile(join(folder, 'a.txt'), rough)
      const reading = await read(join(folder, 'a.txt'))
      let text = ''
      for await (const piece of reading.pieces) text += piece
      const { report, ...pasted } = makePlain(rough)
      expect(pasted.text).toBe(text)
      expect(report).toEqual({ ...reading.report(), encoding: null, ground: null })
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('that is plain already stays as it is', () => {
    const { text, report } = makePlain('emma\nolivia\n')
    expect(text).toBe('emma\nolivia\n')
    expect(report).toMatchObject({ mark: false, lineEnds: 0, controls: 0, normalised: 0, replaced: 0 })
  })

  it('is refused where it is no text', () => {
    expect(failure('a\0b')).toBe('corpus-binary')
    expect(failure(' \u00a0\r\n')).toBe('corpus-empty')
    expect(failure('\u0007')).toBe('corpus-empty')
  })
})
