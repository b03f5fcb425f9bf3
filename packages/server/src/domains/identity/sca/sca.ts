/**
 * Strong customer authentication: a challenge is bound to what is approved, factors are shown for it one by one, and it is consumed once,
 * in the transaction that does what was approved. It never counts a factor that was shown for something else.
 */
import { newId } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Passwords } from '../passwords.ts'
import { sendSmsCode, useSmsCode } from '../people/one-time-codes.ts'
import { assert, assertionOptions } from '../people/passkeys.ts'
import { numbersOf, scaPolicy } from '../people/policy.ts'
import { factorsOf as enrolledFactors, passkeysOf } from '../people/store.ts'
import { holderCredential, operatorById } from '../people/store-sessions.ts'
import { beginAttempt } from '../people/throttle.ts'
import { useTotp } from '../people/totp.ts'
import type { Person } from '../people/types.ts'
import { smsText } from '../people/words.ts'
import type { IdentityDeps } from '../types.ts'
import { bindingHash, isBoundTo } from './binding.ts'
import { checkUse, factorsOf, kindsOf, levelOf, mayProve } from './rules.ts'
import * as store from './store.ts'
import type { Sca, ScaAbout, ScaBinding, ScaChallenge, ScaMethod, ScaPerson, ScaProof } from './types.ts'

export type ScaDeps = IdentityDeps & { readonly passwords: Passwords }

const personOf = (person: ScaPerson): Person => (typeof person === 'string' ? { kind: 'holder', id: person } : person)

export function createSca(deps: ScaDeps): Sca {
  function begin(
    tx: Parameters<Sca['begin']>[0],
    request: { holderId?: Extract<Person, { kind: 'holder' }>['id']; person?: Person; binding: ScaBinding },
  ): ScaChallenge {
    const person = request.person ?? (request.holderId === undefined ? null : personOf(request.holderId))
    if (person === null) throw new Error('a challenge is somebody’s')
    const id = newId<'sca'>()
    const createdAt = deps.clock.now()
    const challenge: ScaChallenge = {
      id,
      person,
      binding: request.binding,
      hash: bindingHash(id, request.binding),
      factors: [],
      attempts: 0,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + scaPolicy(deps).expirySeconds * 1000),
      completedAt: null,
      usedAt: null,
    }
    store.insertChallenge(tx, challenge)
    return challenge
  }

  async function find(...[id, person]: Parameters<Sca['find']>): Promise<ScaChallenge | null> {
    const found = await store.findChallenge(deps.db, id)
    return found !== null && found.person.id === personOf(person).id ? found : null
  }

  /** The challenge, while a factor may be shown for it. */
  async function open(...[id, person]: Parameters<Sca['find']>): Promise<Outcome<ScaChallenge>> {
    const challenge = await find(id, person)
    if (challenge === null) return refuse('sca_not_found', 'id')
    const may = mayProve(challenge, deps.clock.now(), scaPolicy(deps).attemptsMax)
    return may.ok ? ok(challenge) : may
  }

  async function passwordHashOf(person: Person): Promise<string | null> {
    if (person.kind === 'holder') return (await holderCredential(deps.db, person.id))?.passwordHash ?? null
    return (await operatorById(deps.db, person.id))?.passwordHash ?? null
  }

  async function offered(who: ScaPerson): Promise<readonly ScaMethod[]> {
    const person = personOf(who)
    const factors = (await enrolledFactors(deps.db, person)).filter(factor => factor.confirmedAt !== null)
    const has = (kind: 'totp' | 'passkey'): boolean => factors.some(factor => factor.kind === kind)
    return [
      ...(has('passkey') ? (['passkey'] as const) : []),
      'password',
      ...(has('totp') ? (['totp'] as const) : []),
      ...(person.kind === 'holder' && deps.sms !== null && !has('totp') ? (['sms'] as const) : []),
    ]
  }

  /** Looks at a proof; `null` when the queue of password hashes is full. */
  async function holds(challenge: ScaChallenge, proof: ScaProof, baseUrl: string): Promise<boolean | null> {
    const { person } = challenge
    switch (proof.kind) {
      case 'password':
        return deps.passwords.verify(await passwordHashOf(person), proof.password)
      case 'totp':
        return useTotp(deps, person, proof.code)
      case 'sms':
        return person.kind === 'holder' && (await useSmsCode(deps, person.id, challenge.id, proof.code))
      case 'passkey':
        return (await assert(deps, challenge.hash, proof.response, baseUrl, person)) !== null
    }
  }

  async function prove(
    id: ScaChallenge['id'],
    who: ScaPerson,
    proof: ScaProof,
    about: ScaAbout,
  ): Promise<Outcome<{ factors: ScaChallenge['factors']; complete: boolean }>> {
    const person = personOf(who)
    const opened = await open(id, person)
    if (!opened.ok) return opened
    if (!(await offered(person)).includes(proof.kind)) return refuse('factor_unavailable', 'type')
    const attempt = await beginAttempt(deps, { subject: `person:${person.id}`, address: about.address }, about)
    if (!attempt.ok) return attempt
    const policy = scaPolicy(deps)
    // Counted, under its lock, before the proof is looked at: parallel guesses count too.
    const counted = await deps.db.transaction(async (tx): Promise<Outcome<null, 'sca_used' | 'sca_expired'>> => {
      const challenge = (await store.lockChallenges(tx, [id])).get(id)
      if (challenge === undefined) return refuse('sca_expired')
      const may = mayProve(challenge, deps.clock.now(), policy.attemptsMax)
      if (may.ok) store.countAttempt(tx, id, 1)
      return may
    })
    if (!counted.ok) {
      await attempt.value.takeBack()
      return counted
    }
    const right = await holds(opened.value, proof, about.baseUrl)
    if (right === null) {
      await deps.db.transaction(async tx => store.countAttempt(tx, id, -1))
      await attempt.value.takeBack()
      return refuse('overloaded')
    }
    if (!right) {
      const wrong = refuse('factor_wrong', proof.kind === 'password' ? 'password' : proof.kind === 'passkey' ? 'response' : 'code')
      await attempt.value.failed(wrong.error)
      return wrong
    }
    return deps.db.transaction(async tx => {
      const challenge = (await store.lockChallenges(tx, [id])).get(id)
      const now = deps.clock.now()
      const others = (challenge?.factors ?? []).filter(factor => factor.method !== proof.kind)
      const factors = [...others, ...factorsOf(proof.kind, now)]
      const complete = kindsOf(factors) >= policy.kindsRequired
      await (complete ? attempt.value.succeeded(tx) : attempt.value.takeBack(tx))
      if (challenge === undefined || challenge.usedAt !== null) return refuse('sca_used')
      store.writeFactors(tx, id, factors, complete ? (challenge.completedAt ?? now) : null)
      return ok({ factors, complete })
    })
  }

  return {
    begin,
    find,
    offered,
    async passkeyOptions(id, person, baseUrl) {
      const challenge = await open(id, person)
      if (!challenge.ok) return challenge
      const passkeys = await passkeysOf(deps.db, personOf(person))
      if (passkeys.length === 0) return refuse('factor_unavailable', 'type')
      const { seconds } = numbersOf(deps, 'identity.ceremony', ['seconds'])
      return ok(await assertionOptions(challenge.value.hash, passkeys, baseUrl, seconds * 1000))
    },
    async sendSms(id, who, language) {
      const person = personOf(who)
      const challenge = await open(id, person)
      if (!challenge.ok) return challenge
      if (person.kind !== 'holder' || !(await offered(person)).includes('sms')) return refuse('sms_unavailable')
      const { binding } = challenge.value
      return sendSmsCode(deps, person.id, id, binding.purpose, (code, minutes) => smsText(language, code, minutes, binding))
    },
    prove,
    async consume(tx, id, person, use) {
      const challenge = (await store.lockChallenges(tx, [id])).get(id)
      const now = deps.clock.now()
      const checked = checkUse(
        challenge,
        personOf(person),
        challenge !== undefined && isBoundTo(challenge, use),
        now,
        scaPolicy(deps).passkeyIsSignature,
      )
      if (checked.ok) store.markUsed(tx, [id], now)
      return checked
    },
    levelOf: factors => levelOf(factors, scaPolicy(deps).passkeyIsSignature),
    async open(tx, ids, undo) {
      const challenges = ids.length === 0 ? new Map() : await store.lockChallenges(tx, [...new Set(ids)])
      const used = new Set<ScaChallenge['id']>()
      const now = deps.clock.now()
      const { passkeyIsSignature } = scaPolicy(deps)
      return {
        use(id, person, use) {
          const challenge: ScaChallenge | undefined = challenges.get(id)
          const working = challenge === undefined || !used.has(id) ? challenge : { ...challenge, usedAt: now }
          const checked = checkUse(working, personOf(person), working !== undefined && isBoundTo(working, use), now, passkeyIsSignature)
          if (!checked.ok) return checked
          used.add(id)
          undo.push(() => used.delete(id))
          return checked
        },
        flush() {
          if (used.size > 0) store.markUsed(tx, [...used].sort(), now)
        },
      }
    },
  }
}
