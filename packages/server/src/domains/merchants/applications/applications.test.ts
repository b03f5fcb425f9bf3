/** An application from draft to live over the API: what applicant, reviewers and a channel do, and what each is refused. */
import { describe, expect, it } from 'vitest'
import { type Json, must, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import {
  approveAndAccept,
  COMPANY_DOCUMENTS,
  companyForm,
  jpegOf,
  startApplication,
  submitCompany,
} from '../../../../test/harness/onboarding.ts'
import { createTestChannel } from '../../../../test/harness/test-channel.ts'
import { parseId } from '../../../kernel/ids.ts'
import { sql } from '../../../platform/db.ts'

const database = useDatabase()
const channel = createTestChannel()
const world = useApp(database, {}, { channels: [channel] })

const WANTED = [{ channel: 'test_pay', flows: ['native'] }]
const reviewer = (path: string, method = 'POST', body?: unknown) =>
  world.operator(method, `/v1/merchant_applications/${path}`, body === undefined ? {} : { body })
const codeOf = async (answering: Promise<{ status: number; body: Json }>) => {
  const { status, body } = await answering
  return `${status} ${String(body.code)}`
}
const stateOf = async (id: string) => (await must(reviewer(id, 'GET'))).state

/** Lets the channel be asked until the application has come where it should. */
const untilWay = async (applicant: { call(method: string): Promise<{ status: number; body: Json }> }, state: string): Promise<Json> =>
  world.until(`the channel is ${state}`, async () => {
    world.clock.advance(120_000)
    await world.app.onboarding.runDue()
    const { body } = await applicant.call('GET')
    const [way] = body.channels as Json[]
    return way?.state === state ? body : null
  })

describe('an application', () => {
  it('goes from draft to live: form, documents, review, agreement, channel; and the applicant sees each step', async () => {
    const form = companyForm(WANTED)
    const applicant = await startApplication(world.url, { name: form.name })
    const seen = await must(applicant.call('GET'))
    expect(seen).toMatchObject({
      state: 'draft',
      revision: 1,
      form: { name: form.name, licence: null },
      documents: [],
      documents_missing: [],
    })
    expect((seen.progress as Json[]).map(({ step, state }) => `${step} ${state}`)).toEqual([
      'form now',
      'review later',
      'agreement later',
      'channels later',
      'live later',
    ])
    expect(await must(applicant.call('PATCH', '', form))).toMatchObject({ revision: 2 })
    const incomplete = await must(applicant.call('POST', '/submit'))
    expect(incomplete.state).toBe('needs_correction')
    expect((incomplete.findings as Json[]).map(({ code, field }) => `${code} ${field}`)).toEqual(
      COMPANY_DOCUMENTS.map(kind => `document_missing documents.${kind}`),
    )
    expect(((await must(applicant.call('GET'))).documents_missing as Json[]).length).toBe(COMPANY_DOCUMENTS.length)
    for (const kind of COMPANY_DOCUMENTS) await must(applicant.document(kind))
    expect(await must(applicant.call('POST', '/submit'))).toMatchObject({ state: 'submitted', findings: [], submissions: 2 })

    expect(await must(reviewer(`${applicant.id}/take`))).toMatchObject({ state: 'checking' })
    const shown = await must(reviewer(applicant.id, 'GET'))
    expect(shown).toMatchObject({ risk: { grade: 'low' }, form: { legal_person: { id_number: expect.stringMatching(/^\*\*\*\* /) } } })
    const { revision } = shown
    expect(await must(reviewer(`${applicant.id}/approve`, 'POST', { revision, note: '资料齐全' }))).toMatchObject({ state: 'approved' })
    const offered = await must(reviewer(`${applicant.id}/agreement`, 'POST', {}))
    expect(offered).toMatchObject({ state: 'agreement', agreement: { template: 'standard', version: 1, accepted_at: null } })
    const merchant = String(offered.merchant)
    expect(await must(world.operator('GET', `/v1/merchants/${merchant}`))).toMatchObject({ status: 'onboarding', live_since: null })

    const terms = await must(applicant.call('GET'))
    expect(terms.terms).toMatchObject({ title: expect.stringContaining('特约商户'), clauses: expect.arrayContaining([expect.anything()]) })
    channel.say({ result: 'auditing', channelReference: 'ch_1', status: 'AUDITING' })
    const agreement = terms.agreement as Json
    const accepted = await must(
      applicant.call('POST', '/accept', { agreement: agreement.id, version: agreement.version, signatory: '苏墨' }),
    )
    expect(accepted).toMatchObject({ state: 'channels' })
    await untilWay(applicant, 'auditing')
    expect(channel.sent.at(-1)).toMatchObject({
      application: { attempt: 1, channelReference: null, flows: ['native'], form: { licence: { number: (form.licence as Json).number } } },
    })
    expect(channel.sent.at(-1)?.documents).toHaveLength(COMPANY_DOCUMENTS.length)
    expect(channel.sent.at(-1)?.documents).toContainEqual(jpegOf(`${applicant.token} licence 0`))
    expect(await must(world.operator('GET', `/v1/merchants/${merchant}/channels`))).toMatchObject({ data: [{ status: 'applying' }] })

    channel.say({ result: 'needs_merchant', channelReference: 'ch_1', status: 'TO_BE_SIGNED', step: 'sign', url: 'https://sign.example/1' })
    const asked = await untilWay(applicant, 'needs_merchant')
    expect((asked.progress as Json[])[3]).toMatchObject({ state: 'now', next: { zh: expect.stringContaining('https://sign.example/1') } })
    channel.say({ result: 'active', channelReference: 'ch_1', status: 'FINISHED', subMerchant: '1900000777' })
    expect(await untilWay(applicant, 'active')).toMatchObject({ state: 'live', live_at: expect.any(String) })
    expect(await must(world.operator('GET', `/v1/merchants/${merchant}`))).toMatchObject({
      status: 'active',
      risk_grade: 'low',
      channels: [{ channel: 'test_pay', sub_merchant: '1900000777', flows: ['native'], active: true }],
      application: applicant.id,
    })
    const { history } = await must(reviewer(applicant.id, 'GET'))
    expect((history as Json[]).map(({ action }) => action).filter(action => action !== 'document')).toEqual([
      'start',
      'edit',
      'submit',
      'submit',
      'take',
      'approve',
      'offer',
      'accept',
      'channel',
      'channel',
      'channel',
      'go_live',
    ])
    const types = ((await must(world.operator('GET', '/v1/merchant_applications?state=live'))).data as Json[]).map(({ id }) => id)
    expect(types).toContain(applicant.id)
  })

  it('keeps its personal data sealed, and opens it for reviewers under audit', async () => {
    const form = companyForm()
    const applicant = await submitCompany(world.url, form)
    const { id_number: number } = form.legal_person as Json
    const rows = await database.db.query(
      sql('test.open_text', `SELECT count(*) AS n FROM merchants.applications AS a WHERE a::text LIKE $1 OR a::text LIKE $2`),
      [`%${String(number)}%`, `%${String((form.bank_account as Json).number)}%`],
    )
    expect(rows[0]?.n).toBe(0n)
    expect(await codeOf(world.nobody('GET', `/v1/merchant_applications/${applicant.id}`))).toBe('401 unauthenticated')
    expect(await must(reviewer(`${applicant.id}?reveal=true`, 'GET'))).toMatchObject({ form: { legal_person: { id_number: number } } })
    const { documents } = await must(reviewer(applicant.id, 'GET'))
    const [document] = documents as Json[]
    const answer = await fetch(`${world.url}/v1/merchant_applications/${applicant.id}/documents/${String(document?.id)}`, {
      headers: { Authorization: `Bearer ${world.operatorKey}` },
    })
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([
      200,
      'image/jpeg',
      `attachment; filename="${String(document?.kind)}-0.jpg"`,
    ])
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(jpegOf(`${applicant.token} ${String(document?.kind)} 0`))
    const leaves = (await must(world.operator('GET', '/v1/audit/leaves?limit=100'))).data as Json[]
    expect(leaves.filter(({ action }) => action === 'getMerchantDocument' || action === 'getMerchantApplication')).toHaveLength(2)
    expect(await codeOf(reviewer(`${applicant.id}/documents/mdc_01jd9w2m6te3rbq4c8v5xkz7fh`, 'GET'))).toBe('404 document_not_found')
  })

  it('takes documents by their bytes, one of each kind, and no more than it holds', async () => {
    const applicant = await startApplication(world.url)
    const picture = await must(applicant.document('licence'))
    expect(picture).toMatchObject({ kind: 'licence', media_type: 'image/jpeg', about: 0 })
    expect(await must(applicant.document('licence', 0, jpegOf('another')))).not.toMatchObject({ sha256: picture.sha256 })
    expect((await must(applicant.call('GET'))).documents).toHaveLength(1)
    expect(await codeOf(applicant.document('licence', 0, Buffer.from('<script>')))).toBe('415 document_type_unknown')
    expect(await codeOf(applicant.document('licence', 0, jpegOf('x').subarray(0, -2)))).toBe('422 document_damaged')
    const body = { kind: 'licence', file_name: 'a.jpg', content: '????' }
    expect(await codeOf(applicant.call('POST', '/documents', body))).toBe('422 document_damaged')
    const large = Buffer.concat([jpegOf('large').subarray(0, -2), Buffer.alloc(5 * 1024 * 1024), Buffer.from([0xff, 0xd9])])
    expect(await codeOf(applicant.document('licence', 0, large))).toBe('413 document_too_large')
    for (let about = 0; about < 39; about++) await must(applicant.document('shop_front', about))
    expect(await codeOf(applicant.document('shop_indoor'))).toBe('409 documents_too_many')
    const [first] = (await must(applicant.call('GET'))).documents as Json[]
    await must(applicant.call('DELETE', `/documents/${String(first?.id)}`))
    expect(await codeOf(applicant.call('DELETE', `/documents/${String(first?.id)}`))).toBe('404 document_not_found')
    await must(applicant.document('shop_indoor'))
  }, 30_000)

  it('takes replacements, which are kept as evidence, but not without end', async () => {
    const applicant = await startApplication(world.url)
    const id = parseId('apl', applicant.id)
    await database.db.query(
      sql(
        'test.uploads',
        `INSERT INTO merchants.documents (id, application_id, kind, about, file_name, media_type, bytes, sha256, sealed, added_at, removed_at)
         SELECT uuidv7(), $1, 'licence', 0, 'a.jpg', 'image/jpeg', 1, repeat('0', 64), ''::bytea, clock_timestamp(), clock_timestamp()
         FROM generate_series(1, 199)`,
      ),
      [id],
    )
    await must(applicant.document('licence'))
    expect(await codeOf(applicant.document('licence'))).toBe('409 documents_too_many')
  })

  it('is judged at submission, sent back by a reviewer, corrected, and rejected for good', async () => {
    const form = companyForm()
    const wrong = { ...form, bank_account: { ...(form.bank_account as Json), holder_name: '别人公司' } }
    const applicant = await startApplication(world.url, wrong)
    for (const kind of COMPANY_DOCUMENTS) await must(applicant.document(kind))
    const judged = await must(applicant.call('POST', '/submit'))
    expect(judged).toMatchObject({
      state: 'needs_correction',
      findings: [{ code: 'account_name_differs', field: 'bank_account.holder_name', severity: 'error', by: 'rule' }],
    })
    await must(applicant.call('PATCH', '', { bank_account: form.bank_account }))
    await must(applicant.call('POST', '/submit'))
    expect(await codeOf(applicant.call('PATCH', '', { name: form.name }))).toBe('409 application_state_wrong')
    expect(await codeOf(reviewer(`${applicant.id}/reject`, 'POST', { revision: 1, note: 'x' }))).toBe('409 application_state_wrong')
    await must(reviewer(`${applicant.id}/take`))
    const { revision } = await must(reviewer(applicant.id, 'GET'))
    const corrections = [{ field: 'documents.licence', remark: '照片不清晰' }]
    expect(await codeOf(reviewer(`${applicant.id}/return`, 'POST', { revision: 1, corrections }))).toBe('409 application_changed')
    expect(await must(reviewer(`${applicant.id}/return`, 'POST', { revision, corrections }))).toMatchObject({
      state: 'needs_correction',
      findings: [{ code: 'correction_wanted', field: 'documents.licence', by: 'person', remark: '照片不清晰' }],
    })
    await must(applicant.document('licence', 0, jpegOf('sharper')))
    await must(applicant.call('POST', '/submit'))
    await must(reviewer(`${applicant.id}/take`))
    const again = await must(reviewer(applicant.id, 'GET'))
    expect(await codeOf(reviewer(`${applicant.id}/approve`, 'POST', { revision, note: 'x' }))).toBe('409 application_changed')
    expect(await must(reviewer(`${applicant.id}/reject`, 'POST', { revision: again.revision, note: '虚假材料' }))).toMatchObject({
      state: 'rejected',
      note: '虚假材料',
    })
    expect((await must(applicant.call('GET'))).progress).toContainEqual(expect.objectContaining({ step: 'review', state: 'failed' }))

    // The same licence again: a person must look at it.
    const next = await submitCompany(world.url, form)
    const warned = await must(reviewer(next.id, 'GET'))
    expect(warned).toMatchObject({ findings: [{ code: 'rejected_before', severity: 'warning' }], risk: { grade: 'medium' } })
    await must(reviewer(`${next.id}/take`))
    expect(await codeOf(reviewer(`${next.id}/approve`, 'POST', { revision: warned.revision, note: 'x' }))).toBe(
      '409 application_findings_open',
    )
  })

  it('cannot be decided by whoever entered it', async () => {
    const applicant = await startApplication(world.url, companyForm(), world.operatorKey)
    for (const kind of COMPANY_DOCUMENTS) await must(applicant.document(kind))
    await must(applicant.call('POST', '/submit'))
    expect(await codeOf(reviewer(`${applicant.id}/take`))).toBe('403 application_reviewer_own')
    expect(await must(reviewer(applicant.id, 'GET'))).toMatchObject({ entered_by: expect.stringMatching(/^opr_/), reviewer: null })
  })

  it('cannot be decided by whoever took the applicant’s token into their hands', async () => {
    const applicant = await submitCompany(world.url)
    const renewed = await must(reviewer(`${applicant.id}/token`))
    expect(await codeOf(reviewer(`${applicant.id}/take`))).toBe('403 application_reviewer_own')
    await must(world.nobody('POST', `/v1/applications/${String(renewed.token)}/withdraw`))
    const { history } = await must(reviewer(applicant.id, 'GET'))
    expect(history).toContainEqual(expect.objectContaining({ action: 'token', state: 'submitted' }))
  })

  it('is withdrawn until its agreement is accepted, and does nothing more then', async () => {
    const applicant = await startApplication(world.url, companyForm())
    expect(await must(applicant.call('POST', '/withdraw'))).toMatchObject({ state: 'withdrawn' })
    expect(await codeOf(applicant.call('POST', '/withdraw'))).toBe('409 application_state_wrong')
    expect(await codeOf(applicant.document('licence'))).toBe('409 application_state_wrong')
  })

  it('is found by its token alone, and by the newest of them', async () => {
    const applicant = await startApplication(world.url)
    const renewed = await must(reviewer(`${applicant.id}/token`))
    expect(await codeOf(applicant.call('GET'))).toBe('404 application_not_found')
    expect(await must(world.nobody('GET', `/v1/applications/${String(renewed.token)}`))).toMatchObject({ id: applicant.id })
    expect(await codeOf(reviewer('apl_01jd9w2m6te3rbq4c8v5xkz7fh/token'))).toBe('404 application_not_found')
  })

  it('has one open application for a licence', async () => {
    const form = companyForm()
    await submitCompany(world.url, form)
    const second = await startApplication(world.url, form)
    for (const kind of COMPANY_DOCUMENTS) await must(second.document(kind))
    expect(await must(second.call('POST', '/submit'))).toMatchObject({
      state: 'needs_correction',
      findings: [{ code: 'licence_applying' }],
    })
  })

  it('refuses a form that is none, field by field', async () => {
    const refused = await world.nobody('POST', '/v1/applications', {
      body: { contact: { ...(companyForm().contact as Json), phone: '12' } },
    })
    expect(refused).toMatchObject({ status: 400, body: { code: 'parameter_invalid', param: 'contact.phone' } })
    const unknown = await world.nobody('POST', '/v1/applications', { body: { colour: 'green' } })
    expect(unknown.body).toMatchObject({ code: 'parameter_unknown', param: 'colour' })
  })
})

describe('agreement and channels', () => {
  it('leave the evidence where it is: what was decided about is replaced by better pictures, never taken away', async () => {
    const applicant = await submitCompany(world.url)
    await approveAndAccept(world.operator, applicant)
    const [held] = (await must(applicant.call('GET'))).documents as Json[]
    expect(await codeOf(applicant.call('DELETE', `/documents/${String(held?.id)}`))).toBe('409 application_state_wrong')
    await must(applicant.document('licence', 0, jpegOf('sharper')))
  })

  it('are live at once where the channel keeps no merchants of its own', async () => {
    const applicant = await submitCompany(world.url)
    const live = await approveAndAccept(world.operator, applicant, { grade: 'high' })
    expect(live).toMatchObject({ state: 'live', channels: [{ channel: 'sim', state: 'active', sub_merchant: null }] })
    const merchant = await must(world.operator('GET', `/v1/merchants/${String(live.merchant)}`))
    expect(merchant).toMatchObject({ status: 'active', risk_grade: 'high' })
    // Six months, by the policy for high risk.
    expect(Date.parse(String(merchant.review_due)) - Date.parse(String(merchant.live_since))).toBeLessThan(187 * 86_400_000)
    const key = await must(
      world.operator('POST', `/v1/merchants/${String(live.merchant)}/api_keys`, { body: { name: 'shop', scopes: ['payments:read'] } }),
    )
    const own = world.as(String(key.secret))
    expect(await must(own('GET', '/v1/merchant/application'))).toMatchObject({ id: applicant.id, state: 'live' })
    const shop = await world.shop()
    expect(await codeOf(shop.call('GET', '/v1/merchant/application'))).toBe('404 application_not_found')
  })

  it('let another agreement be offered until one is accepted, and only the one that was shown', async () => {
    const applicant = await submitCompany(world.url)
    await must(reviewer(`${applicant.id}/take`))
    const { revision } = await must(reviewer(applicant.id, 'GET'))
    await must(reviewer(`${applicant.id}/approve`, 'POST', { revision, note: 'ok' }))
    expect(await codeOf(reviewer(`${applicant.id}/agreement`, 'POST', { template: 'none_such' }))).toBe('404 price_template_not_found')
    const first = (await must(reviewer(`${applicant.id}/agreement`, 'POST', {}))).agreement as Json
    const second = (await must(reviewer(`${applicant.id}/agreement`, 'POST', { template: 'welfare' }))).agreement as Json
    const accept = (agreement: Json) =>
      applicant.call('POST', '/accept', { agreement: agreement.id, version: agreement.version, signatory: '苏墨' })
    expect(await codeOf(accept(first))).toBe('409 agreement_offer_other')
    expect(await must(accept(second))).toMatchObject({ state: 'live' })
    expect(await codeOf(accept(second))).toBe('409 application_state_wrong')
    const unfinished = await startApplication(world.url)
    expect(await codeOf(unfinished.call('POST', '/accept', { agreement: first.id, version: 1, signatory: 'x' }))).toBe(
      '409 application_state_wrong',
    )
    const agreements = (await must(world.operator('GET', `/v1/agreements/${String(second.id)}`))).versions as Json[]
    expect(agreements[0]).toMatchObject({ status: 'in_force', clauses: [{ basis_points: 0 }, {}] })
  })

  it('show what the channel rejected by field, take the correction, and send it again', async () => {
    const applicant = await submitCompany(world.url, companyForm(WANTED))
    channel.say({
      result: 'rejected',
      channelReference: 'ch_9',
      status: 'REJECTED',
      rejections: [{ field: 'business.short_name', channelField: 'merchant_shortname', reason: '简称不符' }],
    })
    await approveAndAccept(world.operator, applicant)
    const rejected = await untilWay(applicant, 'rejected')
    expect(rejected).toMatchObject({
      state: 'channels',
      findings: [{ code: 'channel_rejected', field: 'business.short_name', by: 'channel', remark: '简称不符' }],
    })
    expect((rejected.progress as Json[])[3]).toMatchObject({ next: { en: expect.stringContaining('correct what it rejected') } })
    const { business, licence } = rejected.form as Json & { business: Json; licence: Json }
    expect(await codeOf(applicant.call('PATCH', '', { licence: { ...licence, name: '另一公司' } }))).toBe('409 application_field_fixed')
    await must(applicant.call('PATCH', '', { business: { ...business, mcc: '7995' } }))
    expect(await codeOf(applicant.call('POST', '/channels/test_pay/resend'))).toBe('422 application_has_errors')
    await must(applicant.call('PATCH', '', { business: { ...business, short_name: '松间茶舍' } }))
    expect(await codeOf(applicant.call('POST', '/channels/moon/resend'))).toBe('404 application_channel_not_found')
    channel.say({ result: 'auditing', channelReference: 'ch_9', status: 'AUDITING' })
    expect(await must(applicant.call('POST', '/channels/test_pay/resend'))).toMatchObject({ findings: [] })
    await untilWay(applicant, 'auditing')
    expect(channel.sent.at(-1)?.application).toMatchObject({
      attempt: 2,
      channelReference: 'ch_9',
      form: { business: { shortName: '松间茶舍' } },
    })
    expect(await codeOf(applicant.call('POST', '/channels/test_pay/resend'))).toBe('409 application_channel_not_rejected')
    const draft = await startApplication(world.url)
    expect(await codeOf(draft.call('POST', '/channels/test_pay/resend'))).toBe('409 application_state_wrong')
    channel.say({ result: 'cancelled', channelReference: 'ch_9', status: 'CANCELED', reason: '商户撤销' })
    expect(await untilWay(applicant, 'cancelled')).toMatchObject({ state: 'channels' })
  })

  it('ask again about what is unknown, keep it as written, and never take the number of another merchant', async () => {
    const applicant = await submitCompany(world.url, companyForm(WANTED))
    channel.say(
      { result: 'unknown', status: null, reason: 'timeout' },
      { result: 'not_found' },
      { result: 'unknown', status: 'APPLYMENT_STATE_NEW', reason: 'a state that we do not know' },
      { result: 'not_found' },
    )
    await approveAndAccept(world.operator, applicant)
    await world.until('the channel wrote something unknown', async () => {
      world.clock.advance(1_900_000)
      await world.app.onboarding.runDue()
      const [way] = (await must(applicant.call('GET'))).channels as Json[]
      return way?.status_as_written === 'APPLYMENT_STATE_NEW'
    })
    channel.say({ result: 'active', channelReference: 'ch_7', status: 'FINISHED', subMerchant: '1900000777' })
    await world.until('the number is refused', async () => {
      world.clock.advance(1_900_000)
      await world.app.onboarding.runDue()
      const [way] = (await must(applicant.call('GET'))).channels as Json[]
      return String(way?.trouble).includes('1900000777 is the number of mer_')
    })
    expect(await stateOf(applicant.id)).toBe('channels')
    channel.say({ result: 'active', channelReference: 'ch_7', status: 'FINISHED', subMerchant: '1900000778', flows: ['native', 'jsapi'] })
    expect(await untilWay(applicant, 'active')).toMatchObject({ state: 'live' })
    const merchant = parseId('mer', String((await must(applicant.call('GET'))).merchant))
    expect(merchant === null ? null : (await world.app.merchants.get(merchant))?.channels).toEqual([
      { channel: 'test_pay', subMerchant: '1900000778', subAppId: null, flows: ['native', 'jsapi'], active: true },
    ])
  })

  it('let nothing be paid to a merchant that is not live', async () => {
    const applicant = await submitCompany(world.url, companyForm(WANTED))
    channel.say({ result: 'not_sent', reason: 'circuit open' })
    const { merchant } = await approveAndAccept(world.operator, applicant)
    const key = await must(
      world.operator('POST', `/v1/merchants/${String(merchant)}/api_keys`, { body: { name: 's', scopes: ['payments:write'] } }),
    )
    const pay = world.as(String(key.secret))('POST', '/v1/payments', { body: { amount: 100, currency: 'CNY', order_reference: 'o1' } })
    expect(await codeOf(pay)).toBe('403 merchant_suspended')
    expect(await codeOf(world.operator('PATCH', `/v1/merchants/${String(merchant)}`, { body: { status: 'active' } }))).toBe(
      '409 merchant_onboarding',
    )
    expect(await codeOf(world.operator('POST', `/v1/merchants/${String(merchant)}/resume`, { body: { reason: 'x' } }))).toBe(
      '409 merchant_onboarding',
    )
  })
})
