/**
 * Runs one simulated clearing house by itself (`npm run sandbox -- clearing-house`), configured by the environment; see USAGE. Without
 * CLEARING_SECRET it makes one for the run and says it.
 */
import { randomBytes } from 'node:crypto'
import { endWith, fail, startOrFail } from '../program.ts'
import { createClearingHouse } from './clearing-house.ts'

const USAGE = `模拟清算平台 · Simulated clearing house, set by the environment:

  CLEARING_HOUSE            which: a, or b with its own field names, SM3 signatures and GBK files (a)
  CLEARING_SECRET           key shared with the institution, at least 16 characters; made for the run unless set
  CLEARING_INSTITUTION      the institution (inst_demo)
  CLEARING_CALLBACK_URL     where results go when an instruction names no notify_url
  RESERVE_BANK_URL          the reserve bank that it books at, as RESERVE_BANK_MEMBER with RESERVE_BANK_SECRET; without one it keeps the accounts
  SANDBOX_PORT              where it listens (4100, house B 4110); 0 takes a free one
  SANDBOX_HOST              where it listens (127.0.0.1)
  SANDBOX_STATE_FILE        keeps agreements, instructions and accounts across restarts
  SANDBOX_SEED              of the fault dice (1)
  SANDBOX_CUT_OFF           when the business date ends by itself, HH:MM (24:00)
  SANDBOX_SMS_CODE          fixed (every code is 123456) or random (read it in the inbox)
  SANDBOX_ENDS_WITH_PARENT  1: ends when its standard input does
`

const { env } = process

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  process.stdout.write(USAGE)
  process.exit(0)
}

const given = env.CLEARING_SECRET ?? ''
const secret = given === '' ? randomBytes(32).toString('hex') : given
if (secret.length < 16) fail('CLEARING_SECRET is too short: the key shared with the institution has at least 16 characters', 2)

const which = env.CLEARING_HOUSE === 'b' ? 'b' : 'a'
const port = Number(env.SANDBOX_PORT ?? (which === 'b' ? 4110 : 4100))
const bank = env.RESERVE_BANK_URL ?? ''
const house = await startOrFail(
  port,
  createClearingHouse({
    house: which,
    port,
    host: env.SANDBOX_HOST ?? '127.0.0.1',
    institutions: [
      {
        id: env.CLEARING_INSTITUTION ?? 'inst_demo',
        secret,
        ...(env.CLEARING_CALLBACK_URL === undefined ? {} : { callbackUrl: env.CLEARING_CALLBACK_URL }),
      },
    ],
    ...(bank === '' ? {} : { reserveBank: { url: bank, member: env.RESERVE_BANK_MEMBER ?? 'sim', secret: env.RESERVE_BANK_SECRET ?? '' } }),
    seed: Number(env.SANDBOX_SEED ?? 1),
    smsCode: env.SANDBOX_SMS_CODE === 'random' ? 'random' : 'fixed',
    ...(env.SANDBOX_CUT_OFF === undefined ? {} : { cutOff: env.SANDBOX_CUT_OFF }),
    ...(env.SANDBOX_STATE_FILE === undefined ? {} : { stateFile: env.SANDBOX_STATE_FILE }),
  }),
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

endWith(house)
