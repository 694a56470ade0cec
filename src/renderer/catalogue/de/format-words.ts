/* Die wenigen Wörter in Zahlen, Daten und Namen von Zeichen. */

import type { formatWords as english } from '../format-words'

export const formatWords: typeof english = {
  oneIn: (n) => `1 zu ${n}`,
  million: 'Mio.',
  today: 'heute',
  space: 'Leerzeichen',
  noBreakSpace: 'geschütztes Leerzeichen',
  tab: 'Tabulator',
  lineEnd: 'Zeilenende',
  carriageReturn: 'Wagenrücklauf'
}
