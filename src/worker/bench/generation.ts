/* Rows of generation: a list of names as the sampler writes it, and passages of running text. */

import { DEFAULT_GENERATION } from '#core/generation'
import type { CorpusKind } from '#core/run-config'
import { characterTokenizer } from '#core/tokenizer/characters'
import { OPTIMIZER, benchmarkParameters, type BenchmarkConfig } from '../benchmark'
import { generate } from '../sampler'
import { itemBatches, letters } from './batches'
import type { BenchPlace, Participant } from './place'
import { alternate, type Contender } from './rounds'
import { emptyRow, megabytes, type BenchConfigName, type BenchRow } from './rows'

const LIST = { kind: 'list' as CorpusKind, count: 1000, training: 300 }
const TEXT = { kind: 'text' as CorpusKind, count: 32, training: 0, max_tokens: 128 }
/** One text as somebody reads it while it is written; longer than the context, so that the window slides. */
const STREAM = { ...TEXT, count: 1, max_tokens: 512 }

/**
 * Items, tokens and the time to the first item. The model of `names` is trained for 300 steps first, since
 * an untrained one writes items twice as long; for running text the weights do not matter.
 */
export async function generationRow(
  config: BenchConfigName,
  { shape, rows }: BenchmarkConfig,
  { engine: name, threads, factory }: Participant,
  place: BenchPlace
): Promise<BenchRow> {
  const texts = config === 'text-small-stream' ? STREAM : TEXT
  const { kind, count, training, ...more } = config === 'names-generation' ? LIST : texts
  place.progress(`${config}, ${name}, threads: ${threads}`)
  place.resetPeak()
  const options = { optimizer: OPTIMIZER, dropout: 0, seed: 1, maxRows: rows }
  const engine = await factory.create(shape, options)
  try {
    await engine.write({ parameters: benchmarkParameters(shape) })
    if (training > 0) {
      for (const [i, batch] of itemBatches(place.names, rows, shape.block, training).entries()) {
        await engine.step(batch, { step: i + 1, learningRate: 0.003 })
      }
      await engine.takeLosses()
    }
    const tokenizer = kind === 'list' ? letters(place.names) : characterTokenizer(alphabet(shape.vocab - 1))
    const firsts: number[] = []
    let items = 0
    let tokens = 0
    const run: Contender['run'] = async () => {
      const start = performance.now()
      let first = 0
      items = 0
      tokens = 0
      for await (const some of generate(engine, tokenizer, kind, { ...DEFAULT_GENERATION, count, ...more })) {
        first ||= performance.now() - start
        items += some.length
        // The end mark of an item is a token too.
        for (const { text } of some) tokens += text.length + (kind === 'list' ? 1 : 0)
      }
      firsts.push(first)
      return performance.now() - start
    }
    await run(1)
    firsts.length = 0
    const [timing] = await alternate([{ run, stepsPerRound: 1 }], [0], place.milliseconds)
    const { adapter, device } = engine.describe()
    return {
      ...emptyRow({ config, engine: name, threads }),
      tokens_per_s: (tokens / timing!.ms) * 1000,
      items_per_s: (items / timing!.ms) * 1000,
      first_item_ms: Math.min(...firsts),
      steps: timing!.steps,
      process_mb: megabytes(place.peakBytes()),
      ...{ device, software: adapter?.software ?? false },
      note:
        kind === 'list'
          ? `${count} items, trained for ${training} steps`
          : `${count} ${count === 1 ? 'text' : 'texts'} of ${texts.max_tokens} tokens`
    }
  } finally {
    engine.dispose()
  }
}

/** So many letters, in code-point order. */
function alphabet(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String.fromCharCode(0x41 + i))
}
