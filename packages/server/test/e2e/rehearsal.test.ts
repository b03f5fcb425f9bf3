/**
 * A third party rehearses against the sandbox with a client of its own: every step of the real flow, seen on the checklist and on its
 * page, in a real browser and both languages.
 */
import { describe, expect, it } from 'vitest'
import { callerOf, type Json, must, useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import { authorise, redeem } from '../harness/fapi.ts'
import { AISP, BASE, bankCustomer, createObClient, type ObClient } from '../harness/openbanking.ts'
import { useBrowser } from './browser.ts'
import { CHROMIUM, NO_CHROMIUM } from './browser-launch.ts'

const database = useDatabase()
const world = useApp(database)
const browser = useBrowser()

type Step = { readonly step: string; readonly state: string; readonly failure: { readonly code: string; readonly what: Json } | null }

async function rehearse(client: ObClient) {
  const call = callerOf(world.url, client.tpp.registrationToken)
  const path = `/v1/third_parties/${client.clientId}/rehearsals`
  const started = await must(call('POST', path))
  const read = (): Promise<Json> => must(call('GET', `${path}/${String(started.id)}`))
  return {
    pageUrl: String(started.page_url),
    read,
    async step(name: string): Promise<Step | undefined> {
      return ((await read()).steps as Step[]).find(({ step }) => step === name)
    },
  }
}

describe('a rehearsal of account information', () => {
  it('passes with a client that does everything right', async () => {
    const client = await createObClient(world, { roles: ['account_information'] })
    const { tpp } = client
    const rehearsal = await rehearse(client)
    const person = await world.person()
    await bankCustomer(world, person)
    const { call, consentId, token } = await client.link(person)
    expect((await call('GET', `${AISP}/accounts`)).status).toBe(200)
    const left = ((await rehearsal.read()).steps as Step[]).filter(({ state }) => state !== 'passed').map(({ step }) => step)
    expect(left).toEqual(['refresh', 'revocation', 'consent_end'])

    const { refresh_token } = (await redeem(tpp, await authorise(world.app, tpp))).body
    expect((await tpp.token({ grant_type: 'refresh_token', refresh_token: String(refresh_token) })).status).toBe(200)
    await tpp.form('/oauth/revoke', await tpp.authenticated({ token }))
    const ended = await (await client.own('accounts'))('DELETE', `${AISP}/account-access-consents/${consentId}`)
    expect(ended.status).toBe(204)
    expect((await rehearsal.read()).state).toBe('passed')
  }, 60_000)

  it('explains what resource servers refuse, in the words of the refusal', async () => {
    const client = await createObClient(world, { roles: ['account_information'] })
    const rehearsal = await rehearse(client)
    const own = await client.own('accounts')
    expect((await own('POST', `${AISP}/account-access-consents`, { body: { Data: { Permissions: [] }, Risk: {} } })).status).toBe(400)
    const consent = await rehearsal.step('consent')
    expect(consent).toMatchObject({ state: 'failed' })
    expect(String(consent?.failure?.what.en).length).toBeGreaterThan(10)
    expect((await rehearsal.step('access'))?.state).toBe('passed')
    expect((await own('GET', `${AISP}/accounts`)).status).toBe(403)
    expect(await rehearsal.step('resource')).toMatchObject({ state: 'failed', failure: { code: 'ob_grant_needed' } })
  })
})

describe('a rehearsal of payments', () => {
  it('explains a message without a signature, and one that does not fit', async () => {
    const client = await createObClient(world, { roles: ['payment_initiation'] })
    const rehearsal = await rehearse(client)
    const own = await client.own('payments')
    const path = `${BASE}/pisp/domestic-payment-consents`
    expect((await own('POST', path, { body: { Data: {}, Risk: {} }, key: 'k1' })).status).toBe(400)
    const missing = await rehearsal.step('request_signature')
    expect(missing).toMatchObject({ state: 'failed' })
    const headers = { 'x-jws-signature': client.signature('another body') }
    expect((await own('POST', path, { body: { Data: {}, Risk: {} }, key: 'k2', headers })).status).toBe(400)
    const wrong = await rehearsal.step('request_signature')
    expect(wrong?.state).toBe('failed')
    expect(wrong?.failure?.code).not.toBe(missing?.failure?.code)
    await own('POST', path, { body: { Data: {}, Risk: {} }, key: 'k3', signed: true })
    expect(await rehearsal.step('request_signature')).toMatchObject({ state: 'passed' })
  })
})

describe.skipIf(CHROMIUM === null)(
  `the page of a rehearsal${CHROMIUM === null ? ` (skipped: ${NO_CHROMIUM})` : ''}`,
  { timeout: 120_000 },
  () => {
    it.each([
      { language: 'zh', screen: 'phone', first: '公布公钥', failed: '未通过' },
      { language: 'en', screen: 'desktop', first: 'Publish your keys', failed: 'Failed' },
    ] as const)('shows how far the client has come, in $language', async ({ language, screen, first, failed }) => {
      const client = await createObClient(world, { roles: ['account_information'] })
      const { tpp } = client
      const { pageUrl } = await rehearse(client)
      const page = await (await browser.visitor(language, screen, { javaScriptEnabled: true })).newPage()
      await page.goto(pageUrl)
      expect(await page.locator('#rehearsal-steps > li').count()).toBe(11)
      expect(await page.locator('#step-keys h2').innerText()).toContain(first)
      await browser.look(page, `rehearsal-${language}-open`)

      await tpp.form(
        '/oauth/token',
        await tpp.authenticated({ grant_type: 'client_credentials', scope: 'accounts' }, { aud: 'https://x.example' }),
        {
          DPoP: await tpp.proof(tpp.dpopKey, 'POST', `${tpp.issuer}/oauth/token`),
        },
      )
      await page.locator('#rehearsal-again').click()
      await page.locator('#step-client_token-failure').waitFor()
      expect(await page.locator('#step-client_token-state').innerText()).toBe(failed)
      await browser.look(page, `rehearsal-${language}-failed`)

      const other = language === 'zh' ? 'en' : 'zh'
      await page.locator(`#language-${other}`).click()
      await page.locator('#step-client_token-failure').waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe(other === 'zh' ? 'zh-CN' : 'en')
    })
  },
)
