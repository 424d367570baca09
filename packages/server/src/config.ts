import { DocketError } from '@docket/core'
import { z } from 'zod'

/** How tokens are verified; development mode makes a secret of its own at start. */
export type AuthConfig =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'jwks'; readonly url: string }
  | { readonly kind: 'development' }

/** How nodes hear of each other's commits, and clients of them. */
export type NotificationsKind = 'websocket' | 'redis' | 'postgres' | 'polling' | 'electric'

export interface Config {
  readonly port: number
  /** Undefined: an embedded Postgres in `.docket/`. */
  readonly databaseUrl: string | undefined
  /** Undefined: this node is the only one. */
  readonly redisUrl: string | undefined
  readonly auth: AuthConfig
  /** `redis` where there is a `redisUrl`, otherwise `websocket`, unless told. */
  readonly notifications?: NotificationsKind | undefined
  /** An Electric service that reads the ledger's Postgres; its shapes are served at `/v1/shape`. */
  readonly electricUrl?: string | undefined
  /** The secret of that service, if it has one. */
  readonly electricSecret?: string | undefined
  /** Proxies before the server whose X-Forwarded-For is believed; 0 unless told. */
  readonly trustedProxies?: number
  /** 32 bytes in base64; undefined: a key in the data folder. */
  readonly signingKey?: string | undefined
  /** A chain is sealed at most so long after a commit, ms; 60,000 unless told. */
  readonly sealEveryMs?: number
  /** A file to which each seal is appended. */
  readonly anchorFile?: string | undefined
  /** Whose tokens may read and export audit trails: one of these is among their roles. */
  readonly auditRoles?: readonly string[]
  /** Undefined: this server is the central one, or the only one. */
  readonly upstream?: UpstreamConfig | undefined
}

/** The central server to which this one forwards what is committed, and its token there. */
export interface UpstreamConfig {
  /** Its `/sync`. */
  readonly url: string
  readonly token?: string | undefined
  /** Read anew at every connect. */
  readonly tokenFile?: string | undefined
}

export class ConfigError extends DocketError {
  constructor(problems: readonly string[]) {
    super('config_invalid', `The settings are not valid. ${problems.join('. ')}`)
  }
}

export class AuthNotConfiguredError extends DocketError {
  constructor() {
    super(
      'auth_not_configured',
      'In production tokens must be verified: set DOCKET_AUTH_SECRET (at least 32 bytes) or DOCKET_JWKS_URL',
    )
  }
}

// RFC 7518, 3.2: a key for HS256 is at least as long as the hash.
const MIN_SECRET_BYTES = 32

/** A till is one of them: its user asks what happened to table 5. */
export const DEFAULT_AUDIT_ROLES: readonly string[] = ['auditor', 'manager', 'device']

// No message repeats a value: URLs hold passwords.
const settingsSchema = z.object({
  PORT: z.coerce.number('a number').int('an integer').min(0, 'from 0').max(65_535, 'up to 65535').default(4400),
  DATABASE_URL: url('postgres://user:password@host:port/name', /^(postgres|postgresql):$/),
  REDIS_URL: url('redis://host:port', /^rediss?:$/),
  DOCKET_NOTIFICATIONS: z
    .enum(
      ['websocket', 'redis', 'postgres', 'polling', 'electric'],
      'one of websocket, redis, postgres, polling, electric',
    )
    .optional(),
  ELECTRIC_URL: url('the http URL of an Electric service', /^https?:$/),
  ELECTRIC_SECRET: z.string().optional(),
  DOCKET_JWKS_URL: url('the https URL of a JSON Web Key Set', /^https?:$/),
  DOCKET_AUTH_SECRET: z
    .string()
    .refine(
      (text) => Buffer.byteLength(text) >= MIN_SECRET_BYTES,
      `at least ${MIN_SECRET_BYTES} bytes; try: openssl rand -base64 32`,
    )
    .optional(),
  DOCKET_TRUST_PROXY: z.coerce
    .number('a number of proxies')
    .int('a number of proxies')
    .min(0, 'from 0')
    .max(10, 'up to 10')
    .default(0),
  DOCKET_SIGNING_KEY: z
    .string()
    .refine((text) => Buffer.from(text, 'base64').byteLength === 32, '32 bytes in base64; try: docket keys new')
    .optional(),
  DOCKET_SEAL_EVERY_S: z.coerce.number('a number of seconds').min(1, 'from 1').max(86_400, 'up to 86400').default(60),
  DOCKET_ANCHOR_FILE: z.string().optional(),
  DOCKET_AUDIT_ROLES: z
    .string()
    .default(DEFAULT_AUDIT_ROLES.join(','))
    .transform((text) => text.split(',').map((role) => role.trim())),
  DOCKET_UPSTREAM_URL: url('wss://host/sync, the central server’s (ws: or wss:, not http:)', /^wss?:$/),
  DOCKET_UPSTREAM_TOKEN: z.string().optional(),
  DOCKET_UPSTREAM_TOKEN_FILE: z.string().optional(),
  DOCKET_TOKEN: z.string().optional(),
  NODE_ENV: z.string().optional(),
})

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The settings of the server. This file is the only reader of the process' environment.
 *
 * @param given stands before what the environment says
 * @throws ConfigError, AuthNotConfiguredError
 */
export function readConfig(environment: Environment = process.env, given: Environment = {}): Config {
  const settings = parse({ ...environment, ...given })
  refuseIfMissing(settings)
  const { PORT, DATABASE_URL, REDIS_URL, DOCKET_AUTH_SECRET, DOCKET_JWKS_URL, DOCKET_TRUST_PROXY, NODE_ENV } = settings
  return {
    port: PORT,
    databaseUrl: DATABASE_URL,
    redisUrl: REDIS_URL,
    notifications: settings.DOCKET_NOTIFICATIONS,
    electricUrl: settings.ELECTRIC_URL,
    electricSecret: settings.ELECTRIC_SECRET,
    auth: authConfig(DOCKET_AUTH_SECRET, DOCKET_JWKS_URL, NODE_ENV === 'production'),
    trustedProxies: DOCKET_TRUST_PROXY,
    signingKey: settings.DOCKET_SIGNING_KEY,
    sealEveryMs: settings.DOCKET_SEAL_EVERY_S * 1_000,
    anchorFile: settings.DOCKET_ANCHOR_FILE,
    auditRoles: settings.DOCKET_AUDIT_ROLES,
    upstream: upstreamConfig(settings),
  }
}

/**
 * For what serves nobody, and so needs no way to verify tokens.
 *
 * @throws ConfigError
 */
export function readDatabaseUrl(environment: Environment = process.env): string | undefined {
  return parse(environment).DATABASE_URL
}

/**
 * The secret key of the settings; undefined: the one in the data folder.
 *
 * @throws ConfigError
 */
export function readSigningKey(environment: Environment = process.env): string | undefined {
  return parse(environment).DOCKET_SIGNING_KEY
}

/**
 * The token of commands that ask a server.
 *
 * @throws ConfigError
 */
export function readToken(environment: Environment = process.env): string | undefined {
  return parse(environment).DOCKET_TOKEN
}

function parse(environment: Environment): z.infer<typeof settingsSchema> {
  // `NAME=` in a shell or an .env file means: not set.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim() !== ''))
  const parsed = settingsSchema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join('.')} must be ${message}`))
}

function refuseIfMissing({ DOCKET_NOTIFICATIONS, REDIS_URL, ELECTRIC_URL }: z.infer<typeof settingsSchema>): void {
  if (DOCKET_NOTIFICATIONS === 'redis' && REDIS_URL === undefined) {
    throw new ConfigError(['DOCKET_NOTIFICATIONS=redis needs REDIS_URL'])
  }
  if (DOCKET_NOTIFICATIONS === 'electric' && ELECTRIC_URL === undefined) {
    throw new ConfigError(['DOCKET_NOTIFICATIONS=electric needs ELECTRIC_URL'])
  }
}

function upstreamConfig(settings: z.infer<typeof settingsSchema>): UpstreamConfig | undefined {
  const { DOCKET_UPSTREAM_URL: at, DOCKET_UPSTREAM_TOKEN: token, DOCKET_UPSTREAM_TOKEN_FILE: tokenFile } = settings
  if (at === undefined) return undefined
  if ((token === undefined) === (tokenFile === undefined)) {
    throw new ConfigError(['DOCKET_UPSTREAM_URL needs DOCKET_UPSTREAM_TOKEN or DOCKET_UPSTREAM_TOKEN_FILE'])
  }
  return { url: at, token, tokenFile }
}

function authConfig(secret: string | undefined, url: string | undefined, production: boolean): AuthConfig {
  if (secret !== undefined && url !== undefined) {
    throw new ConfigError(['Set DOCKET_AUTH_SECRET or DOCKET_JWKS_URL, not both'])
  }
  if (secret !== undefined) return { kind: 'secret', secret }
  if (url !== undefined) return { kind: 'jwks', url }
  if (production) throw new AuthNotConfiguredError()
  return { kind: 'development' }
}

function url(form: string, protocol: RegExp): z.ZodOptional<z.ZodString> {
  return z
    .string()
    .refine((text) => URL.canParse(text) && protocol.test(new URL(text).protocol), form)
    .optional()
}
