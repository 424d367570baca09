import { GuardRefusedError, type RejectedEvent, type RejectionResolution } from '@docket/core'
import { type RejectionsView, useEntity, useHistory } from '@docket/react'
import { type ReactNode, useState } from 'react'
import { formatTime } from '../lib/clock.ts'
import { tableLabel } from '../order/labels.ts'
import { order } from '../order.ts'
import { staffName } from '../session/staff.ts'
import { describeEvent } from '../timeline/describe-event.ts'
import { itemNamesOf } from '../timeline/item-names.ts'
import { Icon } from '../ui/icon.tsx'
import { tell } from '../ui/toast.tsx'
import { AmendForm } from './amend-form.tsx'
import { amendmentOf } from './amendment.ts'
import { describeRejection } from './describe-rejection.ts'
import { DismissForm } from './dismiss-form.tsx'

export interface RejectedChangeProps {
  readonly rejected: RejectedEvent
  readonly resolve: RejectionsView['resolve']
}

/** One change that the server rejected: what it was, why not, and what may be done about it. */
export function RejectedChange({ rejected, resolve }: RejectedChangeProps): ReactNode {
  const { id, event } = rejected
  const [form, setForm] = useState<'amend' | 'dismiss'>()
  const table = useEntity(order, id, ({ state }) => state.table_number)
  const { icon, what } = describeEvent(event, itemNamesOf(useHistory(order, id)))
  const amendment = amendmentOf(event)
  const settle = (resolution: RejectionResolution): void => {
    void settleAndTell(() => resolve(rejected, resolution))
  }
  return (
    <li data-testid="rejected-change" data-order-id={id} className="px-4 py-3">
      <div className="flex items-start gap-3">
        <span className="grid size-8 shrink-0 place-items-center rounded-full bg-red-100 text-red-900">
          <Icon name={icon} className="size-4" />
        </span>
        <div className="min-w-0 flex-1">
          <p className="leading-snug font-semibold break-words">{`${tableLabel(table)}: ${what}`}</p>
          <p className="text-sm text-base-content/70">{`${staffName(event.by)}, ${formatTime(event.at)}`}</p>
          <p data-testid="rejected-why" className="mt-0.5 leading-snug text-red-900">
            {describeRejection(rejected)}
          </p>
        </div>
      </div>
      {form === undefined && (
        <div className="mt-2 flex flex-wrap gap-2 pl-11">
          {amendment !== undefined && (
            <button type="button" className="btn btn-primary" onClick={() => setForm('amend')}>
              Change …
            </button>
          )}
          <button
            type="button"
            className={`btn ${amendment === undefined ? 'btn-primary' : ''}`}
            onClick={() => settle({ action: 'recordAgain' })}
          >
            <Icon name="undo" className="size-5" />
            Record again
          </button>
          <button
            type="button"
            className="btn border-red-300 bg-white text-red-900 hover:bg-red-50"
            onClick={() => setForm('dismiss')}
          >
            Dismiss …
          </button>
        </div>
      )}
      {form === 'amend' && amendment !== undefined && (
        <AmendForm amendment={amendment} onSettle={settle} onCancel={() => setForm(undefined)} />
      )}
      {form === 'dismiss' && <DismissForm onSettle={settle} onCancel={() => setForm(undefined)} />}
    </li>
  )
}

/** What is refused here stays in the list; what the server rejects again comes back to it. */
async function settleAndTell(settle: () => ReturnType<RejectionsView['resolve']>): Promise<void> {
  try {
    const receipt = await settle()
    await receipt.committed
  } catch (error) {
    const reason = error instanceof GuardRefusedError ? error.reason : error instanceof Error ? error.message : error
    tell(`Not done: ${String(reason)}.`)
  }
}
