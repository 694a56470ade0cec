/*
 * Loaded before the app (electron -r, after hold-ready.cjs): message boxes of the system open nothing and are kept in
 * globalThis.boxes, oldest first, until a test answers them there.
 */
const { dialog } = require('electron')

// The app takes further arguments for files to open; this module is none of them.
process.argv.splice(process.argv.indexOf('-r'), 2)

const boxes = (globalThis.boxes = [])

dialog.showMessageBox = (...given) =>
  new Promise((resolve) => {
    const { message, detail, buttons, cancelId = 0, signal } = given.at(-1)
    const box = { message, detail, buttons, open: true }
    box.answer = (response) => {
      box.open = false
      resolve({ response, checkboxChecked: false })
    }
    signal?.addEventListener('abort', () => box.answer(cancelId))
    boxes.push(box)
  })
