import { Window } from 'happy-dom'

/**
 * React's testing library with a DOM beside a real network: happy-dom's own `fetch` and `WebSocket` are left where they
 * are. To be asked when all is generated: what reads files takes a program with a `window` for a browser. React is not
 * told that it is tested, since what comes by the network comes outside of any `act`: wait for what you expect.
 */
export async function testingLibrary(): Promise<typeof import('@testing-library/react')> {
  const window = new Window({ url: 'http://localhost' })
  Object.assign(globalThis, { window, document: window.document })
  return import('@testing-library/react')
}
