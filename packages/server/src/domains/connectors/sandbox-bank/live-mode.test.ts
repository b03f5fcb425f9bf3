/** In live mode there is no sandbox bank: neither its controls nor its page nor its accounts. */
import { describe, expect, it } from 'vitest'
import { useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'

const database = useDatabase()
const world = useApp(database, {
  FEIQIAN_MODE: 'live',
  PUBLIC_URL: 'https://pay.example',
  FEIQIAN_SECRET_KEY: 'a'.repeat(64),
  CLEARING_URL: 'https://house.example',
  CLEARING_SECRET: 'b'.repeat(48),
})

describe('a live server', () => {
  it('has no sandbox bank', async () => {
    expect(world.app.sandboxBank).toBeNull()
    expect(world.app.coreBanks.name).toBe('payment_accounts')
    expect(await world.nobody('GET', '/v1/sandbox/bank/accounts')).toMatchObject({ status: 404, body: { code: 'unknown_route' } })
    expect((await fetch(`${world.url}/sandbox/bank`)).status).toBe(404)
    const { paths } = world.app.openApi() as { paths: Record<string, unknown> }
    expect(Object.keys(paths).filter(path => path.includes('/sandbox/bank'))).toEqual([])
  })
})
