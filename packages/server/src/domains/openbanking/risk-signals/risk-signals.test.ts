/** Risk signals and identity sharing through the whole server: only under a consent that names them, or a statute; no longer than that. */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Json, must, type Person, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { AISP, BASE, createObClient, errorOf, type Linked, type ObClient } from '../../../../test/harness/openbanking.ts'
import { formatId, newId } from '../../../kernel/ids.ts'
import { maskName } from '../identity-sharing.ts'

const database = useDatabase()
const world = useApp(database)

const ALL_ROLES = ['account_information', 'risk_information']
let person: Person
let bank: ObClient
let account: string

beforeAll(async () => {
  person = await world.person()
  bank = await createObClient(world, { roles: ALL_ROLES })
  account = formatId('bac', (await world.app.coreBanks.accountsOf(person.uuid))[0]?.id ?? newId<'bac'>())
})

/** The permissions are ours, which the official documents do not know. */
async function link(
  client: ObClient,
  who: Person,
  permissions: readonly string[],
  accounts: readonly string[],
  scope = 'accounts',
): Promise<Linked> {
  const made = await (await client.own('accounts'))('POST', `${AISP}/account-access-consents`, {
    body: { Data: { Permissions: ['ReadAccountsBasic', ...permissions] }, Risk: {} },
    unjudged: true,
  })
  expect(made.status, made.text).toBe(201)
  return client.authorise(who, (made.body.Data as { ConsentId: string }).ConsentId, accounts, scope)
}

const revoke = async (linked: Linked): Promise<void> => {
  await world.app.db.transaction(async tx => {
    await world.app.consents.cancel(tx, [{ actor: 'test', requestId: 'req_test', consentId: linked.uuid, by: 'third_party' }])
  })
}

const signalOf = (who: Person, more: Json = {}): Json => ({
  holder: who.holder,
  kind: 'account_takeover',
  severity: 'high',
  occurred_at: '2026-01-05T08:00:00Z',
  summary: '账户在新设备登录后修改了手机号',
  basis: { type: 'consent' },
  ...more,
})
const file = (body: Json) => world.operator('POST', '/v1/risk_signals', { body })

type Feed = { readonly ids: string[]; readonly signals: Json[]; readonly more: boolean; readonly next: string }
async function feed(client: ObClient, path = `${BASE}/risk-signals`): Promise<Feed> {
  const answer = await (await client.own('risk_signals'))('GET', path)
  expect(answer.status, answer.text).toBe(200)
  const { RiskSignal, More } = answer.body.Data as { RiskSignal: Json[]; More: boolean }
  return {
    ids: RiskSignal.map(signal => String(signal.RiskSignalId)),
    signals: RiskSignal,
    more: More,
    next: (answer.body.Links as { Next: string }).Next,
  }
}

describe('a risk signal', () => {
  it('reaches the bank that the holder named in a consent for it, and no other', async () => {
    const other = await createObClient(world, { roles: ALL_ROLES })
    const plain = await link(other, person, [], [account])
    const consent = await link(bank, person, ['ReadRiskSignals'], [account])
    const filed = await must(file(signalOf(person)))
    expect(filed.recipients).toEqual([{ third_party: bank.clientId, consent: consent.consentId, read_at: null }])
    const page = await feed(bank)
    expect(page.signals).toEqual([
      {
        RiskSignalId: filed.id,
        Status: 'Active',
        Kind: 'account_takeover',
        Severity: 'high',
        OccurredDateTime: '2026-01-05T08:00:00.000Z',
        SharedDateTime: expect.any(String),
        Summary: '账户在新设备登录后修改了手机号',
        ConsentId: consent.consentId,
      },
    ])
    expect((await feed(other)).ids).toEqual([])
    await revoke(consent)
    await revoke(plain)
  })

  it('is shared with nobody where the holder named nobody', async () => {
    expect(await must(file(signalOf(await world.person())))).toMatchObject({ recipients: [], basis: { type: 'consent', statute: null } })
  })

  it('is no longer readable once the consent has ended, and later ones are not shared', async () => {
    const who = await world.person()
    const accounts = (await world.app.coreBanks.accountsOf(who.uuid)).map(each => formatId('bac', each.id))
    const consent = await link(bank, who, ['ReadRiskSignals'], accounts)
    const filed = await must(file(signalOf(who)))
    expect((await feed(bank)).ids).toContain(filed.id)
    await revoke(consent)
    expect((await feed(bank)).ids).not.toContain(filed.id)
    expect(await must(file(signalOf(who)))).toMatchObject({ recipients: [] })
  })

  it('may rest on a statute, which is recorded, and then names the person', async () => {
    const who = await world.person()
    const basis = { type: 'statutory', statute: '反电信网络诈骗法 Art. 32', document: '协查函 2026-7', recipients: [bank.clientId] }
    const filed = await must(file(signalOf(who, { kind: 'fraud_report', basis })))
    expect(filed).toMatchObject({ basis: { type: 'statutory', statute: basis.statute, document: basis.document } })
    const found = (await feed(bank)).signals.find(signal => signal.RiskSignalId === filed.id)
    expect(found).toMatchObject({ StatutoryBasis: basis.statute, Subject: { Name: '林晓', IdNumberMasked: expect.stringContaining('*') } })
    expect(found).not.toHaveProperty('ConsentId')
    const plain = await createObClient(world, { roles: ['account_information'] })
    const to = (recipient: string) => file(signalOf(who, { basis: { ...basis, recipients: [recipient] } }))
    expect(await to(plain.clientId)).toMatchObject({ status: 422, body: { code: 'risk_recipient_unfit' } })
    expect(await to(formatId('tpp', newId<'tpp'>()))).toMatchObject({ status: 404, body: { code: 'third_party_not_found' } })
  })

  it('that is withdrawn is told once more, once', async () => {
    const who = await world.person()
    const basis = { type: 'statutory', statute: 'x', recipients: [bank.clientId] }
    const filed = await must(file(signalOf(who, { basis })))
    const before = await feed(bank)
    const withdraw = () => world.operator('POST', `/v1/risk_signals/${String(filed.id)}/withdraw`, { body: { reason: '误报' } })
    expect(await must(withdraw())).toMatchObject({ withdrawal_reason: '误报', recipients: [{ read_at: expect.any(String) }] })
    expect((await feed(bank, before.next)).signals).toMatchObject([{ RiskSignalId: filed.id, Status: 'Withdrawn' }])
    expect(await withdraw()).toMatchObject({ status: 409, body: { code: 'risk_signal_withdrawn' } })
    const nothing = formatId('sig', newId<'sig'>())
    expect(await world.operator('POST', `/v1/risk_signals/${nothing}/withdraw`, { body: { reason: 'x' } })).toMatchObject({
      status: 404,
      body: { code: 'risk_signal_not_found' },
    })
  })

  it('is read page by page with a cursor that misses and repeats nothing, while others are filed at the same time', async () => {
    const basis = { type: 'statutory', statute: 'x', recipients: [bank.clientId] }
    let at = (await feed(bank)).next
    const filing = Promise.all(Array.from({ length: 25 }, async () => String((await must(file(signalOf(person, { basis })))).id)))
    const seen: string[] = []
    for (let tries = 0; seen.length < 25 && tries < 200; tries++) {
      const page = await feed(bank, `${at}&limit=4`)
      seen.push(...page.ids)
      at = page.next
    }
    expect([...seen].sort()).toEqual((await filing).sort())
    expect(await feed(bank, at)).toMatchObject({ ids: [], more: false, next: at })
  })

  it('is audited when a bank first reads it', async () => {
    const filed = await must(file(signalOf(person, { basis: { type: 'statutory', statute: 'x', recipients: [bank.clientId] } })))
    await feed(bank)
    await feed(bank)
    const { data } = await must(world.operator('GET', `/v1/audit/leaves?subject=${String(filed.id)}`))
    const actions = (data as { action: string }[]).map(leaf => leaf.action)
    expect(actions.sort()).toEqual(['fileRiskSignal', 'getRiskSignals'])
  })

  it('is kept for operators to read', async () => {
    const who = await world.person()
    const first = await must(file(signalOf(who)))
    const second = await must(file(signalOf(who, { severity: 'low' })))
    const list = (query = '') => must(world.operator('GET', `/v1/risk_signals?holder=${who.holder}${query}`))
    expect(await list()).toMatchObject({ has_more: false, data: [{ id: second.id }, { id: first.id }] })
    expect(await list('&limit=1')).toMatchObject({ has_more: true, data: [{ id: second.id }] })
    expect(await list(`&ending_before=${String(first.id)}`)).toMatchObject({ data: [{ id: second.id }] })
    expect(await must(world.operator('GET', `/v1/risk_signals/${String(first.id)}`))).toEqual(first)
    expect(await world.operator('GET', `/v1/risk_signals/${formatId('sig', newId<'sig'>())}`)).toMatchObject({
      status: 404,
      body: { code: 'risk_signal_not_found' },
    })
    expect(await file(signalOf({ ...who, holder: formatId('hld', newId<'hld'>()) }))).toMatchObject({
      status: 404,
      body: { code: 'holder_not_found' },
    })
  })

  it('is closed to third parties without the role', async () => {
    const plain = await createObClient(world, { roles: ['account_information'] })
    await expect(plain.own('risk_signals')).rejects.toThrow()
    const refused = await (await plain.own('accounts'))('GET', `${BASE}/risk-signals`, { unjudged: true })
    expect(refused.status).toBe(403)
  })
})

describe('identity sharing', () => {
  const read = (linked: Linked) => linked.call('GET', `${BASE}/identity`, { unjudged: true })

  it('tells what was verified and a masked name, and no more, by default', async () => {
    const linked = await link(bank, person, ['ReadIdentityBasic'], [account], 'accounts identity')
    const answer = await read(linked)
    expect(answer.status, answer.text).toBe(200)
    expect((answer.body.Data as Json).Identity).toEqual({
      IdentityId: expect.any(String),
      NameMasked: '林*',
      IdDocument: { Type: 'CN.ResidentIdentityCard' },
      Verified: { Name: true, IdDocument: true, Mobile: true },
      AssuranceClass: 'III',
      VerifiedDateTime: expect.any(String),
    })
    expect(answer.text).not.toContain(person.holder.slice(4))
    await revoke(linked)
    expect((await read(linked)).status).toBeGreaterThanOrEqual(400)
  })

  it('tells the name and masked numbers where the consent asks for them', async () => {
    const linked = await link(bank, person, ['ReadIdentityDetail'], [account], 'accounts identity')
    const identity = ((await read(linked)).body.Data as { Identity: Json }).Identity
    expect(identity).toMatchObject({ FullLegalName: '林晓', MobileMasked: expect.stringContaining('*') })
    expect((identity.IdDocument as Json).NumberMasked).toMatch(/\*{4,}/)
  })

  it('names a person differently to each third party', async () => {
    const other = await createObClient(world, { roles: ['account_information'] })
    const ids = await Promise.all(
      [bank, other].map(async client => {
        const linked = await link(client, person, ['ReadIdentityBasic'], [account], 'accounts identity')
        return ((await read(linked)).body.Data as { Identity: Json }).Identity.IdentityId
      }),
    )
    expect(ids[0]).not.toBe(ids[1])
  })

  it('needs the permission of the consent, and the scope of the token', async () => {
    const without = await link(bank, person, [], [account], 'accounts identity')
    expect(errorOf(await read(without))).toMatchObject({ status: 403, code: 'ob_permission_needed' })
    const scopeless = await link(bank, person, ['ReadIdentityBasic'], [account])
    expect((await read(scopeless)).status).toBe(403)
  })

  it('masks names of any length', () => {
    expect(['林晓', '欧阳若兰', '林', 'Lin Xiao'].map(maskName)).toEqual(['林*', '欧***', '林*', 'L***'])
  })
})
