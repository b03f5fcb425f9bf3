/**
 * Identifiers: UUIDv7 (RFC 9562 section 5.7) inside and in the database, TypeID text (`pay_01jd…`) outside. The edge converts.
 */
import { createHash, randomFillSync } from 'node:crypto'

/** Every kind of thing that has an identifier, by the prefix that people see. */
export type IdPrefix =
  | 'pay' // payment
  | 'att' // payment attempt
  | 'ref' // refund
  | 'po' // payout
  | 'mer' // merchant
  | 'agr' // agreement (partner contract)
  | 'key' // API key
  | 'hld' // wallet holder
  | 'mdt' // mandate
  | 'card' // bound bank card
  | 'top' // top-up
  | 'wdr' // withdrawal
  | 'ord' // authority order on a holder
  | 'ins' // clearing instruction
  | 'stl' // settlement file
  | 'dsc' // clearing discrepancy
  | 'acc' // ledger account
  | 'trf' // ledger transfer
  | 'vrf' // verification of the books
  | 'evt' // event
  | 'whe' // webhook endpoint
  | 'whd' // webhook delivery
  | 'pol' // policy record
  | 'opr' // operator
  | 'ses' // session
  | 'req' // request
  | 'aud' // audit leaf
  | 'tpp' // third party (OAuth client)
  | 'cns' // consent of open banking
  | 'sca' // strong customer authentication challenge
  | 'fct' // authentication factor of a person
  | 'apr' // approval (maker-checker)
  | 'bac' // account as open banking shows it
  | 'btx' // transaction as open banking shows it
  | 'obp' // payment ordered through open banking
  | 'obs' // event subscription of a third party
  | 'obe' // event notification to a third party
  | 'sig' // risk signal to a bank

/** A UUIDv7 in its canonical text form, branded with what it identifies. */
export type Id<P extends IdPrefix> = string & { readonly __id: P }

/** After every id: where a list that is newest first begins. */
export const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

const pool = new Uint8Array(4096)
let poolAt = pool.length
let lastMs = 0
let counter = 0

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const hex = (byte: number): string => HEX[byte & 0xff] as string

/** A new UUIDv7. Ids made by one process ascend even within a millisecond (RFC 9562 section 6.2, method 1: 12-bit counter). */
export function newId<P extends IdPrefix>(): Id<P> {
  const now = Date.now()
  if (now > lastMs) {
    lastMs = now
    counter = 0
  } else if (++counter > 0xfff) {
    lastMs += 1
    counter = 0
  }
  if (poolAt + 8 > pool.length) {
    randomFillSync(pool)
    poolAt = 0
  }
  const random = pool.subarray(poolAt, poolAt + 8)
  poolAt += 8
  const high = Math.floor(lastMs / 0x1_0000_0000)
  const low = lastMs >>> 0
  return `${hex(high >>> 8)}${hex(high)}${hex(low >>> 24)}${hex(low >>> 16)}-${hex(low >>> 8)}${hex(low)}-${hex(0x70 | (counter >>> 8))}${hex(counter)}-${hex(0x80 | ((random[0] as number) & 0x3f))}${hex(random[1] as number)}-${hex(random[2] as number)}${hex(random[3] as number)}${hex(random[4] as number)}${hex(random[5] as number)}${hex(random[6] as number)}${hex(random[7] as number)}` as Id<P>
}

/** An id that follows from what it is for (RFC 9562 section 5.8, version 8), so that a repetition has the same. */
export function derivedId<P extends IdPrefix>(...parts: readonly string[]): Id<P> {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex')
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}` as Id<P>
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const VALUES = new Map([...ALPHABET].map((letter, value) => [letter, value]))

/** The public text of an identifier: prefix, underscore, 26 letters of Crockford base 32 (TypeID 0.3). */
export function formatId<P extends IdPrefix>(prefix: P, id: Id<P>): string {
  let text = ''
  let bits = 0
  let held = 2 // 130 bits are written for 128: two leading zero bits
  for (let at = 0; at < 36; at++) {
    const code = id.charCodeAt(at)
    if (code === 45) continue
    bits = (bits << 4) | (code < 58 ? code - 48 : code - 87)
    held += 4
    if (held >= 5) {
      held -= 5
      text += ALPHABET[(bits >>> held) & 31]
      bits &= (1 << held) - 1
    }
  }
  return `${prefix}_${text}`
}

/** Reads a public identifier; `null` when the prefix or the letters are wrong. */
export function parseId<P extends IdPrefix>(prefix: P, text: string): Id<P> | null {
  if (text.length !== prefix.length + 27 || !text.startsWith(prefix) || text[prefix.length] !== '_') return null
  let digits = ''
  let bits = 0
  let held = -2
  for (let at = prefix.length + 1; at < text.length; at++) {
    const value = VALUES.get(text[at] as string)
    if (value === undefined || (at === prefix.length + 1 && value > 7)) return null
    bits = (bits << 5) | value
    held += 5
    while (held >= 4) {
      held -= 4
      digits += ((bits >>> held) & 15).toString(16)
      bits &= (1 << held) - 1
    }
  }
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}` as Id<P>
}
