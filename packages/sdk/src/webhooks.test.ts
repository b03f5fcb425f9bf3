import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { FeiqianSignatureError } from './errors.ts'
import { signWebhook, verifyWebhook } from './webhooks.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`
const body = '{"type":"payment.succeeded","timestamp":"2026-07-01T08:00:00Z","id":"evt_1","data":{"object":{"名":"面"}}}'
const now = () => Math.floor(Date.now() / 1_000)

function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof FeiqianSignatureError) return error.code
    throw error
  }
  return 'accepted'
}

describe('verifyWebhook', () => {
  it('accepts what the reference library signed, from any kind of headers and body', () => {
    const at = new Date()
    const headers = {
      'Webhook-Id': 'evt_1',
      'Webhook-Timestamp': String(Math.floor(at.getTime() / 1_000)),
      'Webhook-Signature': new Webhook(secret).sign('evt_1', at, body),
    }
    expect(verifyWebhook(body, headers, secret).data.object).toEqual({ 名: '面' })
    expect(verifyWebhook(Buffer.from(body), new Headers(headers), secret).id).toBe('evt_1')
  })

  it('is what the reference library accepts', () => {
    expect(new Webhook(secret).verify(body, signWebhook(body, secret, 'evt_1'))).toMatchObject({ id: 'evt_1' })
  })

  it('accepts any of several signatures with any of several secrets', () => {
    const mine = signWebhook(body, secret, 'evt_1')
    const theirs = signWebhook(body, other, 'evt_1')
    const both = { ...mine, 'webhook-signature': `v1a,xyz ${theirs['webhook-signature']} ${mine['webhook-signature']}` }
    expect(codeOf(() => verifyWebhook(body, both, secret))).toBe('accepted')
    expect(codeOf(() => verifyWebhook(body, mine, [other, secret]))).toBe('accepted')
  })

  it('refuses another secret, another version, a changed body, id or time', () => {
    const headers = signWebhook(body, secret, 'evt_1')
    expect(codeOf(() => verifyWebhook(body, headers, other))).toBe('signature_mismatch')
    expect(codeOf(() => verifyWebhook(`${body} `, headers, secret))).toBe('signature_mismatch')
    expect(codeOf(() => verifyWebhook(body, { ...headers, 'webhook-id': 'evt_2' }, secret))).toBe('signature_mismatch')
    expect(codeOf(() => verifyWebhook(body, { ...headers, 'webhook-timestamp': String(now() + 1) }, secret))).toBe('signature_mismatch')
    expect(
      codeOf(() => verifyWebhook(body, { ...headers, 'webhook-signature': headers['webhook-signature'].replace('v1,', 'v2,') }, secret)),
    ).toBe('signature_mismatch')
  })

  it('refuses messages outside the tolerance', () => {
    expect(codeOf(() => verifyWebhook(body, signWebhook(body, secret, 'evt_1', now() - 310), secret))).toBe('timestamp_too_old')
    expect(codeOf(() => verifyWebhook(body, signWebhook(body, secret, 'evt_1', now() + 310), secret))).toBe('timestamp_too_new')
    expect(codeOf(() => verifyWebhook(body, signWebhook(body, secret, 'evt_1', now() - 310), secret, 600))).toBe('accepted')
  })

  it('refuses missing and malformed parts, each by its code', () => {
    const headers = signWebhook(body, secret, 'evt_1')
    expect(codeOf(() => verifyWebhook(body, {}, secret))).toBe('headers_missing')
    expect(codeOf(() => verifyWebhook(body, { ...headers, 'webhook-timestamp': 'soon' }, secret))).toBe('timestamp_invalid')
    expect(codeOf(() => verifyWebhook(body, headers, 'whsec_'))).toBe('secret_invalid')
    expect(codeOf(() => verifyWebhook('no json', signWebhook('no json', secret, 'evt_1'), secret))).toBe('body_invalid')
  })

  it('never accepts a signature that was not made with the secret', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 40 }), bytes => {
        const headers = { ...signWebhook(body, other, 'evt_1'), 'webhook-signature': `v1,${Buffer.from(bytes).toString('base64')}` }
        expect(codeOf(() => verifyWebhook(body, headers, secret))).toBe('signature_mismatch')
      }),
    )
  })
})
