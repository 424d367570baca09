import type { Row } from '../lib/report.ts'
import { type BenchOptions, createBench } from './bench.ts'
import { measureBatches } from './cases/batches.ts'
import { measureElectric } from './cases/electric.ts'
import { measureNotifications } from './cases/notifications.ts'
import { measureStreams } from './cases/stream.ts'
import { measureTransports } from './cases/transports.ts'
import { measureTwoServers } from './cases/two-servers.ts'

// Electric is the last: the tests' server of its protocol leaves triggers on the tables that it reads.
const CASES = [
  measureTransports,
  measureNotifications,
  measureTwoServers,
  measureBatches,
  measureStreams,
  measureElectric,
]

/** @param onCase hears how far it is */
export async function measureWays(
  options: BenchOptions,
  onCase: (name: string) => void = () => undefined,
): Promise<Row[]> {
  const bench = await createBench(options)
  const rows: Row[] = []
  for (const measure of CASES) {
    onCase(measure.name)
    rows.push(...(await measure(bench)))
  }
  return rows
}
