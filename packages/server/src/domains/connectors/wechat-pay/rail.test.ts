import { describe, expect, it } from 'vitest'
import { formatId } from '../../../kernel/ids.ts'
import type { Instruction } from '../../clearing/types.ts'
import { DIRECT_POLICY, ROLES } from './capabilities.ts'
import { billDateOf } from './protocol.ts'
import { type Bench, debit, order, refundOf, SUB, SUB_APPID, useWechat } from './test-wechat.ts'

const { bench } = useWechat()

const today = () => billDateOf(new Date())
const outTradeNo = ({ id }: Instruction): string => formatId('ins', id)

/** Places a native order and has the payer pay it. */
async function paid(at: Bench, more: Partial<Instruction> = {}): Promise<Instruction> {
  const instruction = debit(order('native'), more)
  expect(await at.wechat.port.debit(instruction)).toMatchObject({ result: 'accepted' })
  expect(at.pay.control.pay(outTradeNo(instruction))).toBeNull()
  return instruction
}

describe('orders in partner mode', () => {
  it('gives a Native order a code to show, and tells who paid it', async () => {
    const at = await bench()
    const deadline = new Date(Date.now() + 600_000)
    const instruction = debit(order('native'), { deadline })
    const placed = await at.wechat.port.debit(instruction)
    if (placed.result !== 'accepted' || placed.action?.type !== 'qr_code') throw new Error(JSON.stringify(placed))
    expect(placed.action.content).toMatch(/^weixin:\/\/wxpay\/bizpayurl\?pr=/)
    expect(placed.action.expiresAt).toEqual(deadline)
    expect(await at.wechat.port.query(instruction)).toEqual({ result: 'accepted', houseReference: null, retry: 'safe' })
    expect(at.pay.control.pay(placed.action.content)).toBeNull()
    const queried = await at.wechat.port.query(instruction)
    expect(queried).toMatchObject({ result: 'succeeded', amount: 1_999n, settlementDate: today(), payer: expect.any(String) })
    await at.count(1)
    expect(at.heard[0]).toMatchObject({ ok: true, value: { instructionId: instruction.id, answer: queried } })
  })

  it('places an order once, however often it is given', async () => {
    const at = await bench()
    const instruction = debit(order('native'), { deadline: new Date(Date.now() + 600_000) })
    const first = await at.wechat.port.debit(instruction)
    const second = await at.wechat.port.debit({ ...instruction, attempts: 2 })
    expect(second).toEqual(first)
    expect(at.pay.control.pay(outTradeNo(instruction))).toBeNull()
    // Given again after it was paid, it is told as paid, never as failed.
    expect(await at.wechat.port.debit({ ...instruction, attempts: 3 })).toMatchObject({ result: 'succeeded' })
  })

  it.each([
    ['jsapi', { payerId: 'oSandbox1' }, 'wx0000000000000001'],
    ['jsapi', { payerId: 'oSandbox1', subAppId: SUB_APPID }, SUB_APPID],
    ['app', {}, 'wx0000000000000001'],
  ] as const)('signs what opens the cashier of %s %o', async (flow, more, appId) => {
    const at = await bench()
    const placed = await at.wechat.port.debit(debit(order(flow, more)))
    if (placed.result !== 'accepted' || (placed.action?.type !== 'jsapi' && placed.action?.type !== 'app'))
      throw new Error(JSON.stringify(placed))
    expect(Object.values(placed.action.parameters)).toContain(appId)
    expect(at.pay.control.invoke(placed.action.parameters)).toBeNull()
  })

  it('sends an H5 payer to the cashier and back', async () => {
    const at = await bench()
    const placed = await at.wechat.port.debit(
      debit(order('h5', { payerIp: '203.0.113.7', returnUrl: 'https://shop.example/thanks?order=1' })),
    )
    if (placed.result !== 'accepted' || placed.action?.type !== 'redirect') throw new Error(JSON.stringify(placed))
    expect(placed.action.url).toContain('redirect_url=https%3A%2F%2Fshop.example%2Fthanks%3Forder%3D1')
    expect((await fetch(placed.action.url)).status).toBe(200)
  })

  it('takes a payment code at once', async () => {
    const at = await bench()
    const instruction = debit(order('code', { authCode: '134567890123456789', payerIp: '203.0.113.7' }))
    expect(await at.wechat.port.debit(instruction)).toMatchObject({ result: 'succeeded', amount: 1_999n, settlementDate: today() })
  })

  it('waits for the password, polls, and tells success', async () => {
    const at = await bench()
    const instruction = debit(order('code', { authCode: '130000000000000001' }))
    const waiting = { result: 'accepted', action: { type: 'await_payer', reason: 'password' } }
    expect(await at.wechat.port.debit(instruction)).toMatchObject(waiting)
    expect(await at.wechat.port.query(instruction)).toMatchObject(waiting)
    expect(at.pay.control.pay(outTradeNo(instruction))).toBeNull()
    expect(await at.wechat.port.query(instruction)).toMatchObject({ result: 'succeeded', amount: 1_999n })
  })

  it('tells a payer who refuses the password', async () => {
    const at = await bench()
    const instruction = debit(order('code', { authCode: '130000000000000001' }))
    await at.wechat.port.debit(instruction)
    at.pay.control.refuse(outTradeNo(instruction))
    expect(await at.wechat.port.query(instruction)).toMatchObject({ result: 'failed', code: 'declined' })
  })

  it.each([
    ['a code without money', order('code', { authCode: '130000000000000002' }), 'insufficient_funds'],
    ['a sub-merchant that is not ours', order('native', { subMerchant: '1999999999' }), 'sub_merchant_invalid'],
    ['no sub-merchant', order('native', { subMerchant: null }), 'sub_merchant_invalid'],
    ['an app that is not the sub-merchant’s', order('native', { subAppId: 'wx9999999999999999' }), 'sub_merchant_invalid'],
    ['a code that is none', order('code', { authCode: '99' }), 'order_invalid'],
    ['a flow of another wallet', order('wap'), 'order_invalid'],
  ])('fails for %s', async (_name, channelOrder, code) => {
    const at = await bench()
    expect(await at.wechat.port.debit(debit(channelOrder))).toEqual({ result: 'failed', code, retry: 'pointless' })
  })

  it('does not know an order that was never placed', async () => {
    const at = await bench()
    const never = debit(order('native'))
    expect(await at.wechat.port.query(never)).toEqual({ result: 'not_found', retry: 'safe' })
    expect(await at.wechat.port.close?.(never)).toEqual({ result: 'not_found', retry: 'safe' })
  })
})

describe('closing and reversing', () => {
  it('closes an unpaid order, and again', async () => {
    const at = await bench()
    const instruction = debit(order('native'))
    await at.wechat.port.debit(instruction)
    const closed = { result: 'failed', code: 'closed', retry: 'pointless' }
    expect(await at.wechat.port.close?.(instruction)).toEqual(closed)
    expect(await at.wechat.port.close?.(instruction)).toEqual(closed)
    expect(await at.wechat.port.query(instruction)).toEqual(closed)
    expect(at.pay.control.pay(outTradeNo(instruction))).not.toBeNull()
  })

  it('leaves paid what was paid before it could be closed', async () => {
    const at = await bench()
    const instruction = await paid(at)
    expect(await at.wechat.port.close?.(instruction)).toMatchObject({ result: 'succeeded', amount: 1_999n })
  })

  it('reverses a code payment that waits for the password, never one that is paid', async () => {
    const at = await bench()
    const waiting = debit(order('code', { authCode: '130000000000000001' }))
    await at.wechat.port.debit(waiting)
    expect(await at.wechat.port.close?.(waiting)).toMatchObject({ result: 'failed', code: 'closed' })
    const taken = debit(order('code', { authCode: '134567890123456789' }))
    await at.wechat.port.debit(taken)
    expect(await at.wechat.port.close?.(taken)).toMatchObject({ result: 'succeeded' })
    expect(await at.wechat.port.query(taken)).toMatchObject({ result: 'succeeded' })
  })
})

describe('refunds', () => {
  it('refunds in part, is told and asked, once per number', async () => {
    const at = await bench({ simulator: { faults: { refundDelayMs: 60 } } })
    const original = await paid(at)
    const refund = refundOf(original, 500n)
    expect(await at.wechat.port.refund(refund)).toMatchObject({ result: 'accepted', houseReference: expect.any(String) })
    expect(await at.wechat.port.refund({ ...refund, attempts: 2 })).toMatchObject({ result: 'accepted' })
    await at.count(2)
    const done = { result: 'succeeded', amount: 500n, settlementDate: today() }
    expect(at.heard[1]).toMatchObject({ ok: true, value: { instructionId: refund.id, answer: done } })
    expect(await at.wechat.port.query(refund)).toMatchObject(done)
    // The order stays paid.
    expect(await at.wechat.port.query(original)).toMatchObject({ result: 'succeeded', amount: 1_999n })
  })

  it.each([
    ['more than was paid', 2_000n, {}, 'refused_by_house'],
    ['funds that the merchant does not have', 100n, { refund_not_enough: 1 }, 'channel_balance_insufficient'],
  ])('fails for %s', async (_name, amount, next, code) => {
    const at = await bench()
    const original = await paid(at)
    at.pay.control.setFaults({ next })
    expect(await at.wechat.port.refund(refundOf(original, amount))).toMatchObject({ result: 'failed', code })
  })

  it('fails for an order that was never paid', async () => {
    const at = await bench()
    expect(await at.wechat.port.refund(refundOf(debit(order('native')), 1n))).toMatchObject({
      result: 'failed',
      code: 'original_not_found',
    })
  })

  it('keeps an abnormal refund open, as the platform wrote it', async () => {
    const at = await bench()
    const original = await paid(at)
    at.pay.control.setFaults({ next: { refund_abnormal: 1 } })
    const refund = refundOf(original, 100n)
    await at.wechat.port.refund(refund)
    await at.count(2)
    const open = { result: 'unknown', unrecognised: 'ABNORMAL' }
    expect(at.heard[1]).toMatchObject({ ok: true, value: { answer: open } })
    expect(await at.wechat.port.query(refund)).toMatchObject(open)
  })

  it('does not know a refund that was never asked for', async () => {
    const at = await bench()
    expect(await at.wechat.port.query(refundOf(await paid(at), 1n))).toEqual({ result: 'not_found', retry: 'safe' })
  })
})

describe('what goes wrong on the way', () => {
  it.each([
    ['a 500 before anything was done', { error_before: 1 }, 'unknown'],
    ['a 500 after it was done', { error_after: 1 }, 'unknown'],
    ['too many requests', { frequency_limited: 1 }, 'not_sent'],
    ['an answer that is signed wrongly', { bad_signature: 1 }, 'unknown'],
    // Twice: the client repeats what is executed once.
    ['no answer', { timeout_after: 2 }, 'unknown'],
  ] as const)('takes %s for what it is, and a query tells', async (_name, next, result) => {
    const at = await bench()
    const instruction = debit(order('native'))
    at.pay.control.setFaults({ next })
    expect(await at.wechat.port.debit(instruction)).toMatchObject({ result })
    const known = await at.wechat.port.query(instruction)
    expect(['accepted', 'not_found']).toContain(known.result)
    expect(await at.wechat.port.debit({ ...instruction, attempts: 2 })).toMatchObject({ result: 'accepted', action: { type: 'qr_code' } })
  })

  it('never takes a payment code twice', async () => {
    const at = await bench()
    const instruction = debit(order('code', { authCode: '134567890123456789' }))
    at.pay.control.setFaults({ next: { timeout_after: 1 } })
    expect(await at.wechat.port.debit(instruction)).toMatchObject({ result: 'unknown' })
    expect(await at.wechat.port.debit({ ...instruction, attempts: 2 })).toMatchObject({ result: 'succeeded' })
    expect(at.pay.control.requestCounts()['POST /v3/pay/partner/transactions/codepay']).toBe(1)
  })

  it('is not sent when nobody listens, and not when nothing is set up', async () => {
    const at = await bench()
    await at.pay.close()
    expect(await at.wechat.port.debit(debit(order('native')))).toMatchObject({ result: 'not_sent' })
    at.kit.held = at.kit.held.filter(({ role }) => role !== ROLES.privateKey)
    expect(await at.wechat.port.debit(debit(order('native')))).toMatchObject({
      result: 'not_sent',
      reason: 'not set up: merchant_private_key',
    })
    expect(at.wechat.connected()).toBe(false)
  })

  it('believes no refusal of its own signature, and says what was signed', async () => {
    const at = await bench()
    at.now = () => new Date(Date.now() - 400_000)
    expect(await at.wechat.port.debit(debit(order('native')))).toMatchObject({ result: 'unknown' })
    expect(at.kit.failures[0]).toMatchObject({ kind: 'signature', on: 'answer', reason: 'header_missing' })
  })
})

describe('direct mode', () => {
  it('is refused unless a policy record allows it', async () => {
    const at = await bench({ kind: 'direct' })
    const instruction = debit(order('native', { subMerchant: null }))
    expect(at.wechat.connected()).toBe(false)
    expect(await at.wechat.port.debit(instruction)).toEqual({ result: 'failed', code: 'channel_unavailable', retry: 'pointless' })
    at.policy = { [DIRECT_POLICY]: { allowed: true } }
    expect(at.wechat.connected()).toBe(true)
    expect(await at.wechat.port.debit(instruction)).toMatchObject({ result: 'accepted', action: { type: 'qr_code' } })
    expect(at.pay.control.pay(outTradeNo(instruction))).toBeNull()
    await at.count(1)
    expect(at.heard[0]).toMatchObject({ ok: true, value: { answer: { result: 'succeeded' } } })
    const refund = refundOf(instruction, 1_999n)
    await at.wechat.port.refund(refund)
    await at.count(2)
    expect(at.heard[1]).toMatchObject({ ok: true, value: { instructionId: refund.id, answer: { result: 'succeeded' } } })
  })
})

it('names the merchant of an order in the order itself', async () => {
  const at = await bench()
  const instruction = await paid(at)
  await at.count(1)
  expect(at.kit.inbound[0]).toMatchObject({ reference: outTradeNo(instruction), refusal: null, status: 204 })
  expect(instruction.channelOrder?.subMerchant).toBe(SUB)
})

describe('the live check of the key doctor', () => {
  const check = async (at: Bench) => (await at.wechat.selfTest?.())?.map(({ level, code, values }) => [level, code, values])

  it('finds the platform reachable, its answer signed', async () => {
    expect(await check(await bench())).toEqual([['ok', 'reachable', { ms: expect.any(Number) }]])
  })

  it('says what is missing, who does not answer, whose answer is not theirs, and who refuses us', async () => {
    const at = await bench()
    const { held } = at.kit
    at.pay.control.setFaults({ next: { bad_signature: 1 } })
    expect(await check(at)).toMatchObject([['error', 'answer_unverified', {}]])
    // Our certificate in the place of another: the platform says so, in an answer that nobody signed.
    at.kit.held = held.map(one => (one.role === ROLES.certificate ? { ...one, keyId: '1234567890ABCDEF' } : one))
    expect(await check(at)).toMatchObject([['error', 'refused_us', { reason: expect.stringContaining('serial_no') }]])
    at.kit.held = held.filter(({ role }) => role !== ROLES.certificate)
    expect(await check(at)).toMatchObject([['error', 'self_test_failed', { reason: 'merchant_certificate is missing' }]])
    at.kit.held = held
    await at.pay.close()
    expect(await check(at)).toMatchObject([['error', 'unreachable', {}]])
  })
})
