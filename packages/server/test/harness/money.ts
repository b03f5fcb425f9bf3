/**
 * Where all the money of payments is, in one snapshot, and the equations that must hold at every instant: nobody's money
 * appears, disappears or is somebody else's.
 */
import { expect } from 'vitest'
import type { PaymentMethod, PaymentStatus } from '../../src/domains/payments/types.ts'
import type { Admin } from './admin.ts'

export type PaymentFacts = {
  readonly id: string
  readonly status: PaymentStatus
  readonly amount: number
  readonly captured: number
  readonly refunded: number
  /** What the ledger says came from the payer for this payment. */
  readonly taken: number
  /** What the ledger says went back to the payer. */
  readonly returned: number
  /** What clearing houses and channels debited, and what of that was a second success and is on its way back. */
  readonly debited: number
  readonly duplicates: number
  readonly method: PaymentMethod | null
}

const PAYMENTS = `
  WITH entries AS (SELECT reference, reason_kind, amount::bigint AS amount FROM ledger.transfers),
    taken AS (SELECT reference, sum(amount) AS amount FROM entries WHERE reason_kind IN ('payment', 'capture') GROUP BY 1),
    returned AS (SELECT reference, sum(amount) AS amount FROM entries WHERE reason_kind = 'refund' GROUP BY 1)
  SELECT p.id::text AS uuid, p.status, p.amount::float8 AS amount, p.amount_captured::float8 AS captured, p.amount_refunded::float8 AS refunded, p.method,
    coalesce((SELECT sum(d.amount) FROM clearing.instructions d WHERE d.reference = i.reference AND d.purpose = 'payment_debit' AND d.state = 'succeeded'), 0)::float8 AS debited,
    coalesce((SELECT sum(r.amount) FROM payments.refunds r WHERE r.payment_id = p.id AND r.origin = 'duplicate'), 0)::float8 AS duplicates,
    coalesce(t.amount, 0)::float8 AS taken,
    coalesce((SELECT sum(x.amount) FROM returned x WHERE x.reference = ANY (i.refunds)), 0)::float8 AS returned
  FROM payments.payments p
  CROSS JOIN LATERAL (SELECT $1::jsonb ->> p.id::text AS reference, ARRAY(
    SELECT $2::jsonb ->> r.id::text FROM payments.refunds r WHERE r.payment_id = p.id AND r.origin = 'merchant' AND r.status IN ('succeeded', 'pending')) AS refunds) i
  LEFT JOIN taken t ON t.reference = i.reference`

const SUMS = `
  SELECT
    (SELECT sum(debits_posted) - sum(credits_posted) + sum(debits_pending) - sum(credits_pending) FROM ledger.accounts)::float8 AS difference,
    (SELECT coalesce(sum(credits_posted - debits_posted), 0) FROM ledger.accounts
      WHERE code IN ('merchant_unsettled', 'merchant_settled', 'merchant_refund_deposit'))::float8 AS payables,
    (SELECT coalesce(sum(debits_posted - credits_posted), 0) FROM ledger.accounts WHERE code = 'merchant_advance')::float8 AS advances,
    (SELECT coalesce(sum(credits_posted - debits_posted), 0) FROM ledger.accounts WHERE code IN ('fees_unsettled', 'fees_due', 'fee_income'))::float8 AS fees,
    (SELECT coalesce(sum(credits_posted - debits_posted), 0) FROM ledger.accounts WHERE code = 'wallet_balance')::float8 AS wallets,
    (SELECT coalesce(sum(debits_pending), 0) FROM ledger.accounts WHERE code = 'wallet_balance')::float8 AS held,
    (SELECT coalesce(sum(lifetime_amount), 0) FROM wallets.counters)::float8 AS counted,
    (SELECT coalesce(sum(amount_captured), 0) FROM payments.payments)::float8 AS captured,
    (SELECT coalesce(sum(amount_captured), 0) FROM payments.payments WHERE method = 'wallet_balance')::float8 AS captured_from_wallets,
    (SELECT coalesce(sum(amount), 0) FROM payments.payments WHERE status = 'requires_capture')::float8 AS authorised,
    (SELECT coalesce(sum(fee - fee_returned), 0) FROM payments.payments WHERE status = 'succeeded')::float8 AS fees_kept,
    (SELECT coalesce(sum(amount_refunded), 0) FROM payments.payments)::float8 AS refunded,
    (SELECT coalesce(sum(amount), 0) FROM payments.refunds WHERE status = 'merchant_funds_insufficient')::float8 AS refunds_waiting,
    (SELECT coalesce(sum(r.amount), 0) FROM payments.refunds r JOIN payments.payments p ON p.id = r.payment_id
      WHERE r.status = 'succeeded' AND p.method = 'wallet_balance' AND r.origin = 'merchant')::float8 AS returned_to_wallets,
    (SELECT coalesce(sum(amount), 0) FROM payments.payouts WHERE status <> 'failed')::float8 AS paid_out`

/** From a status, those that a payment may be seen in next; several changes may lie between two looks. */
const NEXT: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  requires_payment_method: ['requires_payment_method', 'processing', 'requires_capture', 'succeeded', 'canceled', 'expired'],
  processing: ['processing', 'requires_payment_method', 'succeeded', 'canceled', 'expired'],
  requires_capture: ['requires_capture', 'succeeded', 'canceled', 'expired'],
  succeeded: ['succeeded'],
  canceled: ['canceled'],
  expired: ['expired'],
}

export type MoneyCheck = {
  /** Looks at everything at one instant and fails where an equation does not hold. */
  check(): Promise<readonly PaymentFacts[]>
}

/** `references` formats the ids of payments and refunds as the ledger cites them; `opening` is what the wallets held at first. */
export function createMoneyCheck(
  admin: Admin,
  opening: number,
  references: (ids: readonly string[], prefix: 'pay' | 'ref') => Readonly<Record<string, string>>,
): MoneyCheck {
  const seen = new Map<string, PaymentStatus>()

  async function look(): Promise<{ sums: Record<string, number>; payments: PaymentFacts[] }> {
    await admin.run('BEGIN ISOLATION LEVEL REPEATABLE READ')
    try {
      const { rows: sums } = await admin.run(SUMS)
      const idsOf = async (table: string): Promise<string[]> => (await admin.run(`SELECT id::text FROM ${table}`)).rows.map(row => row.id)
      const known = [references(await idsOf('payments.payments'), 'pay'), references(await idsOf('payments.refunds'), 'ref')]
      const { rows: payments } = await admin.run(
        PAYMENTS,
        known.map(names => JSON.stringify(names)),
      )
      return { sums: sums[0], payments: payments.map(({ uuid, ...row }) => ({ ...row, id: uuid })) }
    } finally {
      await admin.run('COMMIT')
    }
  }

  return {
    async check() {
      const { sums, payments } = await look()
      for (const payment of payments) {
        const { id, status, amount, captured, refunded, taken, returned, debited, duplicates, method } = payment
        const isPaid = status === 'succeeded'
        expect({ id, fromSeen: NEXT[seen.get(id) ?? 'requires_payment_method'].includes(status), status }).toMatchObject({ fromSeen: true })
        seen.set(id, status)
        expect({ id, status, captured, holds: isPaid ? captured > 0 && captured <= amount : captured === 0 }).toMatchObject({ holds: true })
        expect({ id, captured, refunded, holds: refunded >= 0 && refunded <= captured }).toMatchObject({ holds: true })
        expect({ id, taken }).toEqual({ id, taken: captured })
        expect({ id, refunded, returned, holds: returned <= refunded }).toMatchObject({ holds: true })
        expect({ id, debited }).toEqual({ id, debited: (method === 'wallet_balance' ? 0 : captured) + duplicates })
      }
      expect(sums.difference).toBe(0)
      expect({ wallets: sums.wallets, held: sums.held }).toEqual({
        wallets: opening - Number(sums.captured_from_wallets) + Number(sums.returned_to_wallets),
        held: sums.authorised,
      })
      // What limits count is what was taken or is held; a refund does not give the payer's limit back.
      expect(sums.counted).toBe(Number(sums.captured_from_wallets) + Number(sums.authorised))
      expect(sums.fees).toBe(sums.fees_kept)
      expect(sums.payables).toBe(
        Number(sums.captured) -
          Number(sums.fees_kept) -
          (Number(sums.refunded) - Number(sums.refunds_waiting)) +
          Number(sums.advances) -
          Number(sums.paid_out),
      )
      return payments
    },
  }
}
