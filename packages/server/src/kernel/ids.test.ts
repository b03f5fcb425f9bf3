import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { derivedId, formatId, type Id, LAST_UUID, newId, parseId } from './ids.ts'

describe('identifiers', () => {
  it('read back as what they were written from', () => {
    fc.assert(
      fc.property(fc.uuid(), uuid => {
        const id = uuid as Id<'pay'>
        expect(parseId('pay', formatId('pay', id))).toBe(id)
      }),
    )
  })

  it('agree with the vectors of the TypeID specification', () => {
    expect(formatId('pay', '00000000-0000-0000-0000-000000000000' as Id<'pay'>)).toBe('pay_00000000000000000000000000')
    expect(formatId('pay', LAST_UUID as Id<'pay'>)).toBe('pay_7zzzzzzzzzzzzzzzzzzzzzzzzz')
    expect(formatId('pay', '01890a5d-ac96-774b-bcce-b302099a8057' as Id<'pay'>)).toBe('pay_01h455vb4pex5vsknk084sn02q')
  })

  it.each([
    'ref_01h455vb4pex5vsknk084sn02q',
    'pay_81h455vb4pex5vsknk084sn02q',
    'pay_01h455vb4pex5vsknk084sn02',
    'pay_01h455vb4pex5vsknk084sn02u',
    'pay_01H455VB4PEX5VSKNK084SN02Q',
    'pay-01h455vb4pex5vsknk084sn02q',
    '',
  ])('refuses %j as a payment', text => {
    expect(parseId('pay', text)).toBeNull()
  })

  it('ascend, also within a millisecond, and are UUIDs of version 7', () => {
    const ids = Array.from({ length: 10_000 }, () => newId<'pay'>())
    expect(ids).toEqual([...ids].sort())
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids.slice(0, 100)) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('follow from what they are for, when derived', () => {
    expect(derivedId('fee_sweep', '2026-03-01')).toBe(derivedId('fee_sweep', '2026-03-01'))
    expect(derivedId('fee_sweep', '2026-03-01')).not.toBe(derivedId('fee_sweep', '2026-03-02'))
    expect(derivedId('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})
