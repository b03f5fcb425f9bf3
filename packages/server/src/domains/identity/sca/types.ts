/**
 * The nouns of strong customer authentication (SCA): a challenge bound to what is approved, the factors shown for it, and the face by
 * which payments, consents and contracts use it.
 */
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import type { Id } from '../../../kernel/ids.ts'
import type { Outcome } from '../../../kernel/outcome.ts'
import type { Undo } from '../../../kernel/undo.ts'
import type { Tx } from '../../../platform/db.ts'
import type { SentCode } from '../people/one-time-codes.ts'
import type { AttemptContext } from '../people/throttle.ts'
import type { Person } from '../people/types.ts'

/** What the person approves: everything in it is hashed into the challenge (dynamic linking: EU 2018/389 Art. 5). */
export type ScaBinding = {
  readonly purpose: 'consent' | 'payment' | 'contract' | 'step_up'
  /** Public id of what is approved: `cns_…`, `pay_…`, `ses_…`. */
  readonly reference: string
  /** Minor units; with `currency` or not at all. */
  readonly amount?: bigint
  readonly currency?: string
  /** Name of who is paid, as it was shown. */
  readonly payee?: string
  /** What the person was shown, in their language. */
  readonly text: string
}

export type ScaMethod = 'password' | 'totp' | 'sms' | 'passkey'

/** A kind of factor that was shown: what one knows, has, is (EU 2018/389 Art. 4(1); 公告〔2015〕43号 Art. 22). */
export type ScaFactor = {
  readonly kind: 'knowledge' | 'possession' | 'inherence'
  /** Recovery codes sign in, and approve nothing. */
  readonly method: ScaMethod | 'recovery_code'
  readonly at: Date
}

/** What the wallet's daily limits depend on: the same as `Factors` of wallets. */
export type ScaLevel = { readonly kinds: 0 | 1 | 2 | 3; readonly certificate: boolean }

/** What must be the same when it is used; the words and the payee's name need not be repeated where the reference fixes them. */
export type ScaUse = Pick<ScaBinding, 'purpose' | 'reference' | 'amount' | 'currency'> & Partial<Pick<ScaBinding, 'payee' | 'text'>>

export type ScaChallenge = {
  readonly id: Id<'sca'>
  readonly person: Person
  readonly binding: ScaBinding
  /** SHA-256 over the id and the binding: what a passkey signs. */
  readonly hash: Buffer
  readonly factors: readonly ScaFactor[]
  /** Wrong proofs, and those under way. */
  readonly attempts: number
  readonly createdAt: Date
  readonly expiresAt: Date
  /** When as many kinds of factor were shown as the policy asks for. */
  readonly completedAt: Date | null
  readonly usedAt: Date | null
}

export type ScaProof =
  | { readonly kind: 'password'; readonly password: string }
  | { readonly kind: 'totp'; readonly code: string }
  | { readonly kind: 'sms'; readonly code: string }
  /** The browser's `PublicKeyCredential.toJSON()` of an assertion over the challenge. */
  | { readonly kind: 'passkey'; readonly response: unknown }

/** Who proves: a holder's id alone means a holder. */
export type ScaPerson = Id<'hld'> | Person

/** What the edge knows of the request. `baseUrl`: where the browser reached this server, for passkeys. */
export type ScaAbout = AttemptContext & { readonly address: string; readonly baseUrl: string; readonly language: 'en' | 'zh' }

export type ScaProven = { readonly factors: readonly ScaFactor[]; readonly complete: boolean }

export type ScaApproval = { readonly level: ScaLevel; readonly factors: readonly ScaFactor[] }

export type ScaRefusal = 'sca_required' | 'sca_expired' | 'sca_mismatch' | 'sca_used'

/** The challenges of a batch, locked. */
export type ScaWork = {
  /** As `Sca.consume`, against the working state: a rollback of the batch's undo log takes it back. */
  use(challengeId: Id<'sca'>, person: ScaPerson, use: ScaUse): Outcome<ScaApproval, ScaRefusal>
  /** Marks the used ones, once, after the last command. */
  flush(): void
}

export type Sca = {
  /** A challenge bound to what is approved. Stored with the transaction; one use; expires by the policy record `identity.sca`. */
  begin(tx: Tx, request: { readonly holderId: Id<'hld'>; readonly binding: ScaBinding }): ScaChallenge
  begin(tx: Tx, request: { readonly person: Person; readonly binding: ScaBinding }): ScaChallenge
  /** The challenge of this person, or `null`. */
  find(challengeId: Id<'sca'>, person: ScaPerson): Promise<ScaChallenge | null>
  /** The factors that this person can show: `sms` when there is a phone and no TOTP, the others when they are enrolled. */
  offered(person: ScaPerson): Promise<readonly ScaMethod[]>
  /** What `navigator.credentials.get` takes. Refuses: sca_not_found, sca_expired, sca_used, factor_unavailable (no passkey). */
  passkeyOptions(challengeId: Id<'sca'>, person: ScaPerson, baseUrl: string): Promise<Outcome<PublicKeyCredentialRequestOptionsJSON>>
  /** Sends a code that proves for this challenge only; its text says what is approved. Refuses: as above, sms_unavailable, sms_throttled. */
  sendSms(challengeId: Id<'sca'>, person: ScaPerson, language: 'en' | 'zh'): Promise<Outcome<SentCode>>
  /**
   * Shows one factor. Refuses with sca_not_found, sca_expired, sca_used, factor_wrong (counted; the challenge ends after the policy's
   * number of them), factor_unavailable, sign_in_throttled, overloaded.
   */
  prove(challengeId: Id<'sca'>, person: ScaPerson, proof: ScaProof, about: ScaAbout): Promise<Outcome<ScaProven>>
  /**
   * Consumes the challenge in the transaction that does what was approved: same binding, complete, not expired, once. Rank: `keys`, so
   * call it before anything of a higher rank is locked. Refuses with sca_required (unknown, another's, or not complete), sca_expired,
   * sca_mismatch (something else was approved) or sca_used.
   */
  consume(tx: Tx, challengeId: Id<'sca'>, person: ScaPerson, use: ScaUse): Promise<Outcome<ScaApproval, ScaRefusal>>
  /** Locks the challenges of a batch, one statement. Rank: `keys`. */
  open(tx: Tx, challengeIds: readonly Id<'sca'>[], undo: Undo): Promise<ScaWork>
  /** What these factors are worth by the policy of now: for approvals whose factors were kept, such as consents. */
  levelOf(factors: readonly ScaFactor[]): ScaLevel
}
