import { expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

function from(remoteAddress: string | undefined, forwarded?: string, trustedProxies = 0): string {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  return clientAddress({ headers, socket: { remoteAddress } as never }, trustedProxies)
}

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:0db8:0001:0002::7', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
  [undefined, ''],
])('%s is %s', (remote, address) => {
  expect(from(remote)).toBe(address)
})

test('what proxies say is believed as far as they are ours', () => {
  expect(from('10.0.0.1', '192.0.2.1')).toBe('10.0.0.1')
  expect(from('10.0.0.1', '192.0.2.1', 1)).toBe('192.0.2.1')
  expect(from('10.0.0.1', 'made up, 203.0.113.9, 192.0.2.1', 1)).toBe('192.0.2.1')
  expect(from('10.0.0.1', 'made up, 203.0.113.9, 192.0.2.1', 2)).toBe('203.0.113.9')
  for (const forwarded of [undefined, '', 'made up']) expect(from('10.0.0.1', forwarded, 1)).toBe('10.0.0.1')
  expect(from('10.0.0.1', '192.0.2.1', 2)).toBe('10.0.0.1')
})
