/*
 * A process under the watch of its pulse, for tests: `stuck` works for ever without a beat, `busy` works longer than the
 * watch allows and beats, `asleep` does nothing for as long without a beat. It ends with 0, if it comes to it.
 */
import { beat, startWatch, STILL_MS } from '#storage/intake/pulse'

const spent = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function work(ms: number): void {
  for (const from = spent(); spent() - from < ms;) Math.hypot(3, 4)
}

await startWatch()
const [what] = process.argv.slice(2)
if (what === 'stuck') work(Infinity)
else if (what === 'busy') {
  for (let n = 0; n < 15; n++) {
    beat()
    work(STILL_MS / 10)
  }
} else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STILL_MS * 2)
process.exit(0)
