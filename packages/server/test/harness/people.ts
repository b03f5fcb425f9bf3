/** What tests of people do again and again: codes of authenticator apps and of SMS, step-ups, operators who sign in. */
import { Secret, TOTP } from 'otpauth'
import { type Answer, type Caller, callerOf, must, type Person, type TestApp } from './app.ts'

type Json = Record<string, unknown>

/** The code that an authenticator app shows at this time. */
export const totpAt = (secret: string, at: Date): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at.getTime() })

const STEP_MS = 30_000

/** An authenticator app. `next` moves the world's clock to a step that was not used before. */
export function createApp(world: Pick<TestApp, 'clock'>, secret: string): { now(): string; next(): string } {
  return {
    now: () => totpAt(secret, world.clock.now()),
    next() {
      world.clock.advance(STEP_MS)
      return totpAt(secret, world.clock.now())
    },
  }
}
export type AuthenticatorApp = ReturnType<typeof createApp>

/** The code in the newest message to this phone. */
export async function smsCodeTo(world: Pick<TestApp, 'nobody'>, phone: string): Promise<string> {
  const list = await must(world.nobody('GET', `/v1/sandbox/sms?phone=${phone}`))
  const [newest] = list.data as { text: string }[]
  const code = /\d{6}/.exec(newest?.text ?? '')?.[0]
  if (code === undefined) throw new Error(`no code was sent to ${phone}`)
  return code
}

/** Completes an authentication of a holder by password and SMS. */
export async function completeBySms(
  world: Pick<TestApp, 'nobody'>,
  person: Person,
  authentication: string,
  password = person.password,
): Promise<void> {
  const path = `/v1/wallet/authentications/${authentication}`
  await must(person.call('POST', `${path}/sms`))
  const code = await smsCodeTo(world, person.phone)
  await must(person.call('POST', `${path}/proofs`, { body: { type: 'password', password } }))
  await must(person.call('POST', `${path}/proofs`, { body: { type: 'sms', code } }))
}

/** Raises the person's session by password and SMS. */
export async function stepUpBySms(world: Pick<TestApp, 'nobody' | 'clock'>, person: Person): Promise<void> {
  world.clock.advance(STEP_MS) // no second code is sent sooner
  const begun = await must(person.call('POST', '/v1/wallet/authentications', { body: { purpose: 'step_up' } }))
  await completeBySms(world, person, String(begun.id))
  await must(person.call('POST', '/v1/wallet/sessions/current/step_up', { body: { authentication: begun.id } }))
}

/** Enrols an authenticator app; the session must have stepped up. */
export async function enrolTotp(
  world: Pick<TestApp, 'clock'>,
  call: Caller,
  base: '/v1/wallet' | '/v1/operator',
): Promise<{ id: string; app: AuthenticatorApp }> {
  const enrolment = await must(call('POST', `${base}/factors/totp`, { body: { name: 'Phone' } }))
  const app = createApp(world, String(enrolment.secret))
  await must(call('POST', `${base}/factors/${String(enrolment.id)}/confirm`, { body: { code: app.next() } }))
  return { id: String(enrolment.id), app }
}

export type Console = {
  readonly id: string
  readonly login: string
  readonly password: string
  readonly app: AuthenticatorApp
  readonly factor: string
  readonly recoveryCodes: readonly string[]
  readonly token: string
  readonly call: Caller
}

export const OPERATOR_PASSWORD = 'a long enough password'

/** What enrolling with this invitation answers. */
export async function enrol(world: Pick<TestApp, 'nobody' | 'clock' | 'url'>, login: string, secret: string): Promise<Console> {
  const begun = await must(world.nobody('POST', '/v1/operator/enrolments', { body: { login, secret } }))
  const app = createApp(world, String(begun.secret))
  const body = { login, secret, factor: begun.id, code: app.next(), password: OPERATOR_PASSWORD }
  const enrolled = await must(world.nobody('POST', '/v1/operator/enrolments/complete', { body }))
  const session = enrolled.session as { operator: { id: string }; token: string }
  return {
    id: session.operator.id,
    login,
    password: OPERATOR_PASSWORD,
    app,
    factor: String(begun.id),
    recoveryCodes: enrolled.recovery_codes as string[],
    token: session.token,
    call: callerOf(world.url, session.token),
  }
}

let serial = 0

/** An operator with these roles, enrolled and signed in to the console. `by`: who creates them; the world's operator unless said. */
export async function console(
  world: Pick<TestApp, 'operator' | 'nobody' | 'clock' | 'url'>,
  roles: readonly string[],
  by = world.operator,
): Promise<Console> {
  serial += 1
  const login = `operator.${process.pid}.${serial}`
  const invited = await must(by('POST', '/v1/operators', { body: { name: { en: 'Wang Lei', zh: '王磊' }, login, roles } }))
  return enrol(world, login, String(invited.enrolment_secret))
}

/** Signs in with the next code of the operator's app, unless another second factor is given. */
export const signInToConsole = (
  world: Pick<TestApp, 'nobody'>,
  who: Pick<Console, 'login' | 'password' | 'app'>,
  change: Json = {},
): Promise<Answer> => {
  const second = Object.hasOwn(change, 'second_factor') ? {} : { second_factor: { type: 'totp', code: who.app.next() } }
  return world.nobody('POST', '/v1/operator/sessions', { body: { login: who.login, password: who.password, ...second, ...change } })
}
