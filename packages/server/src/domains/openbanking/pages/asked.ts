/** Reads what a consent asks for out of its terms, in the shape that sheets are written from. */
import { type Id, parseId } from '../../../kernel/ids.ts'
import type { Language } from '../../../platform/http/route.ts'
import type { Consent, ConsentLimit } from '../../consents/types.ts'
import { paymentTermsOf } from '../payments/rules.ts'
import type { AccountLabel, Asked, AskedLimit, Asker } from './sheets.ts'
import type { ThirdPartyFacts } from './types.ts'

const text = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null)

/** The name, and how to reach them: what they registered, or what the approval of live access recorded (PIPL Art. 23). */
export function askerOf({ name, contact, metadata }: ThirdPartyFacts, language: Language): Asker {
  const listed = [contact.contacts, metadata.contacts].flatMap((each): readonly unknown[] => (Array.isArray(each) ? each : []))
  const ways = [contact.email, contact.phone, contact.address, ...listed].flatMap(value => text(value) ?? [])
  const uri = text(contact.website) ?? text(metadata.client_uri)
  const url = uri === null ? null : URL.parse(uri)
  return {
    name: name[language],
    company: text(contact.organisation),
    contact: ways[0] ?? null,
    website: url !== null && /^https?:$/.test(url.protocol) ? url.host : null,
  }
}

/** Whom a payment or a VRP consent pays: `mer_…`; `null` for other kinds or when it names no merchant of ours. */
export function payeeIdOf({ kind, terms }: Pick<Consent, 'kind' | 'terms'>): Id<'mer'> | null {
  if (kind !== 'domestic_payment' && kind !== 'vrp') return null
  const initiation = (terms as { Data?: { Initiation?: { CreditorAccount?: { Identification?: unknown } } } }).Data?.Initiation
  const identification = initiation?.CreditorAccount?.Identification
  return typeof identification === 'string' ? parseId('mer', identification) : null
}

export const askedLimits = (limits: readonly ConsentLimit[]): AskedLimit[] =>
  limits.map(limit => {
    if (limit.kind === 'per_payment') return { kind: limit.kind, amount: limit.maxAmount }
    if (limit.kind === 'lifetime') return { kind: limit.kind, amount: limit.maxAmount, count: limit.maxCount }
    return { kind: limit.kind, period: limit.period, alignment: limit.alignment, amount: limit.maxAmount, count: limit.maxCount }
  })

/** `payee` is the merchant's own name in our books, never what the third party called it. `null`: nothing that the pages know. */
export function askedOf(consent: Consent, asker: Asker, accounts: readonly AccountLabel[], payee: string | null): Asked | null {
  const { kind, purpose, validTo, validFrom } = consent
  switch (kind) {
    case 'account_access': {
      const { permissions, transactionsFrom, transactionsTo } = consent
      return { kind, asker, accounts, permissions, purpose, validTo, transactionsFrom, transactionsTo }
    }
    case 'funds_confirmation':
      return { kind, asker, accounts, purpose, validTo }
    case 'domestic_payment': {
      if (payee === null) return null
      const { amount, currency, reference } = paymentTermsOf(consent.terms)
      return { kind, asker, accounts, amount, currency, payee, reference }
    }
    case 'vrp': {
      if (payee === null) return null
      return {
        kind,
        asker,
        accounts,
        currency: consent.currency,
        payee,
        reference: vrpReference(consent.terms),
        limits: askedLimits(consent.limits),
        validFrom,
        validTo,
      }
    }
    default:
      return null
  }
}

/** The reference that all payments of a VRP consent carry, when it fixes one. */
function vrpReference(terms: unknown): string | null {
  const remittance = (terms as { Data?: { Initiation?: { RemittanceInformation?: { Unstructured?: unknown; Reference?: unknown } } } }).Data
    ?.Initiation?.RemittanceInformation
  const unstructured = remittance?.Unstructured
  return text(Array.isArray(unstructured) ? unstructured[0] : unstructured) ?? text(remittance?.Reference)
}
