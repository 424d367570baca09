import './app.css'
import { openTill } from './open-till.tsx'

const TENANT = 'demo'
const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')

// The manager's page is loaded by itself, so that tills do not load it.
if (window.location.pathname === '/manager') {
  import('./manager/open-manager.tsx').then(
    ({ openManager }) => openManager(root, TENANT),
    () => root.replaceChildren('The page could not be loaded. It needs the server: reload when that is there.'),
  )
} else openTill(root, TENANT)
