import { given } from '@docket/core/testing'
import { describe, expect, test } from 'vitest'
import { expense } from './expense.ts'

const claimed = ['claimed', { what: 'Train to Hamburg', amount_minor: 8_900 }] as const
const approved = ['approved', { amount_minor: 8_900 }] as const

describe('an expense', () => {
  test('is claimed once', () => {
    const { state } = given(expense).when(...claimed)
    expect(state).toMatchObject({ what: 'Train to Hamburg', amount_minor: 8_900, status: 'claimed' })
    given(expense)
      .events(claimed)
      .when(...claimed)
      .thenRefused('it is claimed already')
  })

  test('can be corrected until it is approved', () => {
    const { state } = given(expense).events(claimed).when('amount_corrected', { amount_minor: 9_800 })
    expect(state.amount_minor).toBe(9_800)
    given(expense)
      .events(claimed)
      .events(['withdrawn', {}])
      .when('amount_corrected', { amount_minor: 1 })
      .thenRefused('it was withdrawn')
  })

  test('is not approved by whoever claimed it', () => {
    // In these examples everything is done by one and the same person.
    given(expense)
      .events(claimed)
      .when(...approved)
      .thenRefused('nobody approves an expense of their own')
  })

  test('is paid when it is approved, not before', () => {
    given(expense).events(claimed).when('paid', {}).thenRefused('it is not approved yet')
  })
})
