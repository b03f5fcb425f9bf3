/**
 * Profit sharing (分账): orders and returns are stored first and executed afterwards, each once under its own number, so that a lost
 * answer or a stopped node leaves nothing undone and nothing done twice.
 */
import { z } from 'zod'
import { formatId, type Id, newId } from '../../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { Command } from '../../../platform/commands.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Account } from './account.ts'
import type { WechatPayRefusalCode } from './errors.ts'
import type { Reply, Wechat } from './exchange.ts'
import type {
  NewSharingOrder,
  NewSharingReturn,
  Receiver,
  ShareResult,
  SharingNotice,
  SharingOrder,
  SharingReturn,
} from './sharing-types.ts'
import * as store from './store.ts'

export type SharingDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly wechat: Wechat
  readonly log: { warn(facts: Readonly<Record<string, unknown>>, message: string): void }
}

const BATCH = 20
/** A claimed order is left alone for longer than a call may last. */
const LEASE_MS = 30_000
const PAUSE_MAX_MS = 900_000
const pauseMs = (attempts: number): number => Math.min(PAUSE_MAX_MS, 1_000 * 2 ** Math.min(attempts, 12))

const zShareAnswer = z.object({
  out_order_no: z.string().max(64),
  order_id: z.string().max(64),
  state: z.string().max(32),
  receivers: z
    .array(
      z.object({
        type: z.string().max(32),
        account: z.string().max(128),
        amount: z.int(),
        result: z.string().max(32),
        detail_id: z.string().max(64).optional(),
        fail_reason: z.string().max(64).optional(),
      }),
    )
    .max(60)
    .default([]),
})
const zReturnAnswer = z.object({
  out_return_no: z.string().max(64),
  return_id: z.string().max(64),
  result: z.string().max(32),
  fail_reason: z.string().max(64).optional(),
})
const zAmounts = z.object({ transaction_id: z.string(), unsplit_amount: z.int().min(0) })

/** Refusals that are the last word about a number: nothing was executed, and the same again will not be. */
const FINAL = new Set([
  'PARAM_ERROR',
  'NOT_ENOUGH',
  'RULE_LIMIT',
  'NO_AUTH',
  'RESOURCE_NOT_EXISTS',
  'MCH_NOT_EXISTS',
  'USER_NOT_EXISTS',
  'ACCOUNT_ERROR',
])
/** Refused before it was looked at. */
const NOT_NOW = new Set(['FREQUENCY_LIMITED', 'RATELIMIT_EXCEEDED', 'SIGN_ERROR'])

const subOf = ({ mode }: Account, subMerchant: string): Record<string, string> => (mode === 'partner' ? { sub_mchid: subMerchant } : {})

/** What an order's answer changes. A state that is not documented leaves it open. */
function afterShare(order: SharingOrder, body: unknown, now: Date): SharingOrder {
  const parsed = zShareAnswer.safeParse(body)
  const later = new Date(now.getTime() + pauseMs(order.attempts))
  if (!parsed.success || parsed.data.out_order_no !== formatId('wps', order.id))
    return { ...order, state: 'unknown', nextAt: later, updatedAt: now }
  const { order_id: orderId, state, receivers } = parsed.data
  const results = receivers.map(
    ({ type, account, amount, result, detail_id, fail_reason }): ShareResult => ({
      ...{ type, account, amount, result },
      detailId: detail_id ?? null,
      failReason: fail_reason ?? null,
    }),
  )
  const finished = state === 'FINISHED'
  return { ...order, state: finished ? 'finished' : 'processing', orderId, results, nextAt: finished ? null : later, updatedAt: now }
}

function afterReturn(back: SharingReturn, body: unknown, now: Date): SharingReturn {
  const parsed = zReturnAnswer.safeParse(body)
  const later = new Date(now.getTime() + pauseMs(back.attempts))
  if (!parsed.success || parsed.data.out_return_no !== formatId('wpb', back.id))
    return { ...back, state: 'unknown', nextAt: later, updatedAt: now }
  const { return_id: returnId, result, fail_reason: reason = 'failed' } = parsed.data
  if (result === 'SUCCESS') return { ...back, state: 'succeeded', returnId, nextAt: null, updatedAt: now }
  if (result === 'FAILED') return { ...back, state: 'failed', failureCode: reason.toLowerCase(), returnId, nextAt: null, updatedAt: now }
  return { ...back, state: 'processing', returnId, nextAt: later, updatedAt: now }
}

export type Sharing = ReturnType<typeof createSharing>

export function createSharing(deps: SharingDeps) {
  const { db, clock, wechat, log } = deps

  type Waiting = { readonly state: string; readonly attempts: number }
  /** What silence or a refusal changes; `ask`: whether the number is known after all. */
  async function afterTrouble<T extends Waiting>(
    item: T,
    reply: Exclude<Reply, { kind: 'done' }>,
    reference: string,
    ask: () => Promise<T | null>,
  ): Promise<T> {
    const now = clock.now()
    const later = { nextAt: new Date(now.getTime() + pauseMs(item.attempts)), updatedAt: now }
    if (reply.kind === 'silent') return { ...item, ...(reply.sent && item.state === 'created' ? { state: 'unknown' } : {}), ...later }
    const { code, status } = reply
    if (status >= 500) return { ...item, ...(item.state === 'created' ? { state: 'unknown' } : {}), ...later }
    if (status === 429 || NOT_NOW.has(code)) return { ...item, ...later }
    const failed = { state: 'failed', failureCode: code.toLowerCase(), nextAt: null, updatedAt: now }
    if (FINAL.has(code)) return { ...item, ...failed }
    const known = await ask()
    if (known !== null) return known
    if (code === 'INVALID_REQUEST') return { ...item, ...failed }
    log.warn({ code, status, reference }, 'WeChat Pay refused a share with a code that is not listed; it stays open')
    return { ...item, state: 'unknown', ...later }
  }

  async function queryShare(account: Account, order: SharingOrder): Promise<SharingOrder | Exclude<Reply, { kind: 'done' }>> {
    const number = formatId('wps', order.id)
    const query = new URLSearchParams({ ...subOf(account, order.subMerchant), transaction_id: order.transactionId })
    const path = `/v3/profitsharing/orders/${number}?${query}`
    const reply = await wechat.call('GET', path, undefined, { reference: number, idempotent: true })
    return reply.kind === 'done' ? afterShare(order, reply.body, clock.now()) : reply
  }

  async function advanceOrder(account: Account, before: SharingOrder): Promise<SharingOrder> {
    const order = { ...before, attempts: before.attempts + 1 }
    const number = formatId('wps', order.id)
    if (order.state === 'processing') {
      const asked = await queryShare(account, order)
      // What was taken once is never lost: whatever is said, it is asked again.
      return 'id' in asked ? asked : { ...order, nextAt: new Date(clock.now().getTime() + pauseMs(order.attempts)), updatedAt: clock.now() }
    }
    const body = {
      ...subOf(account, order.subMerchant),
      transaction_id: order.transactionId,
      out_order_no: number,
      ...(order.kind === 'unfreeze'
        ? { description: order.description }
        : {
            appid: account.appid,
            receivers: order.receivers.map(({ type, account: to, amount, description }) => ({
              ...{ type, account: to, amount: Number(amount), description },
            })),
            unfreeze_unsplit: order.unfreezeUnsplit,
          }),
    }
    const path = order.kind === 'unfreeze' ? '/v3/profitsharing/orders/unfreeze' : '/v3/profitsharing/orders'
    const reply = await wechat.call('POST', path, body, { reference: number, idempotent: true })
    if (reply.kind === 'done') return afterShare(order, reply.body, clock.now())
    return afterTrouble(order, reply, number, async () => {
      const asked = await queryShare(account, order)
      return 'id' in asked ? asked : null
    })
  }

  async function queryReturn(account: Account, of: SharingOrder, back: SharingReturn): Promise<SharingReturn | null> {
    const number = formatId('wpb', back.id)
    const query = new URLSearchParams({ ...subOf(account, of.subMerchant), out_order_no: formatId('wps', of.id) })
    const reply = await wechat.call('GET', `/v3/profitsharing/return-orders/${number}?${query}`, undefined, {
      reference: number,
      idempotent: true,
    })
    return reply.kind === 'done' ? afterReturn(back, reply.body, clock.now()) : null
  }

  async function advanceReturn(account: Account, of: SharingOrder, before: SharingReturn): Promise<SharingReturn> {
    const back = { ...before, attempts: before.attempts + 1 }
    const number = formatId('wpb', back.id)
    if (back.state === 'processing') {
      const later = { ...back, nextAt: new Date(clock.now().getTime() + pauseMs(back.attempts)), updatedAt: clock.now() }
      return (await queryReturn(account, of, back)) ?? later
    }
    const body = {
      ...subOf(account, of.subMerchant),
      out_order_no: formatId('wps', of.id),
      out_return_no: number,
      return_mchid: back.returnMerchant,
      amount: Number(back.amount),
      description: back.description,
    }
    const reply = await wechat.call('POST', '/v3/profitsharing/return-orders', body, { reference: number, idempotent: true })
    if (reply.kind === 'done') return afterReturn(back, reply.body, clock.now())
    return afterTrouble(back, reply, number, () => queryReturn(account, of, back))
  }

  /** Goes on with what waits; says how many were looked at. */
  async function advance(): Promise<number> {
    const account = wechat.account()
    if ('missing' in account) return 0
    let looked = 0
    for (;;) {
      const now = clock.now()
      const until = new Date(now.getTime() + LEASE_MS)
      const orders = await store.claimOrders(db, now, until, BATCH)
      for (const order of orders) await store.saveOrder(db, await advanceOrder(account, order))
      const returns = await store.claimReturns(db, now, until, BATCH)
      for (const back of returns) {
        const of = await store.findOrder(db, back.sharingId)
        invariant(of !== null, 'a return is of an order')
        await store.saveReturn(db, await advanceReturn(account, of, back))
      }
      looked += orders.length + returns.length
      if (orders.length < BATCH && returns.length < BATCH) return looked
    }
  }

  let running: Promise<number> | null = null
  let again = false
  /** One at a time on this node; called while it runs, it runs once more. */
  function run(): Promise<number> {
    if (running !== null) {
      again = true
      return running
    }
    running = (async () => {
      let looked = 0
      do {
        again = false
        looked += await advance()
      } while (again)
      return looked
    })().finally(() => {
      running = null
    })
    return running
  }
  const wake = (): void => {
    run().catch((error: unknown) => log.warn({ err: error }, 'profit sharing failed and is tried again'))
  }

  return {
    run,
    wake,
    settled: async (): Promise<void> => {
      await running?.catch(() => 0)
    },

    async createOrders(tx: Tx, commands: readonly Command<NewSharingOrder>[]): Promise<Outcome<SharingOrder, WechatPayRefusalCode>[]> {
      const now = clock.now()
      const orders = commands.map(
        ({ input }): SharingOrder => ({
          ...input,
          id: newId<'wps'>(),
          amount: input.receivers.reduce((sum, { amount }) => sum + amount, 0n),
          state: 'created',
          ...{ failureCode: null, orderId: null, results: null, attempts: 0 },
          ...{ nextAt: now, createdAt: now, updatedAt: now },
        }),
      )
      store.insertOrders(tx, orders, now)
      tx.afterCommit(wake)
      return orders.map(ok)
    },

    /** A receiver gives back at most what it was given, what is on its way back included. */
    async createReturns(tx: Tx, commands: readonly Command<NewSharingReturn>[]): Promise<Outcome<SharingReturn, WechatPayRefusalCode>[]> {
      const now = clock.now()
      const ids = [...new Set(commands.map(({ input }) => input.sharingId))]
      const orders = await store.lockOrders(tx, ids)
      const known = (await store.returnsOf(tx, ids)).filter(({ state }) => state !== 'failed')
      const made: SharingReturn[] = []
      const outcomes = commands.map(({ input }): Outcome<SharingReturn, WechatPayRefusalCode> => {
        const of = orders.get(input.sharingId)
        if (of === undefined) return refuse('wechat_sharing_order_not_found', 'id')
        if (of.state !== 'finished') return refuse('wechat_sharing_not_finished')
        const given = of.receivers.reduce(
          (sum, share) => (share.type === 'MERCHANT_ID' && share.account === input.returnMerchant ? sum + share.amount : sum),
          0n,
        )
        const back = [...known, ...made].reduce(
          (sum, other) => (other.sharingId === of.id && other.returnMerchant === input.returnMerchant ? sum + other.amount : sum),
          0n,
        )
        if (back + input.amount > given) return refuse('wechat_return_too_large', 'amount')
        const row: SharingReturn = {
          ...input,
          id: newId<'wpb'>(),
          state: 'created',
          ...{ failureCode: null, returnId: null, attempts: 0 },
          ...{ nextAt: now, createdAt: now, updatedAt: now },
        }
        made.push(row)
        return ok(row)
      })
      if (made.length > 0) {
        store.insertReturns(tx, made, now)
        tx.afterCommit(wake)
      }
      return outcomes
    },

    async putReceivers(tx: Tx, commands: readonly Command<Receiver>[]): Promise<Outcome<Receiver, WechatPayRefusalCode>[]> {
      const latest = new Map(commands.map(({ input }) => [`${input.subMerchant}/${input.type}/${input.account}`, input]))
      const rows = await store.putReceivers(tx, [...latest.values()], clock.now())
      const stored = new Map(rows.map(row => [`${row.subMerchant}/${row.type}/${row.account}`, row]))
      return commands.map(({ input }) => ok(stored.get(`${input.subMerchant}/${input.type}/${input.account}`) ?? input))
    },

    /** Tells the platform of a receiver; harmless when repeated. `name` goes encrypted and is kept nowhere. */
    async changeReceiver(
      change: 'add' | 'delete',
      receiver: Omit<Receiver, 'id' | 'state' | 'createdAt' | 'updatedAt'>,
      name: string | null,
    ) {
      const account = wechat.account()
      if ('missing' in account) return refuse('wechat_unavailable')
      const key = name === null ? null : account.preferredKey()
      if (name !== null && key === null) return refuse('wechat_unavailable')
      const body = {
        ...subOf(account, receiver.subMerchant),
        appid: account.appid,
        ...{ type: receiver.type, account: receiver.account },
        ...(change === 'delete'
          ? {}
          : {
              relation_type: receiver.relationType,
              ...(receiver.customRelation === null ? {} : { custom_relation: receiver.customRelation }),
              ...(name === null || key === null ? {} : { name: key.encrypt(name) }),
            }),
      }
      const reply = await wechat.call('POST', `/v3/profitsharing/receivers/${change}`, body, {
        reference: null,
        idempotent: true,
        ...(key === null ? {} : { encryptedFor: key.serial }),
        withoutBodies: name !== null,
      })
      if (reply.kind === 'done') return ok(null)
      if (reply.kind === 'silent' || reply.status === 429 || reply.status >= 500) return refuse('wechat_unavailable')
      return refuse('wechat_receiver_refused', undefined, { reason: `${reply.code} ${reply.message}`.slice(0, 300) })
    },

    /** What of an order may still be shared, in fen. */
    async unsplit(transactionId: string): Promise<Outcome<bigint, WechatPayRefusalCode>> {
      const path = `/v3/profitsharing/transactions/${encodeURIComponent(transactionId)}/amounts`
      const reply = await wechat.call('GET', path, undefined, { reference: null, idempotent: true })
      if (reply.kind === 'silent') return refuse('wechat_unavailable')
      if (reply.kind === 'refused')
        return reply.status === 429 || reply.status >= 500
          ? refuse('wechat_unavailable')
          : refuse('wechat_transaction_not_found', 'transaction_id')
      const amounts = zAmounts.safeParse(reply.body)
      return amounts.success ? ok(BigInt(amounts.data.unsplit_amount)) : refuse('wechat_unavailable')
    },

    /** A notice is kept once, and its order looked at soon. */
    async hear(notice: SharingNotice, sharingId: Id<'wps'> | null): Promise<void> {
      const now = clock.now()
      if (!(await store.insertNotice(db, notice, now)) || sharingId === null) return
      await store.lookNow(db, sharingId, now)
      wake()
    },
  }
}
