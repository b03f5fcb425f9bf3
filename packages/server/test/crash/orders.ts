/**
 * Orders of a third party, as open banking carries them out: the use case itself behind a route of the test's own, so that the load
 * needs no tokens. Each person's consent has a limit that the load uses up: it must be counted to the fen, whatever crashes.
 */
import { z } from 'zod'
import type { App } from '../../src/app/compose.ts'
import { usedOf } from '../../src/domains/consents/stored-json.ts'
import { orderJson } from '../../src/domains/openbanking/payments/events.ts'
import { placeOrders, type Submission } from '../../src/domains/openbanking/payments/place-orders.ts'
import type { Order } from '../../src/domains/openbanking/payments/types.ts'
import { formatId, type Id, newId } from '../../src/kernel/ids.ts'
import type { Db } from '../../src/platform/db.ts'
import { defineRoute, type Route } from '../../src/platform/http/route.ts'
import { zId, zText } from '../../src/platform/http/schemas.ts'
import type { Findings } from './checks.ts'
import type { Book } from './load.ts'

/** A consent allows this much for good; minor units. */
const LIMIT = 250
export const ORDERS = '/v1/crash/orders'

const THIRD_PARTY = '01900000-0000-7000-8000-00000000c0de' as Id<'tpp'>

type Ordering = Pick<App, 'clock' | 'outbox' | 'consents' | 'payments' | 'identity' | 'commands'>

export function orderRoutes(app: Ordering): Route[] {
  const deps = { ...app, levelOf: app.identity.sca.levelOf }
  const submit = app.commands.define<Submission, Order>({
    name: 'crash.order',
    decide: (tx, commands) =>
      placeOrders(
        deps,
        tx,
        commands.map(({ input }) => input),
      ),
    present: order => ({ status: 201, body: orderJson(order) }),
    subject: order => formatId('obp', order.id),
  })
  return [
    defineRoute({
      method: 'POST',
      path: ORDERS,
      operationId: 'crashOrder',
      tag: 'Payments',
      summary: 'Order a payment',
      access: { merchant: 'payments:write' },
      command: 'money',
      body: z.strictObject({ consent: zId('cns'), amount: z.int().positive(), instruction: zText(35) }),
      response: { status: 201, schema: z.looseObject({}) },
      refusals: ['consent_limit_exceeded', 'ob_vrp_instruction_used'],
      handle({ body, principal, command }) {
        if (principal.kind !== 'merchant') throw new TypeError('only merchants come here')
        return submit.execute(submissionOf(body, principal.merchantId), command)
      },
    }),
  ]
}

const submissionOf = (body: { consent: Id<'cns'>; amount: number; instruction: string }, merchantId: Id<'mer'>): Submission => ({
  kind: 'vrp',
  consentId: body.consent,
  thirdPartyId: THIRD_PARTY,
  merchantId,
  payee: 'a shop',
  amount: BigInt(body.amount),
  currency: 'CNY',
  instructionId: body.instruction,
  endToEndId: body.instruction,
  reference: null,
  request: { Data: { Initiation: {} }, Risk: {} } as Submission['request'],
  refundAccount: null,
  cutOffAt: null,
})

/** A consent of the person's to variable recurring payments, authorised; `cns_…`. */
export async function agreeOrders(app: Pick<App, 'db' | 'consents' | 'coreBanks' | 'clock'>, holderId: Id<'hld'>): Promise<string> {
  const consentId = newId<'cns'>()
  const actor = { actor: 'crash test', requestId: 'seed' }
  const [account] = (await app.coreBanks.accountsOf(holderId)).filter(each => each.isPayable)
  if (account === undefined) throw new Error('no payment account')
  await app.db.transaction(async tx =>
    app.consents.propose(tx, [
      {
        ...actor,
        id: consentId,
        kind: 'vrp',
        grantee: { kind: 'third_party', id: THIRD_PARTY },
        permissions: [],
        purpose: null,
        terms: {},
        validTo: null,
        limits: [{ kind: 'lifetime', maxAmount: BigInt(LIMIT), maxCount: null, currency: 'CNY' }],
      },
    ]),
  )
  const receipt = { textVersion: 'test', language: 'en' as const, shown: 'Shown.', factors: [], scaChallenge: null, at: app.clock.now() }
  const accounts = [formatId('bac', account.id)]
  const [given] = await app.db.transaction(tx => app.consents.authorise(tx, [{ ...actor, consentId, holderId, accounts, receipt }]))
  if (given?.ok !== true) throw new Error('the consent was not authorised')
  return formatId('cns', consentId)
}

/** Every order has its one payment and its one event, and what each consent has counted is what was answered: never above its limit. */
export async function checkOrders(db: Db, book: Book, findings: Findings): Promise<void> {
  const { rows } = await db.pool.query<{ id: Id<'obp'>; payment: Id<'pay'> | null }>(
    'SELECT o.id, p.id AS payment FROM openbanking.payment_orders o LEFT JOIN payments.payments p ON p.id = o.payment_id',
  )
  const found = new Map(rows.map(row => [formatId('obp', row.id), row]))
  for (const [id, { payment }] of book.orders) {
    const row = found.get(id)
    if (row === undefined || row.payment === null || formatId('pay', row.payment) !== payment)
      findings.lost.push(`${id}: answered with ${payment}, found ${row?.payment ?? 'nothing'}`)
  }
  if (found.size > book.orders.size) findings.doubled.push(`${found.size} orders, ${book.orders.size} were answered`)
  const { rows: told } = await db.pool.query<{ id: string }>(
    `SELECT object->>'id' AS id FROM platform.events WHERE type = 'open_banking_payment.accepted'`,
  )
  const events = new Set(told.map(row => row.id))
  for (const id of book.orders.keys()) if (!events.has(id)) findings.lost.push(`${id} was carried out without an event`)
  const expected = new Map<string, number>()
  for (const { consent, amount } of book.orders.values()) expected.set(consent, (expected.get(consent) ?? 0) + amount)
  const { rows: counted } = await db.pool.query<{ id: Id<'cns'>; used: unknown; uses: bigint }>(
    `SELECT c.id, c.used, (SELECT coalesce(sum(u.amount), 0)::bigint FROM consents.uses u WHERE u.consent_id = c.id) AS uses
     FROM consents.consents c WHERE c.kind = 'vrp'`,
  )
  for (const { id, used, uses } of counted) {
    const consent = formatId('cns', id)
    const amounts = [Number(usedOf(used)[0]?.amount ?? 0n), Number(uses), expected.get(consent) ?? 0]
    if (new Set(amounts).size > 1 || (amounts[0] ?? 0) > LIMIT)
      findings.doubled.push(`${consent} has counted, listed and been answered ${amounts.join(', ')} of ${LIMIT}`)
  }
}
