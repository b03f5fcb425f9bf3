/**
 * Runs the simulated clearing house by itself (`npm run sandbox`), configured by the environment; see USAGE. Without CLEARING_SECRET it
 * makes one for the run and says it.
 */
import { randomBytes } from 'node:crypto'
import { createClearingHouse } from './clearing-house/clearing-house.ts'

const USAGE = `模拟清算平台 · Simulated clearing house, set by the environment:

  CLEARING_SECRET           key shared with the institution, at least 16 characters; made for the run unless set
  CLEARING_INSTITUTION      the institution (inst_demo)
  CLEARING_CALLBACK_URL     where results go when an instruction names no notify_url
  SANDBOX_PORT              where it listens (4100); 0 takes a free one
  SANDBOX_HOST              where it listens (127.0.0.1)
  SANDBOX_STATE_FILE        keeps agreements, instructions and accounts across restarts
  SANDBOX_SEED              of the fault dice (1)
  SANDBOX_SMS_CODE          fixed (every code is 123456) or random (read it in the inbox)
  SANDBOX_ENDS_WITH_PARENT  1: ends when its standard input does
`

const { env } = process

function fail(message: string, code: number): never {
  process.stderr.write(`${message}\n`)
  process.exit(code)
}

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  process.stdout.write(USAGE)
  process.exit(0)
}

const given = env.CLEARING_SECRET ?? ''
const secret = given === '' ? randomBytes(32).toString('hex') : given
if (secret.length < 16) fail('CLEARING_SECRET is too short: the key shared with the institution has at least 16 characters', 2)

const port = Number(env.SANDBOX_PORT ?? 4100)
const house = await createClearingHouse({
  port,
  host: env.SANDBOX_HOST ?? '127.0.0.1',
  institutions: [
    {
      id: env.CLEARING_INSTITUTION ?? 'inst_demo',
      secret,
      ...(env.CLEARING_CALLBACK_URL === undefined ? {} : { callbackUrl: env.CLEARING_CALLBACK_URL }),
    },
  ],
  seed: Number(env.SANDBOX_SEED ?? 1),
  smsCode: env.SANDBOX_SMS_CODE === 'random' ? 'random' : 'fixed',
  ...(env.SANDBOX_STATE_FILE === undefined ? {} : { stateFile: env.SANDBOX_STATE_FILE }),
}).catch((error: NodeJS.ErrnoException) =>
  fail(error.code === 'EADDRINUSE' ? `Port ${port} is taken: set SANDBOX_PORT, or end what listens there.` : String(error.stack), 1),
)

process.stdout.write(`模拟清算平台 · Simulated clearing house ${house.url}\n`)
// Who named the secret knows it; it is said only when it was made here.
if (given === '')
  process.stdout.write(
    `控制台 · control page      ${house.url}/control     (SMS inbox, accounts, instructions, faults)
密钥 · secret              ${secret}     (for this run; CLEARING_SECRET keeps one)
接入 · connect a server    CLEARING_URL=${house.url} CLEARING_SECRET=${secret} npm start
Ctrl-C 停止 · stops it.
`,
  )

const stop = (): void => {
  house.close().then(
    () => process.exit(0),
    () => process.exit(1),
  )
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)

// Started by another program: its end, however it came, closes our standard input.
if (env.SANDBOX_ENDS_WITH_PARENT === '1') process.stdin.resume().once('end', stop)
