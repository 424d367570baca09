// Hocuspocus as it comes, without storage: the speed that has nothing to lose.
import { Server } from '@hocuspocus/server'

const server = new Server({ port: 0, quiet: true })
await server.listen()
console.log(JSON.stringify({ port: server.address.port }))
