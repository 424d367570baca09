// The same with all documents in one database.
export { createStore, defineEntity, hocuspocusTransport, oneDatabaseStorage } from '@docket/core'
export * from '@docket/react'
