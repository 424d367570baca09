import type { ReactNode } from 'react'
import type { OrderTrail } from '../../books/order-trail.ts'
import { saveFile } from '../../lib/save-file.ts'
import { tell } from '../../ui/toast.tsx'
import type { ManagerApi } from '../api/manager-api.ts'
import { messageOf } from '../api/problem-error.ts'
import { dsfinvkZip } from './dsfinvk-zip.ts'
import type { MadeClosing } from './made-closing.ts'

export interface PeriodDownloadsProps {
  readonly tenant: string
  readonly api: ManagerApi
  readonly closing: MadeClosing
  readonly trails: readonly OrderTrail[]
}

/** A closed period as files. */
export function PeriodDownloads({ tenant, api, closing, trails }: PeriodDownloadsProps): ReactNode {
  const { closed, id } = closing
  const downloadBundle = async (): Promise<void> => {
    const times = trails.flatMap(({ entries }) =>
      entries.filter(({ seq }) => seq >= closed.from_seq && seq <= closed.to_seq).map((entry) => entry.recordedAtMs),
    )
    try {
      // From is in it, to is not.
      saveFile(await api.exportPeriod(Math.min(...times), Math.max(...times) + 1), `${id}-bundle.zip`)
    } catch (error) {
      tell(`The export did not work: ${messageOf(error)}`)
    }
  }
  return (
    <fieldset className="join" aria-label="Export the period">
      <button
        type="button"
        data-testid="export-period"
        disabled={closed.events === 0}
        onClick={() => void downloadBundle()}
        className="btn join-item border-base-300 bg-base-100 font-medium"
      >
        Bundle
      </button>
      <button
        type="button"
        data-testid="export-dsfinvk"
        title="CSV files in the shape of DSFinV-K; not a certified export"
        onClick={() => saveFile(dsfinvkZip({ tenant, closing, trails }), `${id}-dsfinvk.zip`)}
        className="btn join-item border-base-300 bg-base-100 font-medium"
      >
        DSFinV-K-shaped CSV
      </button>
    </fieldset>
  )
}
