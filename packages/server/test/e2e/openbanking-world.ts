/**
 * A third party with a web site of its own, and what people do on the pages that it sends them to. Its site is on another host than
 * the server, so that browsers treat it as foreign: cookies of SameSite=Strict stay away, and forms must be allowed to lead there.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Json, Person, Shop, TestApp } from '../harness/app.ts'
import { AISP, BASE, createObClient, type ObClient } from '../harness/openbanking.ts'

export type ForeignSite = { readonly url: string; readonly redirectUri: string }

/** Call at the top of a file: the third party's site, which shows what it was called back with. */
export function useForeignSite(): ForeignSite {
  const site = { url: '', redirectUri: '' }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    const link = url.pathname === '/start' ? `<a id="go" href="${(url.searchParams.get('to') ?? '').replaceAll('&', '&amp;')}">go</a>` : ''
    response.end(`<!doctype html><html lang="en"><title>Money Overview</title><h1>${url.pathname}</h1>${link}</html>`)
  })
  beforeAll(async () => {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    site.url = `http://localhost:${(server.address() as AddressInfo).port}`
    site.redirectUri = `${site.url}/callback`
  })
  afterAll(() => new Promise<unknown>(resolve => server.close(resolve)))
  return site
}

export type Outside = {
  readonly client: ObClient
  /** Asks for account access; `cns_…`. */
  askAccess(data?: Json): Promise<string>
  askPayment(shop: Shop, amount: string): Promise<string>
  /** Submits the payment that was agreed to. */
  pay(token: string, consentId: string, shop: Shop, amount: string): Promise<Json>
  askVrp(shop: Shop): Promise<string>
  /** Submits a payment within the limits that were agreed to. */
  payWithin(token: string, consentId: string, shop: Shop, amount: string): Promise<Json>
  askFunds(account: { scheme: string; identification: string }): Promise<string>
  /** The address that a browser is sent to for this consent. */
  authorisationUrl(consentId: string, scope: string): Promise<{ readonly url: string; readonly verifier: string }>
  /** A token for the code that came back, or the error. */
  redeem(code: string, verifier: string): Promise<string>
}

export async function openOutside(world: TestApp, site: ForeignSite): Promise<Outside> {
  const client = await createObClient(world, {
    redirectUri: site.redirectUri,
    metadata: { client_uri: 'https://money.example', contacts: ['privacy@money.example'] },
  })
  const { tpp } = client
  const ask = async (scope: string, path: string, body: Json): Promise<string> => {
    const made = await (await client.own(scope))('POST', path, {
      body,
      ...(scope === 'accounts' ? {} : { key: crypto.randomUUID(), signed: true }),
    })
    if (made.status !== 201) throw new Error(made.text)
    return (made.body.Data as { ConsentId: string }).ConsentId
  }
  const initiation = (shop: Shop, amount: string) => ({
    InstructionIdentification: 'INSTR-1',
    EndToEndIdentification: 'E2E-1',
    InstructedAmount: { Amount: amount, Currency: 'CNY' },
    CreditorAccount: payee(shop),
    RemittanceInformation: { Unstructured: ['TEA-2026-11'] },
  })
  const payee = (shop: Shop): Json => ({ SchemeName: 'CN.FEIQIAN.Merchant', Identification: shop.id, Name: 'A name of the third party' })
  return {
    client,
    askAccess: (data = {}) =>
      ask('accounts', `${AISP}/account-access-consents`, {
        Data: {
          Permissions: [
            'ReadAccountsDetail',
            'ReadBalances',
            'ReadTransactionsDetail',
            'ReadTransactionsCredits',
            'ReadTransactionsDebits',
          ],
          ExpirationDateTime: '2099-02-21T04:00:00+00:00',
          ...data,
        },
        Risk: {},
      }),
    askPayment: (shop, amount) =>
      ask('payments', `${BASE}/pisp/domestic-payment-consents`, { Data: { Initiation: initiation(shop, amount) }, Risk: {} }),
    async pay(token, consentId, shop, amount) {
      const answer = await client.with(token)('POST', `${BASE}/pisp/domestic-payments`, {
        body: { Data: { ConsentId: consentId, Initiation: initiation(shop, amount) }, Risk: {} },
        key: crypto.randomUUID(),
        signed: true,
      })
      if (answer.status !== 201) throw new Error(answer.text)
      return answer.body.Data as Json
    },
    async payWithin(token, consentId, shop, amount) {
      const { InstructionIdentification, EndToEndIdentification, InstructedAmount, CreditorAccount } = initiation(shop, amount)
      const answer = await client.with(token)('POST', `${BASE}/pisp/domestic-vrps`, {
        body: {
          Data: {
            ConsentId: consentId,
            PSUAuthenticationMethod: 'UK.OBIE.SCANotRequired',
            PSUInteractionType: 'OffSession',
            VRPType: 'UK.OBIE.VRPType.Other',
            Initiation: { CreditorAccount },
            Instruction: { InstructionIdentification, EndToEndIdentification, InstructedAmount, CreditorAccount },
          },
          Risk: {},
        },
        key: crypto.randomUUID(),
        signed: true,
      })
      if (answer.status !== 201) throw new Error(answer.text)
      return answer.body.Data as Json
    },
    askVrp: shop =>
      ask('vrp', `${BASE}/pisp/domestic-vrp-consents`, {
        Data: {
          ControlParameters: {
            ValidToDateTime: '2099-02-21T04:00:00+00:00',
            MaximumIndividualAmount: { Amount: '200.00', Currency: 'CNY' },
            PeriodicLimits: [{ Amount: '500.00', Currency: 'CNY', PeriodAlignment: 'Calendar', PeriodType: 'Month' }],
            VRPType: ['UK.OBIE.VRPType.Other'],
            PSUAuthenticationMethods: ['UK.OBIE.SCANotRequired'],
            PSUInteractionTypes: ['OffSession'],
          },
          Initiation: { CreditorAccount: payee(shop) },
        },
        Risk: {},
      }),
    askFunds: ({ scheme, identification }) =>
      ask('fundsconfirmations', `${BASE}/cbpii/funds-confirmation-consents`, {
        Data: { DebtorAccount: { SchemeName: scheme, Identification: identification } },
      }),
    async authorisationUrl(consentId, scope) {
      const { verifier, challenge } = tpp.challenge()
      const pushed = await tpp.push(tpp.requestOf(consentId, challenge, { scope: `openid ${scope}`, redirect_uri: site.redirectUri }))
      if (pushed.status !== 201) throw new Error(JSON.stringify(pushed.body))
      const query = new URLSearchParams({ client_id: tpp.clientId, request_uri: String(pushed.body.request_uri) })
      return { url: `${world.url}/oauth/authorize?${query.toString()}`, verifier }
    },
    async redeem(code, verifier) {
      const answer = await tpp.token({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: site.redirectUri })
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
      return String(answer.body.access_token)
    },
  }
}

/** From the third party's own page to the first page of the journey, as a person gets there: by a link from a foreign site. */
export async function arrive(visitor: BrowserContext, site: ForeignSite, url: string): Promise<Page> {
  const page = await visitor.newPage()
  await page.goto(`${site.url}/start?to=${encodeURIComponent(url)}`)
  await page.click('#go')
  await page.waitForURL(/\/(authorise|signin)\b.*/)
  return page
}

/** Waits until the browser is back at the third party; answers what it was called back with. */
export async function calledBack(page: Page, site: ForeignSite): Promise<URLSearchParams> {
  await page.waitForURL(url => url.href.startsWith(site.redirectUri))
  return new URL(page.url()).searchParams
}

/** Cancelled at whatever step: the third party hears `access_denied` with its `state` and our `iss`. */
export async function expectDenied(page: Page, site: ForeignSite, world: TestApp): Promise<void> {
  const said = await calledBack(page, site)
  expect(Object.fromEntries(said)).toMatchObject({ error: 'access_denied', state: 'the-state', iss: world.url })
  expect(said.get('code')).toBeNull()
}

/** Answers the second factor: password and the code that came by SMS. */
export async function showFactors(page: Page, world: TestApp, person: Pick<Person, 'phone' | 'password'>): Promise<void> {
  await page.waitForURL(/\/signin\/factor/)
  await page.click('#send-code')
  await page.waitForSelector('#sent')
  await page.fill('#password', person.password)
  await page.fill('#code', await smsCode(world, person.phone))
  await page.click('#confirm')
}

/** The code of the newest message to this phone in the sandbox's inbox. */
export async function smsCode(world: TestApp, phone: string): Promise<string> {
  const { body } = await world.nobody('GET', `/v1/sandbox/sms?phone=${phone}`)
  const [latest] = body.data as { text: string }[]
  const code = /\b(\d{6})\b/.exec(latest?.text ?? '')?.[1]
  if (code === undefined) throw new Error(`no code came to ${phone}: ${JSON.stringify(body)}`)
  return code
}

/** Signs in on the page that the journey leads to, with the second step when it is asked for. */
export async function signInHere(page: Page, world: TestApp, person: Pick<Person, 'phone' | 'password'>): Promise<void> {
  await page.fill('#phone', person.phone)
  await page.fill('#password', person.password)
  await page.click('#sign-in')
  if ((await page.locator('#code-form').count()) > 0) {
    await page.click('#send-code')
    await page.waitForSelector('#sent')
    await page.fill('#code', await smsCode(world, person.phone))
    await page.click('#confirm')
  }
}
