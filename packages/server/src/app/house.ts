/** In test mode the clearing house is a simulated one in a process of its own; it ends with its parent, however that ends. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../../sandbox/src/main.ts', import.meta.url))

export type RunningHouse = { readonly url: string; readonly process: ChildProcess; stop(): Promise<void> }

/** Starts the simulated house; its state is kept in the data folder. Rejects when it does not come up. */
export async function startHouse(options: {
  readonly dataDir: string
  readonly secret: string
  readonly institution: string
}): Promise<RunningHouse> {
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      SANDBOX_PORT: '0',
      SANDBOX_ENDS_WITH_PARENT: '1',
      SANDBOX_STATE_FILE: join(options.dataDir, 'clearing-house.json'),
      CLEARING_SECRET: options.secret,
      CLEARING_INSTITUTION: options.institution,
    },
  })
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.setEncoding('utf8')
    child.stdout.on('data', (chunk: string) => {
      text += chunk
      const found = /(http:\/\/[\w.:]+)/.exec(text)
      if (found?.[1] !== undefined) resolve(found[1])
    })
    child.once('error', reject)
    child.once('exit', code => reject(new Error(`the simulated clearing house ended at its start (code ${code})`)))
  })
  return {
    url,
    process: child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}
