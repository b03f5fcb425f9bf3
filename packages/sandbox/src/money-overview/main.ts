/** Runs the example third party by itself (`npm run sandbox -- money-overview`), configured by the environment; see USAGE. */
import { createMoneyOverview } from './money-overview.ts'

const USAGE = `财务一览 · Money Overview, an example of a third party, set by the environment:

  BANK_ISSUER               the bank's issuer (http://127.0.0.1:4000)
  SANDBOX_PORT              where it listens (4200); 0 takes a free one
  SANDBOX_ANY_PORT          1: takes a free port when that one is in use
  SANDBOX_HOST              where it listens (127.0.0.1)
  SANDBOX_STATE_FILE        keeps its registration and links across restarts
  PAYEE_ID, PAYEE_NAME      the merchant that "pay by bank" pays (mer_…)
  SANDBOX_ENDS_WITH_PARENT  1: ends when its standard input does
`

const { env } = process

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  process.stdout.write(USAGE)
  process.exit(0)
}

const { PAYEE_ID: id, PAYEE_NAME: name } = env
const app = await createMoneyOverview({
  issuer: env.BANK_ISSUER ?? 'http://127.0.0.1:4000',
  port: Number(env.SANDBOX_PORT ?? 4200),
  orAnyPort: env.SANDBOX_ANY_PORT === '1',
  ...(env.SANDBOX_HOST === undefined ? {} : { host: env.SANDBOX_HOST }),
  ...(env.SANDBOX_STATE_FILE === undefined ? {} : { stateFile: env.SANDBOX_STATE_FILE }),
  ...(id === undefined || id === '' ? {} : { payee: { id, name: name ?? id } }),
}).catch((error: NodeJS.ErrnoException) => {
  const isTaken = error.code === 'EADDRINUSE'
  process.stderr.write(isTaken ? 'The port is taken: set SANDBOX_PORT, or end what listens there.\n' : `${error.stack}\n`)
  process.exit(1)
})

process.stdout.write(`财务一览 · Money Overview ${app.url}\n`)

const stop = (): void => {
  void app.close().then(() => process.exit(0))
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
// Started by another program: its end, however it came, closes our standard input.
if (env.SANDBOX_ENDS_WITH_PARENT === '1') process.stdin.resume().once('end', stop)
