/** The nouns of identity: API keys of merchants and operators, credentials and sessions of wallet holders. */
import type { Id } from '../../kernel/ids.ts'
import type { Clock } from '../../kernel/time.ts'
import type { AuditLeaf, Commands } from '../../platform/commands.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Seal } from '../../platform/seal.ts'
import type { Policies } from '../policies/policies.ts'
import type { OAuthOptions } from './oauth/types.ts'
import type { SmsPort } from './ports.ts'

export type Mode = 'test' | 'live'

/** Whose key it is. */
export type KeyOwner =
  | { readonly kind: 'merchant'; readonly merchantId: Id<'mer'> }
  | { readonly kind: 'operator'; readonly operatorId: Id<'opr'> }

export type ApiKey = {
  readonly id: Id<'key'>
  readonly owner: KeyOwner
  readonly name: string
  readonly mode: Mode
  /** The last four characters, for people to tell keys apart. The secret itself is stored only as its SHA-256. */
  readonly last4: string
  readonly scopes: readonly string[]
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
  /** Written in batches: at most some ten seconds behind. */
  readonly lastUsedAt: Date | null
  readonly createdAt: Date
}

export type NewApiKey = {
  readonly owner: KeyOwner
  readonly name: string
  readonly scopes: readonly string[]
  readonly expiresAt: Date | null
}

export type NewConsumer = {
  readonly holderId: Id<'hld'>
  /** Digits as the holder types them, e.g. `13800000001`. */
  readonly phone: string
  /** From `hashPassword`, made outside the transaction. */
  readonly passwordHash: string
}

export type Session = { readonly id: Id<'ses'>; readonly holderId: Id<'hld'>; readonly createdAt: Date; readonly expiresAt: Date }

export const MERCHANT_SCOPES = [
  'payments:read',
  'payments:write',
  'refunds:write',
  'webhooks:read',
  'webhooks:write',
  'balance:read',
  'merchant:write',
] as const

export const OPERATOR_SCOPES = [
  'ledger:read',
  'ledger:write',
  'merchants:read',
  'merchants:write',
  'merchants:review',
  'agreements:read',
  'agreements:write',
  'holders:read',
  'holders:write',
  'policies:read',
  'policies:write',
  'days:read',
  'days:write',
  'clearing:read',
  'clearing:write',
  'reconciliation:read',
  'reconciliation:write',
  'keys:write',
  'audit:read',
  'webhooks:read',
  'third_parties:read',
  'third_parties:write',
  'consents:read',
  'consents:write',
  'risk_signals:read',
  'risk_signals:write',
  'operators:read',
  'operators:write',
  'approvals:read',
  'approvals:decide',
  'connectors:read',
  'connectors:write',
  'connectors:raw',
  'routing:read',
  'routing:write',
] as const

/** A permission of operators: what a route asks for, a key names and a role gives (see roles.ts). */
export type OperatorScope = (typeof OPERATOR_SCOPES)[number]

/** The name of the cookie that carries a wallet holder's session. */
export const SESSION_COOKIE = 'feiqian_session'
/** The name of the cookie that carries an operator's session. */
export const OPERATOR_COOKIE = 'feiqian_operator'
/** What every session of an operator may, and no key: routes about oneself. */
export const SELF_SCOPE = 'self'

/** What authentication needs of a key. */
export type ApiKeyFacts = {
  readonly id: Id<'key'>
  readonly owner: KeyOwner
  readonly scopes: readonly string[]
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
}

export type SessionFacts = {
  readonly id: Id<'ses'>
  readonly holderId: Id<'hld'> | null
  readonly operatorId: Id<'opr'> | null
  /** Of the operator, as they are now. */
  readonly roles: readonly string[]
  readonly expiresAt: Date
  /** When it was ended, or the operator was disabled. */
  readonly endedAt: Date | null
}

/** `subject` is `phone:…` or `address:…`. */
export type SignInFailures = {
  readonly subject: string
  readonly failures: number
  readonly lastAt: Date
  readonly lockedUntil: Date | null
}

/** The policy record `identity.sign_in`. */
export type SignInPolicy = {
  readonly phoneFreeFailures: number
  readonly addressFreeFailures: number
  readonly lockSeconds: number
  readonly lockMaxSeconds: number
  readonly forgetAfterHours: number
}

export type IdentityDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly commands: Commands
  readonly audit: { append(tx: Tx, leaves: readonly AuditLeaf[]): void }
  readonly policies: Pick<Policies, 'require'>
  readonly mode: Mode
  /** Whether a merchant exists: merchants says so, through compose. */
  readonly merchantExists: (id: Id<'mer'>) => Promise<boolean>
  /** The holder as the wallet shows it after signing in: wallets says so, through compose. */
  readonly presentHolder: (id: Id<'hld'>) => Promise<Readonly<Record<string, unknown>>>
  readonly onError: (error: unknown) => void
  /** What the authorization server needs. */
  readonly oauth: OAuthOptions
  readonly seal: Seal
  /** 32 bytes, kept like the seal's key: keyed hashes of one-time codes, tokens of forms. */
  readonly key: Uint8Array
  /** IANA name: the times on pages. */
  readonly timeZone: string
  /** `null`: no code can be sent, so SMS is no factor. */
  readonly sms: SmsPort | null
  /** The words of the program's refusals, for explanations; `null` for a code that is not the program's. */
  readonly words?: (code: string, language: 'en' | 'zh') => { readonly title: string; readonly fix: string } | null
  /** Opens the first operator's account, once; `null`: no operator can be the first. */
  readonly bootstrapSecret: string | null
}

export type RevokeKey = { readonly keyId: Id<'key'> }
