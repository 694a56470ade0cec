import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './build.js'
import { allChecks, runChecks } from './checks.js'

test('no project is forgotten, and every checker is installed', () => {
  const projects = readdirSync(ROOT).filter((name) => /^tsconfig\.(?!base\.).+\.json$/.test(name))
  const checks = allChecks()
  expect(checks.map(({ name }) => name.replace('./', ''))).toEqual(expect.arrayContaining(projects))
  for (const { args } of checks) expect(existsSync(join(ROOT, args[0] ?? '')), args[0]).toBe(true)
  // tsc knows nothing of components, svelte-check reads the rest of their project too.
  const components = checks.find(({ name }) => name === './tsconfig.renderer.json')
  expect(components?.args[0]).toContain('svelte-check')
})

test('runs two at a time, all of them, and shows only what fails', async () => {
  let running = 0
  let most = 0
  const said: string[] = []
  const checks = ['a', 'b', 'c', 'd'].map((name) => ({ name, args: [name] }))
  const result = await runChecks(checks, {
    say: (line) => said.push(line),
    run: async (_command, [name]) => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 1))
      running--
      return { code: name === 'b' ? 2 : 0, output: `about ${name}\n`, timedOut: false }
    }
  })
  expect(result).toEqual({ passed: 3, failed: 1, skipped: 0 })
  expect(said).toEqual(['b fails:\nabout b'])
  expect(most).toBe(2)
})
