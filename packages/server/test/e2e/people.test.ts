/**
 * People in a real browser: signing in, second factors and passkeys, in both languages; without a script wherever one is not needed.
 * Passkeys are those of Chromium's virtual authenticator.
 */
import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { formatId, parseId } from '../../src/kernel/ids.ts'
import { must, type Person, useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import { console as consoleOf, createApp, enrolTotp, smsCodeTo, stepUpBySms } from '../harness/people.ts'
import { byName, useBrowser } from './browser.ts'
import { CHROMIUM, NO_CHROMIUM } from './browser-launch.ts'

const database = useDatabase()
const world = useApp(database)
const browsing = useBrowser()

/** Passkeys belong to a name, not to an address. */
const at = (path: string): string => world.url.replace('127.0.0.1', 'localhost') + path
const pathOf = (page: Page): string => {
  const url = new URL(page.url())
  return url.pathname + url.search
}

async function open(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(at(path))
  return page
}

async function signIn(page: Page, person: Pick<Person, 'phone' | 'password'>): Promise<void> {
  await page.fill('#phone', person.phone)
  await page.fill('#password', person.password)
  await page.click('#sign-in')
}

/** In the wallet's own form. */
async function signInToWallet(page: Page, person: Pick<Person, 'phone' | 'password'>): Promise<void> {
  await page.fill('#phone', person.phone)
  await page.fill('#password', person.password)
  await byName(page, 'sign-in-submit').click()
}

/** A platform authenticator that verifies its person. */
async function authenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

/** Signed in at the page of their security, with two kinds of factor shown. */
async function verified(context: BrowserContext, person: Person, path = '/account/security'): Promise<Page> {
  const page = await open(context, path)
  await signIn(page, person)
  await page.waitForURL(at('/account/security'))
  await page.click('#verify')
  world.clock.advance(60_000)
  await page.click('#send-code')
  await page.fill('#password', person.password)
  await page.fill('#code', await smsCodeTo(world, person.phone))
  await page.click('#confirm')
  await page.waitForURL(at('/account/security'))
  return page
}

describe.skipIf(CHROMIUM === null)(`people in a browser (${CHROMIUM === null ? NO_CHROMIUM : 'chromium'})`, () => {
  for (const language of ['zh', 'en'] as const) {
    it(`sign in, enrol an app, sign in with it, and sign out, without a script (${language})`, async () => {
      const person = await world.person()
      const context = await browsing.visitor(language)
      await context.route('**/*.js', route => route.abort())
      const page = await open(context, '/account/security')
      await page.waitForURL(/\/signin/)
      expect(await page.isVisible('#passkey')).toBe(false)
      expect(await page.getAttribute('html', 'lang')).toBe(language === 'zh' ? 'zh-CN' : 'en')
      await browsing.look(page, `people-signin-${language}`)
      await signIn(page, { ...person, password: 'not it' })
      expect(await page.locator('#problem').getAttribute('role')).toBe('alert')
      expect(await page.inputValue('#phone')).toBe(person.phone)
      await browsing.look(page, `people-signin-wrong-${language}`)
      await page.fill('#password', person.password)
      await page.click('#sign-in')
      await page.waitForURL(at('/account/security'))
      await browsing.look(page, `people-security-${language}`)
      expect(await page.locator('#add-totp').count()).toBe(0)

      await page.click('#verify')
      await browsing.look(page, `people-factor-${language}`)
      world.clock.advance(60_000)
      await page.click('#send-code')
      await page.locator('#sent').waitFor()
      await page.fill('#password', person.password)
      await page.fill('#code', '000000')
      await page.click('#confirm')
      await page.locator('#problem').waitFor()
      expect(await page.locator('#password').count()).toBe(0)
      await browsing.look(page, `people-factor-wrong-${language}`)
      await page.fill('#code', await smsCodeTo(world, person.phone))
      await page.click('#confirm')
      await page.waitForURL(at('/account/security'))

      await page.click('#add-totp')
      await browsing.look(page, `people-totp-${language}`)
      const app = createApp(world, (await page.textContent('#secret')) ?? '')
      await page.fill('#code', app.next())
      await page.click('#confirm')
      await page.locator('#done').waitFor()
      await page.click('#new-codes')
      await browsing.look(page, `people-codes-${language}`)
      const codes = await page.locator('#codes code').allTextContents()
      expect(codes).toHaveLength(10)
      await page.click('#back')
      await browsing.look(page, `people-security-full-${language}`)
      await page.click('#sign-out')
      await page.waitForURL(/\/signin/)

      await page.goto(at('/signin?return_to=/account/security'))
      await signIn(page, person)
      await browsing.look(page, `people-second-${language}`)
      await page.fill('#code', app.next())
      await page.click('#confirm')
      await page.waitForURL(at('/account/security'))
      await page.click('#sign-out')
      await page.goto(at('/signin?return_to=/account/security'))
      await signIn(page, person)
      await page.click('#recovery summary')
      await page.fill('#recovery-code', codes[0] ?? '')
      await page.click('#confirm-recovery')
      await page.waitForURL(at('/account/security'))
      expect(await page.textContent('#recovery-left')).toContain('9')
    }, 120_000)

    it(`operators enrol, sign in and look after their account (${language})`, async () => {
      const login = `console.${language}`
      const invited = await must(
        world.operator('POST', '/v1/operators', { body: { name: { en: 'Wang Lei', zh: '王磊' }, login, roles: ['auditor'] } }),
      )
      const context = await browsing.visitor(language, 'desktop')
      const page = await open(context, '/operator/account')
      await page.waitForURL(/\/operator\/signin/)
      await browsing.look(page, `operator-signin-${language}`)
      await page.click('#enrol-link')
      await browsing.look(page, `operator-enrol-${language}`)
      await page.fill('#login', login)
      await page.fill('#secret', 'fq_enrol_wrong')
      await page.click('#continue')
      await page.locator('#problem').waitFor()
      await page.fill('#secret', String(invited.enrolment_secret))
      await page.click('#continue')
      await browsing.look(page, `operator-app-${language}`)
      const app = createApp(world, (await page.textContent('#secret')) ?? '')
      await page.fill('#password', 'a long enough password')
      await page.fill('#code', app.next())
      await page.click('#finish')
      expect(await page.locator('#codes code').count()).toBe(10)
      await page.click('#back')
      await page.waitForURL(at('/operator/account'))
      expect(await page.textContent('#roles')).toContain(language === 'zh' ? '审计' : 'Auditor')
      await browsing.look(page, `operator-account-${language}`)
      await page.click('#sign-out')
      await page.waitForURL(/\/operator\/signin/)
      await page.fill('#login', login)
      await page.fill('#password', 'a long enough password')
      await page.fill('#code', '000000')
      await page.click('#sign-in')
      await page.locator('#problem').waitFor()
      await page.fill('#password', 'a long enough password')
      await page.fill('#code', app.next())
      await page.click('#sign-in')
      await page.waitForURL(at('/operator/account'))
      await page.goto(at('/operator/bootstrap'))
      await browsing.look(page, `operator-bootstrap-${language}`)
      await page.goto(at('/sandbox/sms'))
      await browsing.look(page, `sandbox-sms-${language}`)
    }, 120_000)
  }

  it('register a passkey, sign in with it, and approve with it', async () => {
    const person = await world.person()
    const context = await browsing.visitor('en')
    const page = await verified(context, person)
    await authenticator(page)
    await page.click('#passkey')
    await page.locator('#done').waitFor()
    const listed = await must(person.call('GET', '/v1/wallet/factors'))
    expect(listed.data).toMatchObject([{ kind: 'passkey', confirmed: true }])
    await page.click('#sign-out')

    await page.goto(at('/signin?return_to=/account/security'))
    await page.click('#passkey')
    await page.waitForURL(at('/account/security'))
    // Signed in by two kinds of factor: changes are offered at once.
    expect(await page.locator('#verify').count()).toBe(0)

    const challenge = await world.app.db.transaction(async tx =>
      world.app.identity.sca.begin(tx, {
        holderId: person.uuid,
        binding: {
          purpose: 'payment',
          reference: 'pay_1',
          amount: 123_456n,
          currency: 'CNY',
          payee: '松间茶舍',
          text: 'Pay Pine Teahouse',
        },
      }),
    )
    const id = formatId('sca', challenge.id)
    await page.goto(at(`/signin/factor?challenge=${id}&return_to=/account/security?done=1&cancel_to=/wallet`))
    expect(await page.textContent('#amount')).toContain('1,234.56')
    expect(await page.textContent('#payee')).toBe('松间茶舍')
    expect(await page.getAttribute('#cancel', 'href')).toBe('/wallet')
    await browsing.look(page, 'people-factor-passkey-en')
    await page.click('#passkey')
    await page.waitForURL(url => url.pathname === '/account/security')
    const proven = await world.app.identity.sca.find(parseId('sca', id) ?? challenge.id, person.uuid)
    expect(proven?.completedAt).not.toBeNull()
    expect(proven?.factors.map(factor => factor.kind)).toEqual(['possession', 'inherence'])
  }, 120_000)

  it('go nowhere but to this server’s own pages after signing in', async () => {
    const person = await world.person()
    for (const elsewhere of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
      const context = await browsing.visitor('en')
      const page = await open(context, `/signin?return_to=${encodeURIComponent(elsewhere)}`)
      await signIn(page, person)
      await page.waitForURL(at('/wallet'))
    }
  }, 60_000)

  it('are asked again when a form comes from a page that was not theirs', async () => {
    const person = await world.person()
    const context = await browsing.visitor('en')
    const page = await open(context, '/signin')
    await context.clearCookies()
    await signIn(page, person)
    await page.locator('#problem').waitFor()
    expect((await context.cookies()).some(cookie => cookie.name === 'feiqian_session')).toBe(false)
    await signIn(page, person)
    await page.waitForURL(at('/wallet'))
    const answers = await page.evaluate<number[]>(`Promise.all(['', 'wrong'].map(csrf =>
      fetch('/account/security', { method: 'POST', body: new URLSearchParams({ action: 'end_others', csrf }) }).then(answer => answer.status)))`)
    expect(answers).toEqual([422, 422])
  }, 60_000)

  it('see nothing of what another person approves', async () => {
    const [person, other] = [await world.person(), await world.person()]
    const begun = await must(other.call('POST', '/v1/wallet/authentications', { body: { purpose: 'step_up' } }))
    const context = await browsing.visitor('zh')
    const page = await open(context, `/signin/factor?challenge=${String(begun.id)}&cancel_to=/wallet`)
    await page.waitForURL(/\/signin\?return_to/)
    await signIn(page, person)
    await page.locator('#problem').waitFor()
    expect(pathOf(page)).toContain('/signin/factor')
    expect(await page.locator('#factor-form').count()).toBe(0)
    expect(await page.getAttribute('#cancel', 'href')).toBe('/wallet')
    await browsing.look(page, 'people-factor-unknown-zh')
  }, 60_000)

  it('holds both sessions of a browser apart', async () => {
    const person = await world.person()
    const operator = await consoleOf(world, ['auditor'])
    const context = await browsing.visitor('en')
    const page = await open(context, '/signin?return_to=/account/security')
    await signIn(page, person)
    await page.goto(at('/operator/signin'))
    await page.fill('#login', operator.login)
    await page.fill('#password', operator.password)
    await page.fill('#code', operator.app.next())
    await page.click('#sign-in')
    await page.waitForURL(at('/operator/account'))
    const status = (path: string) => page.evaluate<number>(`fetch('${path}').then(answer => answer.status)`)
    expect(await status('/v1/operator/me')).toBe(200)
    expect(await status('/v1/wallet/me')).toBe(200)
    expect(await status('/v1/operators')).toBe(200)
  }, 60_000)

  it('pay beyond the limit of a password by showing two factors, in the wallet', async () => {
    const [shop, person] = [await world.shop(), await world.person({ balance: 1_000_000 })]
    const body = { amount: 200_000, currency: 'CNY', order_reference: 'tea' }
    const payment = await must(shop.call('POST', '/v1/payments', { body }))
    const context = await browsing.visitor('zh')
    const page = await open(context, `/wallet/pay/${String(payment.client_token)}`)
    await signInToWallet(page, person)
    await byName(page, 'authenticate').waitFor()
    await browsing.look(page, 'people-pay-limit-zh')
    await byName(page, 'authenticate').click()
    await page.waitForURL(/\/signin\/factor/)
    expect(await page.textContent('#amount')).toContain('2,000.00')
    expect(await page.textContent('#payee')).toBe('松间茶舍')
    await page.click('#send-code')
    await page.locator('#sent').waitFor()
    await page.fill('#password', person.password)
    await page.fill('#code', await smsCodeTo(world, person.phone))
    await page.click('#confirm')
    await page.waitForURL(/authentication=sca_/)
    await byName(page, 'confirm').click()
    await byName(page, 'stage-succeeded').waitFor()
    expect(await must(shop.call('GET', `/v1/payments/${String(payment.id)}`))).toMatchObject({ status: 'succeeded' })
  }, 120_000)

  it('are led from the wallet to the second step once they enrolled one', async () => {
    const person = await world.person()
    await stepUpBySms(world, person)
    const { app } = await enrolTotp(world, person.call, '/v1/wallet')
    const context = await browsing.visitor('en')
    const page = await open(context, '/wallet')
    await signInToWallet(page, person)
    await page.waitForURL(/\/signin\?return_to=/)
    await signIn(page, person)
    await page.fill('#code', app.next())
    await page.click('#confirm')
    await page.waitForURL(at('/wallet'))
    await byName(page, 'sign-in').waitFor({ state: 'detached' })
  }, 120_000)
})
