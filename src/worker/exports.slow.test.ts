/* The exported programs against ours: greedy output of every kind of model, by python3 and by the page's code. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyModel, LINES, TOKENIZERS } from '#core/exports/programs.fixtures'
import { toHtml, toPython } from '#core/exports/program'
import type { ModelFile } from '#core/formats/model-file'
import { DEFAULT_GENERATION } from '#core/generation'
import { openTokenizer } from '#core/tokenizer/open'
import { referenceFactory } from './engines/reference/index'
import { OpenedModel } from './opened-model'

const PREFIXES = ['', 'a', 'ann', 'zoé', 'x2']

async function greedy(file: ModelFile, prefix: string, tokens: number): Promise<string> {
  const model = await OpenedModel.open('m', file, referenceFactory('cpu'), null)
  const settings = { ...DEFAULT_GENERATION, count: 1, temperature: 0, seed: 1, prefix, max_tokens: tokens }
  try {
    for await (const [item] of model.generate(settings, () => false)) return item!.text
    throw new Error('nothing came')
  } catch {
    return '' // greedy and empty: our generator says that nothing fits
  } finally {
    await model.close()
  }
}

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'downhill-exports-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function python(source: string, ...args: string[]) {
  const path = join(folder, 'program.py')
  writeFileSync(path, source)
  const env = { ...process.env, PYTHONIOENCODING: 'utf-8' }
  return spawnSync('python3', [path, ...args], { encoding: 'utf8', env })
}

interface PageCode {
  readonly load: () => {
    info: object
    tokenizer: { encode(text: string): number[]; decode(ids: number[]): string }
    model: object
  }
  readonly write: (model: object, tokenizer: object, info: object, wish: object) => string
}

/** The functions of the page, without a browser: the DOM is asked for the two texts alone. */
function codeOf(html: string): PageCode {
  const script = /<script>([\s\S]*?)<\/script>/.exec(html)![1]!
  const text = (id: string): string => new RegExp(`id="${id}">([\\s\\S]*?)</script>`).exec(html)![1]!
  const document = { getElementById: (id: string) => ({ textContent: text(id) }) }
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const make = new Function('document', 'addEventListener', `${script}\nreturn { load, write }`)
  return (make as (document: object, listen: () => void) => PageCode)(document, () => undefined)
}

const KINDS = TOKENIZERS.flatMap((tokenizer) => [[tokenizer, 'list'] as const, [tokenizer, 'text'] as const])

describe('exported programs write what we write', () => {
  it.each([...KINDS.map(([tokenizer, kind]) => ({ tokenizer, kind })), { family: 'microgpt' as const }])(
    '%o',
    async (change) => {
      const file = await anyModel(change)
      const { load, write } = codeOf(toHtml(file, 'a "model" </script>'))
      const { info, tokenizer, model } = load()
      const source = toPython(file, 'a "model" \\ é')
      const ours = openTokenizer(file.tokenizer)
      for (const line of LINES) expect(tokenizer.encode(line)).toEqual([...ours.encode(line)])
      for (const prefix of PREFIXES) {
        const wanted = await greedy(file, prefix, 30)
        const wish = { prefix: tokenizer.encode(prefix), temperature: 0, most: 30, random: null }
        const shown = write(model, tokenizer, info, wish)
        const printed = python(
          source,
          '--temperature',
          '0',
          '--count',
          '1',
          '--tokens',
          '30',
          '--prefix',
          prefix
        )
        expect(printed.stderr).toBe('')
        // Ours leaves out a character whose last bytes are still to come.
        const whole = (text: string): string => text.replace(/\ufffd+$/, '')
        expect(whole(shown)).toBe(whole(wanted))
        expect(whole(printed.stdout.replace(/\n$/, ''))).toBe(whole(wanted))
      }
    }
  )

  it('are refused for models beyond what a text can hold', async () => {
    const file = { ...(await anyModel()), parameters: new Float32Array(64_000_001) }
    for (const write of [toHtml, toPython]) expect(() => write(file, 'm')).toThrow('export-too-large')
  })

  it('refuse characters they do not know, by name', async () => {
    const file = await anyModel()
    const { load } = codeOf(toHtml(file, 'm'))
    expect(() => load().tokenizer.encode('q')).toThrow('“q”')
    const printed = python(toPython(file, 'm'), '--prefix', 'q')
    expect(printed.status).toBe(1)
    expect(printed.stderr).toBe('The model does not know "q".\n')
  })
})
