/*
 * Typographic variants of characters and what they are written as on a plain keyboard. Only what means the same is
 * here: no accents are taken off.
 */

const FORMS: Readonly<Record<string, string>> = {
  // quotation marks and apostrophes
  '\u2018': "'",
  '\u2019': "'",
  '\u201a': "'",
  '\u201b': "'",
  '\u2032': "'",
  '\u02bc': "'",
  '\u00b4': "'",
  '`': "'",
  '\u2039': "'",
  '\u203a': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u201e': '"',
  '\u201f': '"',
  '\u2033': '"',
  '\u00ab': '"',
  '\u00bb': '"',
  // hyphens and dashes
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2013': '-',
  '\u2014': '-',
  '\u2015': '-',
  '\u2212': '-',
  '\u00ad': '',
  // spaces
  '\t': ' ',
  '\u2002': ' ',
  '\u2003': ' ',
  '\u2007': ' ',
  '\u2008': ' ',
  '\u2009': ' ',
  '\u200a': ' ',
  '\u3000': ' ',
  '\u200b': '',
  '\u2060': '',
  // several letters in one
  '\u2026': '...',
  '\ufb00': 'ff',
  '\ufb01': 'fi',
  '\ufb02': 'fl',
  '\ufb03': 'ffi',
  '\ufb04': 'ffl'
}

/** The plain form of a character; null if it has none, '' if it is to go. */
export function plainForm(character: string): string | null {
  return Object.hasOwn(FORMS, character) ? FORMS[character]! : null
}
