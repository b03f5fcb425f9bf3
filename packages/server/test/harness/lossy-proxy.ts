/**
 * A TCP proxy before PostgreSQL that loses the answer to a COMMIT: the database has committed, the client sees its connection
 * break. It knows just enough of the wire protocol to find the simple query `COMMIT` and its CommandComplete.
 */
import { connect, createServer, type Socket } from 'node:net'

export type LossyProxy = {
  readonly connectionString: string
  /** Of the next COMMITs that succeed, loses this many answers. */
  loseCommits(count: number): void
  readonly lost: number
  close(): Promise<void>
}

const COMMITTED = Buffer.from('COMMIT\0')

export async function createLossyProxy(connectionString: string): Promise<LossyProxy> {
  const target = new URL(connectionString)
  const sockets = new Set<Socket>()
  let toLose = 0
  let lost = 0
  const server = createServer(client => {
    const upstream = connect(Number(target.port), target.hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => {})
    }
    const end = (): void => {
      for (const socket of [client, upstream]) {
        socket.destroy()
        sockets.delete(socket)
      }
    }
    client.on('close', end)
    upstream.on('close', end)
    client.on('data', chunk => upstream.write(chunk))
    upstream.on('data', chunk => {
      if (toLose > 0 && chunk.includes(COMMITTED)) {
        toLose -= 1
        lost += 1
        end()
      } else client.write(chunk)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  const url = new URL(connectionString)
  url.hostname = '127.0.0.1'
  url.port = String(address.port)
  return {
    connectionString: url.href,
    loseCommits(count) {
      toLose = count
    },
    get lost() {
      return lost
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
