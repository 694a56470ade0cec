/*
 * What the window shows of its own accord at its start: what the library holds, what of it could not be read, and the
 * run that the last session left unfinished.
 */

import { callApp } from '../bridge/app-client'
import { sentenceOf } from '../catalogue/problem'
import { text } from '../catalogue/text'
import { corpus } from '../state/corpus.svelte'
import { engines } from '../state/engines.svelte'
import { navigation } from '../state/navigation.svelte'
import { notices } from '../state/notices.svelte'
import { form } from '../state/run-form.svelte'
import { run } from '../state/run.svelte'
import { runs } from '../state/runs.svelte'
import { settings } from '../state/settings.svelte'

/** Fills the window from the library, tells what is wrong there and offers to go on with a broken-off run. */
export async function load(): Promise<void> {
  form.choose(settings.value.preset)
  await Promise.all([corpus.load(), engines.load(), runs.load(), tellFound()])
  performance.mark('downhill.ready')
  offerToGoOn()
}

/** Main turns what a killed process left training into broken-off runs at its start: this much earlier at most. */
const JUST_FOUND_MS = 60_000

/** One click goes on with the run that was training when the last session broke off, or was paused for its end. */
function offerToGoOn(): void {
  const entry = runs.list.find(
    ({ state, updated, checkpoints }) =>
      state === 'interrupted' && checkpoints.length > 0 && Date.now() - Date.parse(updated) < JUST_FOUND_MS
  )
  const [newest] = [...runs.list].sort((a, b) => b.updated.localeCompare(a.updated))
  const paused = newest?.state === 'paused' ? newest : undefined
  const offered = entry ?? paused
  const kept = offered?.checkpoints.at(-1)
  if (!offered || kept === undefined || run.busy) return
  notices.show({
    kind: 'info',
    title: entry ? text.runs.brokenOff(offered.name) : text.runs.isPaused(offered.name),
    text: text.runs.brokenOffText(kept, offered.config.steps),
    actions: [
      {
        label: text.runs.resume,
        primary: true,
        run: () => {
          navigation.go('train')
          void run.goOn(offered)
        }
      }
    ]
  })
}

/** Says once what of the library could not be read. */
async function tellFound(): Promise<void> {
  const found = await callApp('library.notices', {}).catch(() => [])
  if (found.length === 0) return
  notices.show({
    kind: 'warn',
    title: text.found.title(found.length),
    text: text.found.safe(found.length),
    details: found.map((error) => [sentenceOf(error), error.cause].filter(Boolean).join('\n')).join('\n\n')
  })
}
