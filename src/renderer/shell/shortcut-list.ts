/* Every shortcut there is, for the list that "?" opens; keyboard.ts and the stages carry them out. */

import { text } from '../catalogue/text'

export interface ShortcutRow {
  readonly does: string
  /** Keys pressed together; several such groups are written one after another. */
  readonly keys: readonly (readonly string[])[]
  /** What stands between two groups: a range, or one or the other. */
  readonly between?: string
}

export interface ShortcutGroup {
  readonly title: string
  readonly rows: readonly ShortcutRow[]
}

/** @param mac Apple's signs for the keys. */
export function shortcutList(mac: boolean): readonly ShortcutGroup[] {
  const does = text.shortcutList
  const { keys, ctrl: ctrlOf, shift: shiftOf, alt: altOf } = text.shortcuts
  const [ctrl, shift, alt] = [ctrlOf(mac), shiftOf(mac), altOf(mac)]
  const arrows = [['←'], ['→'], ['↑'], ['↓']]
  const upDown = [['↑'], ['↓']]
  return [
    {
      title: does.groups.everywhere,
      rows: [
        {
          does: does.stages,
          keys: [
            [ctrl, '1'],
            [ctrl, '7']
          ],
          between: keys.to
        },
        { does: does.train, keys: [[ctrl, keys.enter]] },
        { does: does.pause, keys: [[keys.space]] },
        { does: does.openModel, keys: [[ctrl, 'O']] },
        { does: does.saveModel, keys: [[ctrl, 'S']] },
        { does: does.exportList, keys: [[ctrl, 'E']] },
        { does: does.settings, keys: [[ctrl, ',']] },
        { does: does.fullScreen, keys: [['F']] },
        { does: does.present, keys: [[ctrl, shift, 'F']] },
        {
          does: does.zoom,
          keys: [
            [ctrl, '+'],
            [ctrl, '−'],
            [ctrl, '0']
          ]
        },
        { does: does.list, keys: [[keys.question]] },
        { does: does.escape, keys: [[keys.escape]] }
      ]
    },
    {
      title: does.groups.generate,
      rows: [
        { does: does.keep, keys: [['K']] },
        { does: does.rows, keys: [['J'], ['L'], ...upDown] }
      ]
    },
    {
      title: does.groups.letters,
      rows: [
        { does: does.letterBack, keys: [['←'], [keys.back]], between: keys.or },
        { does: does.letterRows, keys: upDown },
        { does: does.letterDraw, keys: [['N']] }
      ]
    },
    {
      title: does.groups.shortlist,
      rows: [
        {
          does: does.move,
          keys: [
            [alt, '↑'],
            [alt, '↓']
          ]
        },
        { does: does.takeOff, keys: [[keys.delete]] }
      ]
    },
    {
      title: does.groups.ground,
      rows: [
        { does: does.orbit, keys: arrows },
        {
          does: does.pan,
          keys: [
            [shift, '←'],
            [shift, '→']
          ]
        },
        { does: does.groundZoom, keys: [['+'], ['−']] },
        { does: does.groundReset, keys: [['0']] }
      ]
    },
    { title: does.groups.tour, rows: [{ does: does.stations, keys: [['←'], ['→']] }] }
  ]
}
