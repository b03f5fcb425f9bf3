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
  | 'apl' // application of a merchant (onboarding)
  | 'mdc' // document of a merchant
  | 'chg' // change that a merchant asks for
  | 'rvw' // periodic review of a merchant
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
  | 'rhs' // rehearsal of a third party's client
  | 'rtd' // routing decision
  | 'exc' // exchange with an outside system
  | 'crd' // credential for an outside system
  | 'bkl' // link to accounts of ours at another bank
  | 'wps' // profit-sharing order at WeChat Pay
  | 'wpb' // what came back of a share
  | 'wpr' // receiver of shares at WeChat Pay
  | 'imp' // import of a bill
  | 'rex' // exception of reconciliation
  | 'rrp' // repair of reconciliation

/** A UUIDv7 in its canonical text form, branded with what it identifies. */
export type Id<P extends IdPrefix> = string & { readonly __id: P }

/** Before every id. */
export const FIRST_UUID = '00000000-0000-0000-0000-000000000000'

/** After every id: where a list that is newest first begins. */
export const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

const pool = new Uint8Array(4096)
let poolAt = pool.length
let lastMs = 0
let counter = 0

// Texts are written byte by byte into one buffer and read out once: several times as fast as joining them from pieces.
const scratch = Buffer.alloc(64)
const HEX = Buffer.from('0123456789abcdef', 'latin1')

/** Writes a byte as two digits of hexadecimal at `at`. */
function writeByte(at: number, byte: number): void {
  scratch[at] = HEX[(byte >>> 4) & 15] as number
  scratch[at + 1] = HEX[byte & 15] as number
}

const HYPHEN = 45
/** Where each of the 16 bytes of a UUID stands in its text. */
const PLACES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34]

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
  const high = Math.floor(lastMs / 0x1_0000_0000)
  const low = lastMs >>> 0
  writeByte(0, high >>> 8)
  writeByte(2, high)
  writeByte(4, low >>> 24)
  writeByte(6, low >>> 16)
  scratch[8] = HYPHEN
  writeByte(9, low >>> 8)
  writeByte(11, low)
  scratch[13] = HYPHEN
  writeByte(14, 0x70 | (counter >>> 8))
  writeByte(16, counter)
  scratch[18] = HYPHEN
  writeByte(19, 0x80 | ((pool[poolAt] as number) & 0x3f))
  writeByte(21, pool[poolAt + 1] as number)
  scratch[23] = HYPHEN
  for (let at = 2; at < 8; at++) writeByte(20 + 2 * at, pool[poolAt + at] as number)
  poolAt += 8
  return scratch.toString('latin1', 0, 36) as Id<P>
}

/** An id that follows from what it is for (RFC 9562 section 5.8, version 8), so that a repetition has the same. */
export function derivedId<P extends IdPrefix>(...parts: readonly string[]): Id<P> {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex')
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}` as Id<P>
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const LETTERS = Buffer.from(ALPHABET, 'latin1')
/** The value of each letter by its character code; 255: no letter. */
const VALUES = new Uint8Array(128).fill(255)
for (let value = 0; value < 32; value++) VALUES[LETTERS[value] as number] = value

/** The public text of an identifier: prefix, underscore, 26 letters of Crockford base 32 (TypeID 0.3). */
export function formatId<P extends IdPrefix>(prefix: P, id: Id<P>): string {
  let bits = 0
  let held = 2 // 130 bits are written for 128: two leading zero bits
  let end = 0
  for (let at = 0; at < 36; at++) {
    const code = id.charCodeAt(at)
    if (code === HYPHEN) continue
    bits = (bits << 4) | (code < 58 ? code - 48 : code - 87)
    held += 4
    if (held >= 5) {
      held -= 5
      scratch[end++] = LETTERS[(bits >>> held) & 31] as number
      bits &= (1 << held) - 1
    }
  }
  return `${prefix}_${scratch.toString('latin1', 0, end)}`
}

/** Reads a public identifier; `null` when the prefix or the letters are wrong. */
export function parseId<P extends IdPrefix>(prefix: P, text: string): Id<P> | null {
  const first = prefix.length + 1
  if (text.length !== first + 26 || !text.startsWith(prefix) || text[prefix.length] !== '_') return null
  let bits = 0
  let held = -2
  let byte = 0
  for (let at = first; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const value = code < 128 ? (VALUES[code] as number) : 255
    if (value === 255 || (at === first && value > 7)) return null
    bits = (bits << 5) | value
    held += 5
    if (held >= 8) {
      held -= 8
      writeByte(PLACES[byte++] as number, bits >>> held)
      bits &= (1 << held) - 1
    }
  }
  scratch[8] = scratch[13] = scratch[18] = scratch[23] = HYPHEN
  return scratch.toString('latin1', 0, 36) as Id<P>
}
