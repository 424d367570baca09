export type PackageManager = 'npm' | 'pnpm'

/** The one that ran this command, by what it says of itself in `npm_config_user_agent`. */
export function packageManagerOf(userAgent: string | undefined): PackageManager {
  return userAgent?.startsWith('pnpm/') ? 'pnpm' : 'npm'
}
