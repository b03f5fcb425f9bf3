/** Runs the simulated reserve bank by itself (`npm run sandbox -- reserve-bank`), configured by the environment; see USAGE. */
import { randomBytes } from 'node:crypto'
import { endWith, numberOf, startOrFail } from '../program.ts'
import { createReserveBank } from './reserve-bank.ts'

const USAGE = `模拟备付金银行 · Simulated reserve bank, set by the environment:

  RESERVE_CUSTOMER          the institution (inst_demo)
  RESERVE_SECRET            its key; made for the run unless set
  RESERVE_MEMBERS           houses that book here, as name:key,name:key
  SANDBOX_PORT              where it listens (4130); 0 takes a free one
  SANDBOX_HOST              where it listens (127.0.0.1)
  SANDBOX_STATE_FILE        keeps accounts and entries across restarts
  SANDBOX_SEED              of the fault dice (1)
  SANDBOX_ENDS_WITH_PARENT  1: ends when its standard input does
`

const { env } = process

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  process.stdout.write(USAGE)
  process.exit(0)
}

const given = env.RESERVE_SECRET ?? ''
const secret = given === '' ? randomBytes(32).toString('hex') : given
const members = (env.RESERVE_MEMBERS ?? '').split(',').flatMap(entry => {
  const [id = '', key = ''] = entry.split(':')
  return id === '' || key === '' ? [] : [{ id, secret: key }]
})
const port = numberOf('SANDBOX_PORT', 4130)
const bank = await startOrFail(
  port,
  createReserveBank({
    port,
    host: env.SANDBOX_HOST ?? '127.0.0.1',
    customers: [{ id: env.RESERVE_CUSTOMER ?? 'inst_demo', secret }],
    members,
    seed: numberOf('SANDBOX_SEED', 1),
    ...(env.SANDBOX_STATE_FILE === undefined ? {} : { stateFile: env.SANDBOX_STATE_FILE }),
  }),
)

process.stdout.write(`模拟备付金银行 · Simulated reserve bank ${bank.url}\n`)
if (given === '')
  process.stdout.write(`控制台 · control page      ${bank.url}/control\n密钥 · secret              ${secret}\nCtrl-C 停止 · stops it.\n`)

endWith(bank)
