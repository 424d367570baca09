import type { ReactNode } from 'react'
import { MARKS, type Mark, type OrderSearch } from '../../books/search-orders.ts'
import { staffName } from '../../session/staff.ts'
import { Icon } from '../../ui/icon.tsx'
import { MARK_LOOKS } from './marks.ts'

export interface SearchFormProps {
  readonly search: OrderSearch
  /** Who did anything on that day. */
  readonly people: readonly string[]
  readonly onSearch: (search: OrderSearch) => void
}

/** What the list is narrowed down to, at every keystroke. */
export function SearchForm({ search, people, onSearch }: SearchFormProps): ReactNode {
  const change = (changed: Partial<OrderSearch>): void => onSearch({ ...search, ...changed })
  const toggle = (mark: Mark): void =>
    change({
      marks: search.marks.includes(mark) ? search.marks.filter((one) => one !== mark) : [...search.marks, mark],
    })
  return (
    <search className="flex flex-col gap-2">
      <div className="grid grid-cols-[1fr_6rem] gap-2">
        <input
          type="search"
          aria-label="Item"
          placeholder="Item"
          value={search.item ?? ''}
          onChange={({ currentTarget }) => change({ item: currentTarget.value })}
          className="input w-full"
        />
        <NumberInput label="Table" value={search.table} onChange={(table) => change({ table })} />
      </div>
      <div className="grid grid-cols-[1fr_6rem_6rem] gap-2">
        <select
          aria-label="Person"
          value={search.person ?? ''}
          onChange={({ currentTarget: { value } }) => change({ person: value === '' ? undefined : value })}
          className="input w-full min-w-0 cursor-pointer appearance-auto"
        >
          <option value="">Anybody</option>
          {people.map((person) => (
            <option key={person} value={person}>
              {staffName(person)}
            </option>
          ))}
        </select>
        <NumberInput
          label="From €"
          value={inMajor(search.fromMinor)}
          onChange={(from) => change({ fromMinor: inMinor(from) })}
        />
        <NumberInput label="To €" value={inMajor(search.toMinor)} onChange={(to) => change({ toMinor: inMinor(to) })} />
      </div>
      <fieldset aria-label="Only orders that are" className="flex flex-wrap gap-1.5">
        {MARKS.map((mark) => (
          <button
            key={mark}
            type="button"
            aria-pressed={search.marks.includes(mark)}
            onClick={() => toggle(mark)}
            className="flex min-h-9 cursor-pointer items-center gap-1.5 rounded-full border border-base-300 bg-base-100 px-3 text-sm font-medium aria-pressed:border-neutral aria-pressed:bg-neutral aria-pressed:text-neutral-content"
          >
            <Icon name={MARK_LOOKS[mark].icon} className="size-4" />
            {MARK_LOOKS[mark].label}
          </button>
        ))}
      </fieldset>
    </search>
  )
}

interface NumberInputProps {
  label: string
  value: number | undefined
  onChange: (value: number | undefined) => void
}

function NumberInput({ label, value, onChange }: NumberInputProps): ReactNode {
  return (
    <input
      type="number"
      min={0}
      step="any"
      aria-label={label}
      placeholder={label}
      defaultValue={value}
      onChange={({ currentTarget: { valueAsNumber } }) =>
        onChange(Number.isNaN(valueAsNumber) ? undefined : valueAsNumber)
      }
      className="input w-full min-w-0 tabular-nums"
    />
  )
}

function inMinor(major: number | undefined): number | undefined {
  return major === undefined ? undefined : Math.round(major * 100)
}

function inMajor(minor: number | undefined): number | undefined {
  return minor === undefined ? undefined : minor / 100
}
