import { DocketError } from '@docket/core'

export class CheckUsageError extends DocketError {
  constructor(message: string) {
    super('usage_invalid', message)
  }
}

export class NotARepositoryError extends DocketError {
  constructor(folder: string, ref: string) {
    super(
      'repository_missing',
      `${folder} is in no git repository, and there is no file or folder "${ref}": name one with --against`,
    )
  }
}

export class GitMissingError extends DocketError {
  constructor(options: ErrorOptions) {
    super('git_missing', 'git cannot be run: install it, or name a file or folder with --against', options)
  }
}

export class GitFailedError extends DocketError {
  constructor(command: string, stderr: string) {
    super('git_failed', `git ${command} failed: ${stderr.trim()}`)
  }
}

export class RefUnknownError extends DocketError {
  constructor(ref: string) {
    super(
      'ref_unknown',
      `There is no file, folder, branch, tag or commit "${ref}" here. In a shallow clone fetch it first: git fetch origin ${ref}`,
    )
  }
}

export class DefinitionsMissingError extends DocketError {
  constructor(path: string, ref: string) {
    super(
      'definitions_missing',
      `${path} was not there at ${ref}: name a later ref, or with --against ${ref}:<path> where the definitions were then`,
    )
  }
}

export class DefinitionsUnusableError extends DocketError {
  constructor(from: string, reason: string) {
    super(
      'definitions_unusable',
      `The definitions of ${from} cannot be loaded: ${reason}. They run with the dependencies that are installed now, and without what is built and not in git: if that is missing, build them in another folder, and name that with --against`,
    )
  }
}
