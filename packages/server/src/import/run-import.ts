import { type Batch, type BatchesOptions, MAX_EVENTS, readBatches } from './batches.ts'
import { ImportInterruptedError, ImportStoppedError, ServerRefusedError, TypesUnknownError } from './errors.ts'
import { type ImportCounts, NO_COUNTS } from './import-counts.ts'
import type { ImportState } from './import-state.ts'
import type { OutgoingEvent } from './outgoing-event.ts'
import type { RejectedFile, RejectedLine } from './rejected-file.ts'
import type { Target } from './target/target.ts'

export interface RunImportOptions extends Omit<BatchesOptions, 'after'> {
  readonly target: Target
  /** Where a run before this one was. */
  readonly state: ImportState | undefined
  readonly rejectedFile: RejectedFile
  /** Leave out rows that are wrong, instead of stopping before them. */
  readonly skipsBad: boolean
  readonly signal?: AbortSignal | undefined
  onRejected(lines: readonly RejectedLine[]): void
  /** After each batch, whose events are committed then. */
  onProgress(state: Omit<ImportState, 'identity'>): Promise<void>
}

/**
 * Reads rows, sends what they become, one batch after the other, and tells how far it is after each.
 *
 * @throws ImportStoppedError, ImportInterruptedError, TypesUnknownError, SourceChangedError, SourceUnreadableError, ServerRefusedError, ServerUnreachableError
 */
export async function runImport(options: RunImportOptions): Promise<ImportCounts> {
  const { state, signal, rejectedFile, skipsBad, source } = options
  let counts = state?.counts ?? NO_COUNTS
  for await (const batch of readBatches({ ...options, after: state })) {
    const [bad] = batch.bad
    if (bad !== undefined && !skipsBad) {
      throw new ImportStoppedError(bad.code, `${source.unit} ${bad.number}`, bad.reason)
    }
    if (signal?.aborted === true) throw new ImportInterruptedError(counts.rows)
    const sent = await sendBatch(batch, options).catch((error: unknown) => {
      throw signal?.aborted === true ? new ImportInterruptedError(counts.rows) : error
    })
    const lines = [...batch.bad.map(lineOfBad), ...sent.rejected].toSorted((a, b) => a.row - b.row)
    counts = countsWith(counts, batch, sent, lines)
    options.onRejected(lines)
    await options.onProgress({ ...batch.position, counts, rejected_bytes: await rejectedFile.append(lines) })
  }
  return counts
}

interface Sent {
  readonly rejected: readonly RejectedLine[]
  readonly noEffect: number
}

/** A row may become more events than the server takes at a time. */
async function sendBatch({ events }: Batch, { target, source }: RunImportOptions): Promise<Sent> {
  const rejected: RejectedLine[] = []
  let noEffect = 0
  for (let start = 0; start < events.length; start += MAX_EVENTS) {
    const part = events.slice(start, start + MAX_EVENTS)
    const answer = await target.send(part.map(({ json }) => json))
    const misunderstood = answer.no_effect.find(({ effect }) => effect === 'not_understood')
    if (misunderstood !== undefined) {
      const number = part.find(({ id }) => id === misunderstood.id)?.number ?? 0
      throw new TypesUnknownError(`${source.unit} ${number}`, misunderstood.reason)
    }
    noEffect += answer.no_effect.length
    for (const { index, code, reason, recorded } of answer.rejected) {
      const event = part[index]
      // The same would be said of every other event.
      if (code === 'entity_unknown') throw new ServerRefusedError(code, reason)
      if (event !== undefined) rejected.push(lineOf(event, { code, reason, recorded }))
    }
  }
  return { rejected, noEffect }
}

function lineOf(
  { number, key, entityId, id }: OutgoingEvent,
  why: Pick<RejectedLine, 'code' | 'reason' | 'recorded'>,
): RejectedLine {
  return { row: number, ...why, key, entity_id: entityId, event_id: id }
}

function lineOfBad({ number, code, reason }: Batch['bad'][number]): RejectedLine {
  return { row: number, code, reason, recorded: false }
}

function countsWith(
  before: ImportCounts,
  { events, bad, leftOut, position }: Batch,
  { rejected, noEffect }: Sent,
  lines: readonly RejectedLine[],
): ImportCounts {
  const codes: Record<string, number> = { ...before.codes }
  for (const { code } of lines) codes[code] = (codes[code] ?? 0) + 1
  return {
    rows: position.rows,
    events: before.events + events.length,
    accepted: before.accepted + events.length - rejected.length,
    rejected: before.rejected + rejected.length,
    bad: before.bad + bad.length,
    left_out: before.left_out + leftOut,
    no_effect: before.no_effect + noEffect,
    codes,
  }
}
