/** Instructions against a real house over sockets: what is lost, late, doubled, contradictory or cut off ends right. */
import { createHash, createHmac } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import { formatId } from '../../kernel/ids.ts'
import { createClearingSim } from '../connectors/clearing-house/clearing-house.ts'
import { eventually, HOUSE, INSTITUTION, SECRET, useClearing } from './test-house.ts'

const database = useDatabase()
const test = useClearing(database)
let agreementNumber = ''

beforeEach(async () => {
  agreementNumber ||= (await test.bindCard()).agreementNumber
})

const result = async (instruction: { reference: string }): Promise<string[]> => (await test.owner(instruction)).results
const hasResult = (instruction: { reference: string }) => async (): Promise<boolean> => (await result(instruction)).length > 0
/** Moves time past the next query and asks. */
const queryLater = async (ms = 60_000): Promise<number> => {
  test.clock.advance(ms)
  return test.clearing.queryDue()
}

/** A statement of the house, kept and applied. */
const state = async (statement: Record<string, unknown>): Promise<number> => {
  const status = await test.house.control.sendCallback(INSTITUTION, statement)
  await test.clearing.applyInbox()
  return status
}

describe('binding', () => {
  it('refuses a card number whose check digit is wrong', async () => {
    const card = { name: '李雷', idNumber: '1', cardNumber: '6222020000000000019', phone: '13800000000' }
    expect(await test.clearing.bindCard(HOUSE, 'request one', card)).toMatchObject({ ok: false, error: { code: 'bank_card_invalid' } })
  })

  it('tells a refusal of the bank, a wrong code and an unknown agreement apart', async () => {
    const card = { name: '李雷', idNumber: '1', cardNumber: '6217000000000000053', phone: '13800000000' }
    expect(await test.clearing.bindCard(HOUSE, 'request two', card)).toMatchObject({ error: { code: 'bank_card_refused' } })
    const begun = await test.clearing.bindCard(HOUSE, 'request three', { ...card, cardNumber: '6228480000000000026' })
    if (!begun.ok) throw new Error(begun.error.code)
    expect(begun.value).toMatchObject({ bankCode: 'ABC', last4: '0026' })
    expect(await test.clearing.verifyBinding(HOUSE, begun.value.bindingId, '000000')).toMatchObject({
      error: { code: 'bank_card_code_wrong' },
    })
    expect(await test.clearing.unbind(HOUSE, 'AP0')).toMatchObject({ error: { code: 'bank_agreement_not_found' } })
  })

  it('repeats a binding by its request id and unbinds twice harmlessly; a debit under an ended agreement fails', async () => {
    const card = { name: '李雷', idNumber: '1', cardNumber: '6228480000000000026', phone: '13800000000' }
    const once = await test.clearing.bindCard(HOUSE, 'request four', card)
    expect(await test.clearing.bindCard(HOUSE, 'request four', card)).toEqual(once)
    const bound = await test.bindCard('6228480000000000026')
    expect(await test.clearing.unbind(HOUSE, bound.agreementNumber)).toEqual({ ok: true, value: null })
    expect(await test.clearing.unbind(HOUSE, bound.agreementNumber)).toEqual({ ok: true, value: null })
    const debit = await test.submit({ amount: 100n, agreementNumber: bound.agreementNumber })
    await eventually(hasResult(debit), 'the debit fails')
    expect(await result(debit)).toEqual(['failed:agreement_ended'])
  })
})

describe('sending', () => {
  it('sends after the commit and applies the callback with its owner', async () => {
    const before = await test.balance('clearing_receivable')
    const debit = await test.submit({ amount: 1_999n, agreementNumber })
    await eventually(hasResult(debit), 'the callback arrives')
    expect(await result(debit)).toEqual(['succeeded'])
    expect(await test.instruction(debit.id)).toMatchObject({ state: 'succeeded', attempts: 1 })
    expect((await test.balance('clearing_receivable')) - before).toBe(1_999n)
  })

  it('does not send what was rolled back', async () => {
    const calls = test.house.control.requestCounts()['POST /debits'] ?? 0
    await database.db
      .transaction(async tx => {
        test.clearing.submit(tx, [
          {
            id: crypto.randomUUID() as never,
            purpose: 'payment_debit',
            kind: 'debit',
            house: HOUSE,
            amount: 1n,
            currency: 'CNY',
            agreementNumber,
            reference: 'never',
          },
        ])
        await Promise.resolve()
        throw new Error('rolled back')
      })
      .catch(() => undefined)
    expect(await test.clearing.dispatchDue()).toBe(0)
    expect(test.house.control.requestCounts()['POST /debits'] ?? 0).toBe(calls)
  })

  for (const [cardNumber, code] of [
    ['6217000000000000517', 'insufficient_funds'],
    ['6217000000000000590', 'risk_refused'],
    ['6217000000000000541', 'card_expired'],
  ] as const) {
    it(`fails with ${code} when the house says so`, async () => {
      const bound = await test.bindCard(cardNumber)
      const debit = await test.submit({ amount: 500n, agreementNumber: bound.agreementNumber })
      await eventually(hasResult(debit), 'the debit fails')
      expect(await result(debit)).toEqual([`failed:${code}`])
    })
  }

  it('pays out and refunds; a refund above the original fails', async () => {
    const bound = await test.bindCard()
    const debit = await test.submit({ amount: 1_000n, agreementNumber: bound.agreementNumber })
    await eventually(hasResult(debit), 'the debit succeeds')
    const payout = await test.submit({
      purpose: 'payout',
      kind: 'payout',
      amount: 300n,
      payee: { name: '小店', account: bound.accountToken },
    })
    const refund = await test.submit({ purpose: 'refund', kind: 'refund', amount: 400n, originalInstruction: debit.id })
    await eventually(async () => (await hasResult(payout)()) && (await hasResult(refund)()), 'both end')
    const more = await test.submit({ purpose: 'refund', kind: 'refund', amount: 601n, originalInstruction: debit.id })
    await eventually(hasResult(more), 'the second refund ends')
    expect([await result(payout), await result(refund), await result(more)]).toEqual([
      ['succeeded'],
      ['succeeded'],
      ['failed:refund_exceeds_original'],
    ])
    const closed = await test.bindCard('6217000000000000145')
    const refused = await test.submit({
      purpose: 'withdrawal',
      kind: 'payout',
      amount: 300n,
      payee: { name: '小店', account: closed.accountToken },
    })
    await eventually(hasResult(refused), 'the payout ends')
    expect(await result(refused)).toEqual(['failed:account_closed'])
  })

  it('applies a burst of results exactly once each', async () => {
    const debits = await Promise.all(Array.from({ length: 60 }, (_, index) => test.submit({ amount: BigInt(index + 1), agreementNumber })))
    await eventually(async () => (await Promise.all(debits.map(debit => hasResult(debit)()))).every(Boolean), 'all end')
    for (const debit of debits) expect(await result(debit)).toEqual(['succeeded'])
  })
})

describe('faults', () => {
  it('learns by query what a lost callback did not say', async () => {
    test.house.control.setFaults({ next: { callback_lost: 1 } })
    const debit = await test.submit({ amount: 700n, agreementNumber })
    await eventually(
      async () => test.house.control.instruction(INSTITUTION, formatId('ins', debit.id))?.status === 'succeeded',
      'the house executes',
    )
    expect(await result(debit)).toEqual([])
    await queryLater()
    expect(await result(debit)).toEqual(['succeeded'])
  })

  it('takes a late callback after the query told the same', async () => {
    test.house.control.setFaults({ next: { callback_late: 1 } })
    const debit = await test.submit({ amount: 700n, agreementNumber })
    await eventually(
      async () => test.house.control.instruction(INSTITUTION, formatId('ins', debit.id))?.status === 'succeeded',
      'the house executes',
    )
    await queryLater()
    const calls = test.callbackStatuses.length
    await eventually(async () => test.callbackStatuses.length > calls, 'the late callback arrives')
    expect(await result(debit)).toEqual(['succeeded'])
  })

  it('hears a duplicate callback once', async () => {
    test.house.control.setFaults({ next: { callback_duplicate: 1 } })
    const calls = test.callbackStatuses.length
    const debit = await test.submit({ amount: 700n, agreementNumber })
    await eventually(async () => test.callbackStatuses.length >= calls + 2, 'both arrive')
    expect(await result(debit)).toEqual(['succeeded'])
  })

  it('lists a contradictory callback as a discrepancy and keeps the first result', async () => {
    test.house.control.setFaults({ next: { callback_contradictory: 1 } })
    const debit = await test.submit({ amount: 701n, agreementNumber })
    await eventually(async () => (await test.discrepancies()).includes('contradictory_result open 701'), 'the discrepancy is listed')
    expect(await result(debit)).toEqual(['succeeded'])
    expect(await test.instruction(debit.id)).toMatchObject({ state: 'succeeded', failure_code: null })
  })

  it('keeps the outcome unknown after a timeout although the house executed, until a query tells', async () => {
    // Twice: the connector repeats a broken exchange once.
    test.house.control.setFaults({ next: { timeout_after: 2, callback_lost: 1 } })
    const debit = await test.submit({ amount: 702n, agreementNumber })
    await eventually(async () => (await test.instruction(debit.id)).state === 'unknown', 'the outcome is unknown')
    expect(await result(debit)).toEqual([])
    await eventually(
      async () => test.house.control.instruction(INSTITUTION, formatId('ins', debit.id))?.status === 'succeeded',
      'the house executes',
    )
    await queryLater()
    expect(await result(debit)).toEqual(['succeeded'])
  })

  it('does not believe an answer with a wrong signature', async () => {
    test.house.control.setFaults({ next: { bad_signature: 1, callback_lost: 1 } })
    const debit = await test.submit({ amount: 703n, agreementNumber })
    await eventually(async () => (await test.instruction(debit.id)).state === 'unknown', 'the outcome is unknown')
    await eventually(
      async () => test.house.control.instruction(INSTITUTION, formatId('ins', debit.id))?.status === 'succeeded',
      'the house executes',
    )
    await queryLater()
    expect(await result(debit)).toEqual(['succeeded'])
  })

  it('gives an instruction again when the house has never seen it', async () => {
    test.house.control.setFaults({ next: { error_before: 1 } })
    const debit = await test.submit({ amount: 704n, agreementNumber })
    await eventually(async () => (await test.instruction(debit.id)).state === 'unknown', 'the outcome is unknown')
    await queryLater()
    await eventually(hasResult(debit), 'it is sent again and succeeds')
    expect(await result(debit)).toEqual(['succeeded'])
    expect((await test.instruction(debit.id)).attempts).toBe(2)
  })

  it('ends a debit that the house never saw once its deadline is past and nothing can arrive any more', async () => {
    test.house.control.setFaults({ next: { error_before: 1 } })
    const debit = await test.submit({ amount: 705n, agreementNumber, deadline: new Date(test.clock.now().getTime() + 60_000) })
    await eventually(async () => (await test.instruction(debit.id)).state === 'unknown', 'the outcome is unknown')
    await queryLater(70_000)
    expect(await result(debit)).toEqual([])
    await queryLater(400_000)
    expect(await result(debit)).toEqual(['failed:not_sent_in_time'])
  })

  it('lists what stays silent after the bounded queries, and still takes a result afterwards', async () => {
    const silent = await test.bindCard('6217000000000000681')
    const debit = await test.submit({ amount: 706n, agreementNumber: silent.agreementNumber })
    await eventually(async () => (await test.instruction(debit.id)).house_reference !== null, 'the house has taken it, and said so')
    for (let query = 0; query < 26; query++) await queryLater(1_000_000)
    expect(await test.discrepancies()).toContain('no_result open 706')
    expect(await test.instruction(debit.id)).toMatchObject({ state: 'sent', query_attempts: 24 })
    const statement = {
      event_id: 'late word',
      type: 'instruction.result',
      instruction_id: formatId('ins', debit.id),
      kind: 'debit',
      status: 'failed',
      failure_code: 'risk_refused',
      amount: 706,
      currency: 'CNY',
      house_reference: 'S',
      settlement_date: null,
    }
    expect(await state(statement)).toBe(200)
    expect(await result(debit)).toEqual(['failed:risk_refused'])
    expect(await test.discrepancies()).toContain('no_result resolved 706')
  }, 30_000)

  it('lists a callback about an instruction that nobody gave, and a success over another amount', async () => {
    const statement = {
      event_id: 'foreign',
      type: 'instruction.result',
      instruction_id: 'ins_unheard',
      kind: 'debit',
      status: 'succeeded',
      failure_code: null,
      amount: 5,
      currency: 'CNY',
      house_reference: 'S',
      settlement_date: '2026-01-01',
    }
    expect(await state(statement)).toBe(200)
    expect(await test.discrepancies()).toContain('unknown_instruction open 5')
    test.house.control.setFaults({ next: { callback_lost: 1 } })
    const debit = await test.submit({ amount: 707n, agreementNumber })
    await state({
      ...statement,
      event_id: 'other amount',
      instruction_id: formatId('ins', debit.id),
      amount: 7,
    })
    expect(await result(debit)).toEqual([])
    expect(await test.discrepancies()).toContain('result_amount_differs open 707')
    await eventually(
      async () => test.house.control.instruction(INSTITUTION, formatId('ins', debit.id))?.status === 'succeeded',
      'the house executes',
    )
    await queryLater()
    expect(await result(debit)).toEqual(['succeeded'])
  })

  it('refuses callbacks whose signature, age or form is wrong', async () => {
    const body = Buffer.from('{"event_id":"x"}')
    const path = '/callbacks/clearing/sim'
    const receive = (secret: string, ageSeconds: number, house = HOUSE) => {
      const timestamp = String(Math.floor(test.clock.now().getTime() / 1000) - ageSeconds)
      const nonce = '0123456789abcdef'
      const digest = createHash('sha256').update(body).digest('hex')
      const signature = createHmac('sha256', secret).update(`POST\n${path}\n${timestamp}\n${nonce}\n${digest}\n`).digest('hex')
      const headers: Record<string, string> = {
        'clearing-institution': INSTITUTION,
        'clearing-timestamp': timestamp,
        'clearing-nonce': nonce,
        'clearing-signature': signature,
      }
      return test.clearing.receiveCallback(house, { method: 'POST', path, rawBody: body, header: name => headers[name] })
    }
    expect(await receive('another secret', 0)).toMatchObject({ error: { code: 'callback_signature_invalid' } })
    expect(await receive(SECRET, 301)).toMatchObject({ error: { code: 'callback_signature_invalid' } })
    expect(await receive(SECRET, 0)).toMatchObject({ error: { code: 'callback_invalid' } })
    expect(await receive(SECRET, 0, 'nowhere')).toMatchObject({ error: { code: 'clearing_house_unknown' } })
  })
})

describe('crashes', () => {
  it('another node asks about what was claimed and never recorded', async () => {
    const debit = await test.submit({ amount: 800n, agreementNumber, deadline: new Date(test.clock.now().getTime() + 6_000_000) })
    await eventually(hasResult(debit), 'settle first')
    // The first node claims and dies before the network hears of it.
    await test.clearing.stop()
    const node = test.anotherNode()
    const lost = await test.submit({ amount: 801n, agreementNumber, deadline: new Date(test.clock.now().getTime() + 6_000_000) })
    await claimAndDie()
    expect(await test.instruction(lost.id)).toMatchObject({ state: 'sent', attempts: 1 })
    expect(await node.queryDue()).toBe(0)
    test.clock.advance(30_000)
    expect(await node.queryDue()).toBe(1)
    await eventually(hasResult(lost), 'the other node sends it')
    expect(await result(lost)).toEqual(['succeeded'])
    expect(test.house.control.instruction(INSTITUTION, formatId('ins', lost.id))?.amount).toBe(801n)
  })

  it('rolls the result back with an owner that fails, and applies it when it is told again', async () => {
    test.house.control.setFaults({ next: { callback_lost: 1 } })
    const node = test.anotherNode()
    const debit = await test.submit({ amount: 802n, agreementNumber, deadline: new Date(test.clock.now().getTime() + 6_000_000) })
    await node.dispatchDue()
    await eventually(
      async () => test.house.control.instruction(INSTITUTION, formatId('ins', debit.id))?.status === 'succeeded',
      'the house executes',
    )
    test.failOwner(1)
    test.clock.advance(60_000)
    await node.queryDue()
    expect(await result(debit)).toEqual([])
    expect((await test.instruction(debit.id)).state).toBe('sent')
    test.clock.advance(60_000)
    await node.queryDue()
    expect(await result(debit)).toEqual(['succeeded'])
  })
})

describe('a house that cannot be reached', () => {
  it('leaves instructions unsent and tries again; debits fail at their deadline, payouts are listed and tried further', async () => {
    const nowhere = createClearingSim({ url: 'http://127.0.0.1:9', institution: INSTITUTION, secret: SECRET, clock: test.clock })
    const node = test.anotherNode(nowhere)
    const debit = await test.submit({ amount: 901n, agreementNumber })
    const payout = await test.submit({
      purpose: 'payout',
      kind: 'payout',
      amount: 902n,
      payee: { name: '小店', account: 'bank account 1' },
    })
    for (let attempt = 1; attempt <= 13; attempt++) {
      await node.dispatchDue()
      test.clock.advance(61_000)
    }
    expect(await result(debit)).toEqual(['failed:not_sent_in_time'])
    expect(await test.instruction(payout.id)).toMatchObject({ state: 'created', attempts: 12 })
    expect(await test.discrepancies()).toContain('undeliverable open 902')
    test.clock.advance(1_000_000)
    const connected = test.anotherNode()
    await connected.dispatchDue()
    await eventually(hasResult(payout), 'it is paid once the house is back')
    expect(await test.discrepancies()).toContain('undeliverable resolved 902')
    await nowhere.close()
  })
})

/** What a dispatcher does before the network hears of it. */
async function claimAndDie(): Promise<void> {
  const { claimUnsent } = await import('./store/instructions.ts')
  const now = test.clock.now()
  await claimUnsent(database.db, HOUSE, now, new Date(now.getTime() + 20_000), 10)
}
