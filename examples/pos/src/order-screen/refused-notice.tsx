import { useHistory } from '@docket/react'
import type { ReactNode } from 'react'
import { order } from '../order.ts'
import { refusedEntries } from '../timeline/refused.ts'
import { Icon } from '../ui/icon.tsx'

export interface RefusedNoticeProps {
  readonly orderId: string
  readonly onShow: () => void
}

/** Above the lines, when something that was done did not take effect; for example after two tills worked apart. */
export function RefusedNotice({ orderId, onShow }: RefusedNoticeProps): ReactNode {
  const { length } = refusedEntries(useHistory(order, orderId))
  if (length === 0) return null
  return (
    <button
      type="button"
      data-testid="refused-notice"
      onClick={onShow}
      className="flex min-h-11 shrink-0 cursor-pointer items-center gap-2 bg-red-100 px-4 py-2 text-left font-medium text-red-950"
    >
      <Icon name="warning" className="size-5" />
      <span className="flex-1">{`${length === 1 ? '1 change' : `${length} changes`} had no effect. See why`}</span>
      <Icon name="next" className="size-5" />
    </button>
  )
}
