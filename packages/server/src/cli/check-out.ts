import { realpath } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { DefinitionsMissingError, NotARepositoryError, RefUnknownError } from './check-errors.ts'
import { git, tryGit } from './git.ts'
import { linkModules } from './link-modules.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A file or folder as it was at a commit. */
export interface CheckedOut {
  readonly path: string
  /** The commit's hash. */
  readonly commit: string
  remove(): void
}

/**
 * Writes the files of a commit into a temporary folder, and makes the installed dependencies resolvable there. The
 * repository stays as it is: no worktree is registered, its index is not touched, no hook runs.
 *
 * @param path of which the repository is, and what is wanted of it
 * @param against a git ref; with `:` and a path from the root of the repository, if what is wanted was elsewhere then
 * @throws NotARepositoryError, RefUnknownError, DefinitionsMissingError, GitMissingError, GitFailedError
 */
export async function checkOut(path: string, against: string): Promise<CheckedOut> {
  const [ref = '', pathThen] = against.split(':')
  const wanted = await realpath(path)
  const folder = dirname(wanted)
  const found = await tryGit(folder, ['rev-parse', '--show-toplevel'])
  if (found === undefined) throw new NotARepositoryError(folder, ref)
  const root = await realpath(found.trimEnd())
  const resolved = await tryGit(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])
  if (resolved === undefined) throw new RefUnknownError(ref)
  const commit = resolved.trim()
  const inside = pathThen ?? relative(root, wanted)
  if ((await tryGit(root, ['cat-file', '-e', `${commit}:${inside.split(sep).join('/')}`])) === undefined)
    throw new DefinitionsMissingError(inside, ref)
  const temporary = temporaryFolder('docket-then-')
  try {
    const tree = join(temporary.path, 'tree')
    await temporary.fill(async (signal) => {
      await writeFiles(root, commit, { tree, index: join(temporary.path, 'index'), signal })
      await linkModules(root, tree)
    })
    return { path: join(tree, inside), commit, remove: temporary.remove }
  } catch (error) {
    temporary.remove()
    throw error
  }
}

async function writeFiles(
  root: string,
  commit: string,
  { tree, index, signal }: { readonly tree: string; readonly index: string; readonly signal: AbortSignal },
): Promise<void> {
  // Large files that are kept elsewhere are no definitions.
  const environment = { GIT_INDEX_FILE: index, GIT_LFS_SKIP_SMUDGE: '1' }
  await git(root, ['read-tree', commit], { environment, signal })
  await git(root, ['checkout-index', '--all', `--prefix=${tree}${sep}`], { environment, signal })
}
