/** The small parts of the HTTP layer: limits, addresses, languages, pages, problems. */
import { describe, expect, it } from 'vitest'
import { defineCatalogue } from '../../kernel/catalogue.ts'
import { createLanguageChooser } from './negotiate.ts'
import { listJson, pageOf } from './pages.ts'
import { createProblems, httpCatalogue, titleOf } from './problems.ts'
import { addressKey, createRateLimiter } from './rate-limit.ts'

describe('a rate limiter', () => {
  it('lets a burst through, then as many as come back with time', () => {
    let now = 0
    const limiter = createRateLimiter('t', { perSecond: 2, burst: 3 }, () => now)
    expect([1, 2, 3, 4].map(() => limiter.take('a'))).toEqual([0, 0, 0, 1])
    expect(limiter.take('b')).toBe(0)
    now += 500
    expect([limiter.take('a'), limiter.take('a')]).toEqual([0, 1])
    now += 60_000
    expect([1, 2, 3, 4].map(() => limiter.take('a'))).toEqual([0, 0, 0, 1])
  })

  it('tells whether there is one to take, without taking it', () => {
    let now = 0
    const limiter = createRateLimiter('t', { perSecond: 1, burst: 2 }, () => now)
    expect([limiter.wait('a'), limiter.wait('a'), limiter.take('a'), limiter.take('a'), limiter.wait('a')]).toEqual([0, 0, 0, 0, 1])
    now += 1_000
    expect([limiter.wait('a'), limiter.take('a'), limiter.wait('a')]).toEqual([0, 0, 1])
  })

  it('keeps a bounded number of buckets', () => {
    const limiter = createRateLimiter('t', { perSecond: 1, burst: 1 }, () => 0, 2)
    limiter.take('a')
    limiter.take('b')
    expect(limiter.take('a')).toBeGreaterThan(0)
    limiter.take('c')
    expect(limiter.take('a')).toBe(0)
  })

  it('costs less than two microseconds', () => {
    const limiter = createRateLimiter('t', { perSecond: 1e6, burst: 1e6 })
    const keys = Array.from({ length: 64 }, (_, at) => `key-${at}`)
    for (let at = 0; at < 50_000; at++) limiter.take(keys[at % 64] ?? '')
    const started = performance.now()
    for (let at = 0; at < 200_000; at++) limiter.take(keys[at % 64] ?? '')
    expect((performance.now() - started) / 200).toBeLessThan(2)
  })

  it('counts an IPv6 subscriber as one', () => {
    expect(addressKey('203.0.113.9')).toBe('203.0.113.9')
    expect(addressKey('::ffff:203.0.113.9')).toBe('203.0.113.9')
    expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe(addressKey('2001:db8:1:2::9'))
    expect(addressKey('2001:db8:1:3::9')).not.toBe(addressKey('2001:db8:1:2::9'))
    expect(addressKey('::1')).toBe('0:0:0:0::/64')
  })
})

describe('the language', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['zh', 'zh'],
    ['zh-Hans-CN', 'zh'],
    ['fr, zh;q=0.5', 'zh'],
    ['en;q=0.4, zh;q=0.8', 'zh'],
    ['zh;q=0', 'en'],
    ['zh;q=nonsense', 'en'],
    ['*', 'en'],
  ])('for %s is %s', (header, language) => {
    const choose = createLanguageChooser()
    expect(choose(header)).toBe(language)
    expect(choose(header)).toBe(language)
  })
})

describe('a page', () => {
  it('says whether there is more, and is turned round when read backwards', () => {
    expect(listJson(pageOf([3, 2, 1], 2), row => ({ row }))).toEqual({ object: 'list', data: [{ row: 3 }, { row: 2 }], has_more: true })
    expect(pageOf([1, 2], 2, true)).toEqual({ rows: [2, 1], hasMore: false })
  })
})

describe('problems', () => {
  const about = { requestId: 'req_1', baseUrl: 'https://pay.example', language: 'en' } as const
  it('refuse a code that is in two catalogues, or in none', () => {
    const again = defineCatalogue({ forbidden: httpCatalogue.forbidden })
    expect(() => createProblems([again])).toThrow('forbidden')
    expect(() => createProblems([]).render({ code: 'nowhere' }, about)).toThrow('nowhere')
  })

  it('have a title that does not vary, a detail that does, and a decline code when there is one', () => {
    const { status, body } = createProblems([]).render(
      { code: 'parameter_invalid', param: 'a.b', values: { reason: 'too long', decline_code: 'x' } },
      about,
    )
    expect(status).toBe(400)
    expect(JSON.parse(body)).toEqual({
      type: 'https://pay.example/errors/parameter_invalid',
      title: 'A parameter is not valid.',
      status: 400,
      code: 'parameter_invalid',
      detail: 'A parameter is not valid: too long.',
      fix: 'Correct the parameter that param names.',
      param: 'a.b',
      decline_code: 'x',
      request_id: 'req_1',
    })
    expect(titleOf('Plain: no placeholder.')).toBe('Plain: no placeholder.')
  })
})
