/*
 * A screen of its own for each of Playwright's workers, where scripts/e2e.js says that they may run side by side: windows on
 * one screen would take the focus and the clipboard from each other.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Large enough for the widest window a journey asks for. */
const SIZE = '2560x1440x24'

/**
 * Starts an X server without a monitor on a free display, and leads programs started from here to it.
 * @returns ends it and leads back
 * @throws {Error} if it does not start
 */
export async function openScreen(): Promise<() => Promise<void>> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', SIZE, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe']
  })
  const gone = once(server, 'exit')
  // It says so too when a display it tries is taken, which is no fault.
  let said = ''
  server.stderr?.on('data', (text: Buffer) => (said += text.toString()))
  const display = await new Promise<string>((resolve, reject) => {
    server.once('error', reject)
    server.once('exit', (code) =>
      reject(new Error(`Xvfb ended with ${code} before it had a display: ${said}`))
    )
    server.stdio[3]!.once('data', (number: Buffer) => resolve(`:${number.toString().trim()}`))
  })
  const { DISPLAY: before } = process.env
  process.env['DISPLAY'] = display
  return async () => {
    if (before === undefined) delete process.env['DISPLAY']
    else process.env['DISPLAY'] = before
    server.kill()
    await gone
  }
}
