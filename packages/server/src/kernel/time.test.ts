import { describe, expect, it } from 'vitest'
import { addDays, type BusinessDate, businessDateOf, createMovableClock, iso, parseBusinessDate } from './time.ts'

describe('business dates', () => {
  it('follow the time zone of the institution', () => {
    expect(businessDateOf(new Date('2026-03-01T15:59:59Z'), 'Asia/Shanghai')).toBe('2026-03-01')
    expect(businessDateOf(new Date('2026-03-01T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-03-02')
  })

  it('are counted across the ends of months and years', () => {
    expect(addDays('2026-02-28' as BusinessDate, 1)).toBe('2026-03-01')
    expect(addDays('2027-01-01' as BusinessDate, -1)).toBe('2026-12-31')
  })

  it.each(['2026-02-29', '2026-13-01', '26-01-01', '2026-1-1', ''])('refuses %j', text => {
    expect(parseBusinessDate(text)).toBeNull()
  })

  it('reads what exists', () => {
    expect(parseBusinessDate('2028-02-29')).toBe('2028-02-29')
  })
})

describe('instants', () => {
  it('are written in UTC, and nothing stays nothing', () => {
    expect(iso(new Date('2026-03-01T08:00:00+08:00'))).toBe('2026-03-01T00:00:00.000Z')
    expect(iso(null)).toBeNull()
  })

  it('never run backwards on a clock that tests move', () => {
    const clock = createMovableClock()
    clock.advance(60_000)
    expect(clock.offsetMs()).toBe(60_000)
    expect(() => clock.advance(-1)).toThrow(RangeError)
  })
})
