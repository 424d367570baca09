import { defineEntity, type EntityNotifications, entitiesByName } from '@docket/core'
import { expect, test } from 'vitest'
import { withNotification } from '../cli/notification-option.ts'
import { createServer } from '../create-server.ts'
import { checkNotifications } from './check-notifications.ts'

const list = ['order', 'menu'].map((name) => defineEntity(name, { initial: {}, events: {} }))
const entities = entitiesByName(list)
const none = { redisUrl: undefined }
const redis = { redisUrl: 'redis://127.0.0.1:6379' }

const refusal = (...texts: readonly string[]): unknown =>
  expect.objectContaining({
    code: 'notifications_invalid',
    message: expect.stringMatching(texts.join('.*')) as string,
  }) as unknown

test('[TRN10] what a notification needs has to be there', () => {
  const check = (notifications: EntityNotifications, config: Parameters<typeof checkNotifications>[2]): void =>
    checkNotifications(notifications, entities, config)
  expect(() => check({ order: 'redis' }, none)).toThrow(refusal('order=redis needs REDIS_URL'))
  expect(() => check({ order: 'redis' }, { ...redis, notifications: 'postgres' })).toThrow(
    refusal('order=redis needs DOCKET_NOTIFICATIONS=redis', 'postgres'),
  )
  expect(() => check({ menu: 'electric' }, redis)).toThrow(refusal('menu=electric needs ELECTRIC_URL'))
  expect(() => check({ order: 'redis', menu: 'electric' }, none)).toThrow(refusal('REDIS_URL', 'ELECTRIC_URL'))
  check({ order: 'redis' }, redis)
  check({ order: 'redis' }, { ...redis, notifications: 'redis' })
  check({ menu: 'electric' }, { ...none, electricUrl: 'http://127.0.0.1:3000' })
  check({ order: 'websocket', menu: 'polling' }, none)
})

test('[TRN10] unknown entities and values are refused, with those that there are', () => {
  expect(() => checkNotifications({ meun: 'polling' }, entities, none)).toThrow(refusal('meun', 'order, menu'))
  const value: Record<string, 'polling'> = JSON.parse('{"order":"carrier pigeon"}')
  expect(() => checkNotifications(value, entities, none)).toThrow(
    refusal('order', 'carrier pigeon', 'websocket, polling, electric, redis'),
  )
})

test('[TRN10] a server does not start without what it needs', async () => {
  const config = {
    port: 0,
    databaseUrl: 'postgres://nobody@127.0.0.1:1/nowhere',
    ...none,
    auth: { kind: 'development' },
  } as const
  await expect(createServer({ entities: list, notifications: { order: 'redis' }, config })).rejects.toEqual(
    refusal('REDIS_URL'),
  )
})

test('[TRN10] on the command line each is an entity and a notification', () => {
  expect(withNotification('menu=polling', withNotification('order=redis', {}))).toEqual({
    order: 'redis',
    menu: 'polling',
  })
  for (const text of ['order', '=redis', '', 'order=', 'order=pigeon', 'order=redis=x']) {
    expect(() => withNotification(text, {}), text).toThrow(refusal())
  }
})
