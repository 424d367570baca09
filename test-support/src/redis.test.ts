import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { hasRedis, startTestRedis } from './redis.ts'

test.runIf(hasRedis())('a Redis for a test answers', async () => {
  const redis = await startTestRedis()
  onTestFinished(() => redis.stop())
  const { hostname, port } = new URL(redis.url)
  const socket = connect(Number(port || 6379), hostname)
  onTestFinished(() => void socket.destroy())
  socket.write('PING\r\n')
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(answer.toString()).toBe('+PONG\r\n')
})
