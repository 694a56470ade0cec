import { describe, expect, test } from 'vitest'
import { characterTokenizer } from '#core/tokenizer/characters'
import { TokenizerShelf, type Maker } from './tokenizer-shelf'
import { breathe as rest } from './turns'

const done = characterTokenizer(['a', 'b'])

/** A maker that goes on until it is let go, counting how often it was begun. */
function slowly(): { make: Maker; begun: () => number; finish: () => void } {
  let [begun, finished] = [0, false]
  const make: Maker = async (breathe) => {
    begun++
    for (let merges = 1; !finished; merges++) {
      const until = performance.now() + 40
      while (performance.now() < until);
      await breathe({ merges, of: 9 })
    }
    return done
  }
  return { make, begun: () => begun, finish: () => (finished = true) }
}

describe('TokenizerShelf', () => {
  test('makes one tokenizer for all who ask for it, and keeps it', async () => {
    const shelf = new TokenizerShelf()
    const { make, begun, finish } = slowly()
    const heard: number[] = []
    const asked = [
      shelf.ask('k', make),
      shelf.ask('k', make, ({ merges }) => {
        heard.push(merges)
        if (heard.length === 2) finish()
      })
    ]
    expect(await Promise.all(asked.map(({ tokenizer }) => tokenizer))).toEqual([done, done])
    expect(await shelf.ask('k', make).tokenizer).toBe(done)
    expect(begun()).toBe(1)
    expect(heard).toEqual([...heard].sort((a, b) => a - b))
  })

  test('gives up what nobody waits for, and goes on while one does', async () => {
    const shelf = new TokenizerShelf()
    const { make, begun, finish } = slowly()
    const [first, second] = [shelf.ask('k', make), shelf.ask('k', make)]
    first.leave()
    await expect(first.tokenizer).rejects.toThrow('cancelled')
    finish()
    expect(await second.tokenizer).toBe(done)

    const other = slowly()
    const alone = shelf.ask('other', other.make)
    alone.leave()
    await expect(alone.tokenizer).rejects.toThrow('cancelled')
    await new Promise((resolve) => setTimeout(resolve, 100))
    // What was given up is begun anew.
    other.finish()
    expect(await shelf.ask('other', other.make).tokenizer).toBe(done)
    expect(begun()).toBe(1)
    expect(other.begun()).toBe(2)
  })

  test('tries again after a failure', async () => {
    const shelf = new TokenizerShelf()
    const failing: Maker = () => Promise.reject(new Error('no'))
    await expect(shelf.ask('k', failing).tokenizer).rejects.toThrow('no')
    await rest()
    expect(await shelf.ask('k', () => Promise.resolve(done)).tokenizer).toBe(done)
  })

  test('forgets the one asked for longest ago', async () => {
    const shelf = new TokenizerShelf()
    let made = 0
    const make: Maker = () => Promise.resolve((made++, done))
    for (let i = 0; i < 9; i++) await shelf.ask(`k${i}`, make).tokenizer
    await shelf.ask('k8', make).tokenizer
    expect(made).toBe(9)
    await shelf.ask('k0', make).tokenizer
    expect(made).toBe(10)
  })
})
