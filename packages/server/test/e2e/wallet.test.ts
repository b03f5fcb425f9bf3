/**
 * The wallet in a real browser: cards, top-up, withdrawal and mandates, each to its end, with what a person may do wrong.
 */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { CARD_OTHER, CARD_WITHOUT_MONEY, idNumberOf, must, type Person, SMS_CODE } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import { byName, eventually, useBrowser } from './browser.ts'
import { CHROMIUM, type Language, NO_CHROMIUM, type Screen } from './browser-launch.ts'
import { reads, shows, useBrowserWorld } from './browser-world.ts'

const database = useDatabase()
const world = useBrowserWorld(database)
const browser = useBrowser()

const BOTH: readonly { readonly language: Language; readonly screen: Screen }[] = [
  { language: 'zh', screen: 'phone' },
  { language: 'en', screen: 'desktop' },
]

async function openWallet(person: Person, language: Language = 'zh', screen: Screen = 'phone'): Promise<Page> {
  const visitor = await world.signedIn(await browser.visitor(language, screen), person)
  const page = await visitor.newPage()
  await page.goto(`${world.app.url}/wallet`)
  await shows(page, 'balance')
  return page
}

async function bind(page: Page, person: Person, cardNumber: string): Promise<void> {
  await page.fill('#card-name', '林晓')
  await page.fill('#id-number', idNumberOf(person))
  await page.fill('#card-number', cardNumber.replace(/(\d{4})/g, '$1 '))
  await page.fill('#card-phone', '139 0000 0001')
  await page.click('#bind-submit')
  await shows(page, 'code-form')
}

describe.skipIf(CHROMIUM === null)(
  `the wallet in the browser${CHROMIUM === null ? ` (skipped: ${NO_CHROMIUM})` : ''}`,
  { timeout: 60_000 },
  () => {
    it.each(BOTH)('binds a card, tops up, withdraws and unbinds, in $language', async ({ language, screen }) => {
      const person = await world.app.person({ balance: 10_000 })
      const page = await openWallet(person, language, screen)
      await reads(page, 'balance', '¥100.00')
      await browser.look(page, `${language}-home`)

      await byName(page, 'tab-cards').click()
      await page.click('#bind-card')
      await page.click('#bind-submit')
      await eventually(() => page.locator('[aria-invalid="true"]').count()).toBe(4)
      await browser.look(page, `${language}-bind-errors`)
      await page.fill('#card-name', '林晓')
      await eventually(() => page.locator('[aria-invalid="true"]').count()).toBe(3)
      await bind(page, person, CARD_OTHER)
      await page.fill('#sms-code', '000000')
      await page.click('#code-submit')
      await shows(page, 'problem')
      await browser.look(page, `${language}-code-wrong`)
      await page.fill('#sms-code', SMS_CODE)
      await page.click('#code-submit')
      await shows(page, 'stage-bound')
      await byName(page, 'done').click()
      await reads(page, 'card', /0026/)
      await browser.look(page, `${language}-cards`)

      await byName(page, 'tab-home').click()
      await page.click('#top-up')
      await page.fill('#amount', '12.345')
      await page.click('#move-submit')
      await eventually(() => page.locator('#amount').getAttribute('aria-invalid')).toBe('true')
      await page.fill('#amount', '50.5')
      await browser.look(page, `${language}-top-up`)
      await page.click('#move-submit')
      await shows(page, 'stage-succeeded')
      await browser.look(page, `${language}-topped-up`)
      await byName(page, 'back').click()
      await reads(page, 'balance', '¥150.50')

      await page.click('#withdraw')
      await page.fill('#amount', '150.51')
      await page.click('#move-submit')
      await eventually(() => page.locator('#amount').getAttribute('aria-invalid')).toBe('true')
      await byName(page, 'all').click()
      await browser.look(page, `${language}-withdraw`)
      await page.click('#move-submit')
      await shows(page, 'stage-succeeded')
      await byName(page, 'back').click()
      await reads(page, 'balance', '¥0.00')
      await eventually(() => byName(page, 'transaction').count()).toBe(3)

      await byName(page, 'tab-cards').click()
      await byName(page, 'unbind').click()
      await browser.look(page, `${language}-unbind-dialog`)
      await byName(page, 'dialog-confirm').click()
      await byName(page, 'card').waitFor({ state: 'detached' })
      expect(await must(person.call('GET', '/v1/wallet/me'))).toMatchObject({ balance: { available: 0 } })
    })

    it('says why the bank refused a top-up', async () => {
      const person = await world.app.person()
      await world.app.bindCard(person, CARD_WITHOUT_MONEY)
      const page = await openWallet(person)
      await page.click('#top-up')
      await page.fill('#amount', '10')
      await page.click('#move-submit')
      await shows(page, 'stage-failed')
      await reads(page, 'movement', '余额不足')
      await browser.look(page, 'top-up-failed')
    })

    it('names the merchant of a mandate and revokes it at once', async () => {
      const person = await world.app.person({ balance: 10_000 })
      const shop = await world.app.shop()
      const mandate = await world.app.mandate(person, shop)
      const page = await openWallet(person, 'en', 'desktop')
      await byName(page, 'tab-mandates').click()
      await reads(page, 'mandate', 'Pine Teahouse')
      await browser.look(page, 'mandates')
      await byName(page, 'revoke').click()
      await byName(page, 'dialog-confirm').click()
      await byName(page, 'mandate').and(page.locator('[data-state="revoked"]')).waitFor()
      const body = {
        amount: 100,
        currency: 'CNY',
        order_reference: 'A-1',
        confirm: true,
        payment_method: { type: 'wallet_balance', mandate },
      }
      expect(await shop.call('POST', '/v1/payments', { body })).toMatchObject({ body: { code: 'mandate_revoked' } })
    })

    it('shows what arrives while it is open, and names where it came from', async () => {
      const person = await world.app.person({ balance: 10_000 })
      const shop = await world.app.shop()
      const mandate = await world.app.mandate(person, shop)
      const page = await openWallet(person, 'zh')
      const body = {
        amount: 1_000,
        currency: 'CNY',
        order_reference: 'A-2',
        confirm: true,
        payment_method: { type: 'wallet_balance', mandate },
      }
      await must(shop.call('POST', '/v1/payments', { body }))
      await reads(page, 'balance', '¥90.00')
      await reads(page, 'transaction', '松间茶舍')
    })

    it('asks to sign in again when the session has ended', async () => {
      const person = await world.app.person({ balance: 10_000 })
      const page = await openWallet(person)
      await must(person.call('DELETE', '/v1/wallet/sessions/current'))
      await page.evaluate(`location.hash = '#/cards'`)
      await shows(page, 'session-ended')
      await browser.look(page, 'session-ended')
    })
  },
)

describe.skipIf(CHROMIUM === null)('the API reference in the browser', { timeout: 60_000 }, () => {
  it('shows the operations at the first request of a fresh server', async () => {
    const page = await (await browser.visitor('en', 'desktop')).newPage()
    await page.goto(`${world.app.url}/docs`)
    await page.locator('.opblock').first().waitFor({ timeout: 45_000 })
    expect(await page.locator('.errors-wrapper, .version-pragma').count()).toBe(0)
  })
})
