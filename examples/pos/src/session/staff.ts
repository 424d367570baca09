import { useSyncExternalStore } from 'react'
import { localValue } from '../lib/local-value.ts'

export interface StaffMember {
  readonly id: string
  readonly name: string
  readonly role: string
}

const ada: StaffMember = { id: 'ada', name: 'Ada Moreau', role: 'Waiter' }

export const staff: readonly StaffMember[] = [
  ada,
  { id: 'ben', name: 'Ben Okafor', role: 'Waiter' },
  { id: 'chloe', name: 'Chloé Laurent', role: 'Waiter' },
  { id: 'dev', name: 'Dev Patel', role: 'Bar' },
  { id: 'mina', name: 'Mina Sato', role: 'Kitchen' },
  { id: 'jon', name: 'Jon Becker', role: 'Manager' },
]

const chosen = localValue('docket-pos.staff')

/** Who uses the till now. */
export function currentStaff(): StaffMember {
  return staff.find(({ id }) => id === chosen.get()) ?? ada
}

export function useCurrentStaff(): StaffMember {
  return useSyncExternalStore(chosen.subscribe, currentStaff)
}

export function chooseStaff({ id }: StaffMember): void {
  chosen.set(id)
}

/** The name of whoever did something, also of people whom this till does not know. */
export function staffName(id: string | null): string {
  if (id === null) return 'Nobody signed in'
  return staff.find((member) => member.id === id)?.name ?? id
}
