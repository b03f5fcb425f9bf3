import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { newSecret, signedHeaders } from './signatures.ts'

const now = () => Math.floor(Date.now() / 1_000)

describe('signing', () => {
  it('is verified by the reference library', () => {
    const secret = newSecret()
    const body = '{"名":"面"}'
    expect(new Webhook(secret).verify(body, signedHeaders([secret], 'evt_1', now(), body))).toEqual({ 名: '面' })
  })

  it('agrees with the reference library byte for byte', () => {
    const secret = newSecret()
    const at = new Date('2026-07-01T08:00:00Z')
    expect(signedHeaders([secret], 'evt_1', at.getTime() / 1_000, '{}')['webhook-signature']).toBe(
      new Webhook(secret).sign('evt_1', at, '{}'),
    )
  })

  it('makes secrets of 24 to 64 random bytes', () => {
    const bytes = Buffer.from(newSecret().replace('whsec_', ''), 'base64')
    expect(bytes.length).toBeGreaterThanOrEqual(24)
    expect(bytes.length).toBeLessThanOrEqual(64)
    expect(newSecret()).not.toBe(newSecret())
  })

  it('verifies with either secret during a rotation and with no other', () => {
    const [fresh, old] = [newSecret(), newSecret()]
    const headers = signedHeaders([fresh, old], 'evt_1', now(), '{}')
    expect(new Webhook(fresh).verify('{}', headers)).toEqual({})
    expect(new Webhook(old).verify('{}', headers)).toEqual({})
    expect(() => new Webhook(newSecret()).verify('{}', headers)).toThrow()
  })
})
