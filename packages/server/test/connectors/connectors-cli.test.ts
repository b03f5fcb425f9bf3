/** `feiqian connectors list | doctor` against the kit's routes: what operators read at the terminal, in both languages. */
import { createHmac } from 'node:crypto'
import { tmpdir } from 'node:os'
import { beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../../cli/src/run.ts'
import { testConnector } from '../../src/domains/connectors/kit/test-connector.ts'
import { useDatabase } from '../harness/database.ts'
import { useKit } from '../harness/kit.ts'

const database = useDatabase()
const world = useKit(database, [testConnector('wechat_test'), testConnector('alipay_test')])

async function feiqian(args: readonly string[], key = 'operator') {
  const out: string[] = []
  const err: string[] = []
  const code = await run(args, {
    out: text => void out.push(text),
    err: text => void err.push(text),
    env: { FEIQIAN_API_KEY: key, FEIQIAN_BASE_URL: world.url },
    cwd: tmpdir(),
    signal: new AbortController().signal,
  })
  return { code, out: out.join(''), err: err.join('') }
}

beforeAll(async () => {
  await world.kit.seed([
    {
      code: 'wechat_test',
      baseUrl: 'http://127.0.0.1:9',
      settings: { mchid: '1' },
      credentials: [{ role: 'secret', keyId: null, material: 's'.repeat(32) }],
    },
  ])
})

describe('feiqian connectors list', () => {
  it('shows each system, what it can do and how it is doing', async () => {
    const { code, out } = await feiqian(['connectors', 'list'])
    expect(code).toBe(0)
    expect(out).toMatch(/wechat_test\s+Test rail\s+enabled\s+wechat_pay\s+1\/4\s+–\s+–\s+–\s+closed/)
    expect(out).toMatch(/alipay_test\s+Test rail\s+not connected/)
    expect((await feiqian(['connectors', 'list', '--lang', 'zh'])).out).toContain('测试渠道')
    expect(JSON.parse((await feiqian(['connectors', 'list', '--json'])).out)).toMatchObject({
      data: [{ code: 'wechat_test' }, { code: 'alipay_test' }],
    })
  })

  it('is refused without the permission', async () => {
    const { code, err } = await feiqian(['connectors', 'list'], 'stranger')
    expect(code).toBe(1)
    expect(err).not.toBe('')
  })
})

describe('feiqian connectors doctor', () => {
  it('names what is wrong with each key, and ends with 1', async () => {
    const { code, out } = await feiqian(['connectors', 'doctor', 'wechat_test', '--live'])
    expect(code).toBe(1)
    expect(out).toMatch(/ERROR\s+private\s+The key is missing\./)
    expect(out).toMatch(/ok\s+secret\s+Key version 1: TEXT, 256 bits/)
    const all = await feiqian(['connectors', 'doctor', '--lang', 'zh'])
    expect(all.out).toMatch(/错误\s+private\s+缺少该密钥。/)
    expect(all.out).toContain('alipay_test')
    expect((await feiqian(['connectors', 'doctor', 'nobody'])).code).toBe(1)
  })

  it('shows what could not be verified, and the exact string to whoever may see it', async () => {
    const text = 'a\nb\n'
    world.kit.explain({
      ...{ kind: 'signature', code: 'wechat_test', role: 'secret', on: 'callback', reference: 'ins_7', algorithm: 'hmac_sha256' },
      ...{ keyId: null, signedString: text, signature: createHmac('sha256', 's'.repeat(32)).update('a\nb').digest('hex') },
    })
    await world.kit.flush()
    const shown = await feiqian(['connectors', 'doctor', 'wechat_test'])
    expect(shown.out).toMatch(/callback\s+secret\s+ins_7\s+Signed with version 1 over another reading of the string \(no_line_end\)\./)
    expect(shown.out).not.toContain('a\\nb')
    expect((await feiqian(['connectors', 'doctor', 'wechat_test'], 'operator-raw')).out).toContain('"a\\nb\\n"')
  })
})
