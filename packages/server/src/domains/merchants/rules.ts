/** Decisions about merchants. Pure. */
import type { Merchant, MerchantChange } from './types.ts'

/** A bank account number as people may see it: its last four digits. */
export const maskNumber = (number: string): string => `**** ${number.slice(-4)}`

const TOKEN_PREFIX = 'ba_'

/** What payouts name in place of a bank account number; `random` makes it unguessable and new for each account. */
export const accountToken = (random: Uint8Array): string => `${TOKEN_PREFIX}${Buffer.from(random).toString('base64url')}`

/** Whether an account is a token of a merchant's bank account, and not one of a clearing house. */
export const isAccountToken = (account: string): boolean => account.startsWith(TOKEN_PREFIX)

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
