import { DocketError } from '@docket/core'

/** A receiver did not take a message. Says neither where nor what it was. */
export class DeliveryFailedError extends DocketError {
  constructor(code: string) {
    super(code, 'The receiver of a webhook did not answer with success')
  }
}

export interface Delivery {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMs: number
}

/**
 * Sends a message once. Any answer of 2xx is success; a redirection is none.
 *
 * @throws DeliveryFailedError: `status_<n>`, `timeout` or `unreachable`
 */
export async function deliver({ url, headers, body, timeoutMs }: Delivery): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'docket', ...headers },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    const isLate = error instanceof Error && error.name === 'TimeoutError'
    throw new DeliveryFailedError(isLate ? 'timeout' : 'unreachable')
  })
  // Nobody reads it, and it may be long.
  await response.body?.cancel().catch(() => undefined)
  if (!response.ok) throw new DeliveryFailedError(`status_${response.status}`)
}
