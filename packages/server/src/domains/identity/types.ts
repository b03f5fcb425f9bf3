/** The nouns of identity: API keys of merchants and operators, credentials and sessions of wallet holders. */
import type { Id } from '../../kernel/ids.ts'

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
] as const

export const OPERATOR_SCOPES = [
  'ledger:read',
  'ledger:write',
  'merchants:read',
  'merchants:write',
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
  'keys:write',
  'audit:read',
  'webhooks:read',
] as const

/** The name of the cookie that carries a wallet holder's session. */
export const SESSION_COOKIE = 'feiqian_session'
