/** For tests: operators with keys of their own, and the switch that puts an action under approval. */
import { expect } from 'vitest'
import { type OperatorScope, permissionsOf, type RoleName } from '../../src/domains/identity/identity.ts'
import { NOWHERE, openPersonSession } from '../../src/domains/identity/people/sessions.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { type Caller, callerOf, type Json, must, type TestApp } from './app.ts'

export type Clerk = {
  readonly id: Id<'opr'>
  readonly call: Caller
  readonly secret: string
  another(scopes?: readonly OperatorScope[]): Promise<Caller>
  /** Signed in at the console, without the sign-in. */
  session(): Promise<Caller>
}

/** An operator with roles and a key that may what they may. `another` makes one more key of the same operator. */
export async function clerk(world: TestApp, ...roles: RoleName[]): Promise<Clerk> {
  const id = await world.app.db.transaction(async tx => world.app.identity.createOperator(tx, { en: 'Clerk', zh: '职员' }, roles))
  const keyOf = async (scopes: readonly string[]): Promise<string> =>
    world.app.db.transaction(
      async tx =>
        world.app.identity.createApiKey(tx, { owner: { kind: 'operator', operatorId: id }, name: 'clerk', scopes, expiresAt: null }).secret,
    )
  const secret = await keyOf(permissionsOf(roles))
  return {
    id,
    secret,
    call: callerOf(world.url, secret),
    another: async (scopes = permissionsOf(roles)) => callerOf(world.url, await keyOf(scopes)),
    session: async () => {
      const opened = await world.app.db.transaction(async tx => openPersonSession(world.app, tx, { kind: 'operator', id }, [], NOWHERE))
      return callerOf(world.url, opened.token)
    },
  }
}

/** Switches the need of a second operator for an action, and waits until the server knows. */
export async function demand(world: TestApp, action: string, needed: boolean, hours = 24): Promise<void> {
  const key = `approvals.required.${action}`
  if (world.app.approvals.requires(action, world.clock.now()) === needed) return
  const value = { live: true, test: needed, expires_after_hours: hours }
  const record = await must(world.operator('POST', '/v1/policies', { body: { key, value, source: 'institution' } }))
  expect(record.object).toBe('policy')
  await world.until(`${action} ${needed ? 'needs' : 'does not need'} a second operator`, async () => {
    return world.app.approvals.requires(action, world.clock.now()) === needed
  })
}

/** What waits after an operation that needs approval. */
export async function kept(answering: ReturnType<Caller>): Promise<Json & { readonly id: string }> {
  const { status, body } = await answering
  expect({ status, body }).toMatchObject({ status: 202, body: { object: 'approval', state: 'requested' } })
  return body as Json & { readonly id: string }
}
