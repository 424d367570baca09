// What a figure does not show. Where a case of this benchmark shows it, `why` names the case; the rest is read from each
// peer's own code and documentation, in the version that the subject names.
import type { Answer } from '../lib/report.ts'
import type { PeerName } from './page/main.ts'
import { PEERS } from './peers.ts'

type Told = readonly [Answer['value'], string]

const QUESTIONS: Readonly<Record<string, Readonly<Record<PeerName, Told>>>> = {
  'the server rejects one change, and what follows goes on': {
    docket: [
      'yes',
      'a verdict for the event; `receipt.committed` rejects with the reason (GAT3 of SPEC.md, with tests)',
    ],
    hocuspocus: [
      'no',
      'a hook that throws closes the document’s connection; one that makes it read-only for one update refuses that, but ' +
        'what follows builds on it and stays pending at the server',
    ],
    dexie: ['partly', 'the answer to a batch can name it; taking it back on the device is for the team to write'],
    automerge: ['no', 'the share policy is about whole documents; changes are taken as they come'],
    tanstack: [
      'yes',
      '`NonRetriableError` in the mutation function takes back that transaction (README, Error Handling)',
    ],
    rxdb: [
      'partly',
      'the push handler can answer with its own state as a conflict; what that does is decided for the whole document',
    ],
    livestore: [
      'no',
      '`onPush` can throw; the device then sends the same batch again without end, and what follows waits behind it',
    ],
  },
  'each change tells how safe it is, truthfully': {
    docket: ['yes', '`receipt.saved` after the disk’s strict transaction, `committed` after Postgres (SAV1, COM1)'],
    hocuspocus: [
      'no',
      '`unsyncedChanges` counts messages, y-indexeddb tells nothing of writes; acknowledged ones are gone in the case kill -9',
    ],
    dexie: [
      'yes',
      'its transaction, and its row in the queue until the answer that comes after the insert: the team’s own code',
    ],
    automerge: [
      'no',
      '`flush` tells of this disk; of the server there are heads that it has seen, not stored (case kill -9)',
    ],
    tanstack: [
      'partly',
      '`isPersisted` of each transaction tells of the server; nothing tells that the outbox is written',
    ],
    rxdb: [
      'partly',
      'a write resolves when it is stored here; of the server only `awaitInSync` of the whole collection',
    ],
    livestore: [
      'partly',
      '`syncStatus` tells that the worker has it, which confirms before it writes its file (LeaderSyncProcessor); of the ' +
        'server only the stream of confirmed events tells',
    ],
  },
  'the server acknowledges after storage': {
    docket: ['yes', 'case kill -9'],
    hocuspocus: [
      'no',
      'case kill -9; stored two seconds later. A device that comes back with its disk brings them again',
    ],
    dexie: ['yes', 'case kill -9; because this server answers after its insert'],
    automerge: [
      'no',
      'case kill -9; stored a tenth of a second later or more. A device that comes back with its disk brings them again',
    ],
    tanstack: ['yes', 'case kill -9; because this server answers after its commit'],
    rxdb: ['yes', 'case kill -9; because this server answers after its commit'],
    livestore: ['yes', 'case kill -9; workerd answers after it has flushed its SQLite'],
  },
  'audit trail: who did what, when, also what was overwritten': {
    docket: [
      'yes',
      'every event in an append-only, hash-chained table, with its author, both times and what became of it (AUD1)',
    ],
    hocuspocus: ['no', 'the stored document is the present state; Yjs collects what was overwritten'],
    dexie: ['partly', 'the events are a trail, with the times that devices said; nothing shows an edit of it'],
    automerge: [
      'partly',
      'the document keeps its whole history, hashed, with the device’s own actor and time; not who was signed in, nor when it arrived',
    ],
    tanstack: ['no', 'rows are overwritten'],
    rxdb: ['no', 'documents are overwritten'],
    livestore: [
      'partly',
      'all events are kept as they were, with client, session and the server’s time; not who was signed in, and nothing ' +
        'shows an edit of them',
    ],
  },
}

export const CAPABILITIES: readonly Answer[] = [
  ...Object.entries(QUESTIONS).flatMap(([metric, answers]) =>
    PEERS.map(({ name, subject }): Answer => {
      const [value, why] = answers[name]
      return { case: 'what it can', subject, metric, value, unit: '', why }
    }),
  ),
]
