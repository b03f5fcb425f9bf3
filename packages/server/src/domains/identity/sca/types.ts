/**
 * The nouns of strong customer authentication (SCA): a challenge bound to what is approved, the factors shown for it, and the face by
 * which payments, consents and contracts use it.
 */
import type { Id } from '../../../kernel/ids.ts'
import type { Outcome } from '../../../kernel/outcome.ts'
import type { Tx } from '../../../platform/db.ts'

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
  readonly method: ScaMethod
  readonly at: Date
}

/** What the wallet's daily limits depend on: the same as `Factors` of wallets. */
export type ScaLevel = { readonly kinds: 0 | 1 | 2 | 3; readonly certificate: boolean }

export type ScaChallenge = {
  readonly id: Id<'sca'>
  readonly binding: ScaBinding
  readonly factors: readonly ScaFactor[]
  /** As many kinds of factor as the policy asks for were shown. */
  readonly complete: boolean
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly usedAt: Date | null
}

export type ScaProof =
  | { readonly kind: 'password'; readonly password: string }
  | { readonly kind: 'totp'; readonly code: string }
  | { readonly kind: 'sms'; readonly code: string }
  /** The browser's `PublicKeyCredential.toJSON()` of an assertion over the challenge. */
  | { readonly kind: 'passkey'; readonly response: unknown }

export type ScaProven = { readonly factors: readonly ScaFactor[]; readonly complete: boolean }

export type ScaApproval = { readonly level: ScaLevel; readonly factors: readonly ScaFactor[] }

/** What `openForUse` found; each challenge can be used once. */
export type ScaWork = {
  /** As `Sca.consume`, for one of the challenges that were opened, in a batch: a rollback of the undo log takes it back. */
  use(
    challengeId: Id<'sca'>,
    holderId: Id<'hld'>,
    binding: Pick<ScaBinding, 'purpose' | 'reference' | 'amount' | 'currency'>,
  ): Outcome<ScaApproval, ScaRefusal>
  /** Marks the used ones, once, after the last command. */
  flush(): void
}

export type ScaRefusal = 'sca_required' | 'sca_expired' | 'sca_mismatch' | 'sca_used'

export type Sca = {
  /** A challenge bound to what is approved. Stored with the transaction; one use; expires by the policy record `identity.sca`. */
  begin(tx: Tx, request: { readonly holderId: Id<'hld'>; readonly binding: ScaBinding }): ScaChallenge
  /** The challenge of this holder, or `null`. */
  find(challengeId: Id<'sca'>, holderId: Id<'hld'>): Promise<ScaChallenge | null>
  /** The factors that this holder can show: `sms` when there is a phone, the others when they are enrolled. */
  offered(holderId: Id<'hld'>): Promise<readonly ScaMethod[]>
  /**
   * Shows one factor. Refuses with sca_not_found, sca_expired, sca_used, factor_wrong (counted; the challenge ends after the policy's
   * number of them), sign_in_throttled, overloaded. `origin`: where the browser reached this server, for passkeys.
   */
  prove(
    challengeId: Id<'sca'>,
    holderId: Id<'hld'>,
    proof: ScaProof,
    about: { readonly address: string; readonly origin: string; readonly requestId: string },
  ): Promise<Outcome<ScaProven>>
  /**
   * Consumes the challenge in the transaction that does what was approved: same binding, complete, not expired, once. Rank: `keys`, so
   * call it before anything of a higher rank is locked. Refuses with sca_required (unknown, another's, or not complete), sca_expired,
   * sca_mismatch (something else was approved) or sca_used.
   */
  consume(tx: Tx, challengeId: Id<'sca'>, holderId: Id<'hld'>, binding: ScaBinding): Promise<Outcome<ScaApproval, ScaRefusal>>
}
