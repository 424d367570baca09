import { createHmac } from 'node:crypto'

const PREFIX = 'whsec_'

/** The bytes of a secret; undefined when it is none. */
export function secretKey(secret: string): Buffer | undefined {
  if (!secret.startsWith(PREFIX)) return undefined
  const text = secret.slice(PREFIX.length)
  const key = Buffer.from(text, 'base64')
  const isWhole = key.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '')
  return isWhole && key.length >= 24 && key.length <= 64 ? key : undefined
}

/** What is signed: one attempt to deliver one message. */
export interface WebhookMessage {
  readonly id: string
  readonly body: string
  /** ms since the epoch */
  readonly atMs: number
}

/** The headers by which a receiver knows who sent a message, and when; see https://www.standardwebhooks.com. */
export function signedHeaders(key: Buffer, { id, body, atMs }: WebhookMessage): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(atMs / 1000))
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
