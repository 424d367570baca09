import { useSyncStatus } from '@docket/react'
import type { ReactNode } from 'react'
import { saveFile } from '../lib/save-file.ts'
import { useFetchAudit } from '../session/audit.tsx'
import { tell } from '../ui/toast.tsx'

/** The whole audit trail as the server has it, as a page to print or to keep. */
export function AuditDownload({ orderId }: { readonly orderId: string }): ReactNode {
  const fetchAudit = useFetchAudit()
  const isOnline = useSyncStatus().connection === 'online'
  const download = async (): Promise<void> => {
    try {
      const response = await fetchAudit(orderId, 'html')
      saveFile(await response.blob(), `order-${orderId}-audit.html`)
    } catch (error) {
      tell(`The audit trail could not be fetched: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return (
    <div className="border-t border-base-300 p-3">
      <button type="button" disabled={!isOnline} onClick={() => void download()} className="btn w-full font-medium">
        {isOnline ? 'Download audit trail' : 'Audit trail: only while connected'}
      </button>
    </div>
  )
}
