/**
 * Paying without a wallet in a real browser: the choice of a way, the code to scan, the channel's page and back, the password on the phone,
 * changing one's mind, and what can come between. Every state is checked with axe-core and kept as a screenshot.
 */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { type Json, must } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import { createTestRail, methodOf } from '../harness/test-rail.ts'
import { byName, eventually, tabTo, useBrowser } from './browser.ts'
import { CHROMIUM, NO_CHROMIUM } from './browser-launch.ts'
import { live, type Offer, reads, shows, useBrowserWorld } from './browser-world.ts'

const CLAUSES = [
  { number: '3.1', kind: 'payment_fee', method: 'any', basis_points: 60, min: 1 },
  { number: '4.1', kind: 'refund_fee', method: 'any', policy: 'returned_proportionally' },
]

const clockOf = () => world.app.clock
const wallets = createTestRail(
  'rail_w',
  [methodOf('wechat_pay', ['native', 'h5', 'code']), methodOf('alipay', ['native', 'page', 'wap'], { max: 500_000n })],
  clockOf,
)
const banks = createTestRail('rail_b', [methodOf('bank_gateway', ['gateway'], { banks: ['ICBC', 'CCB', 'CMB'] })], clockOf)

const database = useDatabase()
const world = useBrowserWorld(database, { rails: [wallets, banks] })
const browser = useBrowser()

async function offer(amount: number, more: Json = {}): Promise<Offer> {
  const shop = await world.app.shop({ clauses: CLAUSES })
  const body = {
    amount,
    currency: 'CNY',
    order_reference: 'tea-1',
    description: '龙井 · Longjing',
    return_url: `${world.app.url}/shop`,
    ...more,
  }
  const payment = await must(shop.call('POST', '/v1/payments', { body }))
  return { id: String(payment.id), token: String(payment.client_token), shop }
}

async function opened(page: Page, { token }: Offer): Promise<Page> {
  await page.goto(`${world.app.url}/checkout/${token}`)
  await live(page)
  return page
}

/** The channel's result is asked for, as the ticks of a server do in time. */
async function tick(): Promise<void> {
  world.app.clock.advance(5_000)
  await world.app.app.clearing.dispatchDue()
  await world.app.app.clearing.queryDue()
}
async function until(page: Page, name: string): Promise<void> {
  await world.app.until(`the page shows ${name}`, async () => {
    if (await byName(page, name).first().isVisible()) return true
    await tick()
    await world.app.app.payments.expireDue()
    return null
  })
}
const choose = async (page: Page, method: string): Promise<void> => {
  await byName(page, `method-${method}`).click()
  await shows(page, 'pay-channel')
}
const title = (page: Page): Promise<string> => byName(page, 'stage-title').innerText()

const WORDS = {
  zh: { wechat: '微信支付', scan: /微信支付扫码/, alipay: '支付宝', paid: '支付成功', bank: '中国建设银行', refused: /付款人取消了支付/ },
  en: {
    wechat: 'WeChat Pay',
    scan: /Scan with WeChat Pay/,
    alipay: 'Alipay',
    paid: 'Payment successful',
    bank: 'China Construction Bank',
    refused: /declined by the payer/,
  },
} as const

describe.skipIf(CHROMIUM === null)(
  `paying at a channel in the browser${CHROMIUM === null ? ` (skipped: ${NO_CHROMIUM})` : ''}`,
  { timeout: 60_000 },
  () => {
    describe.each([
      ['zh', 'desktop'],
      ['en', 'phone'],
    ] as const)('in %s on a %s', (language, screen) => {
      const words = WORDS[language]

      it('shows a code, follows the payment and ends with the receipt', async () => {
        const offered = await offer(28_800)
        const page = await opened(await (await browser.visitor(language, screen)).newPage(), offered)
        await reads(page, 'method-wechat_pay', words.wechat)
        await browser.look(page, `${language}-channels`)
        await choose(page, 'wechat_pay')
        await browser.look(page, `${language}-channel-chosen`)
        await byName(page, 'pay-channel').click()
        await shows(page, 'stage-scan')
        expect(await title(page)).toMatch(words.scan)
        await reads(page, 'countdown', /^1[45]:\d\d$/)
        await browser.look(page, `${language}-channel-scan`)
        const code = await byName(page, 'qr').locator('path').getAttribute('d')
        await page.reload()
        await shows(page, 'stage-scan')
        expect(await byName(page, 'qr').locator('path').getAttribute('d')).toBe(code)
        wallets.pay(offered.id)
        await until(page, 'stage-succeeded')
        expect(await title(page)).toBe(words.paid)
        await reads(page, 'receipt-method', words.wechat)
        await browser.look(page, `${language}-channel-receipt`)
      })

      it('says that the payer refused, and lets them pay another way', async () => {
        const offered = await offer(1_990)
        const page = await opened(await (await browser.visitor(language, screen)).newPage(), offered)
        await choose(page, 'wechat_pay')
        await byName(page, 'pay-channel').click()
        await shows(page, 'stage-scan')
        wallets.refuse(offered.id)
        await until(page, 'failed-attempt')
        await reads(page, 'failed-attempt', words.refused)
        await browser.look(page, `${language}-channel-refused`)
        await choose(page, 'alipay')
        await byName(page, 'pay-channel').click()
        await shows(page, 'stage-scan')
        expect(await title(page)).toContain(words.alipay)
        wallets.pay(offered.id)
        await until(page, 'stage-succeeded')
        await reads(page, 'receipt-method', words.alipay)
      })

      it('goes to the bank of the payer’s choice and shows the result on coming back', async () => {
        const offered = await offer(9_600)
        const visitor = await browser.visitor(language, screen)
        await visitor.route('https://rail_b.example/**', route => route.fulfill({ contentType: 'text/html', body: '<title>bank</title>' }))
        const page = await opened(await visitor.newPage(), offered)
        await choose(page, 'bank_gateway')
        await page.selectOption('#bank', 'CCB')
        await browser.look(page, `${language}-channel-bank`)
        await byName(page, 'pay-channel').click()
        await page.waitForURL('https://rail_b.example/**')
        await page.goto(`${world.app.url}/checkout/${offered.token}`)
        await shows(page, 'stage-redirect')
        expect(await title(page)).toContain(words.bank)
        expect(await byName(page, 'go-on').getAttribute('href')).toContain('rail_b.example')
        await browser.look(page, `${language}-channel-redirect`)
        banks.pay(offered.id)
        await until(page, 'stage-succeeded')
        await reads(page, 'receipt-method', words.bank)
      })

      it('closes the order before the payer chooses again, and cancels only what is closed', async () => {
        const offered = await offer(1_990)
        const page = await opened(await (await browser.visitor(language, screen)).newPage(), offered)
        await choose(page, 'alipay')
        await byName(page, 'pay-channel').click()
        await shows(page, 'stage-scan')
        await byName(page, 'change-method').click()
        await until(page, 'stage-waiting')
        expect(await byName(page, 'failed-attempt').count()).toBe(0)
        await choose(page, 'wechat_pay')
        await byName(page, 'pay-channel').click()
        await shows(page, 'stage-scan')
        await page.click('#cancel')
        await byName(page, 'dialog-confirm').click()
        await until(page, 'stage-canceled')
        expect(await world.payment(offered)).toMatchObject({ status: 'canceled', attempts: [{ channel: 'rail_w' }, { channel: 'rail_w' }] })
      })

      it('waits for the password on the phone that showed the code', async () => {
        const offered = await offer(1_990)
        const body = { payment_method: { type: 'wechat_pay', flow: 'code', auth_code: '130123456789012340' } }
        await must(offered.shop.call('POST', `/v1/payments/${offered.id}/confirm`, { body }))
        const page = await opened(await (await browser.visitor(language, screen)).newPage(), offered)
        await shows(page, 'stage-password')
        await browser.look(page, `${language}-channel-password`)
        wallets.pay(offered.id)
        await until(page, 'stage-succeeded')
      })
    })

    it('shows why a way cannot be used', async () => {
      const page = await opened(await (await browser.visitor('en', 'desktop')).newPage(), await offer(600_000))
      await eventually(() => byName(page, 'method-alipay').getAttribute('data-reason')).toBe('route_amount_out_of_range')
      await browser.look(page, 'en-channel-unavailable')
    })

    it('lets the wallet pay instead, once the order at the channel is closed', async () => {
      const offered = await offer(1_990)
      const visitor = await world.signedIn(await browser.visitor('en', 'desktop'), await world.app.person({ balance: 5_000 }))
      const page = await opened(await visitor.newPage(), offered)
      await choose(page, 'wechat_pay')
      await byName(page, 'pay-channel').click()
      await shows(page, 'stage-scan')
      const wallet = await visitor.newPage()
      await wallet.goto(`${world.app.url}/wallet/pay/${offered.token}`)
      await shows(wallet, 'stage-elsewhere')
      await browser.look(wallet, 'en-wallet-elsewhere')
      await byName(wallet, 'pay-here').click()
      await until(wallet, 'confirm')
      await wallet.click('#confirm')
      await Promise.all([until(wallet, 'stage-succeeded'), until(page, 'stage-succeeded')])
      expect(wallets.ordersOf(offered.id)).toMatchObject([{ state: 'failed', failure: 'closed' }])
    })

    it('works by keyboard alone', async () => {
      const offered = await offer(1_990)
      const page = await opened(await (await browser.visitor('zh', 'desktop')).newPage(), offered)
      await tabTo(page, 'methods')
      await page.keyboard.press('ArrowDown')
      await shows(page, 'pay-channel')
      await tabTo(page, 'pay-channel')
      await page.keyboard.press('Enter')
      await shows(page, 'stage-scan')
      await eventually(() => page.evaluate<string>('document.activeElement?.id')).toBe('stage-title')
      await tabTo(page, 'change-method')
      await page.keyboard.press('Enter')
      await until(page, 'stage-waiting')
    })

    it('says that the time is over while the channel is asked, and then that the payment expired', async () => {
      const offered = await offer(1_990, { expires_in_seconds: 60 })
      const page = await opened(await (await browser.visitor('zh', 'desktop')).newPage(), offered)
      await choose(page, 'wechat_pay')
      await byName(page, 'pay-channel').click()
      await shows(page, 'stage-scan')
      wallets.silent = true
      world.app.clock.advance(61_000)
      await page.reload()
      await reads(page, 'countdown', /^00:00$/)
      await reads(page, 'stage-scan', /支付时间已到/)
      await browser.look(page, 'zh-channel-over')
      wallets.silent = false
      await until(page, 'stage-expired')
    })

    it('goes on with the same order when the answer was lost', async () => {
      const offered = await offer(1_990)
      const page = await opened(await (await browser.visitor('zh', 'desktop')).newPage(), offered)
      await choose(page, 'wechat_pay')
      let lost = 0
      await page.route('**/confirm', async route => {
        if (lost === 0) {
          lost += 1
          await route.fetch()
          return route.abort()
        }
        return route.continue()
      })
      await byName(page, 'pay-channel').click()
      await shows(page, 'stage-scan')
      expect(wallets.ordersOf(offered.id)).toHaveLength(1)
    })
  },
)
