import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { deviceName } from '../session/device.ts'
import { deviceToken } from '../session/device-token.ts'
import { takeGivenToken } from '../session/given-token.ts'
import { managerApi } from './api/manager-api.ts'
import { closingRecorder } from './closings/record-closing.ts'
import { ManagerApp } from './manager-app.tsx'

/** Whose token a server in development is asked for. */
const MANAGER = 'jon'

/** Opens the page as the manager's: it reads what the ledger has, and records closings. */
export function openManager(root: HTMLElement, tenant: string): void {
  document.title = 'Docket manager'
  const device = deviceName(window.location.search).replace(/^till-/, 'office-')
  const given = takeGivenToken(window)
  const token = deviceToken({ tenant, device, subject: MANAGER, roles: ['manager'], given })
  createRoot(root).render(
    <StrictMode>
      <ManagerApp tenant={tenant} api={managerApi(token)} recordClosing={closingRecorder({ tenant, device, token })} />
    </StrictMode>,
  )
}
