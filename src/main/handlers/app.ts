/* Requests about the application, its settings, its measurements and its window. */
import { app } from 'electron'
import { languageOf } from '#core/language'
import { diagnose } from '../diagnosis'
import { isSupported } from '../electron-support'
import { showProgress } from '../progress'
import { thisComputer } from '../this-computer'
import { applyTheme } from '../window'
import type { Context, Subject } from './context'

export function appHandlers({
  library,
  closing,
  activity,
  notifier,
  restart,
  window,
  speak
}: Context): Subject<'app' | 'library' | 'settings' | 'measurements' | 'window'> {
  return {
    'app.info': () => ({
      version: app.getVersion(),
      electron: process.versions.electron ?? '',
      chrome: process.versions['chrome'] ?? '',
      platform: process.platform,
      testRuntime: !isSupported(process.versions.electron ?? ''),
      systemLanguage: languageOf(app.getLocale())
    }),
    'app.diagnosis': () => diagnose(library.root),
    'app.restart': () => restart(),
    'app.closeAnswer': ({ ready }) => closing.answer(ready),
    'library.notices': () => library.notices.all(),

    'settings.read': () => library.settings.current().app,
    'settings.change': async (change) => {
      const { theme, language } = change
      if (theme) applyTheme(theme, window())
      if (language) speak(language)
      const changed = library.settings.changeApp(change)
      // What is chosen holds at once, even if it cannot be stored.
      activity.refresh()
      return changed
    },

    'measurements.read': async () => ({
      machine: await thisComputer(),
      measurements: library.measurements.current()
    }),
    'measurements.write': (fresh) => library.measurements.add(fresh),

    'window.notify': (said) => notifier.notify(said),
    'window.fullScreen': ({ on }) => window()?.setFullScreen(on),
    'window.progress': ({ fraction, failed }) => showProgress(window(), fraction, failed)
  }
}
