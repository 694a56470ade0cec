/* Parts that are switched off, as a list in which each stands once. Pure. */

import type { PartOff } from '#core/inside'

export function samePart(a: PartOff, b: PartOff): boolean {
  if (a.part !== b.part) return false
  if (a.part === 'positions' || b.part === 'positions') return true
  if (a.layer !== b.layer) return false
  return a.part !== 'head' || b.part !== 'head' || a.head === b.head
}

export function isOff(off: readonly PartOff[], part: PartOff): boolean {
  return off.some((other) => samePart(other, part))
}

export function toggled(off: readonly PartOff[], part: PartOff): readonly PartOff[] {
  return isOff(off, part) ? off.filter((other) => !samePart(other, part)) : [...off, part]
}
