/*
 * The folder for a bigger machine: its rows are our own batches', and its script runs to its end with
 * stand-ins for the libraries, which note what they are given.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { prepareCorpus } from '../corpus'
import { openTokenizer } from '../tokenizer/open'
import { rowsOf, toBiggerMachine } from './bigger-machine'
import { anyModel, LINES } from './programs.fixtures'

const corpusOf = (kind: 'list' | 'text') =>
  prepareCorpus(kind === 'list' ? LINES.join('\n') : LINES.join('\n').repeat(3), {
    ...{ kind, deduplicate: false, held_out: 0.3, split_seed: 1 }
  })

describe('rows', () => {
  it('of a list begin and end with the end token, at most a block of them', async () => {
    const tokenizer = openTokenizer((await anyModel()).tokenizer)
    const [anna, long] = rowsOf(['anna', 'annaannaannaanna'], 'list', tokenizer, 12)
    const ids = [...tokenizer.encode('anna')]
    expect(anna).toEqual({ input_ids: [tokenizer.end, ...ids], labels: [...ids, tokenizer.end] })
    expect(long!.input_ids).toHaveLength(12)
    expect(long!.labels.slice(0, 11)).toEqual(long!.input_ids.slice(1))
  })

  it('of running text follow each other', async () => {
    const model = await anyModel({ kind: 'text' })
    const tokenizer = openTokenizer(model.tokenizer)
    const corpus = corpusOf('text')
    const rows = rowsOf(corpus.train, 'text', tokenizer, 12)
    const ids = [...tokenizer.encode(corpus.train[0]!)]
    expect(rows.flatMap((row) => row.input_ids)).toEqual(ids.slice(0, 12 * rows.length))
    expect(rows.flatMap((row) => row.labels)).toEqual(ids.slice(1, 12 * rows.length + 1))
    expect(rows.length).toBe(Math.floor((ids.length - 1) / 12))
  })
})

/** The libraries of the script, as far as it uses them. */
const STAND_INS: Readonly<Record<string, string>> = {
  'torch.py': `
class nn:
    class functional:
        cross_entropy = None
def tensor(rows):
    assert len({len(row) for row in rows}) == 1, 'not a rectangle'
    return rows
`,
  'datasets.py': `
import json
def load_dataset(kind, data_files):
    assert kind == 'json'
    return {part: [json.loads(line) for line in open(path)] for part, path in data_files.items()}
`,
  'transformers.py': `
import json
from pathlib import Path
class Config:
    pass
class GPT2LMHeadModel:
    @staticmethod
    def from_pretrained(folder):
        model = GPT2LMHeadModel()
        model.config = Config()
        model.config.downhill = json.loads((Path(folder) / 'config.json').read_text())['downhill']
        return model
    def save_pretrained(self, folder, safe_serialization):
        assert safe_serialization
        path = Path(folder) / 'config.json'
        path.write_text(json.dumps({**json.loads(path.read_text()), 'downhill': self.config.downhill}))
class TrainingArguments:
    def __init__(self, **given):
        self.given = given
class Trainer:
    def __init__(self, model, args, train_dataset, eval_dataset, data_collator, compute_loss_func):
        self.model, self.args, self.state = model, args, Config()
        self.batch = data_collator(train_dataset[:3])
    def train(self):
        self.state.global_step = self.args.given['max_steps']
        print(json.dumps([self.args.given, self.batch]))
    def is_world_process_zero(self):
        return True
`
}

describe('the folder', () => {
  it.each(['list', 'text'] as const)('trains on a %s from its script', async (kind) => {
    const model = await anyModel({ kind, steps: 70 })
    const files = toBiggerMachine(model, corpusOf(kind), 'a name')
    const folder = mkdtempSync(join(tmpdir(), 'downhill-machine-'))
    try {
      for (const [name, bytes] of [...files, ...Object.entries(STAND_INS)]) {
        mkdirSync(dirname(join(folder, name)), { recursive: true })
        writeFileSync(join(folder, name), bytes)
      }
      const env = { ...process.env, WORLD_SIZE: '4' }
      const { stdout, stderr } = spawnSync('python3', [join(folder, 'train.py')], { encoding: 'utf8', env })
      expect(stderr).toBe('')
      const [given, batch] = JSON.parse(stdout) as [object, { input_ids: number[][]; labels: number[][] }]
      expect(given).toMatchObject({
        ...{ max_steps: 70, per_device_train_batch_size: 8, learning_rate: 0.003, warmup_steps: 100 },
        ...{ lr_scheduler_type: 'cosine_with_min_lr', weight_decay: 0.1, max_grad_norm: 1, seed: 42 }
      })
      expect(batch.input_ids).toHaveLength(3)
      expect(batch.labels.map((row) => row.length)).toEqual(batch.input_ids.map((row) => row.length))
      const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as {
        downhill: { training: object }
      }
      expect(config.downhill.training).toMatchObject({ step: 82, engine: 'transformers, 4 processes' })
      const script = readFileSync(join(folder, 'train.py'), 'utf8')
      expect(script.trimEnd().split('\n').length).toBeLessThan(60)
      expect(readFileSync(join(folder, 'README.md'), 'utf8')).toMatch(/torchrun[\s\S]*accelerate launch/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
