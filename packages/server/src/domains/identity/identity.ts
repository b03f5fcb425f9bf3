/**
 * The face of identity: who is calling. API keys of merchants and operators, and sessions of wallet holders; secrets are
 * stored as hashes and shown once.
 */
import { formatId, type Id, newId } from '../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { principalKey } from '../../kernel/principal.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Route } from '../../platform/http/route.ts'
import { createApiKey, revokeApiKeys } from './api-keys.ts'
import { type Authenticator, createAuthenticator } from './authenticate.ts'
import { rehearsalRoutes } from './http/rehearsals.ts'
import { thirdPartyRoutes } from './http/third-parties.ts'
import { identityRoutes, presentKey } from './http.ts'
import { createOAuth, type OAuthServer } from './oauth/oauth.ts'
import type { OAuth, ThirdParties, ThirdParty } from './oauth/types.ts'
import { createPasswords } from './passwords.ts'
import { peopleRoutes } from './people/http/routes.ts'
import { type AuthenticationJson, authenticationJson } from './people/http/schemas.ts'
import { createPeople, type People } from './people/people.ts'
import { endPersonSessions, NOWHERE, openPersonSession } from './people/sessions.ts'
import { signInHolder } from './people/sign-in.ts'
import { prunePeople } from './people/store.ts'
import { operatorById } from './people/store-sessions.ts'
import type { RoleName } from './roles.ts'
import { createSca } from './sca/sca.ts'
import { pruneChallenges } from './sca/store.ts'
import type { Sca, ScaChallenge } from './sca/types.ts'
import { writeRoles } from './store/roles.ts'
import * as store from './store.ts'
import { type ManageThirdParty, manageThirdParty } from './third-parties/manage-third-parties.ts'
import { rehearsalHours } from './third-parties/policy.ts'
import { thirdPartyJson } from './third-parties/present.ts'
import { createRehearsals, REHEARSALS_CHANGED, type RehearsalNotes } from './third-parties/rehearsals.ts'
import { watchProvider } from './third-parties/watch-provider.ts'
import type { ApiKey, IdentityDeps, NewApiKey, NewConsumer, RevokeKey, Session } from './types.ts'

export { identityCatalogue } from './errors.ts'
export { type OAuthRefusalCode, oauthCatalogue } from './oauth/errors.ts'
export type {
  AccessOutcome,
  Approval,
  Browser,
  ConsentFacts,
  Interaction,
  InteractionError,
  Jwk,
  OAuth,
  OAuthOptions,
  ResourceRequest,
  SigningKey,
  ThirdParties,
  ThirdParty,
  ThirdPartyAccess,
  ThirdPartyRole,
  ThirdPartyStatus,
  TrustedIssuer,
} from './oauth/types.ts'
export { zAuthenticationJson } from './people/http/schemas.ts'
export type { People } from './people/people.ts'
export { createSmsInbox } from './people/sms-inbox.ts'
export type { Visitor } from './people/types.ts'
export type { SmsPort } from './ports.ts'
export { permissionsOf, ROLE_NAMES, ROLES, type RoleName } from './roles.ts'
export type {
  Sca,
  ScaApproval,
  ScaBinding,
  ScaChallenge,
  ScaFactor,
  ScaLevel,
  ScaMethod,
  ScaRefusal,
  ScaUse,
  ScaWork,
} from './sca/types.ts'
export type { ApiKey, IdentityDeps, Mode, NewApiKey, NewConsumer, OperatorScope, Session } from './types.ts'
export { MERCHANT_SCOPES, OPERATOR_SCOPES } from './types.ts'

export type Identity = {
  /**
   * The principal of a request's credential, `null` when it has none. Refuses with `api_key_invalid`, `api_key_expired`,
   * `api_key_revoked`, `api_key_wrong_mode` or `session_invalid`. Answers at once when the credential is known.
   */
  readonly authenticate: Authenticator['authenticate']
  /** Creates a key; the secret is nowhere else. */
  createApiKey(tx: Tx, command: NewApiKey): { key: ApiKey; secret: string }
  /** Creates an operator with these roles, none unless said; for seeds and tests, and the first administrator. */
  createOperator(tx: Tx, name: { readonly en: string; readonly zh: string }, roles?: readonly RoleName[]): Id<'opr'>
  /** Whether an operator has not been disabled: for what they asked for earlier. */
  isOperatorActive(reader: Pick<Db, 'query'>, id: Id<'opr'>): Promise<boolean>
  /** An argon2id hash for `registerConsumer`, made outside transactions. Refuses with `overloaded` when too many wait. */
  hashPassword(password: string): Promise<Outcome<string, 'overloaded'>>
  /** Gives holders their credential; refuses those whose phone is taken. Outcomes in the order of the consumers. */
  registerConsumers(tx: Tx, consumers: readonly NewConsumer[]): Promise<Outcome<null, 'phone_taken'>[]>
  registerConsumer(tx: Tx, consumer: NewConsumer): Promise<Outcome<null, 'phone_taken'>>
  /** Opens a session without a password, for seeds and tests. */
  createSession(tx: Tx, holderId: Id<'hld'>): { session: Session; token: string }
  /** Strong customer authentication: what a person approves, by which factors, once. */
  readonly sca: Sca
  readonly people: People
  /** A challenge as its person sees it: the JSON of `zAuthenticationJson`. */
  presentAuthentication(challenge: ScaChallenge): Promise<AuthenticationJson>
  /** The authorization server, and the check of its tokens. */
  readonly oauth: OAuth
  readonly thirdParties: ThirdParties
  /** Where the steps of clients that rehearse are noted. */
  readonly rehearsals: RehearsalNotes
  /** Listens for revocations by any node, and writes `last used` every ten seconds. */
  start(): Promise<void>
  stop(): Promise<void>
  /** Writes when keys were last used. */
  flushLastUsed(): Promise<void>
  /** Removes sessions and failed sign-ins that no longer matter; for a daily job. */
  prune(): Promise<void>
  readonly routes: readonly Route[]
}

const CHANNEL = 'identity_changed'
const LAST_USED_EVERY_MS = 10_000
const DAY_MS = 86_400_000
/** Failed sign-ins are forgotten by policy long before this. */
const FAILURES_KEPT_MS = 30 * DAY_MS

export function createIdentity(deps: IdentityDeps): Identity {
  const authenticator = createAuthenticator(deps)
  const passwords = createPasswords({ atOnce: 2, waitingMax: 100 })
  const people = createPeople(deps, authenticator)
  const peopleDeps = { ...deps, passwords, forget: authenticator.forget }
  const sca = createSca(peopleDeps)
  const rehearsals = createRehearsals({
    ...deps,
    parties: { find: id => authorization.thirdParties.find(id), keys: id => authorization.thirdParties.keys(id) },
    openHours: () => rehearsalHours(deps.policies, deps.clock.now()),
  })
  const authorization: OAuthServer = createOAuth({
    ...deps,
    options: deps.oauth,
    watch: provider => watchProvider(provider, rehearsals),
    onRefused: rehearsals.noteRefusal,
    onProofRefused: rehearsals.noteProofRefusal,
  })
  let timer: NodeJS.Timeout | null = null
  let stopListening: (() => Promise<void>) | null = null

  async function flushLastUsed(): Promise<void> {
    const used = authenticator.takeUsed()
    if (used.size > 0) await store.touchKeys(deps.db, used)
  }

  async function registerConsumers(tx: Tx, consumers: readonly NewConsumer[]): Promise<Outcome<null, 'phone_taken'>[]> {
    const added = await store.insertConsumers(tx, consumers, deps.clock.now())
    return consumers.map(consumer => (added.has(consumer.holderId) ? ok(null) : refuse('phone_taken', 'phone')))
  }

  const revoke = deps.commands.define<RevokeKey, ApiKey>({
    name: 'identity.revoke_key',
    decide: (tx, commands) => revokeApiKeys(deps, tx, commands, authenticator.forget),
    present: key => ({ status: 200, body: presentKey(key) }),
    subject: key => formatId('key', key.id),
  })

  const manage = deps.commands.define<ManageThirdParty, ThirdParty>({
    name: 'identity.manage_third_party',
    // Each locks what it changes.
    batchMax: 1,
    decide: (tx, commands) => Promise.all(commands.map(command => manageThirdParty(authorization.thirdParties, tx, command))),
    present: party => ({ status: 200, body: thirdPartyJson(party) }),
    subject: party => formatId('tpp', party.id),
  })

  return {
    authenticate: authenticator.authenticate,
    createApiKey: (tx, command) => createApiKey(deps, tx, command),
    isOperatorActive: async (reader, id) => (await operatorById(reader, id))?.disabledAt === null,
    createOperator(tx, name, roles = []) {
      const id = newId<'opr'>()
      const at = deps.clock.now()
      store.insertOperator(tx, id, name, at)
      writeRoles(tx, id, { before: [], after: roles, by: 'sys:seed', at })
      return id
    },
    async hashPassword(password) {
      const hashed = await passwords.hash(password)
      return hashed === null ? refuse('overloaded') : ok(hashed)
    },
    registerConsumers,
    async registerConsumer(tx, consumer) {
      const [outcome] = await registerConsumers(tx, [consumer])
      return outcome ?? refuse('phone_taken', 'phone')
    },
    createSession(tx, holderId) {
      const { session, token } = openPersonSession(deps, tx, { kind: 'holder', id: holderId }, [], NOWHERE)
      return { session: { id: session.id, holderId, createdAt: session.createdAt, expiresAt: session.expiresAt }, token }
    },
    sca,
    people,
    presentAuthentication: async challenge => authenticationJson(challenge, await sca.offered(challenge.person)),
    oauth: authorization.oauth,
    thirdParties: authorization.thirdParties,
    rehearsals,
    async start() {
      await authorization.start()
      // An empty payload follows a lost connection: anything may have changed meanwhile.
      stopListening ??= await deps.db.listen(CHANNEL, id => {
        if (id !== REHEARSALS_CHANGED) authenticator.forget(id === '' ? null : id)
        if (id === REHEARSALS_CHANGED || id === '') rehearsals.load().catch(deps.onError)
      })
      await rehearsals.load()
      timer ??= setInterval(() => {
        flushLastUsed().catch(deps.onError)
      }, LAST_USED_EVERY_MS).unref()
      // Makes the decoy for unknown phones before the first of them, which else would take longer.
      await passwords.verify(null, '')
    },
    async stop() {
      if (timer !== null) clearInterval(timer)
      timer = null
      await stopListening?.()
      stopListening = null
      await authorization.stop()
      await rehearsals.flush()
      await flushLastUsed()
    },
    flushLastUsed,
    async prune() {
      const now = deps.clock.now().getTime()
      const yesterday = new Date(now - DAY_MS)
      await store.prune(deps.db, yesterday, new Date(now - FAILURES_KEPT_MS))
      await prunePeople(deps.db, yesterday)
      await rehearsals.prune()
      // What a challenge approved is kept with its consent or payment; the challenge itself for as long as questions come up.
      await pruneChallenges(deps.db, new Date(now - FAILURES_KEPT_MS))
    },
    routes: [
      ...authorization.routes,
      ...thirdPartyRoutes({ parties: authorization.thirdParties, manage }),
      ...rehearsalRoutes({
        clock: deps.clock,
        rehearsals,
        authenticate: authenticator.authenticate,
        registrationTokenOwner: authorization.thirdParties.registrationTokenOwner,
        words: deps.words ?? (() => null),
      }),
      ...identityRoutes({
        clock: deps.clock,
        merchantExists: deps.merchantExists,
        presentHolder: deps.presentHolder,
        revoke,
        async createKey(command, context) {
          return deps.db.transaction(async tx => {
            const created = createApiKey(deps, tx, command)
            const { requestId, requestHash, endpoint } = context
            const subject = formatId('key', created.key.id)
            const actor = principalKey(context.principal)
            deps.audit.append(tx, [{ actor, action: endpoint, subject, result: 'ok', requestId, requestHash }])
            return created
          })
        },
        listKeys: (merchantId, page) => store.listKeys(deps.db, merchantId, page),
        signIn: (credentials, about) => signInHolder(peopleDeps, credentials, about),
        async signOut(principal, context) {
          invariant(principal.kind === 'holder', 'the route is for holders')
          const ids = [principal.sessionId]
          await endPersonSessions(peopleDeps, { kind: 'holder', id: principal.holderId }, { ids }, { principal, context })
        },
      }),
      ...peopleRoutes({ ...peopleDeps, sca, people }),
    ],
  }
}
