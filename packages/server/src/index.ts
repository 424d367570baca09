export { createServer, type DocketServer, type ServerOptions } from './create-server.ts'
