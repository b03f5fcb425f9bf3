/** 进件 against the simulator: taken on, audited, rejected by field, sent again, confirmed, paid; and what a channel that is silent leaves. */
import { afterEach, describe, expect, it } from 'vitest'
import type { BusinessDate } from '../../../kernel/time.ts'
import type { ApplicationForm, ChannelApplication, ChannelDocument } from '../../merchants/ports.ts'
import { connectAlipay, instructionOf, type TestAlipay } from './test-alipay.ts'

const running: TestAlipay[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map(one => one.close()))
})
async function start(): Promise<TestAlipay> {
  const alipay = await connectAlipay()
  running.push(alipay)
  return alipay
}

const day = (text: string) => text as BusinessDate
const person = {
  name: '林茶',
  idType: 'resident_id',
  idNumber: '330106199001010014',
  idValidFrom: day('2016-01-01'),
  idValidTo: null,
  address: null,
} as const
const form: ApplicationForm = {
  name: { en: 'Longjing Tea', zh: '龙井茶业' },
  subject: 'enterprise',
  licence: {
    number: '91330106MA2CFLQ1X8',
    name: '杭州龙井茶业有限公司',
    address: '杭州市龙井路1号',
    validFrom: day('2018-01-01'),
    validTo: null,
  },
  legalPerson: { ...person, phone: '13800000000' },
  owners: [{ ...person, basis: 'shares', shareBps: 6_000 }],
  contact: {
    role: 'legal_person',
    name: '林茶',
    idType: 'resident_id',
    idNumber: person.idNumber,
    phone: '13800000000',
    email: 'lin@example.com',
  },
  business: {
    shortName: '龙井茶铺',
    mcc: '5499',
    description: '茶叶零售',
    servicePhone: '4001234567',
    scenes: ['store'],
    shops: [{ name: '龙井店', areaCode: '330106', address: '龙井路1号' }],
    website: null,
    monthlyVolume: 10_000_000n,
  },
  bankAccount: {
    kind: 'corporate',
    holderName: '杭州龙井茶业有限公司',
    bankCode: 'ICBC',
    bankName: '中国工商银行股份有限公司杭州龙井支行',
    branchCode: null,
    areaCode: '330106',
    number: '1202022719900012345',
  },
  settlementCycle: 'T1',
  channels: [{ channel: 'alipay', flows: [], subAppId: null }],
}
const picture = (kind: ChannelDocument['kind']): ChannelDocument => ({
  kind,
  about: 0,
  fileName: `${kind}.png`,
  mediaType: 'image/png',
  sha256: '',
  read: async () => Buffer.from('89504e470d0a1a0a', 'hex'),
})
const application: ChannelApplication = {
  reference: 'chn_tea_1',
  channelReference: null,
  attempt: 1,
  form,
  flows: ['native', 'code', 'page'],
  subAppId: null,
  documents: (['licence', 'legal_person_id_front', 'legal_person_id_back', 'shop_front'] as const).map(picture),
}

describe('onboarding', () => {
  it('follows an application through rejection and confirmation until the merchant can be paid', async () => {
    const { connector, simulator } = await start()
    const { onboarding } = connector
    expect(await onboarding.query(application)).toEqual({ result: 'not_found' })
    const submitted = await onboarding.submit(application)
    expect(submitted).toMatchObject({ result: 'auditing', status: 'AUDITING' })
    if (submitted.result !== 'auditing') throw new Error('auditing')
    const { channelReference } = submitted
    // Sent twice it is one application.
    expect(await onboarding.submit(application)).toMatchObject({ channelReference })
    const why = [
      { fail_param: 'legal_person_info.card_no', fail_reason: '身份证号有误' },
      { fail_param: 'something_new', fail_reason: '其他' },
    ]
    simulator.control.confirmMerchant(channelReference, 'AUDIT_REJECT', why)
    expect(await onboarding.query({ ...application, channelReference })).toEqual({
      result: 'rejected',
      channelReference,
      status: 'AUDIT_REJECT',
      rejections: [
        { field: 'legal_person.id_number', channelField: 'legal_person_info.card_no', reason: '身份证号有误' },
        { field: null, channelField: 'something_new', reason: '其他' },
      ],
    })
    expect(await onboarding.resubmit({ ...application, channelReference, attempt: 2 })).toMatchObject({
      result: 'auditing',
      channelReference,
    })
    simulator.control.confirmMerchant(channelReference, 'next')
    const waits = await onboarding.query(application)
    expect(waits).toMatchObject({ result: 'needs_merchant', step: 'confirm', status: 'CONTACT_CONFIRM' })
    for (const _ of ['contact', 'legal person'])
      await fetch(waits.result === 'needs_merchant' ? (waits.url ?? '') : '', {
        method: 'POST',
        body: new URLSearchParams({ action: 'approve' }),
      })
    const active = await onboarding.query({ ...application, channelReference })
    expect(active).toMatchObject({ result: 'active', status: 'AUDIT_PASS', flows: ['native', 'code', 'page'] })
    if (active.result !== 'active') throw new Error('active')
    const order = { flow: 'code', subMerchant: active.subMerchant, authCode: '289901234567890010' } as const
    expect(await connector.port.debit(instructionOf({ channelOrder: order }))).toMatchObject({ result: 'succeeded' })
    const account = { ...form.bankAccount, number: '1202022719900054321' }
    const change = { reference: 'chg_1', subMerchant: active.subMerchant, account, channelReference: null }
    expect(await onboarding.changeAccount(change)).toMatchObject({ result: 'changed' })
    simulator.control.confirmMerchant(channelReference, 'CANCELED')
    expect(await onboarding.query({ ...application, channelReference })).toMatchObject({ result: 'cancelled', status: 'CANCELED' })
  })

  it('is rejected for what Alipay refuses at once, and not sent or unknown without an answer', async () => {
    const { connector, simulator, connection } = await start()
    const { onboarding } = connector
    const wrong = { ...application, form: { ...form, business: { ...form.business, mcc: 'tea' } } }
    expect(await onboarding.submit(wrong)).toMatchObject({ result: 'rejected', status: 'ACQ.INVALID_PARAMETER' })
    simulator.control.setFaults({ next: { error_before: 1 } })
    expect(await onboarding.submit(application)).toMatchObject({ result: 'unknown', status: 'unknow-error' })
    simulator.control.setFaults({ next: { bad_signature: 1 } })
    expect(await onboarding.query(application)).toMatchObject({ result: 'unknown', reason: 'signature_wrong' })
    connection.baseUrl = 'http://127.0.0.1:9'
    expect(await onboarding.submit(application)).toMatchObject({ result: 'not_sent' })
    expect(
      await onboarding.changeAccount({ reference: 'c', subMerchant: 'x', account: form.bankAccount, channelReference: null }),
    ).toMatchObject({ result: 'not_sent' })
  })
})
