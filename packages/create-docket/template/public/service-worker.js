// Keeps the page, so that it opens without a network. What people record is not here: Docket keeps that itself.
const CACHE = 'page'

self.addEventListener('install', (event) => {
  event.waitUntil(
    fetch('/', { cache: 'no-cache' })
      .then(keepPage)
      .then(() => self.skipWaiting()),
  )
})
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate' && pathname === '/') event.respondWith(newestPage(event))
  // Vite names these files by their content: what is kept is right for ever.
  else if (pathname.startsWith('/assets/') || pathname === '/icon.svg') event.respondWith(keptFile(request))
})

async function newestPage(event) {
  try {
    const page = await fetch(event.request)
    if (page.ok) event.waitUntil(keepPage(page.clone()))
    return page
  } catch {
    return (await caches.match('/')) ?? Response.error()
  }
}

async function keptFile(request) {
  const kept = await caches.match(request)
  return kept ?? fetch(request)
}

/** Keeps the page with the files that it names, in the place of an older one; only when all of them are there. */
async function keepPage(page) {
  const cache = await caches.open(CACHE)
  const html = await page.clone().text()
  const files = new Set([...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path))
  for (const path of files) if (!(await cache.match(path))) await cache.add(path)
  await cache.put('/', page)
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url)
    if (pathname !== '/' && !files.has(pathname)) await cache.delete(url)
  }
}
