// Everything that the two packages export.
export * from '@docket/core'
export * from '@docket/react'
