/** Registration by third parties themselves (RFC 7591, RFC 7592), through the server. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import {
  type Json,
  newKeyPair,
  postJson,
  probeRoutes,
  publicJwk,
  REDIRECT_URI,
  registerTpp,
  signJwt,
  softwareStatement,
} from '../../../../test/harness/fapi.ts'
import { formatId } from '../../../kernel/ids.ts'

/** A directory of the outside world: trusted by configuration. */
const directoryKey = newKeyPair('PS256')
const now = (): number => Math.floor(Date.now() / 1000)
const directory: Server = createServer((_request, response) => {
  response.end(JSON.stringify({ keys: [publicJwk(directoryKey)] }))
})
await new Promise<void>(resolve => directory.listen(0, '127.0.0.1', resolve))
const DIRECTORY = 'https://directory.example'
const jwksUri = `http://127.0.0.1:${(directory.address() as AddressInfo).port}/jwks`

const database = useDatabase()
const world = useApp(
  database,
  { TRUSTED_SOFTWARE_ISSUERS: JSON.stringify([{ issuer: DIRECTORY, jwks_uri: jwksUri }]) },
  { extraRoutes: app => probeRoutes(app, () => world.url) },
)
const key = newKeyPair('PS256')
let statement = ''

beforeAll(async () => {
  statement = await softwareStatement(world.url)
})
afterAll(() => {
  directory.close()
})

const register = async (over: Json = {}) =>
  postJson(`${world.url}/oauth/register`, {
    software_statement: statement,
    redirect_uris: [REDIRECT_URI],
    jwks: { keys: [publicJwk(key)] },
    ...over,
  })

const foreignStatement = (claims: Json = {}, header: Json = {}, signer = directoryKey): Promise<string> =>
  signJwt(
    signer,
    {
      iss: DIRECTORY,
      iat: now(),
      software_id: 'sw-1',
      software_client_name: 'Budget',
      software_roles: ['AISP'],
      software_redirect_uris: [REDIRECT_URI],
      org_id: 'org-1',
      org_name: 'Budget Ltd',
      ...claims,
    },
    header,
  )

describe('registration', () => {
  it('answers with what was registered, the roles of the statement and a token to manage it', async () => {
    const { status, body } = await register()
    expect(status).toBe(201)
    expect(body).toMatchObject({
      client_name: 'Money Overview',
      'client_name#zh': '财务一览',
      status: 'sandbox',
      roles: ['account_information', 'payment_initiation', 'funds_confirmation'],
      scope: 'openid accounts identity events payments vrp fundsconfirmations',
      redirect_uris: [REDIRECT_URI],
      token_endpoint_auth_method: 'private_key_jwt',
      dpop_bound_access_tokens: true,
      require_pushed_authorization_requests: true,
      registration_client_uri: `${world.url}/oauth/register/${String(body.client_id)}`,
    })
    expect(body.client_id).toMatch(/^tpp_/)
    expect(body).not.toHaveProperty('client_secret')
  })

  it('names whom people may ask, as the statement says', async () => {
    const { body } = await register({ software_statement: await softwareStatement(world.url, { contacts: ['privacy@app.example'] }) })
    expect(body.contacts).toEqual(['privacy@app.example'])
  })

  it('accepts the statement of a directory that the configuration trusts, in its words', async () => {
    const { status, body } = await register({
      software_statement: await foreignStatement({ contacts: ['a@budget.example', 'the office'] }),
    })
    expect([status, body.roles, body.client_name, body.contacts]).toEqual([201, ['account_information'], 'Budget', ['a@budget.example']])
  })

  it.each([
    ['no statement', async () => ({ software_statement: undefined }), 'invalid_software_statement'],
    ['a statement that is none', async () => ({ software_statement: 'x' }), 'invalid_software_statement'],
    ['a huge statement', async () => ({ software_statement: 'x'.repeat(40_000) }), 'invalid_software_statement'],
    [
      'a statement of somebody not trusted',
      async () => ({ software_statement: await foreignStatement({ iss: 'https://other.example' }) }),
      'unapproved_software_statement',
    ],
    [
      'a statement by another key',
      async () => ({ software_statement: await foreignStatement({}, {}, newKeyPair('PS256')) }),
      'invalid_software_statement',
    ],
    [
      'a statement that has expired',
      async () => ({ software_statement: await foreignStatement({ exp: now() - 60 }) }),
      'invalid_software_statement',
    ],
    [
      'a statement of two years ago',
      async () => ({ software_statement: await foreignStatement({ iat: now() - 2 * 366 * 86_400 }) }),
      'invalid_software_statement',
    ],
    [
      'a statement without a role',
      async () => ({ software_statement: await foreignStatement({ software_roles: ['ASPSP'] }) }),
      'unapproved_software_statement',
    ],
    ['no keys', async () => ({ jwks: undefined }), 'invalid_client_metadata'],
    ['keys twice', async () => ({ jwks_uri: 'https://client.example/jwks' }), 'invalid_client_metadata'],
    [
      'a private key',
      async () => ({ jwks: { keys: [{ ...key.privateKey.export({ format: 'jwk' }), kid: 'x' }] } }),
      'invalid_client_metadata',
    ],
    ['a symmetric key', async () => ({ jwks: { keys: [{ kty: 'oct', k: 'AAAA', kid: 'x' }] } }), 'invalid_client_metadata'],
    ['a key without kid', async () => ({ jwks: { keys: [{ ...publicJwk(key), kid: undefined }] } }), 'invalid_client_metadata'],
    ['keys that do not answer', async () => ({ jwks: undefined, jwks_uri: 'http://127.0.0.1:1/jwks' }), 'invalid_client_metadata'],
    ['a redirect URI that the statement does not name', async () => ({ redirect_uris: ['https://evil.example/'] }), 'invalid_redirect_uri'],
    ['a redirect URI with a fragment', async () => ({ redirect_uris: [`${REDIRECT_URI}#x`] }), 'invalid_redirect_uri'],
    ['a redirect URI with a wildcard', async () => ({ redirect_uris: ['https://*.example/'] }), 'invalid_redirect_uri'],
    ['a redirect URI without TLS', async () => ({ redirect_uris: ['http://client.example/'] }), 'invalid_redirect_uri'],
    ['a redirect URI of a script', async () => ({ redirect_uris: ['javascript:alert(1)'] }), 'invalid_redirect_uri'],
    ['no redirect URI', async () => ({ redirect_uris: [] }), 'invalid_redirect_uri'],
    ['a client secret', async () => ({ token_endpoint_auth_method: 'client_secret_basic' }), 'invalid_client_metadata'],
    ['no authentication', async () => ({ token_endpoint_auth_method: 'none' }), 'invalid_client_metadata'],
    ['tokens that are bound to nothing', async () => ({ dpop_bound_access_tokens: false }), 'invalid_client_metadata'],
    ['tls_client_auth without a name', async () => ({ token_endpoint_auth_method: 'tls_client_auth' }), 'invalid_client_metadata'],
    ['an algorithm that is not accepted', async () => ({ id_token_signed_response_alg: 'RS256' }), 'invalid_client_metadata'],
    ['alg none', async () => ({ id_token_signed_response_alg: 'none' }), 'invalid_client_metadata'],
    ['a flag that is none', async () => ({ dpop_bound_access_tokens: 'yes' }), 'invalid_client_metadata'],
    ['an address that is none', async () => ({ client_uri: 'not an address' }), 'invalid_client_metadata'],
    [
      'a name with marks that turn its order round',
      async () => ({ software_statement: await foreignStatement({ software_client_name: '\u202eknaB' }) }),
      'invalid_client_metadata',
    ],
  ])('is refused with %s', async (_what, over, error) => {
    const { status, body } = await register(await over())
    expect([status, body.error, typeof body.error_description]).toEqual([400, error, 'string'])
  })

  it('is refused when its form is wrong', async () => {
    const post = (body: string, contentType = 'application/json') =>
      fetch(`${world.url}/oauth/register`, { method: 'POST', headers: { 'Content-Type': contentType }, body })
    expect((await post('{')).status).toBe(400)
    expect((await post('[]')).status).toBe(400)
    expect((await post('a=b', 'application/x-www-form-urlencoded')).status).toBe(415)
    expect((await post(JSON.stringify({ x: 'x'.repeat(70_000) }))).status).toBe(413)
    expect((await fetch(`${world.url}/oauth/register`)).status).toBe(405)
  })

  it('leaves out what it does not know', async () => {
    const { body } = await register({ favourite_colour: 'red', grant_types: ['password'] })
    expect(body).not.toHaveProperty('favourite_colour')
    expect(body.grant_types).toEqual(['authorization_code', 'client_credentials', 'refresh_token'])
  })
})

describe('managing a registration', () => {
  const manage = (method: string, clientId: string, token: string, body?: Json) =>
    fetch(`${world.url}/oauth/register/${clientId}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })

  it('shows it to who has its token, and to nobody else', async () => {
    const tpp = await registerTpp(world)
    const other = await registerTpp(world)
    expect(((await (await manage('GET', tpp.clientId, tpp.registrationToken)).json()) as Json).client_id).toBe(tpp.clientId)
    for (const [id, token] of [
      [tpp.clientId, other.registrationToken],
      [tpp.clientId, 'x'.repeat(43)],
      [tpp.clientId, ''],
      ['tpp_unknown', tpp.registrationToken],
    ] as const) {
      const answer = await manage('GET', id, token)
      expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer error="invalid_token"'])
    }
  })

  it('changes keys and addresses from the next request on', async () => {
    const tpp = await registerTpp(world)
    const fresh = newKeyPair('ES256')
    const change = {
      client_id: tpp.clientId,
      software_statement: tpp.registration.software_statement,
      redirect_uris: [REDIRECT_URI],
      jwks: { keys: [publicJwk(fresh)] },
    }
    expect((await manage('PUT', tpp.clientId, tpp.registrationToken, change)).status).toBe(200)
    expect((await tpp.token({ grant_type: 'client_credentials', scope: 'accounts' })).body.error).toBe('invalid_client')
    expect((await world.app.identity.thirdParties.keys(tpp.id)).map(({ kid }) => kid)).toEqual([fresh.kid])
  })

  it('refuses changes of another client, of what the server says, and by a statement of other software', async () => {
    const tpp = await registerTpp(world)
    const change = {
      client_id: tpp.clientId,
      software_statement: tpp.registration.software_statement,
      redirect_uris: [REDIRECT_URI],
      jwks: { keys: [publicJwk(key)] },
    }
    for (const over of [{ client_id: 'tpp_other' }, { client_id_issued_at: 1 }, { software_statement: await foreignStatement() }])
      expect((await manage('PUT', tpp.clientId, tpp.registrationToken, { ...change, ...over })).status).toBe(400)
  })

  it('refuses a statement of another organisation, whatever its software is called', async () => {
    const { body } = await register({ software_statement: await foreignStatement() })
    const clientId = String(body.client_id)
    const put = async (claims: Json) =>
      manage('PUT', clientId, String(body.registration_access_token), {
        client_id: clientId,
        software_statement: await foreignStatement(claims),
        redirect_uris: [REDIRECT_URI],
        jwks: { keys: [publicJwk(key)] },
      })
    expect((await put({ org_id: 'org-2', org_name: 'Everybank' })).status).toBe(400)
    expect((await put({ software_version: '2' })).status).toBe(200)
  })

  it('cannot end the message signing that an operator demands', async () => {
    const tpp = await registerTpp(world)
    await world.app.db.transaction(tx => world.app.identity.thirdParties.setMessageSigning(tx, tpp.id, true))
    const answer = await manage('PUT', tpp.clientId, tpp.registrationToken, {
      client_id: tpp.clientId,
      software_statement: tpp.registration.software_statement,
      redirect_uris: [REDIRECT_URI],
      jwks: { keys: [publicJwk(key)] },
      require_signed_request_object: false,
    })
    expect([answer.status, ((await answer.json()) as Json).require_signed_request_object]).toEqual([200, true])
  })

  it('refuses changes of a suspended third party, but shows it', async () => {
    const tpp = await registerTpp(world)
    await world.app.db.transaction(tx => world.app.identity.thirdParties.setStatus(tx, tpp.id, { to: 'suspended', reason: 'abuse' }))
    const shown = await manage('GET', tpp.clientId, tpp.registrationToken)
    expect([shown.status, ((await shown.json()) as Json).status]).toEqual([200, 'suspended'])
    expect((await manage('PUT', tpp.clientId, tpp.registrationToken, {})).status).toBe(403)
    expect((await manage('DELETE', tpp.clientId, tpp.registrationToken)).status).toBe(403)
  })

  it('ends it for good', async () => {
    const tpp = await registerTpp(world)
    expect((await manage('DELETE', tpp.clientId, tpp.registrationToken)).status).toBe(204)
    expect((await manage('GET', tpp.clientId, tpp.registrationToken)).status).toBe(401)
    expect((await tpp.token({ grant_type: 'client_credentials', scope: 'accounts' })).body.error).toBe('invalid_client')
    expect((await world.app.identity.thirdParties.find(tpp.id))?.status).toBe('closed')
    const again = await world.app.db.transaction(tx => world.app.identity.thirdParties.grantLive(tx, tpp.id, { licence: 'x' }))
    expect(again).toMatchObject({ ok: false, error: { code: 'third_party_closed' } })
  })

  it('leaves a trace in the audit trail', async () => {
    const tpp = await registerTpp(world)
    const leaves = await world.operator('GET', `/v1/audit/leaves?limit=20`)
    expect(JSON.stringify(leaves.body)).toContain(formatId('tpp', tpp.id))
  })
})
