/* What is said of a file that was saved: its name, and ways to take it from there into other programs. */

import { text } from '../catalogue/text'
import { notices } from './notices.svelte'

/** @param name What saving answered; null where it was cancelled: nothing is said. */
export function saySaved(name: string | null): void {
  if (name !== null) notices.show({ kind: 'good', title: text.saved(name), file: name })
}
