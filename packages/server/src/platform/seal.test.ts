import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createSeal } from './seal.ts'

describe('a seal', () => {
  const seal = createSeal(randomBytes(32))

  it('opens what it sealed, and seals the same text differently each time', () => {
    const text = '6222 0212 3456 7890 飞钱'
    expect(seal.open(seal.seal(text))).toBe(text)
    expect(seal.seal(text).equals(seal.seal(text))).toBe(false)
  })

  it('refuses changed bytes, a cut tag and another key', () => {
    const sealed = seal.seal('secret')
    const changed = Buffer.from(sealed)
    changed.writeUInt8(changed.readUInt8(15) ^ 1, 15)
    expect(() => seal.open(changed)).toThrow()
    expect(() => seal.open(sealed.subarray(0, -1))).toThrow()
    expect(() => seal.open(Buffer.alloc(0))).toThrow()
    expect(() => createSeal(randomBytes(32)).open(sealed)).toThrow()
  })

  it('needs a key of 32 bytes', () => {
    expect(() => createSeal(randomBytes(16))).toThrow('32 bytes')
  })
})
