/** `Table 5`; what has arrived without its beginning has no number yet. */
export function tableLabel(table: number | null): string {
  return table === null ? 'Table ?' : `Table ${table}`
}

export function itemsLabel(count: number): string {
  return count === 0 ? 'No items yet' : count === 1 ? '1 item' : `${count} items`
}
