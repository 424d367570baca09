import { singularize, underscore } from 'inflection'

/** The words of a name, whatever way they were put together: `orderItems`, `order-items`, `OrderItems` … */
export function wordsOf(text: string): readonly string[] {
  return (
    text
      .normalize('NFKD')
      .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
      .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
      .match(/[A-Za-z0-9]+/g) ?? []
  ).map((word) => word.toLowerCase())
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** `OrderItem`; begins with a letter. */
export function pascalCase(text: string): string {
  const name = wordsOf(text).map(capital).join('')
  return /^[A-Z]/.test(name) ? name : `Value${name}`
}

/** `orderItem`; begins with a letter. */
export function camelCase(text: string): string {
  const name = pascalCase(text)
  return name.charAt(0).toLowerCase() + name.slice(1)
}

/** `order-item` */
export function kebabCase(text: string): string {
  return wordsOf(text).join('-')
}

/** `order_item` */
export function snakeCase(text: string): string {
  return wordsOf(text).join('_')
}

/** One of them: `order_items` → `order_item`. */
export function singular(text: string): string {
  return underscore(singularize(snakeCase(text)))
}
