/** Account and card numbers with valid check digits, and the deterministic randomness that data sets are made from. */
import { createHash } from 'node:crypto'

/** The digit that makes a card number valid (ISO/IEC 7812-1 annex B, Luhn). */
export function luhnDigit(digits: string): string {
  let sum = 0
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at])
    const doubled = at % 2 === 0 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return String((10 - (sum % 10)) % 10)
}

/** A British IBAN (ISO 13616) of a four-letter bank, a sort code and an account number. */
export function britishIban(bank: string, sortCode: string, account: string): string {
  const basic = `${bank}${sortCode}${account}`
  const numeric = [...`${basic}GB00`].map(letter => (letter >= 'A' ? String(letter.charCodeAt(0) - 55) : letter)).join('')
  let rest = 0
  for (const digit of numeric) rest = (rest * 10 + Number(digit)) % 97
  return `GB${String(98 - rest).padStart(2, '0')}${basic}`
}

export type Random = {
  /** 0 <= x < 1. */
  next(): number
  /** An integer, both bounds included. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  digits(count: number): string
}

/** The same numbers for the same seed, on every machine: sfc32 (Chris Doty-Humphrey), seeded by SHA-256. */
export function createRandom(...seed: readonly string[]): Random {
  const hash = createHash('sha256').update(seed.join('\n')).digest()
  let [a, b, c, d] = [hash.readUInt32LE(0), hash.readUInt32LE(4), hash.readUInt32LE(8), 1]
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4_294_967_296
  }
  for (let round = 0; round < 12; round++) next()
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: probability => next() < probability,
    pick: list => list[Math.floor(next() * list.length)] as (typeof list)[number],
    digits: count => Array.from({ length: count }, () => Math.floor(next() * 10)).join(''),
  }
}
