/** What a failing database leaves behind: nothing. Third parties complain most of refresh tokens that die on a 5xx. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import { authorise, beginInteraction, decide, type Json, newBrowser, probe, probeRoutes, redeem, registerTpp } from '../harness/fapi.ts'

const database = useDatabase()
const world = useApp(database, {}, { extraRoutes: app => probeRoutes(app, () => world.url) })
let owner: pg.Client

beforeAll(async () => {
  owner = new pg.Client({ connectionString: database.connectionString })
  await owner.connect()
})
afterAll(() => owner.end())

/** Has one table of the authorization server gone while the work runs. */
async function without<T>(table: 'oauth_replay_ids' | 'oauth_payloads' | 'third_parties', work: () => Promise<T>): Promise<T> {
  await owner.query(`ALTER TABLE identity.${table} RENAME TO ${table}_gone`)
  try {
    return await work()
  } finally {
    await owner.query(`ALTER TABLE identity.${table}_gone RENAME TO ${table}`)
    expect(world.defects.length).toBeGreaterThan(0)
    world.defects.length = 0
  }
}

describe('a failed commit', () => {
  it('uses up no authorization code: the same one serves when the server is well again', async () => {
    const tpp = await registerTpp(world)
    const journey = await authorise(world.app, tpp)
    await tpp.token({ grant_type: 'client_credentials', scope: 'accounts' })
    const failed = await without('oauth_replay_ids', () => redeem(tpp, journey))
    expect([failed.status, failed.body.error]).toEqual([500, 'server_error'])
    expect(failed.headers.get('X-Request-Id')).toMatch(/^req_/)
    expect((await redeem(tpp, journey)).status).toBe(200)
  })

  it('leaves refresh tokens alive', async () => {
    const tpp = await registerTpp(world)
    const tokens = (await redeem(tpp, await authorise(world.app, tpp))).body
    const refresh = () => tpp.token({ grant_type: 'refresh_token', refresh_token: String(tokens.refresh_token) })
    expect((await without('oauth_payloads', refresh)).body.error).toBe('server_error')
    expect((await refresh()).status).toBe(200)
    expect((await probe(tpp, String(tokens.access_token))).status).toBe(200)
  })

  it('shows a person a page where the third party cannot be told, and uses up no request', async () => {
    const tpp = await registerTpp(world)
    const { challenge } = tpp.challenge()
    const pushed = await tpp.push(tpp.requestOf(await tpp.consent(), challenge))
    const browser = newBrowser()
    const uri = String(pushed.body.request_uri)
    const query = new URLSearchParams({ client_id: tpp.clientId, request_uri: uri })
    const shown = await without('oauth_payloads', () => browser.get(`${world.url}/oauth/authorize?${query}`))
    expect([shown.status, shown.headers.get('Content-Type')]).toEqual([500, 'text/html; charset=utf-8'])
    // The request was not used up.
    const callback = await decide(world.app, tpp, await beginInteraction(tpp, uri, browser), browser)
    expect(callback.searchParams.get('code')).toMatch(/^.{43}$/)
  })

  it('is answered in JSON by every endpoint', async () => {
    const tpp = await registerTpp(world)
    await tpp.token({ grant_type: 'client_credentials', scope: 'accounts' })
    for (const path of ['/oauth/token', '/oauth/par', '/oauth/introspect', '/oauth/revoke']) {
      const fields: Record<string, string> = { grant_type: 'client_credentials', token: 'x'.repeat(43) }
      const answer = await without('third_parties', async () => tpp.form(path, await tpp.authenticated(fields)))
      expect([answer.status, (answer.body as Json).error]).toEqual([500, 'server_error'])
    }
  })
})
