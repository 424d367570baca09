// LiveStore's sync backend in workerd, Cloudflare's own runtime, on a folder. This process becomes workerd, so that its
// CPU time is measured and that `kill -9` meets it.
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const { default: workerd }: { default: string } = createRequire(import.meta.url)('workerd')
const folder = process.env.FOLDER ?? ''
await mkdir(join(folder, 'objects'))
await build({
  root: fileURLToPath(new URL('.', import.meta.url)),
  configFile: false,
  logLevel: 'error',
  ssr: { target: 'webworker', noExternal: true },
  build: {
    ssr: 'sync-worker.ts',
    outDir: folder,
    emptyOutDir: false,
    rolldownOptions: { external: [/^(cloudflare|node):/] },
  },
})
const config = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "sync", worker = (
      modules = [(name = "sync-worker.js", esModule = embed "sync-worker.js")],
      compatibilityDate = "2026-01-01",
      compatibilityFlags = ["nodejs_compat", "enable_request_signal"],
      durableObjectNamespaces = [(className = "SyncBackend", uniqueKey = "sync", enableSql = true)],
      durableObjectStorage = (localDisk = "objects"),
      bindings = [(name = "SYNC_BACKEND", durableObjectNamespace = "SyncBackend")],
    )),
    (name = "objects", disk = (path = "${join(folder, 'objects')}", writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "sync")],
);`
const file = join(folder, 'workerd.capnp')
await writeFile(file, config)
// It tells its port, and what it logs stays in the folder.
const command = 'exec "$0" serve "$1" --control-fd=3 3>&1 >"$2" 2>&1'
process.execve?.('/bin/sh', ['sh', '-c', command, workerd, file, join(folder, 'workerd.log')], process.env)
