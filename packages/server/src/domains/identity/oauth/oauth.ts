/** Puts the authorization server together. */
import type { Provider } from 'oidc-provider'
import type { Id } from '../../../kernel/ids.ts'
import { createBatcher } from '../../../platform/batcher.ts'
import type { Route } from '../../../platform/http/route.ts'
import { createAccess } from './access.ts'
import { createAdapters } from './adapter.ts'
import { createCertificates } from './http/certificates.ts'
import { renderError } from './http/error-page.ts'
import { aroundLibrary, createMounts } from './http/mount.ts'
import { REGISTRATION_PATH, type RegisterDeps, serveRegistration } from './http/register.ts'
import { sandboxDirectoryRoutes } from './http/sandbox-directory.ts'
import { createInteractions } from './interactions.ts'
import { createKeySets } from './jwks.ts'
import { createKeys } from './keys.ts'
import { createNonces } from './nonces.ts'
import { createProvider } from './provider.ts'
import { createStatements } from './statements.ts'
import * as payloads from './store/payloads.ts'
import { findThirdParties } from './store/third-parties.ts'
import { createThirdParties } from './third-parties.ts'
import type { OAuth, OAuthDeps, ThirdParties, ThirdParty } from './types.ts'
import { createWorks } from './work.ts'

export type OAuthServer = {
  readonly oauth: OAuth
  readonly thirdParties: ThirdParties
  readonly routes: readonly Route[]
  /** Loads the signing keys, and makes them where there are none. */
  start(): Promise<void>
  stop(): Promise<void>
}

const PRUNE_LIMIT = 5_000
const PRUNE_ROUNDS = 50
const READ_MAX = 300
const QUEUE_MAX = 5_000

export function createOAuth(deps: OAuthDeps): OAuthServer {
  const { options } = deps
  const issuer = (): string => options.publicUrl().replace(/\/+$/, '')
  const works = createWorks(deps)
  const keys = createKeys({ ...deps, seal: options.seal })
  const keySets = createKeySets(options.outgoing)
  const nonceSecret = options.keyFor('oauth dpop nonces')
  const nonces = createNonces(nonceSecret)
  const certificates = createCertificates(options)
  const statements = createStatements({ trustedIssuers: options.trustedIssuers, keySets, keys, publicUrl: issuer, mode: deps.mode })
  // Requests that arrive together read their clients together; nothing is kept.
  const readers = createBatcher<Id<'tpp'>, ThirdParty | null>({
    name: 'identity.find_third_parties',
    batchMax: READ_MAX,
    queueMax: QUEUE_MAX,
    callerOf: () => '',
    // Told to the request that waits, and logged where that ends.
    onDefect: () => {},
    run: async ids => {
      const found = await findThirdParties(deps.db, [...new Set(ids)])
      return ids.map(id => found.get(id) ?? null)
    },
  })
  const findThirdParty = (id: Id<'tpp'>): Promise<ThirdParty | null> => readers.submit(id)
  const interactions = createInteractions({ ...deps, works, findThirdParty })
  const access = createAccess(deps, nonces)

  /** The library keeps its keys for life, so another set of keys is another instance. Requests under way finish on theirs. */
  let built: { readonly version: string; readonly provider: Provider } | null = null
  function provider(): Provider {
    const version = `${issuer()} ${keys.version()}`
    if (built?.version === version) return built.provider
    const made = createProvider({
      issuer: issuer(),
      options,
      jwks: keys.privateJwks(),
      nonceSecret,
      adapter: createAdapters({ works, mode: deps.mode, findThirdParty }),
      works,
      keySets,
      certificates,
      renderError,
      registrationEndpoint: `${issuer()}${REGISTRATION_PATH}`,
    })
    deps.watch?.(made)
    made.use(aroundLibrary(works, deps.onError, renderError))
    built = { version, provider: made }
    return made
  }

  const registerDeps: RegisterDeps = { ...deps, statements, keySets, provider }
  return {
    oauth: {
      mounts: createMounts({
        issuer,
        provider,
        register: (request, response, about) => serveRegistration(registerDeps, request, response, about),
      }),
      checkAccess: access.check,
      interaction: interactions.find,
      approve: interactions.approve,
      deny: interactions.deny,
      revokeConsent: payloads.revokeConsents,
      revokeThirdParty: payloads.revokeThirdParty,
      signingKey: keys.signing,
      async prune() {
        const now = new Date()
        for (let round = 0; round < PRUNE_ROUNDS; round++) if ((await payloads.prune(deps.db, now, now, PRUNE_LIMIT)) < PRUNE_LIMIT) return
      },
      rotateKeys: keys.rotate,
    },
    thirdParties: createThirdParties(deps, keySets),
    routes: sandboxDirectoryRoutes({ statements, mode: deps.mode }),
    start: keys.start,
    async stop() {
      await keys.stop()
      await Promise.all([access.drain(), works.drain(), readers.drain()])
    },
  }
}
