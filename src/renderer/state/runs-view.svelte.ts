/* What the Runs screen shows: the list, one run, or several side by side; what is searched, sorted and chosen. */

import { FIRST_ORDER, type Order, type SortKey } from '../library/listing'

class RunsView {
  /** The run that is shown alone; null for the list or the comparison. */
  runId = $state<string | null>(null)
  comparing = $state(false)
  query = $state('')
  order = $state.raw<Order>({ key: 'created', descending: true })
  /** Chosen runs in the order in which they were chosen: the first one is A. */
  chosen = $state.raw<readonly string[]>([])

  show(id: string): void {
    this.runId = id
    this.comparing = false
  }

  list(): void {
    this.runId = null
    this.comparing = false
  }

  compare(): void {
    this.runId = null
    this.comparing = true
  }

  choose(id: string, on: boolean): void {
    const others = this.chosen.filter((other) => other !== id)
    this.chosen = on ? [...others, id] : others
  }

  /** Sorts by a column, or the other way round if it is sorted by it. */
  sort(key: SortKey): void {
    const again = this.order.key === key
    this.order = { key, descending: again ? !this.order.descending : FIRST_ORDER[key] }
  }
}

export const runsView = new RunsView()
