import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { run } from './run.ts'

async function feiqian(
  args: string[],
  env: Record<string, string> = { FEIQIAN_API_KEY: 'fq_test_x', FEIQIAN_BASE_URL: 'http://127.0.0.1:1' },
) {
  const out: string[] = []
  const err: string[] = []
  const io = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    env,
    cwd: tmpdir(),
    signal: new AbortController().signal,
  }
  const code = await run(args, io)
  return { code, out: out.join(''), err: err.join('') }
}

const NAMES = [
  'payments create',
  'payments get',
  'payments list',
  'payments refund',
  'ledger verify',
  'ledger trial-balance',
  'day status',
  'day close',
  'connectors list',
  'connectors doctor',
  'listen',
]

describe('help', () => {
  it('lists every command, also without arguments', async () => {
    for (const args of [[], ['--help'], ['-h'], ['help']]) {
      const { code, out } = await feiqian(args)
      expect(code).toBe(0)
      for (const name of NAMES) expect(out).toContain(`feiqian ${name}`)
    }
  })

  it.each(NAMES)('explains %s without a key and without a server', async name => {
    const { code, out } = await feiqian([...name.split(' '), '--help'], {})
    expect(code).toBe(0)
    expect(out).toContain(`feiqian ${name}`)
    expect(out).toContain('--json')
  })

  it('of a group lists the group', async () => {
    const { out } = await feiqian(['payments', '--help'])
    expect(out).toContain('payments refund')
    expect(out).not.toContain('day close')
  })

  it('is Chinese by LANG and by --lang', async () => {
    expect((await feiqian(['--help'], { LANG: 'zh_CN.UTF-8' })).out).toContain('命令')
    expect((await feiqian(['--help', '--lang', 'zh'])).out).toContain('命令')
    expect((await feiqian(['--help', '--lang=en'], { LANG: 'zh_CN.UTF-8' })).out).toContain('Commands')
  })
})

describe('wrong use exits with 2 and says how', () => {
  it.each([
    [['fly'], 'no command'],
    [['payments', 'explode'], 'payments create'],
    [['payments', 'get'], 'missing'],
    [['payments', 'get', 'a', 'b'], 'Too many'],
    [['payments', 'create', '--order-reference', 'A'], '--amount'],
    [['payments', 'create', '--amount', '5'], '--order-reference'],
    [['payments', 'create', '--amount', '19.99', '--order-reference', 'A'], 'minor units'],
    [['payments', 'create', '--amount', '0', '--order-reference', 'A'], 'minor units'],
    [['payments', 'create', '--amount', '5', '--order-reference', 'A', '--metadata', 'x'], 'name=value'],
    [['payments', 'create', '--amount', '5', '--order-reference', 'A', '--capture-method', 'x'], 'automatic'],
    [['payments', 'list', '--limit', '0'], 'at least 1'],
    [['payments', 'list', '--what'], '--what'],
    [['listen'], '--forward-to'],
    [['listen', '--forward-to', 'ftp://x'], '--forward-to'],
  ])('%j', async (args, says) => {
    const { code, out, err } = await feiqian(args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(says)
  })

  it('when there is no key', async () => {
    const { code, err } = await feiqian(['payments', 'list'], {})
    expect(code).toBe(2)
    expect(err).toContain('FEIQIAN_API_KEY')
  })
})

describe('a server that is not there', () => {
  it('exits with 3', async () => {
    const { code, err } = await feiqian(['payments', 'get', 'pay_1'])
    expect(code).toBe(3)
    expect(err).toContain('npm start')
  })
})
