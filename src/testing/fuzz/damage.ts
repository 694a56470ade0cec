/*
 * Damage for fuzzing: bytes and texts changed at random, the same for the same generator. Most changes are small, so that
 * they reach behind the first check of a reader.
 */
import type { Random } from '#core/random/random'

/** Pieces that readers of text formats stumble over. */
const SPLICES = [
  ...[
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    '"',
    '\\',
    '-',
    '.',
    '0',
    '97',
    '300',
    '1e999',
    '9'.repeat(30),
    '[0,0]',
    'null'
  ],
  ...[
    '__proto__',
    'constructor',
    '\\u0000',
    '\\ud800',
    '\0',
    '\r',
    '\n',
    '\t',
    ';',
    '\u2028',
    '\ufeff',
    '<',
    '&',
    "'"
  ]
]

/** Numbers at the ends of what lengths and offsets may be. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff]

/**
 * One to four changes: bytes set, bits turned, pieces moved, doubled or cut out, numbers at the edge, the end cut off.
 * @param head Half of the changes fall within this many bytes from the start, where formats keep their structure.
 */
export function damageBytes(bytes: Uint8Array, random: Random, head = bytes.length): Uint8Array {
  let changed = new Uint8Array(bytes)
  for (let n = random.below(4); n >= 0 && changed.length > 0; n--) {
    const reach = random.below(2) === 0 ? Math.min(changed.length, Math.max(1, head)) : changed.length
    const at = random.below(reach)
    const length = 1 + random.below(12)
    switch (random.below(8)) {
      case 0:
        changed[at] = random.below(256)
        break
      case 1:
        changed[at]! ^= 1 << random.below(8)
        break
      case 2:
        changed[at] = 0x20 + random.below(0x5f)
        break
      case 3:
        changed.copyWithin(at, random.below(changed.length), random.below(changed.length))
        break
      case 4:
        changed = joined(changed.subarray(0, at + length), changed.subarray(at))
        break
      case 5: {
        const edge = EDGES[random.below(EDGES.length)]!
        for (let i = 0; i < 4 && at + i < changed.length; i++) changed[at + i] = (edge >>> (8 * i)) & 0xff
        break
      }
      case 6:
        changed = joined(changed.subarray(0, at), changed.subarray(at + length))
        break
      default:
        changed = random.below(4) === 0 ? changed.slice(0, at) : spliced(changed, at, random)
    }
  }
  return changed
}

/** One to three changes of a text: pieces cut out, pieces put in, the end cut off. */
export function damageText(text: string, random: Random): string {
  let changed = text
  for (let n = random.below(3); n >= 0; n--) {
    const at = random.below(changed.length + 1)
    const cut = random.below(2) === 0 ? random.below(6) : 0
    changed = changed.slice(0, at) + splice(random) + changed.slice(at + cut)
    if (random.below(20) === 0) changed = changed.slice(0, random.below(changed.length + 1))
  }
  return changed
}

function splice(random: Random): string {
  return random.below(4) === 0
    ? String.fromCharCode(random.below(256))
    : SPLICES[random.below(SPLICES.length)]!
}

function spliced(bytes: Uint8Array, at: number, random: Random): Uint8Array<ArrayBuffer> {
  const piece = new TextEncoder().encode(splice(random))
  return joined(
    joined(bytes.subarray(0, at), piece),
    bytes.subarray(at + (random.below(2) === 0 ? piece.length : 0))
  )
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
