/** What onboarding is built from, and how its personal data is sealed and opened. */
import { createHmac } from 'node:crypto'
import type { Id } from '../../../kernel/ids.ts'
import { invariant, type Outcome } from '../../../kernel/outcome.ts'
import { type BusinessDate, businessDateOf, type Clock } from '../../../kernel/time.ts'
import type { AuditLeaf, Commands } from '../../../platform/commands.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Envelope } from '../../../platform/kms.ts'
import type { Outbox } from '../../../platform/outbox.ts'
import type { ChannelOnboarding, ChannelRequirements } from '../ports.ts'
import type { MerchantsDeps } from '../types.ts'
import type { OnboardingPolicy } from './rules-checks.ts'
import { plainName } from './rules-numbers.ts'
import type { RiskPolicy } from './rules-risk.ts'
import * as store from './store.ts'
import type { Draft, RiskGrade } from './types.ts'

export type OfferedAgreement = {
  readonly id: Id<'agr'>
  readonly version: number
  readonly title: string
  readonly clauses: readonly unknown[]
}

/** What partners does for onboarding. */
export type Agreements = {
  /** Drafts an agreement from a price template. Refuses price_template_not_found. */
  draft(tx: Tx, merchantId: Id<'mer'>, template: string): Promise<Outcome<{ readonly id: Id<'agr'>; readonly version: number }>>
  /** Brings it into force now. */
  activate(tx: Tx, id: Id<'agr'>, version: number): Promise<Outcome<unknown>>
  /** As the merchant reads it before it accepts. */
  read(id: Id<'agr'>, version: number): Promise<OfferedAgreement | null>
}

type PolicyRecord = { readonly value: unknown }

export type OnboardingDeps = MerchantsDeps & {
  readonly db: Db
  readonly clock: Clock
  /** The institution's (IANA). */
  readonly timeZone: string
  readonly commands: Commands
  readonly outbox: Outbox
  readonly audit: (tx: Tx, leaves: readonly AuditLeaf[]) => void
  readonly policies: { require(key: string, instant: Date): PolicyRecord }
  readonly envelope: Envelope
  /** 32 bytes: equal persons, accounts and licences are found by keyed marks. */
  readonly markKey: Uint8Array
  readonly agreements: Agreements
  /** Channels that can be asked for; `null`: one that keeps no merchants of its own and is open to all of ours. */
  readonly channels: () => ReadonlyMap<string, ChannelOnboarding | null>
  /** A channel's port failed, or its answer could not be written down. */
  readonly onError: (error: unknown) => void
}

export const today = (deps: Pick<OnboardingDeps, 'clock' | 'timeZone'>): BusinessDate => businessDateOf(deps.clock.now(), deps.timeZone)

/* ---- sealing ---- */

const formContext = (id: Id<'apl'>): string => `merchants.application:${id}`
const documentContext = (id: Id<'mdc'>): string => `merchants.document:${id}`

const BIG = 'n:'

export const sealForm = (deps: Pick<OnboardingDeps, 'envelope'>, id: Id<'apl'>, draft: Draft): Promise<Buffer> =>
  deps.envelope.seal(
    JSON.stringify(draft, (_, value: unknown) => (typeof value === 'bigint' ? `${BIG}${value}` : value)),
    formContext(id),
  )

/** The form as it was sealed: the seal vouches for its shape, for only what the edge had read was sealed. */
export async function openForm(deps: Pick<OnboardingDeps, 'envelope' | 'db'>, id: Id<'apl'>): Promise<Draft> {
  const sealed = await store.sealedForm(deps.db, id)
  invariant(sealed !== null, 'an application has a form')
  const text = await deps.envelope.openText(sealed, formContext(id))
  return JSON.parse(text, (key, value: unknown) =>
    key === 'monthlyVolume' && typeof value === 'string' ? BigInt(value.slice(BIG.length)) : value,
  ) as Draft
}

export const sealDocument = (deps: Pick<OnboardingDeps, 'envelope'>, id: Id<'mdc'>, bytes: Uint8Array): Promise<Buffer> =>
  deps.envelope.seal(bytes, documentContext(id))

export const openDocument = (deps: Pick<OnboardingDeps, 'envelope'>, id: Id<'mdc'>, sealed: Uint8Array): Promise<Buffer> =>
  deps.envelope.open(sealed, documentContext(id))

/** Equal texts have equal marks; nobody without the key learns the text. `kind` keeps marks of different things apart. */
const mark = (deps: Pick<OnboardingDeps, 'markKey'>, kind: string, text: string): Buffer =>
  createHmac('sha256', deps.markKey).update(`${kind}\n${text}`).digest()

export const personMark = (deps: Pick<OnboardingDeps, 'markKey'>, person: { readonly name: string; readonly idNumber: string }): Buffer =>
  mark(deps, 'person', `${plainName(person.name)}\n${person.idNumber.toUpperCase()}`)

export const accountMark = (deps: Pick<OnboardingDeps, 'markKey'>, account: { readonly number: string }): Buffer =>
  mark(deps, 'account', account.number)

export async function contentOf(deps: OnboardingDeps, id: Id<'apl'>, draft: Draft): Promise<store.Content> {
  return {
    sealed: await sealForm(deps, id, draft),
    nameEn: draft.name?.en ?? null,
    nameZh: draft.name?.zh ?? null,
    licenceNumber: draft.licence?.number ?? null,
    legalPersonMark: draft.legalPerson === undefined ? null : personMark(deps, draft.legalPerson),
    accountMark: draft.bankAccount === undefined ? null : accountMark(deps, draft.bankAccount),
  }
}

/* ---- policies ---- */

const record = (deps: Pick<OnboardingDeps, 'policies' | 'clock'>, key: string): ReadonlyMap<string, unknown> => {
  const { value } = deps.policies.require(key, deps.clock.now())
  invariant(typeof value === 'object' && value !== null, `the policy ${key} is an object`)
  return new Map(Object.entries(value))
}

const numberIn = (values: ReadonlyMap<string, unknown>, key: string): number => {
  const value = values.get(key)
  invariant(typeof value === 'number', `the policy has a number ${key}`)
  return value
}

const textsIn = (values: ReadonlyMap<string, unknown>, key: string): readonly string[] => {
  const value = values.get(key)
  return Array.isArray(value) ? value.map(String) : []
}

export function onboardingPolicy(deps: Pick<OnboardingDeps, 'policies' | 'clock'>): OnboardingPolicy {
  const values = record(deps, 'merchants.onboarding')
  return {
    mccProhibited: textsIn(values, 'mcc_prohibited'),
    mccHighRisk: textsIn(values, 'mcc_high_risk'),
    ownerBpsMin: numberIn(values, 'owner_bps_min'),
    expiryWarningDays: numberIn(values, 'expiry_warning_days'),
    ageMin: numberIn(values, 'age_min'),
  }
}

export function riskPolicy(deps: Pick<OnboardingDeps, 'policies' | 'clock'>): RiskPolicy {
  const values = record(deps, 'merchants.risk')
  const points = values.get('points')
  return {
    mediumFrom: numberIn(values, 'medium_from'),
    highFrom: numberIn(values, 'high_from'),
    points: Object.fromEntries(Object.entries(points ?? {}).map(([code, value]) => [code, Number(value)])),
    largeVolume: BigInt(numberIn(values, 'large_volume')),
    youngLicenceDays: numberIn(values, 'young_licence_days'),
  }
}

export function reviewMonths(deps: Pick<OnboardingDeps, 'policies' | 'clock'>, grade: RiskGrade): number {
  const months = record(deps, 'merchants.review').get('months')
  return numberIn(new Map(Object.entries(months ?? {})), grade)
}

export const requirementsOf = (deps: Pick<OnboardingDeps, 'channels'>): ReadonlyMap<string, ChannelRequirements | null> =>
  new Map([...deps.channels()].map(([code, port]) => [code, port?.requirements ?? null]))
