/** `ann` → `Ann` */
export function nameOf(user: string | null): string {
  return user === null || user === '' ? 'Somebody' : user.slice(0, 1).toUpperCase() + user.slice(1)
}
