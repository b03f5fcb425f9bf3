/** What becomes of a merchant once it is live: changes by two operators, suspension, channels, periodic reviews. */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Caller, type Json, must, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { approveAndAccept, companyForm, residentId, submitCompany } from '../../../../test/harness/onboarding.ts'
import { createTestChannel } from '../../../../test/harness/test-channel.ts'
import { OPERATOR_SCOPES } from '../../identity/identity.ts'

const database = useDatabase()
const channel = createTestChannel()
const world = useApp(database, {}, { channels: [channel] })

let second: Caller
let number = 0
beforeAll(async () => {
  second = await world.app.db.transaction(async tx => {
    const operatorId = world.app.identity.createOperator(tx, { en: 'Second', zh: '复核' }, ['administrator'])
    const owner = { kind: 'operator', operatorId } as const
    return world.as(world.app.identity.createApiKey(tx, { owner, name: 'second', scopes: OPERATOR_SCOPES, expiresAt: null }).secret)
  })
})

const codeOf = async (answering: Promise<{ status: number; body: Json }>) => {
  const { status, body } = await answering
  return `${status} ${String(body.code)}`
}

/** A merchant that is live at the test channel. */
async function liveMerchant(changes: Json = {}): Promise<{ id: string; form: Json; subMerchant: string }> {
  const form = companyForm([{ channel: 'test_pay' }], changes)
  const applicant = await submitCompany(world.url, form)
  number += 1
  const subMerchant = `19000${String(number).padStart(5, '0')}`
  channel.say({ result: 'active', channelReference: `ch_${number}`, status: 'FINISHED', subMerchant })
  await approveAndAccept(world.operator, applicant)
  const live = await world.until('the merchant is live', async () => {
    await world.app.onboarding.runDue()
    const { body } = await applicant.call('GET')
    return body.state === 'live' ? body : null
  })
  return { id: String(live.merchant), form, subMerchant }
}

/** Asked for by one operator, approved by another. */
async function approveBoth(change: Json): Promise<Json> {
  const path = `/v1/merchant_changes/${String(change.id)}/apply`
  const { status, body } = await world.operator('POST', path)
  expect([status, body.object]).toEqual([202, 'approval'])
  return must(second('POST', `/v1/approvals/${String(body.id)}/approve`, { body: {} }))
}

const changesOf = async (merchant: string) =>
  (await must(world.operator('GET', `/v1/merchant_changes?merchant=${merchant}`))).data as Json[]

describe('a changed bank account', () => {
  it('is judged by the rules, applied by a second operator, and carried to the channel', async () => {
    const { id, form, subMerchant } = await liveMerchant()
    const account = { ...(form.bank_account as Json), number: '999900001111', bank_code: 'CCB' }
    const ask = (changes: Json) =>
      world.operator('POST', `/v1/merchants/${id}/changes`, {
        body: { kind: 'bank_account', reason: '换行', bank_account: { ...account, ...changes } },
      })
    expect(
      await codeOf(
        world.operator('PATCH', `/v1/merchants/${id}`, {
          body: { bank_account: { holder_name: 'x', bank_code: 'CCB', number: '12345678' } },
        }),
      ),
    ).toBe('409 merchant_changes_by_request')
    expect(await codeOf(ask({ holder_name: '别人公司' }))).toBe('422 change_has_errors')
    const change = await must(ask({}))
    expect(change).toMatchObject({ state: 'requested', content: { number: '**** 1111', bank_code: 'CCB' }, channels: [] })
    expect(JSON.stringify(change)).not.toContain('999900001111')
    expect(await codeOf(ask({}))).toBe('409 change_open')
    const approval = await approveBoth(change)
    expect(JSON.stringify(approval)).not.toContain('999900001111')
    expect(await must(world.operator('GET', `/v1/merchants/${id}`))).toMatchObject({
      bank_account: { bank_code: 'CCB', number_masked: '**** 1111' },
    })
    channel.sayOfChange(
      { result: 'unknown', status: null, reason: 'timeout' },
      { result: 'not_found' },
      { result: 'auditing', channelReference: 'no_1', status: 'AUDITING' },
      {
        result: 'changed',
        channelReference: 'no_1',
        status: 'AUDIT_SUCCESS',
      },
    )
    await world.until('the channel has changed it', async () => {
      world.clock.advance(1_900_000)
      await world.app.onboarding.runDue()
      const [latest] = await changesOf(id)
      return (latest?.channels as Json[] | undefined)?.[0]?.state === 'changed'
    })
    expect(channel.changes.at(-1)).toMatchObject({ subMerchant, reference: change.id, account: { number: '999900001111' } })
    expect(await changesOf(id)).toMatchObject([{ state: 'applied', decided_by: expect.stringMatching(/^opr:/) }])
    expect(await codeOf(world.operator('POST', `/v1/merchant_changes/${String(change.id)}/reject`, { body: { note: 'x' } }))).toBe(
      '409 change_decided',
    )
  }, 30_000)

  it('that a channel rejects is shown with its reason', async () => {
    const { id, form } = await liveMerchant()
    const bankAccount = { ...(form.bank_account as Json), number: '999900002222' }
    const change = await must(
      world.operator('POST', `/v1/merchants/${id}/changes`, { body: { kind: 'bank_account', reason: 'r', bank_account: bankAccount } }),
    )
    channel.sayOfChange({ result: 'rejected', channelReference: null, status: 'AUDIT_FAIL', reason: '户名不符' })
    await approveBoth(change)
    await world.until('the channel has rejected it', async () => {
      world.clock.advance(120_000)
      await world.app.onboarding.runDue()
      const [latest] = await changesOf(id)
      return (latest?.channels as Json[] | undefined)?.[0]?.state === 'rejected'
    })
    expect((await changesOf(id))[0]?.channels).toMatchObject([{ trouble: '户名不符', status_as_written: 'AUDIT_FAIL' }])
  })
})

describe('other changes', () => {
  it('of the legal person are asked for by the merchant itself, and rejected with a note', async () => {
    const { id, form } = await liveMerchant()
    const key = await must(
      world.operator('POST', `/v1/merchants/${id}/api_keys`, { body: { name: 's', scopes: ['merchant:write', 'payments:read'] } }),
    )
    const own = world.as(String(key.secret))
    const { phone: _, ...person } = form.legal_person as Json
    const ask = (changes: Json) =>
      own('POST', '/v1/merchant/changes', { body: { kind: 'legal_person', reason: '变更', legal_person: { ...person, ...changes } } })
    expect(await codeOf(ask({ id_number: '110105198503120011' }))).toBe('422 change_has_errors')
    const change = await must(ask({ name: '柳青', id_number: residentId(555) }))
    expect(change).toMatchObject({ content: { name: '柳**' }, requested_by: expect.stringMatching(/^mer:/) })
    const path = `/v1/merchant_changes/${String(change.id)}`
    expect(await must(world.operator('POST', `${path}/reject`, { body: { note: '缺工商变更' } }))).toMatchObject({
      state: 'rejected',
      note: '缺工商变更',
    })
    const again = await must(ask({ name: '柳青', id_number: residentId(556) }))
    await approveBoth(again)
    expect((await must(own('GET', '/v1/merchant_changes'))).data).toMatchObject([{ state: 'applied' }, { state: 'rejected' }])
    expect((await must(own('GET', `/v1/merchant_changes?state=applied&ending_before=${String(change.id)}`))).data).toHaveLength(1)
    // Twice applied is applied once.
    const { body } = await world.operator('POST', `/v1/merchant_changes/${String(again.id)}/apply`)
    expect(await codeOf(second('POST', `/v1/approvals/${String(body.id)}/approve`, { body: {} }))).toBe('422 approval_command_refused')
  })

  it('are refused for strangers, and for merchants that did not apply', async () => {
    const nobody = 'mer_01jd9w2m6te3rbq4c8v5xkz7fh'
    const body = { kind: 'legal_person', reason: 'r', legal_person: { ...(companyForm().legal_person as Json) } }
    expect(await codeOf(world.operator('POST', `/v1/merchants/${nobody}/changes`, { body }))).toBe('404 merchant_not_found')
    const shop = await world.shop()
    expect(await codeOf(world.operator('POST', `/v1/merchants/${shop.id}/changes`, { body }))).toBe('404 application_not_found')
    expect(
      await codeOf(world.operator('POST', '/v1/merchant_changes/chg_01jd9w2m6te3rbq4c8v5xkz7fh/reject', { body: { note: 'x' } })),
    ).toBe('404 change_not_found')
  })
})

describe('suspension', () => {
  it('stops the merchant here and at the channel, and resumption undoes both', async () => {
    const { id, subMerchant } = await liveMerchant()
    channel.sayOfSwitch({ result: 'unknown', reason: 'timeout' }, { result: 'done' })
    expect(await must(world.operator('POST', `/v1/merchants/${id}/suspend`, { body: { reason: '投诉' } }))).toMatchObject({
      status: 'suspended',
      status_reason: '投诉',
    })
    const channels = async () => (await must(world.operator('GET', `/v1/merchants/${id}/channels`))).data as Json[]
    expect(await channels()).toMatchObject([{ status: 'active', trouble: expect.stringContaining('suspended') }])
    await world.until('the channel was told', async () => {
      world.clock.advance(1_900_000)
      await world.app.onboarding.runDue()
      return (await channels())[0]?.trouble === null
    })
    expect(channel.switches.filter(said => said === `suspend ${subMerchant}`)).toHaveLength(2)
    channel.sayOfSwitch({ result: 'refused', reason: '渠道管控中' })
    expect(await must(world.operator('POST', `/v1/merchants/${id}/resume`, { body: { reason: '已整改' } }))).toMatchObject({
      status: 'active',
      status_reason: null,
    })
    await world.until('the channel refused', async () => {
      await world.app.onboarding.runDue()
      return String((await channels())[0]?.trouble).includes('渠道管控中')
    })
    // By PATCH it goes the same way; what is so already changes nothing.
    channel.sayOfSwitch({ result: 'done' })
    await must(world.operator('PATCH', `/v1/merchants/${id}`, { body: { status: 'suspended' } }))
    await must(world.operator('POST', `/v1/merchants/${id}/suspend`, { body: { reason: 'again' } }))
    await world.until('the channel was told again', async () => {
      await world.app.onboarding.runDue()
      return (await channels())[0]?.trouble === null
    })
    expect(await codeOf(world.operator('POST', '/v1/merchants/mer_01jd9w2m6te3rbq4c8v5xkz7fh/suspend', { body: { reason: 'x' } }))).toBe(
      '404 merchant_not_found',
    )
  })

  it('of one channel leaves the merchant and the others alone', async () => {
    const { id, subMerchant } = await liveMerchant()
    const at = `/v1/merchants/${id}/channels`
    expect(await codeOf(world.operator('POST', `${at}/test_pay/resume`, { body: { reason: 'x' } }))).toBe(
      '409 merchant_channel_state_wrong',
    )
    expect(await must(world.operator('POST', `${at}/test_pay/suspend`, { body: { reason: '调单' } }))).toMatchObject({
      status: 'suspended',
    })
    expect(await must(world.operator('GET', `/v1/merchants/${id}`))).toMatchObject({
      status: 'active',
      channels: [{ channel: 'test_pay', sub_merchant: subMerchant, active: false }],
    })
    expect(await must(world.operator('POST', `${at}/test_pay/resume`, { body: { reason: 'ok' } }))).toMatchObject({ status: 'active' })
    expect(await codeOf(world.operator('POST', `${at}/moon/suspend`, { body: { reason: 'x' } }))).toBe('404 merchant_channel_not_found')
    // What a channel gave elsewhere is taken over, but never what is another's.
    const shop = await world.shop()
    const put = (merchant: string, sub: string | null) =>
      world.operator('POST', `/v1/merchants/${merchant}/channels/other_pay`, { body: { sub_merchant: sub } })
    expect(await must(put(shop.id, '2088000000000777'))).toMatchObject({ status: 'active', sub_merchant: '2088000000000777', flows: [] })
    expect(await codeOf(put(id, '2088000000000777'))).toBe('409 sub_merchant_taken')
    expect(await codeOf(put('mer_01jd9w2m6te3rbq4c8v5xkz7fh', null))).toBe('404 merchant_not_found')
    expect(await codeOf(world.operator('GET', '/v1/merchants/mer_01jd9w2m6te3rbq4c8v5xkz7fh/channels'))).toBe('404 merchant_not_found')
  })
})

describe('periodic reviews', () => {
  const DAY_MS = 86_400_000

  it('open when they are due, once, are completed by a person, and say when the next is', async () => {
    const { id } = await liveMerchant()
    await world.app.onboarding.openReviews()
    const open = async () =>
      ((await must(world.operator('GET', '/v1/merchant_reviews?state=open&limit=100'))).data as Json[]).filter(
        ({ merchant }) => merchant === id,
      )
    expect(await open()).toEqual([])
    world.clock.advance(1_100 * DAY_MS)
    expect(await world.app.onboarding.openReviews()).toBeGreaterThan(0)
    expect(await world.app.onboarding.openReviews()).toBe(0)
    const [review] = await open()
    expect(review).toMatchObject({ state: 'open', grade_before: 'low' })
    const complete = (body: Json) => world.operator('POST', `/v1/merchant_reviews/${String(review?.id)}/complete`, { body })
    const suspended = { outcome: 'suspend', grade: 'high', note: '证照过期' }
    expect(await must(complete(suspended))).toMatchObject({ state: 'done', grade_after: 'high', done_by: expect.stringMatching(/^opr_/) })
    expect(await codeOf(complete(suspended))).toBe('409 review_done')
    const merchant = await must(world.operator('GET', `/v1/merchants/${id}`))
    expect(merchant).toMatchObject({ status: 'suspended', status_reason: '证照过期', risk_grade: 'high' })
    expect(Date.parse(String(merchant.review_due)) - world.clock.now().getTime()).toBeLessThan(190 * DAY_MS)
    expect(await codeOf(world.operator('POST', '/v1/merchant_reviews/rvw_01jd9w2m6te3rbq4c8v5xkz7fh/complete', { body: suspended }))).toBe(
      '404 review_not_found',
    )
    const ids = ((await must(world.operator('GET', '/v1/merchant_reviews?limit=100'))).data as Json[]).map(({ id: one }) => one)
    expect(ids).toContain(review?.id)
    const oldest = ids.at(-1)
    expect(((await must(world.operator('GET', `/v1/merchant_reviews?ending_before=${String(oldest)}`))).data as Json[]).length).toBe(
      ids.length - 1,
    )
  })
})

describe('a new merchant', () => {
  it('is not settled the same day in its first ninety days, counted from when it went live', async () => {
    const { id } = await liveMerchant({ settlement_cycle: 'T0' })
    const key = await must(
      world.operator('POST', `/v1/merchants/${id}/api_keys`, {
        body: { name: 's', scopes: ['payments:write', 'payments:read', 'balance:read'] },
      }),
    )
    const own = world.as(String(key.secret))
    expect(await codeOf(own('POST', '/v1/payouts'))).toBe('403 payout_not_early')
    world.clock.advance(91 * 86_400_000)
    expect(await codeOf(own('POST', '/v1/payouts'))).toBe('409 payout_nothing_due')
  })
})
