import type { Class, ClassElement, Comment, Declaration, Function as FunctionNode } from 'oxc-parser'

interface Source {
  readonly text: string
  readonly comments: readonly Comment[]
}

/** What a declaration promises, as TypeScript without what it does: no bodies, nothing private, no values. */
export function signatureOf(declaration: Declaration, source: Source): string {
  switch (declaration.type) {
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return withoutComments(functionHead(declaration, source.text))
    case 'ClassDeclaration':
      return classSignature(declaration, source)
    case 'VariableDeclaration':
      return declaration.declarations.map((one) => `const ${variableSignature(one, source.text)}`).join('\n')
    default:
      return source.text.slice(declaration.start, declaration.end)
  }
}

function functionHead(node: FunctionNode, text: string): string {
  return text.slice(node.start, node.body?.start ?? node.end).trim()
}

/** Line comments are for those who read the source. */
function withoutComments(text: string): string {
  return text.replace(/^\s*\/\/.*\n/gm, '')
}

type Variable = Extract<Declaration, { type: 'VariableDeclaration' }>['declarations'][number]

function variableSignature({ id, init }: Variable, text: string): string {
  const name = text.slice(id.start, id.end)
  if (init === null) return name
  if (init.type === 'ArrowFunctionExpression') return `${name} = ${text.slice(init.start, init.body.start).trim()} …`
  return init.type === 'Literal' || !name.includes(':') ? `${name} = ${text.slice(init.start, init.end)}` : name
}

function classSignature(node: Class, { text, comments }: Source): string {
  const members = node.body.body.flatMap((member) => {
    const signature = memberSignature(member, text)
    return signature === undefined ? [] : [`${commentBefore(member.start, text, comments)}  ${signature}`]
  })
  const head = text.slice(node.start, node.body.start).trim()
  return members.length === 0 ? `${head} {}` : `${head} {\n${members.join('\n')}\n}`
}

function memberSignature(member: ClassElement, text: string): string | undefined {
  if (member.type === 'StaticBlock') return undefined
  if (member.type === 'TSIndexSignature') return text.slice(member.start, member.end)
  if (member.key.type === 'PrivateIdentifier' || member.accessibility === 'private') return undefined
  if ('kind' in member) return text.slice(member.start, member.value.body?.start ?? member.end).trim()
  const end = member.value !== null && member.typeAnnotation ? member.value.start : member.end
  return text.slice(member.start, end).replace(/\s*=\s*$/, '')
}

function commentBefore(start: number, text: string, comments: readonly Comment[]): string {
  const comment = comments.findLast(({ end }) => end <= start)
  if (comment?.type !== 'Block' || text.slice(comment.end, start).trim() !== '') return ''
  return `  ${text.slice(comment.start, comment.end)}\n`
}
