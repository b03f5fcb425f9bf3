/** Opens wallets: the person, the counters, the ledger account and the sign-in, in one transaction. Never calls the network. */
import { createHmac } from 'node:crypto'
import { type Id, newId } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { businessDateOf } from '../../kernel/time.ts'
import type { Tx } from '../../platform/db.ts'
import type { WalletsDeps } from './deps.ts'
import { maskIdNumber, maskPhone, noCounts, normaliseIdNumber } from './rules.ts'
import { insertCounters } from './store/counters.ts'
import * as store from './store/holders.ts'
import type { HolderClass, LocalName } from './types.ts'

export type CreateHolder = {
  readonly name: LocalName
  readonly phone: string
  readonly idNumber: string
  readonly class: HolderClass
  /** From `identity.hashPassword`, made outside the transaction. */
  readonly passwordHash: string
}

/** The keyed hash that stands for a person: HMAC-SHA-256 of the id number in its one form. */
export const fingerprintOf = (key: Uint8Array, idNumber: string): Buffer =>
  createHmac('sha256', key).update(normaliseIdNumber(idNumber)).digest()

/** Refuses: holder_exists (this person), and what identity refuses of a sign-in (this phone). */
export async function createHolders(
  deps: Pick<WalletsDeps, 'clock' | 'timeZone' | 'ledger' | 'identity' | 'seal' | 'fingerprintKey'>,
  tx: Tx,
  commands: readonly CreateHolder[],
): Promise<Outcome<store.HolderRecord>[]> {
  store.claimSignUp(tx)
  const people = commands.map(command => ({
    id: newId<'hld'>(),
    command,
    fingerprint: fingerprintOf(deps.fingerprintKey, command.idNumber),
  }))
  const known = await store.knownPeople(
    tx,
    people.map(({ fingerprint }) => fingerprint),
  )
  const fresh = people.filter(({ fingerprint }) => {
    const hex = fingerprint.toString('hex')
    return !known.has(hex) && known.add(hex)
  })
  const registered = await deps.identity.registerConsumers(
    tx,
    fresh.map(({ id, command }) => ({ holderId: id, phone: command.phone, passwordHash: command.passwordHash })),
  )
  const refused = new Map<Id<'hld'>, Outcome<never>>()
  fresh.forEach(({ id }, at) => {
    const outcome = registered[at]
    if (outcome !== undefined && !outcome.ok) refused.set(id, outcome)
  })
  const now = deps.clock.now()
  const created = fresh
    .filter(({ id }) => !refused.has(id))
    .map(({ id, command, fingerprint }) => ({
      id,
      account: newId<'acc'>(),
      name: command.name,
      class: command.class,
      state: 'active' as const,
      phoneMasked: maskPhone(command.phone),
      idNumberMasked: maskIdNumber(normaliseIdNumber(command.idNumber)),
      idNumberSealed: deps.seal.seal(normaliseIdNumber(command.idNumber)),
      idNumberFingerprint: fingerprint,
      createdAt: now,
    }))
  if (created.length > 0) {
    store.insertHolders(tx, created, now)
    const counters = noCounts(businessDateOf(now, deps.timeZone))
    insertCounters(
      tx,
      created.map(holder => ({ holderId: holder.id, class: holder.class, counters })),
    )
    await deps.ledger.createAccounts(
      tx,
      created.map(holder => ({ id: holder.account, code: 'wallet_balance', currency: 'CNY', owner: holder.id })),
    )
  }
  const byId = new Map(created.map(holder => [holder.id, holder]))
  return people.map(({ id }) => {
    const holder = byId.get(id)
    return holder === undefined ? (refused.get(id) ?? refuse('holder_exists', 'id_number')) : ok(holder)
  })
}
