import { expect, test } from 'vitest'
import type { Run } from './run.js'
import { sandboxProblem } from './sandbox.js'

const answering =
  (code: number, asked: string[] = []): Run =>
  (command, args) => {
    asked.push([command, ...args].join(' '))
    return Promise.resolve({ code, output: '', timedOut: false })
  }
const at = { platform: 'linux', root: false, folder: '/none' }

test('asks for namespaces as the user who will run', async () => {
  const asked: string[] = []
  expect(
    await sandboxProblem({ ...at, run: answering(0, asked), as: ['runuser', '-u', 'nobody', '--'] })
  ).toBeNull()
  expect(asked).toEqual(['runuser -u nobody -- unshare --user --map-root-user true'])
})

test('tells what stands in the way', async () => {
  expect(await sandboxProblem({ ...at, run: answering(1) })).toContain('namespaces')
  expect(await sandboxProblem({ ...at, root: true, run: answering(0) })).toContain('root')
})

test('leaves it to Chromium where nothing can be known, and where namespaces are not its way', async () => {
  expect(await sandboxProblem({ ...at, run: answering(127) })).toBeNull()
  expect(await sandboxProblem({ ...at, platform: 'darwin', root: true, run: answering(1) })).toBeNull()
})
