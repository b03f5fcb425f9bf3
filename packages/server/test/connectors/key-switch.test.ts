/**
 * Keys are changed while payments are under way: WeChat Pay from certificates to its public key and to another certificate, a clearing house and
 * Alipay to another key. No payment is lost, none is paid twice, and the doctor says which key is wrong while one is.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Json, must, type Shop } from '../harness/app.ts'
import { useChannels } from '../harness/channels.ts'
import { useDatabase } from '../harness/database.ts'
import { driveOf, type Rail } from './drive.ts'

const database = useDatabase()
const world = useChannels(database, {}, { houseA: { faults: { resultDelayMs: 0 } }, houseB: { faults: { resultDelayMs: 0 } } })
let shop: Shop
const drive = driveOf(world, () => shop)

beforeAll(async () => {
  shop = await world.channelShop()
})

async function begun(rail: Rail): Promise<{ payment: Json; action: string }> {
  const payment = await drive.begin(rail, 1_000)
  const action = await drive.actionOf(payment)
  if (action === null) throw new Error(`no action at ${rail}`)
  return { payment, action }
}

async function finished(rail: Rail, { payment, action }: { payment: Json; action: string }): Promise<string> {
  expect(drive.pay(rail, action)).toBeNull()
  return String((await drive.settle(payment)).status)
}

const doctor = async (code: string): Promise<string[]> => {
  await world.app.connectors.kit.flush()
  const { findings } = await must(world.operator('GET', `/v1/connectors/${code}/doctor`))
  return (findings as Json[]).map(finding => String(finding.code))
}

describe('WeChat Pay', () => {
  it('goes from certificates over both to its public key, orders placed before paid after', async () => {
    const { control } = world.sandbox.weChatPay
    control.setKeyMode('certificate')
    const early = await begun('wechat_pay')
    expect(await finished('wechat_pay', await begun('wechat_pay'))).toBe('succeeded')
    control.setKeyMode('switching')
    // Answers follow the request, callbacks mix both kinds.
    const waiting = await Promise.all([begun('wechat_pay'), begun('wechat_pay'), begun('wechat_pay'), begun('wechat_pay')])
    expect(await Promise.all(waiting.map(one => finished('wechat_pay', one)))).toEqual(Array(4).fill('succeeded'))
    control.setKeyMode('public_key')
    expect(await finished('wechat_pay', early)).toBe('succeeded')
    expect(await finished('wechat_pay', await begun('wechat_pay'))).toBe('succeeded')
    control.setKeyMode('switching')
  }, 60_000)

  it('signs with a certificate that we have not seen: it is fetched, and the payment is told', async () => {
    const { control } = world.sandbox.weChatPay
    control.setKeyMode('certificate')
    const waiting = await begun('wechat_pay')
    control.rotateKeys()
    control.retireCertificates()
    expect(drive.pay('wechat_pay', waiting.action)).toBeNull()
    await world.app.connectors.wechatPay.refreshCertificates()
    expect((await drive.settle(waiting.payment)).status).toBe('succeeded')
    expect(await finished('wechat_pay', await begun('wechat_pay'))).toBe('succeeded')
    control.setKeyMode('switching')
  }, 60_000)
})

describe.each(['sim', 'sim_b'] as const)('clearing house %s', rail => {
  it('takes a second key beside the first, and then only it', async () => {
    await drive.gatewayAt(rail)
    const { control } = rail === 'sim' ? world.sandbox.houseA : world.sandbox.houseB
    const { kit } = world.app.connectors
    const waiting = await begun(rail)
    const material = control.rotateKeys('inst_demo')
    // The house signs its callbacks with a key that we do not have: they are refused, and asking tells.
    expect(await finished(rail, waiting)).toBe('succeeded')
    await world.until('the doctor knows', async () => (await doctor(rail)).some(code => /key|string|sign/.test(code)))
    await kit.storeCredential(rail, { role: 'institution_key', keyId: null, material })
    expect(await finished(rail, await begun(rail))).toBe('succeeded')
    const before = await begun(rail)
    control.retireKeys('inst_demo')
    expect(await finished(rail, before)).toBe('succeeded')
    expect(await finished(rail, await begun(rail))).toBe('succeeded')
  }, 60_000)
})

describe('Alipay', () => {
  it('signs with another key: nothing is believed until it is ours, and then all is known', async () => {
    const { control } = world.sandbox.alipay
    const waiting = await begun('alipay')
    control.rotateKeys()
    expect(drive.pay('alipay', waiting.action)).toBeNull()
    await drive.round(3_200)
    await drive.round(6_400)
    expect((await drive.find(waiting.payment)).status).toBe('processing')
    const key = world.sandbox.access().alipay.credentials.find(({ role }) => role === 'alipay_public_key')
    if (key === undefined) throw new Error('no key')
    await world.app.connectors.kit.storeCredential('alipay', { role: key.role, keyId: null, material: key.material, replaces: true })
    expect((await drive.settle(waiting.payment)).status).toBe('succeeded')
    expect(await finished('alipay', await begun('alipay'))).toBe('succeeded')
  }, 60_000)
})
