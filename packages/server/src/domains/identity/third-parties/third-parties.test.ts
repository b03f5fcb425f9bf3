import { beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Json, must, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { type Clerk, clerk, kept } from '../../../../test/harness/desk.ts'
import { probe as present, probeRoutes, registerTpp, type Tpp } from '../../../../test/harness/fapi.ts'
import { formatId, newId } from '../../../kernel/ids.ts'

const database = useDatabase()
const world = useApp(database, {}, { extraRoutes: app => probeRoutes(app, () => world.url) })

let manager: Clerk
let officer: Clerk
let tpp: Tpp

beforeAll(async () => {
  manager = await clerk(world, 'partner_manager')
  officer = await clerk(world, 'compliance')
  tpp = await registerTpp(world)
})

const at = (path = '', id = tpp.clientId): string => `/v1/third_parties/${id}${path}`
const read = (): Promise<Json> => must(officer.call('GET', at()))
const problem = ({ status, body }: Answer) => ({ status, code: body.code })
const BASIS = {
  licence: { authority: '中国人民银行', number: 'Z2000133000019' },
  contract: { number: 'DS-2026-7', signed_on: '2026-10-01', document_sha256: 'ab'.repeat(32) },
  note: 'accounts only',
}
const clientToken = (party = tpp) => party.token({ grant_type: 'client_credentials', scope: 'accounts' })

const probe = (token: string, party = tpp) => present(party, token)

describe('reading third parties', () => {
  it('shows who registered, what it may and how it signs in', async () => {
    expect(await read()).toMatchObject({
      id: tpp.clientId,
      object: 'third_party',
      status: 'sandbox',
      roles: ['account_information', 'payment_initiation', 'funds_confirmation'],
      client: { token_endpoint_auth_method: 'private_key_jwt', redirect_uris: ['https://client.example/callback'] },
      has_software_statement: true,
      legal_basis: null,
    })
    expect(JSON.stringify(await read())).not.toContain(tpp.registrationToken)
  })

  it('lists them newest first, by status', async () => {
    const other = await registerTpp(world)
    const ids = async (query: string): Promise<string[]> =>
      ((await must(officer.call('GET', `/v1/third_parties?${query}`))).data as { id: string }[]).map(({ id }) => id)
    expect((await ids('status=sandbox')).slice(0, 2)).toEqual([other.clientId, tpp.clientId])
    expect(await ids('status=live')).toEqual([])
    expect(await ids(`limit=1&starting_after=${other.clientId}`)).toEqual([tpp.clientId])
  })

  it('refuses what is not there', async () => {
    const nothing = formatId('tpp', newId<'tpp'>())
    const notFound = { status: 404, code: 'third_party_not_found' }
    expect(problem(await officer.call('GET', at('', nothing)))).toEqual(notFound)
    expect(problem(await officer.call('PATCH', at('', nothing), { body: { roles: ['payment_initiation'] } }))).toEqual(notFound)
    expect(problem(await officer.call('POST', at('/suspend', nothing), { body: { reason: 'x' } }))).toEqual(notFound)
    expect(problem(await officer.call('POST', at('/resume', nothing)))).toEqual(notFound)
    const { id } = await kept(manager.call('POST', at('/live_access', nothing), { body: BASIS }))
    expect((await officer.call('POST', `/v1/approvals/${id}/approve`)).body.detail).toContain('third_party_not_found')
  })
})

describe('changing a third party', () => {
  it('takes the scopes of a role from its tokens at the next request', async () => {
    const { body } = await clientToken()
    expect((await probe(String(body.access_token))).body).toMatchObject({ scopes: ['accounts'] })
    const changed = await must(manager.call('PATCH', at(), { body: { roles: ['payment_initiation'] } }))
    expect(changed.roles).toEqual(['payment_initiation'])
    expect((await probe(String(body.access_token))).body).toMatchObject({ scopes: [] })
    expect((await clientToken()).body.error).toBe('invalid_scope')
    await must(manager.call('PATCH', at(), { body: { roles: ['account_information', 'payment_initiation'] } }))
  })

  it('replaces the contact and the demand for signed messages', async () => {
    const contact = { email: 'security@tpp.example', phone: '+86 10 5555 0100' }
    expect(await must(manager.call('PATCH', at(), { body: { contact, message_signing: true } }))).toMatchObject({
      contact,
      message_signing: true,
    })
    expect(await must(manager.call('PATCH', at(), { body: { message_signing: false } }))).toMatchObject({ contact, message_signing: false })
  })

  it('refuses a change of nothing, an unknown role and an address that is none', async () => {
    for (const body of [{}, { roles: [] }, { roles: ['bank'] }, { contact: { email: 'nobody' } }, { contact: { url: 'ftp://x' } }])
      expect(problem(await manager.call('PATCH', at(), { body }))).toEqual({ status: 400, code: 'parameter_invalid' })
  })

  it('is audited', async () => {
    const leaves = (await must(officer.call('GET', `/v1/audit/leaves?subject=${tpp.clientId}`))).data as Json[]
    expect(leaves.filter(leaf => leaf.action === 'updateThirdParty').map(leaf => leaf.actor)).toContain(`opr:${manager.id}`)
  })
})

describe('live access', () => {
  it('is asked for by one operator and given by another, with its legal basis', async () => {
    const { id, summary } = await kept(manager.call('POST', at('/live_access'), { body: BASIS }))
    expect((summary as Json).en).toContain('DS-2026-7')
    expect(await read()).toMatchObject({ status: 'sandbox', legal_basis: null })
    expect(problem(await manager.call('POST', `/v1/approvals/${id}/approve`))).toEqual({ status: 403, code: 'approval_own' })
    const approved = await must(officer.call('POST', `/v1/approvals/${id}/approve`))
    expect(approved).toMatchObject({ state: 'approved', result: { id: tpp.clientId, status: 'live' } })
    expect(await read()).toMatchObject({
      status: 'live',
      legal_basis: { ...BASIS, licence: { ...BASIS.licence, valid_to: null } },
    })
  })

  it('always needs approval, whatever the policy record says', async () => {
    const key = 'approvals.required.third_parties.live_access'
    const value = { live: false, test: false, expires_after_hours: 5 }
    await must(world.operator('POST', '/v1/policies', { body: { key, value, source: 'institution' } }))
    await world.until('the record is known', async () => !world.app.approvals.requires('third_parties.live_access', world.clock.now()))
    const approval = await kept(manager.call('POST', at('/live_access'), { body: BASIS }))
    expect(Date.parse(String(approval.expires_at)) - Date.parse(String(approval.created_at))).toBe(5 * 3_600_000)
  })

  it('is refused without a contract', async () => {
    const answer = await manager.call('POST', at('/live_access'), { body: { licence: BASIS.licence } })
    expect({ ...problem(answer), param: answer.body.param }).toEqual({ status: 400, code: 'parameter_missing', param: 'contract' })
  })
})

describe('suspension', () => {
  it('ends tokens at the next request, and lets nothing new be given out until it is resumed', async () => {
    const token = String((await clientToken()).body.access_token)
    expect((await probe(token)).status).toBe(200)
    const suspended = await must(officer.call('POST', at('/suspend'), { body: { reason: 'a key was published' } }))
    expect(suspended).toMatchObject({ status: 'suspended', suspension_reason: 'a key was published' })
    expect((await probe(token)).status).toBe(401)
    expect((await clientToken()).body.error).toBe('invalid_client')
    const resumed = await must(officer.call('POST', at('/resume'), { body: { reason: 'the key was changed' } }))
    expect(resumed).toMatchObject({ status: 'live', suspension_reason: null })
    expect((await probe(token)).status).toBe(401)
    expect((await probe(String((await clientToken()).body.access_token))).status).toBe(200)
  })

  it('races a request without leaving a token that works', async () => {
    const party = await registerTpp(world)
    const tokens = await Promise.all(Array.from({ length: 5 }, async () => String((await clientToken(party)).body.access_token)))
    await Promise.all([
      ...tokens.map(token => probe(token, party)),
      must(officer.call('POST', at('/suspend', party.clientId), { body: { reason: 'test' } })),
      clientToken(party),
    ])
    for (const token of tokens) expect((await probe(token, party)).status).toBe(401)
    expect(await must(officer.call('POST', at('/resume', party.clientId)))).toMatchObject({ status: 'sandbox' })
  })

  it('says why, and a role without the scope cannot do it', async () => {
    expect(problem(await officer.call('POST', at('/suspend')))).toEqual({ status: 400, code: 'parameter_missing' })
    const auditor = await clerk(world, 'auditor')
    expect(problem(await auditor.call('POST', at('/suspend'), { body: { reason: 'x' } }))).toEqual({ status: 403, code: 'forbidden' })
  })

  it('changes nothing of a third party that has closed its registration', async () => {
    const party = await registerTpp(world)
    const closed = await fetch(`${world.url}/oauth/register/${party.clientId}`, {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${party.registrationToken}` },
    })
    expect(closed.status).toBe(204)
    const refused = { status: 409, code: 'third_party_closed' }
    expect(problem(await officer.call('POST', at('/suspend', party.clientId), { body: { reason: 'x' } }))).toEqual(refused)
    expect(problem(await officer.call('PATCH', at('', party.clientId), { body: { message_signing: true } }))).toEqual(refused)
  })
})
