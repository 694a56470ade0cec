/*
 * One generation token by token: a tree of the beginnings that were tried, the place in it, and what may come next
 * there. Knows a model and settings only, so that other screens can show it too. Over 150 lines: every move changes the
 * one tree and the place in it, and may overtake a question under way.
 */

import type { NextSettings, NextToken, NextTokens, StudioModel } from '#core/contracts/studio'
import type { AppError } from '#core/errors'
import { asFailure } from '../bridge/app-client'
import { machine } from '../bridge/machine'

export interface SteppingOrder {
  readonly model: StudioModel
  /** Names the model and its step: another one begins anew. */
  readonly key: string
  readonly prefix: string
  readonly settings: NextSettings
  /** Which of the seed's streams draws. */
  readonly index: number
}

/** A beginning that was tried. */
export interface Tried {
  readonly ids: readonly number[]
  readonly parent: Tried | null
  /** Its last token in words; '' at the root. */
  readonly token: string
  /** In the order tried. */
  readonly children: readonly Tried[]
  readonly next: NextTokens | null
  /** The item was ended here. */
  readonly ended: boolean
}

/** A written text and its natural log of probability. */
export interface Ended {
  readonly text: string
  readonly log_prob: number
}

/** Tokens drawn at most by "to the end": running text has none. */
const MOST_DRAWN = 200

interface Node extends Tried {
  parent: Node | null
  children: Node[]
  next: NextTokens | null
  ended: boolean
}

const rootNode = (): Node => ({ ids: [], parent: null, token: '', children: [], next: null, ended: false })

export class Stepping {
  /** Rises with every change of the tree. */
  #version = $state(0)
  #root = rootNode()
  #here = this.#root
  #order: SteppingOrder | null = null
  #asked = 0
  busy = $state(false)
  problem = $state.raw<AppError | null>(null)

  get root(): Tried {
    void this.#version
    return this.#root
  }

  get here(): Tried {
    void this.#version
    return this.#here
  }

  /** What may come next here; null while it is asked for. */
  get next(): NextTokens | null {
    void this.#version
    return this.#here.next
  }

  /** The text that was ended here; null while it goes on. */
  get ended(): Ended | null {
    void this.#version
    const { next, ended } = this.#here
    if (!next) return null
    if (next.full) return { text: next.text, log_prob: next.log_prob }
    if (!ended) return null
    const end = next.tokens.find((token) => token.end)
    return { text: next.text, log_prob: next.log_prob + Math.log(end?.raw ?? 1) }
  }

  /** Begins anew where the model or the beginning is another; other settings keep the tree and its place. */
  async set(order: SteppingOrder): Promise<void> {
    const before = this.#order
    if (before && JSON.stringify(before) === JSON.stringify(order)) return
    this.#order = order
    if (!before || before.key !== order.key || before.prefix !== order.prefix) {
      this.#root = this.#here = rootNode()
    }
    for (const node of everyNode(this.#root)) node.next = null
    await this.#look()
  }

  /** Takes this token; the end token ends the item. */
  async take(token: NextToken): Promise<void> {
    if (this.#here.ended || this.#here.next?.full) return
    if (token.end) {
      this.#here.ended = true
      this.#version++
      return
    }
    const known = this.#here.children.find(({ ids }) => ids.at(-1) === token.id)
    this.#here = known ?? this.#child(token)
    await this.#look()
  }

  #child(token: NextToken): Node {
    const ids = [...this.#here.ids, token.id]
    const node = { ...rootNode(), ids, parent: this.#here, token: token.text }
    this.#here.children.push(node)
    return node
  }

  /** Takes what the seed's stream draws here. @returns whether there was anything to take */
  async draw(): Promise<boolean> {
    const { next, ended } = this.#here
    const token = next?.tokens.find(({ id }) => id === next.drawn)
    if (!token || ended) return false
    await this.take(token)
    return true
  }

  async drawToEnd(): Promise<void> {
    const mine = this.#asked
    for (let drawn = 0; drawn < MOST_DRAWN && !this.ended; drawn++) {
      if (!(await this.draw())) return
      // Somebody has chosen something else meanwhile.
      if (this.#asked !== mine + drawn + 1) return
    }
  }

  /** One token back; an ended item goes on again first. */
  async back(): Promise<void> {
    if (this.#here.ended) {
      this.#here.ended = false
      this.#version++
      return
    }
    if (this.#here.parent) await this.goTo(this.#here.parent)
  }

  async goTo(place: Tried): Promise<void> {
    this.#here = place as Node
    await this.#look()
  }

  /** Follows a text that the model wrote, as far as it can be cut into tokens, and stands at its end. */
  async follow(text: string): Promise<void> {
    const order = this.#order
    if (!order) return
    try {
      const { ids, texts } = await machine.call('studio.tokens', { model: order.model, text })
      const given = await machine.call('studio.tokens', { model: order.model, text: order.prefix })
      this.#here = this.#root
      for (const [i, id] of ids.entries()) {
        if (i < given.ids.length) continue
        const known = this.#here.children.find((child) => child.ids.at(-1) === id)
        const token = { id, text: texts[i]!, end: false, raw: 0, tempered: 0, cut: 0 }
        this.#here = known ?? this.#child(token)
      }
      await this.#look()
    } catch (thrown) {
      this.problem = asFailure(thrown).error
    }
  }

  async #look(): Promise<void> {
    const order = this.#order
    const node = this.#here
    const mine = ++this.#asked
    this.problem = null
    this.#version++
    if (node.next || !order) return
    this.busy = true
    try {
      const { model, prefix, settings, index } = order
      const next = await machine.call('studio.next', { model, prefix, settings, index, ids: node.ids })
      if (order === this.#order) node.next = next
    } catch (thrown) {
      if (mine === this.#asked) this.problem = asFailure(thrown).error
    } finally {
      if (mine === this.#asked) this.busy = false
      this.#version++
    }
  }
}

function everyNode(root: Node): Node[] {
  const nodes = [root]
  for (const node of nodes) nodes.push(...node.children)
  return nodes
}
