import { attackByRequest } from './attack-by-request.ts'
import { attackBySocket } from './attack-by-socket.ts'
import type { AttackTarget } from './attack-target.ts'
import type { EventLoop } from './event-loop.ts'
import { SimProcess } from './sim-process.ts'

export interface AttackOptions extends Omit<AttackTarget, 'address' | 'isForeign'> {
  readonly loop: EventLoop
  /** By HTTP, or by a socket? */
  readonly isPolling: boolean
  readonly entity: string
  readonly id: string
}

const VICTIM = 'tenant1'
const OTHER = 'tenant2'

/**
 * Opens a document as any client does, and then breaks the protocol. The server has to refuse that; that nothing of it is
 * in the ledger or on any device, the other oracles see.
 */
export function attack({ loop, isPolling, entity, id, ...options }: AttackOptions): void {
  const { network, token, how } = options
  const process = new SimProcess('attacker')
  const isForeign = how === 'opens a document of another tenant'
  const tenant = isForeign ? (token.tenant === VICTIM ? OTHER : VICTIM) : token.tenant
  const link = {
    name: process.name,
    tenant: token.tenant,
    isCut: false,
    isPartitioned: false,
    hasBadProxy: false,
    connections: new Set<never>(),
  }
  network.join(process, link)
  const target: AttackTarget = { ...options, address: { tenant, entity, id }, isForeign }
  loop.after(0, process, how, () => (isPolling ? void attackByRequest(target) : attackBySocket(target)))
  // Whatever it has tried by then, it goes.
  loop.after(20_000, process, 'goes', () => {
    process.kill()
    network.died(process)
  })
}
