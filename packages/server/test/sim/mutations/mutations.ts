/** A mistake somebody might make. */
export interface Mutation {
  /** The rule that it breaks first of all, and what it does. */
  readonly name: string
  /** From the root of the repository. */
  readonly file: string
  /** Occurs once in the file. */
  readonly find: string
  readonly replace: string
  /** One for each oracle, of which a few seeds are enough: they are looked for in `npm test`. */
  readonly isShort?: boolean
}

const CORE = 'packages/core/src'
const SERVER = 'packages/server/src'

export const mutations: readonly Mutation[] = [
  {
    name: 'COM1: an update is acknowledged before it is committed',
    isShort: true,
    file: `${SERVER}/hocuspocus/document-actor.ts`,
    find: 'if (this.#newest === undefined) submission.settle(outcome)',
    replace: "if (this.#newest === undefined || outcome.kind === 'committed') submission.settle(outcome)",
  },
  {
    name: 'FLD2: no guard is asked when late events make the log fold again',
    isShort: true,
    file: `${CORE}/entity/event-log.ts`,
    find: 'const step = this.#step(state, entry)',
    replace: `const step =
        appended || entry.effect.kind !== 'applied' || entry.reading.kind !== 'known'
          ? this.#step(state, entry)
          : { state: this.entity.events[entry.event.type].evolve(state, entry.reading.payload, entry.event), effect: entry.effect }`,
  },
  {
    name: 'COM2: the number of a receipt is one too small',
    isShort: true,
    file: `${SERVER}/ledger/commit-group.ts`,
    find: 'seq: Number(seqs[tenant_no - 1]) - back,',
    replace: 'seq: Number(seqs[tenant_no - 1]) - back - 1,',
  },
  {
    name: 'COM2: the events of a group get the numbers of those before them',
    file: `${SERVER}/ledger/group-rows.ts`,
    find: 'back: --back }',
    replace: 'back: back-- }',
  },
  {
    name: 'SAV1: saved is said before it is flushed',
    isShort: true,
    file: `${CORE}/store/saver.ts`,
    find: 'await this.#hooks.flush()\n        this.#document.markSaved(ids)',
    replace: 'this.#document.markSaved(ids)\n        await this.#hooks.flush()',
  },
  {
    name: 'SAV1: saved does not wait for the line of the catalogue',
    file: `${CORE}/store/document-copy.ts`,
    find: 'await options.flushRest()',
    replace: 'void options.flushRest()',
  },
  {
    name: 'SAV1: committed is said on connecting before the verdicts have come',
    file: `${CORE}/transport/hocuspocus/document-channel.ts`,
    find: 'if (this.#untold === undefined) this.#host.onCommitted(committed)',
    replace: 'if (true) this.#host.onCommitted(committed)',
  },
  {
    name: 'SAV1: committed is sent before the verdicts are broadcast',
    file: `${SERVER}/hocuspocus/committed-notices.ts`,
    find: 'reader.document.flush()',
    replace: '',
  },
  {
    name: 'SAV1: what is committed goes to disk before what it speaks of',
    file: `${CORE}/store/document-copy.ts`,
    find: 'Promise.all([stored.flush(), this.#writingCommitted])',
    replace: 'Promise.all([this.#writingCommitted])',
  },
  {
    name: 'SAV1: what was recorded during a replacement is looked for before it is there',
    file: `${CORE}/store/document-copies.ts`,
    find: `    for (const event of recorded) copy.document.append(event)
    this.#current = copy`,
    replace: `    this.#current = copy
    for (const event of recorded) copy.document.append(event)`,
  },
  {
    name: 'ORD2: the clock forgets what its document has seen',
    isShort: true,
    file: `${CORE}/clock/hybrid-clock.ts`,
    find: 'if (newest === undefined || ms > newest.ms) return',
    replace: 'if (newest === undefined || ms !== newest.ms) return',
  },
  {
    name: 'ORD1: late events are put at the end',
    isShort: true,
    file: `${CORE}/entity/event-log.ts`,
    find: 'if (last === undefined || id > last) return this.#entries.length',
    replace: 'if (last === undefined || id > last || this.#entries.length > 3) return this.#entries.length',
  },
  {
    name: 'FLD1: the fold begins again one event too late',
    isShort: true,
    file: `${CORE}/entity/event-log.ts`,
    find: 'firstChanged = Math.min(firstChanged, this.#place(verdict.ref))',
    replace: 'firstChanged = Math.min(firstChanged, this.#place(verdict.ref) + 1)',
  },
  {
    name: 'GAT3: a rejected event takes effect',
    isShort: true,
    file: `${CORE}/entity/apply-event.ts`,
    find: 'if (verdict !== undefined) return',
    replace: "if (verdict !== undefined && verdict.code !== 'actor_forbidden') return",
  },
  {
    name: 'GAT3: anybody may record for others',
    file: `${SERVER}/gate/judge-event.ts`,
    find: 'if (event.by !== principal.subject && !isDevice(principal))',
    replace: 'if (event.by !== principal.subject && event.by === null)',
  },
  {
    name: 'GAT3: the rules of the application are not asked of the first event of an update',
    file: `${SERVER}/gate/judge-update.ts`,
    find: '(principal.isUpstream ? undefined : judgeEvent({ event, reading, state, principal }, rules))',
    replace: 'judgeEvent({ event, reading, state, principal }, event.id === events[0]?.id ? undefined : rules)',
  },
  {
    name: 'GAT2: deletions pass the gate',
    file: `${SERVER}/gate/judge-structure.ts`,
    find: 'if (update.deletes) return',
    replace: 'if (update.deletes && update.items.length > 9) return',
  },
  {
    name: 'GAT2: anybody may bring verdicts',
    file: `${SERVER}/gate/judge-update.ts`,
    find: 'judgeStructure(update, known, isServer(principal))',
    replace: 'judgeStructure(update, known, true)',
  },
  {
    name: 'GAT2: an id may be used again',
    isShort: true,
    file: `${SERVER}/gate/judge-update.ts`,
    find: 'if (same !== undefined && !isSameEvent(same, value)) {',
    replace: 'if (same !== undefined && value.v > 99) {',
  },
  {
    name: 'TEN1: a token opens the documents of every tenant',
    file: `${SERVER}/hocuspocus/docket-extension.ts`,
    find: "if (principal.tenant !== address.tenant) throw new Refusal('tenant_mismatch')",
    replace: '',
  },
  {
    name: 'TEN1: summaries go to all tenants',
    isShort: true,
    file: `${SERVER}/hocuspocus/docket-extension.ts`,
    find: 'summariesSince: (after, limit) => summariesSince(tenant, after, limit),',
    replace: "summariesSince: (after, limit) => summariesSince('tenant1', after, limit),",
  },
  {
    name: 'COM1: what is not committed is shown',
    file: `${SERVER}/hocuspocus/document-actor.ts`,
    find: 'if (alone || batch.isFull) this.#close(batch)',
    replace:
      'for (const early of updates) Y.applyUpdate(this.#options.doc, early, COMMITTED)\n    if (alone || batch.isFull) this.#close(batch)',
  },
  {
    name: 'COM1: a transaction that fails is taken for a commit',
    file: `${SERVER}/ledger/committer.ts`,
    find: 'await this.#pause(Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LAST_RETRY_MS))',
    replace: 'for (const { resolve } of group) resolve({ seq: 1, recordedAtMs: 1 })\n        return',
  },
  {
    name: 'NOD1: a commit is not compared with what the judgement knew',
    file: `${SERVER}/ledger/group-rows.ts`,
    find: 'known_events: knownEvents,',
    replace: 'known_events: undefined,',
  },
  {
    name: 'SAV1: a device does not send again what it recorded offline',
    file: `${CORE}/transport/hocuspocus/document-channel.ts`,
    find: 'syncFrame(this.address, SYNC.step2, missingUpdate(this.#doc, content))',
    replace: 'syncFrame(this.address, SYNC.step2, new Uint8Array([0, 0]))',
  },
  {
    name: 'SAV1: what is on disk and nobody opens is not sent',
    file: `${CORE}/store/create-store.ts`,
    find: 'for (const { entity, id } of [...catalogue.waiting.withUncommitted, ...kept]) openBriefly({ tenant, entity, id })',
    replace: 'for (const { entity, id } of kept) openBriefly({ tenant, entity, id })',
  },
  {
    name: 'SAV1: after a failed write later ones leave a gap',
    file: `${CORE}/storage/browser/update-queue.ts`,
    find: 'this.#losses++\n        throw error',
    replace: 'throw error',
  },
  {
    name: 'FLD3: what a program does not know is left out',
    isShort: true,
    file: `${CORE}/entity/event-log.ts`,
    find: '.filter(({ id }) => this.get(id) === undefined)',
    replace: '.filter(({ id, type }) => this.get(id) === undefined && Object.hasOwn(this.entity.events, type))',
  },
  {
    name: 'AUD1: the read model lacks the last event of a batch',
    file: `${SERVER}/hocuspocus/document-actor.ts`,
    find: 'const { state } = this.#known.log\n',
    replace:
      'const last = this.#known.log.newestId\n    const state = this.#known.log.stateOf(({ id }) => id !== last)\n',
  },
  {
    name: 'AUD1: the wrong user is said to have submitted',
    isShort: true,
    file: `${SERVER}/hocuspocus/document-actor.ts`,
    find: 'submittedBy: principal.subject,',
    replace: 'submittedBy: event.by ?? principal.subject,',
  },
  {
    name: 'QUA1: what a refused copy holds is forgotten',
    file: `${CORE}/store/document-copies.ts`,
    find: 'events, malformed }))',
    replace: 'events: [], malformed }))',
  },
  {
    name: 'COM1: an answer by HTTP does not wait for the commit',
    isShort: true,
    file: `${SERVER}/hocuspocus/document-desk.ts`,
    find: 'const outcome = update && (await this.#submit(actor, update, principal))',
    replace: 'const outcome = update && (await Promise.race([this.#submit(actor, update, principal), undefined]))',
  },
  {
    name: 'COM1: a doubled request is answered at once, because it is known',
    file: `${SERVER}/hocuspocus/document-desk.ts`,
    find: 'const outcome = update && (await this.#submit(actor, update, principal))',
    replace: `const isKnown = update !== undefined && actor.asked?.has(String(update))
      actor.asked = (actor.asked ?? new Set()).add(String(update))
      const outcome = isKnown ? undefined : update && (await this.#submit(actor, update, principal))`,
  },
  {
    name: 'SAV1: what an answer does not say to be taken is not sent again',
    file: `${CORE}/transport/polling/polled-document.ts`,
    find: 'const isSent = asked.question.update !== undefined || this.#unsent() === undefined',
    replace: 'const isSent = true',
  },
  {
    name: 'LOG1: what a summary tells is taken for answered',
    file: `${CORE}/transport/polling/polling-connection.ts`,
    find: 'if (moved.has(key)) document.moved(answered.has(key))',
    replace: 'if (moved.has(key) && !answered.has(key)) document.moved(false)',
  },
  {
    name: 'LOG1: the cursor of summaries moves past what an answer did not hold',
    file: `${SERVER}/ledger/summary-rows.ts`,
    find: 'rows: [...checkpointed.map(toSummaryRow), ...newer],',
    replace: 'rows: [...checkpointed.map(toSummaryRow), ...newer.slice(-1)],',
  },
  {
    name: 'GAT2: what breaks the protocol is taken by HTTP',
    file: `${SERVER}/hocuspocus/document-desk.ts`,
    find: "refused: outcome?.kind === 'breach' ? { code: outcome.code, reason: outcome.reason } : undefined,",
    replace: 'refused: undefined,',
  },
]
