/** Creates merchants, each with its four ledger accounts, and changes them. */
import { randomBytes } from 'node:crypto'
import { newId } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { Tx } from '../../platform/db.ts'
import * as switches from './channels/store/switches.ts'
import type { MerchantRefusalCode } from './errors.ts'
import { accountToken, changed, maskNumber } from './rules.ts'
import * as store from './store.ts'
import type { BankAccount, Merchant, MerchantChange, MerchantsDeps, NewBankAccount, NewMerchant } from './types.ts'

const bankAccountOf = (account: NewBankAccount): BankAccount => ({
  holderName: account.holderName,
  bankCode: account.bankCode,
  numberMasked: maskNumber(account.number),
  token: accountToken(randomBytes(18)),
})

export async function createMerchants(
  deps: Pick<MerchantsDeps, 'clock' | 'ledger' | 'seal'>,
  tx: Tx,
  commands: readonly NewMerchant[],
): Promise<Merchant[]> {
  const now = deps.clock.now()
  const added = commands.map((command): store.SealedMerchant => {
    const { id, name, settlementCycle, bankAccount, advanceLimit, refundAdvanceLimit, onboarding } = command
    const merchant: Merchant = {
      id,
      name,
      status: onboarding === undefined ? 'active' : 'onboarding',
      settlementCycle,
      bankAccount: bankAccountOf(bankAccount),
      agreementId: null,
      advanceLimit,
      refundAdvanceLimit,
      channels: [],
      accounts: { unsettled: newId<'acc'>(), settled: newId<'acc'>(), refundDeposit: newId<'acc'>(), advance: newId<'acc'>() },
      liveSince: onboarding === undefined ? now : null,
      statusReason: null,
      riskGrade: onboarding?.riskGrade ?? null,
      reviewDue: null,
      applicationId: onboarding?.applicationId ?? null,
      createdAt: now,
      updatedAt: now,
    }
    return { merchant, sealed: deps.seal.seal(bankAccount.number), marks: onboarding ?? null }
  })
  await deps.ledger.createAccounts(
    tx,
    added.flatMap(({ merchant: { id: owner, accounts } }) => [
      { id: accounts.unsettled, code: 'merchant_unsettled', currency: 'CNY', owner },
      { id: accounts.settled, code: 'merchant_settled', currency: 'CNY', owner },
      { id: accounts.refundDeposit, code: 'merchant_refund_deposit', currency: 'CNY', owner },
      { id: accounts.advance, code: 'merchant_advance', currency: 'CNY', owner },
    ]),
  )
  store.insert(tx, added)
  return added.map(({ merchant }) => merchant)
}

export async function changeMerchants(
  deps: MerchantsDeps,
  tx: Tx,
  commands: readonly MerchantChange[],
): Promise<Outcome<Merchant, MerchantRefusalCode>[]> {
  const merchants = await store.lock(
    tx,
    commands.map(command => command.id),
  )
  const now = deps.clock.now()
  const written = new Map<string, Merchant>()
  const sealed = new Map<string, Buffer>()
  const switched: Merchant[] = []
  const outcomes = commands.map((command): Outcome<Merchant, MerchantRefusalCode> => {
    const current = merchants.get(command.id)
    if (current === undefined) return refuse('merchant_not_found', 'id')
    if (current.applicationId !== null && command.bankAccount !== undefined)
      return refuse('merchant_changes_by_request', 'bank_account', { field: 'bank_account' })
    if (current.status === 'onboarding' && command.status !== undefined) return refuse('merchant_onboarding', 'status')
    let merchant = changed(current, command, now)
    if (merchant.status !== current.status) switched.push(merchant)
    if (command.bankAccount !== undefined) {
      merchant = { ...merchant, bankAccount: bankAccountOf(command.bankAccount) }
      sealed.set(merchant.id, deps.seal.seal(command.bankAccount.number))
    }
    merchants.set(merchant.id, merchant)
    written.set(merchant.id, merchant)
    return ok(merchant)
  })
  if (written.size > 0) store.update(tx, [...written.values()])
  for (const { id, status } of switched) {
    switches.want(
      tx,
      { merchantId: id, channel: null, wanted: status === 'active' ? 'active' : 'suspended', reason: 'by the operator' },
      now,
    )
  }
  const moved = [...written.values()].flatMap(merchant => {
    const bytes = sealed.get(merchant.id)
    return bytes === undefined ? [] : [{ merchant, sealed: bytes, marks: null }]
  })
  if (moved.length > 0) store.updateBankAccounts(tx, moved)
  return outcomes
}
