/** What `docket import` is told. */
export interface ImportOptions {
  readonly tenant: string
  readonly entity: string
  readonly from: string
  readonly map?: string
  readonly entities?: string | undefined
  readonly dryRun?: boolean
  readonly skipBad?: boolean
  readonly rejected?: string
  readonly state?: string
  readonly restart?: boolean
  readonly url?: string
  readonly token?: string
  readonly tokenFile?: string
  readonly role: readonly string[]
  readonly dataDir: string
}
