/** Decisions about merchants. Pure. */
import type { Merchant, MerchantChange } from './types.ts'

/** A bank account number as people may see it: its last four digits. */
export const maskNumber = (number: string): string => `**** ${number.slice(-4)}`

/** The merchant after the change, apart from its bank account, which needs sealing. */
export function changed(merchant: Merchant, change: MerchantChange, now: Date): Merchant {
  return {
    ...merchant,
    name: change.name ?? merchant.name,
    status: change.status ?? merchant.status,
    settlementCycle: change.settlementCycle ?? merchant.settlementCycle,
    advanceLimit: change.advanceLimit ?? merchant.advanceLimit,
    refundAdvanceLimit: change.refundAdvanceLimit ?? merchant.refundAdvanceLimit,
    updatedAt: now,
  }
}
