/** Runs every simulator in one process (`npm run sandbox`), configured by the environment; see USAGE. Says where each is and where the keys are. */
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { endWith, fail, numberOf } from './program.ts'
import { PORTS, type RunningSandbox, startSandbox } from './sandbox.ts'

const USAGE = `支付沙箱 · Payment sandbox: clearing houses A and B, reserve bank, WeChat Pay API v3, Alipay. Set by the environment:

  SANDBOX_DIR               keys and state (.feiqian/sandbox); delete it to start anew
  SANDBOX_HOST              where they listen (127.0.0.1)
  SANDBOX_BASE_PORT         the index page's port (4090); the others keep their distance: houses +10 and +20, bank +40, WeChat Pay +210, Alipay +220;
                            0 takes free ones
  SANDBOX_ANY_PORT          1: free ones when one of them is taken
  SANDBOX_SEED              of every system's fault dice (1)
  SANDBOX_CALLBACK_SCALE    multiplies the schedules of repeated callbacks (1: the real ones; 0.01: a hundred times as fast)
  SANDBOX_CUT_OFF           when the houses' business date ends by itself, HH:MM (24:00)
  CLEARING_INSTITUTION      the institution at houses and bank (inst_demo)
  CLEARING_SECRET           its key at house A, at least 16 characters; made and kept unless set
  SANDBOX_ENDS_WITH_PARENT  1: ends when its standard input does

  npm run sandbox -- wechat-pay|alipay|clearing-house|reserve-bank|money-overview starts one alone.
`

const { env } = process

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  process.stdout.write(USAGE)
  process.exit(0)
}

const folder = resolve(env.SANDBOX_DIR ?? '.feiqian/sandbox')
const basePort = numberOf('SANDBOX_BASE_PORT', PORTS.index)
const secret = env.CLEARING_SECRET ?? ''
if (secret !== '' && secret.length < 16)
  fail('CLEARING_SECRET is too short: the key shared with the institution has at least 16 characters', 2)

const startFrom = (port: number): Promise<RunningSandbox> =>
  startSandbox({
    folder,
    ports: Object.fromEntries(Object.entries(PORTS).map(([name, usual]) => [name, port === 0 ? 0 : port + usual - PORTS.index])),
    host: env.SANDBOX_HOST ?? '127.0.0.1',
    institution: env.CLEARING_INSTITUTION ?? 'inst_demo',
    seed: numberOf('SANDBOX_SEED', 1),
    callbackTimeScale: numberOf('SANDBOX_CALLBACK_SCALE', 1),
    ...(secret === '' ? {} : { secret }),
    ...(env.SANDBOX_CUT_OFF === undefined ? {} : { cutOff: env.SANDBOX_CUT_OFF }),
  })
const sandbox = await startFrom(basePort)
  .catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' && env.SANDBOX_ANY_PORT === '1') return startFrom(0)
    throw error
  })
  .catch((error: NodeJS.ErrnoException & { system?: string; port?: number }) =>
    fail(
      error.code === 'EADDRINUSE'
        ? `Port ${error.port} of ${error.system} is taken: set SANDBOX_BASE_PORT, or end what listens there.`
        : String(error.stack),
      1,
    ),
  )

const access = sandbox.access()
const accessFile = join(folder, 'access.json')
writeFileSync(accessFile, `${JSON.stringify(access, null, 2)}\n`, { mode: 0o600 })
process.stdout.write(`支付沙箱 · Payment sandbox ${sandbox.url}

模拟清算平台甲 · clearing house A   ${access.sim.base_url}
模拟清算平台乙 · clearing house B   ${access.sim_b.base_url}
模拟备付金银行 · reserve bank       ${access.reserve_bank.base_url}
模拟微信支付 · WeChat Pay API v3    ${access.wechat_pay.base_url}     consumer ${access.wechat_pay.base_url}/consumer
模拟支付宝 · Alipay                 ${access.alipay.base_url}     consumer ${access.alipay.base_url}/consumer

每个系统的控制台在 /control · each has its control page at /control
接入参数与密钥 · settings and keys  ${accessFile}
Ctrl-C 停止 · stops them.
`)

endWith(sandbox)
