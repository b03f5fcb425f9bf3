/** Runs the simulated Alipay by itself (`npm run sandbox -- alipay`), configured by the environment; says all that an SDK needs. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Access, createAlipay } from './alipay.ts'

const USAGE = `模拟支付宝 · Simulated Alipay, set by the environment:

  SANDBOX_PORT              where it listens (4310); 0 takes a free one
  SANDBOX_HOST              where it listens (127.0.0.1)
  SANDBOX_STATE_FILE        keeps keys, trades and agreements across restarts (.feiqian/alipay/state.json)
  SANDBOX_SEED              of the fault dice (1)
  SANDBOX_RETRY_SCALE       shortens the waits between notifications (1: 4 m, 10 m, 10 m, 1 h, 2 h, 6 h, 15 h)
  SANDBOX_ENDS_WITH_PARENT  1: ends when its standard input does
`

const { env } = process

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  process.stdout.write(USAGE)
  process.exit(0)
}

const port = Number(env.SANDBOX_PORT ?? 4310)
const stateFile = env.SANDBOX_STATE_FILE ?? '.feiqian/alipay/state.json'
mkdirSync(dirname(stateFile), { recursive: true, mode: 0o700 })
const alipay = await createAlipay({
  port,
  host: env.SANDBOX_HOST ?? '127.0.0.1',
  seed: Number(env.SANDBOX_SEED ?? 1),
  retryScale: Number(env.SANDBOX_RETRY_SCALE ?? 1),
  stateFile,
}).catch((error: NodeJS.ErrnoException) => {
  const isTaken = error.code === 'EADDRINUSE'
  process.stderr.write(isTaken ? `Port ${port} is taken: set SANDBOX_PORT, or end what listens there.\n` : `${error.stack}\n`)
  process.exit(1)
})

process.stdout.write(`模拟支付宝 · Simulated Alipay ${alipay.url}
控制台 · control page      ${alipay.url}/control     (faults, days, trades, notifications, and all of the below)
消费者 · consumer          ${alipay.url}/consumer    (scan, payment codes; every password is 111111)
`)
/** Certificate mode is configured with files, as the open platform hands them out. */
function certificateFiles(appId: string, certificates: Access['certificates']): string {
  if (certificates === null) return ''
  const folder = join(dirname(stateFile), appId)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const files = [
    [`appCertPublicKey_${appId}.crt`, certificates.app],
    ['alipayCertPublicKey_RSA2.crt', certificates.alipay],
    ['alipayRootCert.crt', certificates.alipayRoot],
  ] as const
  for (const [name, content] of files) writeFileSync(join(folder, name), content)
  return `  证书 · certificates\n${files.map(([name]) => `    ${join(folder, name)}\n`).join('')}`
}

for (const access of alipay.control.access())
  process.stdout.write(`
${access.name} · seller_id ${access.sellerId}
  app_id                   ${access.appId}
  v2 gateway               ${access.gateway}
  v3 endpoint              ${access.endpoint}
  应用私钥 PKCS8 · application private key
    ${access.privateKey}
  支付宝公钥 · Alipay public key
    ${access.alipayPublicKey}
${certificateFiles(access.appId, access.certificates)}`)
process.stdout.write('\nCtrl-C 停止 · stops it.\n')

const stop = (): void => {
  alipay.close().then(
    () => process.exit(0),
    () => process.exit(1),
  )
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)

// Started by another program: its end, however it came, closes our standard input.
if (env.SANDBOX_ENDS_WITH_PARENT === '1') process.stdin.resume().once('end', stop)
