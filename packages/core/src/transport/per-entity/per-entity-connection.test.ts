import { expect, onTestFinished, test } from 'vitest'
import { openTill } from '../../../test/till.ts'
import { DocketError } from '../../event/errors.ts'
import type { ConnectionState, Transport, TransportHost } from '../transport.ts'
import { transportPerEntity } from './transport-per-entity.ts'

/** A store with two connections that say what they are told to say; the second one is for menus. */
function twoTalkative() {
  const hosts: TransportHost[] = []
  const talkative = (): Transport => ({
    ledger: true,
    connect(host) {
      hosts.push(host)
      const attachment = { owns: () => false, detach: () => undefined }
      return { attach: () => attachment, askForCheckpoint: () => undefined, close: () => undefined }
    },
  })
  const store = openTill({ transport: transportPerEntity({ default: talkative(), entities: { menu: talkative() } }) })
  onTestFinished(() => store.close())
  return { store, hosts }
}

test.each<[ConnectionState, ConnectionState, ConnectionState]>([
  ['online', 'online', 'online'],
  ['online', 'connecting', 'connecting'],
  ['offline', 'connecting', 'offline'],
  ['online', 'offline', 'offline'],
  ['refused', 'online', 'refused'],
  ['refused', 'offline', 'refused'],
])('[TRN9] a store with a connection that is %s and one that is %s is %s', (one, two, all) => {
  for (const [left, right] of [
    [one, two],
    [two, one],
  ] as const) {
    const { store, hosts } = twoTalkative()
    hosts[0]?.onConnection(left)
    hosts[1]?.onConnection(right)
    expect(store.status().connection).toBe(all)
  }
})

test('[TRN9] the status says which entities are not heard of, or why a connection is refused', () => {
  const { store, hosts } = twoTalkative()
  for (const host of hosts) host.onConnection('online')
  expect(store.status().error).toBeUndefined()
  hosts[1]?.onConnection('offline')
  expect(store.status().error).toMatchObject({
    code: 'partly_offline',
    message: expect.stringContaining('of menu is down'),
  })
  hosts[1]?.onConnection('online')
  expect(store.status()).toMatchObject({ connection: 'online' })
  expect(store.status().error).toBeUndefined()
  hosts[0]?.onConnection('offline')
  expect(store.status().error?.message).toContain('of all entities but menu is down')
  hosts[1]?.onConnection('offline')
  expect(store.status().error).toBeUndefined()
  hosts[0]?.onConnection('refused', new DocketError('token_invalid', 'no'))
  expect(store.status()).toMatchObject({ connection: 'refused', error: { code: 'token_invalid' } })
})

test('[TRN9] committing is delayed when any connection says so, and nothing is said of it while one is away', () => {
  const { store, hosts } = twoTalkative()
  const isDelayed = (): boolean => store.status().committingDelayed
  for (const host of hosts) host.onConnection('online')
  hosts[1]?.onDelayed(true)
  expect(isDelayed()).toBe(true)
  hosts[0]?.onConnection('offline')
  expect(isDelayed()).toBe(false)
  hosts[0]?.onConnection('online')
  expect(isDelayed()).toBe(true)
  hosts[0]?.onDelayed(true)
  hosts[1]?.onDelayed(false)
  expect(isDelayed()).toBe(true)
  hosts[0]?.onDelayed(false)
  expect(isDelayed()).toBe(false)
})
