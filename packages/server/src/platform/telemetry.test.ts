/** Logs keep secrets to themselves; metrics count. */
import { describe, expect, it } from 'vitest'
import { createLogger, createMetrics, scrub } from './telemetry.ts'

const linesOf = (write: (logger: ReturnType<typeof createLogger>) => void): string[] => {
  const lines: string[] = []
  write(createLogger({ level: 'info', destination: { write: (line: string) => lines.push(line) } }))
  return lines
}

describe('a log line', () => {
  it('is redacted by name, three levels deep', () => {
    const [line = ''] = linesOf(logger =>
      logger.info(
        { headers: { authorization: 'Bearer abc', cookie: 'c=1' }, body: { card: { card_number: '4111' } }, password: 'p', id_number: '1' },
        'asked',
      ),
    )
    expect(JSON.parse(line)).toMatchObject({
      headers: { authorization: '[redacted]', cookie: '[redacted]' },
      body: { card: { card_number: '[redacted]' } },
      password: '[redacted]',
      id_number: '[redacted]',
    })
  })

  it('is scrubbed of what looks like a key, a card or an identity number, wherever it stands', () => {
    const [line = ''] = linesOf(logger =>
      logger.warn({ note: 'card 6222021234567890123, id 11010519491231002X' }, 'key fq_test_abcdefgh12345 and whsec_QUJDREVGR0g='),
    )
    for (const kind of ['test', 'live', 'session', 'operator', 'enrol'])
      expect(scrub(`sent fq_${kind}_abcdefgh12345`)).toBe(`sent fq_${kind}_[redacted]`)
    for (const secret of ['6222021234567890123', '11010519491231002X', 'abcdefgh12345', 'QUJDREVGR0g']) expect(line).not.toContain(secret)
    expect(scrub('postgres://u:secret@host/db at 1790000000000 for pay_01jd9w2m6te3rbq4c8v5xkz7fh')).toBe(
      'postgres://u:[redacted]@host/db at 1790000000000 for pay_01jd9w2m6te3rbq4c8v5xkz7fh',
    )
  })

  it('of an error has its cause, but not the row that PostgreSQL quotes', () => {
    const error = Object.assign(new Error('duplicate key', { cause: new Error('below') }), {
      code: '23505',
      constraint: 'consumers_phone',
      detail: 'Key (phone)=(13800000000) exists',
    })
    const [line = ''] = linesOf(logger => logger.error({ err: error }, 'a defect'))
    expect(JSON.parse(line).err).toMatchObject({
      message: 'duplicate key',
      code: '23505',
      constraint: 'consumers_phone',
      cause: { message: 'below' },
    })
    expect(line).not.toContain('13800000000')
  })
})

describe('metrics', () => {
  it('count requests, batches and read gauges when asked', async () => {
    const metrics = createMetrics({ processMetrics: false })
    metrics.http('payments.create').record(201, 3)
    metrics.http('payments.create').record(201, 7_000)
    metrics.batch('payments.create').record(64, 8)
    metrics.gauge('feiqian_queue_depth', 'Waiting commands.', () => 5, { use_case: 'payments.create' })
    metrics.gauge('feiqian_queue_depth', 'Waiting commands.', () => 6, { use_case: 'payments.confirm' })
    metrics.gauge('feiqian_outbox_lag_seconds', 'Age of the oldest waiting event.', async () => {
      throw new Error('the database is away')
    })
    const text = await metrics.text()
    expect(text).toContain('feiqian_http_requests_total{operation="payments.create",status="201"} 2')
    expect(text).toContain('feiqian_http_request_duration_seconds_bucket{operation="payments.create",le="0.005"} 1')
    expect(text).toContain('feiqian_http_request_duration_seconds_bucket{operation="payments.create",le="+Inf"} 2')
    expect(text).toContain('feiqian_batch_size_sum{use_case="payments.create"} 64')
    expect(text).toContain('feiqian_queue_depth{use_case="payments.create"} 5')
    expect(text).toContain('feiqian_queue_depth{use_case="payments.confirm"} 6')
    expect(text).toMatch(/feiqian_outbox_lag_seconds nan/i)
  })
})
