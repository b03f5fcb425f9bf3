import { beforeAll, describe, expect, it } from 'vitest'
import { type Answer, callerOf, type Json, must, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { clerk } from '../../../../test/harness/desk.ts'
import {
  authorise,
  beginInteraction,
  decide,
  newBrowser,
  newKeyPair,
  probe,
  probeRoutes,
  redeem,
  registerTpp,
  type Tpp,
} from '../../../../test/harness/fapi.ts'
import { startNode } from '../../../../test/harness/node.ts'
import { formatId, newId } from '../../../kernel/ids.ts'
import { NOWHERE, openPersonSession } from '../people/sessions.ts'
import { createRehearsals } from './rehearsals.ts'

const database = useDatabase()
const world = useApp(database, {}, { extraRoutes: app => probeRoutes(app, () => world.url) })

let tpp: Tpp

beforeAll(async () => {
  tpp = await registerTpp(world)
})

type StepJson = {
  readonly step: string
  readonly state: string
  readonly attempts: number
  readonly failure: { readonly code: string; readonly what: Json; readonly fix: Json; readonly detail: string | null } | null
}
type Rehearsal = Json & { readonly id: string; readonly page_url: string; readonly steps: readonly StepJson[] }

const callAs = (party: Tpp) => callerOf(world.url, party.registrationToken)
const problem = ({ status, body }: Answer) => ({ status, code: body.code })
const start = async (party = tpp): Promise<Rehearsal> =>
  (await must(callAs(party)('POST', `/v1/third_parties/${party.clientId}/rehearsals`))) as Rehearsal
const read = async ({ id }: Rehearsal, party = tpp): Promise<Rehearsal> =>
  (await must(callAs(party)('GET', `/v1/third_parties/${party.clientId}/rehearsals/${id}`))) as Rehearsal
const stepIn = async (rehearsal: Rehearsal, name: string, party = tpp): Promise<StepJson> => {
  const found = (await read(rehearsal, party)).steps.find(({ step }) => step === name)
  if (found === undefined) throw new Error(`no step ${name}`)
  return found
}
const english = (step: StepJson): string => `${String(step.failure?.what.en)} ${String(step.failure?.fix.en)}`

describe('starting a rehearsal', () => {
  it('is for the holder of the registration access token', async () => {
    const rehearsal = await start()
    expect(rehearsal).toMatchObject({ object: 'rehearsal', third_party: tpp.clientId, state: 'open' })
    expect(rehearsal.steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
      'keys passed',
      'client_token not_seen',
      'request_signature not_seen',
      'consent not_seen',
      'pushed_request not_seen',
      'authorisation not_seen',
      'code_exchange not_seen',
      'access not_seen',
      'resource not_seen',
      'refresh not_seen',
      'revocation not_seen',
      'consent_end not_seen',
    ])
    for (const step of rehearsal.steps as unknown as Record<'title' | 'todo', Json>[])
      for (const text of [step.title.en, step.title.zh, step.todo.en, step.todo.zh]) expect(String(text).length).toBeGreaterThan(3)
  })

  it('is for operators who look after third parties, and for nobody else', async () => {
    const path = `/v1/third_parties/${tpp.clientId}/rehearsals`
    const manager = await clerk(world, 'partner_manager')
    const { id } = await must(manager.call('POST', path))
    expect((await manager.call('GET', `${path}/${String(id)}`)).status).toBe(200)
    const auditor = await clerk(world, 'auditor')
    expect((await auditor.call('GET', `${path}/${String(id)}`)).status).toBe(200)
    expect(problem(await auditor.call('POST', path))).toEqual({ status: 403, code: 'forbidden' })
    expect(problem(await world.nobody('POST', path))).toEqual({ status: 401, code: 'unauthenticated' })
    expect(problem(await callerOf(world.url, 'a'.repeat(43))('POST', path))).toEqual({ status: 401, code: 'unauthenticated' })
    expect(problem(await callerOf(world.url, 'fq_test_nonsense')('POST', path))).toEqual({ status: 401, code: 'unauthenticated' })
    const other = await registerTpp(world)
    expect(problem(await callAs(other)('POST', path))).toEqual({ status: 403, code: 'forbidden' })
    expect(problem(await callAs(other)('GET', `${path}/${String(id)}`))).toEqual({ status: 403, code: 'forbidden' })
  })

  it('takes no cookie, which a browser sends by itself', async () => {
    const manager = await clerk(world, 'partner_manager')
    const person = { kind: 'operator', id: manager.id } as const
    const { token } = await world.app.db.transaction(async tx => openPersonSession(world.app, tx, person, [], NOWHERE))
    const path = `${world.url}/v1/third_parties/${tpp.clientId}/rehearsals`
    expect((await fetch(path, { method: 'POST', headers: { Cookie: `feiqian_operator=${token}` } })).status).toBe(401)
    expect((await fetch(path, { method: 'POST', headers: { Authorization: `Bearer ${token}` } })).status).toBe(201)
  })

  it('looks up few tokens at once, however many wrong proofs anybody sends', async () => {
    await start()
    const { db } = world.app
    let asked = 0
    const query = ((...args: Parameters<typeof db.query>) => {
      asked += 1
      return db.query(...args)
    }) as typeof db.query
    const audit = { append: () => {} }
    const onError = (error: unknown): void => expect(error).toBeNull()
    const parties = world.app.identity.thirdParties
    const rehearsals = createRehearsals({ db: { ...db, query }, clock: world.clock, audit, parties, openHours: () => 1, onError })
    await rehearsals.load()
    asked = 0
    for (let proof = 0; proof < 100; proof++) rehearsals.noteProofRefusal('00'.repeat(32), { code: 'dpop_proof_invalid' })
    expect(asked).toBe(10)
    await world.until('they are answered', async () => {
      rehearsals.noteProofRefusal('00'.repeat(32), { code: 'dpop_proof_invalid' })
      return asked > 10
    })
  })

  it('ends the one before it, and asks only what the roles need', async () => {
    const party = await registerTpp(world, { roles: ['payment_initiation'] })
    const first = await start(party)
    const second = await start(party)
    expect((await read(first, party)).state).toBe('ended')
    expect((await read(second, party)).state).toBe('open')
    expect(second.steps.map(({ step }) => step)).not.toContain('refresh')
    expect(second.steps.map(({ step }) => step)).toContain('request_signature')
  })

  it('refuses what is not there', async () => {
    const nothing = formatId('tpp', newId<'tpp'>())
    expect(problem(await world.operator('POST', `/v1/third_parties/${nothing}/rehearsals`))).toEqual({
      status: 404,
      code: 'third_party_not_found',
    })
    const path = `/v1/third_parties/${tpp.clientId}/rehearsals/${formatId('rhs', newId<'rhs'>())}`
    expect(problem(await world.operator('GET', path))).toEqual({ status: 404, code: 'rehearsal_not_found' })
  })

  it('is audited in the name of who asked', async () => {
    const { id } = await start()
    const leaves = (await must(world.operator('GET', `/v1/audit/leaves?subject=${id}`))).data as Json[]
    expect(leaves).toMatchObject([{ action: 'startRehearsal', actor: `tpp:${tpp.id}`, result: 'ok' }])
  })
})

describe('a rehearsal', () => {
  it('says which keys are missing', async () => {
    const party = await registerTpp(world)
    await world.app.db.transaction(async tx => {
      const { lockThirdParty, updateThirdParty } = await import('../oauth/store/third-parties.ts')
      const stored = await lockThirdParty(tx, party.id)
      if (stored !== null) updateThirdParty(tx, { ...stored, metadata: { ...stored.metadata, jwks: { keys: [] } } })
    })
    const keys = await stepIn(await start(party), 'keys', party)
    expect(keys).toMatchObject({ state: 'failed', failure: { code: 'keys_missing' } })
    expect(english(keys)).toContain('signing key')
  })

  it('explains a client assertion for another audience, and sees it mended', async () => {
    const rehearsal = await start()
    const fields = await tpp.authenticated({ grant_type: 'client_credentials', scope: 'accounts' }, { aud: `${tpp.issuer}/oauth/token` })
    const dpop = await tpp.proof(tpp.dpopKey, 'POST', `${tpp.issuer}/oauth/token`)
    expect((await tpp.form('/oauth/token', fields, { DPoP: dpop })).body.error).toBe('invalid_client')
    const failed = await stepIn(rehearsal, 'client_token')
    expect(failed).toMatchObject({ state: 'failed', attempts: 1, failure: { code: 'invalid_client' } })
    expect(english(failed)).toContain('Set `aud` to the issuer')
    expect(String(failed.failure?.what.zh)).toContain('aud')

    expect((await tpp.token({ grant_type: 'client_credentials', scope: 'accounts' })).status).toBe(200)
    const passed = await stepIn(rehearsal, 'client_token')
    expect(passed).toMatchObject({ state: 'passed', attempts: 2, failure: { code: 'invalid_client' } })
  })

  it('explains an assertion used twice, a key that is not published and a scope that is not open', async () => {
    const rehearsal = await start()
    const send = async (fields: Record<string, string>): Promise<string> => {
      const dpop = await tpp.proof(tpp.dpopKey, 'POST', `${tpp.issuer}/oauth/token`)
      await tpp.form('/oauth/token', fields, { DPoP: dpop })
      return english(await stepIn(rehearsal, 'client_token'))
    }
    const fields = await tpp.authenticated({ grant_type: 'client_credentials', scope: 'accounts' })
    await send(fields)
    expect(await send(fields)).toContain('used twice')
    const stranger = await tpp.assertion({}, {}, newKeyPair('PS256'))
    expect(await send({ ...fields, client_assertion: stranger })).toContain('published keys')

    const accountsOnly = await registerTpp(world, { roles: ['account_information'] })
    const another = await start(accountsOnly)
    expect((await accountsOnly.token({ grant_type: 'client_credentials', scope: 'payments' })).body.error).toBe('invalid_scope')
    expect(english(await stepIn(another, 'client_token', accountsOnly))).toContain('not open to your roles')
  })

  it('explains a pushed request without PKCE, with an unknown address, and for another’s consent', async () => {
    const rehearsal = await start()
    const { challenge } = tpp.challenge()
    const push = async (over: Json): Promise<string> => {
      const pushed = await tpp.push(tpp.requestOf(await tpp.consent(), challenge, over))
      expect(pushed.status).toBe(400)
      return english(await stepIn(rehearsal, 'pushed_request'))
    }
    expect(await push({ code_challenge: undefined, code_challenge_method: undefined })).toContain('PKCE')
    expect(await push({ redirect_uri: 'https://elsewhere.example/' })).toContain('exactly a registered address')
    const other = await (await registerTpp(world)).consent()
    const details = JSON.stringify([{ type: 'open_banking_consent', consent_id: other }])
    expect(await push({ authorization_details: details })).toContain('open_banking_consent')
  })

  it('follows the whole flow, the person’s no included', async () => {
    const rehearsal = await start()
    const { challenge } = tpp.challenge()
    const pushed = await tpp.push(tpp.requestOf(await tpp.consent(), challenge))
    const browser = newBrowser()
    const uid = await beginInteraction(tpp, String(pushed.body.request_uri), browser)
    await decide(world.app, tpp, uid, browser, 'deny')
    expect(english(await stepIn(rehearsal, 'authorisation'))).toContain('said no')

    const journey = await authorise(world.app, tpp)
    const tokens = await redeem(tpp, journey)
    expect(tokens.status).toBe(200)
    for (const name of ['pushed_request', 'authorisation', 'code_exchange'])
      expect((await stepIn(rehearsal, name)).state, name).toBe('passed')

    await redeem(tpp, journey)
    expect(english(await stepIn(rehearsal, 'code_exchange'))).toContain('Exchange each code once')
  })

  it('follows refreshing and revoking', async () => {
    const rehearsal = await start()
    const tokens = await redeem(tpp, await authorise(world.app, tpp))
    expect((await tpp.token({ grant_type: 'refresh_token', refresh_token: 'x'.repeat(43) })).body.error).toBe('invalid_grant')
    expect(english(await stepIn(rehearsal, 'refresh'))).toMatch(/refresh token|code is not valid/)
    if (tokens.body.refresh_token !== undefined) {
      await tpp.token({ grant_type: 'refresh_token', refresh_token: String(tokens.body.refresh_token) })
      expect((await stepIn(rehearsal, 'refresh')).state).toBe('passed')
    }
    await tpp.form('/oauth/revoke', { ...(await tpp.authenticated({ token: String(tokens.body.access_token) }, { aud: 'nobody' })) })
    expect((await stepIn(rehearsal, 'revocation')).state).toBe('failed')
    await tpp.form('/oauth/revoke', await tpp.authenticated({ token: String(tokens.body.access_token) }))
    expect((await stepIn(rehearsal, 'revocation')).state).toBe('passed')
  })

  it('explains a token that is presented with the wrong proof', async () => {
    const rehearsal = await start()
    const token = String((await tpp.token({ grant_type: 'client_credentials', scope: 'accounts' })).body.access_token)
    const says = async (text: string): Promise<void> => {
      await world.until(text, async () => english(await stepIn(rehearsal, 'access')).includes(text))
    }
    await probe(tpp, token, { claims: { htm: 'POST' } })
    await says('`htm`')
    await probe(tpp, token, { claims: { htu: 'https://elsewhere.example/' } })
    await says('`htu`')
    await probe(tpp, token, { claims: { ath: 'nonsense' } })
    await says('`ath`')
    await probe(tpp, token, { key: newKeyPair('ES256') })
    await says('one DPoP key for the whole flow')
  })

  it('takes what resource servers say', async () => {
    const party = await registerTpp(world, { roles: ['account_information'] })
    const rehearsal = await start(party)
    const { rehearsals } = world.app.identity
    const answer = { method: 'GET', status: 200, code: null, param: null }
    rehearsals.noteAnswer(party.id, { ...answer, operationId: 'createAccountAccessConsents', method: 'POST', status: 201 })
    rehearsals.noteAnswer(party.id, { ...answer, operationId: 'getAccounts', status: 403, code: 'consent_expired' })
    rehearsals.noteAnswer(party.id, { ...answer, operationId: 'getAccounts', status: 500 })
    rehearsals.noteAnswer(party.id, { ...answer, operationId: 'getAccounts', status: 401, code: 'token_invalid' })
    rehearsals.note(party.id, 'request_signature', 'failed', { code: 'ob_signature', reason: 'the digest is of another body\u0000' })
    expect(await stepIn(rehearsal, 'consent', party)).toMatchObject({ state: 'passed' })
    expect(await stepIn(rehearsal, 'access', party)).toMatchObject({ state: 'passed', attempts: 2 })
    const resource = await stepIn(rehearsal, 'resource', party)
    expect(resource).toMatchObject({ state: 'failed', attempts: 1, failure: { code: 'consent_expired' } })
    expect(english(resource)).not.toContain('The request was refused.')
    rehearsals.noteAnswer(party.id, { ...answer, operationId: 'deleteAccountAccessConsents', method: 'DELETE', status: 204 })
    expect(await stepIn(rehearsal, 'consent_end', party)).toMatchObject({ state: 'passed' })
  })

  it('has passed when every step of its roles has, and says so', async () => {
    const party = await registerTpp(world, { roles: ['account_information'] })
    const rehearsal = await start(party)
    for (const { step } of rehearsal.steps) world.app.identity.rehearsals.note(party.id, step as 'access', 'passed')
    expect((await read(rehearsal, party)).state).toBe('passed')
  })

  it('hears of steps that another node served', async () => {
    const rehearsal = await start()
    const node = await startNode(world, database)
    try {
      await world.until('the other node notes a step', async () => {
        await fetch(`${node.url}/oauth/token`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams(await tpp.authenticated({ grant_type: 'client_credentials', scope: 'accounts' })),
        })
        return (await stepIn(rehearsal, 'client_token')).attempts > 0
      })
    } finally {
      await node.stop()
    }
  })

  it('costs nothing and keeps nothing of a client that does not rehearse, and ends by itself', async () => {
    const party = await registerTpp(world)
    world.app.identity.rehearsals.note(party.id, 'access', 'passed')
    const rehearsal = await start(party)
    expect(await stepIn(rehearsal, 'access', party)).toMatchObject({ attempts: 0 })
    world.clock.advance(73 * 3_600_000)
    world.app.identity.rehearsals.note(party.id, 'access', 'passed')
    expect(await read(rehearsal, party)).toMatchObject({ state: 'ended' })
    expect(await stepIn(rehearsal, 'access', party)).toMatchObject({ attempts: 0 })
  })
})

describe('the page of a rehearsal', () => {
  const page = async (url: string, language: string) => {
    const response = await fetch(url, { headers: { 'Accept-Language': language } })
    return { status: response.status, text: await response.text() }
  }

  it('shows each step and explains failures, in both languages', async () => {
    const rehearsal = await start()
    const fields = await tpp.authenticated({ grant_type: 'client_credentials', scope: 'accounts' }, { aud: 'https://nobody.example' })
    await tpp.form('/oauth/token', fields, { DPoP: await tpp.proof(tpp.dpopKey, 'POST', `${tpp.issuer}/oauth/token`) })
    const english = await page(rehearsal.page_url, 'en')
    expect(english.status).toBe(200)
    expect(english.text).toContain('1 of 12 steps passed')
    expect(english.text).toContain('id="step-client_token-failure"')
    expect(english.text).toContain('Set <code class="code">aud</code> to the issuer')
    const chinese = await page(rehearsal.page_url, 'zh-CN')
    expect(chinese.text).toContain('已通过 1 / 12 步')
    expect(chinese.text).toContain('aud 应为签发者')
    expect(chinese.text).toContain('财务一览')
    expect(chinese.text).not.toContain('<script')
  })

  it('is only for whoever has its whole address', async () => {
    const rehearsal = await start()
    const [address = ''] = rehearsal.page_url.split('?')
    for (const url of [
      address,
      `${address}?key=wrong`,
      rehearsal.page_url.replace('rhs_', 'rhs_x'),
      `${world.url}/rehearsal/nonsense?key=x`,
    ])
      expect((await page(url, 'en')).status).toBe(404)
    expect((await page(rehearsal.page_url, 'en')).text).toContain('Rehearsal')
    expect(JSON.stringify(await read(rehearsal))).not.toContain('key=')
  })
})
