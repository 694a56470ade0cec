/* Texte über Korpora, die zu groß zum Festhalten sind: was aus ihnen berechnet wird und was nicht. */

import type { LargeProgress } from '#core/contracts/large'
import { bytes, count, NBSP } from '../format'
import type { largeText as english } from '../large'
import type { Like } from '../like'

const STAGES: Readonly<Record<LargeProgress['stage'], (name: string) => string>> = {
  reading: (name) => `„${name}“ wird gelesen`,
  counting: (name) => `In „${name}“ wird gezählt`,
  merging: (name) => `Verschmelzungen aus „${name}“ werden gelernt`,
  tokens: (name) => `Die Tokens von „${name}“ werden geschrieben`,
  checking: (name) => `Die Tokens von „${name}“ werden geprüft`
}

export const largeText: Like<typeof english> = {
  stage: (stage: LargeProgress['stage'], name: string) => STAGES[stage](name),
  far: ({ stage, done, of }: LargeProgress) =>
    stage === 'merging' || stage === 'counting'
      ? `${count(done)} von ${count(of)}`
      : `${bytes(done)} von ${bytes(of)}`,
  stopped: (name: string) => `„${name}“ wurde nicht zu Ende gelesen`,
  stoppedLine:
    'Der Text steht in der Bibliothek. Bevor ein Modell daraus lernen kann, muss er einmal gelesen werden.',
  again: 'Lesen',
  compared: (lines: number) => `Die verschiedenen Zeilen sind die der ersten ${count(lines)}.`,
  sampled: (characters: number, of: number) =>
    `Gezählt an ${count(characters)} von ${count(of)}${NBSP}Zeichen, gleichmäßig über den Trainingsteil verteilt.`,
  found: 'Was an einem Text nicht stimmt, wird nur in Texten bis 64 MB gesucht.',
  surprising: 'Welche Zeilen ein Modell überraschen, wird nur bei Texten bis 64 MB gesagt.'
}
