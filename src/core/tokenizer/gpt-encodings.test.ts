import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GPT2_BYTES } from './byte-pairs'
import { gptEncoding, gptTokenizer, narrow } from './gpt-encodings'
import { readTokenizerData } from './open'
import { GPT_ENCODINGS } from './tokenizer'
import type { GptEncodingName, GptTokenizerData } from './tokenizer'

/** Ids as OpenAI's tiktoken gives them. */
const KNOWN: readonly (readonly [GptEncodingName, string, readonly number[]])[] = [
  ['r50k_base', 'hello world', [31373, 995]],
  ['r50k_base', "I've groked Heinlein's work", [40, 1053, 7128, 9091, 26431, 33663, 338, 670]],
  ['r50k_base', 'abracadabra', [397, 11510, 324, 397, 430]],
  ['r50k_base', '1234567890 12 007', [10163, 2231, 30924, 3829, 1105, 3571, 22]],
  ['r50k_base', '😀 👨‍👩‍👧', [47249, 222, 50169, 101, 447, 235, 41840, 102, 447, 235, 41840, 100]],
  ['r50k_base', '你好，世界', [19526, 254, 25001, 121, 171, 120, 234, 10310, 244, 45911, 234]],
  ['r50k_base', '<|endoftext|>', [27, 91, 437, 1659, 5239, 91, 29]],
  ['r50k_base', '  two\n\n\tlines \r\n', [220, 734, 628, 197, 6615, 220, 201, 198]],
  ['r50k_base', 'naïve ſ \u0085\ufeff', [2616, 38776, 25370, 123, 220, 126, 227, 171, 119, 123]],
  ['p50k_base', 'hello world', [31373, 995]],
  ['p50k_base', "I've groked Heinlein's work", [40, 1053, 7128, 9091, 26431, 33663, 338, 670]],
  ['p50k_base', 'abracadabra', [397, 11510, 324, 397, 430]],
  ['p50k_base', '1234567890 12 007', [10163, 2231, 30924, 3829, 1105, 3571, 22]],
  ['p50k_base', '😀 👨‍👩‍👧', [47249, 222, 50169, 101, 447, 235, 41840, 102, 447, 235, 41840, 100]],
  ['p50k_base', '你好，世界', [19526, 254, 25001, 121, 171, 120, 234, 10310, 244, 45911, 234]],
  ['p50k_base', '<|endoftext|>', [27, 91, 437, 1659, 5239, 91, 29]],
  ['p50k_base', '  two\n\n\tlines \r\n', [220, 734, 628, 197, 6615, 220, 201, 198]],
  ['p50k_base', 'naïve ſ \u0085\ufeff', [2616, 38776, 25370, 123, 220, 126, 227, 171, 119, 123]],
  ['cl100k_base', 'hello world', [15339, 1917]],
  ['cl100k_base', "I've groked Heinlein's work", [40, 3077, 10707, 48259, 64782, 79469, 596, 990]],
  ['cl100k_base', 'abracadabra', [370, 20554, 329, 45032]],
  ['cl100k_base', '1234567890 12 007', [4513, 10961, 16474, 15, 220, 717, 220, 11194]],
  ['cl100k_base', '😀 👨‍👩‍👧', [76460, 222, 62904, 101, 378, 235, 9468, 239, 102, 378, 235, 9468, 239, 100]],
  ['cl100k_base', '你好，世界', [57668, 53901, 3922, 3574, 244, 98220]],
  ['cl100k_base', '<|endoftext|>', [27, 91, 8862, 728, 428, 91, 29]],
  ['cl100k_base', '  two\n\n\tlines \r\n', [220, 1403, 271, 79490, 2591]],
  ['cl100k_base', 'naïve ſ \u0085\ufeff', [3458, 38672, 588, 27006, 123, 220, 126, 227, 3305]],
  ['o200k_base', 'hello world', [24912, 2375]],
  ['o200k_base', "I've groked Heinlein's work", [30754, 4675, 109149, 99111, 72149, 885, 1101]],
  ['o200k_base', 'abracadabra', [15846, 184835, 73359]],
  ['o200k_base', '1234567890 12 007', [7633, 19354, 29338, 15, 220, 899, 220, 19378]],
  ['o200k_base', '😀 👨‍👩‍👧', [84083, 61138, 101, 2524, 28823, 102, 2524, 28823, 100]],
  ['o200k_base', '你好，世界', [177519, 979, 28428]],
  ['o200k_base', '<|endoftext|>', [27, 91, 419, 1440, 919, 91, 29]],
  ['o200k_base', '  two\n\n\tlines \r\n', [220, 1920, 279, 188290, 4568]],
  ['o200k_base', 'naïve ſ \u0085\ufeff', [1503, 9954, 737, 20757, 123, 220, 126, 227, 5574]]
]

async function narrowed(name: GptEncodingName, texts: readonly string[]): Promise<GptTokenizerData> {
  const steps = narrow(await gptEncoding(name), texts)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** The package's own encoder, which must take the names of special tokens for plain text. */
const PACKAGE: Readonly<
  Record<GptEncodingName, () => Promise<{ encode(text: string, options: object): number[] }>>
> = {
  r50k_base: () => import('gpt-tokenizer/encoding/r50k_base'),
  p50k_base: () => import('gpt-tokenizer/encoding/p50k_base'),
  cl100k_base: () => import('gpt-tokenizer/encoding/cl100k_base'),
  o200k_base: () => import('gpt-tokenizer/encoding/o200k_base')
}

/** Words, digits, signs, blanks, several scripts, combining marks and emoji. */
const mixed = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ' ',
      ' ',
      '\n',
      '\r\n',
      '\t',
      '   ',
      "'s",
      "'LL",
      "n't",
      '1',
      '23',
      '4567',
      '.',
      '?!',
      '/',
      '-'
    ),
    fc.constantFrom(
      'the',
      'Down',
      'HILL',
      'é',
      'ñ',
      'ß',
      '你好',
      'かな',
      '한국',
      'ا',
      'क्षि',
      '😀',
      '👨‍👩‍👧',
      'e\u0301'
    ),
    fc.constantFrom('<|endoftext|>', '<|im_start|>', '\u00a0', '\u3000', '\u200b', '\ufffd')
  ),
  maxLength: 25
})

describe.each(GPT_ENCODINGS)('%s', (name) => {
  it.each(KNOWN.filter(([encoding]) => encoding === name).map(([, text, ids]) => [text, ids] as const))(
    'encodes %j as tiktoken does',
    async (text, ids) => {
      const encoding = await gptEncoding(name)
      expect([...encoding.encode(text)]).toEqual(ids)
      expect(encoding.decode(ids)).toBe(text)
    }
  )

  it('agrees with the encoder of the package', async () => {
    const encoding = await gptEncoding(name)
    const theirs = await PACKAGE[name]()
    fc.assert(
      fc.property(mixed, (text) => {
        expect([...encoding.encode(text)]).toEqual(theirs.encode(text, { disallowedSpecial: new Set() }))
      }),
      { numRuns: 1500 }
    )
  })

  it('narrowed, encodes its own texts exactly as the whole does, and any other without loss', async () => {
    const encoding = await gptEncoding(name)
    await fc.assert(
      fc.asyncProperty(fc.array(mixed, { minLength: 1, maxLength: 8 }), mixed, async (texts, other) => {
        const data = await narrowed(name, texts)
        const tokenizer = gptTokenizer(data)
        for (const text of texts) {
          expect(Array.from(tokenizer.encode(text), (id) => data.ids[id])).toEqual([...encoding.encode(text)])
        }
        expect(tokenizer.decode(tokenizer.encode(other))).toBe(other)
        expect(tokenizer.vocab).toBe(data.ids.length + 1)
      }),
      { numRuns: 100 }
    )
  })
})

it('keeps all bytes, what the texts use, what that is merged from, and no more', async () => {
  const data = await narrowed('r50k_base', ['hello'])
  expect(data.ids.slice(0, 256)).toEqual([...GPT2_BYTES.keys()])
  const tokenizer = gptTokenizer(data)
  expect(GPT2_BYTES.every((byte, id) => tokenizer.bytes(id)[0] === byte)).toBe(true)
  const shown = Array.from({ length: tokenizer.vocab - 256 }, (_, m) => tokenizer.token(256 + m))
  expect(shown).toEqual(['he', 'll', 'hell', 'hello', 'end'])
  expect(readTokenizerData(JSON.parse(JSON.stringify(data)))).toEqual(data)
})
