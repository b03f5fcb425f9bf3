/**
 * The authorisation journey: where a browser stands with a third party's request, and the two ways in which a person answers it. What is
 * approved, the receipt of it and the third party's grant commit in one transaction, or nothing does.
 */
import { formatId, type Id } from '../../../kernel/ids.ts'
import type { Refusal } from '../../../kernel/outcome.ts'
import type { Language } from '../../../platform/http/route.ts'
import { TEXT_VERSION as CONSENT_TEXT_VERSION } from '../../consents/consents.ts'
import type { Consent, ConsentFactor } from '../../consents/types.ts'
import type { Interaction, ScaBinding, ScaFactor } from '../../identity/identity.ts'
import { type Candidates, candidatesOf } from './accounts.ts'
import { askedOf, askerOf, payeeIdOf } from './asked.ts'
import type { End } from './journey-views.ts'
import { fingerprintOf, type Sheet, sheetText, TEXT_VERSION } from './sheet.ts'
import { type AccountLabel, type Asked, type Asker, sheetOf } from './sheets.ts'
import type { PagesDeps, Visitor } from './types.ts'
import { wordsIn } from './words.ts'

/** For how long a person may take, in minutes: AS keeps the time. */
const MINUTES = 15

/** A request that this person can answer now. */
export type Open = {
  readonly kind: 'open'
  readonly interaction: Interaction
  readonly consent: Consent
  readonly visitor: Visitor
  readonly asker: Asker
  readonly payee: string | null
  readonly holderName: string
  readonly candidates: Candidates
}

export type Standing = Open | { readonly kind: 'end'; readonly end: End } | { readonly kind: 'signed_out'; readonly askerName: string }

export type Visit = { readonly uid: string; readonly cookie: string | undefined; readonly language: Language }

export const pathOf = (uid: string): string => `/authorise/${encodeURIComponent(uid)}`

/** What kind of end a request has come to, whoever looks; `null` while it can be answered. Pure. */
export function endOf(interaction: Interaction, consent: Consent | null): 'decided' | 'suspended' | 'expired' | 'withdrawn' | null {
  if (interaction.decided) return 'decided'
  if (interaction.thirdParty.status !== 'live' && interaction.thirdParty.status !== 'sandbox') return 'suspended'
  if (interaction.expired) return 'expired'
  if (consent === null || (consent.state !== 'awaiting_authorisation' && consent.state !== 'authorised')) return 'withdrawn'
  return null
}

/** Where the browser stands: the same for every step, so that reload, back button and second tabs all find their way. */
export async function standingOf(deps: PagesDeps, visit: Visit): Promise<Standing> {
  const { language } = visit
  const interaction = await deps.oauth.interaction(visit.uid, { headers: visit.cookie === undefined ? {} : { cookie: visit.cookie } })
  if (interaction === null) return { kind: 'end', end: { kind: 'unknown' } }
  const { thirdParty } = interaction
  const askerName = thirdParty.name[language]
  const ended = (kind: Exclude<End['kind'], 'unknown' | 'decided'>): Standing => ({
    kind: 'end',
    end: { kind, askerName, path: pathOf(visit.uid), minutes: MINUTES },
  })
  const consent = await deps.consents.find(interaction.consentId)
  const end = endOf(interaction, consent)
  if (end === 'decided') return { kind: 'end', end: { kind: 'decided', askerName, resumeUrl: interaction.resumeUrl } }
  if (end !== null) return ended(end)
  if (consent === null) return ended('withdrawn')
  const visitor = await deps.people.visitor(visit.cookie)
  if (visitor === null) return { kind: 'signed_out', askerName }
  if (consent.holderId !== null && consent.holderId !== visitor.holderId) return ended('others')

  const payeeId = payeeIdOf(consent)
  const [facts, accounts, holderName, payeeName] = await Promise.all([
    deps.names.thirdParty(thirdParty.id),
    deps.bank.accountsOf(visitor.holderId),
    deps.names.holderName(visitor.holderId),
    payeeId === null ? null : deps.names.merchantName(payeeId),
  ])
  const asker = askerOf(facts ?? { name: thirdParty.name, contact: {}, metadata: {} }, language)
  const payee = payeeName?.[language] ?? null
  // With no account yet, what is asked is read once to see whether it is anything that people can be shown.
  const asked = askedOf(consent, asker, [], payee)
  if (asked === null) return ended('unsuitable')
  const candidates = candidatesOf(consent, accounts, currencyOf(asked), wordsIn(language), language)
  if (candidates.choices.length === 0 && !candidates.many) return ended('unsuitable')
  return { kind: 'open', interaction, consent, visitor, asker, payee, holderName: holderName?.[language] ?? '', candidates }
}

const currencyOf = (asked: Asked): string | null => ('currency' in asked ? asked.currency : null)

/** The sheet for these accounts, and what the second factor is bound to. */
export function draftOf(
  deps: Pick<PagesDeps, 'timeZone'>,
  open: Pick<Open, 'consent' | 'asker' | 'payee'>,
  accounts: readonly AccountLabel[],
  language: Language,
): { readonly sheet: Sheet; readonly binding: ScaBinding } | null {
  const { consent, asker, payee } = open
  const asked = askedOf(consent, asker, accounts, payee)
  if (asked === null) return null
  const sheet = sheetOf(asked, language, deps.timeZone)
  const text = `${sheet.statement}\n${wordsIn(language).fingerprint(fingerprintOf(sheet))}`
  const about = { reference: consent.publicId, text }
  if (asked.kind === 'domestic_payment')
    return { sheet, binding: { ...about, purpose: 'payment', amount: asked.amount, currency: asked.currency, payee: asked.payee } }
  if (asked.kind === 'vrp') return { sheet, binding: { ...about, purpose: 'consent', payee: asked.payee } }
  return { sheet, binding: { ...about, purpose: 'consent' } }
}

/** Opens the challenge that the person answers on the page of the second factor. */
export const beginFactor = (deps: PagesDeps, visitor: Visitor, binding: ScaBinding): Promise<string> =>
  deps.db.transaction(async tx => formatId('sca', deps.sca.begin(tx, { holderId: visitor.holderId, binding }).id))

export type Finished =
  | { readonly kind: 'done'; readonly location: string }
  /** Nothing happened: the person confirms once more. */
  | { readonly kind: 'again'; readonly why: 'factor' | 'changed' }
  /** Another tab or click was faster, or something ended meanwhile: look again where the browser stands. */
  | { readonly kind: 'look_again' }

/** Rolls back, and says why. */
class GivenUp extends Error {
  override name = 'GivenUp'
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.code)
    this.refusal = refusal
  }
}

/** Authorises the consent and grants it to the third party, when the challenge was answered for exactly these words. */
export async function finish(
  deps: PagesDeps,
  open: Open,
  answer: {
    readonly challengeId: Id<'sca'>
    readonly accounts: readonly AccountLabel[]
    readonly language: Language
    readonly requestId: string
  },
): Promise<Finished> {
  const { interaction, visitor } = open
  const { challengeId, accounts, language, requestId } = answer
  const { holderId } = visitor
  const draft = draftOf(deps, open, accounts, language)
  const challenge = await deps.sca.find(challengeId, holderId)
  if (challenge === null || draft === null) return { kind: 'again', why: 'factor' }
  if (challenge.usedAt !== null) return { kind: 'look_again' }
  if (challenge.completedAt === null || challenge.expiresAt <= deps.clock.now()) return { kind: 'again', why: 'factor' }
  if (challenge.binding.text !== draft.binding.text) return { kind: 'again', why: 'changed' }
  try {
    return await deps.db.transaction(async (tx): Promise<Finished> => {
      const used = await deps.sca.consume(tx, challengeId, holderId, draft.binding)
      if (!used.ok) throw new GivenUp(used.error)
      const { level } = used.value
      const factors = used.value.factors.flatMap(factorOf)
      const [authorised] = await deps.consents.authorise(tx, [
        {
          consentId: interaction.consentId,
          holderId,
          accounts: accounts.map(account => account.id),
          receipt: {
            textVersion: `${TEXT_VERSION}/${CONSENT_TEXT_VERSION}`,
            language,
            shown: sheetText(draft.sheet),
            factors,
            scaChallenge: challengeId,
            at: deps.clock.now(),
          },
          actor: `hld:${holderId}`,
          requestId,
        },
      ])
      if (authorised === undefined || !authorised.ok) throw new GivenUp(authorised?.error ?? { code: 'consent_not_found' })
      const acr = level.kinds >= 2 ? 'urn:openbanking:psd2:sca' : 'urn:openbanking:psd2:ca'
      const location = await deps.oauth.approve(tx, interaction, { holderId, consentId: interaction.consentId, acr, amr: amrOf(factors) })
      if (location === null) throw new GivenUp({ code: 'interaction_over' })
      return { kind: 'done', location }
    })
  } catch (error) {
    if (!(error instanceof GivenUp)) throw error
    switch (error.refusal.code) {
      case 'sca_required':
      case 'sca_expired':
        return { kind: 'again', why: 'factor' }
      case 'sca_mismatch':
        return { kind: 'again', why: 'changed' }
      default:
        return { kind: 'look_again' }
    }
  }
}

/** Recovery codes sign in and approve nothing. */
const factorOf = ({ kind, method, at }: ScaFactor): ConsentFactor[] => (method === 'recovery_code' ? [] : [{ kind, method, at }])

const AMR: Readonly<Record<ConsentFactor['method'], string>> = { password: 'pwd', totp: 'otp', sms: 'sms', passkey: 'hwk' }

/** RFC 8176; `mfa` when factors of two kinds were shown. */
const amrOf = (factors: readonly ConsentFactor[]): string[] => {
  const kinds = new Set(factors.map(factor => factor.kind))
  return [...new Set(factors.map(factor => AMR[factor.method])), ...(kinds.size > 1 ? ['mfa'] : [])]
}

/**
 * Sends the third party `error=access_denied` and its `state`. Who is signed in and says no also rejects the consent, if it still waits;
 * otherwise nothing but this visit ends. Answers where to send the browser, `null` when the request is unknown.
 */
export async function deny(
  deps: PagesDeps,
  visit: Visit,
  answer: { readonly csrf: string; readonly requestId: string },
): Promise<string | null> {
  const interaction = await deps.oauth.interaction(visit.uid, { headers: visit.cookie === undefined ? {} : { cookie: visit.cookie } })
  if (interaction === null) return null
  if (interaction.decided) return interaction.resumeUrl
  const consent = await deps.consents.find(interaction.consentId)
  const visitor = await deps.people.visitor(visit.cookie)
  const saysNo = visitor !== null && deps.people.checkCsrf(visitor, answer.csrf) && endOf(interaction, consent) === null
  try {
    return await deps.db.transaction(async tx => {
      if (saysNo && consent?.state === 'awaiting_authorisation')
        await deps.consents.reject(tx, [
          {
            consentId: interaction.consentId,
            holderId: visitor.holderId,
            actor: `hld:${visitor.holderId}`,
            requestId: answer.requestId,
          },
        ])
      const why = interaction.expired ? 'the time to answer is over' : 'the person cancelled'
      const location = await deps.oauth.deny(tx, interaction, 'access_denied', why)
      if (location === null) throw new GivenUp({ code: 'interaction_over' })
      return location
    })
  } catch (error) {
    // Another tab was faster.
    if (error instanceof GivenUp) return interaction.resumeUrl
    throw error
  }
}
