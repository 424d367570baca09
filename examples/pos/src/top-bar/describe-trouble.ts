import type { SyncStatus } from '@docket/core'
import { waitOf } from './describe-saving.ts'

/** What a waiter should know of the connection and the disk; undefined when all is well. */
export function describeTrouble(status: SyncStatus, nowMs: number): string | undefined {
  const { connection, committingDelayed, unsaved, uncommitted, error } = status
  const wait = waitOf(status, nowMs)
  const oldest = wait === undefined ? '' : `; the oldest has waited ${wait}`
  if (connection === 'refused')
    return `The server does not let this till in – ${waiting(uncommitted)}${oldest}. ${error?.message ?? ''}`
  if (connection !== 'online') return `Offline – ${waiting(uncommitted)}${oldest}`
  if (error?.code === 'storage_failed')
    return `This device cannot store anything – stay connected. ${notHere(unsaved)}${error.message}`
  if (committingDelayed) return `The server is slow to save – ${onlyHere(uncommitted)}${oldest}`
  return undefined
}

function notHere(unsaved: number): string {
  return unsaved === 0 ? '' : `${unsaved === 1 ? '1 change is' : `${unsaved} changes are`} not yet on this device. `
}

function onlyHere(uncommitted: number): string {
  if (uncommitted === 0) return 'you can go on working'
  return uncommitted === 1 ? '1 change is not yet on the server' : `${uncommitted} changes are not yet on the server`
}

function waiting(uncommitted: number): string {
  if (uncommitted === 0) return 'you can go on working; what you do stays on this device until the connection is back'
  const changes = uncommitted === 1 ? '1 change is' : `${uncommitted} changes are`
  return `${changes} on this device and will be sent when the connection is back`
}
