/* What is said when a model cannot go to another program, or one from there cannot be taken. */

import type { ErrorCode } from '../errors'
import { says, type Entry } from './entry'

const WHOLE = 'Choose the whole folder that save_pretrained has written.'

const FILE_PROBLEMS: Readonly<Record<string, (name: string) => string>> = {
  missing: (name) => `There is no “${name}” beside the weights.`,
  large: (name) => `“${name}” is larger than any such file should be.`,
  json: (name) => `“${name}” is not valid JSON.`
}

/** Why a tokenizer of another program cannot be taken over. */
const TOKENIZER_PROBLEMS: Readonly<Record<string, string>> = {
  model: 'it is neither byte pairs nor whole pieces',
  normalizer: 'it changes texts before it cuts them',
  cut: 'it cuts texts in a way of its own',
  merges: 'its merges do not make its tokens',
  end: 'it has no single token that ends a text',
  added: 'it has a token that is neither bytes nor a merge'
}

export const EXCHANGE_ERRORS = {
  'export-family': (f) =>
    says(
      `Models of the family microgpt cannot be exported as ${f.text('format', 'this')}, since no other program knows their architecture.`,
      'Export it as a web page or as a Python program instead.'
    ),
  'export-tokenizer': (f) =>
    says(
      `${f.text('format', 'This format')} cannot hold the tokenizer ${f.text('tokenizer', 'of this model')}.`,
      'Export it for Hugging Face, as a web page or as a Python program instead.'
    ),
  'export-too-large': (f) =>
    says(
      `The model has ${f.count('parameters')} numbers, and a page or program to read holds at most ${f.count('limit')}.`,
      'Export it for Hugging Face or llama.cpp instead.'
    ),
  'folder-not-empty': (f) =>
    says(
      `There is something in the folder ${f.name('of that name')} already.`,
      'Choose a new name.',
      'What is in it was left as it was.'
    ),
  'folder-inside': (f) =>
    says(
      `The folder ${f.name('of that name')} is part of the data folder.`,
      'Choose a folder beside it.',
      'Nothing was moved.'
    ),
  'import-file': (f) =>
    says((FILE_PROBLEMS[f.text('problem', '')] ?? FILE_PROBLEMS['json']!)(f.text('name', 'a file')), WHOLE),
  'import-config': (f) =>
    says(
      f.has('limit')
        ? `“config.json” says ${f.text('key', 'something')} = ${f.text('value', 'nothing')}, and Downhill takes ${f.text('limit', '')}.`
        : `“config.json” says ${f.text('key', 'something')} = ${f.text('value', 'nothing')}, which the GPT-2 of Downhill does not have.`,
      'Choose a model of the shape of GPT-2.'
    ),
  'import-tokenizer': (f) => {
    if (f.text('problem', '') === 'rows') {
      return says(
        `The tokenizer has ${f.count('tokens')} tokens and the weights have ${f.count('rows')}, so they do not belong together.`,
        WHOLE
      )
    }
    const why = TOKENIZER_PROBLEMS[f.text('problem', '')] ?? 'it is built in a way Downhill does not know'
    const token = f.has('token') ? ` (${f.text('token', '')})` : ''
    return says(
      `The tokenizer of this model cannot be taken over: ${why}${token}.`,
      'Choose a model with the tokenizer of GPT-2, or one that Downhill exported.'
    )
  },
  'import-run': (f) =>
    says(
      `This model does not belong to the run ${f.name('chosen')}: its shape or its tokenizer is another.`,
      'Import it as a model of its own.'
    )
} satisfies Partial<Record<ErrorCode, Entry>>
