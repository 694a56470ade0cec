/* Words on the buttons of the corpus doctor's report: what one click would do about a finding. */

import type { Finding, Offer } from '#core/doctor/findings'
import { text } from '../../catalogue/text'

const words = text.corpus
const said = text.doctor

/** What the button of this offer says, in the row of this finding. */
export function offerLabel(offer: Offer, row: Finding): string {
  if (offer.to === 'copies') {
    if (row.about === 'leakage') return said.splitAgain
    return offer.deduplicate ? words.leaveOut : words.keepCopies
  }
  if (offer.to === 'setting') {
    const by = { block: said.setContext, steps: said.setSteps, width: said.setWidth }
    return by[offer.key](offer.value)
  }
  if (offer.to === 'encoding') return text.imports.encodingNow
  switch (offer.mend) {
    case 'characters':
      return row.about === 'rare' ? said.leaveOutRare(row.lines) : said.leaveOutUnread(row.count)
    case 'plain':
      return said.writePlain(offer.characters)
    case 'spelling':
      return said.keepFrequent
    case 'ungarble':
      return said.readAsUtf8(row.count)
    case 'copies':
    case 'long':
    case 'near-empty':
      return said.leaveOutLines(row.count)
  }
}
