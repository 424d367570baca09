import { defineEntity, type Entity } from '@docket/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { compareEntities } from './compare-entities.ts'
import { describeEntities } from './describe-entities.ts'

type Events = Record<string, Partial<Entity['events'][string]>>

const one = z.object({ item: z.string() })
const two = z.object({ item: z.string(), course: z.string() })
const addCourse = (payload: unknown): unknown => ({ ...(payload as object), course: 'main' })

function entity(name: string, events: Events, stateVersion = 1): Entity {
  const complete = Object.entries(events).map(([type, event]) => [type, { payload: one, evolve: () => ({}), ...event }])
  return defineEntity(name, { initial: {}, events: Object.fromEntries(complete), stateVersion })
}

function findings(before: Entity[], after: Entity[]) {
  const found = compareEntities(describeEntities(before), describeEntities(after))
  return found.map(({ severity, code, entity: name, event }) =>
    [severity, code, event === undefined ? name : `${name}.${event}`].join(' '),
  )
}

const order = entity('order', { added: {}, paid: {}, closed: {} })

test('[EVO2] what is the same has no findings', () => {
  expect(findings([order], [entity('order', { added: {}, paid: {}, closed: {} })])).toEqual([])
})

test.each([
  ['an entity', [order], [entity('table', { seated: {} })], ['breaks entity_removed order', 'note entity_added table']],
  ['its name', [order], [entity('ticket', { added: {}, paid: {}, voided: {} })], ['breaks entity_renamed order']],
  [
    'an event',
    [order],
    [entity('order', { added: {}, paid: {}, voided: {} })],
    ['breaks event_removed order.closed', 'note event_added order.voided'],
  ],
  [
    'a payload',
    [order],
    [entity('order', { ...order.events, added: { payload: two } })],
    ['breaks payload_stricter order.added'],
  ],
  [
    'a payload, with a version',
    [order],
    [entity('order', { ...order.events, added: { payload: two, version: 2, upcasters: { 1: addCourse } } })],
    ['note version_raised order.added'],
  ],
  [
    'a version, backwards',
    [entity('order', { added: { payload: two, version: 2, upcasters: { 1: addCourse } } })],
    [entity('order', { added: {} })],
    ['breaks version_lowered order.added'],
  ],
  [
    'an upcaster',
    [entity('order', { added: { payload: two, version: 2, upcasters: { 1: addCourse } } })],
    [entity('order', { added: { payload: two, version: 2, upcasters: { 1: () => ({ item: '', course: '' }) } } })],
    ['warning upcaster_changed order.added'],
  ],
  [
    'what only new programs take',
    [order],
    [entity('order', { ...order.events, added: { payload: z.object({ item: z.string().nullable() }) } })],
    ['warning payload_looser order.added'],
  ],
  [
    'what all programs take',
    [order],
    [entity('order', { ...order.events, added: { payload: one.extend({ note: z.string().optional() }) } })],
    ['note payload_looser order.added'],
  ],
  [
    'a check in code',
    [order],
    [entity('order', { ...order.events, added: { payload: one.refine(({ item }) => item !== '') } })],
    ['warning payload_unknown order.added'],
  ],
  [
    'personal data',
    [entity('order', { added: { personal: { item: '' } } })],
    [entity('order', { added: { personal: { guest: '' } } })],
    ['warning personal_added order.added', 'warning personal_removed order.added'],
  ],
  ['stateVersion', [order], [entity('order', order.events, 2)], ['note state_version_changed order']],
  ['stateVersion, backwards', [entity('order', order.events, 2)], [order], ['warning state_version_changed order']],
] as const)('[EVO2] it is said what breaks: %s', (_, before, after, found) => {
  expect(findings([...before], [...after])).toEqual(found)
})

test('[EVO2] an upcaster that is missing breaks', () => {
  const added = { ...order.events.added, version: 2 }
  expect(findings([order], [{ ...order, events: { ...order.events, added } as Entity['events'] }])).toEqual([
    'note version_raised order.added',
    'breaks upcaster_missing order.added',
  ])
})

test('[EVO2] a schema that cannot be compared is said not to be', () => {
  const other = { '~standard': { version: 1, vendor: 'other', validate: (value: unknown) => ({ value }) } } as const
  const definition = entity('order', { added: { payload: other } })
  expect(findings([definition], [definition])).toEqual(['warning payload_not_comparable order.added'])
})
