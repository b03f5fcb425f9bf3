/**
 * A lock between processes of one machine that the kernel releases when its holder dies, however it dies: a listening socket.
 * On Linux its name lives in the abstract namespace, so nothing is left on disk; elsewhere it is a file whose silence proves it stale.
 */
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Exclusive = { release(): Promise<void> }

/** Takes the lock named `name`, or tells which process holds it (null when it does not say). */
export async function takeExclusive(name: string): Promise<Exclusive | { readonly heldBy: number | null }> {
  const key = `feiqian-${createHash('sha256').update(name).digest('hex').slice(0, 24)}`
  const address =
    process.platform === 'linux' ? `\0${key}` : process.platform === 'win32' ? `\\\\.\\pipe\\${key}` : join(tmpdir(), `${key}.sock`)
  const server = createServer(socket => {
    socket.on('error', () => {})
    socket.end(String(process.pid))
  })
  if (await listen(server, address)) return { release: () => new Promise(done => server.close(() => done())) }
  const holder = await ask(address)
  if (holder !== undefined) return { heldBy: holder }
  if (process.platform !== 'linux' && process.platform !== 'win32') await rm(address, { force: true })
  if (await listen(server, address)) return { release: () => new Promise(done => server.close(() => done())) }
  return { heldBy: (await ask(address)) ?? null }
}

function listen(server: Server, address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE') resolve(false)
      else reject(error)
    }
    server.once('error', failed)
    server.listen(address, () => {
      server.off('error', failed)
      server.unref()
      resolve(true)
    })
  })
}

/** The process id that the holder tells; null when it stays silent, undefined when there is no holder. */
function ask(address: string): Promise<number | null | undefined> {
  return new Promise(resolve => {
    let told = ''
    const socket = connect(address)
    socket.setTimeout(1000, () => {
      socket.destroy()
      resolve(null)
    })
    socket.on('data', chunk => {
      told += chunk.toString()
    })
    socket.on('error', () => resolve(undefined))
    socket.on('close', () => resolve(Number(told) || null))
  })
}
