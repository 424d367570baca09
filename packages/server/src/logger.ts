import { type Logger, pino } from 'pino'

/** Where the server logs; that of pino. */
export type { Logger }

// A second line of defence, against a careless caller: one level deep, too.
const REDACTED = ['token', 'authorization', 'payload', 'state'].flatMap((name) => [name, `*.${name}`])

/** Logs as JSON lines on standard output. Tokens, payloads and states are never logged: only ids, codes and times. */
export function createLogger(level: 'info' | 'warn' | 'silent' = 'info'): Logger {
  return pino({ level, base: null, redact: REDACTED })
}
