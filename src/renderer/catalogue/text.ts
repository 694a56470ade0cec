/* The texts of the interface in the language that is spoken; single texts are read where they are shown (language.ts). */

import { german } from './de'
import { english } from './en'
import { spokenTexts } from './language'
import type { Like } from './like'

/** What every language says. */
export type Catalogue = Like<typeof english>

export const text: Catalogue = spokenTexts<Catalogue>({ en: english, de: german })
