/** A merchant is taken on by WeChat Pay and by Alipay, each as it speaks on the wire, from an empty form to its first payment at both. */
import { expect, it } from 'vitest'
import { type Json, must } from '../harness/app.ts'
import { useChannels } from '../harness/channels.ts'
import { useDatabase } from '../harness/database.ts'
import { approveAndAccept, companyForm, submitCompany } from '../harness/onboarding.ts'

const database = useDatabase()
const world = useChannels(database)

it('from draft to live at both, with a rejection on the way, and paid', async () => {
  const applicant = await submitCompany(
    world.url,
    companyForm([
      { channel: 'wechat_pay', flows: ['native'] },
      { channel: 'alipay', flows: ['native'] },
    ]),
  )
  await approveAndAccept(world.operator, applicant)
  const wayTo = (channel: string, what: string, holds: (way: Json) => boolean): Promise<Json> =>
    world.until(`${channel}: ${what}`, async () => {
      world.clock.advance(65_000)
      await world.app.onboarding.runDue()
      const { body } = await applicant.call('GET')
      const way = (body.channels as Json[]).find(each => each.channel === channel)
      return way !== undefined && holds(way) ? way : null
    })
  const wayIs = (channel: string, state: string): Promise<Json> => wayTo(channel, state, way => way.state === state)

  const { weChatPay, alipay } = world.sandbox
  const { reference } = await wayIs('wechat_pay', 'auditing')
  const number = String(reference)
  weChatPay.control.moveApplyment(number, 'REJECTED', [
    { field: 'subject_info.business_license_info.license_copy', field_name: '营业执照照片', reject_reason: '照片不清晰' },
  ])
  await wayIs('wechat_pay', 'rejected')
  expect((await must(applicant.call('GET'))).findings).toMatchObject([
    { code: 'channel_rejected', field: 'documents.licence', by: 'channel', remark: expect.stringContaining('照片不清晰') },
  ])
  await must(applicant.document('licence', 0))
  await must(applicant.call('POST', '/channels/wechat_pay/resend'))
  await wayIs('wechat_pay', 'auditing')
  for (const state of ['verify_account', 'sign']) {
    weChatPay.control.moveApplyment(number, 'next')
    expect(await wayTo('wechat_pay', state, way => way.step === state)).toMatchObject({
      state: 'needs_merchant',
      url: expect.stringContaining('http'),
    })
  }
  weChatPay.control.moveApplyment(number, 'next')
  weChatPay.control.moveApplyment(number, 'next')
  expect(await wayIs('wechat_pay', 'active')).toMatchObject({ status_as_written: 'APPLYMENT_STATE_FINISHED', attempt: 2 })
  expect(await must(applicant.call('GET'))).toMatchObject({ state: 'live', findings: [] })

  const audited = await wayIs('alipay', 'auditing')
  alipay.control.confirmMerchant(String(audited.channel_reference), 'next')
  const { url } = await wayIs('alipay', 'needs_merchant')
  for (const _ of ['contact', 'legal person'])
    await fetch(String(url), { method: 'POST', body: new URLSearchParams({ action: 'approve' }) })
  await wayIs('alipay', 'active')

  const { merchant } = await must(applicant.call('GET'))
  const key = await must(
    world.operator('POST', `/v1/merchants/${String(merchant)}/api_keys`, {
      body: { name: 'shop', scopes: ['payments:write', 'payments:read'] },
    }),
  )
  const shop = world.as(String(key.secret))
  for (const type of ['wechat_pay', 'alipay']) {
    const flow = type === 'alipay' ? 'qr' : 'native'
    const payment = await must(
      shop('POST', '/v1/payments', {
        body: { amount: 1_999, currency: 'CNY', order_reference: type, payment_method: { type, flow }, confirm: true },
      }),
    )
    expect(payment).toMatchObject({ status: 'processing', channel: type })
    const code = await world.until('there is a code to scan', async () => {
      const { next_action: next } = await must(shop('GET', `/v1/payments/${String(payment.id)}`))
      return (next as Json | null)?.type === 'qr_code' ? String((next as Json).content) : null
    })
    if (type === 'wechat_pay') weChatPay.control.pay(code)
    else alipay.control.choose(code)
    await world.until('it is paid', async () => {
      await world.app.clearing.applyInbox()
      return (await must(shop('GET', `/v1/payments/${String(payment.id)}`))).status === 'succeeded'
    })
  }
}, 120_000)
