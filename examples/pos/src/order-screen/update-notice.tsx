import { useEntity } from '@docket/react'
import type { ReactNode } from 'react'
import { order } from '../order.ts'
import { Icon } from '../ui/icon.tsx'

/** When a newer till has done what this one does not know yet. It is kept, but does not count here. */
export function UpdateNotice({ orderId }: { readonly orderId: string }): ReactNode {
  const count = useEntity(order, orderId, ({ status }) => status.notUnderstood)
  if (count === 0) return null
  const changes = count === 1 ? '1 change was' : `${count} changes were`
  return (
    <div
      role="status"
      data-testid="update-notice"
      className="flex shrink-0 items-center gap-3 bg-amber-100 px-4 py-2 text-amber-950"
    >
      <Icon name="warning" className="size-5" />
      <p className="flex-1 text-sm leading-snug font-medium">
        {`${changes} made by a newer till and cannot be shown here. Update this one before you trust the total.`}
      </p>
      <button type="button" className="btn border-amber-400 bg-white" onClick={() => window.location.reload()}>
        Update
      </button>
    </div>
  )
}
