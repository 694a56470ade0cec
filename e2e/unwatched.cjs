/*
 * Loaded before the app (electron -r) without Playwright, which pretends that every window is seen and does not come
 * back into a page that crashed: goes on with the run that was broken off, watches it for a while in the window and as
 * long with the window hidden, ends the page's process, goes on again, and prints what it saw as one line of JSON
 * behind the word SEEN.
 */
const { app, powerSaveBlocker } = require('electron')
const { setTimeout: sleep } = require('node:timers/promises')

// The app takes further arguments for files to open; this module is none of them.
process.argv.splice(process.argv.indexOf('-r'), 2)

const WATCHED_MS = 5000
const PATIENCE_MS = 60_000
const ANSWER_MS = 2000

app.on('browser-window-created', (_event, window) => {
  window.webContents.once('did-finish-load', () => {
    watch(window).then(
      (seen) => console.log(`SEEN ${JSON.stringify(seen)}`),
      (error) => console.log(`SEEN ${JSON.stringify({ error: String(error) })}`)
    )
  })
})

async function watch(window) {
  // A page that is gone never answers, and one that is being loaded may take its time.
  const page = (code) => Promise.race([window.webContents.executeJavaScript(code, true), sleep(ANSWER_MS)])
  const until = async (code) => {
    const end = Date.now() + PATIENCE_MS
    // A page that is just being loaded cannot answer.
    while (!(await page(code).catch(() => false))) {
      if (Date.now() > end) throw new Error(`in vain: ${code}`)
      await sleep(100)
    }
  }
  const button = `[...document.querySelectorAll('.notice button')].find((b) => b.textContent.trim() === 'Go on')`
  await until(`!!${button}`)
  await page(`${button}.click()`)
  await until(`document.querySelector('footer').textContent.includes('steps/s')`)
  await page(`(() => {
    window.seen = { frames: 0, ticks: 0 }
    const frame = () => { window.seen.frames++; requestAnimationFrame(frame) }
    requestAnimationFrame(frame)
    setInterval(() => window.seen.ticks++, 10)
  })()`)
  // Losses as main has stored them, checkpoints as main lists them.
  const stored = () =>
    page(`(async () => {
      const [run] = await downhill.call('runs.list', {})
      const { train } = await downhill.call('runs.readMetrics', { id: run.id })
      return { steps: train.length, kept: run.checkpoints.at(-1), state: run.state, ...window.seen }
    })()`)
  const during = async () => {
    const before = await stored()
    await sleep(WATCHED_MS)
    let after = await stored()
    // As long as it takes for a step to be kept.
    for (
      let end = Date.now() + PATIENCE_MS;
      after.kept <= before.kept && Date.now() < end;
      await sleep(500)
    ) {
      after = await stored()
    }
    const grown = (key) => after[key] - before[key]
    return {
      ...{ steps: grown('steps'), kept: grown('kept'), frames: grown('frames'), ticks: grown('ticks') },
      ...{ state: after.state, visibility: await page('document.visibilityState') }
    }
  }
  const shown = await during()
  window.hide()
  await sleep(1000)
  const hidden = await during()
  window.show()
  const awake = [isKeptAwake()]
  window.webContents.forcefullyCrashRenderer()
  await until(`!!${button}`)
  const notice = () => page(`document.querySelector('.notice').innerText`)
  const notices = [await notice()]
  awake.push(isKeptAwake())
  await page(`${button}.click()`)
  await until(`document.querySelector('footer').textContent.includes('steps/s')`)
  // Main hears of the state a moment after the first steps are seen.
  for (let n = 0; n < 50 && !isKeptAwake(); n++) await sleep(100)
  awake.push(isKeptAwake())
  // The notice whose button was pressed is gone, and the one behind it to be seen.
  notices.push(await notice())
  return { shown, hidden, crashed: { notices, awake } }
}

function isKeptAwake() {
  return Array.from({ length: 50 }, (_, id) => id).some((id) => powerSaveBlocker.isStarted(id))
}
