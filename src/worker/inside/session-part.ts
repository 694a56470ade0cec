/*
 * Looking inside: its requests. Each reads the model as it stands and computes on that copy, so that a run trains on
 * meanwhile; the weights of an opened model are looked at where they are.
 */

import type { EngineChoice } from '#core/contracts/engine-report'
import type { Handlers } from '#core/contracts/handlers'
import type { InsideEvents, InsideRequests, Looking } from '#core/contracts/inside'
import { Failure } from '#core/errors'
import { checkGeneration } from '#core/generation-limits'
import type { GptShape } from '#core/gpt-shape'
import type { InsideModel } from '#core/inside'
import type { EngineFactory } from '../engines/engine'
import type { LiveRun } from '../live-run'
import type { OpenedModel } from '../opened-model'
import { compare } from './compare'
import { heads } from './heads'
import { health } from './health'
import { batchOf } from './measured'
import { neuron, neurons } from './neurons'
import { giveWay, type InsideTask } from './pace'
import { subjectOfModel, subjectOfRun, tokensOf, type Subject, type Weights } from './subject'
import { attention, lens, positions } from './text-views'
import { analogy, tokenMap, tokenReport } from './vectors'
import { Voice } from './voice'

export interface InsideHost {
  readonly emit: <K extends keyof InsideEvents>(event: K, value: InsideEvents[K]) => void
  /** The live run, if its engine is there. */
  readonly live: () => LiveRun | null
  readonly opened: () => OpenedModel | null
  readonly factoryFor: (choice: EngineChoice, shape: GptShape) => Promise<EngineFactory>
}

export interface InsidePart {
  readonly handlers: Handlers<InsideRequests>
  cancel(taskId: string): void
}

/** Characters of the example text of running text. */
const EXAMPLE = 24

export function createInside(host: InsideHost): InsidePart {
  const voice = new Voice(host.factoryFor)
  const tasks = new Map<string, InsideTask>()

  const subjectOf = ({ from }: Looking): Subject => {
    const live = from === 'run' ? host.live() : null
    const opened = from === 'model' ? host.opened() : null
    if (live) return subjectOfRun(live)
    if (opened) return subjectOfModel(opened)
    throw new Failure('no-model')
  }
  const looking = async <T>(
    p: Looking,
    look: (subject: Subject, weights: Weights, task: InsideTask) => T | Promise<T>
  ): Promise<T> => {
    const { taskId } = p
    const task = {
      cancelled: false,
      progress: (done: number, of: number) => {
        if (taskId !== undefined) host.emit('inside.progress', { taskId, done, of })
      }
    }
    if (taskId !== undefined) tasks.set(taskId, task)
    try {
      const subject = subjectOf(p)
      return await look(subject, await subject.weights(), task)
    } finally {
      if (taskId !== undefined && tasks.get(taskId) === task) tasks.delete(taskId)
    }
  }

  return {
    cancel: (taskId) => {
      const task = tasks.get(taskId)
      if (task) task.cancelled = true
    },
    handlers: {
      'inside.model': (p) => looking(p, aboutModel),
      'inside.map': (p) =>
        looking(p, (subject, weights, task) => tokenMap(subject, weights, { ...p, round: giveWay(task) })),
      'inside.token': (p) =>
        looking(p, (subject, weights) => tokenReport(subject, weights, p.token, p.count)),
      'inside.analogy': (p) =>
        looking(p, (subject, weights) => analogy(subject, weights, [p.a, p.b, p.c], p.count)),
      'inside.positions': (p) =>
        looking(p, (subject, weights) => positions(subject, weights, tokensOf(subject, p.text))),
      'inside.attention': (p) =>
        looking(p, (subject, weights, task) =>
          attention(subject, weights, tokensOf(subject, p.text), p.change, task)
        ),
      'inside.heads': (p) => looking(p, heads),
      'inside.compare': (p) =>
        looking(p, (subject, weights, task) => {
          checkGeneration(p.settings)
          return compare(subject, weights, p.change, p.settings, voice, task)
        }),
      'inside.neurons': (p) =>
        looking(p, (subject, weights, task) =>
          neurons(subject, weights, tokensOf(subject, p.text), p.change, p.layer, task)
        ),
      'inside.neuron': (p) =>
        looking(p, (subject, weights, task) => neuron(subject, weights, p.layer, p.neuron, task)),
      'inside.lens': (p) =>
        looking(p, (subject, weights, task) =>
          lens(subject, weights, tokensOf(subject, p.text), p.change, p.position, task)
        ),
      'inside.health': (p) => looking(p, health),
      'inside.close': () => voice.close()
    }
  }
}

function aboutModel(subject: Subject, { step }: Weights): InsideModel {
  const { name, shape, config, kind, tokenizer, prepared } = subject
  const part =
    prepared && (prepared.corpus.heldOut.length > 0 ? prepared.corpus.heldOut : prepared.corpus.train)
  return {
    ...{ step, name, shape, config, kind },
    family: shape.family,
    tokens: Array.from({ length: tokenizer.vocab }, (_, id) => tokenizer.token(id)),
    end: tokenizer.end,
    measuredOn: batchOf(subject)?.about.part ?? null,
    example: part ? exampleOf(part, kind, shape.block) : ''
  }
}

/** An item of middling length, or the first whole words of running text. */
function exampleOf(part: readonly string[], kind: InsideModel['kind'], block: number): string {
  if (kind === 'text')
    return (part[0] ?? '')
      .slice(0, EXAMPLE * 4)
      .trimStart()
      .slice(0, Math.min(EXAMPLE, block))
  return part.find(({ length }) => length >= 5 && length <= 7 && length < block) ?? part[0] ?? ''
}
