/** What a challenge is bound to, as one hash. */
import { hash } from 'node:crypto'
import type { Id } from '../../../kernel/ids.ts'
import type { ScaBinding, ScaChallenge, ScaUse } from './types.ts'

/**
 * SHA-256 over the challenge's id and everything that is approved, each part with its length, so that no two bindings read the same. It
 * is the WebAuthn challenge: a passkey signs amount and payee (EU 2018/389 Art. 5(1)(b)).
 */
export function bindingHash(id: Id<'sca'>, binding: ScaBinding): Buffer {
  const parts = [
    'feiqian-sca-1',
    id,
    binding.purpose,
    binding.reference,
    binding.amount === undefined ? '' : String(binding.amount),
    binding.currency ?? '',
    binding.payee ?? '',
    binding.text,
  ]
  return hash('sha256', parts.map(part => `${Buffer.byteLength(part)}:${part}`).join('\n'), 'buffer')
}

/** Whether a use is what was approved. The payee's name and the words are the challenge's own where the use does not repeat them. */
export function isBoundTo(challenge: ScaChallenge, use: ScaUse): boolean {
  const { payee, text } = challenge.binding
  const bound: ScaBinding = { ...(payee === undefined ? {} : { payee }), text, ...use }
  return bindingHash(challenge.id, bound).equals(challenge.hash)
}
