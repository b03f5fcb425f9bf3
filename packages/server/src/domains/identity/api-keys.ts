/** Creates and revokes API keys. The secret is returned once; what is stored is its SHA-256. */
import { newId } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { IdentityRefusalCode } from './errors.ts'
import { newKeySecret, secretHash } from './secrets.ts'
import * as store from './store.ts'
import type { ApiKey, IdentityDeps, NewApiKey, RevokeKey } from './types.ts'

export function createApiKey(deps: Pick<IdentityDeps, 'clock' | 'mode'>, tx: Tx, command: NewApiKey): { key: ApiKey; secret: string } {
  const secret = newKeySecret(deps.mode)
  const key: ApiKey = {
    id: newId<'key'>(),
    owner: command.owner,
    name: command.name,
    mode: deps.mode,
    last4: secret.slice(-4),
    scopes: [...new Set(command.scopes)].sort(),
    expiresAt: command.expiresAt,
    revokedAt: null,
    lastUsedAt: null,
    createdAt: deps.clock.now(),
  }
  store.insertKey(tx, key, secretHash(secret))
  return { key, secret }
}

/** Revoking a revoked key changes nothing and succeeds. */
export async function revokeApiKeys(
  deps: Pick<IdentityDeps, 'clock'>,
  tx: Tx,
  commands: readonly Command<RevokeKey>[],
  revoked: (id: string) => void,
): Promise<Outcome<ApiKey, IdentityRefusalCode>[]> {
  const keys = await store.lockKeys(
    tx,
    commands.map(command => command.input.keyId),
  )
  const now = deps.clock.now()
  const changed = new Set<ApiKey['id']>()
  const outcomes = commands.map(({ input }): Outcome<ApiKey, IdentityRefusalCode> => {
    const key = keys.get(input.keyId)
    if (key === undefined) return refuse('api_key_not_found', 'id')
    if (key.revokedAt !== null) return ok(key)
    const ended = { ...key, revokedAt: now }
    keys.set(key.id, ended)
    changed.add(key.id)
    return ok(ended)
  })
  if (changed.size > 0) {
    store.revokeKeys(tx, [...changed].sort(), now)
    tx.afterCommit(() => changed.forEach(revoked))
  }
  return outcomes
}
