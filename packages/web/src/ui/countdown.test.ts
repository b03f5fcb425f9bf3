import { describe, expect, it } from 'vitest'
import { clockText, localDeadline } from './countdown.ts'

describe('the countdown', () => {
  it('follows the server’s clock, whatever the device’s clock says', () => {
    expect(localDeadline('2026-01-01T00:15:00Z', '2026-01-01T00:00:00Z', 5_000)).toBe(905_000)
  })

  it('reads as minutes and seconds, with hours when there are some', () => {
    expect(clockText(0)).toBe('00:00')
    expect(clockText(75)).toBe('01:15')
    expect(clockText(3_675)).toBe('1:01:15')
  })
})
