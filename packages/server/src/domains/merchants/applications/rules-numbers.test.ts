import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCardNumber, isIdNumber, isResidentId, isSameName, isUscc, usccOf } from './rules-numbers.ts'

const LETTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const uscc = fc
  .tuple(
    fc.constantFrom('91', '92', '12', '51'),
    fc.stringMatching(/^\d{6}$/),
    fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 9, maxLength: 9 }),
  )
  .map(parts => usccOf(parts.join('')))

describe('isUscc', () => {
  it('accepts published codes of large companies', () => {
    // Tencent and Huawei, as in the national register.
    expect(['9144030071526726XG', '914403001922038216'].map(isUscc)).toEqual([true, true])
  })

  it('accepts every code with its check character, and no neighbour of it', () => {
    fc.assert(
      fc.property(uscc, fc.nat(17), fc.nat(29), (code, at, step) => {
        expect(isUscc(code)).toBe(true)
        const letter = LETTERS.charAt((LETTERS.indexOf(code.charAt(at)) + 1 + step) % 31)
        expect(isUscc(code.slice(0, at) + letter + code.slice(at + 1))).toBe(false)
      }),
    )
  })

  it('refuses what is no code at all', () => {
    for (const text of ['', '91440300192203821', '91440300192203821I', '91440300192203821O', 'x'.repeat(18)])
      expect(isUscc(text)).toBe(false)
  })
})

describe('isResidentId', () => {
  it('accepts the example of the standard, and refuses another check character or a day that never was', () => {
    expect(isResidentId('11010519491231002X')).toBe(true)
    expect(isResidentId('110105194912310021')).toBe(false)
    expect(isResidentId('440524188001010014')).toBe(true)
    // 30 February, with the right check character.
    const body = '11010519490230002'
    const check = [...'0123456789X'].find(letter => isResidentId(`11010519491231002`.slice(0, 6) + body.slice(6) + letter))
    expect(check).toBeUndefined()
  })

  it('finds any single wrong digit', () => {
    fc.assert(
      fc.property(fc.nat(16), fc.integer({ min: 1, max: 9 }), (at, step) => {
        const id = '11010519491231002X'
        const digit = String((Number(id.charAt(at)) + step) % 10)
        expect(isResidentId(id.slice(0, at) + digit + id.slice(at + 1))).toBe(false)
      }),
    )
  })
})

it('isIdNumber knows the form of every kind', () => {
  expect(isIdNumber('resident_id', '11010519491231002X')).toBe(true)
  expect(isIdNumber('passport', 'E12345678')).toBe(true)
  expect(isIdNumber('passport', '护照')).toBe(false)
  expect(isIdNumber('hong_kong_macao_permit', 'H12345678')).toBe(true)
  expect(isIdNumber('hong_kong_macao_permit', '12345678')).toBe(false)
  expect(isIdNumber('taiwan_permit', '12345678')).toBe(true)
  expect(isIdNumber('taiwan_permit', '1234567')).toBe(false)
  expect(isIdNumber('foreign_resident_permit', 'USA11008001010')).toBe(false)
  expect(isIdNumber('foreign_resident_permit', 'USA110080010101')).toBe(true)
  expect(isIdNumber('hong_kong_macao_taiwan_residence', '810000199408230021')).toBe(true)
  expect(isIdNumber('hong_kong_macao_taiwan_residence', '11010519491231002X')).toBe(false)
})

it('isCardNumber follows Luhn', () => {
  expect(isCardNumber('6222020000000000018')).toBe(true)
  expect(isCardNumber('6222020000000000019')).toBe(false)
  expect(isCardNumber('4111111111111111')).toBe(true)
  expect(isCardNumber('411111111')).toBe(false)
})

it('isSameName knows names by what they say, not by their brackets, widths and dots', () => {
  expect(isSameName('松间（北京）茶业有限公司', '松间(北京) 茶业有限公司')).toBe(true)
  expect(isSameName('阿卜杜·热合曼', '阿卜杜．热合曼')).toBe(true)
  expect(isSameName('ＡＢＣ茶业', 'abc茶业')).toBe(true)
  expect(isSameName('松间茶业', '松涧茶业')).toBe(false)
})
