/**
 * Configuration: one table of variables from which the parser, the types and `--help` follow. A value comes from a flag, the
 * environment, a file named by NAME_FILE (secrets), or the JSON file named by FEIQIAN_CONFIG, in this order. A bad value
 * names its variable and never repeats a secret.
 */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

type Variable<S extends z.ZodType = z.ZodType> = {
  readonly name: string
  readonly schema: S
  readonly help: string
  /** Its value never appears in messages, and no flag sets it (flags show in process lists). */
  readonly secret?: true
}

const variable = <S extends z.ZodType>(name: string, schema: S, help: string, options: { readonly secret?: true } = {}): Variable<S> => ({
  name,
  schema,
  help,
  ...options,
})

const pem = z.string().includes('-----BEGIN ', { error: 'expected PEM' }).max(1_000_000).nullable().default(null)

/** Who vouches for software: `[{"issuer":"https://…","jwks_uri":"https://…"}]`. */
const trustedIssuers = z
  .string()
  .default('[]')
  .transform((text, context) => {
    try {
      return z
        .array(z.strictObject({ issuer: z.string().min(1), jwks_uri: z.url() }))
        .max(50)
        .parse(JSON.parse(text))
    } catch {
      context.addIssue({ code: 'custom', message: 'expected a JSON list of {"issuer", "jwks_uri"}' })
      return z.NEVER
    }
  })

/** Every source gives text. */
const whole = (min: number, max: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,12}$/, { error: 'expected a whole number' })
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .default(fallback)

const url = (protocols: RegExp) =>
  z
    .string()
    .refine(text => URL.canParse(text) && protocols.test(new URL(text).protocol), {
      error: `expected a URL with ${protocols.source.replaceAll(/[\^$:()?]/g, '').replace('|', ' or ')}`,
    })
    .nullable()
    .default(null)

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const VARIABLES = {
  port: variable('PORT', whole(0, 65_535, 4000), 'The one port that serves API and pages; 0 takes a free one.'),
  host: variable('HOST', z.string().min(1).max(255).default('127.0.0.1'), 'The address to listen on.'),
  publicUrl: variable(
    'PUBLIC_URL',
    url(/^https?:$/),
    'Where people reach this server; links in answers start with it, and https turns HSTS on. Default: where the request was sent.',
  ),
  proxyHops: variable('PROXY_HOPS', whole(0, 10, 0), 'How many reverse proxies of yours stand in front and append to X-Forwarded-For.'),
  clientCertHeader: variable(
    'CLIENT_CERT_HEADER',
    z
      .enum(['yes', 'no'])
      .default('no')
      .transform(text => text === 'yes'),
    'yes: the proxies of PROXY_HOPS end TLS, write the certificate of each client into the header Client-Cert (RFC 9440) and remove what callers send there. Never say so of a proxy that lets the header pass: a certificate is no secret.',
  ),
  tlsCert: variable(
    'TLS_CERT',
    pem,
    'The certificate chain, PEM, when this server is to end TLS itself; it then asks third parties for certificates. Mostly given as TLS_CERT_FILE.',
  ),
  tlsKey: variable('TLS_KEY', pem, 'The private key of TLS_CERT, PEM.', { secret: true }),
  tlsClientCa: variable(
    'TLS_CLIENT_CA',
    pem,
    'The authorities, PEM, whose certificates authenticate third parties (tls_client_auth). Behind a proxy see CLIENT_CERT_HEADER.',
  ),
  trustedSoftwareIssuers: variable(
    'TRUSTED_SOFTWARE_ISSUERS',
    trustedIssuers,
    'Directories whose software statements let third parties register: a JSON list of {"issuer", "jwks_uri"}. In test mode the sandbox directory is trusted too.',
  ),
  databaseUrl: variable(
    'DATABASE_URL',
    url(/^postgres(ql)?:$/),
    'PostgreSQL 18, as the owner of the schemas. Default: an embedded one in FEIQIAN_DATA_DIR.',
    { secret: true },
  ),
  dataDir: variable(
    'FEIQIAN_DATA_DIR',
    z.string().min(1).max(4096).default('.feiqian'),
    'The folder of the embedded database and of demo.json.',
  ),
  mode: variable(
    'FEIQIAN_MODE',
    z.enum(['test', 'live']).default('test'),
    'test: sandbox, keys begin with fq_test_. live: real money, keys begin with fq_live_.',
  ),
  timeZone: variable(
    'FEIQIAN_TIME_ZONE',
    z.string().refine(isTimeZone, { error: 'expected an IANA time zone' }).default('Asia/Shanghai'),
    'The institution’s time zone: business days and schedules.',
  ),
  dayCut: variable(
    'FEIQIAN_DAY_CUT',
    z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'expected HH:MM' })
      .default('23:30'),
    'When the business day is cut, HH:MM in the institution’s time zone.',
  ),
  logLevel: variable(
    'LOG_LEVEL',
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
    'The least severe log lines to write.',
  ),
  poolMax: variable('POOL_MAX', whole(2, 500, 10), 'Database connections of this node at the most.'),
  batchMax: variable('BATCH_MAX', whole(1, 500, 300), 'Commands in one transaction at the most.'),
  queueMax: variable(
    'QUEUE_MAX',
    whole(1, 1_000_000, 5_000),
    'Commands waiting for a transaction at the most, per use case; beyond it the answer is 503.',
  ),
  rateLimit: variable(
    'RATE_LIMIT',
    whole(0, 1_000_000, 5_000),
    'Requests a second per API key or session, twice as many at once; 0: no limit.',
  ),
  rateLimitPublic: variable(
    'RATE_LIMIT_PUBLIC',
    whole(0, 1_000_000, 100),
    'Requests a second per address without a credential, twice as many at once; 0: no limit.',
  ),
  rateLimitOpenBanking: variable(
    'RATE_LIMIT_OPEN_BANKING',
    whole(0, 1_000_000, 200),
    'Requests a second that one third party of open banking may make, twice as many at once; published at /open-banking. 0: no limit.',
  ),
  rateLimitSignIn: variable('RATE_LIMIT_SIGN_IN', whole(0, 1_000_000, 30), 'Attempts to sign in a minute per address; 0: no limit.'),
  streamsMax: variable('STREAMS_MAX', whole(0, 100_000, 2_000), 'Open live-update streams of this node at the most.'),
  drainTimeoutMs: variable(
    'DRAIN_TIMEOUT_MS',
    whole(0, 600_000, 10_000),
    'How long a stopping node waits for requests in flight, in milliseconds.',
  ),
  drainDelayMs: variable(
    'DRAIN_DELAY_MS',
    whole(0, 600_000, 0),
    'How long a stopping node goes on accepting while /readyz says 503, in milliseconds.',
  ),
  metricsToken: variable(
    'METRICS_TOKEN',
    z.string().min(16).max(200).nullable().default(null),
    'When set, GET /metrics needs it as a bearer token.',
    { secret: true },
  ),
  secretKey: variable(
    'FEIQIAN_SECRET_KEY',
    z
      .string()
      .regex(/^[0-9a-f]{64}$/i, { error: 'expected 64 hexadecimal digits' })
      .nullable()
      .default(null),
    'The institution’s master key, 32 bytes as 64 hexadecimal digits: what is sealed and the tokens of payment pages depend on it. Default in test mode: one that is made and kept in FEIQIAN_DATA_DIR.',
    { secret: true },
  ),
  bootstrapSecret: variable(
    'FEIQIAN_BOOTSTRAP_SECRET',
    z.string().min(24).max(200).nullable().default(null),
    'Opens the account of the first operator, at /operator/bootstrap, while nobody can sign in to the console yet; remove it afterwards.',
    { secret: true },
  ),
  clearingInstitution: variable(
    'CLEARING_INSTITUTION',
    z.string().min(1).max(64).default('inst_demo'),
    'The institution’s number at the clearing house.',
  ),
  clearingUrl: variable('CLEARING_URL', url(/^https?:$/), 'The clearing house. Default in test mode: the simulated one.'),
  clearingSecret: variable(
    'CLEARING_SECRET',
    z.string().min(16).max(1_000).nullable().default(null),
    'The key that signs messages to and from the clearing house.',
    { secret: true },
  ),
} as const

export type Config = { readonly [K in keyof typeof VARIABLES]: z.output<(typeof VARIABLES)[K]['schema']> }

/** Where clients' certificates are looked for (see http/certificates.ts). */
export const certificateSourceOf = ({ proxyHops, clientCertHeader }: Pick<Config, 'proxyHops' | 'clientCertHeader'>) =>
  proxyHops === 0 ? 'handshake' : clientCertHeader ? 'header' : 'nowhere'

/** What is wrong with the configuration, one line for each variable. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const ENTRIES = Object.entries(VARIABLES) as readonly (readonly [keyof typeof VARIABLES, Variable])[]
const flagOf = (key: string): string => `--${key.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`

export const wantsHelp = (argv: readonly string[]): boolean => argv.includes('--help') || argv.includes('-h')

/** The text of `--help`. */
export function configHelp(): string {
  const lines = ENTRIES.map(([key, { name, schema, help, secret }]) => {
    const fallback: unknown = schema.safeParse(undefined).data
    const setting = secret === true ? `${name}, ${name}_FILE` : `${name}, ${flagOf(key)}`
    return `  ${setting}\n      ${help}${fallback === null || fallback === undefined ? '' : ` Default: ${String(fallback)}.`}`
  })
  return `Configuration, by flag, environment, NAME_FILE (a file that holds the value) or FEIQIAN_CONFIG (a JSON file of names and values):\n\n${lines.join('\n')}\n`
}

type Source = { readonly text: string; readonly origin: string }

/** Throws ConfigError with every fault that was found. `argv` is without the program's name; `--port 4000` and `--port=4000` both work. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>, argv: readonly string[]): Config {
  const faults: string[] = []
  const flags = readFlags(argv, faults)
  const file = readConfigFile(env.FEIQIAN_CONFIG, faults)
  const values: Record<string, unknown> = {}
  for (const [key, entry] of ENTRIES) {
    const source = sourceOf(entry, flags.get(key), env, file, faults)
    const parsed = entry.schema.safeParse(source?.text)
    if (parsed.success) values[key] = parsed.data
    else
      faults.push(
        `${source?.origin ?? entry.name}: ${parsed.error.issues[0]?.message ?? 'not valid'}${source === undefined || entry.secret === true ? '' : ` (it is ${JSON.stringify(source.text)})`}`,
      )
  }
  // Every variable was parsed by its own schema; what failed is among the faults.
  const config = values as Config
  if (faults.length === 0) checkTogether(config, faults)
  if (faults.length > 0) throw new ConfigError(`The configuration is not valid:\n${faults.map(fault => `  ${fault}`).join('\n')}`)
  return config
}

function checkTogether(config: Config, faults: string[]): void {
  if ((config.clearingUrl === null) !== (config.clearingSecret === null))
    faults.push('CLEARING_URL and CLEARING_SECRET: set both or neither')
  if ((config.tlsCert === null) !== (config.tlsKey === null)) faults.push('TLS_CERT and TLS_KEY: set both or neither')
  if (config.clientCertHeader && config.proxyHops === 0)
    faults.push('CLIENT_CERT_HEADER: the header counts behind proxies only; set PROXY_HOPS')
  if (config.tlsClientCa !== null && config.proxyHops > 0 && !config.clientCertHeader)
    faults.push('TLS_CLIENT_CA: behind proxies no certificate is seen but in the header of CLIENT_CERT_HEADER')
  if (config.mode === 'live' && config.publicUrl?.startsWith('https:') !== true) faults.push('PUBLIC_URL: live mode needs an https URL')
  if (config.mode === 'live' && config.secretKey === null) faults.push('FEIQIAN_SECRET_KEY: live mode makes no key by itself')
  if (config.mode === 'live' && config.clearingUrl === null) faults.push('CLEARING_URL: live mode has no simulated clearing house')
}

function readFlags(argv: readonly string[], faults: string[]): Map<string, string> {
  const keys = new Map(ENTRIES.filter(([, entry]) => entry.secret !== true).map(([key]) => [flagOf(key), key as string]))
  const flags = new Map<string, string>()
  for (let at = 0; at < argv.length; at++) {
    const [flag = '', inline] = (argv[at] ?? '').split(/=(.*)/s, 2)
    const key = keys.get(flag)
    if (key === undefined) {
      faults.push(`${flag}: there is no such flag; --help lists them`)
      continue
    }
    const value = inline ?? argv[++at]
    if (value === undefined) faults.push(`${flag}: it needs a value`)
    else flags.set(key, value)
  }
  return flags
}

function readConfigFile(path: string | undefined, faults: string[]): Readonly<Record<string, unknown>> {
  if (path === undefined || path === '') return {}
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof content !== 'object' || content === null || Array.isArray(content)) throw new Error('it is no JSON object')
    const names = new Set(ENTRIES.map(([, { name }]) => name))
    for (const name of Object.keys(content)) if (!names.has(name)) faults.push(`FEIQIAN_CONFIG: ${name} is no variable; --help lists them`)
    return content as Readonly<Record<string, unknown>>
  } catch (error) {
    faults.push(`FEIQIAN_CONFIG: ${path} cannot be read: ${error instanceof Error ? error.message : 'unknown'}`)
    return {}
  }
}

function sourceOf(
  { name }: Variable,
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  file: Readonly<Record<string, unknown>>,
  faults: string[],
): Source | undefined {
  if (flag !== undefined) return { text: flag, origin: name }
  const direct = env[name]
  const path = env[`${name}_FILE`]
  if (direct !== undefined && direct !== '') {
    if (path !== undefined && path !== '') faults.push(`${name} and ${name}_FILE: set one of them`)
    return { text: direct, origin: name }
  }
  if (path !== undefined && path !== '') {
    try {
      return { text: readFileSync(path, 'utf8').replace(/\r?\n$/, ''), origin: `${name}_FILE` }
    } catch (error) {
      faults.push(`${name}_FILE: ${path} cannot be read: ${error instanceof Error ? error.message : 'unknown'}`)
      return undefined
    }
  }
  const kept = file[name]
  return kept === undefined || kept === null ? undefined : { text: String(kept), origin: `${name} in FEIQIAN_CONFIG` }
}
