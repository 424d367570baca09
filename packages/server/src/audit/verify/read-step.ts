import { canonicalJson } from '../../chain/canonical-json.ts'
import type { Revealed } from '../../chain/commitment.ts'
import type { LinkStep, RecordStep } from './step.ts'

const HASH = /^[0-9a-f]{64}$/
const SALT = /^[0-9a-f]{32}$/
const CONTENT = '{"content":'

/**
 * A line of `records.ndjson`; undefined when it is none. All but the content must be canonical; so the content is what
 * is left between, and its bytes are hashed as they stand, without writing it anew.
 */
export function readRecord(line: string): RecordStep | undefined {
  const value = parse(line)
  if (value === undefined || !isPlaced(value)) return undefined
  const { content, entity_previous, hash, previous, recorded_at_ms, reveal, seq } = value
  if (!isObject(content) || !isReveal(reveal)) return undefined
  const tail = `,"entity_previous":"${entity_previous}","hash":"${hash}","previous":"${previous}","recorded_at_ms":${recorded_at_ms},"reveal":${canonicalJson(reveal)},"seq":${seq}}`
  if (!line.startsWith(CONTENT) || !line.endsWith(tail)) return undefined
  const text = line.slice(CONTENT.length, -tail.length)
  return { kind: 'record', text, content, entity_previous, hash, previous, recorded_at_ms, reveal, seq }
}

/** A line of `links.ndjson`; undefined when it is none. */
export function readLink(line: string): LinkStep | undefined {
  const value = parse(line)
  if (value === undefined || !isPlaced(value)) return undefined
  const { content, entity_previous, hash, previous, recorded_at_ms, seq } = value
  if (!isHash(content)) return undefined
  const canonical = `{"content":"${content}","entity_previous":"${entity_previous}","hash":"${hash}","previous":"${previous}","recorded_at_ms":${recorded_at_ms},"seq":${seq}}`
  if (line !== canonical) return undefined
  return { kind: 'link', content, entity_previous, hash, previous, recorded_at_ms, seq }
}

interface Placed extends Record<string, unknown> {
  readonly entity_previous: string
  readonly hash: string
  readonly previous: string
  readonly recorded_at_ms: number
  readonly seq: number
}

function isPlaced(value: Readonly<Record<string, unknown>>): value is Placed {
  const { entity_previous, hash, previous, recorded_at_ms, seq } = value
  return (
    isHash(entity_previous) &&
    isHash(hash) &&
    isHash(previous) &&
    Number.isSafeInteger(recorded_at_ms) &&
    Number.isSafeInteger(seq) &&
    (seq as number) > 0
  )
}

function isReveal(value: unknown): value is Readonly<Record<string, Revealed>> {
  if (!isObject(value)) return false
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
