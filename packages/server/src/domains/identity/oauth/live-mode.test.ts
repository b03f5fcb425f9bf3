/** Third parties in live mode: registered, they wait until somebody has approved them. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { useDatabase } from '../../../../test/harness/database.ts'
import { type KeyPair, newKeyPair, publicJwk, signJwt } from '../../../../test/harness/fapi.ts'
import { type Id, newId } from '../../../kernel/ids.ts'
import { systemClock } from '../../../kernel/time.ts'
import { createSafeClient } from '../../../platform/http/ssrf.ts'
import { createSeal } from '../../../platform/seal.ts'
import { createKeySets } from './jwks.ts'
import { createKeys } from './keys.ts'
import { readRegistration } from './metadata.ts'
import { createOAuth } from './oauth.ts'
import { createStatements } from './statements.ts'
import { insertThirdParty } from './store/third-parties.ts'
import type { OAuthDeps, ThirdParty } from './types.ts'

const database = useDatabase()
const directoryKey: KeyPair = newKeyPair('PS256')
const server = createServer((_request, response) => response.end(JSON.stringify({ keys: [publicJwk(directoryKey)] }))).listen(
  0,
  '127.0.0.1',
)
await new Promise(resolve => server.once('listening', resolve))
afterAll(() => {
  server.close()
})

const deps = (): OAuthDeps => ({
  db: database.db,
  clock: systemClock,
  audit: { append: () => {} },
  mode: 'live',
  onError: error => {
    throw error
  },
  options: {
    publicUrl: () => 'https://pay.example',
    seal: createSeal(Buffer.alloc(32, 1)),
    keyFor: () => Buffer.alloc(32, 2),
    outgoing: createSafeClient({ allowPrivate: false }),
    certificates: 'handshake',
    clientAuthorities: null,
    trustedIssuers: [{ issuer: 'https://directory.example', jwks: { keys: [publicJwk(directoryKey)] } }],
    findConsent: async () => null,
  },
})

const partyOf = (id: Id<'tpp'>): ThirdParty => ({
  id,
  name: { en: 'Budget', zh: '预算' },
  status: 'pending',
  roles: ['account_information'],
  messageSigning: false,
  metadata: { client_id: 'x', redirect_uris: ['https://client.example/cb'], token_endpoint_auth_method: 'private_key_jwt' },
  softwareId: null,
  softwareStatement: null,
  contact: {},
  legalBasis: null,
  suspensionReason: null,
  createdAt: new Date(),
  updatedAt: new Date(),
})

describe('live mode', () => {
  it('opens with an approval that records its legal basis, survives a suspension, and ends when closed', async () => {
    const { thirdParties } = createOAuth(deps())
    const id = newId<'tpp'>()
    await database.db.transaction(async tx => insertThirdParty(tx, partyOf(id)))
    const statusOf = async (): Promise<string | undefined> => (await thirdParties.find(id))?.status
    const set = (to: 'suspended' | 'reinstated' | 'closed') =>
      database.db.transaction(tx => thirdParties.setStatus(tx, id, { to, reason: 'because' }))
    await set('suspended')
    await set('reinstated')
    expect(await statusOf()).toBe('pending')
    await database.db.transaction(tx => thirdParties.grantLive(tx, id, { licence: 'Z-2026' }))
    expect(await thirdParties.find(id)).toMatchObject({ status: 'live', legalBasis: { licence: 'Z-2026' } })
    await set('suspended')
    expect(await thirdParties.find(id)).toMatchObject({ status: 'suspended', suspensionReason: 'because' })
    await set('reinstated')
    expect(await thirdParties.find(id)).toMatchObject({ status: 'live', suspensionReason: null })
    await set('closed')
    expect(await set('reinstated')).toMatchObject({ ok: false, error: { code: 'third_party_closed' } })
    const unknown = await database.db.transaction(tx => thirdParties.setRoles(tx, newId<'tpp'>(), []))
    expect(unknown).toMatchObject({ ok: false, error: { code: 'third_party_not_found' } })
  })

  it('lists third parties newest first, by status', async () => {
    const { thirdParties } = createOAuth(deps())
    const ids = [newId<'tpp'>(), newId<'tpp'>()]
    await database.db.transaction(async tx => {
      for (const id of ids) insertThirdParty(tx, partyOf(id))
    })
    const pending = await thirdParties.list({ limit: 10 }, { status: 'pending' })
    expect(pending.map(({ id }) => id)).toEqual([...ids].reverse())
    expect(await thirdParties.list({ limit: 10 }, { status: 'live' })).toEqual([])
  })

  it('has no sandbox directory, and accepts no address without TLS', async () => {
    const { routes } = createOAuth(deps())
    expect(routes).toEqual([])
    const keys = createKeys({ ...deps(), seal: deps().options.seal })
    await keys.start()
    const keySets = createKeySets(deps().options.outgoing)
    const statements = createStatements({
      trustedIssuers: deps().options.trustedIssuers,
      keySets,
      keys,
      publicUrl: () => 'https://pay.example',
      mode: 'live',
    })
    const own = statements.issue({
      name: 'x',
      nameZh: null,
      roles: ['account_information'],
      redirectUris: [],
      jwksUri: null,
      organisation: 'x',
      contacts: [],
    })
    expect(await statements.verify(own)).toMatchObject({ ok: false, error: { code: 'unapproved_software_statement' } })
    const claims = { iss: 'https://directory.example', iat: Math.floor(Date.now() / 1000), client_name: 'Budget', software_roles: ['AISP'] }
    const verified = await statements.verify(await signJwt(directoryKey, claims))
    if (!verified.ok) throw new Error(verified.error.code)
    const local = { redirect_uris: ['http://localhost/cb'], jwks: { keys: [publicJwk(newKeyPair())] } }
    expect(readRegistration(local, verified.value, 'live')).toMatchObject({ ok: false, error: { code: 'invalid_redirect_uri' } })
    expect(readRegistration(local, verified.value, 'test').ok).toBe(true)
    // The guard of outgoing requests keeps it from private addresses.
    await expect(keySets.at(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)).rejects.toThrow('may not be fetched')
    await keys.stop()
  })
})
