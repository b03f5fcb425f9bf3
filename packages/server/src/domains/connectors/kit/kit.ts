/**
 * The face of the connectors' kit: what every connector is built from (connections, clients, sealed keys, the log of exchanges, why a
 * verification failed), and what operators and routing see of all of them.
 */
import { formatId, newId } from '../../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { AuditSink, Commands } from '../../../platform/commands.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Route } from '../../../platform/http/route.ts'
import type { SafeClient } from '../../../platform/http/ssrf.ts'
import type { Jobs } from '../../../platform/jobs.ts'
import { createEnvelope } from '../../../platform/kms.ts'
import type { KmsVersion, LocalKms } from '../../../platform/local-kms.ts'
import type { Logger, Metrics } from '../../../platform/telemetry.ts'
import type { RailFacts } from '../../payments/ports.ts'
import {
  type ActivateCredential,
  activateCredentials,
  addressOf,
  type ChangeDeps,
  type Configure,
  checkSettings,
  configureConnections,
  putCredential,
  type Registered,
  type RetireCredential,
  retireCredentials,
  type StageCredential,
  stageCredentials,
  subjectOf,
} from './change-connections.ts'
import { createClient } from './client.ts'
import { createConnections, credentialContext } from './connections.ts'
import { createDoctor } from './doctor.ts'
import { createExchangeLog } from './exchange-log.ts'
import { createExplainer } from './explain.ts'
import { createHealth } from './health.ts'
import { presentCredential } from './http/present.ts'
import { connectorsRoutes } from './http.ts'
import { defineConnectorJobs } from './jobs.ts'
import { normalKeyId, readMaterial } from './key-material.ts'
import type { CredentialRow } from './store.ts'
import * as store from './store.ts'
import type { Client, ClientOptions, KeyRole, Kit, NewCredential, RailHealth, Settings } from './types.ts'

export { connectorsCatalogue } from './errors.ts'

export type ConnectorsDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly kms: LocalKms
  readonly commands: Commands
  readonly audit: AuditSink
  readonly policies: { require(key: string, at: Date): { readonly value: unknown } }
  readonly logger: Logger
  readonly metrics: Metrics
  /** Guards addresses. Lines to clearing houses and banks may be private: this need not be the guard of webhooks. */
  readonly outgoing: Pick<SafeClient, 'check'>
  /** Addresses of connections must be https: live mode. */
  readonly httpsOnly: boolean
  /** 32 bytes of their own use: key the fingerprints of secrets. */
  readonly fingerprintKey: Uint8Array
}

/** How configuration (the demo, a test, an installer) connects an outside system. */
export type SeedConnection = {
  readonly code: string
  readonly baseUrl: string
  readonly settings: Settings
  /** As it stands unless said; new ones are enabled. */
  readonly enabled?: boolean
  readonly credentials: readonly NewCredential[]
}

export type Connectors = Kit & {
  /** Names the connectors, once each; before `load` and `seed`. */
  register(connectors: readonly Registered[]): void
  /** Makes connections and keys so; what is so already changes nothing. */
  seed(connections: readonly SeedConnection[]): Promise<void>
  health(code: string): RailHealth
  /** How an order of this rail ended, for its success rate. */
  noteOrder(code: string, end: 'paid' | 'lost'): void
  /** Every connector that moves money, as routing sees it. */
  rails(): readonly RailFacts[]
  defineJobs(jobs: Jobs): void
  /** Reads connections and listens for changes; starts the log and the counts. */
  start(): Promise<void>
  /** What waits to be written is written. */
  flush(): Promise<void>
  stop(): Promise<void>
  readonly routes: readonly Route[]
}

const SYSTEM = 'sys:connectors'
const DAY_MS = 86_400_000

export function createConnectors(deps: ConnectorsDeps): Connectors {
  const { db, clock, logger } = deps
  const failed = (error: unknown): void => logger.warn({ err: error }, 'work of the connectors failed and is tried again')
  const envelope = createEnvelope(deps.kms)
  const registered = new Map<string, Registered>()
  const clients = new Map<string, Client[]>()
  const connections = createConnections({ db, clock, envelope, failed })
  const log = createExchangeLog({ db, clock, envelope: createEnvelope(deps.kms, { usesPerDataKey: 10_000 }), failed })
  const health = createHealth({ db, clock, failed })
  const explainer = createExplainer({ db, clock, envelope, connections, logger })
  const change: ChangeDeps = { clock, connector: code => registered.get(code) ?? null, httpsOnly: deps.httpsOnly }

  deps.metrics.gauge(
    'feiqian_connector_log_lost',
    'Exchanges with outside systems that did not fit the log since the start.',
    () => log.lost,
  )

  /** What watches over connections reads: an open circuit, and the days that the first key to end has left. */
  function watch(code: string): void {
    const labels = { connector: code }
    deps.metrics.gauge(
      'feiqian_connector_circuit_open',
      'Whether this node calls the outside system no more for a while.',
      () => (breakerOf(code) === 'open' ? 1 : 0),
      labels,
    )
    const help = 'Days until the first key in use ends; +Inf when none has an end.'
    const daysLeft = (): number => {
      const ends = connections.live(code).flatMap(row => (row.state === 'active' && row.notAfter !== null ? [row.notAfter.getTime()] : []))
      return ends.length === 0 ? Number.POSITIVE_INFINITY : (Math.min(...ends) - clock.now().getTime()) / DAY_MS
    }
    deps.metrics.gauge('feiqian_connector_key_days_left', help, daysLeft, labels)
  }

  const roleOf = (code: string, role: string): KeyRole | null => registered.get(code)?.keys.find(key => key.role === role) ?? null

  const breakerOf = (code: string): RailHealth['breaker'] => {
    const states = (clients.get(code) ?? []).map(client => client.breaker.state)
    return states.includes('open') ? 'open' : states.includes('half_open') ? 'half_open' : 'closed'
  }
  const healthOf = (code: string): RailHealth => health.of(code, breakerOf(code))

  /** Reads and seals a key, outside any transaction. */
  async function sealCredential(code: string, input: NewCredential) {
    const role = roleOf(code, input.role)
    if (role === null) return refuse('credential_role_unknown', 'role')
    const read = readMaterial(role, input.material, deps.fingerprintKey)
    if (!read.ok) return read
    const { material, ...facts } = read.value
    if (facts.notAfter !== null && facts.notAfter <= clock.now())
      return refuse('credential_expired', 'material', { not_after: facts.notAfter.toISOString() })
    const id = newId<'crd'>()
    const sealed = await envelope.seal(material, credentialContext(id))
    return ok({ id, code, role: input.role, keyId: input.keyId, material: facts, sealed })
  }

  const auditOf = (tx: Tx, action: string, subject: string): void =>
    deps.audit(tx, [{ actor: SYSTEM, action, subject, result: 'ok', requestId: formatId('req', newId<'req'>()), requestHash: null }])

  async function putOne(code: string, input: NewCredential): Promise<Outcome<null>> {
    const sealed = await sealCredential(code, input)
    if (!sealed.ok) return sealed
    const role = roleOf(code, input.role)
    const replaces = input.replaces === true && role?.bySerial !== true
    const changed = await db.transaction(async tx => {
      const put = await putCredential(change, tx, sealed.value, input.activeFrom ?? clock.now(), replaces)
      if (put) auditOf(tx, 'connectors.store_credential', formatId('crd', sealed.value.id))
      return put
    })
    if (changed) await connections.refresh()
    return ok(null)
  }

  async function seedOne(seed: SeedConnection): Promise<void> {
    const connector = registered.get(seed.code)
    invariant(connector !== undefined, `the connector ${seed.code} is registered before it is seeded`)
    const address = addressOf(seed.baseUrl, deps.httpsOnly)
    const settings = checkSettings(connector, seed.settings)
    for (const checked of [address, settings])
      if (!checked.ok)
        throw new Error(`${seed.code} cannot be connected: ${checked.error.code} ${JSON.stringify(checked.error.values ?? {})}`)
    if (!address.ok) return
    const known = (await store.connections(db)).find(row => row.code === seed.code)
    const row = {
      code: seed.code,
      baseUrl: address.value,
      enabled: seed.enabled ?? known?.enabled ?? true,
      settings: seed.settings,
      updatedAt: clock.now(),
    }
    const same =
      known !== undefined &&
      known.baseUrl === row.baseUrl &&
      known.enabled === row.enabled &&
      canonical(known.settings) === canonical(row.settings)
    if (!same)
      await db.transaction(async tx => {
        store.lock(tx)
        store.putConnection(tx, row)
        store.notify(tx)
        auditOf(tx, 'connectors.seed', seed.code)
      })
    for (const credential of seed.credentials) {
      const stored = await putOne(seed.code, { replaces: true, ...credential })
      if (!stored.ok)
        throw new Error(`${seed.code} cannot use its ${credential.role}: ${stored.error.code} ${JSON.stringify(stored.error.values ?? {})}`)
    }
  }

  const kit: Kit = {
    connection: connections.connection,
    createClient(options: ClientOptions) {
      const client = createClient(
        {
          baseUrl: () => connections.connection(options.code)?.baseUrl ?? null,
          outgoing: deps.outgoing,
          record: log.record,
          called: (answered, durationMs) => health.called(options.code, answered, durationMs),
        },
        options,
      )
      clients.set(options.code, [...(clients.get(options.code) ?? []), client])
      return client
    },
    explain: explainer.explain,
    recordInbound: ({ code, method, path, headers, body, reference, status, refusal }) =>
      log.record({
        code,
        direction: 'in',
        method,
        path,
        reference,
        outcome: refusal === null ? 'taken' : 'refused',
        status,
        reason: refusal,
        durationMs: 0,
        request: { headers, body },
        answer: null,
        withoutBodies: false,
        sensitive: [],
      }),
    storeCredential: putOne,
    async retireCredential(code, role, keyId) {
      const wanted = normalKeyId(keyId)
      await db.transaction(async tx => {
        store.lock(tx)
        const rows = (await store.credentialsOf(tx, code)).filter(row => row.role === role && row.state === 'active')
        for (const row of rows) {
          if (row.keyId === null || normalKeyId(row.keyId) !== wanted) continue
          store.setState(tx, { ...row, state: 'retired', retiredAt: clock.now() })
          auditOf(tx, 'connectors.retire_credential', subjectOf(row))
          store.notify(tx)
        }
      })
      await connections.refresh()
    },
  }

  const doctor = createDoctor({ db, clock, envelope, policies: deps.policies, connections, connector: change.connector })
  const whenChanged =
    <C, T>(useCase: (deps: ChangeDeps, tx: Tx, commands: readonly C[]) => Promise<Outcome<T>[]>) =>
    async (tx: Tx, commands: readonly C[]): Promise<Outcome<T>[]> => {
      tx.afterCommit(() => {
        connections.refresh().catch(failed)
      })
      return useCase(change, tx, commands)
    }
  const view = { clock, connections, health: healthOf }
  const routes = connectorsRoutes({
    db,
    clock,
    audit: deps.audit,
    envelope,
    registered,
    view,
    doctor,
    sealCredential,
    configure: deps.commands.define<Configure, string>({
      name: 'connectors.configure',
      decide: whenChanged(configureConnections),
      present: code => ({ status: 200, body: { object: 'connection', code } }),
      subject: code => code,
    }),
    stage: deps.commands.define<StageCredential, CredentialRow>({
      name: 'connectors.stage_credential',
      decide: whenChanged(stageCredentials),
      present: row => ({ status: 201, body: presentCredential(row) }),
      subject: subjectOf,
    }),
    activate: deps.commands.define<ActivateCredential, CredentialRow>({
      name: 'connectors.activate_credential',
      decide: whenChanged(activateCredentials),
      present: row => ({ status: 200, body: presentCredential(row) }),
      subject: subjectOf,
    }),
    retire: deps.commands.define<RetireCredential, CredentialRow>({
      name: 'connectors.retire_credential',
      decide: whenChanged(retireCredentials),
      present: row => ({ status: 200, body: presentCredential(row) }),
      subject: subjectOf,
    }),
    turnKey: deps.commands.define<null, KmsVersion>({
      name: 'connectors.turn_key',
      batchMax: 1,
      async decide(tx, commands) {
        const made = await deps.kms.turn(tx)
        jobs?.add(tx, 'connectors.rewrap', {}, { key: 'connectors.rewrap' })
        return commands.map(() => ok(made))
      },
      present: made => ({
        status: 201,
        body: { object: 'key_version', version: made.version, created_at: made.createdAt.toISOString() },
      }),
      subject: made => `key_version_${made.version}`,
    }),
    flush: () => log.flush(),
    refresh: connections.refresh,
  })
  let jobs: Jobs | null = null

  return {
    ...kit,
    register(connectors) {
      for (const connector of connectors) {
        invariant(!registered.has(connector.code), `the connector ${connector.code} is registered once`)
        registered.set(connector.code, connector)
        watch(connector.code)
      }
    },
    async seed(seeds) {
      for (const seed of seeds) await seedOne(seed)
      await connections.refresh()
    },
    health: healthOf,
    noteOrder: health.ordered,
    rails: () =>
      [...registered.values()].flatMap(({ code, capabilities }) =>
        capabilities.methods.length === 0 && capabilities.payouts === null
          ? []
          : [
              {
                code,
                name: capabilities.name,
                methods: capabilities.methods,
                payouts: capabilities.payouts,
                enabled: connections.connection(code)?.enabled === true,
                health: healthOf(code),
              },
            ],
      ),
    defineJobs(given) {
      jobs = given
      defineConnectorJobs(given, { db, clock, kms: deps.kms, envelope, policies: deps.policies, logger, audit: auditOf })
    },
    async start() {
      await connections.load()
      log.start()
      health.start()
    },
    async flush() {
      await explainer.settled()
      await log.flush()
      await health.sync()
    },
    async stop() {
      await explainer.settled()
      await Promise.all([...clients.values()].flat().map(client => client.close()))
      await log.stop().catch(failed)
      await health.stop()
      await connections.stop()
    },
    routes,
  }
}

/** The same for the same settings, in whatever order they are written. */
const canonical = (settings: Settings): string => JSON.stringify(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)))
