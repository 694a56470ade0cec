/*
 * settings.json: the user's choices, the window's place and the folder of the last dialog. A broken
 * file is set aside and the defaults hold; one of a newer version is used by nobody here and left alone.
 */
import { type AppSettings, DEFAULT_BUDGET } from '#core/contracts/app'
import { ENGINE_FEATURES } from '#core/contracts/engine-report'
import type { CheckpointBudget } from '#core/contracts/runs'
import { Failure } from '#core/errors'
import { LANGUAGE_CHOICES } from '#core/language'
import * as check from './checks'
import type { Disk } from './disk'
import { type JsonFormat, readJson, writeJson } from './json-file'
import type { Notices } from './notices'
import { ID } from './paths'
import { createQueues } from './queues'

/** The window's frame in device-independent pixels of the whole desktop. */
export interface WindowPlace {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly maximized: boolean
}

export interface StoredSettings {
  readonly app: AppSettings
  readonly window: WindowPlace | null
  /** Folder of the last open or save dialog. */
  readonly folder: string | null
  /** Model files opened or saved last, the latest first. */
  readonly recent: readonly string[]
}

/** Model files that are remembered. */
export const MOST_RECENT = 10

export const DEFAULT_SETTINGS: StoredSettings = {
  app: {
    theme: 'system',
    engine: 'auto',
    engineFeatures: [],
    corpus: null,
    preset: 'names',
    checkpoints: DEFAULT_BUDGET,
    tour: { station: 0, done: [] },
    keepAwake: true,
    notifyWhenDone: true,
    language: 'system'
  },
  window: null,
  folder: null,
  recent: []
}

/** Checks of the settings the page may change; a new setting without one does not compile. */
export const appSettingFields = {
  theme: check.oneOf('system', 'light', 'dark'),
  engine: check.oneOf('auto', 'reference', 'reference-webgpu', 'cpu', 'webgpu'),
  engineFeatures: check.list(check.oneOf(...ENGINE_FEATURES), ENGINE_FEATURES.length),
  corpus: check.nullable(check.text(64, ID)),
  preset: check.oneOf('microgpt', 'names', 'text-small', 'text'),
  checkpoints: check.record<CheckpointBudget>({
    count: check.integer(2, 1000),
    megabytes: check.integer(1, 1_000_000)
  }),
  tour: check.record<AppSettings['tour']>({
    station: check.integer(0, 99),
    done: check.list(check.text(32), 99)
  }),
  keepAwake: check.flag,
  notifyWhenDone: check.flag,
  language: check.oneOf(...LANGUAGE_CHOICES)
} satisfies { [K in keyof AppSettings]-?: check.Check<AppSettings[K]> }

const place = check.storedRecord<WindowPlace>({
  x: check.integer(-100_000, 100_000),
  y: check.integer(-100_000, 100_000),
  width: check.integer(1, 100_000),
  height: check.integer(1, 100_000),
  maximized: check.flag
})

const storedApp: check.Check<AppSettings> = (value, at) =>
  // A setting that an older version did not write yet has its default.
  check.storedRecord<AppSettings>(appSettingFields)({ ...DEFAULT_SETTINGS.app, ...(value as object) }, at)

const SETTINGS: JsonFormat<StoredSettings> = {
  format: 'downhill-settings',
  version: 1,
  check: (value, at) => stored({ ...DEFAULT_SETTINGS, ...(value as object) }, at)
}

/** What an older version did not write yet has its default. */
const stored = check.storedRecord<StoredSettings>({
  app: storedApp,
  window: check.nullable(place),
  folder: check.nullable(check.text(4096)),
  recent: check.list(check.text(4096), MOST_RECENT)
})

export interface Settings {
  current(): StoredSettings
  /** Changes take effect at once, even if storing them fails. @throws Failure `disk-full` or `write-failed` */
  change(change: Partial<StoredSettings>): Promise<StoredSettings>
  changeApp(change: Partial<AppSettings>): Promise<AppSettings>
}

export async function openSettings(disk: Disk, path: string, notices: Notices): Promise<Settings> {
  const inTurn = createQueues()
  let current = DEFAULT_SETTINGS
  let writable = true
  try {
    current = await readJson(disk, path, SETTINGS)
  } catch (error) {
    const code = error instanceof Failure ? error.error.code : 'internal'
    if (code === 'library-corrupt') await notices.quarantine(path, error)
    else if (code !== 'file-missing') {
      // Not ours to overwrite: changes last until the end of this session.
      writable = false
      notices.add(error)
    }
  }
  const change = async (fields: Partial<StoredSettings>): Promise<StoredSettings> => {
    current = { ...current, ...fields }
    if (writable) await inTurn(path, () => writeJson(disk, path, SETTINGS, current))
    return current
  }
  return {
    current: () => current,
    change,
    changeApp: async (fields) => (await change({ app: { ...current.app, ...fields } })).app
  }
}
