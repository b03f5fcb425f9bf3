/**
 * Registration of third parties by themselves (RFC 7591) and its management (RFC 7592). A software statement of a trusted directory is
 * needed; in test mode the registered may try everything at once, in live mode they wait for an approval.
 */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { errors, type Provider } from 'oidc-provider'
import { formatId, type Id, newId, parseId } from '../../../../kernel/ids.ts'
import type { Tx } from '../../../../platform/db.ts'
import type { MountedRequest } from '../../../../platform/http/mounts.ts'
import { newPayload } from '../adapter.ts'
import { demandedMetadata } from '../clients.ts'
import { payloadId } from '../ids.ts'
import type { KeySets } from '../jwks.ts'
import { type Registration, readRegistration } from '../metadata.ts'
import { registrationTokenOwner } from '../registration-tokens.ts'
import { changeStatus, scopesOf } from '../rules.ts'
import { type SoftwareStatement, type Statements, statementOf } from '../statements.ts'
import * as payloads from '../store/payloads.ts'
import * as store from '../store/third-parties.ts'
import type { ClientMetadata, OAuthDeps, ThirdParty } from '../types.ts'

export const REGISTRATION_PATH = '/oauth/register'

export type RegisterDeps = OAuthDeps & {
  readonly statements: Statements
  readonly keySets: KeySets
  readonly provider: () => Provider
}

type Answer = { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }

const BODY_MAX_BYTES = 64 * 1024
/** A registration token has no end of its own: the third party's is its end. */
const TOKEN_EXPIRES_AT = new Date('9000-01-01T00:00:00Z')

const failed = (status: number, error: string, description: string): Answer => ({
  status,
  body: { error, error_description: description },
  ...(status === 401 ? { headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } } : {}),
})

/** Answers a request to `/oauth/register` or `/oauth/register/:client_id`. */
export async function serveRegistration(
  deps: RegisterDeps,
  request: IncomingMessage,
  response: ServerResponse,
  about: MountedRequest,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0] ?? ''
  const clientId = path.length > REGISTRATION_PATH.length ? path.slice(REGISTRATION_PATH.length + 1) : null
  const { status, body, headers } = await answer(deps, request, clientId, about)
  const text = body === null ? '' : JSON.stringify(body)
  response.writeHead(status, {
    ...(body === null ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
    ...headers,
  })
  response.end(text)
}

async function answer(deps: RegisterDeps, request: IncomingMessage, clientId: string | null, about: MountedRequest): Promise<Answer> {
  const { method } = request
  if (clientId === null) {
    if (method !== 'POST') return notAllowed('POST')
    const sent = await readBody(request)
    return 'status' in sent ? sent : register(deps, sent.json, about)
  }
  if (method !== 'GET' && method !== 'PUT' && method !== 'DELETE') return notAllowed('GET, PUT, DELETE')
  const found = await authenticate(deps, clientId, request.headers.authorization)
  if (found === null) return failed(401, 'invalid_token', 'the registration access token is not of this client')
  if (method === 'GET') return { status: 200, body: present(deps, found.party, found.token) }
  if (found.party.status === 'suspended') return failed(403, 'access_denied', 'the third party is suspended')
  if (method === 'DELETE') return close(deps, found.party, found.token, about)
  const sent = await readBody(request)
  return 'status' in sent ? sent : update(deps, found.party, found.token, sent.json, about)
}

const notAllowed = (allow: string): Answer => ({ ...failed(405, 'invalid_request', `use ${allow}`), headers: { Allow: allow } })

async function readBody(request: IncomingMessage): Promise<{ readonly json: Readonly<Record<string, unknown>> } | Answer> {
  if (request.headers['content-type']?.split(';', 1)[0]?.trim() !== 'application/json')
    return failed(415, 'invalid_request', 'the body must be application/json')
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_MAX_BYTES) return { ...failed(413, 'invalid_request', 'the body is too large'), headers: { Connection: 'close' } }
    chunks.push(chunk)
  }
  try {
    const json: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return { json: json as Record<string, unknown> }
  } catch {
    // Said below.
  }
  return failed(400, 'invalid_request', 'the body must be one JSON object')
}

type Read = { readonly statement: SoftwareStatement; readonly text: string; readonly registration: Registration }

/** Statement and metadata, checked by us and then by the library; an answer when something is wrong. */
async function read(deps: RegisterDeps, id: Id<'tpp'>, sent: Readonly<Record<string, unknown>>): Promise<Read | Answer> {
  const { software_statement: text } = sent
  if (typeof text !== 'string' || text === '') return failed(400, 'invalid_software_statement', 'a software_statement is needed')
  let statement: Awaited<ReturnType<Statements['verify']>>
  try {
    statement = await deps.statements.verify(text)
  } catch (error) {
    deps.onError(error)
    return failed(503, 'temporarily_unavailable', "the directory's keys cannot be fetched")
  }
  if (!statement.ok) return failed(400, statement.error.code, String(statement.error.values?.reason ?? ''))
  const registration = readRegistration(sent, statement.value, deps.mode)
  if (!registration.ok) return failed(400, registration.error.code, String(registration.error.values?.reason ?? ''))
  const { metadata, messageSigning } = registration.value
  if (typeof metadata.jwks_uri === 'string') {
    const fetched = await deps.keySets.at(metadata.jwks_uri).catch(() => null)
    if (fetched === null || fetched.length === 0) return failed(400, 'invalid_client_metadata', 'jwks_uri does not answer with usable keys')
  }
  try {
    const { Client } = deps.provider() as unknown as { Client: new (metadata: unknown) => unknown }
    new Client(demandedMetadata({ ...metadata, client_id: formatId('tpp', id) } as ClientMetadata, messageSigning))
  } catch (error) {
    if (!(error instanceof errors.OIDCProviderError)) throw error
    return failed(400, error.error, error.error_description ?? '')
  }
  return { statement: statement.value, text, registration: registration.value }
}

function partyOf(
  id: Id<'tpp'>,
  before: ThirdParty | null,
  { statement, text, registration }: Read,
  mode: 'test' | 'live',
  now: Date,
): ThirdParty {
  const { organisation } = statement
  return {
    id,
    name: registration.name,
    status: before?.status ?? (mode === 'test' ? 'sandbox' : 'pending'),
    roles: before === null ? statement.roles : before.roles.filter(role => statement.roles.includes(role)),
    // Once signing is demanded only an operator ends it: what a client sends may add to it.
    messageSigning: registration.messageSigning || before?.messageSigning === true,
    metadata: { ...registration.metadata, client_id: formatId('tpp', id) } as ClientMetadata,
    softwareId: statement.softwareId,
    softwareStatement: text,
    contact: {
      directory: statement.issuer,
      organisation_id: organisation.id,
      organisation: organisation.name,
      contacts: organisation.contacts,
    },
    legalBasis: before?.legalBasis ?? null,
    suspensionReason: before?.suspensionReason ?? null,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  }
}

async function register(deps: RegisterDeps, sent: Readonly<Record<string, unknown>>, about: MountedRequest): Promise<Answer> {
  const id = newId<'tpp'>()
  const checked = await read(deps, id, sent)
  if ('status' in checked) return checked
  const now = deps.clock.now()
  const party = partyOf(id, null, checked, deps.mode, now)
  const token = randomBytes(32).toString('base64url')
  await deps.db.transaction(async tx => {
    store.insertThirdParty(tx, party)
    payloads.savePayloads(tx, [newPayload('RegistrationAccessToken', token, { clientId: formatId('tpp', id) }, TOKEN_EXPIRES_AT)], now)
    note(deps, tx, 'registerThirdParty', id, about)
  })
  return { status: 201, body: present(deps, party, token) }
}

async function update(
  deps: RegisterDeps,
  before: ThirdParty,
  token: string,
  sent: Readonly<Record<string, unknown>>,
  about: MountedRequest,
): Promise<Answer> {
  // RFC 7592 section 2.2: the client names itself and sends nothing that only the server says.
  if (sent.client_id !== formatId('tpp', before.id)) return failed(400, 'invalid_client_metadata', 'client_id must be the own')
  const own = ['registration_access_token', 'registration_client_uri', 'client_id_issued_at', 'client_secret_expires_at'].find(
    name => name in sent,
  )
  if (own !== undefined) return failed(400, 'invalid_request', `${own} must not be sent`)
  const checked = await read(deps, before.id, sent)
  if ('status' in checked) return checked
  if (!isOfSameSoftware(checked.statement, before)) return failed(400, 'invalid_software_statement', 'the statement is of other software')
  const party = await deps.db.transaction(async tx => {
    const locked = await store.lockThirdParty(tx, before.id)
    if (locked === null || locked.status === 'closed' || locked.status === 'suspended') return null
    const changed = partyOf(before.id, locked, checked, deps.mode, deps.clock.now())
    store.updateThirdParty(tx, changed)
    note(deps, tx, 'updateThirdParty', before.id, about)
    return changed
  })
  return party === null
    ? failed(403, 'access_denied', 'the third party may not change now')
    : { status: 200, body: present(deps, party, token) }
}

/** Live access was given to software of an organisation as a directory names them: another directory or organisation is another's. */
function isOfSameSoftware(statement: SoftwareStatement, before: ThirdParty): boolean {
  const first = before.softwareStatement === null ? null : statementOf(before.softwareStatement)
  const isSameSource = first === null || (first.issuer === statement.issuer && first.organisation.id === statement.organisation.id)
  return isSameSource && statement.softwareId === before.softwareId
}

async function close(deps: RegisterDeps, party: ThirdParty, token: string, about: MountedRequest): Promise<Answer> {
  await deps.db.transaction(async tx => {
    const locked = await store.lockThirdParty(tx, party.id)
    const changed = locked === null ? null : changeStatus(locked, { to: 'closed', reason: null }, deps.mode, deps.clock.now())
    if (changed === null || !changed.ok) return
    store.updateThirdParty(tx, changed.value)
    payloads.revokeThirdParty(tx, party.id)
    payloads.destroyPayloads(tx, [payloadId('RegistrationAccessToken', token)], [])
    note(deps, tx, 'closeThirdParty', party.id, about)
  })
  return { status: 204, body: null }
}

function note(deps: RegisterDeps, tx: Tx, action: string, id: Id<'tpp'>, { requestId }: MountedRequest): void {
  deps.audit.append(tx, [{ actor: `tpp:${id}`, action, subject: formatId('tpp', id), result: 'ok', requestId, requestHash: null }])
}

async function authenticate(
  deps: RegisterDeps,
  clientId: string,
  authorization: string | undefined,
): Promise<{ party: ThirdParty; token: string } | null> {
  const id = parseId('tpp', clientId)
  const token = /^bearer +([A-Za-z0-9_-]{43}) *$/i.exec(authorization ?? '')?.[1]
  if (id === null || token === undefined) return null
  if ((await registrationTokenOwner(deps.db, token)) !== id) return null
  const party = (await store.findThirdParties(deps.db, [id])).get(id)
  return party === undefined || party.status === 'closed' ? null : { party, token }
}

/** RFC 7591 section 3.2.1, RFC 7592 section 3. */
function present(deps: RegisterDeps, party: ThirdParty, token: string): Readonly<Record<string, unknown>> {
  const id = formatId('tpp', party.id)
  return {
    ...demandedMetadata(party.metadata, party.messageSigning),
    client_id: id,
    client_id_issued_at: Math.floor(party.createdAt.getTime() / 1000),
    client_name: party.name.en,
    'client_name#zh': party.name.zh,
    scope: [...scopesOf(party.roles)].join(' '),
    software_id: party.softwareId ?? undefined,
    software_statement: party.softwareStatement ?? undefined,
    // Ours: what it may do, and whether it may already.
    roles: party.roles,
    status: party.status,
    registration_access_token: token,
    registration_client_uri: `${deps.options.publicUrl()}${REGISTRATION_PATH}/${id}`,
  }
}
