import { type ReactNode, useState } from 'react'
import { saveFile } from '../../lib/save-file.ts'
import { tell } from '../../ui/toast.tsx'
import type { ExportFormat, ManagerApi } from '../api/manager-api.ts'
import { messageOf } from '../api/problem-error.ts'

const FORMATS: readonly { format: ExportFormat; label: string; ending: string }[] = [
  { format: 'bundle', label: 'Bundle', ending: 'zip' },
  { format: 'csv', label: 'CSV', ending: 'csv' },
  { format: 'html', label: 'HTML', ending: 'html' },
]

export interface ExportButtonsProps {
  readonly api: ManagerApi
  readonly orderId: string
}

/** The audit trail of an order as a file. */
export function ExportButtons({ api, orderId }: ExportButtonsProps): ReactNode {
  const [busy, setBusy] = useState<ExportFormat | undefined>(undefined)
  const exportAs = async (format: ExportFormat, ending: string): Promise<void> => {
    setBusy(format)
    try {
      saveFile(await api.exportOrder(orderId, format), `order-${orderId}-audit.${ending}`)
    } catch (error) {
      tell(`The export did not work: ${messageOf(error)}`)
    } finally {
      setBusy(undefined)
    }
  }
  return (
    <fieldset className="join ml-auto" aria-label="Export the audit trail">
      {FORMATS.map(({ format, label, ending }) => (
        <button
          key={format}
          type="button"
          data-testid={`export-${format}`}
          disabled={busy !== undefined}
          onClick={() => void exportAs(format, ending)}
          className="btn join-item px-4 font-medium"
        >
          {busy === format ? '…' : label}
        </button>
      ))}
    </fieldset>
  )
}
