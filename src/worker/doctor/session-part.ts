/*
 * The session's part for the corpus doctor. What was found in a text whatever its tokenizer is kept, so that another
 * tokenizer does not have it looked at again.
 */

import type { DoctorWorkerRequests, Examination } from '#core/contracts/doctor'
import type { Handlers } from '#core/contracts/handlers'
import type { CorpusRef, WorkerEvents } from '#core/contracts/worker'
import { prepareCorpus } from '#core/corpus'
import type { Corpus, SplitSettings } from '#core/corpus-types'
import { piecesOf } from '#core/doctor/lines'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import { check, type Task } from '../landscape/pace'
import { Tasks } from '../landscape/tasks'
import { held, heldText, type CorpusText } from '../large/text'
import type { MakeTokenizer } from '../tokenizers-part'
import { Breath } from '../turns'
import { examine, longLines, measureTokens, type Rest } from './examine'

const TELL_MS = 100

export interface DoctorHost {
  readonly loadCorpus: (corpus: CorpusRef) => Promise<CorpusText>
  readonly make: MakeTokenizer
  readonly emit: <K extends keyof WorkerEvents>(event: K, value: WorkerEvents[K]) => void
}

export interface DoctorPart {
  readonly handlers: Handlers<DoctorWorkerRequests>
  cancel(taskId: string): void
}

type Asked = Parameters<DoctorWorkerRequests['doctor.examine']>[0]

interface Subject {
  readonly text: string
  readonly corpus: Corpus
  readonly tokenizer: () => Promise<Tokenizer>
  /** Tells how far it is: `before` and what the one that rests says, of `of`. */
  readonly rest: (before: number, of: number) => Rest
}

export function createDoctor({ loadCorpus, make, emit }: DoctorHost): DoctorPart {
  const tasks = new Tasks()
  let last: { readonly key: string; readonly examination: Examination } | null = null

  const open = async (task: Task, { taskId, corpus: ref, split, tokenizer }: Asked): Promise<Subject> => {
    const text = heldText(await loadCorpus(ref))
    check(task)
    const corpus = prepareCorpus(text, split)
    const breath = new Breath()
    let told = performance.now()
    return {
      text,
      corpus,
      tokenizer: () => make(tokenizer, ref, { ...split, kind: corpus.kind }, held(corpus)),
      rest: (before, of) => async (done) => {
        if (!breath.due) return
        if (performance.now() - told >= TELL_MS) {
          told = performance.now()
          emit('doctor.progress', { taskId, done: before + done, of })
        }
        await breath.take()
        check(task)
      }
    }
  }

  return {
    cancel: (taskId) => tasks.cancel(taskId),
    handlers: {
      'doctor.examine': (asked) =>
        tasks.run(asked.taskId, async (task) => {
          const { text, corpus, tokenizer, rest } = await open(task, asked)
          const of = 2 * text.length
          const key = keyOf(asked.corpus, { ...asked.split, kind: corpus.kind })
          const examination =
            last?.key === key
              ? last.examination
              : await examine(piecesOf(text), corpus, asked.split.deduplicate, rest(0, of))
          last = { key, examination }
          const made = await tokenizer()
          check(task)
          return { examination, sizes: await measureTokens(corpus, made, rest(text.length, of)) }
        }),
      'doctor.longLines': (asked) =>
        tasks.run(asked.taskId, async (task) => {
          const { text, tokenizer, rest } = await open(task, asked)
          const made = await tokenizer()
          check(task)
          return longLines(piecesOf(text), made, asked.block, rest(0, text.length))
        })
    }
  }
}

const keyOf = (
  { id, sha256 }: CorpusRef,
  { kind, deduplicate, held_out, split_seed }: SplitSettings
): string => JSON.stringify([id, sha256, kind, deduplicate, held_out, split_seed])
