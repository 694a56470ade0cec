import { expect, test } from 'vitest'
import { inPath, run } from './run.js'

test('gives the exit code and what was printed, whatever happens', async () => {
  const script = 'process.stdout.write("out"); process.stderr.write("err"); process.exitCode = 3'
  const ran = await run(process.execPath, ['-e', script])
  expect(ran.code).toBe(3)
  expect(ran.output).toContain('out')
  expect(ran.output).toContain('err')
  expect(await run('no-such-program-here', [])).toMatchObject({ code: 127, timedOut: false })
  expect((await run(process.execPath, ['-e', 'process.kill(process.pid, "SIGKILL")'])).code).toBe(128)
})

test('ends a program that takes too long', async () => {
  expect(await run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { timeout: 200 })).toMatchObject({
    code: 128,
    timedOut: true
  })
})

test('finds programs in the search path', () => {
  expect(inPath('sh')).toBe(true)
  expect(inPath('sh', { PATH: '/nowhere' })).toBe(false)
})
