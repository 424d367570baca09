import { canonicalJson } from '../../chain/canonical-json.ts'
import type { Revealed } from '../../chain/commitment.ts'
import type { LinkStep, RecordStep } from './step.ts'

const HASH = /^[0-9a-f]{64}$/
const SALT = /^[0-9a-f]{32}$/
const CONTENT = '{"content":'
const AFTER_CONTENT = ',"entity_previous":"'
const AFTER =
  /,"entity_previous":"([0-9a-f]{64})","hash":"([0-9a-f]{64})","previous":"([0-9a-f]{64})","recorded_at_ms":(0|-?[1-9][0-9]{0,15}),"reveal":(\{.*\}),"seq":([1-9][0-9]{0,15})\}$/sy
const LINK =
  /^\{"content":"([0-9a-f]{64})","entity_previous":"([0-9a-f]{64})","hash":"([0-9a-f]{64})","previous":"([0-9a-f]{64})","recorded_at_ms":(0|-?[1-9][0-9]{0,15}),"seq":([1-9][0-9]{0,15})\}$/

type Reveal = Readonly<Record<string, Revealed>>

/** Reads lines of `records.ndjson`. */
export class RecordReader {
  /** By their texts: those of the same users come again and again. */
  readonly #reveals = new Map<string, Reveal | undefined>()

  /**
   * A line; undefined when it is none. All but the content has to be canonical; so the content is what stands before it,
   * and its bytes are hashed as they are, without writing it anew.
   */
  read(line: string): RecordStep | undefined {
    if (!line.startsWith(CONTENT)) return undefined
    // What is revealed may hold the same names.
    for (let end = line.lastIndexOf(AFTER_CONTENT); end > 0; end = line.lastIndexOf(AFTER_CONTENT, end - 1)) {
      const step = this.#readAt(line, end)
      if (step !== undefined) return step
    }
    return undefined
  }

  #readAt(line: string, end: number): RecordStep | undefined {
    AFTER.lastIndex = end
    const [, entity_previous, hash, previous, time, revealText, number] = AFTER.exec(line) ?? []
    if (!entity_previous || !hash || !previous || !time || !revealText || !number) return undefined
    const place = placeOf(time, number)
    const reveal = this.#revealOf(revealText)
    const text = line.slice(CONTENT.length, end)
    const content = parse(text)
    if (place === undefined || reveal === undefined || content === undefined) return undefined
    return { kind: 'record', text, content, entity_previous, hash, previous, reveal, ...place }
  }

  #revealOf(text: string): Reveal | undefined {
    if (this.#reveals.has(text)) return this.#reveals.get(text)
    if (this.#reveals.size >= REMEMBERED) this.#reveals.clear()
    const value = parse(text)
    const reveal = value !== undefined && isReveal(value) && canonicalJson(value) === text ? value : undefined
    this.#reveals.set(text, reveal)
    return reveal
  }
}

const REMEMBERED = 10_000

/** A line of `links.ndjson`; undefined when it is none. */
export function readLink(line: string): LinkStep | undefined {
  const [, content, entity_previous, hash, previous, time, number] = LINK.exec(line) ?? []
  if (!content || !entity_previous || !hash || !previous || !time || !number) return undefined
  const place = placeOf(time, number)
  return place && { kind: 'link', content, entity_previous, hash, previous, ...place }
}

function placeOf(time: string, number: string): { recorded_at_ms: number; seq: number } | undefined {
  const recorded_at_ms = Number(time)
  const seq = Number(number)
  return Number.isSafeInteger(recorded_at_ms) && Number.isSafeInteger(seq) ? { recorded_at_ms, seq } : undefined
}

function isReveal(value: Readonly<Record<string, unknown>>): value is Reveal {
  for (const revealed of Object.values(value)) {
    if (!isObject(revealed) || typeof revealed.salt !== 'string' || !SALT.test(revealed.salt)) return false
    if (!('value' in revealed) || Object.keys(revealed).length !== 2) return false
  }
  return true
}

/** @returns undefined when it is no object */
export function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

export function isHash(value: unknown): value is string {
  return typeof value === 'string' && HASH.test(value)
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
