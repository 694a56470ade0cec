/* The settings of a run as they are typed: `key=value`, the preset they change, and the tokenizer's file they name. */

import { basename } from 'node:path'
import { detectKind } from '#core/corpus'
import { applySettings, PRESETS, type PresetName, type RunConfig } from '#core/run-config'
import { parseTokenizer } from '#core/tokenizer/setting'
import type { BpeTokenizerData } from '#core/tokenizer/tokenizer'
import type { CorpusText } from '#worker/large/text'
import { readBpe } from './files'
import type { Terminal } from './terminal'
import { UsageError, type Typed } from './usage'

/**
 * All of `key=value` that was typed: of --set, of what follows it, and of the options that stand for settings.
 * @throws UsageError for other words
 */
export function settingsOf({ values, texts }: Typed, command: string): string[] {
  const stray = texts.find((text) => !text.includes('='))
  if (stray !== undefined) throw new UsageError(`${command} does not know what to do with "${stray}".`)
  if (texts.length > 0 && values['set'] === undefined) throw new UsageError(`Put --set before "${texts[0]}".`)
  const named = (['steps', 'seed'] as const).flatMap((key) =>
    typeof values[key] === 'string' ? [`${key}=${values[key]}`] : []
  )
  return [...((values['set'] as string[] | undefined) ?? []), ...texts, ...named]
}

/** The configuration of these settings, with a note where a warm-up that nobody set was shortened with the steps. */
export function configFrom(
  start: RunConfig,
  settings: readonly string[]
): { config: RunConfig; warning: string | null } {
  const config = applySettings(start, settings)
  const own = settings.some((setting) => setting.startsWith('warmup='))
  const cut = !own && config.warmup < start.warmup
  const warning = `The warm-up of ${start.warmup} steps is shortened to ${config.warmup}, a tenth of the steps.`
  return { config, warning: cut ? warning : null }
}

/** What a run takes where no preset is named. */
export async function defaultPreset(text: CorpusText): Promise<PresetName> {
  const { held_out } = PRESETS['text-small']
  const kind =
    typeof text === 'string' ? detectKind(text) : (await text.facts({ kind: 'auto', held_out })).kind
  return kind === 'list' ? 'names' : 'text-small'
}

/**
 * Reads the file that `tokenizer=bpe:FILE` names. The model keeps the tokenizer itself and, of the file, the
 * name alone: where it lay on this machine is nobody's business.
 */
export async function withFile(
  terminal: Terminal,
  config: RunConfig
): Promise<{ config: RunConfig; tokenizer: BpeTokenizerData | null }> {
  const setting = parseTokenizer(config.tokenizer)
  if (setting?.kind !== 'bpe' || !('file' in setting)) return { config, tokenizer: null }
  const tokenizer = await readBpe(terminal, setting.file)
  const name = basename(setting.file)
  // A name of digits alone would be a size.
  const kept = /^\d+$/.test(name) ? `bpe:./${name}` : `bpe:${name}`
  return { config: { ...config, tokenizer: kept }, tokenizer }
}
