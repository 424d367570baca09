import { expect, test } from 'vitest'
import { defineNotifications, isNotifications } from '../../entity/define-notifications.ts'
import { localServer } from '../../testing/local-server.ts'
import { transportsFor } from './transports-for.ts'

const server = localServer()
const [websocket, polling] = [server.transport(), server.transport()]

test('[TRN7] each entity gets the transport of its notification; Redis is a WebSocket to a device', () => {
  const notifications = defineNotifications({ order: 'redis', table: 'websocket', menu: 'polling' })
  expect(transportsFor(notifications, { websocket, polling })).toEqual({
    order: websocket,
    table: websocket,
    menu: polling,
  })
  // @ts-expect-error the menu's is missing
  transportsFor(notifications, { websocket })
})

test('settings are told apart from other objects, and cannot be changed', () => {
  const notifications = defineNotifications({ order: 'websocket' })
  expect(notifications).toEqual({ order: 'websocket' })
  expect(Object.isFrozen(notifications)).toBe(true)
  expect([notifications, { order: 'websocket' }, null, 'websocket'].map(isNotifications)).toEqual([
    true,
    false,
    false,
    false,
  ])
})
