/** A consent as its holder sees it on the dashboard: words and numbers, in their language. Pure. */
import { formatId, parseId } from '../../../kernel/ids.ts'
import type { Language } from '../../../platform/http/route.ts'
import { COLLECTION_PURPOSE_WORDS, clustersOf, DATA_CLUSTERS, ENDED_BY_WORDS, KIND_WORDS, STATE_WORDS } from '../../consents/consents.ts'
import type { Consent, ConsentChange, ConsentPayment, ConsentUsage, LimitStanding, StoredReceipt } from '../../consents/types.ts'
import { askedLimits, payeeIdOf } from '../pages/asked.ts'
import { type Formats, formatsOf } from '../pages/format.ts'
import { limitText } from '../pages/sheets.ts'
import { type Words, wordsIn } from '../pages/words.ts'
import { paymentTermsOf } from '../payments/rules.ts'
import type { DetailProps, Fact, LimitBar, ReceiptProps, Row } from './views.ts'

/** What names things: looked up before, so that presenting stays pure. */
export type Names = {
  readonly party: string
  readonly contact: string | null
  readonly payee: string | null
  /** `招商银行 · 活期 · **** 0018` by `bac_…`. */
  readonly accounts: ReadonlyMap<string, string>
  readonly card: { readonly bank: string; readonly last4: string } | null
}

export type Reading = { readonly language: Language; readonly timeZone: string }

const isOver = (consent: Consent): boolean => consent.state !== 'authorised' && consent.state !== 'awaiting_authorisation'

export const isCurrent = (consent: Consent): boolean => !isOver(consent)

type Tools = { readonly w: Words; readonly d: Words['dashboard']; readonly f: Formats; readonly language: Language }

function toolsOf({ language, timeZone }: Reading): Tools {
  const w = wordsIn(language)
  return { w, d: w.dashboard, f: formatsOf(language, timeZone), language }
}

export function rowOf(consent: Consent, names: Names, lastUsed: Date | null, reading: Reading): Row {
  const tools = toolsOf(reading)
  const { d, f, language } = tools
  const over = isOver(consent)
  return {
    id: consent.publicId,
    party: names.party,
    kind: KIND_WORDS[consent.kind].title[language],
    what: whatOf(consent, names, tools),
    when: over
      ? d.endedAt(f.date(consent.endedAt ?? consent.stateSince))
      : consent.validTo === null
        ? d.untilEnded
        : d.until(f.date(consent.validTo)),
    lastUsed: lastUsed === null ? d.neverUsed : d.lastUsed(f.date(lastUsed)),
    isActive: consent.state === 'authorised',
    state: STATE_WORDS[consent.state][language],
  }
}

/** In a few words, what it is about. */
function whatOf(consent: Consent, names: Names, { w, d, f }: Tools): string {
  switch (consent.kind) {
    case 'account_access':
    case 'funds_confirmation':
      return d.accountsCount(consent.accounts.length)
    case 'domestic_payment': {
      const { amount, currency } = paymentTermsOf(consent.terms)
      const money = f.money(amount, currency)
      return names.payee === null ? money : `${money} ${w.pay.to(names.payee)}`
    }
    case 'card_agreement':
      return consent.card === null ? '' : d.facts.card(consent.card.bank, consent.card.last4)
    default: {
      const perPayment = consent.limits.find(limit => limit.kind === 'per_payment')
      return perPayment === undefined ? d.noLimit : w.vrp.perPayment(f.money(perPayment.maxAmount, perPayment.currency))
    }
  }
}

export type Details = {
  readonly usage: ConsentUsage
  readonly history: readonly ConsentChange[]
  readonly receipts: readonly StoredReceipt[]
}

/** When it was last used: by a payment, or by reading data. */
function lastUsedOf({ payments, accesses }: ConsentUsage): Date | null {
  const times = [...payments.map(payment => payment.at), ...accesses.map(access => access.lastAt)].map(at => at.getTime())
  return times.length === 0 ? null : new Date(Math.max(...times))
}

export function detailOf(consent: Consent, names: Names, details: Details, reading: Reading): Omit<DetailProps, 'notice'> {
  const tools = toolsOf(reading)
  const { d, f, language } = tools
  const { usage } = details
  const canEnd = isCurrent(consent)
  return {
    id: consent.publicId,
    party: names.party,
    kind: KIND_WORDS[consent.kind].title[language],
    state: STATE_WORDS[consent.state][language],
    isActive: consent.state === 'authorised',
    facts: factsOf(consent, names, lastUsedOf(usage), tools),
    data: clustersOf(consent.permissions).map(cluster => ({
      title: DATA_CLUSTERS[cluster].title[language],
      text: DATA_CLUSTERS[cluster].what[language],
    })),
    limits: limitsOf(consent, tools),
    uses: [
      ...usage.payments.map(payment => ({
        at: payment.at,
        what: payeeOf(payment, names),
        detail: `${f.moment(payment.at)}${payment.releasedAmount >= payment.amount ? ` · ${d.useReleased}` : ''} · ${payment.reference}`,
        amount: f.money(payment.amount - payment.releasedAmount, payment.currency),
      })),
      ...usage.accesses.map(access => ({
        at: access.lastAt,
        what: d.resources[access.resource] ?? access.resource,
        detail: f.moment(access.lastAt),
        amount: d.accessLine(Number(access.count)),
      })),
    ]
      .sort((a, b) => b.at.getTime() - a.at.getTime())
      .map(({ what, detail, amount }) => ({ what, detail, amount })),
    history: details.history.map(change => ({
      what: [
        d.changes[change.change] ?? change.change,
        change.change === 'cancelled' && change.by !== null ? ENDED_BY_WORDS[change.by][language] : null,
      ]
        .filter(part => part !== null)
        .join(language === 'zh' ? '，' : ', '),
      when: f.moment(change.at),
    })),
    receipts: details.receipts.map(receipt => receiptOf(receipt, tools)),
    end: canEnd ? (consent.kind === 'card_agreement' ? d.endCard : d.end) : null,
  }
}

/** Our own name of whom was paid: what a third party calls them is its word. */
const payeeOf = ({ payee, reference }: ConsentPayment, names: Names): string =>
  names.payee ?? (payee === null ? reference : parseId('mer', payee) === null ? payee : names.party)

function factsOf(consent: Consent, names: Names, lastUsed: Date | null, { d, f, language }: Tools): Fact[] {
  const { facts } = d
  const found: Fact[] = []
  const add = (id: keyof Words['dashboard']['facts'], label: string, text: string | null): void => {
    if (text !== null && text !== '') found.push({ id, label, text })
  }
  add('contact', facts.contact, names.contact)
  if (consent.kind === 'domestic_payment') {
    const terms = paymentTermsOf(consent.terms)
    add('amount', facts.amount, f.money(terms.amount, terms.currency))
    add('reference', facts.reference, terms.reference)
  }
  add('payee', facts.payee, payeeIdOf(consent) === null ? null : names.payee)
  const purpose = consent.purpose === null ? null : (COLLECTION_PURPOSE_WORDS[consent.purpose]?.[language] ?? consent.purpose)
  add('purpose', facts.purpose, purpose)
  const card = consent.card ?? names.card
  if (card !== null) add('method', facts.method, facts.card(card.bank, card.last4))
  else if (consent.method === 'wallet_balance') add('method', facts.method, facts.walletBalance)
  add('accounts', facts.accounts, f.list(consent.accounts.map(id => names.accounts.get(id) ?? id)))
  add('given', facts.given, consent.authorisedAt === null ? null : f.moment(consent.authorisedAt))
  add('validUntil', facts.validUntil, consent.validTo === null ? d.untilEnded : d.until(f.moment(consent.validTo)))
  add('lastUsed', facts.lastUsed, lastUsed === null ? d.neverUsed : f.moment(lastUsed))
  if (isOver(consent)) {
    const by = consent.endedBy === null ? '' : ` ${ENDED_BY_WORDS[consent.endedBy][language]}`
    add('ended', facts.ended, `${f.moment(consent.endedAt ?? consent.stateSince)}${by}`)
    add('endReason', facts.endReason, consent.endReason)
  }
  add('number', facts.number, consent.publicId)
  return found
}

function limitsOf(consent: Consent, { w, d, f }: Tools): LimitBar[] {
  const money = (amount: bigint): string => f.money(amount, consent.currency)
  const perPayment = askedLimits(consent.limits).flatMap((limit): LimitBar[] =>
    limit.kind === 'per_payment' ? [{ text: limitText(limit, w.vrp, money), used: null, share: null }] : [],
  )
  return [...perPayment, ...consent.standings.map(standing => standingBar(standing, w, d, money))]
}

/** What is used of what may be used in this period, which in a first calendar period is less than the limit. */
function standingBar(standing: LimitStanding, w: Words, d: Words['dashboard'], money: (amount: bigint) => string): LimitBar {
  const { limit, allowed, usedAmount, usedCount } = standing
  const [asked] = askedLimits([limit])
  const used = [
    ...(allowed === null ? [] : [d.limitUsed(money(usedAmount), money(allowed))]),
    ...(limit.maxCount === null ? [] : [d.countUsed(usedCount, limit.maxCount)]),
  ]
  return {
    text: asked === undefined ? '' : limitText(asked, w.vrp, money),
    used: used.join(' · '),
    share:
      allowed !== null
        ? { value: Number(usedAmount > allowed ? allowed : usedAmount), max: Math.max(1, Number(allowed)) }
        : { value: usedCount, max: limit.maxCount ?? 1 },
  }
}

function receiptOf(receipt: StoredReceipt, { d, f }: Tools): ReceiptProps {
  return {
    at: d.receiptAt(f.moment(receipt.at)),
    version: d.receiptVersion(receipt.textVersion, d.languages[receipt.language]),
    factors: receipt.factors.length === 0 ? '' : d.receiptFactors(f.list(receipt.factors.map(factor => d.factors[factor.method]))),
    shown: receipt.shown,
    lang: receipt.language === 'zh' ? 'zh-CN' : 'en',
  }
}

/** What ending it does, in plain words. */
export const effectsOf = (consent: Consent, party: string, language: Language): string[] =>
  wordsIn(language).dashboard.effects[consent.kind](party)

/** The public ids of accounts, as consents keep them. */
export const accountKey = (id: Parameters<typeof formatId<'bac'>>[1]): string => formatId('bac', id)
