/** Takes a token out of an address that ends in `#token=…`, so that it does not stay in the address bar. */
export function takeGivenToken({ location, history }: Window): string | undefined {
  const token = /^#token=([\w.-]+)$/.exec(location.hash)?.[1]
  if (token !== undefined) history.replaceState(null, '', location.pathname + location.search)
  return token
}
