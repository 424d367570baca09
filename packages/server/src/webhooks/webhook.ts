import { DocketError } from '@docket/core'
import { secretKey } from './sign.ts'

/** Where events are sent to, signed as https://www.standardwebhooks.com says. */
export interface Webhook {
  /** What its position and its deliveries are kept under: `[a-z0-9_-]`, at most 40. */
  readonly name: string
  /** Whatever the server can reach, private addresses too: who configures it decides. Redirections are not followed. */
  readonly url: string
  /** `whsec_` and 24 to 64 bytes in base64. */
  readonly secret: string
  /** The only tenant whose events are sent; of all tenants unless told. */
  readonly tenant?: string
  /** Which events, by the ledger's names: `order.item_added`, or `order.*`. All of documents unless told. */
  readonly types?: readonly string[]
  /** What it begins with: what is committed after its first start (unless told), or everything. */
  readonly from?: 'beginning' | 'now'
  /** An answer is waited for so long, ms; 15,000 unless told. */
  readonly timeoutMs?: number
  /** When it is tried again after a failure; over about two days unless told. */
  readonly retries?: WebhookRetries
}

/** How long a delivery is tried again. */
export interface WebhookRetries {
  /** How often; 20. */
  readonly limit?: number
  /** After the first failure, s; then about twice as long each time; 5. */
  readonly delayS?: number
  /** The longest time between two attempts, s; 21,600. */
  readonly delayMaxS?: number
}

/** A webhook cannot work as it is described; code `webhook_invalid`. */
export class WebhookInvalidError extends DocketError {
  constructor(name: string, reason: string) {
    super('webhook_invalid', `The webhook "${name.slice(0, 80)}" ${reason}`)
  }
}

/** @throws WebhookInvalidError, which repeats neither secret nor URL */
export function checkWebhook({ name, url, secret }: Webhook): void {
  if (!/^[a-z0-9_-]{1,40}$/.test(name)) throw new WebhookInvalidError(name, 'must have a name of [a-z0-9_-]{1,40}')
  const target = URL.parse(url)
  if (target === null || !/^https?:$/.test(target.protocol))
    throw new WebhookInvalidError(name, 'must have a URL that begins with https:// or http://')
  if (target.username !== '' || target.password !== '')
    throw new WebhookInvalidError(name, 'has a password in its URL: its signature says who sends')
  if (secretKey(secret) === undefined)
    throw new WebhookInvalidError(name, 'must have a secret of "whsec_" and 24 to 64 bytes in base64')
}
