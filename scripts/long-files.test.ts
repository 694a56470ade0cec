/*
 * Most files stay under 150 lines, and one that needs more says why in the comment it opens with. Tests and tables of
 * texts are as long as what they cover; of a component its styles do not count.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './build.js'

const MOST = 150
const EXEMPT = /\.test\.ts$|\.fixtures\.ts$|\.generated\.ts$|[/\\](catalogue|wording)[/\\]/

/** Whether a file is longer than most; `said`: whether its opening comment tells why. */
function lengthOf(source: string): { long: boolean; said: boolean } {
  const lines = source.replace(/<style[^]*<\/style>/, '').split('\n').length - 1
  const opening = /^(?:#!.*\n)?\s*(?:\/\*[^]*?\*\/|<!--[^]*?-->)/.exec(source)?.[0] ?? ''
  // Wherever the line of the comment ends.
  return { long: lines > MOST, said: /Over 150 lines/.test(opening.replace(/\s+(\*\s+)?/g, ' ')) }
}

const files = ['src', 'scripts', 'e2e'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|js|cjs|svelte)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !EXEMPT.test(path) && !path.includes('node_modules'))
)

test('a file of more than 150 lines says why', () => {
  const read = files.map((path) => ({ path, ...lengthOf(readFileSync(path, 'utf8')) }))
  expect(read.length).toBeGreaterThan(500)
  expect(read.filter(({ long, said }) => long && !said).map(({ path }) => path)).toEqual([])
  // Nor does one that has become short go on saying so.
  expect(read.filter(({ long, said }) => said && !long).map(({ path }) => path)).toEqual([])
  // Most: at least four of five.
  expect(read.filter(({ long }) => long).length).toBeLessThan(read.length / 5)
})

test('sees what is there to be seen', () => {
  const body = 'x\n'.repeat(MOST + 1)
  expect(lengthOf(body)).toEqual({ long: true, said: false })
  expect(lengthOf(`/*\n * One. Over 150\n * lines: it is one.\n */\n${body}`)).toEqual({
    long: true,
    said: true
  })
  expect(lengthOf(`<!-- One. -->\n<style>\n${body}</style>`)).toEqual({ long: false, said: false })
})
