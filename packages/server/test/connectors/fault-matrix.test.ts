/**
 * Every control switch of every simulator against the running server: what the payment, the ledger and the list of exceptions end as. The table is
 * printed when FEIQIAN_PRINT_FAULT_MATRIX is set.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FAULTS as ALIPAY_FAULTS } from '../../../sandbox/src/alipay/faults.ts'
import { FAULTS as HOUSE_FAULTS } from '../../../sandbox/src/clearing-house/faults.ts'
import { FAULTS as BANK_FAULTS } from '../../../sandbox/src/reserve-bank/faults.ts'
import { FAULTS as WECHAT_FAULTS } from '../../../sandbox/src/wechat-pay/faults.ts'
import { type Json, must, type Shop } from '../harness/app.ts'
import { useChannels } from '../harness/channels.ts'
import { useDatabase } from '../harness/database.ts'
import { beginInTheMorning } from '../harness/morning.ts'
import { driveOf, RAILS, type Rail } from './drive.ts'

const database = useDatabase()
const world = useChannels(
  database,
  {},
  { houseA: { faults: { resultDelayMs: 0 } }, houseB: { faults: { resultDelayMs: 0 } }, weChatPay: { faults: { refundDelayMs: 0 } } },
)
let shop: Shop
const drive = driveOf(world, () => shop)

beforeAll(async () => {
  beginInTheMorning(world.clock)
  shop = await world.channelShop()
  await world.fundInstitution(1_000_000)
})

type Row = { readonly rail: string; readonly fault: string; readonly payment: string; readonly refund: string; readonly exceptions: string }
const table: Row[] = []

type Expected = Readonly<Record<string, readonly [payment: string, refund: string, exceptions: string]>>
const EXPECTED: Readonly<Record<Rail | 'reserve_bank', Expected>> = {
  wechat_pay: {
    error_before: ['succeeded', '', ''],
    error_after: ['requires_payment_method (closed)', '', ''],
    timeout_after: ['succeeded', '', ''],
    frequency_limited: ['succeeded', '', ''],
    bad_signature: ['requires_payment_method (closed)', '', ''],
    insufficient_funds: ['requires_payment_method (closed)', '', ''],
    refund_not_enough: ['succeeded', 'failed', ''],
    refund_abnormal: ['succeeded', 'pending', 'unknown_status'],
    callback_lost: ['succeeded', '', ''],
    callback_late: ['succeeded', '', ''],
    callback_duplicate: ['succeeded', '', ''],
    callback_bad_signature: ['succeeded', '', ''],
    callback_bad_ciphertext: ['succeeded', '', ''],
    line_missing: ['succeeded', '', 'line_missing + short + status'],
    line_extra: ['succeeded', '', 'line_extra + long'],
    line_altered: ['succeeded', '', 'line_amount_differs line_missing + amount + short'],
    bill_hash: ['succeeded', '', 'clearing_settlement_invalid'],
    latency: ['succeeded', '', ''],
    clock_skew: ['requires_payment_method (not_sent_in_time)', '', ''],
  },
  alipay: {
    error_before: ['succeeded', '', ''],
    error_after: ['succeeded', '', ''],
    timeout_after: ['succeeded', '', ''],
    bad_signature: ['succeeded', '', ''],
    insufficient_funds: ['requires_payment_method (closed)', '', ''],
    seller_insufficient: ['succeeded', 'failed', ''],
    callback_lost: ['succeeded', '', ''],
    callback_late: ['succeeded', '', ''],
    callback_duplicate: ['succeeded', '', ''],
    callback_bad_signature: ['succeeded', '', ''],
    line_missing: ['succeeded', '', 'line_missing + short'],
    line_extra: ['succeeded', '', 'line_extra + long'],
    line_altered: ['succeeded', '', 'line_amount_differs line_missing + amount + short'],
    latency: ['succeeded', '', ''],
    clock_skew: ['succeeded', '', ''],
  },
  sim: {
    error_before: ['succeeded', '', ''],
    error_after: ['succeeded', '', ''],
    timeout_after: ['succeeded', '', ''],
    bad_signature: ['succeeded', '', ''],
    insufficient_funds: ['requires_payment_method (insufficient_funds)', '', ''],
    callback_lost: ['succeeded', '', ''],
    callback_late: ['succeeded', '', ''],
    callback_duplicate: ['succeeded', '', ''],
    callback_contradictory: ['succeeded', '', 'contradictory_result'],
    callback_bad_signature: ['succeeded', '', ''],
    line_missing: ['succeeded', '', 'line_missing + short + status'],
    line_extra: ['succeeded', '', 'line_extra + long'],
    line_altered: ['succeeded', '', 'line_amount_differs line_missing + amount + short'],
    line_duplicate: ['succeeded', '', 'line_duplicate + duplicate'],
    file_digest: ['succeeded', '', 'clearing_settlement_invalid'],
    file_changed: ['succeeded', '', 'line_missing + amount + short'],
    latency: ['succeeded', '', ''],
    clock_skew: ['requires_payment_method (not_sent_in_time)', '', ''],
  },
  sim_b: {
    error_before: ['succeeded', '', ''],
    error_after: ['succeeded', '', ''],
    timeout_after: ['succeeded', '', ''],
    bad_signature: ['succeeded', '', ''],
    insufficient_funds: ['requires_payment_method (insufficient_funds)', '', ''],
    callback_lost: ['succeeded', '', ''],
    callback_late: ['succeeded', '', ''],
    callback_duplicate: ['succeeded', '', ''],
    callback_contradictory: ['succeeded', '', 'contradictory_result'],
    callback_bad_signature: ['succeeded', '', ''],
    line_missing: ['succeeded', '', 'line_missing + short + status'],
    line_extra: ['succeeded', '', 'line_extra + long'],
    line_altered: ['succeeded', '', 'line_amount_differs line_missing + amount + short'],
    line_duplicate: ['succeeded', '', 'line_duplicate + duplicate'],
    file_digest: ['succeeded', '', 'clearing_settlement_invalid'],
    file_changed: ['succeeded', '', 'line_missing + amount + short'],
    latency: ['succeeded', '', ''],
    clock_skew: ['requires_payment_method (not_sent_in_time)', '', ''],
  },
  reserve_bank: {
    error_before: ['unknown, then succeeded', '', 'statement matched'],
    error_after: ['unknown, then succeeded', '', 'long + statement matched'],
    timeout_after: ['succeeded', '', 'long + statement matched'],
    bad_signature: ['unknown, then succeeded', '', 'long + statement matched'],
    insufficient_funds: ['failed', '', 'long + statement matched'],
    posting_lost: ['', '', 'statement matched'],
    line_missing: ['', '', 'short + statement matched'],
    line_extra: ['', '', 'long + statement matched'],
    line_altered: ['', '', 'amount + statement matched'],
    line_duplicate: ['', '', 'long + short + statement matched'],
    totals_wrong: ['', '', 'unreadable + statement matched'],
    file_digest: ['', '', 'statement recon_bill_invalid'],
  },
}

const controls = () => {
  const { weChatPay, alipay, houseA, houseB } = world.sandbox
  return { wechat_pay: weChatPay.control, alipay: alipay.control, sim: houseA.control, sim_b: houseB.control }
}

/** Strikes the next occasion. The switches' names are checked by the table at the end. */
function setNext(rail: Rail, fault: string): void {
  const control: { setFaults(change: { next: Record<string, number> }): void } = controls()[rail]
  control.setFaults({ next: { [fault]: 1 } })
}

async function newDiscrepancies(before: ReadonlySet<unknown>): Promise<string> {
  const fresh = (await drive.discrepancies()).filter(({ id }) => !before.has(id))
  return fresh
    .map(({ kind }) => String(kind))
    .sort()
    .join(' ')
}

const seen = async (): Promise<ReadonlySet<unknown>> => new Set((await drive.discrepancies()).map(({ id }) => id))

/** When a switch is turned: before the order, before the payer pays, before the refund, or before the files are made. */
type Moment = 'order' | 'pay' | 'refund' | 'files'

const BY_NAME: Readonly<Record<string, Moment>> = {
  error_before: 'order',
  error_after: 'order',
  timeout_after: 'order',
  frequency_limited: 'order',
  bad_signature: 'order',
  insufficient_funds: 'pay',
  callback_lost: 'pay',
  callback_late: 'pay',
  callback_duplicate: 'pay',
  callback_contradictory: 'pay',
  callback_bad_signature: 'pay',
  callback_bad_ciphertext: 'pay',
  refund_not_enough: 'refund',
  refund_abnormal: 'refund',
  seller_insufficient: 'refund',
  line_missing: 'files',
  line_extra: 'files',
  line_altered: 'files',
  line_duplicate: 'files',
  file_digest: 'files',
  file_changed: 'files',
  bill_hash: 'files',
}

const FAULTS_OF: Readonly<Record<Rail, readonly string[]>> = {
  wechat_pay: Object.keys(WECHAT_FAULTS),
  alipay: Object.keys(ALIPAY_FAULTS),
  sim: Object.keys(HOUSE_FAULTS),
  sim_b: Object.keys(HOUSE_FAULTS),
}

async function paid(rail: Rail): Promise<Json> {
  const payment = await drive.begin(rail, 1_000)
  const action = await drive.actionOf(payment)
  if (action === null) throw new Error(`no action at ${rail}`)
  expect(drive.pay(rail, action)).toBeNull()
  return drive.settle(payment)
}

const ended = ({ status, last_error: error }: Json): string =>
  error === null || error === undefined || status === 'succeeded' ? String(status) : `${String(status)} (${String((error as Json).code)})`

const FORMATS: Readonly<Record<Rail, string>> = {
  wechat_pay: 'wechat_trade',
  alipay: 'alipay_trade',
  sim: 'clearing_settlement',
  sim_b: 'clearing_settlement',
}

/** What is set, not struck: with it the order is placed, without it the rest goes on. */
const SETTINGS: Readonly<Record<string, Record<string, number>>> = { latency: { latencyMs: 30 }, clock_skew: { clockSkewSeconds: 400 } }

async function online(rail: Rail, fault: string, moment: 'order' | 'pay'): Promise<Json> {
  const setting = SETTINGS[fault]
  const control: { setFaults(change: Record<string, unknown>): void } = controls()[rail]
  if (setting !== undefined) control.setFaults(setting)
  else if (moment === 'order') setNext(rail, fault)
  const payment = await drive.begin(rail, 1_000)
  if (setting !== undefined) {
    // A clock that is wrong stays so until the payer would have gone: what then was not sent will not be.
    await drive.round(fault === 'clock_skew' ? 6_000 : 100)
    controls()[rail].calm()
  }
  const action = await drive.actionOf(payment)
  if (moment === 'pay') setNext(rail, fault)
  if (action !== null) drive.pay(rail, action)
  return drive.settle(payment)
}

async function runCase(rail: Rail, fault: string): Promise<Row> {
  const moment = BY_NAME[fault] ?? 'order'
  const before = await seen()
  let refund = ''
  const exceptions: string[] = []
  let payment: Json
  if (moment === 'order' || moment === 'pay') {
    payment = await online(rail, fault, moment)
    // The second statement is sent a tenth of a second after the first.
    if (fault === 'callback_contradictory')
      await world.until('the contradiction is listed', async () => {
        await world.app.clearing.applyInbox()
        return (await newDiscrepancies(before)) !== ''
      })
  } else {
    payment = await paid(rail)
    if (moment === 'refund') {
      setNext(rail, fault)
      refund = ended(await drive.settleRefund(await drive.refund(payment, 400)))
    } else {
      setNext(rail, fault)
      const { date, refusals } = await drive.endDay()
      exceptions.push(refusals[rail] ?? '')
      const bill = await drive.reconcile(rail, FORMATS[rail], date)
      exceptions.push(...bill.exceptions, bill.state === 'matched' ? '' : `bill ${bill.state}`)
    }
  }
  controls()[rail].calm()
  exceptions.unshift(await newDiscrepancies(before))
  const row = { rail, fault, payment: ended(payment), refund, exceptions: exceptions.filter(text => text !== '').join(' + ') }
  table.push(row)
  return row
}

describe.each(RAILS)('%s', rail => {
  beforeAll(async () => {
    if (rail === 'sim' || rail === 'sim_b') await drive.gatewayAt(rail)
  })
  it.each([...FAULTS_OF[rail], ...Object.keys(SETTINGS)].map(fault => [fault] as const))(
    '%s',
    async fault => {
      const { payment, refund, exceptions } = await runCase(rail, fault)
      expect([payment, refund, exceptions]).toEqual(EXPECTED[rail][fault])
    },
    30_000,
  )
})

describe('reserve_bank', () => {
  beforeAll(async () => {
    await drive.gatewayAt('sim')
    // What the days before netted came to the account all the same, and stands in the statement of this one.
    await drive.reconcile('reserve', 'camt053', (await drive.endDay()).date)
  })
  it.each(Object.keys(BANK_FAULTS).map(fault => [fault] as const))(
    '%s',
    async fault => {
      await paid('sim')
      const { control } = world.sandbox.reserveBank
      const before = await seen()
      if (fault === 'posting_lost') control.setFaults({ next: { posting_lost: 1 } })
      const { date } = await drive.endDay()
      const { reserveBank } = world.app.connectors
      const transfer = { id: `trf_${fault}`, from: 'reserve', to: 'own', amount: 1n, currency: 'CNY', purpose: fault } as const
      let moved = ''
      control.setFaults({ next: { [fault]: 1 } })
      if (BY_NAME[fault] !== 'files' && fault !== 'totals_wrong' && fault !== 'posting_lost')
        moved = (await reserveBank.transfer(transfer)).result
      const statement = await drive.reconcile('reserve', 'camt053', date)
      control.calm()
      if (moved === 'unknown') moved = `unknown, then ${(await reserveBank.transfer(transfer)).result}`
      const exceptions = [await newDiscrepancies(before), ...statement.exceptions, `statement ${statement.state}`].filter(
        text => text !== '',
      )
      const row = { rail: 'reserve_bank', fault, payment: moved, refund: '', exceptions: exceptions.join(' + ') }
      table.push(row)
      expect([row.payment, row.refund, row.exceptions]).toEqual(EXPECTED.reserve_bank[fault])
    },
    30_000,
  )
})

describe('afterwards', () => {
  it('every switch of every simulator has its row, and the books prove', async () => {
    expect(await must(world.operator('POST', '/v1/ledger/verifications', { body: {} }))).toMatchObject({ ok: true, difference_count: 0 })
    expect(table).toHaveLength(Object.values(EXPECTED).reduce((sum, rows) => sum + Object.keys(rows).length, 0))
  })
})

afterAll(() => {
  if (process.env.FEIQIAN_PRINT_FAULT_MATRIX === undefined) return
  const line = (row: Row): string => `| ${row.rail} | ${row.fault} | ${row.payment} | ${row.refund} | ${row.exceptions} |`
  process.stdout.write(
    `\n| system | switch | payment | refund | exceptions |\n| --- | --- | --- | --- | --- |\n${table.map(line).join('\n')}\n`,
  )
})
