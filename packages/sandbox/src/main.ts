/**
 * Runs the simulated clearing house by itself, configured by the environment: SANDBOX_PORT (4100), SANDBOX_HOST (127.0.0.1),
 * CLEARING_INSTITUTION (inst_demo), CLEARING_SECRET, CLEARING_CALLBACK_URL, SANDBOX_STATE_FILE, SANDBOX_SEED, SANDBOX_SMS_CODE, SANDBOX_ENDS_WITH_PARENT.
 */
import { createClearingHouse } from './clearing-house/clearing-house.ts'

const { env } = process
const secret = env.CLEARING_SECRET ?? ''

if (secret.length < 16) {
  process.stderr.write('CLEARING_SECRET is required: the key shared with the institution, at least 16 characters\n')
  process.exit(2)
}

const house = await createClearingHouse({
  port: Number(env.SANDBOX_PORT ?? 4100),
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
})

process.stdout.write(`模拟清算平台 · Simulated clearing house ${house.url} (control page: ${house.url}/control)\n`)

const stop = (): void => {
  house.close().then(
    () => process.exit(0),
    () => process.exit(1),
  )
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)

// Started by another program: its end, however it came, closes our standard input.
if (env.SANDBOX_ENDS_WITH_PARENT === '1') process.stdin.resume().once('end', stop)
