import { expect, test } from 'vitest'
import { tokenText } from './token-text'

test.each([
  ['ab', 'ab'],
  [' the', '␣the'],
  ['\n\n', '↵↵'],
  ['\\xE2', '\\xE2'],
  ['\u0007', 'U+0007'],
  ['e\u0301', 'e\u0301'],
  ['👨‍👩‍👧', '👨⁀👩⁀👧']
])('%j is written as %s', (token, shown) => expect(tokenText(token)).toBe(shown))
