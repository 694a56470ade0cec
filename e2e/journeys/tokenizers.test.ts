import { atNames } from '../steps'
import { expect, test } from '../test'

test('the worker loads the table of a GPT encoding from the app itself, when it is asked for', async ({
  desk
}) => {
  // A worker is listed before its script has run, and would not hear what is asked of it then.
  await atNames(desk, 1440, 900)
  const [worker] = desk.page.workers()
  const answers = await worker!.evaluate(async () => {
    const corpus = { id: 'names', name: 'Names', sha256: '' }
    const split = { kind: 'auto', deduplicate: true, held_out: 0.1, split_seed: 42 }
    const loaded = (): string[] =>
      performance.getEntriesByType('resource').map(({ name }) => name.replace(/^.*\//, ''))
    const send = self.postMessage.bind(self)
    const ask = (id: number, tokenizer: string): Promise<{ ok: boolean; value: { vocab: number } }> =>
      new Promise((resolve) => {
        self.postMessage = ((message: { id?: number; reply?: never }, transfer: Transferable[]) => {
          if (message.id === id) resolve(message.reply!)
          else send(message, transfer as never)
        }) as typeof self.postMessage
        const data = { id, name: 'corpus.inspect', argument: { corpus, split, tokenizer } }
        self.dispatchEvent(new MessageEvent('message', { data }))
      })
    const before = loaded().filter((name) => name.includes('k_base'))
    const results = []
    for (const [i, name] of ['characters', 'graphemes', 'bpe:300', 'r50k_base', 'o200k_base'].entries()) {
      const reply = await ask(1e9 + i, name)
      results.push([name, reply.ok, reply.ok ? reply.value.vocab : reply])
    }
    self.postMessage = send
    return { before, results }
  })
  expect(answers.before).toEqual([])
  expect(answers.results).toEqual([
    ['characters', true, 27],
    ['graphemes', true, 27],
    ['bpe:300', true, 301],
    ['r50k_base', true, 3881],
    ['o200k_base', true, 6070]
  ])
})
