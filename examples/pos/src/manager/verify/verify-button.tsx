import { type ReactNode, useState } from 'react'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import type { ManagerApi } from '../api/manager-api.ts'
import { Failure } from '../failure.tsx'
import { describeVerification, type Verification } from './verification.ts'

type State =
  | { readonly kind: 'idle' | 'checking' }
  | { readonly kind: 'checked'; readonly result: Verification }
  | { readonly kind: 'failed'; readonly error: unknown }

/** Has the server check every record of the trail, and says what it found. */
export function VerifyButton({ api }: { readonly api: ManagerApi }): ReactNode {
  const [state, setState] = useState<State>({ kind: 'idle' })
  const verify = (): void => {
    setState({ kind: 'checking' })
    api.verify().then(
      (result) => setState({ kind: 'checked', result }),
      (error: unknown) => setState({ kind: 'failed', error }),
    )
  }
  return (
    <>
      <button
        type="button"
        data-testid="verify"
        disabled={state.kind === 'checking'}
        onClick={verify}
        className="btn border-0 bg-white/10 font-medium text-neutral-content shadow-none hover:bg-white/20"
      >
        <Icon name="check" className="size-5" />
        {state.kind === 'checking' ? 'Checking …' : 'Verify the trail'}
      </button>
      {(state.kind === 'checked' || state.kind === 'failed') && (
        <Dialog title="The audit trail" onClose={() => setState({ kind: 'idle' })}>
          {state.kind === 'checked' ? (
            <Result result={state.result} />
          ) : (
            <Failure what="The trail could not be checked" error={state.error} onRetry={verify} />
          )}
        </Dialog>
      )}
    </>
  )
}

function Result({ result }: { result: Verification }): ReactNode {
  return (
    <div
      data-testid="verification"
      data-whole={result.whole}
      className={`flex items-start gap-3 rounded-box p-4 ${result.whole ? 'bg-emerald-100 text-emerald-950' : 'bg-red-100 text-red-900'}`}
    >
      <Icon name={result.whole ? 'check' : 'warning'} className="size-6" />
      <p className="min-w-0 flex-1 break-words">{describeVerification(result)}</p>
    </div>
  )
}
