import { createTestDatabase } from '@docket/test-support/database'
import { afterAll } from 'vitest'
import { type ElectricOptions, type ElectricServer, startElectricServer } from './electric-server.ts'

/** An Electric service, and the database that it reads. */
export interface ElectricUnderTest {
  readonly title: string
  readonly url: string
  readonly secret: string | undefined
  readonly databaseUrl: string
  /** Undefined where it is a real Electric: nobody can tell that to drop its shapes or to fail. */
  readonly ours: ElectricServer | undefined
}

/**
 * Our own server, and a real Electric where ELECTRIC_URL says that there is one (with ELECTRIC_DATABASE_URL, the Postgres
 * that it reads, and its ELECTRIC_SECRET, if it has one). Call it at the top of a test file.
 */
export async function electricsUnderTest(
  options: Pick<ElectricOptions, 'longPollMs'> = {},
): Promise<readonly ElectricUnderTest[]> {
  const { url: databaseUrl } = await createTestDatabase()
  const secret = 'the secret of the test'
  const ours = await startElectricServer({ databaseUrl, secret, ...options })
  afterAll(() => ours.close())
  const own = { title: 'our own server of its protocol', url: ours.url, secret, databaseUrl, ours }
  const { ELECTRIC_URL, ELECTRIC_DATABASE_URL, ELECTRIC_SECRET } = process.env
  if (!ELECTRIC_URL) {
    console.warn('\n!!! No ELECTRIC_URL: the tests with a real Electric are SKIPPED; ours follows its protocol.\n')
    return [own]
  }
  if (!ELECTRIC_DATABASE_URL) throw new Error('ELECTRIC_DATABASE_URL must be the Postgres that ELECTRIC_URL reads')
  const real = { title: 'a real Electric', url: ELECTRIC_URL, secret: ELECTRIC_SECRET, ours: undefined }
  return [own, { ...real, databaseUrl: ELECTRIC_DATABASE_URL }]
}
