/** Changes of connections and their keys: each commits with its audit leaf, and every node hears of it. Never calls the network. */
import { formatId, type Id } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { Command } from '../../../platform/commands.ts'
import type { Tx } from '../../../platform/db.ts'
import type { ConnectorRefusalCode } from './errors.ts'
import type { Material } from './key-material.ts'
import { normalKeyId } from './key-material.ts'
import * as store from './store.ts'
import type { Connector, KeyRole, Settings, SettingValue } from './types.ts'

export type Registered = Pick<Connector, 'code' | 'capabilities' | 'keys' | 'settings' | 'selfTest'>

export type ChangeDeps = {
  readonly clock: Clock
  readonly connector: (code: string) => Registered | null
  /** Addresses must be https. */
  readonly httpsOnly: boolean
}

export type Configure = { readonly code: string; readonly baseUrl: string; readonly enabled: boolean; readonly settings: Settings }

/** The address as it is kept: without a slash at its end. */
export function addressOf(text: string, httpsOnly: boolean): Outcome<string, ConnectorRefusalCode> {
  const url = URL.parse(text)
  const wrong = (reason: string) => refuse('connector_address_refused', 'base_url', { reason })
  if (url === null || url.hostname === '' || url.search !== '' || url.hash !== '') return wrong('url_invalid')
  if (url.username !== '' || url.password !== '') return wrong('url_credentials')
  if (url.protocol !== 'https:' && (httpsOnly || url.protocol !== 'http:')) return wrong('url_scheme')
  return ok(url.href.replace(/\/+$/, ''))
}

function hasForm(spec: Connector['settings'][number], value: SettingValue): boolean {
  switch (spec.kind) {
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer':
      return typeof value === 'number' && Number.isSafeInteger(value)
    case 'list':
      return Array.isArray(value)
    case 'url':
      return typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? '')
    case 'text':
      return typeof value === 'string' && value !== '' && (spec.choices === undefined || spec.choices.includes(value))
  }
}

/** Whether the settings are the connector's, whole and in form. */
export function checkSettings(connector: Pick<Connector, 'settings'>, settings: Settings): Outcome<null, ConnectorRefusalCode> {
  for (const name of Object.keys(settings))
    if (!connector.settings.some(spec => spec.name === name)) return refuse('connector_setting_unknown', `settings.${name}`, { name })
  for (const spec of connector.settings) {
    const value = settings[spec.name]
    if (value === undefined ? spec.required : !hasForm(spec, value))
      return refuse('connector_setting_invalid', `settings.${spec.name}`, { name: spec.name })
  }
  return ok(null)
}

export async function configureConnections(
  deps: ChangeDeps,
  tx: Tx,
  commands: readonly Command<Configure>[],
): Promise<Outcome<string, ConnectorRefusalCode>[]> {
  store.lock(tx)
  const outcomes = commands.map(({ input }): Outcome<string, ConnectorRefusalCode> => {
    const connector = deps.connector(input.code)
    if (connector === null) return refuse('connector_not_found', 'code')
    const address = addressOf(input.baseUrl, deps.httpsOnly)
    if (!address.ok) return address
    const settings = checkSettings(connector, input.settings)
    if (!settings.ok) return settings
    const { code, enabled } = input
    store.putConnection(tx, { code, baseUrl: address.value, enabled, settings: input.settings, updatedAt: deps.clock.now() })
    return ok(code)
  })
  if (outcomes.some(outcome => outcome.ok)) store.notify(tx)
  return outcomes
}

/** A credential that was read and sealed before the transaction. */
export type StageCredential = {
  readonly id: Id<'crd'>
  readonly code: string
  readonly role: string
  readonly keyId: string | null
  readonly material: Omit<Material, 'material'>
  readonly sealed: Buffer
}

const rowOf = (input: StageCredential, version: number, now: Date): store.CredentialRow => ({
  id: input.id,
  code: input.code,
  role: input.role,
  keyId: input.material.keyId ?? (input.keyId === null ? null : normalKeyId(input.keyId)),
  version,
  state: 'staged',
  sealed: input.sealed,
  fingerprint: input.material.fingerprint,
  pairFingerprint: input.material.pairFingerprint,
  format: input.material.format,
  bits: input.material.bits,
  subject: input.material.subject,
  notBefore: input.material.notBefore,
  notAfter: input.material.notAfter,
  activeFrom: null,
  retiredAt: null,
  createdAt: now,
})

/** Credentials as the commands of one transaction change them. */
async function openCredentials(tx: Tx, codes: readonly string[]) {
  store.lock(tx)
  const byCode = new Map<string, store.CredentialRow[]>()
  for (const code of new Set(codes)) byCode.set(code, await store.credentialsOf(tx, code))
  return {
    of: (code: string, role: string) => (byCode.get(code) ?? []).filter(row => row.role === role),
    add(row: store.CredentialRow): void {
      byCode.get(row.code)?.unshift(row)
      store.insertCredential(tx, row)
    },
    change(row: store.CredentialRow): store.CredentialRow {
      const list = byCode.get(row.code) ?? []
      const at = list.findIndex(other => other.id === row.id)
      if (at >= 0) list[at] = row
      store.setState(tx, row)
      return row
    },
  }
}

export async function stageCredentials(
  deps: ChangeDeps,
  tx: Tx,
  commands: readonly Command<StageCredential>[],
): Promise<Outcome<store.CredentialRow, ConnectorRefusalCode>[]> {
  const work = await openCredentials(
    tx,
    commands.map(command => command.input.code),
  )
  const now = deps.clock.now()
  const outcomes = commands.map(({ input }): Outcome<store.CredentialRow, ConnectorRefusalCode> => {
    const known = work.of(input.code, input.role)
    if (known.some(row => row.state !== 'retired' && row.fingerprint === input.material.fingerprint))
      return refuse('credential_exists', 'material')
    const row = rowOf(input, Math.max(0, ...known.map(other => other.version)) + 1, now)
    work.add(row)
    return ok(row)
  })
  if (outcomes.some(outcome => outcome.ok)) store.notify(tx)
  return outcomes
}

export type ActivateCredential = { readonly id: Id<'crd'>; readonly from: Date | null; readonly keepPrevious: boolean }

export async function activateCredentials(
  deps: ChangeDeps,
  tx: Tx,
  commands: readonly Command<ActivateCredential>[],
): Promise<Outcome<store.CredentialRow, ConnectorRefusalCode>[]> {
  const now = deps.clock.now()
  const found = await Promise.all(commands.map(({ input }) => store.findCredential(tx, input.id)))
  const work = await openCredentials(
    tx,
    found.flatMap(row => (row === null ? [] : [row.code])),
  )
  const outcomes = commands.map(({ input }, at): Outcome<store.CredentialRow, ConnectorRefusalCode> => {
    const first = found[at] ?? null
    const row = first === null ? undefined : work.of(first.code, first.role).find(({ id }) => id === input.id)
    if (row === undefined) return refuse('credential_not_found', 'id')
    if (row.state !== 'staged') return refuse('credential_state_wrong', 'id', { state: row.state })
    if (row.notAfter !== null && row.notAfter <= now) return refuse('credential_expired', 'id', { not_after: row.notAfter.toISOString() })
    const activeFrom = input.from === null || input.from < now ? now : input.from
    const role = deps.connector(row.code)?.keys.find(key => key.role === row.role)
    // One that begins later leaves them in use until then; of several in use the newest is taken.
    if (!input.keepPrevious && !standsSideBySide(role) && activeFrom <= now) retirePrevious(work, row, now)
    return ok(work.change({ ...row, state: 'active', activeFrom }))
  })
  if (outcomes.some(outcome => outcome.ok)) store.notify(tx)
  return outcomes
}

const standsSideBySide = (role: KeyRole | undefined): boolean => role?.bySerial === true

type CredentialWork = Awaited<ReturnType<typeof openCredentials>>

/** The active ones before it end now. */
function retirePrevious(work: CredentialWork, successor: store.CredentialRow, at: Date): void {
  for (const row of work.of(successor.code, successor.role))
    if (row.state === 'active' && row.id !== successor.id) work.change({ ...row, state: 'retired', retiredAt: at })
}

export type RetireCredential = { readonly id: Id<'crd'> }

export async function retireCredentials(
  deps: ChangeDeps,
  tx: Tx,
  commands: readonly Command<RetireCredential>[],
): Promise<Outcome<store.CredentialRow, ConnectorRefusalCode>[]> {
  const now = deps.clock.now()
  const found = await Promise.all(commands.map(({ input }) => store.findCredential(tx, input.id)))
  const work = await openCredentials(
    tx,
    found.flatMap(row => (row === null ? [] : [row.code])),
  )
  const outcomes = commands.map(({ input }, at): Outcome<store.CredentialRow, ConnectorRefusalCode> => {
    const first = found[at] ?? null
    const own = first === null ? [] : work.of(first.code, first.role)
    const row = own.find(({ id }) => id === input.id)
    if (row === undefined) return refuse('credential_not_found', 'id')
    if (row.state === 'retired') return refuse('credential_state_wrong', 'id', { state: row.state })
    const role = deps.connector(row.code)?.keys.find(key => key.role === row.role)
    if (row.state === 'active' && role?.required === true && !own.some(other => other.state === 'active' && other.id !== row.id))
      return refuse('credential_last', 'id')
    return ok(work.change({ ...row, state: 'retired', retiredAt: now }))
  })
  if (outcomes.some(outcome => outcome.ok)) store.notify(tx)
  return outcomes
}

/** What the platform itself puts in place: from configuration at the start, or from the wire. Says whether anything changed. */
export async function putCredential(
  deps: ChangeDeps,
  tx: Tx,
  input: StageCredential,
  activeFrom: Date,
  replaces: boolean,
): Promise<boolean> {
  const work = await openCredentials(tx, [input.code])
  const now = deps.clock.now()
  const known = work.of(input.code, input.role)
  const held = known.find(row => row.state !== 'retired' && row.fingerprint === input.material.fingerprint)
  if (held?.state === 'active') return false
  const row = held ?? rowOf(input, Math.max(0, ...known.map(other => other.version)) + 1, now)
  const active = { ...row, state: 'active' as const, activeFrom }
  if (held === undefined) work.add(active)
  else work.change(active)
  if (replaces) retirePrevious(work, active, now)
  store.notify(tx)
  return true
}

export const subjectOf = (row: store.CredentialRow): string => formatId('crd', row.id)
