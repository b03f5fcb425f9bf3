/**
 * Makes the pictures in docs/images: starts a fresh demo, buys tea and links accounts in it as a person would, in both languages, and
 * keeps what the pages show. Run it with Node 24 after a change of the pages; it needs Chromium (FEIQIAN_CHROMIUM, else /usr/bin/chromium) and a free
 * port 4000 (else PORT).
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import type { Demo } from '../packages/server/src/app/demo.ts'
import {
  CHROMIUM,
  type Language,
  launchChromium,
  NO_CHROMIUM,
  newVisitor,
  type Screen,
} from '../packages/server/test/e2e/browser-launch.ts'
import { makeDataFolder } from '../packages/server/test/harness/data-folder.ts'

const ROOT = join(import.meta.dirname, '..')
const IMAGES = join(ROOT, 'docs', 'images')
const STARTS_WITHIN_MS = 120_000

const named = (name: string): string => `[data-testid="${name}"]`

/** Starts the demo in a folder of its own; answers when its first payment is made. `overview`: where the example of a third party is. */
async function startDemo(): Promise<{ readonly demo: Demo; readonly overview: string | null; stop(): Promise<void> }> {
  const dataDir = await makeDataFolder('pictures')
  const env = { ...process.env, FEIQIAN_DATA_DIR: dataDir }
  const server = spawn(process.execPath, ['bin/feiqian.js', 'start'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const stop = async (): Promise<void> => {
    if (server.exitCode === null) {
      server.kill('SIGTERM')
      await once(server, 'exit')
    }
    rmSync(dataDir, { recursive: true, force: true })
  }
  let said = ''
  server.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const deadline = Date.now() + STARTS_WITHIN_MS
  while (!said.includes('Ctrl-C')) {
    if (server.exitCode !== null || Date.now() > deadline) {
      await stop()
      throw new Error(`the demo did not start:\n${said}`)
    }
    await wait(200)
  }
  const demo = JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')) as Demo
  return { demo, overview: /third party\s+(http\S+)/.exec(said)?.[1] ?? null, stop }
}

async function take(page: Page, name: string): Promise<void> {
  await page.bringToFront()
  await page.screenshot({ path: join(IMAGES, `${name}.png`), animations: 'disabled' })
  process.stdout.write(`docs/images/${name}.png\n`)
}

/** From the shop to the receipt. Two of each buy within the buyer's daily limit. */
async function buyTea(browser: Browser, demo: Demo, language: Language, screen: Screen): Promise<void> {
  const suffix = `${language}${screen === 'phone' ? '-phone' : ''}`
  const visitor = await newVisitor(browser, language, screen)
  const buyer = demo.consumers[0]
  if (buyer === undefined) throw new Error('the demo has nobody who buys')
  const page = await visitor.newPage()
  await page.goto(`${demo.base_url}/shop`)
  await page.waitForSelector(named('product-longjing'))
  await take(page, `shop-${suffix}`)
  await page.click(screen === 'phone' ? '#buy-longjing' : '#buy-gaiwan')
  await page.waitForSelector(`${named('connection')}[data-connection="live"]`)
  await take(page, `checkout-${suffix}`)
  const wallet = await visitor.newPage()
  await wallet.goto(String(await page.getAttribute(named('qr-link'), 'href')))
  await wallet.fill('#phone', buyer.phone)
  await wallet.fill('#password', buyer.password)
  await wallet.click('#sign-in-submit')
  await wallet.waitForSelector(`${named('connection')}[data-connection="live"]`)
  await wallet.waitForSelector('#confirm:enabled')
  if (screen === 'phone') await take(wallet, `wallet-pay-${suffix}`)
  await wallet.click('#confirm')
  await page.waitForSelector(named('receipt'))
  if (screen === 'phone') await take(page, `receipt-${suffix}`)
  await wallet.goto(`${demo.base_url}/wallet`)
  await wallet.waitForSelector(named('transaction'))
  await take(wallet, `wallet-${suffix}`)
  await visitor.close()
}

/** Two ways to pay without a wallet: a code that waits for a phone, and a bank's own page. */
async function payAtChannels(browser: Browser, demo: Demo, language: Language): Promise<void> {
  const visitor = await newVisitor(browser, language, 'phone')
  const page = await visitor.newPage()
  const choose = async (method: string): Promise<void> => {
    await page.goto(`${demo.base_url}/shop`)
    await page.click('#buy-gaiwan')
    await page.waitForSelector(`${named('connection')}[data-connection="live"]`)
    await page.click(named(`method-${method}`))
    await page.click('#pay-channel')
  }
  await choose('wechat_pay')
  await page.waitForSelector(named('stage-scan'))
  await take(page, `checkout-wechat-${language}-phone`)
  await choose('bank_gateway')
  await page.waitForURL(/\/bank\//)
  await take(page, `bank-gateway-${language}-phone`)
  await visitor.close()
}

/** The code that came to this phone last, from the sandbox's inbox. */
async function codeSentTo(demo: Demo, phone: string): Promise<string> {
  const inbox = (await (await fetch(`${demo.base_url}/v1/sandbox/sms?phone=${phone}`)).json()) as { data: { text: string }[] }
  return /\b\d{6}\b/.exec(inbox.data[0]?.text ?? '')?.[0] ?? ''
}

/** Confirms on the page of the second factor, by password and a code. */
async function showFactors(page: Page, demo: Demo, { phone, password }: Demo['consumers'][number]): Promise<void> {
  await page.waitForSelector('#send-code')
  await page.click('#send-code')
  await page.waitForSelector('#sent')
  await page.fill('#password', password)
  await page.fill('#code', await codeSentTo(demo, phone))
  await page.click('#confirm')
}

/** From the example of a third party to its bank and back: links accounts, pays, and looks at what was agreed to. */
async function linkAccounts(browser: Browser, demo: Demo, overview: string, language: Language, screen: Screen): Promise<void> {
  const suffix = `${language}${screen === 'phone' ? '-phone' : ''}`
  const visitor = await newVisitor(browser, language, screen)
  const person = demo.consumers[0]
  if (person === undefined) throw new Error('the demo has nobody who links accounts')
  const page = await visitor.newPage()
  await page.goto(overview)
  await page.click('#link')
  await page.fill('#phone', person.phone)
  await page.fill('#password', person.password)
  await page.click('#sign-in')
  const accounts = page.locator('input[name="account"]')
  await accounts.first().waitFor()
  for (const account of (await accounts.all()).slice(0, 2)) await account.check()
  if (screen === 'phone') await take(page, `authorise-accounts-${suffix}`)
  await page.click('#continue')
  await page.waitForSelector('#statement')
  await take(page, `authorise-consent-${suffix}`)
  await page.click('#confirm')
  await showFactors(page, demo, person)
  await page.waitForSelector('#pay')
  await page.click('#pay')
  await page.waitForSelector('#statement')
  if (screen === 'phone') await take(page, `authorise-payment-${suffix}`)
  await page.click('#confirm')
  await showFactors(page, demo, person)
  await page.waitForSelector('#payment-status')
  await page.goto(`${demo.base_url}/consents`)
  await page.waitForSelector('#active')
  await take(page, `consents-${suffix}`)
  await visitor.close()
}

async function readReference(browser: Browser, demo: Demo): Promise<void> {
  const visitor = await newVisitor(browser, 'en', 'desktop')
  const page = await visitor.newPage()
  await page.goto(`${demo.base_url}/docs`)
  await page.waitForSelector('.opblock')
  await page.mouse.wheel(0, 400) // past the title, to the operations
  await wait(500)
  await take(page, 'api-reference')
  await visitor.close()
}

if (CHROMIUM === null || !existsSync(CHROMIUM)) throw new Error(`the pictures: ${NO_CHROMIUM}`)
mkdirSync(IMAGES, { recursive: true })
const { demo, overview, stop } = await startDemo()
try {
  const browser = await launchChromium(CHROMIUM)
  await buyTea(browser, demo, 'zh', 'phone')
  await buyTea(browser, demo, 'en', 'phone')
  await buyTea(browser, demo, 'zh', 'desktop')
  await buyTea(browser, demo, 'en', 'desktop')
  await payAtChannels(browser, demo, 'zh')
  await payAtChannels(browser, demo, 'en')
  if (overview === null) throw new Error('the example of a third party did not start')
  await linkAccounts(browser, demo, overview, 'zh', 'phone')
  await linkAccounts(browser, demo, overview, 'en', 'phone')
  await linkAccounts(browser, demo, overview, 'zh', 'desktop')
  await linkAccounts(browser, demo, overview, 'en', 'desktop')
  await readReference(browser, demo)
  await browser.close()
} finally {
  await stop()
}
