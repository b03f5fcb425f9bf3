import { describe, expect, it } from 'vitest'
import { formatId } from '../../../kernel/ids.ts'
import { type Answered, debit, order, refundOf, resigned, useWechat } from './test-wechat.ts'

const { bench } = useWechat()

type Json = Record<string, unknown>
const json = (answer: Answered): Json => JSON.parse(answer.body) as Json

describe('an answer that was changed on its way', () => {
  it.each<[string, (answer: Answered) => Answered]>([
    ['in its body', answer => ({ ...answer, body: answer.body.replace('weixin://wxpay', 'weixin://wxpax') })],
    ['in its nonce', answer => ({ ...answer, headers: { ...answer.headers, 'wechatpay-nonce': 'other' } })],
    ['in its time', answer => ({ ...answer, headers: { ...answer.headers, 'wechatpay-timestamp': '1700000000' } })],
    ['in its signature', answer => ({ ...answer, headers: { ...answer.headers, 'wechatpay-signature': 'AAAA' } })],
    ['in its serial', answer => ({ ...answer, headers: { ...answer.headers, 'wechatpay-serial': 'ABCDEF' } })],
    ['by losing its headers', answer => ({ ...answer, headers: {} })],
    ['into a refusal', answer => ({ ...answer, status: 403, body: '{"code":"NOT_ENOUGH","message":"x"}' })],
  ])('%s is no answer, and the doctor is told', async (_name, tamper) => {
    const at = await bench({ tamper })
    expect(await at.wechat.port.debit(debit(order('native')))).toMatchObject({ result: 'unknown' })
    expect(at.kit.failures).toMatchObject([{ kind: 'signature', on: 'answer', signedString: expect.stringContaining('\n') }])
  })

  it('by an empty 204 that is not signed closes nothing', async () => {
    const at = await bench({
      tamper: (answer, path) => (path.endsWith('/close') ? { status: 204, headers: {}, body: '' } : answer),
    })
    const instruction = debit(order('native'))
    await at.wechat.port.debit(instruction)
    expect(await at.wechat.port.close?.(instruction)).toMatchObject({ result: 'unknown' })
  })
})

describe('an answer that is the platform’s and says', () => {
  /** An order whose query is answered with what `change` makes of it. */
  async function asked(change: (body: Json) => { status?: number; body: unknown }) {
    const at = await bench({
      tamper(answer, path, pay) {
        if (!path.includes('/out-trade-no/')) return answer
        const { status = 200, body } = change(json(answer))
        return resigned(pay, status, body)
      },
    })
    const instruction = debit(order('native'))
    await at.wechat.port.debit(instruction)
    at.pay.control.pay(formatId('ins', instruction.id))
    return { at, instruction, answer: await at.wechat.port.query(instruction) }
  }

  it.each<[string, Json, Json]>([
    ['a state that nobody documented', { trade_state: 'PONDERING' }, { result: 'unknown', unrecognised: 'PONDERING' }],
    ['another order', { out_trade_no: 'ins_x' }, { result: 'unknown' }],
    ['another service provider', { sp_mchid: '1900009999' }, { result: 'unknown' }],
    ['another sub-merchant', { sub_mchid: '1900000012' }, { result: 'unknown' }],
    ['a success without a time', { success_time: undefined }, { result: 'unknown' }],
    ['a success in another money', { amount: { total: 1_999, currency: 'USD' } }, { result: 'unknown' }],
    ['another amount, for clearing to find', { amount: { total: 2_000, currency: 'CNY' } }, { result: 'succeeded', amount: 2_000n }],
    ['that it was refunded since, so paid', { trade_state: 'REFUND' }, { result: 'succeeded', amount: 1_999n }],
    ['that it was revoked', { trade_state: 'REVOKED' }, { result: 'failed', code: 'closed' }],
  ])('%s', async (_name, more, expected) => {
    expect((await asked(body => ({ body: { ...body, ...more } }))).answer).toMatchObject(expected)
  })

  it('a refusal that is not listed: kept as written, told to operators, never guessed', async () => {
    const { answer, at } = await asked(() => ({ status: 403, body: { code: 'MOON_PHASE', message: '不是满月' } }))
    expect(answer).toEqual({ result: 'unknown', reason: '403 MOON_PHASE', unrecognised: 'MOON_PHASE', retry: 'safe' })
    expect(at.warnings).toEqual([expect.stringContaining('not listed')])
  })

  it('nothing that can be read', async () => {
    expect((await asked(() => ({ body: [] }))).answer).toMatchObject({ result: 'unknown' })
    expect((await asked(() => ({ status: 418, body: 'teapot' }))).answer).toMatchObject({ result: 'unknown' })
  })

  it('that a refund is closed, or of another number', async () => {
    for (const [more, expected] of [
      [{ status: 'CLOSED' }, { result: 'failed', code: 'closed' }],
      [{ status: 'DREAMING' }, { result: 'unknown', unrecognised: 'DREAMING' }],
      [{ out_refund_no: 'ins_x' }, { result: 'unknown' }],
      [{ sub_mchid: '1900000012' }, { result: 'unknown' }],
    ] as const) {
      const at = await bench({
        tamper: (answer, path, pay) =>
          path.startsWith('/v3/refund/') ? resigned(pay, answer.status, { ...json(answer), ...more }) : answer,
      })
      const instruction = debit(order('native'))
      await at.wechat.port.debit(instruction)
      at.pay.control.pay(formatId('ins', instruction.id))
      expect(await at.wechat.port.refund(refundOf(instruction, 1n))).toMatchObject(expected)
    }
  })

  it('that a bill lies elsewhere: the credentials go to the platform alone', async () => {
    const at = await bench({
      tamper: (answer, path, pay) =>
        path.startsWith('/v3/bill/')
          ? resigned(pay, 200, { hash_type: 'SHA1', hash_value: 'a'.repeat(40), download_url: 'http://127.0.0.1:9/steal?token=1' })
          : answer,
    })
    expect(await at.wechat.port.settlementFile('2026-06-08' as never)).toMatchObject({
      ok: false,
      error: { code: 'clearing_settlement_invalid' },
    })
  })
})
