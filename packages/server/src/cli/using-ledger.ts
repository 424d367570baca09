import { readDatabaseUrl } from '../config.ts'
import { type Ledger, openLedger } from '../ledger/open-ledger.ts'

/** Works on the ledger as it is (see `openLedger`), and closes it whatever happens. */
export async function usingLedger<Result>(dataDir: string, use: (ledger: Ledger) => Promise<Result>): Promise<Result> {
  const ledger = await openLedger(readDatabaseUrl(), dataDir)
  try {
    return await use(ledger)
  } finally {
    await ledger.close()
  }
}
