import type { IncomingMessage } from 'node:http'
import { isIP, isIPv6 } from 'node:net'

type Request = Pick<IncomingMessage, 'headers' | 'socket'>

/**
 * From where a request comes, for limits: an IPv4 address, or the /64 network of an IPv6 address, all of which is one
 * customer's.
 *
 * @param trustedProxies how many proxies of ours are before the server, each of which adds to X-Forwarded-For the address
 *   from which it was asked; what is left of these a client may have made up
 */
export function clientAddress({ headers, socket }: Request, trustedProxies: number): string {
  const remote = socket.remoteAddress ?? ''
  if (trustedProxies === 0) return networkOf(remote)
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join().split(',')
  const address = forwarded.at(-trustedProxies)?.trim() ?? ''
  return networkOf(isIP(address) === 0 ? remote : address)
}

function networkOf(address: string): string {
  const ipv4 = /^::ffff:([\d.]+)$/i.exec(address)?.[1]
  if (ipv4 !== undefined) return ipv4
  if (!isIPv6(address)) return address
  const [left = '', right] = address.split('%', 1)[0]?.split('::') ?? []
  const groups = [left, right].map((part) => (part ? part.split(':') : []))
  const zeros = Array<string>(8).fill('0')
  const [before = [], after = []] = groups
  const all = right === undefined ? before : [...before, ...zeros.slice(before.length + after.length), ...after]
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
