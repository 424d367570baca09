/** Where the server that served the page syncs. */
export function syncUrl({ protocol, host }: Location): string {
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/sync`
}
