import { expect, test, vi } from 'vitest'
import { CommittedNotices } from './committed-notices.ts'

test('[SAV1] a sender gets the verdicts on its events before it hears that these are committed', async () => {
  const sent: string[] = []
  const notices = new CommittedNotices()
  notices.note(
    { document: { flush: () => sent.push('what waits to be broadcast') }, sendStateless: (text) => sent.push(text) },
    [[7, 3]],
  )
  await vi.waitFor(() =>
    expect(sent).toEqual(['what waits to be broadcast', JSON.stringify({ kind: 'committed', clocks: [[7, 3]] })]),
  )
})
