/*
 * The records inside a model file, from JSON that nobody vouches for to plain data that is what its type
 * says: every field is checked, unknown ones are dropped, nothing is filled in by guess.
 * Over 150 lines: each record's type stands with the checks of its fields.
 */

import type { CorpusRef, ParityCertificate } from '../contracts/worker'
import type { SplitSettings } from '../corpus-types'
import { Failure } from '../errors'
import { checkConfig, LIMITS, type RunConfig } from '../run-config'

/** Where training stood when the file was written; with the moments, all that going on exactly needs. */
export interface TrainingRecord {
  readonly step: number
  /** State of the stream that orders batches (4 words), or of CPython's (626); decimal. */
  readonly random: readonly string[]
  /** Items drawn so far in the current pass. */
  readonly position: number
  readonly corpus: CorpusRef | null
  readonly split: SplitSettings
  /** Last loss of a batch and of the held-out part, mean nats per predicted token. */
  readonly train_loss: number | null
  readonly val_loss: number | null
  /** `val_loss` in bits per character; null also in files that do not have it. */
  readonly val_bits_per_char: number | null
  /** The loss on the landscape's fixed batch (docs/landscape.md); absent in files that know none. */
  readonly landscape_loss?: number | null
  /** Where on a loss landscape these weights were picked up; absent for weights that training made. */
  readonly lineage?: PlaceOnPlane | null
  /** For people: engine and device. */
  readonly engine: string
  /** What the engine used beyond plain arithmetic (EngineFeature); absent in files that know none. */
  readonly features?: readonly string[]
  readonly certificate: ParityCertificate | null
}

/** A point of a plane through a model's parameters. */
export interface PlaceOnPlane {
  /** Name of the model or run at the plane's centre, and the step it stood at. */
  readonly of: string
  readonly step: number
  readonly directions: string
  readonly seed: number
  readonly alpha: number
  readonly beta: number
}

type Fields = Readonly<Record<string, unknown>>
type Check<T> = (value: unknown) => value is T

const isText = (value: unknown): value is string => typeof value === 'string'
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean'
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
const isKind = (value: unknown): value is SplitSettings['kind'] =>
  value === 'auto' || value === 'list' || value === 'text'
const isState = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= 1000 && value.every((word) => isText(word) && word.length <= 32)
const isFeatures: Check<string[]> = (value): value is string[] => isState(value) && value.length <= 32
const orNull =
  <T>(check: Check<T>): Check<T | null> =>
  (value): value is T | null =>
    value === null || check(value)

/**
 * The settings in a model file.
 * @throws Failure `model-config-invalid`, naming the first key that is missing or not allowed.
 */
export function readConfig(text: string | undefined): RunConfig {
  const found = fieldsOf(parse(text, 'config'), 'config')
  const keys = Object.keys(LIMITS) as (keyof RunConfig)[]
  const config = Object.fromEntries(keys.map((key) => [key, own(found, key)])) as unknown as RunConfig
  const [problem] = checkConfig(config)
  if (problem) throw invalid(problem.key)
  return config
}

/** @throws Failure `model-config-invalid`, naming the first field that is missing or not allowed. */
export function readTraining(text: string | undefined): TrainingRecord {
  const found = fieldsOf(parse(text, 'training'), 'training')
  const corpus = own(found, 'corpus')
  const certificate = own(found, 'certificate')
  const split = fieldsOf(own(found, 'split'), 'split')
  const lineage = own(found, 'lineage')
  return {
    step: take(found, 'step', isCount),
    random: take(found, 'random', isState),
    position: take(found, 'position', isCount),
    corpus: corpus === null ? null : readCorpus(fieldsOf(corpus, 'corpus')),
    split: {
      kind: take(split, 'kind', isKind),
      deduplicate: take(split, 'deduplicate', isFlag),
      held_out: take(split, 'held_out', isNumber),
      split_seed: take(split, 'split_seed', isCount)
    },
    train_loss: take(found, 'train_loss', orNull(isNumber)),
    val_loss: take(found, 'val_loss', orNull(isNumber)),
    val_bits_per_char: Object.hasOwn(found, 'val_bits_per_char')
      ? take(found, 'val_bits_per_char', orNull(isNumber))
      : null,
    ...(own(found, 'landscape_loss') !== undefined && {
      landscape_loss: take(found, 'landscape_loss', orNull(isNumber))
    }),
    ...(lineage !== undefined && {
      lineage: lineage === null ? null : readPlace(fieldsOf(lineage, 'lineage'))
    }),
    engine: take(found, 'engine', isText),
    ...(own(found, 'features') !== undefined && { features: take(found, 'features', isFeatures) }),
    certificate: certificate === null ? null : readCertificate(fieldsOf(certificate, 'certificate'))
  }
}

function readCorpus(found: Fields): CorpusRef {
  return {
    id: take(found, 'id', isText),
    name: take(found, 'name', isText),
    sha256: take(found, 'sha256', isText)
  }
}

function readPlace(found: Fields): PlaceOnPlane {
  return {
    of: take(found, 'of', isText),
    step: take(found, 'step', isCount),
    directions: take(found, 'directions', isText),
    seed: take(found, 'seed', isCount),
    alpha: take(found, 'alpha', isNumber),
    beta: take(found, 'beta', isNumber)
  }
}

function readCertificate(found: Fields): ParityCertificate {
  return {
    matches: take(found, 'matches', isFlag),
    losses: take(found, 'losses', isCount),
    largestDifference: take(found, 'largestDifference', isNumber),
    names: take(found, 'names', isCount),
    namesEqual: take(found, 'namesEqual', isCount)
  }
}

/** The value of a JSON text; `key` names it in the failure. */
export function parse(text: string | undefined, key: string): unknown {
  try {
    return JSON.parse(text ?? '') as unknown
  } catch {
    throw invalid(key)
  }
}

function fieldsOf(value: unknown, key: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(key)
  return value as Fields
}

function own(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined
}

function take<T>(fields: Fields, key: string, check: Check<T>): T {
  const value = own(fields, key)
  if (!check(value)) throw invalid(key)
  return value
}

function invalid(key: string): Failure {
  return new Failure('model-config-invalid', { key })
}
