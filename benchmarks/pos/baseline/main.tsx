// The least that a React page does when a line is added to a list: a setState, and nothing behind it.
import { useState } from 'react'
import { createRoot } from 'react-dom/client'

function Baseline() {
  const [lines, setLines] = useState(0)
  return (
    <main style={{ font: '16px sans-serif', height: 600, overflow: 'hidden' }}>
      <button
        type="button"
        data-testid="add"
        style={{ padding: 24 }}
        onClick={() => setLines((count) => (count >= 20 ? 1 : count + 1))}
      >
        Add
      </button>
      <ul>
        {Array.from({ length: lines }, (_, index) => (
          <li key={index}>Espresso €2.60</li>
        ))}
      </ul>
    </main>
  )
}

const root = document.getElementById('root')
if (root !== null) createRoot(root).render(<Baseline />)
