/*
 * A model as a program one can read: a single HTML page that writes in any browser without a network, and
 * a single Python file without dependencies. The programs stand in templates/, whole and readable; here the
 * model is put into them.
 */

import { MOST_NUMBERS } from '../contracts/model-files'
import type { ModelFile } from '../formats/model-file'
import { parameterLayout } from '../gpt-shape'
import { patternSource } from '../tokenizer/pre-tokens'
import { openTokenizer } from '../tokenizer/open'
import { Failure } from '../errors'
import page from './templates/page.html?raw'
import python from './templates/program.py?raw'
import { exportVocabulary } from './vocabulary'

/** Unicode's White_Space, as it stands inside brackets; written so that JavaScript and Python read it alike. */
const WHITE_SPACE = String.raw`\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`

/** The page, as UTF-8 text. `name` is shown as its title. @throws Failure `export-too-large` */
export function toHtml(model: ModelFile, name: string): string {
  // No `<` can end the element that holds it.
  const info = JSON.stringify(infoOf(model, name)).replace(/</g, '\\u003c')
  return fill(page, { TITLE: escapeHtml(name), MODEL: info, WEIGHTS: base64(model.parameters) })
}

/** The Python program, as ASCII text; runs on Python 3.8 and later. @throws Failure `export-too-large` */
export function toPython(model: ModelFile, name: string): string {
  const info = asAscii(JSON.stringify(infoOf(model, name)))
  // A JSON text in a JSON string is a Python string too: both know the same escapes.
  return fill(python, { MODEL: JSON.stringify(info).slice(1, -1), WEIGHTS: base64(model.parameters) })
}

/** All that the programs need to know, besides the weights. Bytes of tokens are written as Latin-1. */
function infoOf({ shape, tokenizer, training, config }: ModelFile, name: string): object {
  const { tokens, merges, cut } = exportVocabulary(tokenizer)
  const kind = training.split.kind === 'text' ? 'text' : 'list'
  const corpus = training.corpus ? ` on “${training.corpus.name}”` : ''
  return {
    name,
    about: `A small GPT of ${parameterLayout(shape).total.toLocaleString('en')} numbers, trained in Downhill${corpus}, ${training.step.toLocaleString('en')} steps of ${config.batch}.`,
    kind,
    start: startOf(tokenizer),
    tokenizer: {
      tokens: tokens.map(latin1),
      // Characters are cut, not merged.
      merges: cut === 'character' ? [] : merges.map((pair) => pair.map(latin1)),
      cut: cut === 'character' || cut === 'longest' ? cut : plainPattern(patternSource(cut))
    },
    shape: { ...shape, tensors: parameterLayout(shape).tensors.map(({ name, shape }) => [name, shape]) }
  }
}

/**
 * The pattern with Unicode's white space written out, which Python's expressions have no name for; other
 * categories the program writes out itself.
 */
function plainPattern(source: string): string {
  let inside = false
  return source.replace(/\\p\{White_Space\}|\\P\{White_Space\}|\\.|[[\]]/g, (part) => {
    if (part === '[' || part === ']') inside = part === '['
    if (part === '\\p{White_Space}') return inside ? WHITE_SPACE : `[${WHITE_SPACE}]`
    return part === '\\P{White_Space}' ? `[^${WHITE_SPACE}]` : part
  })
}

/** What running text is continued from without a beginning: a line end, or else a space. As the sampler does. */
function startOf(data: ModelFile['tokenizer']): number[] {
  const tokenizer = openTokenizer(data)
  for (const start of ['\n', ' ']) {
    try {
      return [...tokenizer.encode(start)]
    } catch (error) {
      if (!(error instanceof Failure)) throw error
    }
  }
  return [0]
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/@([A-Z]+)@/g, (mark, key: string) => values[key] ?? mark)
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

/** Little-endian single precision. */
function base64(values: Float32Array): string {
  if (values.length > MOST_NUMBERS) {
    throw new Failure('export-too-large', { parameters: values.length, limit: MOST_NUMBERS })
  }
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  let text = ''
  for (let i = 0; i < bytes.length; i += 0x8000) text += latin1(bytes.subarray(i, i + 0x8000))
  return btoa(text)
}

function asAscii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
}
