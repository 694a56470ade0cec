/* What storage tests share: a folder of their own, a clock, a configuration and a way to see every file. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { AppError } from '#core/errors'
import { Failure } from '#core/errors'
import { PRESETS } from '#core/run-config'

export const CONFIG = PRESETS.microgpt
export const CORPUS = { id: 'names', name: 'US baby names', sha256: 'a'.repeat(64) }
export const NOON = new Date('2026-07-12T12:00:00.000Z')

/** A fresh folder; `remove` takes it away. */
export function scratch(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'downhill-storage-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Every file below, by relative path, as latin1 text. */
export function filesBelow(root: string): Record<string, string> {
  const found: Record<string, string> = {}
  const visit = (folder: string): void => {
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name)
      if (statSync(path).isDirectory()) visit(path)
      else found[relative(root, path)] = readFileSync(path, 'latin1')
    }
  }
  visit(root)
  return found
}

/** The AppError a promise fails with; anything else is a test failure. */
export async function failureOf(promise: Promise<unknown>): Promise<AppError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof Failure) return error.error
    throw error
  }
  throw new Error('it did not fail')
}
