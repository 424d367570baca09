import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'

/** `?program=dexie/before` shows one of the programs of this folder. */
const programs = import.meta.glob<{ App: () => ReactNode }>('../*/{before,after}/app.tsx')
const name = new URLSearchParams(window.location.search).get('program')
const load = programs[`../${name}/app.tsx`]
const root = document.getElementById('root')
if (load === undefined || root === null) throw new Error(`There is no program "${name}"`)
const { App } = await load()
createRoot(root).render(<App />)
