/* Der Dialog mit der Version und den Lizenzen. */

import type { aboutText as english } from '../about'
import type { Like } from '../like'

export const aboutText: Like<typeof english> = {
  open: 'Über Downhill und Lizenzen',
  title: 'Über Downhill',
  version: (version) => `Downhill ${version}, unter der MIT-Lizenz.`,
  runtime: (electron, chrome) => `Läuft auf Electron ${electron} mit Chromium ${chrome}.`,
  testRuntime:
    'Dies ist eine Testfassung. Ihr Electron wird nicht mehr unterstützt und bekommt keine Sicherheitsupdates.',
  licences: 'Lizenzen von allem darin',
  search: 'Namen und Lizenzen durchsuchen',
  found: (shown, all) => (shown === all ? `${all} Stücke Software` : `${shown} von ${all} Stücken Software`),
  none: 'Nichts darin hat einen solchen Namen oder eine solche Lizenz.',
  part: 'Teil von Chromium',
  loading: 'Die Lizenzen werden gelesen …',
  noChromium:
    'Die Liste dessen, was in Chromium steckt, ist nicht da. Electron veröffentlicht sie mit jeder Version.',
  missing: 'Die Liste der Lizenzen entsteht beim Bauen der App und ist nicht da.',
  close: 'Schließen'
}
