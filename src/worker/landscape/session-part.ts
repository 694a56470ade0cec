/*
 * The landscape's requests: one plane is open at a time, with whatever goes on on it. The session asks here
 * to let go of a run before its engine is freed. Over 150 lines: every request looks at or replaces the one
 * plane that stands.
 */

import type { EngineChoice } from '#core/contracts/engine-report'
import type { Handlers } from '#core/contracts/handlers'
import type { LandscapeRequests, LandscapeSource } from '#core/contracts/landscape'
import type { CorpusRef, ModelReport } from '#core/contracts/worker'
import { Failure } from '#core/errors'
import type { ModelFile } from '#core/formats/model-file'
import type { LandscapePlane } from '#core/landscape'
import type { GptShape } from '#core/gpt-shape'
import type { CorpusText } from '../large/text'
import type { EngineFactory } from '../engines/engine'
import type { LiveRun } from '../live-run'
import type { OpenedModel } from '../opened-model'
import type { PreparedRun } from '../run'
import { checkBall, checkPlace, checkRace, checkSettings, checkSlice } from './checks'
import { Follower } from './follower'
import type { Ground } from './ground'
import { fileAt, layPlane, type KnownLosses, type OpenPlane } from './open-plane'
import { Pace, type Task } from './pace'
import { fill, roll, sharpness, slice, type Emit } from './play'
import { runRace } from './race-course'
import { sampleAt, type Voice } from './samples'
import { groundOf } from './sources'
import { FREE, Tasks } from './tasks'

export interface LandscapeHost {
  readonly emit: Emit
  /** The live run, if its engine is there. */
  readonly live: () => LiveRun | null
  readonly opened: () => OpenedModel | null
  readonly loadCorpus: (corpus: CorpusRef) => Promise<CorpusText>
  /** The model file of a checkpoint of the library. */
  readonly loadCheckpoint: (runId: string, step: number) => Promise<ArrayBuffer>
  readonly factoryFor: (choice: EngineChoice, shape: GptShape) => Promise<EngineFactory>
  /** Makes this the opened model. */
  readonly open: (name: string, file: ModelFile, prepared: PreparedRun) => Promise<ModelReport>
}

export interface LandscapePart {
  readonly handlers: Handlers<LandscapeRequests>
  cancel(taskId: string): void
  /** Closes the plane if it lies on this run's ground, and ends a race there. */
  release(live: LiveRun): Promise<void>
}

/** What is open, and the id that its path's events carry: that of the latest filling. */
interface Standing {
  readonly open: OpenPlane
  readonly voice: Voice
  follower: Follower | null
  taskId: string
}

/** The plane as it is given away: its axes lose their buffers on the way, so they are copies. */
function given({ plane }: OpenPlane): LandscapePlane {
  return { ...plane, alphas: plane.alphas.slice(), betas: plane.betas.slice() }
}

export function createLandscape(host: LandscapeHost): LandscapePart {
  const { emit } = host
  const pace = new Pace({ training: () => host.live()?.training ?? false })
  const known: KnownLosses = new WeakMap()
  const tasks = new Tasks()
  let standing: Standing | null = null
  /** Rises with every request for another plane: an older one that is still being laid gives way. */
  let asked = 0

  const open = (): OpenPlane => {
    if (!standing) throw new Failure('landscape-closed')
    return standing.open
  }
  const ended = (taskId: string) => (error: Parameters<Parameters<Tasks['begin']>[2]>[0]) =>
    emit('landscape.ended', { taskId, error })

  const close = async (): Promise<void> => {
    asked++
    const before = standing
    standing = null
    await tasks.cancelAll()
    if (!before) return
    await before.follower?.stop()
    await before.voice.close()
    before.open.walker.dispose()
    await before.open.ground.close()
  }

  const progressOf = (taskId: string) => (done: number, of: number) =>
    emit('landscape.progress', { taskId, done, of })

  /** A ground for this request alone, freed again if another has come meanwhile or `use` fails. */
  const onGround = async <T>(
    task: Task,
    source: LandscapeSource,
    wanted: readonly number[],
    use: (ground: Ground) => Promise<T>
  ): Promise<T> => {
    const mine = asked
    const ground = await groundOf(host, source, wanted, task, progressOf(task.id))
    try {
      const result = await use(ground)
      if (mine !== asked) throw new Failure('cancelled')
      return result
    } catch (thrown) {
      await ground.close()
      throw thrown
    }
  }

  const stand = (plane: OpenPlane, taskId: string): Standing => {
    const place: Standing = { open: plane, voice: sampleAt(host, plane), follower: null, taskId }
    place.follower = new Follower(plane, pace, known, (points) => {
      if (standing === place) emit('landscape.path', { taskId: place.taskId, points })
    })
    return (standing = place)
  }
  const beginFilling = (plane: OpenPlane, taskId: string, losses: Float64Array | null): void =>
    void tasks.begin(taskId, (task) => fill(plane, losses, pace, task, emit), ended(taskId))

  const handlers: Handlers<LandscapeRequests> = {
    'landscape.begin': async ({ taskId, source, settings, losses }) => {
      checkSettings(settings, losses)
      await close()
      const { from, to } = settings
      const wanted = [from, to].filter((step) => step !== undefined)
      const plane = await tasks.run(taskId, (task) =>
        onGround(task, source, wanted, (ground) =>
          layPlane(ground, settings, { pace, task, known, progress: progressOf(taskId) })
        )
      )
      stand(plane, taskId)
      beginFilling(plane, taskId, losses ?? null)
      return given(plane)
    },
    'landscape.fill': ({ taskId, losses }) => {
      const plane = open()
      checkSettings(plane.plane.settings, losses)
      if (standing) standing.taskId = taskId
      beginFilling(plane, taskId, losses ?? null)
    },
    'landscape.close': close,
    'landscape.loss': async ({ alpha, beta }) => {
      checkPlace(alpha, beta)
      const { walker, ground } = open()
      return { loss: await pace.once(FREE, ground.turns, () => walker.loss(alpha, beta)) }
    },
    'landscape.slice': async ({ from, to, points }) => {
      checkSlice(from, to, points)
      return { losses: await slice(open(), { from, to, points }, pace, FREE) }
    },
    'landscape.drop': ({ taskId, alpha, beta, settings }) => {
      checkPlace(alpha, beta)
      checkBall(settings)
      const plane = open()
      void tasks.begin(
        taskId,
        (task) => roll(plane, [alpha, beta], settings, pace, task, emit),
        ended(taskId)
      )
    },
    'landscape.sharpness': ({ taskId }) => {
      const plane = open()
      return tasks.run(taskId, (task) => sharpness(plane, pace, task, emit))
    },
    'landscape.samples': async ({ alpha, beta, settings }) => {
      checkPlace(alpha, beta)
      const { walker, ground } = open()
      const { voice } = standing!
      const loss = await pace.once(FREE, ground.turns, () => walker.loss(alpha, beta))
      return { loss, items: await voice.say(alpha, beta, settings) }
    },
    'landscape.open': async ({ alpha, beta, name }) => {
      checkPlace(alpha, beta)
      const plane = open()
      const { walker, ground } = plane
      const loss = await pace.once(FREE, ground.turns, () => walker.loss(alpha, beta))
      return host.open(name, fileAt(plane, alpha, beta, loss), ground.prepared)
    },
    'landscape.raceBegin': async ({ taskId, source, racers, steps }) => {
      checkRace(racers, steps)
      await close()
      void race(taskId, source, racers, steps)
    }
  }

  async function race(
    taskId: string,
    source: LandscapeSource,
    racers: Parameters<typeof runRace>[1],
    steps: number
  ): Promise<void> {
    const finished = (result: Omit<Awaited<ReturnType<typeof runRace>>, 'open'>, plane: OpenPlane | null) =>
      emit('landscape.raceEnded', { taskId, ...result, plane: plane && given(plane) })
    await tasks.begin(
      taskId,
      (task) =>
        onGround(task, source, [], async (ground) => {
          const laying = { pace, task, known, progress: progressOf(taskId) }
          const { open: plane, paths, error } = await runRace(ground, racers, steps, laying, emit)
          if (plane) stand(plane, taskId)
          else await ground.close()
          finished({ paths, error }, plane)
        }),
      (error) => {
        if (error) finished({ paths: [], error }, null)
      }
    )
  }

  return {
    handlers,
    cancel: (taskId) => tasks.cancel(taskId),
    release: async (live) => {
      // Work that is still on its way to a plane may hold the run too.
      if (!standing || standing.open.ground.turns === live.run.turns) await close()
    }
  }
}
