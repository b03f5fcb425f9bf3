/** The nouns of people who sign in: wallet holders and operators, their factors and sessions. */
import type { Id } from '../../../kernel/ids.ts'
import type { RoleName } from '../roles.ts'
import type { ScaFactor } from '../sca/types.ts'

export type Person = { readonly kind: 'holder'; readonly id: Id<'hld'> } | { readonly kind: 'operator'; readonly id: Id<'opr'> }

/** Where a request came from, as the list of sessions shows it. */
export type Device = { readonly address: string; readonly userAgent: string | null }

export type FactorKind = 'totp' | 'passkey'

/** A factor as its owner sees it: nothing of it is secret. */
export type Factor = {
  readonly id: Id<'fct'>
  readonly kind: FactorKind
  readonly name: string
  /** A passkey that its maker's cloud keeps too; `null` for TOTP. */
  readonly backedUp: boolean | null
  readonly createdAt: Date
  /** `null` while a TOTP secret waits for its first right code. */
  readonly confirmedAt: Date | null
  readonly lastUsedAt: Date | null
}

/** A TOTP secret, sealed, with the last time step that was accepted. */
export type TotpSecret = { readonly id: Id<'fct'>; readonly secret: Buffer; readonly confirmedAt: Date | null; readonly createdAt: Date }

/** What a passkey is verified with. */
export type Passkey = {
  readonly id: Id<'fct'>
  readonly person: Person
  readonly credentialId: Buffer
  readonly publicKey: Buffer
  readonly signCount: number
  readonly transports: readonly string[]
}

export type PersonSession = {
  readonly id: Id<'ses'>
  readonly person: Person
  readonly factors: readonly ScaFactor[]
  /** When two kinds of factor were last shown; `null` when never. */
  readonly verifiedAt: Date | null
  readonly address: string | null
  readonly userAgent: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
}

/** A person who has just signed in; the token is nowhere else. */
export type Opened = { readonly session: PersonSession; readonly token: string }

/** A second factor that is typed beside a password. */
export type TypedFactor = { readonly type: 'totp' | 'sms' | 'recovery_code'; readonly code: string }

export type Operator = {
  readonly id: Id<'opr'>
  readonly name: { readonly en: string; readonly zh: string }
  /** `null`: calls by API key only. */
  readonly login: string | null
  readonly roles: readonly RoleName[]
  readonly status: 'active' | 'invited' | 'disabled'
  readonly createdAt: Date
}

/** Whoever looks at a page, by the session cookie. */
export type Visitor = {
  readonly person: Person
  readonly sessionId: Id<'ses'>
  /** For the hidden field `csrf` of every form on the page. */
  readonly csrf: string
}

export type RecoveryCodes = { readonly remaining: number; readonly createdAt: Date | null }
export type SentSms = {
  readonly id: string
  readonly phone: string
  readonly purpose: string
  readonly text: string
  readonly createdAt: Date
}
