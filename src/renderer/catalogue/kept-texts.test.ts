/*
 * A text that is kept when a module is loaded or a component made stays in the language of that moment. This reads
 * every source of the window and finds such constants: they belong into a `$derived`, a function or the template.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'svelte/compiler'
import { describe, expect, it } from 'vitest'
import { english } from './en'

interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

const ROOT = join(import.meta.dirname, '..')
const FUNCTIONS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

const name = (node: unknown): string =>
  isNode(node) && node.type === 'Identifier' ? String(node['name']) : ''

/** The path of `text.train.start`, from names that stand for parts of the catalogue; null if it is none. */
function pathOf(node: unknown, known: ReadonlyMap<string, string>): string | null {
  if (!isNode(node)) return null
  if (node.type === 'Identifier') return known.get(name(node)) ?? null
  if (node.type !== 'MemberExpression') return null
  const base = pathOf(node['object'], known)
  if (base === null) return null
  // A computed key may be any text of the part.
  return node['computed'] ? `${base}.*` : `${base}.${name(node['property'])}`.replace(/^\./, '')
}

/** Whether single texts stand at this path. */
function isText(path: string): boolean {
  let at: readonly unknown[] = [english]
  for (const key of path.split('.').filter(Boolean)) {
    at = at.flatMap((one) =>
      key === '*'
        ? (Object.values(one as object) as unknown[])
        : [(one as Record<string, unknown> | undefined)?.[key]]
    )
  }
  return at.some((one) => typeof one === 'string' || typeof one === 'function')
}

/** Texts that are read while this is evaluated, callbacks included. */
function textsIn(node: unknown, known: ReadonlyMap<string, string>): string[] {
  if (Array.isArray(node)) return node.flatMap((one) => textsIn(one, known))
  if (!isNode(node)) return []
  const path = node.type === 'MemberExpression' ? pathOf(node, known) : null
  if (path !== null) return isText(path) ? [path] : []
  // Functions of an object, getters too, read when they are called; callbacks are called at once.
  if (node.type === 'Property' && isNode(node['value']) && FUNCTIONS.includes(node['value'].type)) return []
  return Object.values(node).flatMap((value) => (typeof value === 'object' ? textsIn(value, known) : []))
}

/** Constants of a script that keep texts. */
function kept(source: string, isComponent: boolean): string[] {
  const wrapped = isComponent ? source : `<script lang="ts">${source}</script>`
  const ast = parse(wrapped, { modern: true })
  const body = [ast.instance, ast.module].flatMap((script) =>
    script ? (script.content.body as unknown as Node[]) : []
  )
  const known = new Map([['text', '']])
  const found: string[] = []
  const look = (id: unknown, init: unknown): void => {
    if (!isNode(init) || FUNCTIONS.includes(init.type)) return
    const callee = init.type === 'CallExpression' && isNode(init['callee']) ? init['callee'] : null
    if (callee && /^\$(derived|props)/.test(name(callee) || name(callee['object']))) return
    const path = pathOf(init, known)
    if (path !== null && !isText(path)) {
      if (name(id)) known.set(name(id), path)
      else
        for (const one of (id as Node)['properties'] as Node[])
          known.set(name(one['value']), `${path}.${name(one['key'])}`)
      return
    }
    found.push(...textsIn(init, known))
  }
  for (const statement of body) {
    const inner = isNode(statement['declaration']) ? statement['declaration'] : statement
    if (inner.type === 'VariableDeclaration') {
      for (const one of inner['declarations'] as Node[]) look(one['id'], one['init'])
    }
    if (inner.type === 'ClassDeclaration') {
      for (const one of (inner['body'] as Node)['body'] as Node[]) {
        if (one.type === 'PropertyDefinition') look(one['key'], one['value'])
      }
    }
  }
  return found
}

describe('texts', () => {
  it('are never kept when a module is loaded or a component made', () => {
    const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter(
      (file) => /\.(svelte|ts)$/.test(file) && !/\.test\.|\.d\.ts|catalogue\//.test(file)
    )
    expect(files.length).toBeGreaterThan(200)
    const all = files.flatMap((file) => {
      const source = readFileSync(join(ROOT, file), 'utf8')
      return /catalogue\/en'/.test(source)
        ? kept(source, file.endsWith('.svelte')).map((path) => `${file}: ${path}`)
        : []
    })
    expect(all).toEqual([])
  })

  it('that are kept are found', () => {
    const keeps = (code: string): string[] => kept(code, false)
    expect(keeps('const words = text.corpus; const a = words.add')).toEqual(['corpus.add'])
    expect(keeps('const rows = [1].map((n) => ({ label: text.corpus.length(n, x) }))')).toEqual([
      'corpus.length'
    ])
    expect(keeps('class A { name = text.corpus.add }')).toEqual(['corpus.add'])
    expect(keeps('const f = () => text.corpus.add; const b = $derived(text.corpus.add)')).toEqual([])
  })
})
