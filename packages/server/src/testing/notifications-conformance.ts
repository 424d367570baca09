import { type ConformanceTest, eventually, must, mustEqual } from '@docket/core/testing'
import type { CommitNews, Notifications } from '../notifications/notifications.ts'

/**
 * What every `Notifications` must do. For example with Vitest:
 *
 *     for (const { title, run } of notificationsConformance(() => myNotifications())) test(title, run)
 *
 * @param open opens those of another node at every call, all on one back end
 */
export function notificationsConformance(
  open: () => Notifications | Promise<Notifications>,
  { joinsNodes = true }: { readonly joinsNodes?: boolean } = {},
): readonly ConformanceTest[] {
  return Object.entries({ ...tests, ...(joinsNodes && betweenNodes) }).map(([title, run]) => ({
    title,
    async run() {
      const [here, there] = [await open(), await open()]
      try {
        mustEqual([here.joinsNodes, there.joinsNodes], [joinsNodes, joinsNodes], 'joinsNodes')
        await run({ here, there, tenant: `conformance-${crypto.randomUUID()}` })
      } finally {
        await Promise.all([here.close(), there.close()])
      }
    },
  }))
}

interface Given {
  readonly here: Notifications
  readonly there: Notifications
  readonly tenant: string
}

type Tests = Readonly<Record<string, (given: Given) => Promise<void>>>

const LONG = 3_000_000

const tests: Tests = {
  async 'a node does not hear itself, and takes anything in any order without a word'({ here, tenant }) {
    const { listener, heard } = listen()
    here.unsubscribe(tenant, listener)
    here.subscribe(tenant, listener)
    here.broadcast(news(tenant, 1))
    here.broadcast(news(`${tenant}-nobody`, 3, LONG))
    here.unsubscribe(tenant, listener)
    await here.close()
    here.broadcast(news(tenant, 1))
    mustEqual(heard, [], 'what it heard')
  },
}

const betweenNodes: Tests = {
  async 'another node hears it whole'({ here, there, tenant }) {
    const { heard } = await joined(here, there, tenant)
    here.broadcast(news(tenant, 2))
    await eventually(() => heard.some(({ first }) => first === 2), 'the news arrive')
    const arrived = heard.find(({ first }) => first === 2)
    mustEqual(asJson(arrived), asJson(news(tenant, 2)), 'the news')
  },

  async '[TEN1] nobody hears of another tenant, nor after having unsubscribed'({ here, there, tenant }) {
    const [a, b] = [await joined(here, there, `${tenant}-a`), await joined(here, there, `${tenant}-b`)]
    there.unsubscribe(`${tenant}-a`, a.listener)
    here.broadcast(news(`${tenant}-a`, 5))
    here.broadcast(news(`${tenant}-b`, 6))
    await eventually(() => b.heard.some(({ first }) => first === 6), 'the news of b arrive')
    must(
      a.heard.every((heard) => heard.tenant === `${tenant}-a` && heard.first === 1),
      'a listener of a hears only of a, and nothing after it unsubscribed',
    )
    must(
      b.heard.every((heard) => heard.tenant === `${tenant}-b`),
      'a listener of b hears only of b',
    )
  },

  async 'of what is too long it hears all, or that there is something'({ here, there, tenant }) {
    const listening = await joined(here, there, tenant)
    const missedBefore = listening.missed()
    here.broadcast(news(tenant, 2, LONG))
    const isWhole = (): boolean => listening.heard.some(({ first }) => first === 2)
    await eventually(() => isWhole() || listening.missed() > missedBefore, 'it hears of it')
  },
}

/** A listener there, and both ends know of each other. */
async function joined(here: Notifications, there: Notifications, tenant: string): Promise<ReturnType<typeof listen>> {
  const listening = listen()
  there.subscribe(tenant, listening.listener)
  await eventually(() => {
    here.broadcast(news(tenant, 1))
    return listening.heard.length > 0
  }, 'the first news arrive')
  return listening
}

function listen() {
  const heard: CommitNews[] = []
  let missed = 0
  return {
    heard,
    missed: (): number => missed,
    listener: { hear: (told: CommitNews) => void heard.push(told), missed: () => void missed++ },
  }
}

function news(tenant: string, first: number, bytes = 3): CommitNews {
  return {
    tenant,
    first,
    last: first,
    documents: [{ entity: 'order', id: 'a', knownEvents: 0, updates: [new Uint8Array(bytes).fill(7)] }],
    rows: [{ entity: 'order', id: 'a', seq: first, summary: { status: 'open' } }],
  }
}

/** Whichever bytes a back end gives them in. */
function asJson(news: CommitNews | undefined): unknown {
  return (
    news && {
      ...news,
      documents: news.documents.map((one) => ({ ...one, updates: one.updates.map((update) => [...update]) })),
    }
  )
}
