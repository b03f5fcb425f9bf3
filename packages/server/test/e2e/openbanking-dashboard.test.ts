/**
 * The consent dashboard in a real browser: from the wallet to every consent and mandate of a person within two clicks, what each allows
 * and was used for, its receipt, and its end, which third parties feel at their next request.
 */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { type Person, useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import { AISP, bankCustomer } from '../harness/openbanking.ts'
import { useBrowser } from './browser.ts'
import { CHROMIUM, NO_CHROMIUM } from './browser-launch.ts'
import { arrive, calledBack, type Outside, openOutside, showFactors, useForeignSite } from './openbanking-world.ts'

const database = useDatabase()
const world = useApp(database)
const site = useForeignSite()
const browser = useBrowser()

let outside: Outside | null = null
const third = async (): Promise<Outside> => {
  outside ??= await openOutside(world, site)
  return outside
}

async function signedIn(person: Person, language: 'zh' | 'en', screen: 'phone' | 'desktop', javaScriptEnabled = true) {
  const visitor = await browser.visitor(language, screen, { javaScriptEnabled })
  await visitor.addCookies([{ name: 'feiqian_session', value: person.token, url: world.url, httpOnly: true, sameSite: 'Strict' }])
  return visitor
}

async function open(person: Person, language: 'zh' | 'en' = 'en', screen: 'phone' | 'desktop' = 'desktop'): Promise<Page> {
  const page = await (await signedIn(person, language, screen)).newPage()
  await page.goto(`${world.url}/consents`)
  return page
}

const row = (id: string): string => `#consent-${id}`

describe.skipIf(CHROMIUM === null)(
  `the consent dashboard in the browser${CHROMIUM === null ? ` (skipped: ${NO_CHROMIUM})` : ''}`,
  { timeout: 120_000 },
  () => {
    it.each([
      { language: 'zh', screen: 'phone' },
      { language: 'en', screen: 'desktop' },
    ] as const)('links accounts, shows the consent and its receipt, and ends it for good, in $language', async ({ language, screen }) => {
      const person = await world.person({ balance: 100_000 })
      const accounts = await bankCustomer(world, person)
      const { askAccess, authorisationUrl, redeem, client } = await third()
      const consentId = await askAccess()
      const { url, verifier } = await authorisationUrl(consentId, 'accounts')
      const visitor = await signedIn(person, language, screen)
      const page = await arrive(visitor, site, url)
      await page.check(`#account-${accounts[0]}`)
      await page.click('#continue')
      const agreed = await page.innerText('#statement')
      await page.click('#confirm')
      await showFactors(page, world, person)
      const call = client.with(await redeem((await calledBack(page, site)).get('code') ?? '', verifier))
      expect((await call('GET', `${AISP}/accounts`)).status).toBe(200)

      // From the wallet: one click to the overview, one to the consent.
      await page.goto(`${world.url}/wallet`)
      await page.click('#consents')
      await page.waitForSelector(row(consentId))
      await browser.look(page, `${language}-consents`)
      await page.click(row(consentId))
      await page.waitForSelector('#facts')
      expect(await page.innerText('#fact-accounts')).toMatch(/\*\*\*\* \d{4}/)
      expect(await page.locator('#data li').count()).toBe(4)
      await page.click('#receipt-1 summary')
      expect(await page.innerText('#receipt-1 .receipt-words')).toContain(agreed)
      await browser.look(page, `${language}-consent`)
      for (const format of ['text', 'json'] as const) {
        const [download] = await Promise.all([page.waitForEvent('download'), page.click(`#receipt-${format}`)])
        expect(download.suggestedFilename()).toBe(`${consentId}-receipt.${format === 'json' ? 'json' : 'txt'}`)
        const text = readFileSync(await download.path(), 'utf8')
        expect(text).toContain(agreed)
        if (format === 'json') expect(JSON.parse(text)).toMatchObject({ data: [{ consent: consentId, language, factors: [{}, {}] }] })
      }

      await page.click('#end')
      await page.waitForSelector('#effects')
      await browser.look(page, `${language}-consent-end`)
      await page.click('#keep')
      await page.click('#end')
      await page.click('form #end')
      await page.waitForSelector('#notice')
      expect(await page.locator('a#end').count()).toBe(0)
      await browser.look(page, `${language}-consent-ended`)
      expect((await call('GET', `${AISP}/accounts`, { unjudged: true })).status).toBe(401)
      await page.click('#overview')
      await page.waitForSelector(`#ended ${row(consentId)}`)
    })

    it('shows mandates and bound cards too, and ends them without JavaScript', async () => {
      const person = await world.person({ balance: 100_000 })
      const shop = await world.shop()
      const card = await world.bindCard(person)
      const mandate = await world.mandate(person, shop)
      const page = await (await signedIn(person, 'zh', 'phone', false)).newPage()
      await page.goto(`${world.url}/consents`)
      expect(await page.innerText(`#active ${row(mandate)}`)).toMatch(/松间茶舍[\s\S]*自动扣款/)
      expect(await page.innerText(`#active ${row(card)}`)).toMatch(/绑定银行卡[\s\S]*0018/)
      for (const id of [mandate, card]) {
        await page.click(row(id))
        await page.waitForSelector('#facts')
        await page.click('#end')
        await page.waitForSelector('#effects')
        await page.click('form #end')
        await page.waitForSelector('#notice')
        await page.click('#overview')
        await page.waitForSelector(`#ended ${row(id)}`)
      }
      expect((await person.call('GET', `/v1/wallet/mandates`)).body).toMatchObject({ data: [{ id: mandate, state: 'revoked' }] })
    })

    it('shows what is used of the limits of a mandate', async () => {
      const person = await world.person({ balance: 100_000 })
      const shop = await world.shop()
      const mandate = await world.mandate(person, shop, { type: 'wallet_balance' }, 20_000)
      const page = await open(person)
      await page.click(row(mandate))
      await page.waitForSelector('#limits')
      expect(await page.innerText('#limits')).toContain('at most ¥200.00')
      await browser.look(page, 'en-mandate')
    })

    it('changes the language in place and keeps it', async () => {
      const person = await world.person()
      const page = await open(person, 'zh', 'phone')
      expect(await page.innerText('#title')).toBe('我的授权')
      await page.click('#language-en')
      expect(await page.innerText('#title')).toBe('My consents')
      expect(new URL(page.url()).pathname).toBe('/consents')
      await page.reload()
      expect(await page.getAttribute('html', 'lang')).toBe('en')
      await browser.look(page, 'en-consents-none')
    })

    it('answers nobody’s and somebody else’s consent like none, and a forged form like nothing', async () => {
      const person = await world.person()
      const other = await world.person()
      const shop = await world.shop()
      const mandate = await world.mandate(other, shop)
      const page = await open(person)
      for (const path of [mandate, 'cns_01jd0000000000000000000000', 'nonsense', `${mandate}/revoke`, `${mandate}/receipt.json`]) {
        const answer = await page.goto(`${world.url}/consents/${path}`)
        expect({ path, status: answer?.status() }).toEqual({ path, status: 404 })
      }
      await browser.look(page, 'en-consent-unknown')
      const own = await open(other)
      await own.goto(`${world.url}/consents/${mandate}/revoke`)
      await own.evaluate(`document.querySelector('[name=csrf]').value = 'forged'`)
      await own.click('form #end')
      await own.waitForSelector('#effects')
      expect((await other.call('GET', `/v1/wallet/consents/${mandate}`)).body).toMatchObject({ state: 'authorised' })
    })

    it('asks whoever is not signed in to sign in, and then leads on', async () => {
      const person = await world.person()
      const page = await (await browser.visitor('en', 'desktop')).newPage()
      await page.goto(`${world.url}/consents`)
      await page.waitForSelector('#sign-in')
      await page.fill('#phone', person.phone)
      await page.fill('#password', person.password)
      await page.click('#sign-in')
      await page.waitForSelector('#active')
    })
  },
)
