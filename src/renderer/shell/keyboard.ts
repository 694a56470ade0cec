/* The shortcuts that hold on every screen. What is typed into a field or meant for a control stays there. */

import { desk } from '../state/desk.svelte'
import { navigation, STAGES } from '../state/navigation.svelte'
import { run } from '../state/run.svelte'

/** Where typing belongs to the element: fields, and anything that floats with its own keys. */
const TYPING =
  'input, textarea, select, [contenteditable="true"], [role="menu"], [role="listbox"], [role="dialog"]'
/** Where Space already means something. */
const PRESSABLE = 'button, a, [role="radio"], [role="slider"], [role="checkbox"], summary'

/** Whether a key belongs to what has the focus, or to the system: no shortcut of one letter may take it. */
export function isTyping({ target, ctrlKey, metaKey, altKey, isComposing }: KeyboardEvent): boolean {
  const inField = target instanceof Element && target.closest(TYPING) !== null
  return inField || ctrlKey || metaKey || altKey || isComposing
}

/** Handles a key pressed anywhere on the window. */
export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  const { target } = event
  const element = target instanceof Element ? target : null

  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    if (event.key === ',') {
      event.preventDefault()
      void desk.openSettings()
      return
    }
    const stage = /^[1-7]$/.test(event.key) ? STAGES[Number(event.key) - 1] : undefined
    if (!stage) return
    event.preventDefault()
    navigation.go(stage)
    return
  }
  if (event.ctrlKey || event.metaKey || event.altKey || element?.closest(TYPING)) return

  if (event.key === 'Escape' && desk.presenting) {
    void desk.present(false)
  } else if (event.key === ' ' && !element?.closest(PRESSABLE)) {
    if (run.live?.training) void run.pause()
    else if (run.live?.state === 'paused') void run.resume()
    else return
    event.preventDefault()
  } else if (event.key === '?') {
    event.preventDefault()
    navigation.shortcutsOpen = true
  } else if (event.key.toLowerCase() === 'f' && !event.shiftKey) {
    event.preventDefault()
    void toggleFullScreen()
  }
}

async function toggleFullScreen(): Promise<void> {
  try {
    if (document.fullscreenElement) await document.exitFullscreen()
    else await document.documentElement.requestFullscreen()
  } catch {
    // Refused by the system: the window stays as it is.
  }
}
