/**
 * The token of a payment's page: whoever holds it may see and pay that payment. It names the payment and proves it with a
 * keyed hash, so nothing is stored and nothing can be guessed.
 */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import { formatId, type Id, parseId } from '../../kernel/ids.ts'

export type PageTokens = {
  tokenOf(payment: Id<'pay'>): string
  /** The payment a token names, or `null` when it was not made with this institution's key. */
  paymentOf(token: string): Id<'pay'> | null
}

const LETTERS = 26
const MAC_BYTES = 16

/** `key` is a secret of at least 32 bytes, shared by all nodes. */
export function createPageTokens(key: Buffer): PageTokens {
  // Made once: a key given as bytes is prepared anew for every hash, which costs four times as much.
  const secret = createSecretKey(key)
  const mac = (payment: Id<'pay'>): Buffer =>
    createHmac('sha256', secret).update(`payment-page\n${payment}`).digest().subarray(0, MAC_BYTES)
  return {
    tokenOf: payment => `ct_${formatId('pay', payment).slice(4)}${mac(payment).toString('base64url')}`,
    paymentOf(token) {
      if (!/^ct_[0-9a-z]{26}[\w-]{22}$/.test(token)) return null
      const payment = parseId('pay', `pay_${token.slice(3, 3 + LETTERS)}`)
      if (payment === null) return null
      const given = Buffer.from(token.slice(3 + LETTERS), 'base64url')
      return given.length === MAC_BYTES && timingSafeEqual(given, mac(payment)) ? payment : null
    },
  }
}
