/*
 * Loaded before the app (electron -r): keeps `ready` back until Playwright is connected and calls
 * __playwright_run(). Without it a window may open while Playwright is still attaching, and the start hangs now
 * and then. Playwright's own loader does the same, but also overwrites --enable-features, which WebGPU needs here.
 */
const { app } = require('electron')

// The app takes further arguments for files to open; this module is none of them.
process.argv.splice(process.argv.indexOf('-r'), 2)

const emit = app.emit.bind(app)
const trulyReady = app.whenReady()
let ready = false
let release
const held = new Promise((resolve) => (release = resolve))
let readyArguments = []

app.emit = (event, ...given) => {
  if (event !== 'ready' || ready) return emit(event, ...given)
  readyArguments = given
  return app.listenerCount('ready') > 0
}
app.isReady = () => ready
app.whenReady = () => held

globalThis.__playwright_run = async () => {
  await trulyReady
  ready = true
  release()
  emit('ready', ...readyArguments)
}
