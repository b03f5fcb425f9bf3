/**
 * Passkeys (Web Authentication Level 3): registration and assertions. User verification is always required, so that a passkey is two
 * factors: the device, and what unlocks it. A challenge is answered once.
 */
import { createHmac, randomBytes } from 'node:crypto'
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { type Id, newId } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/db.ts'
import type { IdentityDeps } from '../types.ts'
import { numbersOf } from './policy.ts'
import * as store from './store.ts'
import type { Passkey, Person } from './types.ts'

type Deps = Pick<IdentityDeps, 'db' | 'clock' | 'policies' | 'key'>

/** COSE: ES256, Ed25519, RS256 (Windows Hello). */
const ALGORITHMS = [-7, -8, -257]
const CHALLENGE_BYTES = 32

/** Where the browser reached this server: what a passkey is bound to. */
export type Origin = { readonly origin: string; readonly rpId: string }

export function originOf(baseUrl: string): Origin {
  const { origin, hostname } = new URL(baseUrl)
  return { origin, rpId: hostname }
}

/** What the authenticator knows a person by: opaque, the same for all their passkeys, and of no use elsewhere. */
const userHandle = (deps: Pick<IdentityDeps, 'key'>, person: Person): Buffer =>
  createHmac('sha256', deps.key).update(`passkey user\n${person.kind}\n${person.id}`).digest()

const bytes = (buffer: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(buffer)

export type RegistrationStart = { readonly ceremony: string; readonly options: PublicKeyCredentialCreationOptionsJSON }
export type SignInStart = { readonly ceremony: string; readonly options: PublicKeyCredentialRequestOptionsJSON }

async function openCeremony(
  deps: Deps,
  kind: 'register' | 'sign_in',
  personId: string | null,
): Promise<{ id: string; challenge: Buffer; timeout: number }> {
  const { seconds } = numbersOf(deps, 'identity.ceremony', ['seconds'])
  const id: string = newId<'sca'>()
  const challenge = randomBytes(CHALLENGE_BYTES)
  const at = deps.clock.now()
  await store.insertCeremony(deps.db, { id, kind, personId, challenge, at, expiresAt: new Date(at.getTime() + seconds * 1000) })
  return { id, challenge, timeout: seconds * 1000 }
}

export async function beginRegistration(
  deps: Deps,
  person: Person,
  about: { readonly baseUrl: string; readonly account: string; readonly displayName: string },
): Promise<RegistrationStart> {
  const { id, challenge, timeout } = await openCeremony(deps, 'register', person.id)
  const known = await store.passkeysOf(deps.db, person)
  const options = await generateRegistrationOptions({
    rpName: 'Feiqian',
    rpID: originOf(about.baseUrl).rpId,
    userName: about.account,
    userDisplayName: about.displayName,
    userID: bytes(userHandle(deps, person)),
    challenge: bytes(challenge),
    timeout,
    attestationType: 'none',
    excludeCredentials: known.map(credentialOf),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  })
  return { ceremony: id, options }
}

export type Registered = {
  readonly credentialId: Buffer
  readonly publicKey: Buffer
  readonly signCount: number
  readonly transports: readonly string[]
  readonly backedUp: boolean
}

/** The new passkey, or `null` when the answer does not hold. The ceremony is used up either way. */
export async function finishRegistration(
  deps: Deps,
  person: Person,
  answer: { readonly ceremony: string; readonly response: unknown; readonly baseUrl: string },
): Promise<Registered | null> {
  const challenge = await store.takeCeremony(deps.db, { id: answer.ceremony, kind: 'register', personId: person.id, at: deps.clock.now() })
  if (challenge === null) return null
  const { origin, rpId } = originOf(answer.baseUrl)
  const verified = await verifyRegistrationResponse({
    response: answer.response as RegistrationResponseJSON,
    expectedChallenge: challenge.toString('base64url'),
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(() => null)
  if (verified === null || !verified.verified) return null
  const { credential, credentialBackedUp } = verified.registrationInfo
  return {
    credentialId: Buffer.from(credential.id, 'base64url'),
    publicKey: Buffer.from(credential.publicKey),
    signCount: credential.counter,
    transports: (credential.transports ?? []).slice(0, 10).map(String),
    backedUp: credentialBackedUp,
  }
}

/** Its id, or `null` when the credential is registered already. */
export async function savePasskey(
  deps: Pick<IdentityDeps, 'clock'>,
  tx: Tx,
  person: Person,
  name: string,
  registered: Registered,
): Promise<Id<'fct'> | null> {
  const id = newId<'fct'>()
  return (await store.insertPasskey(tx, { id, person, name, ...registered, at: deps.clock.now() })) ? id : null
}

/** Asks for any passkey of this server: who it is, the answer says. So nobody learns who has one. */
export async function beginPasskeySignIn(deps: Deps, baseUrl: string): Promise<SignInStart> {
  const { id, challenge, timeout } = await openCeremony(deps, 'sign_in', null)
  return { ceremony: id, options: await assertionOptions(challenge, [], baseUrl, timeout) }
}

export const assertionOptions = (
  challenge: Buffer,
  passkeys: readonly Passkey[],
  baseUrl: string,
  timeoutMs: number,
): Promise<PublicKeyCredentialRequestOptionsJSON> =>
  generateAuthenticationOptions({
    rpID: originOf(baseUrl).rpId,
    challenge: bytes(challenge),
    allowCredentials: passkeys.map(credentialOf),
    userVerification: 'required',
    timeout: timeoutMs,
  })

/** Whose passkey answered a sign-in; `null` when the answer does not hold. */
export async function finishPasskeySignIn(
  deps: Deps,
  answer: { readonly ceremony: string; readonly response: unknown; readonly baseUrl: string },
): Promise<Person | null> {
  const challenge = await store.takeCeremony(deps.db, { id: answer.ceremony, kind: 'sign_in', personId: null, at: deps.clock.now() })
  return challenge === null ? null : assert(deps, challenge, answer.response, answer.baseUrl, null)
}

/** Whether a passkey of this person (or of anybody, `null`) signed the challenge; answers whose it was. */
export async function assert(
  deps: Deps,
  challenge: Buffer,
  response: unknown,
  baseUrl: string,
  person: Person | null,
): Promise<Person | null> {
  const credentialId = credentialIdOf(response)
  if (credentialId === null) return null
  const passkey = await store.passkeyByCredential(deps.db, credentialId)
  if (passkey === null || (person !== null && (passkey.person.id !== person.id || passkey.person.kind !== person.kind))) return null
  const { origin, rpId } = originOf(baseUrl)
  const verified = await verifyAuthenticationResponse({
    response: response as AuthenticationResponseJSON,
    expectedChallenge: challenge.toString('base64url'),
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    credential: {
      id: credentialId.toString('base64url'),
      publicKey: bytes(passkey.publicKey),
      counter: passkey.signCount,
    },
  }).catch(() => null)
  if (verified === null || !verified.verified) return null
  return (await store.usePasskey(deps.db, passkey.id, verified.authenticationInfo.newCounter, deps.clock.now())) ? passkey.person : null
}

const credentialOf = ({ credentialId, transports }: Passkey) => ({ id: credentialId.toString('base64url'), transports: [...transports] })

function credentialIdOf(response: unknown): Buffer | null {
  const id = typeof response === 'object' && response !== null && 'id' in response ? response.id : null
  if (typeof id !== 'string' || !/^[A-Za-z0-9_-]{16,1400}$/.test(id)) return null
  return Buffer.from(id, 'base64url')
}
