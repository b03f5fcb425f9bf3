/**
 * The example of a third party against the server: a program that was built on public standards and `openid-client` alone registers,
 * links, reads, pays and loses access when the person says so.
 */
import { createMoneyOverview, type RunningMoneyOverview } from '@feiqian/sandbox/money-overview'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { must, type Person, type Shop, useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import { bankCustomer } from '../harness/openbanking.ts'
import { useBrowser } from './browser.ts'
import { CHROMIUM, NO_CHROMIUM } from './browser-launch.ts'
import { showFactors, signInHere } from './openbanking-world.ts'

const database = useDatabase()
const world = useApp(database)
const browser = useBrowser()
let shop: Shop
let overview: RunningMoneyOverview

beforeAll(async () => {
  shop = await world.shop()
  overview = await createMoneyOverview({ issuer: world.url, port: 0, payee: { id: shop.id, name: 'Pine Teahouse' } })
})
afterAll(() => overview.close())

/** From the app's invitation to its overview. */
async function link(page: Page, person: Person, accounts: readonly string[]): Promise<void> {
  await page.goto(overview.url)
  await page.click('#link')
  await page.waitForSelector('#sign-in')
  await signInHere(page, world, person)
  await page.waitForSelector('#accounts-form')
  for (const account of accounts) await page.check(`#account-${account}`)
  await page.click('#continue')
  await page.click('#confirm')
  await showFactors(page, world, person)
  await page.waitForSelector('#accounts')
}

describe.skipIf(CHROMIUM === null)(`Money Overview${CHROMIUM === null ? ` (skipped: ${NO_CHROMIUM})` : ''}`, { timeout: 90_000 }, () => {
  it.each(['zh', 'en'] as const)('links accounts, follows what happens on them, pays, and loses access, in %s', async language => {
    const person = await world.person({ balance: 50_000 })
    const [current = ''] = await bankCustomer(world, person)
    const page = await (await browser.visitor(language, 'phone')).newPage()
    await link(page, person, [current])
    await browser.look(page, `${language}-overview`)
    expect(await page.locator('#accounts tr').count()).toBe(1)

    const body = { amount: 1_234_56, direction: 'credit', information: 'November salary' }
    await must(world.nobody('POST', `/v1/sandbox/bank/accounts/${current}/transactions`, { body }))
    await page.reload()
    expect(await page.innerText('#transactions')).toMatch(/November salary\s*1234\.56 CNY/)

    await page.fill('#amount', '12.80')
    await page.click('#pay')
    await page.waitForSelector('#payee')
    expect(await page.innerText('#amount')).toContain('12.80')
    await page.click('#confirm')
    await showFactors(page, world, person)
    await page.waitForSelector('#payment-status')
    expect(await page.innerText('#payment-status')).toMatch(/^AC(SC|CC|SP|WC)$/)
    await browser.look(page, `${language}-paid`)
    expect(await must(person.call('GET', '/v1/wallet/me'))).toMatchObject({ balance: { available: 50_000 - 1_280 } })

    const { data } = (await must(person.call('GET', '/v1/wallet/consents'))) as { data: { id: string; kind: string; state: string }[] }
    const access = data.find(consent => consent.kind === 'account_access')
    await must(person.call('POST', `/v1/wallet/consents/${access?.id}/revoke`))
    await page.click('#home')
    await page.waitForSelector('#notice')
    await page.goto(overview.url)
    expect(await page.locator('#link').count()).toBe(1)
  })

  it('says so when the person refuses, and changes nothing', async () => {
    const person = await world.person()
    const page = await (await browser.visitor('en', 'phone')).newPage()
    await page.goto(overview.url)
    await page.click('#link')
    await signInHere(page, world, person)
    await page.click('#cancel')
    await page.waitForSelector('#notice')
    expect(await page.innerText('#detail')).toBe('access_denied')
    expect(await page.locator('#home').count()).toBe(1)
  })

  it('ends the access at the bank when the person unlinks in the app', async () => {
    const person = await world.person()
    const [current = ''] = await bankCustomer(world, person)
    const page = await (await browser.visitor('en', 'phone')).newPage()
    await link(page, person, [current])
    await page.click('#unlink')
    await page.waitForSelector('#link')
    const { data } = (await must(person.call('GET', '/v1/wallet/consents'))) as { data: { kind: string; state: string }[] }
    expect(data.filter(consent => consent.kind === 'account_access').map(consent => consent.state)).toEqual(['cancelled'])
  })
})
