/** What a reader does next: write a file, or run a command and see what comes. */
export type TutorialAct =
  | { readonly kind: 'write'; readonly file: string; readonly code: string }
  | { readonly kind: 'run'; readonly program: string; readonly output: string }

export interface TutorialStep {
  readonly title: string
  readonly acts: readonly TutorialAct[]
}

/** The steps of a page: its `## Step` headings with their blocks, each of which is code with a file's name or a console. */
export function tutorialSteps(page: string): readonly TutorialStep[] {
  return page
    .split(/^## /m)
    .filter((section) => section.startsWith('Step'))
    .map((section) => ({
      title: section.slice(0, section.indexOf('\n')),
      acts: [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text = '']) =>
        language === 'console' ? runOf(text) : writeOf(text),
      ),
    }))
}

function writeOf(text: string): TutorialAct {
  const file = /^\/\/ ([\w-]+\.ts)\n/.exec(text)
  if (file?.[1] === undefined) throw new Error(`A block of code names no file: ${text}`)
  return { kind: 'write', file: file[1], code: text.slice(file[0].length) }
}

function runOf(text: string): TutorialAct {
  const [command = '', ...output] = text.split('\n')
  const program = /^\$ node ([\w-]+\.ts)$/.exec(command)?.[1]
  if (program === undefined) throw new Error(`Not a command that can be run: ${command}`)
  return { kind: 'run', program, output: output.join('\n') }
}
