/**
 * A process that starts an embedded PostgreSQL in the folder named by its argument and says so in one line of JSON, for tests that kill it.
 * The second argument `leave` makes it exit at once without stopping the server.
 */
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts'

const logger = { debug() {}, info() {}, warn() {} }

try {
  const server = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '', logger })
  process.once('SIGTERM', () => {
    void server.stop().then(() => process.exit(0))
  })
  process.stdout.write(`${JSON.stringify({ pid: server.pid, connectionString: server.connectionString })}\n`)
  if (process.argv[3] === 'leave') process.exit(0)
} catch (error) {
  process.stdout.write(`${JSON.stringify(error)}\n`)
  process.exitCode = 1
}
