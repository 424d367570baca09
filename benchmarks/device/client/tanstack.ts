// What TanStack DB needs for the same: live queries, a server's rows, and writes that survive being offline.
export * as db from '@tanstack/db'
export * as electric from '@tanstack/electric-db-collection'
export * as offline from '@tanstack/offline-transactions'
export * as queryCore from '@tanstack/query-core'
export * as query from '@tanstack/query-db-collection'
export * as react from '@tanstack/react-db'
