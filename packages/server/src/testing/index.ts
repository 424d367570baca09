export { type DocketServerOptions, docketServer } from './docket-server.ts'
