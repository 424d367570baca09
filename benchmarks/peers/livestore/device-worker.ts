// LiveStore's leader: what writes OPFS and speaks with the server. Until the network is there it has none to speak with.
import { makeWorker } from '@livestore/adapter-web/worker'
import { makeWsSync } from '@livestore/sync-cf/client'
import { Effect, Schema, Stream, SubscriptionRef } from '@livestore/utils/effect'
import { NETWORK, Network, schema } from './schema.ts'

const network = new Promise<void>((resolve) => {
  new BroadcastChannel(NETWORK).onmessage = () => resolve()
})

type Constructor = ReturnType<typeof makeWsSync>

const backend: Constructor = (args) =>
  Effect.gen(function* () {
    const { url, online } = Schema.decodeUnknownSync(Network)(args.payload)
    const connecting = makeWsSync({ url })(args)
    if (online) return yield* connecting
    const context = yield* Effect.context<Effect.Effect.Context<typeof connecting>>()
    const later = yield* Effect.cached(
      Effect.promise(() => network).pipe(Effect.andThen(connecting), Effect.provide(context)),
    )
    const isConnected = yield* SubscriptionRef.make(false)
    yield* later.pipe(
      Effect.flatMap((backend) =>
        Stream.runForEach(backend.isConnected.changes, (is) => SubscriptionRef.set(isConnected, is)),
      ),
      Effect.forkScoped,
    )
    return {
      isConnected,
      connect: Effect.flatMap(later, ({ connect }) => connect),
      ping: Effect.flatMap(later, ({ ping }) => ping),
      push: (batch) => Effect.flatMap(later, ({ push }) => push(batch)),
      pull: (cursor, options) => Stream.unwrap(Effect.map(later, ({ pull }) => pull(cursor, options))),
      metadata: { name: 'later', description: 'sync-cf, when the network is there' },
      supports: { pullPageInfoKnown: true, pullLive: true },
    }
  })

makeWorker({ schema, sync: { backend }, syncPayloadSchema: Network })
