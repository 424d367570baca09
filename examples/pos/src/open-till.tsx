import { warnBeforeUnload } from '@docket/core'
import { DocketProvider } from '@docket/react'
import { lazy, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { AuditProvider, createFetchAudit } from './session/audit.tsx'
import { deviceName } from './session/device.ts'
import { deviceToken } from './session/device-token.ts'
import { takeGivenToken } from './session/given-token.ts'
import { createTillStore } from './session/till-store.ts'

// Loaded only by a page that asks for them: /?devtools
const Devtools = lazy(() => import('@docket/react/devtools').then((entry) => ({ default: entry.DocketDevtools })))

/** Opens the page as a till. */
export function openTill(root: HTMLElement, tenant: string): void {
  const device = deviceName(window.location.search)
  // By a token with this role the till may record for anybody who works at it.
  const token = deviceToken({ tenant, device, subject: device, roles: ['device'], given: takeGivenToken(window) })
  const store = createTillStore({ tenant, device, token })
  // Asks the browser not to clear what the till keeps when the disk runs full.
  void store.disk.persist()
  warnBeforeUnload(store)
  const hasDevtools = new URLSearchParams(window.location.search).has('devtools')
  createRoot(root).render(
    <StrictMode>
      <DocketProvider store={store}>
        <AuditProvider fetchAudit={createFetchAudit(token)}>
          <App device={device} />
        </AuditProvider>
        <Suspense>{hasDevtools && <Devtools />}</Suspense>
      </DocketProvider>
    </StrictMode>,
  )
}
