/** How the server is connected to the sandbox: what the simulators say of themselves (their `access.json`), as connections and keys. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { SeedConnection } from '../domains/connectors/kit/kit.ts'

const zAccess = z.record(
  z.string(),
  z.object({
    base_url: z.string(),
    settings: z.record(z.string(), z.string()),
    credentials: z.array(z.object({ role: z.string(), key_id: z.string().optional(), material: z.string() })),
  }),
)

type SystemAccess = {
  readonly base_url: string
  readonly settings: Readonly<Record<string, string>>
  readonly credentials: readonly { readonly role: string; readonly key_id?: string | undefined; readonly material: string }[]
}

/** By the code of each connector. */
export type SandboxAccess = Readonly<Record<string, SystemAccess>>

/** Reads what the sandbox wrote when it came up. */
export const readSandboxAccess = async (folder: string): Promise<SandboxAccess> =>
  zAccess.parse(JSON.parse(await readFile(join(folder, 'access.json'), 'utf8')))

export const sandboxConnections = (access: SandboxAccess): SeedConnection[] =>
  Object.entries(access).map(([code, { base_url: baseUrl, settings, credentials }]) => ({
    code,
    baseUrl,
    settings,
    credentials: credentials.map(({ role, key_id: keyId, material }) => ({ role, keyId: keyId ?? null, material })),
  }))
