import { describe, expect, it } from 'vitest'
import { FAILURE_CODES } from '../../clearing/types.ts'
import { listedCodes, meaningOf, type Operation } from './failures.ts'

const OPERATIONS: readonly Operation[] = ['order', 'query', 'close', 'refund', 'refund_query']

describe('what refusals mean', () => {
  it('is a failure in our words, or no result at all', () => {
    for (const operation of OPERATIONS)
      for (const code of listedCodes(operation)) {
        const meaning = meaningOf(operation, 400, code)
        expect(meaning.as).not.toBe('unlisted')
        if (meaning.as === 'failed') expect(FAILURE_CODES).toContain(meaning.code)
        if (meaning.as === 'ask') expect(FAILURE_CODES).toContain(meaning.otherwise)
      }
  })

  it('is never a result where the platform had a fault of its own, whatever the code', () => {
    for (const operation of OPERATIONS)
      for (const code of [...listedCodes(operation), 'WHATEVER']) expect(meaningOf(operation, 500, code)).toEqual({ as: 'unknown' })
  })

  it.each([
    ['SYSTEM_ERROR', 400, 'unknown'],
    ['SYSTEMERROR', 400, 'unknown'],
    ['BANK_ERROR', 400, 'unknown'],
    ['FREQUENCY_LIMITED', 429, 'not_sent'],
    ['SOMETHING_NEW', 429, 'not_sent'],
    ['SOMETHING_NEW', 403, 'unlisted'],
  ])('of %s with %i is %s in every operation', (code, status, as) => {
    for (const operation of OPERATIONS) expect(meaningOf(operation, status, code).as).toBe(as)
  })
})
