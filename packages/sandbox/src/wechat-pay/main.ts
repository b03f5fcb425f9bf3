/**
 * Runs the simulated WeChat Pay by itself (`npm run sandbox -- wechat-pay`), configured by the environment; see USAGE. Keys are made at the
 * first start and written beside the state, in the files whose names developers know.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createWeChatPay, type RunningWeChatPay } from './wechat-pay.ts'

const USAGE = `模拟微信支付 API v3 · Simulated WeChat Pay API v3, set by the environment:

  SANDBOX_PORT              where it listens (4300); 0 takes a free one
  SANDBOX_HOST              where it listens (127.0.0.1)
  SANDBOX_KEY_DIR           keys, certificates and state (.feiqian/wechat-pay)
  SANDBOX_SEED              of the fault dice (1)
  SANDBOX_CALLBACK_SCALE    multiplies the schedule of repeated callbacks (1: 15s/15s/30s/3m/…; 0.01: a hundred times as fast)
  SANDBOX_ENDS_WITH_PARENT  1: ends when its standard input does
`

const { env } = process

function fail(message: string, code: number): never {
  process.stderr.write(`${message}\n`)
  process.exit(code)
}

function numberOf(name: string, otherwise: number): number {
  const value = Number(env[name] ?? otherwise)
  return Number.isFinite(value) && value >= 0 ? value : fail(`${name} is a number that is not negative`, 2)
}

/** Writes each key to its file, and gives the lines that say where and what. */
function writeKeys({ keys }: RunningWeChatPay, directory: string): string[] {
  const write = (path: string, text: string): string => {
    writeFileSync(path, text, { mode: 0o600 })
    return path
  }
  const merchants = keys.merchants.flatMap(merchant => {
    const own = join(directory, merchant.mchid)
    mkdirSync(own, { recursive: true, mode: 0o700 })
    const subs = merchant.subMerchants.map(sub => `  特约商户号 · sub_mchid        ${sub.mchid}  ${sub.name}  ${sub.appids.join(' ')}`)
    return [
      '',
      `${merchant.kind === 'provider' ? '服务商 · service provider' : '直连商户 · direct merchant'}  ${merchant.name}`,
      `  商户号 · mchid                 ${merchant.mchid}`,
      `  appid                          ${merchant.appids.join(' ')}`,
      ...subs,
      `  APIv3密钥 · APIv3 key          ${merchant.apiV3Key}`,
      `  证书序列号 · serial            ${merchant.serial}`,
      `  私钥 · private key             ${write(join(own, 'apiclient_key.pem'), merchant.privateKey)}`,
      `  证书 · certificate             ${write(join(own, 'apiclient_cert.pem'), merchant.certificate)}`,
      `  国密序列号 · SM2 serial        ${merchant.sm.serial}`,
      `  国密私钥 · SM2 private key     ${write(join(own, 'apiclient_sm2_key.pem'), merchant.sm.privateKeyPem)}`,
      `  国密证书 · SM2 certificate     ${write(join(own, 'apiclient_sm2_cert.pem'), merchant.sm.certificate)}`,
    ]
  })
  const { platform } = keys
  return [
    ...merchants,
    '',
    '平台 · platform (responses follow the request’s Wechatpay-Serial)',
    `  微信支付公钥ID · public key id ${platform.publicKeyId}`,
    `  微信支付公钥 · public key      ${write(join(directory, 'pub_key.pem'), platform.publicKey)}`,
    ...platform.certificates.map(
      ({ serial, certificate }) => `  平台证书 · certificate         ${write(join(directory, `wechatpay_${serial}.pem`), certificate)}`,
    ),
    `  国密证书 · SM2 certificate     ${write(join(directory, `wechatpay_sm2_${platform.sm.serial}.pem`), platform.sm.certificate)}`,
  ]
}

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  process.stdout.write(USAGE)
  process.exit(0)
}

const directory = resolve(env.SANDBOX_KEY_DIR ?? '.feiqian/wechat-pay')
const port = numberOf('SANDBOX_PORT', 4300)
mkdirSync(directory, { recursive: true, mode: 0o700 })
const running = await createWeChatPay({
  port,
  host: env.SANDBOX_HOST ?? '127.0.0.1',
  seed: numberOf('SANDBOX_SEED', 1),
  callbackTimeScale: numberOf('SANDBOX_CALLBACK_SCALE', 1),
  stateFile: join(directory, 'state.json'),
}).catch((error: NodeJS.ErrnoException) =>
  fail(error.code === 'EADDRINUSE' ? `Port ${port} is taken: set SANDBOX_PORT, or end what listens there.` : String(error.stack), 1),
)

const stop = (): void => {
  running.close().then(
    () => process.exit(0),
    () => process.exit(1),
  )
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
// Started by another program: its end, however it came, closes our standard input.
if (env.SANDBOX_ENDS_WITH_PARENT === '1') process.stdin.resume().once('end', stop)

process.stdout.write(`模拟微信支付 · Simulated WeChat Pay API v3 ${running.url}
${writeKeys(running, directory).join('\n')}

接口地址 · base URL            ${running.url}     (instead of https://api.mch.weixin.qq.com)
消费者手机 · the phone         ${running.url}/consumer
控制台 · control page          ${running.url}/control
Ctrl-C 停止 · stops it.
`)
