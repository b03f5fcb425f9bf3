/** A second version beside the first: the same consents and data under another path, counted and documented for itself. */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Person, useApp } from '../../../test/harness/app.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { AISP, createObClient, errorOf, type Linked, type ObClient } from '../../../test/harness/openbanking.ts'
import { apiVersion, createOpenBanking, VERSIONS } from './openbanking.ts'

const NEXT = apiVersion('v4.1')
const database = useDatabase()
const world = useApp(
  database,
  {},
  {
    extraRoutes: app =>
      createOpenBanking(
        {
          db: app.db,
          clock: app.clock,
          commands: app.commands,
          logger: { error: () => {}, warn: () => {} },
          publicUrl: app.publicUrl,
          consents: app.consents,
          bank: app.coreBanks,
          wallets: app.wallets,
          oauth: app.identity.oauth,
          thirdParties: app.identity.thirdParties,
          rehearsals: app.identity.rehearsals,
          limits: { caller: null, address: null },
        },
        { routes: [], codes: [] },
        [NEXT],
      ).routes.filter(route => route.path.startsWith(`${NEXT.path}/`)),
  },
)

let person: Person
let client: ObClient
let linked: Linked

beforeAll(async () => {
  person = await world.person({ balance: 100 })
  client = await createObClient(world)
  linked = await client.link(person)
}, 60_000)

describe('v4.1 beside v4.0', () => {
  it('reads the same accounts with the same token; links stay within the version that was asked', async () => {
    const [old, next] = await Promise.all([AISP, `${NEXT.path}/aisp`].map(base => linked.call('GET', `${base}/accounts`)))
    expect(next?.body.Data).toEqual(old?.body.Data)
    expect(next?.body.Links).toEqual({ Self: `${world.url}/open-banking/v4.1/aisp/accounts` })
  })

  it('reads and ends a consent that was asked for through the other', async () => {
    const own = await client.own('accounts')
    const other = await client.link(person)
    const path = `/aisp/account-access-consents/${other.consentId}`
    expect((await own('GET', NEXT.path + path)).body.Data).toEqual((await own('GET', `/open-banking/v4.0${path}`)).body.Data)
    expect((await own('DELETE', NEXT.path + path)).status).toBe(204)
    expect(errorOf(await own('GET', `/open-banking/v4.0${path}`))).toMatchObject({ status: 400, ob: 'U011' })
  })

  it('has operations and paths of its own in the document, beside those of the first', async () => {
    const document = (await (await fetch(`${world.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { operationId: string }>>
    }
    expect(document.paths[`${NEXT.path}/aisp/accounts`]?.get?.operationId).toBe('getAccountsV4_1')
    expect(document.paths[`${AISP}/accounts`]?.get?.operationId).toBe('getAccounts')
    const of = (version: string) =>
      Object.keys(document.paths)
        .filter(path => /^\/open-banking\/v[\d.]+\/(?:aisp|cbpii)\//.test(path) && path.includes(`/${version}/`))
        .map(path => path.replace(version, ''))
    expect(of('v4.1').sort()).toEqual(of('v4.0').sort())
  })

  it('is not what is served unless it is mounted', () => {
    expect(VERSIONS.map(version => version.name)).toEqual(['v4.0'])
  })
})
