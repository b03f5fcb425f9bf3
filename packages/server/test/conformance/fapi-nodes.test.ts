/** The authorization server on two nodes with one database, and the rotation of its keys. */
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseId } from '../../src/kernel/ids.ts'
import { sql } from '../../src/platform/db.ts'
import { useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import {
  authorise,
  beginInteraction,
  decide,
  type Json,
  newBrowser,
  probe,
  probeRoutes,
  redeem,
  registerTpp,
  type Tpp,
} from '../harness/fapi.ts'
import { type AppNode, startNode } from '../harness/node.ts'

/** What people and third parties call the institution by, whichever node they reach. */
const ISSUER = 'http://pay.example'
const database = useDatabase()
const extraRoutes: NonNullable<Parameters<typeof useApp>[2]>['extraRoutes'] = app => probeRoutes(app, () => ISSUER)
const world = useApp(database, { PUBLIC_URL: ISSUER }, { extraRoutes })
let node: AppNode
const stops: (() => Promise<void>)[] = []

beforeAll(async () => {
  node = await startNode(world, database, { PUBLIC_URL: ISSUER }, { extraRoutes })
  stops.push(node.stop)
}, 60_000)
afterAll(async () => {
  for (const stop of stops) await stop()
})
afterEach(() => {
  vi.useRealTimers()
})

const register = (): Promise<Tpp> => registerTpp({ url: world.url, app: world.app, issuer: ISSUER })
const CREDENTIALS = { grant_type: 'client_credentials', scope: 'accounts' }

describe('two nodes', () => {
  it('carry one authorization between them at every step', async () => {
    const tpp = await register()
    const { verifier, challenge } = tpp.challenge()
    const pushed = await tpp.push(tpp.requestOf(await tpp.consent(), challenge))
    tpp.goTo(node.url)
    const browser = newBrowser()
    const uid = await beginInteraction(tpp, String(pushed.body.request_uri), browser)
    tpp.goTo(world.url)
    const callback = await decide(node.app, tpp, uid, browser)
    tpp.goTo(node.url)
    const tokens = (await redeem(tpp, { code: callback.searchParams.get('code') ?? '', verifier })).body
    tpp.goTo(world.url)
    expect((await probe(tpp, String(tokens.access_token))).status).toBe(200)
    tpp.goTo(node.url)
    expect((await probe(tpp, String(tokens.access_token))).status).toBe(200)
  })

  it('redeem a code once: of four requests at once on both, one succeeds', async () => {
    const tpp = await register()
    const journey = await authorise(world.app, tpp)
    await tpp.token(CREDENTIALS)
    const answers = await Promise.all(
      [world.url, node.url, world.url, node.url].map(url => {
        tpp.goTo(url)
        return redeem(tpp, journey)
      }),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400])
  })

  it('notice assertions and proofs that the other has seen', async () => {
    const tpp = await register()
    await tpp.token(CREDENTIALS)
    const target = `${ISSUER}/oauth/token`
    const fields = await tpp.authenticated(CREDENTIALS)
    const send = async (url: string, form: Record<string, string>, DPoP: string) => {
      tpp.goTo(url)
      return (await tpp.form('/oauth/token', form, { DPoP })).body
    }
    expect(await send(world.url, fields, await tpp.proof(tpp.dpopKey, 'POST', target))).toHaveProperty('access_token')
    expect(await send(node.url, fields, await tpp.proof(tpp.dpopKey, 'POST', target))).toMatchObject({ error: 'invalid_client' })
    const DPoP = await tpp.proof(tpp.dpopKey, 'POST', target)
    expect(await send(world.url, await tpp.authenticated(CREDENTIALS), DPoP)).toHaveProperty('access_token')
    expect(await send(node.url, await tpp.authenticated(CREDENTIALS), DPoP)).toMatchObject({ error: 'invalid_dpop_proof' })
  })

  it('refuse at the next request what the other has ended', async () => {
    const tpp = await register()
    const { consentId, ...journey } = await authorise(world.app, tpp)
    const token = String((await redeem(tpp, journey)).body.access_token)
    tpp.goTo(node.url)
    expect((await probe(tpp, token)).status).toBe(200)
    const id = parseId('cns', consentId)
    await world.app.db.transaction(async tx => world.app.identity.oauth.revokeConsent(tx, id === null ? [] : [id]))
    expect((await probe(tpp, token)).body.code).toBe('token_invalid')
    await world.app.db.transaction(tx => world.app.identity.thirdParties.setStatus(tx, tpp.id, { to: 'suspended', reason: null }))
    expect((await tpp.token(CREDENTIALS)).body.error).toBe('invalid_client')
  })

  it('publish the same keys', async () => {
    const [one, two] = await Promise.all([world.url, node.url].map(async url => (await fetch(`${url}/oauth/jwks`)).json()))
    expect(one).toEqual(two)
    expect((one as { keys: Json[] }).keys.map(({ alg }) => alg).sort()).toEqual(['ES256', 'EdDSA', 'PS256'])
    for (const key of (one as { keys: Json[] }).keys) expect(Object.keys(key)).not.toContain('d')
  })
})

describe('what is stored', () => {
  it('names codes and tokens by hashes only', async () => {
    const tpp = await register()
    const journey = await authorise(world.app, tpp)
    const tokens = (await redeem(tpp, journey)).body
    const [row] = await world.app.db.query<{ text: string }>(
      sql('test.oauth_everything', "SELECT string_agg(p::text, ' ') AS text FROM identity.oauth_payloads AS p"),
    )
    for (const secret of [journey.code, tokens.access_token, tokens.refresh_token, tpp.registrationToken])
      expect(row?.text).not.toContain(String(secret))
  })

  it('is pruned when its time is over, and nothing earlier', async () => {
    const tpp = await register()
    const tokens = (await redeem(tpp, await authorise(world.app, tpp))).body
    const count = async (): Promise<{ used: bigint; codes: bigint; tokens: bigint }> => {
      const [row] = await world.app.db.query<{ used: bigint; codes: bigint; tokens: bigint }>(
        sql(
          'test.oauth_count',
          `SELECT (SELECT count(*) FROM identity.oauth_replay_ids) AS used, count(*) FILTER (WHERE kind = 'AuthorizationCode') AS codes,
             count(*) FILTER (WHERE kind = 'RefreshToken') AS tokens FROM identity.oauth_payloads`,
        ),
      )
      if (row === undefined) throw new Error('no row')
      return row
    }
    const before = await count()
    expect(before.used).toBeGreaterThan(0n)
    await world.app.identity.oauth.prune()
    expect(await count()).toEqual(before)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3 * 3_600_000 })
    await world.app.identity.oauth.prune()
    vi.useRealTimers()
    expect(await count()).toMatchObject({ used: 0n, codes: 0n, tokens: before.tokens })
    expect((await tpp.token({ grant_type: 'refresh_token', refresh_token: String(tokens.refresh_token) })).status).toBe(200)
  })
})

// Last: it moves the institution's clock.
describe('signing keys', () => {
  const published = async (url: string): Promise<{ kid: string; alg: string }[]> =>
    ((await (await fetch(`${url}/oauth/jwks`)).json()) as { keys: { kid: string; alg: string }[] }).keys
  const DAY_MS = 86_400_000

  it('rotate with overlap: published before they sign, and for long after', async () => {
    const tpp = await register()
    const idToken = async (): Promise<string> => String((await redeem(tpp, await authorise(world.app, tpp))).body.id_token)
    const kidOf = (jwt: string): string => (JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid
    const first = await idToken()
    world.clock.advance(84 * DAY_MS)
    await world.app.identity.oauth.rotateKeys()
    await world.app.identity.oauth.rotateKeys()
    // The next are published a week ahead, on every node, and do not sign yet.
    await world.until('the other node has heard of the keys', async () => (await published(node.url)).length === 6)
    expect(await published(world.url)).toEqual(await published(node.url))
    expect(kidOf(await idToken())).toBe(kidOf(first))
    world.clock.advance(7 * DAY_MS)
    const second = await idToken()
    expect(kidOf(second)).not.toBe(kidOf(first))
    tpp.goTo(node.url)
    expect(kidOf(await idToken())).toBe(kidOf(second))
    // What the old key signed can still be verified.
    const keys = { keys: await published(node.url) } as unknown as JSONWebKeySet
    for (const jwt of [first, second]) await jwtVerify(jwt, createLocalJWKSet(keys), { issuer: ISSUER })
    world.clock.advance(40 * DAY_MS)
    await world.app.identity.oauth.rotateKeys()
    expect((await published(world.url)).map(({ kid }) => kid)).not.toContain(kidOf(first))
  })
})
