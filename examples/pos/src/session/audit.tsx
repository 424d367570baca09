import { createContext, type ReactNode, useContext } from 'react'
import type { DeviceToken } from './device-token.ts'

/** Fetches the audit trail of an order from the server. @throws when the server cannot be reached or refuses */
export type FetchAudit = (orderId: string, format: 'json' | 'html', signal?: AbortSignal) => Promise<Response>

const AuditContext = createContext<FetchAudit>(() => Promise.reject(new Error('There is no AuditProvider')))

export interface AuditProviderProps {
  readonly fetchAudit: FetchAudit
  readonly children: ReactNode
}

export function AuditProvider({ fetchAudit, children }: AuditProviderProps): ReactNode {
  return <AuditContext.Provider value={fetchAudit}>{children}</AuditContext.Provider>
}

export function useFetchAudit(): FetchAudit {
  return useContext(AuditContext)
}

export function createFetchAudit(token: DeviceToken): FetchAudit {
  return async (orderId, format, signal) => {
    const response = await fetch(`/v1/entities/order/${orderId}/audit?format=${format}`, {
      headers: { authorization: `Bearer ${await token.get()}` },
      ...(signal !== undefined && { signal }),
    })
    if (!response.ok) throw new Error(`The server answered ${response.status}`)
    return response
  }
}
