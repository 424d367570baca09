// What a till loads of Docket: a store on this device's disk, a server, the hooks. React and the schemas are outside.
export { createStore, defineEntity, hocuspocusTransport, indexeddbStorage } from '@docket/core'
export * from '@docket/react'
