/*
 * Hugging Face's own tokenizers for JavaScript: reads { tokenizer, config, texts } as JSON from standard
 * input, the first two being the contents of tokenizer.json and tokenizer_config.json; writes
 * [{ ids, special, text }]: tokens without and with those put around a text, and what they stand for.
 */
import { text } from 'node:stream/consumers'
import { Tokenizer } from '@huggingface/tokenizers'

const { tokenizer: json, config, texts } = JSON.parse(await text(process.stdin))
const tokenizer = new Tokenizer(json, config)
const answers = texts.map((line) => {
  const { ids } = tokenizer.encode(line, { add_special_tokens: false })
  const { ids: special } = tokenizer.encode(line)
  // It refuses to decode nothing.
  const back = ids.length === 0 ? '' : tokenizer.decode(ids, { clean_up_tokenization_spaces: false })
  return { ids, special, text: back }
})
process.stdout.write(JSON.stringify(answers))
