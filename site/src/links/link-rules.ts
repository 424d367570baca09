import type { MarkdownRenderer } from 'vitepress'
import { urlOf } from '../pages.ts'
import { RULE_NAME } from '../rules.ts'
import { DeadLinkError, resolveLink, resolvePicture } from './resolve-link.ts'

type Inline = Parameters<MarkdownRenderer['renderer']['renderInline']>[0]
type Token = Inline[number]

const SPEC = 'SPEC.md'
const IN_TEXT = new RegExp(String.raw`(\[${RULE_NAME.source}\]|${RULE_NAME.source})`)

/** VitePress writes anchors of links in lower case. */
const anchorOf = (rule: string): string => rule.toLowerCase()

/** Makes links of the repository those of the site, and names of rules links to where SPEC.md defines them. */
export function linkRules(md: MarkdownRenderer, rules: ReadonlySet<string>, fileOf: (page: string) => string): void {
  md.core.ruler.push('docket_links', (state) => {
    const from = fileOf(state.env.path)
    const link = (name: string): Token[] => {
      const open = new state.Token('link_open', 'a', 1)
      open.attrs = [
        ['href', `${urlOf('spec.md')}#${anchorOf(name)}`],
        ['class', 'rule'],
      ]
      return [open, textOf(name), new state.Token('link_close', 'a', -1)]
    }
    const textOf = (content: string): Token => Object.assign(new state.Token('text', '', 0), { content })
    for (const [index, block] of state.tokens.entries()) {
      const { children } = block
      // So that what is indented looks like what is fenced.
      if (block.type === 'code_block') Object.assign(block, { type: 'fence', tag: 'code', info: '' })
      if (children === null) continue
      for (const token of children) {
        rewrite(token, from)
      }
      if (from === SPEC) nameDefinition(children)
      if (state.tokens[index - 1]?.type !== 'heading_open') linkRuleNames(children, from, rules, { link, textOf })
    }
  })
}

function rewrite(token: Token, from: string): void {
  const href = token.type === 'link_open' ? token.attrGet('href') : null
  const target = href === null ? undefined : resolveLink(from, href)
  if (target !== undefined && target.kind !== 'external') token.attrSet('href', target.url)
  const source = token.type === 'image' ? token.attrGet('src') : null
  if (source !== null) token.attrSet('src', `/pictures/${resolvePicture(from, source)}`)
}

/** What bold text of a rule's name defines has that name as anchor. */
function nameDefinition(children: Token[]): void {
  for (const [index, token] of children.entries()) {
    const name = children[index + 1]?.content ?? ''
    if (token.type === 'strong_open' && new RegExp(`^${RULE_NAME.source}$`).test(name))
      token.attrSet('id', anchorOf(name))
  }
}

interface Make {
  link(name: string): Token[]
  textOf(content: string): Token
}

function linkRuleNames(children: Token[], from: string, rules: ReadonlySet<string>, make: Make): void {
  let inside = 0
  const linked = children.flatMap((token) => {
    if (/^(link|strong)_(open|close)$/.test(token.type)) inside += token.nesting
    if (token.type !== 'text' || inside > 0 || !IN_TEXT.test(token.content)) return [token]
    return token.content.split(IN_TEXT).flatMap((part, index) => {
      if (index % 2 === 0) return part === '' ? [] : [make.textOf(part)]
      const name = part.replace(/[[\]]/g, '')
      if (rules.has(name)) return make.link(name)
      if (name !== part) throw new DeadLinkError(`${from}: ${part} is no rule of ${SPEC}`)
      return [make.textOf(part)]
    })
  })
  children.splice(0, children.length, ...linked)
}
