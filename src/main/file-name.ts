/* A file name to suggest in the save dialog, from whatever a run or a list is called. */

const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/** `name` without what some system forbids in file names, at most 100 characters, with the extension if there is one. */
export function suggestedFileName(name: string, extension: string): string {
  const plain = name
    .replaceAll(/[\p{Cc}\p{Cs}<>:"/\\|?*]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[\s.-]+/, '')
  const short = Array.from(plain)
    .slice(0, 100)
    .join('')
    .replace(/[\s.]+$/, '')
  const base = short === '' || RESERVED.test(short) ? `downhill ${short}`.trim() : short
  if (extension === '') return base
  return base.toLowerCase().endsWith(`.${extension}`) ? base : `${base}.${extension}`
}
