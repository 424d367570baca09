export { type DocketServerOptions, docketServer } from './docket-server.ts'
export { notificationsConformance } from './notifications-conformance.ts'
