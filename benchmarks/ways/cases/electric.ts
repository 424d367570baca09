import { randomBytes } from 'node:crypto'
import type { Row } from '../../lib/report.ts'
import { startServer } from '../../server/subject.ts'
import type { Bench } from '../bench.ts'
import { Turns } from '../figures.ts'
import { runClients } from '../run-clients.ts'

const SOURCE = new URL('../../../packages/server/test/subjects/electric.ts', import.meta.url)
const RATE = 100
const CASE = `one client records ${RATE} events/s by hocuspocusTransport, another hears by Electric’s shapes`
/** What a real Electric takes is another matter: it reads the write-ahead log. */
const SUBJECT = 'electricTransport, no Electric but the tests’ own server of its protocol'

export async function measureElectric(bench: Bench): Promise<Row[]> {
  const turns = new Turns()
  const secret = randomBytes(16).toString('hex')
  const electric = await startServer('electric', SOURCE, {
    DATABASE_URL: bench.databaseUrl,
    ELECTRIC_SECRET: secret,
  })
  const settings = { ELECTRIC_URL: `http://${new URL(electric.url).host}`, ELECTRIC_SECRET: secret }
  const measure = async (host: string): Promise<void> => {
    const by = { transport: 'electricTransport', host } as const
    const { figures } = await runClients({
      kind: 'latency',
      ...(await bench.login()),
      by: { transport: 'hocuspocusTransport', host },
      seenBy: [
        { what: 'document', by },
        { what: 'list', by },
      ],
      rate: RATE,
      seconds: bench.seconds,
    }).result
    turns.add(CASE, SUBJECT, figures)
  }
  try {
    await bench.withServers(
      'electric',
      1,
      async ({ host }) => {
        for (let round = 0; round < bench.rounds; round++) await measure(host)
      },
      settings,
    )
  } finally {
    await electric.stop()
  }
  return turns.rows()
}
