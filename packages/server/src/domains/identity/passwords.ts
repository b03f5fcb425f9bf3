/**
 * Passwords: argon2id with the second recommended setting of the OWASP password storage cheat sheet (19 MiB, 2 passes, 1
 * lane). Hashing is slow by design, so it runs outside transactions, few at a time, behind a bounded queue.
 */
import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'

const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export type Passwords = {
  /** A PHC string. `null` when the queue is full. */
  hash(password: string): Promise<string | null>
  /** Does the same work for a holder that does not exist (`null`). `null` when the queue is full. */
  verify(passwordHash: string | null, password: string): Promise<boolean | null>
}

export function createPasswords(options: { readonly atOnce: number; readonly waitingMax: number }): Passwords {
  let running = 0
  const waiting: (() => void)[] = []
  let decoy: Promise<string> | null = null

  async function inTurn<T>(work: () => Promise<T>): Promise<T | null> {
    if (running >= options.atOnce) {
      if (waiting.length >= options.waitingMax) return null
      await new Promise<void>(resolve => waiting.push(resolve))
    } else {
      running += 1
    }
    try {
      return await work()
    } finally {
      // The place is handed on, so that nobody overtakes those who wait.
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }

  return {
    hash: password => inTurn(() => hash(password, OPTIONS)),
    verify: (passwordHash, password) =>
      inTurn(async () => {
        decoy ??= hash(randomBytes(32), OPTIONS)
        const matches = await verify(passwordHash ?? (await decoy), password)
        return matches && passwordHash !== null
      }),
  }
}
