import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

interface Process {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** Finds the processes whose command names a folder of ours, and all that they started. Gives what kills them at once. */
export function aimAtTree(folder: string): () => Promise<void> {
  const victims = treeOf(folder).map(({ pid }) => pid)
  if (victims.length === 0) throw new Error(`Nothing runs on ${folder}`)
  return async () => {
    for (const pid of victims) kill(pid)
    while (processes().some(({ pid }) => victims.includes(pid))) await sleep(2)
  }
}

function treeOf(folder: string): Process[] {
  const all = processes()
  const tree = all.filter(({ command }) => command.includes(folder))
  const known = new Set(tree.map(({ pid }) => pid))
  // The list grows while it is walked: children come behind their parents.
  for (const { pid } of tree) {
    const children = all.filter(({ pid: child, parent }) => parent === pid && !known.has(child))
    for (const child of children) known.add(child.pid)
    tree.push(...children)
  }
  return tree
}

function processes(): Process[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,args=', '-ww'], { encoding: 'utf8' }).split('\n')
  return lines.flatMap((line) => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    // A zombie is dead: whoever should collect it may take its time.
    if (pid === undefined || command === undefined || state?.startsWith('Z')) return []
    return [{ pid: Number(pid), parent: Number(parent), command }]
  })
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It went with its parent.
  }
}
