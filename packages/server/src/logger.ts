import { type Logger, pino } from 'pino'

export type { Logger }

/** Logs as JSON lines on standard output. Tokens, payloads and states are never logged: only ids, codes and times. */
export function createLogger(level: 'info' | 'warn' | 'silent' = 'info'): Logger {
  return pino({ level, base: null, redact: ['token', 'authorization', 'payload', 'state'] })
}
