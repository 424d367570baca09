import './app.css'
import { warnBeforeUnload } from '@docket/core'
import { DocketProvider } from '@docket/react'
import { lazy, type ReactNode, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { openStore } from './open-store.ts'
import { currentSession, type Session } from './session/session.ts'
import { SignIn } from './session/sign-in.tsx'

// What is recorded, as it comes, and the state at any event. Not in the built page.
const Devtools = import.meta.env.DEV
  ? lazy(() => import('@docket/react/devtools').then((entry) => ({ default: entry.DocketDevtools })))
  : undefined

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
const session = currentSession()
createRoot(root).render(<StrictMode>{session === undefined ? <SignIn /> : openApp(session)}</StrictMode>)

if (import.meta.env.PROD && 'serviceWorker' in navigator) void navigator.serviceWorker.register('/service-worker.js')

function openApp(signedIn: Session): ReactNode {
  const store = openStore(signedIn)
  warnBeforeUnload(store)
  // Asks the browser not to clear what is kept here when its disk runs full.
  void store.disk.persist()
  return (
    <DocketProvider store={store}>
      <App session={signedIn} />
      <Suspense>{Devtools !== undefined && <Devtools />}</Suspense>
    </DocketProvider>
  )
}
