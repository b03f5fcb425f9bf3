/**
 * Connections and their keys in memory: read at the start, and again on every node when operators change them. Asking costs nothing and
 * needs no transaction.
 */
import type { Clock } from '../../../kernel/time.ts'
import type { Db } from '../../../platform/db.ts'
import type { Envelope } from '../../../platform/kms.ts'
import { normalKeyId } from './key-material.ts'
import * as store from './store.ts'
import type { Connection, Credential } from './types.ts'

export const credentialContext = (id: string): string => `connectors.credentials:${id}`

export type Connections = {
  connection(code: string): Connection | null
  /** Staged and active credentials, without their material. */
  live(code: string): readonly store.CredentialRow[]
  /** The material of any credential, also of a staged or retired one. */
  open(row: Pick<store.CredentialRow, 'id' | 'sealed'>): Promise<string>
  refresh(): Promise<void>
  load(): Promise<void>
  stop(): Promise<void>
}

const CHANNEL = 'connectors_changed'
const NONE: readonly Credential[] = []

export function createConnections(deps: {
  readonly db: Db
  readonly clock: Clock
  readonly envelope: Envelope
  readonly failed: (error: unknown) => void
}): Connections {
  let byCode = new Map<string, Connection>()
  let rows = new Map<string, store.CredentialRow[]>()
  /** What was opened before is not opened again: a credential never changes. */
  let opened = new Map<string, string>()
  let stopListening: (() => Promise<void>) | null = null
  let reading: Promise<void> | null = null
  let again = false

  const open = (row: Pick<store.CredentialRow, 'id' | 'sealed'>): Promise<string> =>
    deps.envelope.openText(row.sealed, credentialContext(row.id))

  function connectionOf(row: store.ConnectionRow, own: readonly Credential[]): Connection {
    const byRole = new Map<string, Credential[]>()
    for (const credential of own) {
      const list = byRole.get(credential.role)
      if (list === undefined) byRole.set(credential.role, [credential])
      else list.push(credential)
    }
    const active = (role: string): readonly Credential[] => {
      const list = byRole.get(role)
      if (list === undefined) return NONE
      const now = deps.clock.now().getTime()
      return list.every(({ activeFrom }) => activeFrom.getTime() <= now)
        ? list
        : list.filter(({ activeFrom }) => activeFrom.getTime() <= now)
    }
    return {
      code: row.code,
      baseUrl: row.baseUrl,
      enabled: row.enabled,
      settings: row.settings,
      credential: role => active(role)[0] ?? null,
      credentials: active,
      credentialByKeyId: (role, keyId) => {
        const wanted = normalKeyId(keyId)
        return active(role).find(credential => credential.keyId !== null && normalKeyId(credential.keyId) === wanted) ?? null
      },
    }
  }

  async function read(): Promise<void> {
    do {
      again = false
      const [connections, credentials] = await Promise.all([store.connections(deps.db), store.liveCredentials(deps.db)])
      const materials = new Map<string, string>()
      for (const row of credentials) if (row.state === 'active') materials.set(row.id, opened.get(row.id) ?? (await open(row)))
      opened = materials
      const live = new Map<string, store.CredentialRow[]>()
      for (const row of credentials) {
        const list = live.get(row.code)
        if (list === undefined) live.set(row.code, [row])
        else list.push(row)
      }
      rows = live
      byCode = new Map(
        connections.map(row => {
          const own = (live.get(row.code) ?? []).flatMap((credential): Credential[] => {
            const material = materials.get(credential.id)
            if (material === undefined || credential.activeFrom === null) return []
            const { id, role, keyId, version, fingerprint, notAfter, activeFrom } = credential
            return [{ id, role, keyId, version, material, fingerprint, notAfter, activeFrom }]
          })
          return [row.code, connectionOf(row, own)]
        }),
      )
    } while (again)
  }

  /** One read at a time; a change heard meanwhile causes one more. */
  function refresh(): Promise<void> {
    if (reading !== null) {
      again = true
      return reading
    }
    reading = read().finally(() => {
      reading = null
    })
    return reading
  }

  return {
    connection: code => byCode.get(code) ?? null,
    live: code => rows.get(code) ?? [],
    open,
    refresh,
    async load() {
      // Listening first: a change between the two is then heard, and read once more.
      stopListening ??= await deps.db.listen(CHANNEL, () => {
        // A failed read leaves the last good copy; the next change or reconnection reads again.
        refresh().catch(deps.failed)
      })
      await refresh()
    },
    async stop() {
      await stopListening?.()
      stopListening = null
    },
  }
}
