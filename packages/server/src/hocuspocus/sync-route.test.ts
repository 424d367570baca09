import { expect, test } from 'vitest'
import { agreedProtocol, syncRoute } from './sync-route.ts'

const route = (url: string, protocols?: string) =>
  syncRoute({ url, headers: protocols === undefined ? {} : { 'sec-websocket-protocol': protocols } })

test('the path says which protocol is spoken', () => {
  expect(route('/sync?a=b')).toEqual({ kind: 'hocuspocus' })
  expect(route('/y/demo/order/5')).toEqual({ kind: 'plain', name: 'demo/order/5', token: '' })
  for (const url of ['/', '/y', '/synch', '/sync/', '//y/demo/order/5', 'http://%']) expect(route(url)).toBeUndefined()
})

test('[YWS3] a token is in the query, or follows the subprotocol docket, which is the one that the server agrees to', () => {
  const name = 'demo/order/5'
  expect(route(`/y/${name}?token=a.b-c_d&x=y`)).toEqual({ kind: 'plain', name, token: 'a.b-c_d' })
  expect(route(`/y/${name}?token=old`, 'docket, new')).toEqual({ kind: 'plain', name, token: 'new' })
  expect(route(`/y/${name}?token=old`, 'something else')).toMatchObject({ token: 'old' })
  expect(route(`/y/${name}`, 'docket')).toMatchObject({ token: '' })
  expect(agreedProtocol(new Set(['token', 'docket']))).toBe('docket')
  expect(agreedProtocol(new Set(['mqtt', 'other']))).toBe('mqtt')
})
