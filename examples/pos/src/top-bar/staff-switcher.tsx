import { type ReactNode, useState } from 'react'
import { chooseStaff, staff, useCurrentStaff } from '../session/staff.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Initials } from './initials.tsx'

/** Who works at this till now. What is recorded next is recorded in that name. */
export function StaffSwitcher(): ReactNode {
  const [isOpen, setOpen] = useState(false)
  const current = useCurrentStaff()
  return (
    <>
      <button
        type="button"
        data-testid="staff-switcher"
        aria-haspopup="dialog"
        aria-label={`Signed in: ${current.name}. Change`}
        onClick={() => setOpen(true)}
        className="btn border-0 bg-white/10 pl-2 font-medium text-neutral-content shadow-none hover:bg-white/20"
      >
        <Initials name={current.name} />
        {current.name.split(' ')[0]}
      </button>
      {isOpen && (
        <Dialog title="Who is working?" onClose={() => setOpen(false)}>
          <ul className="grid grid-cols-2 gap-3">
            {staff.map((member) => (
              <li key={member.id}>
                <button
                  type="button"
                  data-testid={`staff-${member.id}`}
                  aria-pressed={member.id === current.id}
                  onClick={() => {
                    chooseStaff(member)
                    setOpen(false)
                  }}
                  className="btn h-auto w-full justify-start gap-3 px-3 py-3 text-left aria-pressed:border-primary aria-pressed:bg-primary/10"
                >
                  <Initials name={member.name} />
                  <span className="leading-tight">
                    <span className="block font-semibold">{member.name}</span>
                    <span className="block text-sm font-normal text-base-content/70">{member.role}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </>
  )
}
