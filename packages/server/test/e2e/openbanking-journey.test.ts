/**
 * A third party's request in a real browser, from its own site to the answer: linking accounts, paying, limits for payments, in both
 * languages and without JavaScript; what people may do wrong, and the way back at every step.
 */
import { describe, expect, it } from 'vitest'
import { type Id, parseId } from '../../src/kernel/ids.ts'
import type { Person } from '../harness/app.ts'
import { useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import { AISP, bankCustomer } from '../harness/openbanking.ts'
import { useBrowser } from './browser.ts'
import { CHROMIUM, NO_CHROMIUM } from './browser-launch.ts'
import {
  arrive,
  calledBack,
  expectDenied,
  type Outside,
  openOutside,
  showFactors,
  signInHere,
  useForeignSite,
} from './openbanking-world.ts'

const database = useDatabase()
const world = useApp(database)
const site = useForeignSite()
const browser = useBrowser()

let outside: Outside | null = null
const third = async (): Promise<Outside> => {
  outside ??= await openOutside(world, site)
  return outside
}

/** Somebody with accounts at the sandbox bank beside the wallet. */
async function customer(balance = 100_000): Promise<{ person: Person; accounts: string[] }> {
  const person = await world.person({ balance })
  return { person, accounts: await bankCustomer(world, person) }
}

async function signedIn(person: Person, language: 'zh' | 'en' = 'zh', screen: 'phone' | 'desktop' = 'phone') {
  const visitor = await browser.visitor(language, screen)
  await visitor.addCookies([{ name: 'feiqian_session', value: person.token, url: world.url, httpOnly: true, sameSite: 'Strict' }])
  return visitor
}

const uidOf = (url: string): string => /\/authorise\/([\w-]+)/.exec(url)?.[1] ?? ''

describe.skipIf(CHROMIUM === null)(
  `a third party's request in the browser${CHROMIUM === null ? ` (skipped: ${NO_CHROMIUM})` : ''}`,
  { timeout: 90_000 },
  () => {
    it.each([
      { language: 'zh', screen: 'phone', title: '选择让财务一览查看的账户', agree: '财务一览想查看您的账户信息' },
      {
        language: 'en',
        screen: 'desktop',
        title: 'Choose the accounts that Money Overview may see',
        agree: 'Money Overview asks to see your account information',
      },
    ] as const)('links accounts after signing in, in $language', async ({ language, screen, title, agree }) => {
      const { person, accounts } = await customer()
      const { askAccess, authorisationUrl, redeem, client } = await third()
      const consentId = await askAccess()
      const { url, verifier } = await authorisationUrl(consentId, 'accounts')
      const page = await arrive(await browser.visitor(language, screen), site, url)
      await page.waitForSelector('#sign-in')
      await browser.look(page, `${language}-link-1-sign-in`)
      await signInHere(page, world, person)
      await page.waitForSelector('#accounts-form')
      expect(await page.innerText('#title')).toBe(title)
      expect(await page.locator('input[name="account"]:checked').count()).toBe(0)
      await browser.look(page, `${language}-link-2-choose`)

      await page.click('#continue')
      await page.waitForSelector('#error')
      await browser.look(page, `${language}-link-2-choose-error`)
      await page.check(`#account-${accounts[0]}`)
      await page.check(`#account-${accounts[1]}`)
      await page.click('#continue')
      await page.waitForSelector('#confirm')
      expect(await page.innerText('#title')).toBe(agree)
      for (const id of ['what', 'accounts', 'why', 'how', 'how-long', 'not', 'end', 'free'])
        expect(await page.locator(`#section-${id}`).count()).toBe(1)
      await browser.look(page, `${language}-link-3-review`)
      await page.click('#confirm')
      await page.waitForURL(/\/signin\/factor/)
      await browser.look(page, `${language}-link-4-factor`)
      await showFactors(page, world, person)
      const said = await calledBack(page, site)
      expect(said.get('state')).toBe('the-state')

      const call = client.with(await redeem(said.get('code') ?? '', verifier))
      const read = await call('GET', `${AISP}/accounts`)
      expect((read.body.Data as { Account: { AccountId: string }[] }).Account.map(account => account.AccountId).sort()).toEqual(
        accounts.slice(0, 2).sort(),
      )
      const shown = (await person.call('GET', `/v1/wallet/consents/${consentId}`)).body
      expect(shown).toMatchObject({ state: 'authorised' })
    })

    it('pays without JavaScript: amount and payee are clear, and the second factor is bound to them', async () => {
      const { person } = await customer()
      const shop = await world.shop()
      const { askPayment, authorisationUrl, redeem, pay } = await third()
      const consentId = await askPayment(shop, '128.00')
      const { url, verifier } = await authorisationUrl(consentId, 'payments')
      const visitor = await browser.visitor('zh', 'phone', { javaScriptEnabled: false })
      await visitor.addCookies([{ name: 'feiqian_session', value: person.token, url: world.url, httpOnly: true, sameSite: 'Strict' }])
      const page = await arrive(visitor, site, url)
      await page.waitForSelector('#confirm')
      expect(await page.innerText('#amount')).toBe('¥128.00')
      expect(await page.innerText('#payee')).toBe('付给松间茶舍')
      await page.click('#confirm')
      await page.waitForURL(/\/signin\/factor/)
      expect(await page.innerText('#amount')).toContain('128.00')
      expect(await page.innerText('#payee')).toContain('松间茶舍')
      await showFactors(page, world, person)
      const token = await redeem((await calledBack(page, site)).get('code') ?? '', verifier)
      await pay(token, consentId, shop, '128.00')
      await page.goto(`${world.url}/consents`)
      expect(await page.innerText(`#ended #consent-${consentId}`)).toMatch(/单笔付款 · ¥128\.00 付给松间茶舍[\s\S]*已使用/)
      await page.click(`#consent-${consentId}`)
      await page.waitForSelector('#facts')
      expect(await page.innerText('#uses')).toMatch(/松间茶舍[\s\S]*¥128\.00/)
      expect(await page.locator('#end').count()).toBe(0)
    })

    it('agrees to payments within limits, each of them in plain words', async () => {
      const { person } = await customer()
      const shop = await world.shop()
      const { askVrp, authorisationUrl, redeem, payWithin } = await third()
      const consentId = await askVrp(shop)
      const { url, verifier } = await authorisationUrl(consentId, 'vrp')
      const page = await arrive(await signedIn(person, 'en', 'phone'), site, url)
      await page.waitForSelector('#confirm')
      expect(await page.innerText('#section-limits')).toMatch(/Each payment: at most ¥200\.00[\s\S]*Each calendar month: at most ¥500\.00/)
      await browser.look(page, 'en-vrp-review')
      await page.click('#confirm')
      await showFactors(page, world, person)
      const token = await redeem((await calledBack(page, site)).get('code') ?? '', verifier)
      await payWithin(token, consentId, shop, '64.00')
      await page.goto(`${world.url}/consents/${consentId}`)
      expect(await page.innerText('#limits')).toMatch(/Each calendar month: at most ¥500\.00 in all[\s\S]*¥64\.00 of ¥[\d.]+ used/)
      expect(await page.innerText('#uses')).toMatch(/Pine Teahouse[\s\S]*¥64\.00/)
      await browser.look(page, 'en-vrp-consent')
    })

    it('leads back with access_denied and state from every step', async () => {
      const { person, accounts } = await customer()
      const { askAccess, authorisationUrl, client } = await third()
      const start = async (isSignedIn: boolean) => {
        const consentId = await askAccess()
        const { url } = await authorisationUrl(consentId, 'accounts')
        const visitor = isSignedIn ? await signedIn(person) : await browser.visitor('zh', 'phone')
        return { page: await arrive(visitor, site, url), consentId }
      }
      const stateOf = async (consentId: string): Promise<unknown> => {
        const read = await (await client.own('accounts'))('GET', `${AISP}/account-access-consents/${consentId}`)
        return (read.body.Data as { Status: string }).Status
      }

      // Signing in: the page that cancels asks first, and rejects nothing, because nobody said who they are.
      const atSignIn = await start(false)
      await atSignIn.page.waitForSelector('#sign-in')
      await atSignIn.page.click('#cancel')
      await atSignIn.page.waitForSelector('#keep-going')
      await browser.look(atSignIn.page, 'zh-cancel-ask')
      await atSignIn.page.click('#cancel')
      await expectDenied(atSignIn.page, site, world)
      expect(await stateOf(atSignIn.consentId)).toBe('AWAU')

      const atChoice = await start(true)
      await atChoice.page.waitForSelector('#accounts-form')
      await atChoice.page.click('#cancel')
      await expectDenied(atChoice.page, site, world)
      expect(await stateOf(atChoice.consentId)).toBe('RJCT')

      const atReview = await start(true)
      await atReview.page.check(`#account-${accounts[0]}`)
      await atReview.page.click('#continue')
      await atReview.page.waitForSelector('#confirm')
      await atReview.page.click('#cancel')
      await expectDenied(atReview.page, site, world)

      const atFactor = await start(true)
      await atFactor.page.check(`#account-${accounts[0]}`)
      await atFactor.page.click('#continue')
      await atFactor.page.click('#confirm')
      await atFactor.page.waitForURL(/\/signin\/factor/)
      await atFactor.page.click('#cancel')
      await atFactor.page.waitForSelector('#keep-going')
      await atFactor.page.click('#cancel')
      await expectDenied(atFactor.page, site, world)
      expect(await stateOf(atFactor.consentId)).toBe('RJCT')
    })

    it('survives reload, the back button, a second click and a second tab', async () => {
      const { person, accounts } = await customer()
      const { askAccess, authorisationUrl } = await third()
      const { url } = await authorisationUrl(await askAccess(), 'accounts')
      const visitor = await signedIn(person, 'en')
      const page = await arrive(visitor, site, url)
      await page.check(`#account-${accounts[0]}`)
      await page.click('#continue')
      await page.waitForSelector('#confirm')
      await page.reload()
      await page.waitForSelector('#confirm')
      await page.click('#change-accounts')
      expect(await page.isChecked(`#account-${accounts[0]}`)).toBe(true)
      await page.goBack()
      await page.waitForSelector('#confirm')
      const path = `${world.url}/authorise/${uidOf(page.url())}`
      const tab = await visitor.newPage()
      await tab.goto(path)
      await tab.check(`#account-${accounts[1]}`)
      await tab.click('#continue')
      await tab.waitForSelector('#confirm')

      await page.dblclick('#confirm')
      await showFactors(page, world, person)
      expect((await calledBack(page, site)).get('code')).not.toBeNull()

      // The other tab comes too late: it is told so, and nothing happens twice.
      await tab.click('#confirm')
      await tab.waitForSelector('#end-unknown, #end-decided')
      await browser.look(tab, 'en-too-late')
      await page.goto(path)
      await page.waitForSelector('#end-unknown')
    })

    it('is nobody’s in another browser', async () => {
      const { person } = await customer()
      const { askAccess, authorisationUrl } = await third()
      const { url } = await authorisationUrl(await askAccess(), 'accounts')
      const page = await arrive(await signedIn(person), site, url)
      await page.waitForSelector('#accounts-form')
      const other = await browser.visitor('en', 'desktop')
      const stolen = await other.newPage()
      const answer = await stolen.goto(`${world.url}/authorise/${uidOf(page.url())}`)
      expect(answer?.status()).toBe(404)
      await stolen.waitForSelector('#end-unknown')
      await browser.look(stolen, 'en-unknown')
      for (const path of [
        'abc',
        'not-a-request-at-all',
        `${'x'.repeat(150)}/review`,
        '%22%3E%3Cscript%3E/finish?language=xx&account=1&account=2',
        'abc/cancel',
      ])
        expect({ path, status: (await stolen.goto(`${world.url}/authorise/${path}`))?.status() }).toEqual({ path, status: 404 })
      await stolen.waitForSelector('#end-unknown')
    })

    it('lets a person confirm again what they agreed to, and nobody else', async () => {
      const [{ person, accounts }, other] = [await customer(), await world.person()]
      const { askAccess, authorisationUrl } = await third()
      const consentId = await askAccess()
      await world.app.db.transaction(tx =>
        world.app.consents.authorise(tx, [
          {
            consentId: parseId('cns', consentId) as Id<'cns'>,
            holderId: person.uuid,
            accounts: accounts.slice(0, 1),
            actor: `hld:${person.uuid}`,
            requestId: 'req_test',
            receipt: {
              textVersion: 'test',
              language: 'en',
              shown: 'What was shown.',
              factors: [],
              scaChallenge: null,
              at: world.clock.now(),
            },
          },
        ]),
      )
      const again = await authorisationUrl(consentId, 'accounts')
      const theirs = await arrive(await signedIn(other, 'en'), site, again.url)
      await theirs.waitForSelector('#end-others')
      await browser.look(theirs, 'en-others')

      const { url } = await authorisationUrl(consentId, 'accounts')
      const page = await arrive(await signedIn(person, 'en'), site, url)
      await page.check(`#account-${accounts[0]}`)
      await page.click('#continue')
      await page.click('#confirm')
      await showFactors(page, world, person)
      expect((await calledBack(page, site)).get('code')).not.toBeNull()
      await page.goto(`${world.url}/consents/${consentId}`)
      expect(await page.locator('[id^="receipt-"] summary').count()).toBe(2)
    })

    it('says when the third party withdrew its request or was suspended meanwhile', async () => {
      const { person } = await customer()
      const { askAccess, authorisationUrl, client } = await third()
      const consentId = await askAccess()
      const { url } = await authorisationUrl(consentId, 'accounts')
      const page = await arrive(await signedIn(person), site, url)
      await page.waitForSelector('#accounts-form')
      await (await client.own('accounts'))('DELETE', `${AISP}/account-access-consents/${consentId}`)
      await page.reload()
      await page.waitForSelector('#end-withdrawn')
      await browser.look(page, 'zh-withdrawn')
      await page.click('#back')
      await expectDenied(page, site, world)

      const later = await openOutside(world, site)
      const second = await later.authorisationUrl(await later.askAccess(), 'accounts')
      const at = await arrive(await signedIn(person, 'en'), site, second.url)
      await at.waitForSelector('#accounts-form')
      await world.app.db.transaction(tx =>
        world.app.identity.thirdParties.setStatus(tx, later.client.id, { to: 'suspended', reason: 'a test' }),
      )
      await at.reload()
      await at.waitForSelector('#end-suspended')
      await browser.look(at, 'en-suspended')
    })

    it('takes no forged form', async () => {
      const { person, accounts } = await customer()
      const { askAccess, authorisationUrl } = await third()
      const { url } = await authorisationUrl(await askAccess(), 'accounts')
      const page = await arrive(await signedIn(person), site, url)
      await page.check(`#account-${accounts[0]}`)
      await page.click('#continue')
      await page.waitForSelector('#confirm')
      await page.evaluate(`document.querySelector('#confirm-form [name=csrf]').value = 'forged'`)
      await page.click('#confirm')
      await page.waitForSelector('#accounts-form')
      await page.check(`#account-${accounts[0]}`)
      await page.click('#continue')
      await page.evaluate(`document.querySelector('#confirm-form [name=accounts]').value = 'bac_01jd0000000000000000000000'`)
      await page.click('#confirm')
      await page.waitForSelector('#accounts-form')
    })

    it('says when the time is over, and still leads back with error and state', async () => {
      const { person } = await customer()
      const { askAccess, authorisationUrl } = await third()
      const { url } = await authorisationUrl(await askAccess(), 'accounts')
      const page = await arrive(await signedIn(person), site, url)
      await page.waitForSelector('#accounts-form')
      world.clock.advance(15 * 60_000 + 1_000)
      await page.reload()
      await page.waitForSelector('#end-expired')
      await browser.look(page, 'zh-expired')
      await page.click('#back')
      await expectDenied(page, site, world)
    })
  },
)
