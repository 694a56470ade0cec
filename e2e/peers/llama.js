/*
 * llama.cpp through node-llama-cpp: tokenizes prompts and continues them greedily. Reads
 * { model, prompts, begin, tokens } as JSON from standard input, with `begin` for texts that begin with the
 * start token; writes [{ ids, next }] in tokens. On the processor alone, from the binary that npm brought.
 */
import { text } from 'node:stream/consumers'
import { getLlama, LlamaLogLevel } from 'node-llama-cpp'

const { model: modelPath, prompts, begin, tokens } = JSON.parse(await text(process.stdin))
const llama = await getLlama({
  gpu: false,
  build: 'never',
  progressLogs: false,
  logLevel: LlamaLogLevel.error
})
const model = await llama.loadModel({ modelPath, ignoreMemorySafetyChecks: true })
// 256 is the least that llama.cpp reserves; prompts stay within what the model knows. One thread: more of them
// would wait for each other in loops where other tests share the processor.
const context = await model.createContext({
  sequences: 1,
  contextSize: 256,
  threads: 1,
  ignoreMemorySafetyChecks: true
})
const sequence = context.getSequence()
const answers = []
for (const prompt of prompts) {
  await sequence.clearHistory()
  const ids = model.tokenize(prompt)
  const next = []
  const given = begin ? [model.tokens.bos, ...ids] : ids
  for await (const token of sequence.evaluate(given, { temperature: 0, yieldEogToken: true })) {
    next.push(token)
    if (next.length === tokens || token === model.tokens.eos) break
  }
  answers.push({ ids, next })
}
process.stdout.write(JSON.stringify(answers))
await llama.dispose()
