import { expect, test } from 'vitest'
import { controlDocumentName, DocumentNameError, documentName, isNamePart, parseDocumentName } from './document-name.ts'

test('a name is tenant, entity and id, and can be read back', () => {
  const address = { tenant: 'demo', entity: 'order', id: '0190-a_B' }
  expect(documentName(address)).toBe('demo/order/0190-a_B')
  expect(parseDocumentName('demo/order/0190-a_B')).toEqual(address)
})

test.each(['', 'a'.repeat(65), 'a/b', '..', 'a b', 'ä', 'a\0', 'a%2Fb', 'a.b'])(
  '%j is not a part of a name',
  (part) => {
    expect(isNamePart(part)).toBe(false)
    expect(() => documentName({ tenant: 'demo', entity: 'order', id: part })).toThrow(DocumentNameError)
    expect(parseDocumentName(`demo/order/${part}`)).toBeUndefined()
    expect(parseDocumentName(`${part}/order/a`)).toBeUndefined()
  },
)

test('the error says which part is wrong and what to do', () => {
  expect(() => documentName({ tenant: 'a b', entity: 'order', id: '1' })).toThrow(
    'tenant "a b" is not valid: use 1 to 64 letters, digits, "_" and "-"',
  )
})

test.each(['', 'demo', 'demo/order', 'demo/order/1/2', '/order/1'])('%j is not a name', (name) => {
  expect(parseDocumentName(name)).toBeUndefined()
})

test("the control document is the tenant's, of an entity that nobody can define", () => {
  expect(parseDocumentName(controlDocumentName('demo'))).toEqual({ tenant: 'demo', entity: 'docket', id: 'control' })
})
