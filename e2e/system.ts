/*
 * The system around the window, played by the test: dialogs of the operating system are answered in main, files
 * are dropped as the desktop drops them (trusted events with real paths), the window takes a size.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Locator } from '@playwright/test'
import type { BrowserWindow } from 'electron'
import type { Downhill } from './downhill'

/** Every save dialog from now on gives `path`; null cancels. */
export async function answerSave({ app }: Downhill, path: string | null): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () =>
      Promise.resolve(filePath === null ? { canceled: true, filePath: '' } : { canceled: false, filePath })
  }, path)
}

/** Every open dialog from now on gives `paths`; none cancels. */
export async function answerOpen({ app }: Downhill, paths: readonly string[]): Promise<void> {
  await app.evaluate(
    ({ dialog }, filePaths) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: filePaths.length === 0, filePaths })
    },
    [...paths]
  )
}

/** Drops files from the desktop on the middle of an element, or of the window. */
export async function dropFiles({ page }: Downhill, paths: readonly string[], on?: Locator): Promise<void> {
  const box = on
    ? await on.boundingBox()
    : await page.evaluate(() => ({ x: 0, y: 0, width: innerWidth, height: innerHeight }))
  if (box === null) throw new Error('The element to drop on is not visible.')
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, data }
  const session = await page.context().newCDPSession(page)
  try {
    const arrived = page.evaluate(
      () => new Promise<true>((resolve) => addEventListener('drop', () => resolve(true), { once: true }))
    )
    // A page too busy to say in time that it takes the files gets no drop; a hand would drop them again.
    for (let attempt = 0; attempt < 10; attempt++) {
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
        await session.send('Input.dispatchDragEvent', { type, ...at })
      }
      if (await Promise.race([arrived, sleep(3_000, false)])) return
    }
    throw new Error('The page was given the files ten times and took no drop.')
  } finally {
    await session.detach()
  }
}

/** Gives the window's content this size in CSS pixels. */
export async function resize({ app, page }: Downhill, width: number, height: number): Promise<void> {
  const handle = await app.browserWindow(page)
  await handle.evaluate(
    (window: BrowserWindow, size) => {
      // A page magnified to 150 % is smaller than the least window.
      window.setMinimumSize(1, 1)
      window.setContentSize(size.width, size.height)
    },
    { width, height }
  )
  await page.waitForFunction((size) => innerWidth === size.width && innerHeight === size.height, {
    width,
    height
  })
}

/** Chooses an item of the native menu. */
export async function menu({ app }: Downhill, id: string): Promise<void> {
  await app.evaluate(({ Menu }, name) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(name)
    if (!item) throw new Error(`The menu has no ${name}.`)
    ;(item.click as () => void)()
  }, id)
}
