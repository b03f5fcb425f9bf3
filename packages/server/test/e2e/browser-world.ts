/** What the browser tests do on the pages, and the shop they do it at: the whole server with the demo shop's routes. */
import type { BrowserContext, Page } from 'playwright-core'
import type { AppOptions } from '../../src/app/compose.ts'
import { type Demo, demoRoutes } from '../../src/app/demo.ts'
import { type Json, must, type Person, type Shop, type TestApp, useApp } from '../harness/app.ts'
import type { TestDatabase } from '../harness/database.ts'
import { byName, eventually } from './browser.ts'

export type Offer = { readonly id: string; readonly token: string; readonly shop: Shop }

export type BrowserWorld = {
  readonly app: TestApp
  /** Opens the demo shop, which sells for a merchant of this test. */
  openShop(): Promise<Shop>
  /** A payment that waits for its payer. */
  offer(amount: number, more?: Json): Promise<Offer>
  payment(offer: Offer): Promise<Json>
  /** The person's browser, signed in. */
  signedIn(visitor: BrowserContext, person: Person): Promise<BrowserContext>
  /** The checkout and the wallet of one payment, side by side. */
  bothPages(visitor: BrowserContext, offer: Offer): Promise<{ readonly checkout: Page; readonly wallet: Page }>
  order(person: Person, kind: 'freeze' | 'stop_payment'): Promise<void>
}

/** `rails` are connected beside the clearing house. */
export function useBrowserWorld(database: TestDatabase, options: Pick<AppOptions, 'rails'> = {}): BrowserWorld {
  let demo: Demo | null = null
  const app = useApp(database, {}, { extraRoutes: () => demoRoutes(() => demo), ...options })
  return {
    app,
    async openShop() {
      const shop = await app.shop()
      const merchant = { id: shop.id, name: '松间茶舍', secret_key: shop.secret }
      demo = { base_url: app.url, operator: { secret_key: app.operatorKey }, merchant, consumers: [] }
      return shop
    },
    async offer(amount, more = {}) {
      const shop = await app.shop()
      const body = { amount, currency: 'CNY', order_reference: 'tea-1', description: '龙井 · Longjing', ...more }
      const payment = await must(shop.call('POST', '/v1/payments', { body: { return_url: `${app.url}/shop`, ...body } }))
      return { id: String(payment.id), token: String(payment.client_token), shop }
    },
    payment: ({ shop, id }) => must(shop.call('GET', `/v1/payments/${id}?expand[]=attempts`)),
    async signedIn(visitor, person) {
      await visitor.addCookies([{ name: 'feiqian_session', value: person.token, url: app.url, httpOnly: true, sameSite: 'Strict' }])
      return visitor
    },
    async bothPages(visitor, offer) {
      const [checkout, wallet] = [await visitor.newPage(), await visitor.newPage()]
      await Promise.all([checkout.goto(`${app.url}/checkout/${offer.token}`), wallet.goto(`${app.url}/wallet/pay/${offer.token}`)])
      await Promise.all([live(checkout), live(wallet)])
      return { checkout, wallet }
    },
    async order(person, kind) {
      const document = { authority: '北京市公安局', number: '京公（经）冻字 1 号', date: '2026-01-05' }
      await must(app.operator('POST', `/v1/holders/${person.holder}/orders`, { body: { kind, document } }))
    },
  }
}

/** Waits until the page follows its payment live. */
export const live = (page: Page): Promise<void> => byName(page, 'connection').and(page.locator('[data-connection="live"]')).waitFor()

export const shows = (page: Page, name: string): Promise<void> => byName(page, name).first().waitFor()

export async function reads(page: Page, name: string, text: string | RegExp): Promise<void> {
  await shows(page, name)
  await eventually(() => byName(page, name).first().innerText()).toMatch(text)
}

/** Signs in on the page that asks for it. */
export async function signIn(page: Page, person: Pick<Person, 'phone' | 'password'>): Promise<void> {
  await page.fill('#phone', person.phone)
  await page.fill('#password', person.password)
  await page.click('#sign-in-submit')
}
