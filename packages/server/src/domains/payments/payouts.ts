/**
 * Payouts to merchants: what is settled, from the reserve, to the merchant's bank account; earlier than settlement only as an
 * advance from own funds within the merchant's limit. What was advanced is recovered from settled money first.
 */
import { formatId, type Id, newId } from '../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { AccountId, NewTransfer } from '../ledger/types.ts'
import type { Merchant, MerchantFacts } from '../merchants/merchants.ts'
import { payoutAnnouncement } from './announce.ts'
import type { PaymentDeps } from './deps.ts'
import { ownCash } from './fund-refund.ts'
import { openWork, type Work } from './open-work.ts'
import { policyNumber } from './policy.ts'
import { broughtSince, insertPayouts, paidOn } from './store/payouts.ts'
import type { Payout } from './types.ts'

const CURRENCY = 'CNY'

const accountsOf = (merchant: MerchantFacts): AccountId[] => [
  merchant.accounts.unsettled,
  merchant.accounts.settled,
  merchant.accounts.advance,
]

const least = (...amounts: readonly bigint[]): bigint => amounts.reduce((least, amount) => (amount < least ? amount : least))

const positive = (amount: bigint): bigint => (amount > 0n ? amount : 0n)

/** Own funds come back: settled money leaves the reserve for own cash, two linked transfers, one in each fund. */
function recoverAdvance(work: Work, merchant: MerchantFacts, reference: string): bigint {
  const amount = least(work.ledger.available(merchant.accounts.advance), work.ledger.available(merchant.accounts.settled))
  if (amount <= 0n) return 0n
  const base = { kind: 'posted', amount, reference, reason: { kind: 'advance_recovery' } } as const
  const recovered = work.ledger.try([
    { ...base, id: newId<'trf'>(), debit: merchant.accounts.settled, credit: work.deps.ledger.institutionAccount('reserve_cash') },
    { ...base, id: newId<'trf'>(), debit: ownCash(work.deps), credit: merchant.accounts.advance },
  ])
  invariant(recovered.ok, 'an advance is recovered from what is settled')
  return amount
}

/** The house that routing chooses; where it knows none, the one that is always connected: nobody waits for their money for want of a rule. */
function houseFor(work: Work, merchant: MerchantFacts, reference: string, amount: bigint): string {
  const { bankCode: bank } = merchant.bankAccount
  const routed = work.deps.routing.choosePayout({
    merchantId: merchant.id,
    reference,
    amount,
    currency: CURRENCY,
    bank,
    excluded: [],
    at: work.now,
  })
  if (!routed.ok) return work.deps.house
  work.decisions.push(routed.value.decision)
  work.undo.push(() => work.decisions.pop())
  return routed.value.house
}

/** Books the payout and hands it to the clearing house; `advanced` of it comes from own funds first. */
function pay(work: Work, merchant: MerchantFacts, date: BusinessDate, origin: Payout['origin'], amount: bigint, advanced: bigint): Payout {
  const { deps } = work
  const payout: Payout = {
    id: newId<'po'>(),
    merchantId: merchant.id,
    accountingDate: date,
    origin,
    status: 'processing',
    amount,
    advanced,
    currency: CURRENCY,
    instructionId: newId<'ins'>(),
    failureCode: null,
    createdAt: work.now,
    finishedAt: null,
  }
  const reference = formatId('po', payout.id)
  const house = houseFor(work, merchant, reference, amount)
  const base = { kind: 'posted', reference } as const
  const transfers: NewTransfer[] = []
  if (advanced > 0n) {
    const advance = { ...base, amount: advanced, reason: { kind: 'advance' } } as const
    transfers.push(
      { ...advance, id: newId<'trf'>(), debit: merchant.accounts.advance, credit: ownCash(deps) },
      { ...advance, id: newId<'trf'>(), debit: deps.ledger.institutionAccount('reserve_cash'), credit: merchant.accounts.settled },
    )
  }
  transfers.push({
    ...base,
    id: newId<'trf'>(),
    debit: merchant.accounts.settled,
    credit: deps.ledger.institutionAccount('payout_in_transit', house),
    amount,
    reason: { kind: 'payout' },
  })
  const booked = work.ledger.try(transfers)
  invariant(booked.ok, 'a payout never exceeds what is settled and advanced')
  work.instructions.push({
    id: payout.instructionId,
    purpose: 'payout',
    kind: 'payout',
    house,
    amount,
    currency: CURRENCY,
    payee: { name: merchant.bankAccount.holderName, account: merchant.bankAccount.token, bankCode: merchant.bankAccount.bankCode },
    reference,
    description: merchant.name.zh,
  })
  work.payments.announce(payoutAnnouncement('payout.created', payout))
  work.undo.accept()
  return payout
}

/**
 * Recovers advances from these merchants' settled money and pays out the rest, as it stood at the cut. A merchant that this
 * close has paid already is left alone, so a repeated run pays nothing twice. Answers what was paid and recovered.
 */
export async function payOutMerchants(
  deps: PaymentDeps,
  merchants: readonly Merchant[],
  date: BusinessDate,
): Promise<{ paid: bigint; recovered: bigint; count: number }> {
  return deps.db.transaction(async tx => {
    const ids = merchants.map(merchant => merchant.id)
    const done = await paidOn(tx, ids, date)
    const work = await openWork(deps, tx, { payments: [], merchants: ids, accounts: accountsOf, more: [ownCash(deps)] })
    const brought = await broughtSince(
      tx,
      [...work.merchants.values()].map(merchant => merchant.accounts.settled),
      date,
    )
    const payouts: Payout[] = []
    let recovered = 0n
    for (const merchant of work.merchants.values()) {
      if (done.has(merchant.id)) continue
      recovered += recoverAdvance(work, merchant, formatId('mer', merchant.id))
      work.undo.accept()
      const amount = work.ledger.available(merchant.accounts.settled) - positive(brought.get(merchant.accounts.settled) ?? 0n)
      if (amount > 0n && merchant.status === 'active') payouts.push(pay(work, merchant, date, 'close', amount, 0n))
    }
    work.flush()
    if (payouts.length > 0) insertPayouts(tx, payouts)
    return { paid: payouts.reduce((sum, payout) => sum + payout.amount, 0n), recovered, count: payouts.length }
  })
}

export type EarlyPayout = { readonly merchantId: Id<'mer'> }

/**
 * Pays a T+0 merchant out at once: what is settled, and of what is not yet settled as much as own funds may advance.
 * Refuses payout_not_early, payout_nothing_due.
 */
export async function createEarlyPayouts(deps: PaymentDeps, tx: Tx, commands: readonly Command<EarlyPayout>[]): Promise<Outcome<Payout>[]> {
  const ids = [...new Set(commands.map(command => command.input.merchantId))]
  const work = await openWork(deps, tx, { payments: [], merchants: ids, accounts: accountsOf, more: [ownCash(deps)] })
  const payouts: Payout[] = []
  const outcomes = commands.map(({ input }): Outcome<Payout> => {
    const merchant = work.merchants.get(input.merchantId)
    if (merchant === undefined || merchant.status !== 'active') return refuse('merchant_suspended')
    if (merchant.settlementCycle !== 'T0' || tooNew(deps, merchant, work.now)) return refuse('payout_not_early')
    const owed = work.ledger.available(merchant.accounts.advance)
    const advanced = positive(
      least(
        work.ledger.available(merchant.accounts.unsettled) - owed,
        merchant.advanceLimit - owed,
        BigInt(policyNumber(deps, 'settlement.t0', 'per_payout_limit', work.now)),
        // What is owed holds every advance of the day, for only a close recovers.
        BigInt(policyNumber(deps, 'settlement.t0', 'daily_limit', work.now)) - owed,
        work.ledger.available(ownCash(deps)),
      ),
    )
    const amount = work.ledger.available(merchant.accounts.settled) + advanced
    if (amount === 0n) return refuse('payout_nothing_due')
    const payout = pay(work, merchant, work.ledger.accountingDate, 'early', amount, advanced)
    payouts.push(payout)
    return ok(payout)
  })
  work.flush()
  if (payouts.length > 0) insertPayouts(tx, payouts)
  return outcomes
}

/** 银发〔2016〕261号: a merchant does not settle on the same day until it has been live for a while; the policy says how long. */
function tooNew(deps: PaymentDeps, merchant: Merchant, now: Date): boolean {
  const days = policyNumber(deps, 'settlement.new_merchant', 't0_after_days', now)
  return merchant.liveSince === null || now.getTime() - merchant.liveSince.getTime() < days * 86_400_000
}
