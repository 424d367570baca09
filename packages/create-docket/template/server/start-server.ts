import { createServer, type DocketServer, type ServerOptions } from '@docket/server'
import { expense } from '../src/expense.ts'
import { expenseRules } from './expense-rules.ts'

/** The server of this application. Its settings come from the environment (see .env.example) unless told. */
export function startServer(options: Partial<ServerOptions> = {}): Promise<DocketServer> {
  return createServer({ entities: [expense], rules: [expenseRules], ...options })
}
