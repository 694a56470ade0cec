/* The dialog with the version and the licences. */
export const aboutText = {
  open: 'About and licences',
  title: 'About Downhill',
  version: (version: string) => `Downhill ${version}, under the MIT licence.`,
  runtime: (electron: string, chrome: string) => `Runs on Electron ${electron} with Chromium ${chrome}.`,
  testRuntime: 'This is a test build. Its Electron is no longer supported and gets no security updates.',
  licences: 'Licences of everything in it',
  search: 'Search names and licences',
  found: (shown: number, all: number) =>
    shown === all ? `${all} pieces of software` : `${shown} of ${all} pieces of software`,
  none: 'Nothing in it has such a name or licence.',
  part: 'part of Chromium',
  loading: 'Reading the licences…',
  noChromium: 'The list of what is in Chromium is not here. Electron publishes it with every version.',
  missing: 'The list of licences is made when the app is built and is not here.',
  close: 'Close'
} as const
