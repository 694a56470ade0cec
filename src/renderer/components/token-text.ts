/* A token as it is written on the screen: spaces, line ends and what else cannot be seen get a sign. */

/** Signs for what would be invisible; a space is a low bar, as everywhere in the window. */
const SIGNS: Readonly<Record<string, string>> = { ' ': '␣', '\n': '↵', '\t': '⇥', '\r': '␍', '\u00a0': '⍽' }

/** The text of a token with every character visible. */
export function tokenText(text: string): string {
  return text.replace(/[ \n\t\r\u00a0]|[\p{C}\p{Z}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return (
      SIGNS[character] ?? (code === 0x200d ? '⁀' : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`)
    )
  })
}
