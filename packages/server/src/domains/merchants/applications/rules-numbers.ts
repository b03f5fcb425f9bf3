/** Numbers that carry their own check: social credit codes, identity numbers, bank cards. Pure. */
import type { IdType } from './types.ts'

const USCC_LETTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** 统一社会信用代码, GB 32100-2015 section 4.2.5: 17 characters without I, O, S, V, Z, weighted by powers of 3 modulo 31. */
export function isUscc(text: string): boolean {
  if (text.length !== 18 || !/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(text)) return false
  const sum = USCC_WEIGHTS.reduce((total, weight, at) => total + weight * USCC_LETTERS.indexOf(text.charAt(at)), 0)
  return USCC_LETTERS.indexOf(text.charAt(17)) === (31 - (sum % 31)) % 31
}

/** The code with its check character, for tools and tests; `body` has 17 characters. */
export function usccOf(body: string): string {
  const sum = USCC_WEIGHTS.reduce((total, weight, at) => total + weight * USCC_LETTERS.indexOf(body.charAt(at)), 0)
  return body + USCC_LETTERS.charAt((31 - (sum % 31)) % 31)
}

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** 公民身份号码, GB 11643-1999 (ISO 7064, MOD 11-2): 17 digits and a check character; the birthday must be a day that was. */
export function isResidentId(text: string): boolean {
  if (!/^[1-9]\d{16}[\dX]$/.test(text)) return false
  const sum = ID_WEIGHTS.reduce((total, weight, at) => total + weight * Number(text.charAt(at)), 0)
  if ('10X98765432'.charAt(sum % 11) !== text.charAt(17)) return false
  const birthday = birthdayOf(text)
  const date = new Date(`${birthday}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === birthday
}

/** `YYYY-MM-DD` as an identity number of 18 characters says. */
export const birthdayOf = (id: string): string => `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`

/** Whether a number can be one of its kind. Permits and passports have a form and no check. */
export function isIdNumber(type: IdType, text: string): boolean {
  switch (type) {
    case 'resident_id':
      return isResidentId(text)
    case 'passport':
      return /^[A-Z0-9]{5,20}$/.test(text)
    case 'hong_kong_macao_permit':
      return /^[HM]\d{8}(\d{2})?$/.test(text)
    case 'taiwan_permit':
      return /^\d{8}$/.test(text) || /^\d{10}[A-Z0-9]?$/.test(text)
    case 'foreign_resident_permit':
      return /^[A-Z]{3}\d{12}$/.test(text) || (text.startsWith('9') && isResidentId(text))
    case 'hong_kong_macao_taiwan_residence':
      return /^8[123]0000/.test(text) && isResidentId(text)
  }
}

/** A card's number by ISO/IEC 7812-1 annex B (Luhn): 12 to 19 digits. */
export function isCardNumber(text: string): boolean {
  if (!/^\d{12,19}$/.test(text)) return false
  let sum = 0
  for (let at = text.length - 1, second = false; at >= 0; at--, second = !second) {
    const digit = Number(text.charAt(at)) * (second ? 2 : 1)
    sum += digit > 9 ? digit - 9 : digit
  }
  return sum % 10 === 0
}

/** One writing of a name: compatibility forms (full-width letters and brackets), spaces and the dots between names made alike. */
export const plainName = (name: string): string =>
  name
    .normalize('NFKC')
    .replaceAll(/[\s·•．・‧.]/gu, '')
    .toLowerCase()

export const isSameName = (a: string, b: string): boolean => plainName(a) === plainName(b)
