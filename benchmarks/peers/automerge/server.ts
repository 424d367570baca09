// As the project's own sync server: a repo that announces nothing, on files.
import { once } from 'node:events'
import { type NetworkAdapterInterface, type PeerId, Repo } from '@automerge/automerge-repo'
import { WebSocketServerAdapter } from '@automerge/automerge-repo-network-websocket'
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs'
import { WebSocketServer } from 'ws'

const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' })
// Not `new`: its types are of another version of the types of ws.
const adapter: NetworkAdapterInterface = Reflect.construct(WebSocketServerAdapter, [sockets])
new Repo({
  network: [adapter],
  storage: new NodeFSStorageAdapter(process.env.FOLDER),
  peerId: 'server' as PeerId,
  sharePolicy: async () => false,
})
await once(sockets, 'listening')
const address = sockets.address()
if (address === null || typeof address === 'string') throw new Error('the server has no port')
console.log(JSON.stringify({ port: address.port }))
