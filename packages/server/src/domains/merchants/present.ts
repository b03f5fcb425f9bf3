/** A merchant as the API and the events show it. */
import { formatId } from '../../kernel/ids.ts'
import { iso } from '../../kernel/time.ts'
import type { Merchant } from './types.ts'

export const presentMerchant = (merchant: Merchant) => ({
  id: formatId('mer', merchant.id),
  object: 'merchant' as const,
  name: merchant.name,
  status: merchant.status,
  settlement_cycle: merchant.settlementCycle,
  bank_account: {
    holder_name: merchant.bankAccount.holderName,
    bank_code: merchant.bankAccount.bankCode,
    number_masked: merchant.bankAccount.numberMasked,
  },
  agreement: merchant.agreementId === null ? null : formatId('agr', merchant.agreementId),
  advance_limit: Number(merchant.advanceLimit),
  refund_advance_limit: Number(merchant.refundAdvanceLimit),
  accounts: {
    unsettled: formatId('acc', merchant.accounts.unsettled),
    settled: formatId('acc', merchant.accounts.settled),
    refund_deposit: formatId('acc', merchant.accounts.refundDeposit),
    advance: formatId('acc', merchant.accounts.advance),
  },
  channels: merchant.channels.map(({ channel, subMerchant, subAppId, flows, active }) => ({
    channel,
    sub_merchant: subMerchant,
    sub_app_id: subAppId,
    flows: [...flows],
    active,
  })),
  status_reason: merchant.statusReason,
  risk_grade: merchant.riskGrade,
  review_due: merchant.reviewDue,
  application: merchant.applicationId === null ? null : formatId('apl', merchant.applicationId),
  live_since: iso(merchant.liveSince),
  created_at: merchant.createdAt.toISOString(),
  updated_at: merchant.updatedAt.toISOString(),
})
