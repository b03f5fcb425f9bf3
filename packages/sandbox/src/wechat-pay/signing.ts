/** Which platform key signs what: answers follow the request's `Wechatpay-Serial`, callbacks the mode of the day, both kinds while switching. */
import type { PlatformKeys } from './keys.ts'
import { HEADERS, PROBE, responseMessage, SCHEME, signRsa } from './protocol.ts'
import { SM_SCHEME, signSm } from './sm.ts'
import type { WeChatState } from './state.ts'

export type Signer = { readonly serial: string; readonly privateKey: string; readonly sm?: boolean }

const publicKeySigner = (platform: PlatformKeys): Signer => ({ serial: platform.publicKeyId, privateKey: platform.publicKeyPrivate })

/** The newest certificate; while two are there, either of them, as the dice fall. */
function certificateSigner(platform: PlatformKeys, roll: () => number): Signer {
  const { certificates } = platform
  const chosen = certificates.length > 1 ? certificates[Math.floor(roll() * certificates.length)] : certificates.at(-1)
  return chosen ?? publicKeySigner(platform)
}

export const smSigner = ({ keys }: WeChatState): Signer => ({
  serial: keys.platform.sm.serial,
  privateKey: keys.platform.sm.privateKey,
  sm: true,
})

/** Who signs an answer; null: the request named a key that the platform does not have. */
export function answerSigner({ keys, keyMode }: WeChatState, requested: string | undefined, roll: () => number): Signer | null {
  const { platform } = keys
  if (requested === undefined || requested === '')
    return keyMode === 'public_key' ? publicKeySigner(platform) : certificateSigner(platform, roll)
  if (requested === platform.publicKeyId) return keyMode === 'certificate' ? null : publicKeySigner(platform)
  return keyMode === 'public_key' ? null : (platform.certificates.find(({ serial }) => serial === requested) ?? null)
}

export function callbackSigner({ keys, keyMode }: WeChatState, roll: () => number): Signer {
  const publicKey = keyMode === 'public_key' || (keyMode === 'switching' && roll() < 0.5)
  return publicKey ? publicKeySigner(keys.platform) : certificateSigner(keys.platform, roll)
}

/** The headers of a signature; `wrong` makes the signature a probe that must be refused. */
export function signedHeaders(signer: Signer, now: Date, nonce: string, body: string, wrong: boolean): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const message = responseMessage(timestamp, nonce, body)
  const signature = signer.sm === true ? signSm(signer.privateKey, message) : signRsa(signer.privateKey, message)
  return {
    [HEADERS.timestamp]: timestamp,
    [HEADERS.nonce]: nonce,
    [HEADERS.serial]: signer.serial,
    [HEADERS.type]: signer.sm === true ? SM_SCHEME : SCHEME,
    [HEADERS.signature]: wrong ? `${PROBE}${signature}` : signature,
  }
}
