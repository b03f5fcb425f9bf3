/** The numbers of signing in and of factors, as the policy records of the moment say. */
import { invariant } from '../../../kernel/outcome.ts'
import type { PolicyValue } from '../../policies/policies.ts'
import type { IdentityDeps, SignInPolicy } from '../types.ts'

type PolicyDeps = Pick<IdentityDeps, 'policies' | 'clock'>

const fieldsOf = (value: PolicyValue): Map<string, unknown> =>
  new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : [])

/** The numbers of a policy record; a defect when one is missing, because new records have the shape of their predecessors. */
export function numbersOf<const K extends string>(deps: PolicyDeps, key: string, names: readonly K[]): Record<K, number> {
  const read = fieldsOf(deps.policies.require(key, deps.clock.now()).value)
  const found = {} as Record<K, number>
  for (const name of names) {
    const number = read.get(name)
    invariant(typeof number === 'number', `the policy ${key} has no number ${name}`)
    found[name] = number
  }
  return found
}

export function signInPolicy(deps: PolicyDeps): SignInPolicy {
  const value = numbersOf(deps, 'identity.sign_in', [
    'phone_free_failures',
    'address_free_failures',
    'lock_seconds',
    'lock_max_seconds',
    'forget_after_hours',
  ])
  return {
    phoneFreeFailures: value.phone_free_failures,
    addressFreeFailures: value.address_free_failures,
    lockSeconds: value.lock_seconds,
    lockMaxSeconds: value.lock_max_seconds,
    forgetAfterHours: value.forget_after_hours,
  }
}

export type ScaPolicy = {
  readonly expirySeconds: number
  readonly kindsRequired: number
  readonly attemptsMax: number
  readonly passkeyIsSignature: boolean
}

export function scaPolicy(deps: PolicyDeps): ScaPolicy {
  const value = numbersOf(deps, 'identity.sca', ['expiry_seconds', 'kinds_required', 'attempts_max'])
  const fields = fieldsOf(deps.policies.require('identity.sca', deps.clock.now()).value)
  return {
    expirySeconds: value.expiry_seconds,
    kindsRequired: value.kinds_required,
    attemptsMax: value.attempts_max,
    passkeyIsSignature: fields.get('passkey_is_signature') === true,
  }
}

/** Whether a wallet holder's password needs a second factor although none is enrolled: then it is sent by SMS. */
export const consumersAlwaysNeedSecond = (deps: PolicyDeps): boolean =>
  fieldsOf(deps.policies.require('identity.second_factor', deps.clock.now()).value).get('consumers') === 'always'
