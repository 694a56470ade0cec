/* A text that did not come from a file, made plain by the rules of imports: clean.ts. */
import type { CleaningReport } from '#core/contracts/imports'
import { Failure } from '#core/errors'
import { MAX_TEXT_BYTES } from '../decode-text'
import { Cleaner } from './clean'

/**
 * @throws Failure `corpus-binary` for a text with a NUL, `corpus-empty`, `corpus-too-large`; the last two are
 *   also thrown of what is left
 */
export function makePlain(text: string): { readonly text: string; readonly report: CleaningReport } {
  if (text.includes('\0')) throw new Failure('corpus-binary')
  const mark = text.startsWith('\ufeff')
  const cleaner = new Cleaner()
  const plain = cleaner.push(mark ? text.slice(1) : text) + cleaner.end()
  if (plain.trim() === '') throw new Failure('corpus-empty')
  const bytes = Buffer.byteLength(plain)
  if (bytes > MAX_TEXT_BYTES) throw new Failure('corpus-too-large', { bytes, limit: MAX_TEXT_BYTES })
  const none = { encoding: null, ground: null, field: null }
  return { text: plain, report: { kind: 'text', ...none, mark, ...cleaner.counts, mixed: 0, parts: 1 } }
}
