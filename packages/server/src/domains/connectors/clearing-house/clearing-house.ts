/**
 * The connector to a clearing house: implements clearing's port over signed HTTP, reads its callbacks and fetches its files. Every instruction
 * carries its own id, so the house executes it once however often it is given. Knows no field names: those are the wires'.
 */
import { lookup } from 'node:dns/promises'
import { formatId, parseId } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { BusinessDate, Clock } from '../../../kernel/time.ts'
import type {
  BoundCard,
  CallbackReader,
  ClearingHouse,
  ClearingRefusalCode,
  HouseAnswer,
  HouseConnection,
  InboundRequest,
} from '../../clearing/ports.ts'
import type { Instruction } from '../../clearing/types.ts'
import type { BillFetchCode, BillSource } from '../../reconciliation/ports.ts'
import { createClient } from '../kit/client.ts'
import { inMemory } from '../kit/lines.ts'
import type { Client, Connector, Finding, InboundRecord, Kit, Silent, Spoken, VerificationFailure } from '../kit/types.ts'
import { clearingFund, clearingSettlement } from './bills.ts'
import { CAPABILITIES, HOUSE_A, type HouseCode, KEY_ROLE, KEYS, SETTINGS } from './capabilities.ts'
import { WIRE_A } from './house-a.ts'
import { WIRE_B } from './house-b.ts'
import { digestOf, inWindow, isMac, macOf, newNonce, requestString, responseString, timestampOf } from './scheme.ts'
import { readSettlementFile } from './settlement-file.ts'
import { type Request, unknown, type Wire } from './wire.ts'

/** Who we are at the house, and the keys that are good, the newest first. */
type Access = { readonly institution: string; readonly secrets: readonly string[] }

type Deps = {
  readonly wire: Wire
  /** Must tell the real time: signatures are good for 300 s. */
  readonly clock: Clock
  readonly client: Client
  readonly access: () => Access | null
  readonly explain: (failure: VerificationFailure) => void
  readonly recordInbound: (inbound: InboundRecord) => void
  /** Where the house sends results, e.g. `http://127.0.0.1:4000/callbacks/clearing/sim`; `null`: the house's own setting. */
  readonly callbackUrl?: () => string | null
  /**
   * The bank account number behind a token of ours, which alone goes over the wire; `null`: it is no longer known. Other accounts
   * are the house's own tokens and come back as they are.
   */
  readonly accountNumber?: (account: string) => Promise<string | null>
}

export type ClearingHouseConnector = HouseConnection &
  Connector & { readonly port: ClearingHouse; readonly bills: BillSource; close(): Promise<void> }

const FILE_MAX_BYTES = 64 * 1024 * 1024
/** How long a payer may take on the bank's page when the instruction has no deadline; houses allow a day at most. */
const PAGE_SECONDS = 900
const PAGE_SECONDS_MAX = 86_400

const silence = (silent: Silent): HouseAnswer =>
  silent.sent ? unknown(silent.reason) : { result: 'not_sent', reason: silent.reason, retry: 'safe' }

const NOT_SET_UP: Silent = { spoke: false, sent: false, reason: 'not connected' }

/** One signed exchange after another: of several keys the newest is tried first, and the next when the house does not know it. */
function createExchange({ wire, clock, client, access, explain }: Deps) {
  const { scheme, code } = wire
  const { header } = scheme

  async function signedBy(who: Access, secret: string, { method, path, body }: Request, options: Call): Promise<Spoken | Silent> {
    let nonce = ''
    return client.exchange(method, path, body, {
      idempotent: options.idempotent,
      reference: options.reference,
      ...(options.isFile ? { bodyMaxBytes: FILE_MAX_BYTES } : {}),
      withoutBodies: options.isFile === true || options.isSecret === true,
      headers: text => {
        nonce = newNonce()
        const timestamp = timestampOf(clock.now())
        return {
          [header.institution]: who.institution,
          [header.timestamp]: timestamp,
          [header.nonce]: nonce,
          [header.signature]: macOf(scheme, secret, requestString(scheme, method, path, timestamp, nonce, text)),
        }
      },
      verify(answer) {
        const timestamp = answer.header(header.timestamp) ?? ''
        const signature = answer.header(header.signature)
        const covered = responseString(scheme, answer.status, timestamp, nonce, answer.body)
        const isFresh = inWindow(timestamp, clock.now())
        if (isFresh && isMac(scheme, secret, covered, signature ?? '')) return null
        if (answer.status !== 401)
          explain({
            kind: 'signature',
            code,
            role: KEY_ROLE,
            on: 'answer',
            reference: options.reference,
            algorithm: 'hmac_sha256',
            keyId: null,
            signedString: covered,
            signature,
            ...(signature === null ? { reason: 'header_missing' } : isFresh ? {} : { reason: 'timestamp_outside_window' }),
            verify: (material, text) => isMac(scheme, material, text, signature ?? ''),
          })
        return `answer ${answer.status} is not signed by the house`
      },
    })
  }

  return async (request: (institution: string) => Request, options: Call): Promise<Spoken | Silent> => {
    const who = access()
    if (who === null) return NOT_SET_UP
    let said: Spoken | Silent = NOT_SET_UP
    for (const secret of who.secrets) {
      said = await signedBy(who, secret, request(who.institution), options)
      // A key that the house does not know (yet, or any more) got nothing done.
      if (said.spoke || said.answer?.status !== 401) break
    }
    return said
  }
}

type Call = {
  readonly idempotent: boolean
  readonly reference: string | null
  readonly isFile?: true
  /** Carries the number of a card or a code: kept nowhere, not even under seal. */
  readonly isSecret?: true
}

const isGateway = ({ kind, channelOrder }: Pick<Instruction, 'kind' | 'channelOrder'>): boolean =>
  kind === 'debit' && channelOrder?.flow === 'gateway'

/** A house that cannot read a question says nothing of the instruction that was asked about. */
const questioned = (answer: HouseAnswer): HouseAnswer =>
  answer.result === 'failed' && answer.code === 'refused_by_house' ? unknown('the question was refused') : answer

function createPort(deps: Deps, exchange: ReturnType<typeof createExchange>): ClearingHouse {
  const { wire, clock } = deps

  async function instruct(instruction: Instruction, account: string | null): Promise<HouseAnswer> {
    const id = formatId('ins', instruction.id)
    const now = clock.now()
    const left = instruction.deadline === null ? PAGE_SECONDS : Math.floor((instruction.deadline.getTime() - now.getTime()) / 1_000)
    const expiresInSeconds = Math.min(PAGE_SECONDS_MAX, Math.max(1, left))
    const notifyUrl = deps.callbackUrl?.() ?? null
    const said = await exchange(institution => wire.instruct(instruction, { institution, notifyUrl, account, expiresInSeconds }), {
      idempotent: true,
      reference: id,
    })
    return said.spoke ? wire.readInstruction(said, id, new Date(now.getTime() + expiresInSeconds * 1_000)) : silence(said)
  }

  return {
    async bind(requestId, card) {
      const said = await exchange(institution => wire.bind(institution, requestId, card), {
        idempotent: true,
        reference: null,
        isSecret: true,
      })
      const bound = said.spoke ? wire.readAgreement(said) : refuse('clearing_unavailable' as const)
      if (!bound.ok) return bound
      const { id: bindingId, bank, bankCode, last4 } = bound.value
      return ok({ bindingId, bank, bankCode, last4 })
    },
    async verifyBinding(bindingId, code) {
      const said = await exchange(institution => wire.verify(institution, bindingId, code), {
        idempotent: false,
        reference: null,
        isSecret: true,
      })
      const bound = said.spoke ? wire.readAgreement(said) : refuse('clearing_unavailable' as const)
      if (!bound.ok) return bound
      const { agreementNumber, accountToken, bank, bankCode, last4 } = bound.value
      if (agreementNumber === null || accountToken === null) return refuse('clearing_unavailable')
      return ok({ agreementNumber, accountToken, bank, bankCode, last4 } satisfies BoundCard)
    },
    async unbind(agreementNumber) {
      const said = await exchange(institution => wire.unbind(institution, agreementNumber), { idempotent: true, reference: null })
      const ended = said.spoke ? wire.readAgreement(said) : refuse('clearing_unavailable' as const)
      return ended.ok ? ok(null) : ended
    },
    debit: instruction => instruct(instruction, null),
    async payout(instruction) {
      const { payee } = instruction
      const account =
        payee === null || deps.accountNumber === undefined ? (payee?.account ?? null) : await deps.accountNumber(payee.account)
      if (account === null) {
        // Before the first attempt nothing can have been paid; after it only the house knows.
        return instruction.attempts > 1
          ? unknown('the account of the payee is no longer known')
          : { result: 'failed', code: 'payee_account_unknown', retry: 'pointless' }
      }
      return instruct(instruction, account)
    },
    refund: instruction => instruct(instruction, null),
    async query(instruction) {
      const id = formatId('ins', instruction.id)
      const said = await exchange(institution => wire.query(institution, instruction.kind, isGateway(instruction), id), {
        idempotent: true,
        reference: id,
      })
      return said.spoke ? questioned(wire.readInstruction(said, id, null)) : silence(said)
    },
    async close(instruction) {
      const id = formatId('ins', instruction.id)
      const said = await exchange(institution => wire.close(institution, id), { idempotent: true, reference: id })
      if (!said.spoke) return silence(said)
      const answer = questioned(wire.readInstruction(said, id, null))
      // What cannot be closed is being paid.
      return answer.result === 'unknown' && answer.unrecognised === undefined
        ? { result: 'accepted', houseReference: null, retry: 'safe' }
        : answer
    },
    async settlementFile(date) {
      const who = deps.access()
      const path = wire.settlementPath(date)
      const said = await exchange(() => ({ method: 'GET', path }), { idempotent: true, reference: null, isFile: true })
      if (!said.spoke || who === null) return refuse('clearing_unavailable')
      if (!isFile(said)) return fileRefusal(wire, said)
      return readSettlementFile(said.body, said.header(wire.scheme.header.digest), {
        scheme: wire.scheme,
        institution: who.institution,
        date,
      })
    },
    async quota() {
      const said = await exchange(institution => wire.quota(institution), { idempotent: true, reference: null })
      const quota = said.spoke ? wire.readQuota(said) : null
      if (quota === null) return refuse('clearing_unavailable')
      // Without a bound there is always enough.
      return ok({ available: quota.available ?? BigInt(Number.MAX_SAFE_INTEGER), currency: 'CNY', asOf: clock.now() })
    },
    async ownFundsTransfer(transfer) {
      const { reserve } = wire
      if (reserve === null) return { result: 'failed', code: 'refused_by_house', retry: 'pointless' }
      const said = await exchange(() => reserve.transfer(transfer), { idempotent: true, reference: transfer.id })
      return said.spoke ? reserve.readTransfer(said, transfer.id) : silence(said)
    },
    async bankBalances() {
      const { reserve } = wire
      const said = reserve === null ? NOT_SET_UP : await exchange(() => reserve.balances, { idempotent: true, reference: null })
      const balances = said.spoke ? (reserve?.readBalances(said) ?? null) : null
      return balances === null ? refuse('clearing_unavailable') : ok(balances)
    },
  }
}

/** A file, and not a message that there is none. */
const isFile = (said: Spoken): boolean => said.status === 200 && (said.header('content-type') ?? '').startsWith('text/plain')

function fileRefusal(wire: Wire, said: Spoken): Outcome<never, ClearingRefusalCode> {
  const reason = wire.fileRefusal(said)
  return reason === 'not_ready'
    ? refuse('clearing_settlement_not_ready', 'date')
    : refuse('clearing_settlement_invalid', 'date', { reason })
}

/** Thrown where the bytes end: what came is not what the house signed for. */
class FileDigestError extends Error {
  override name = 'FileDigestError'
}

async function* checked(bytes: Buffer, isRight: boolean): AsyncGenerator<Uint8Array> {
  yield* inMemory(bytes)
  if (!isRight) throw new FileDigestError('the digest of the file is not the one that the house gave')
}

function createBillSource({ wire }: Deps, exchange: ReturnType<typeof createExchange>): BillSource {
  const { scheme } = wire
  return {
    code: wire.code,
    formats: [clearingSettlement, clearingFund],
    async fetch(format, date: BusinessDate) {
      const path =
        format === clearingSettlement.code ? wire.settlementPath(date) : format === clearingFund.code ? wire.fundPath(date) : null
      if (path === null) return refuse<BillFetchCode>('bill_invalid')
      const said = await exchange(() => ({ method: 'GET', path }), { idempotent: true, reference: null, isFile: true })
      if (!said.spoke) return refuse('bill_unavailable')
      if (!isFile(said)) return refuse(wire.fileRefusal(said) === 'not_ready' ? 'bill_not_ready' : 'bill_invalid')
      const isRight = said.header(scheme.header.digest) === `${scheme.digestPrefix}${digestOf(scheme, said.body)}`
      return ok({ format, name: `${wire.code}_${format}_${date}.txt`, bytes: checked(said.body, isRight) })
    },
  }
}

/** What a callback's signature covers and whether one of our keys made it. */
function createCallbackReader({ wire, clock, access, explain, recordInbound }: Deps): CallbackReader {
  const { scheme, code } = wire
  const { header } = scheme

  function refusalOf(request: InboundRequest): ClearingRefusalCode | null {
    const who = access()
    const given = (name: string): string => request.header(name) ?? ''
    const [timestamp, nonce, signature] = [given(header.timestamp), given(header.nonce), given(header.signature)]
    if (who === null || given(header.institution) !== who.institution) return 'callback_signature_invalid'
    const covered = requestString(scheme, request.method, request.path, timestamp, nonce, request.rawBody)
    const isFresh = inWindow(timestamp, clock.now())
    // A replayed callback carries a known event key and changes nothing, so nonces need no memory here.
    if (isFresh && nonce.length >= 16 && who.secrets.some(secret => isMac(scheme, secret, covered, signature))) return null
    explain({
      kind: 'signature',
      code,
      role: KEY_ROLE,
      on: 'callback',
      reference: null,
      algorithm: 'hmac_sha256',
      keyId: null,
      signedString: covered,
      signature: signature === '' ? null : signature,
      ...(signature === '' || nonce.length < 16 ? { reason: 'header_missing' } : isFresh ? {} : { reason: 'timestamp_outside_window' }),
      verify: (material, text) => isMac(scheme, material, text, signature),
    })
    return 'callback_signature_invalid'
  }

  return {
    read(request) {
      const refusal = refusalOf(request)
      const event = refusal === null ? wire.readEvent(request.rawBody) : null
      const code_ = refusal ?? (event === null ? 'callback_invalid' : null)
      recordInbound({
        code,
        method: request.method,
        path: request.path,
        headers: Object.fromEntries(Object.values(header).map(name => [name, request.header(name) ?? ''])),
        body: request.rawBody,
        reference: event?.instruction ?? null,
        status: code_ === null ? 200 : code_ === 'callback_invalid' ? 400 : 401,
        refusal: code_,
      })
      if (event === null) return refuse(code_ ?? 'callback_invalid')
      return ok({
        eventKey: event.eventKey,
        instructionId: parseId('ins', event.instruction),
        instruction: event.instruction,
        answer: event.answer,
      })
    },
    answers: { accepted: { status: 200, contentType: 'application/json', body: '{"received":true}' }, refused: () => null },
  }
}

function assemble(deps: Deps): ClearingHouseConnector {
  const { wire, access, client } = deps
  const exchange = createExchange(deps)
  const port = createPort(deps, exchange)

  /** The check of the key doctor over the wire: something that is signed and moves nothing. */
  async function selfTest(): Promise<readonly Finding[]> {
    if (access() === null) return [{ role: null, level: 'error', code: 'not_set_up', values: { missing: KEY_ROLE } }]
    const said = await exchange(institution => wire.quota(institution), { idempotent: true, reference: null })
    return said.spoke
      ? [{ role: null, level: 'ok', code: 'understood', values: { answer: said.status } }]
      : [{ role: null, level: 'error', code: 'not_understood', values: { reason: said.reason } }]
  }

  return {
    code: wire.code,
    capabilities: CAPABILITIES[wire.code],
    keys: KEYS,
    settings: SETTINGS,
    selfTest,
    port,
    callbacks: createCallbackReader(deps),
    connected: () => access() !== null,
    bills: createBillSource(deps, exchange),
    close: () => client.close(),
  }
}

/** The operator named the house: wherever its name leads is good. */
async function addressesOf(url: string): Promise<{ address: string; family: 4 | 6 }[]> {
  const found = await lookup(new URL(url).hostname.replaceAll(/^\[|\]$/g, ''), { all: true })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}

const wireOf = (code: HouseCode): Wire => (code === HOUSE_A ? WIRE_A : WIRE_B)

/** Fields whose values never reach the readable log. */
const SENSITIVE = [
  ...['id_number', 'card_number', 'phone', 'name', 'payee_account', 'payee_name', 'code'],
  ...['cert_no', 'card_no', 'mobile', 'cst_nm', 'rcv_acct', 'rcv_nm', 'sms_code'],
]

/** Where a house is and what it shares with us, named by configuration. */
export type Configured = {
  /** Base address without a trailing slash. */
  readonly url: string
  readonly institution: string
  readonly secret: string
}

/** A client of an address that the operator's configuration names; nothing is logged. */
function directClient(code: HouseCode, url: string, timeoutMs: number | undefined): Client {
  const target = new URL(url)
  const outgoing = { check: async (asked: string) => ok({ url: target, addresses: await addressesOf(asked) }) }
  const deps = { baseUrl: () => url, outgoing, record: () => undefined, called: () => undefined }
  return createClient(deps, { code, ...(timeoutMs === undefined ? {} : { timeoutMs }) })
}

export type ClearingHouseDeps = Pick<Deps, 'clock' | 'callbackUrl' | 'accountNumber'> & {
  readonly code: HouseCode
  readonly kit: Pick<Kit, 'connection' | 'createClient' | 'explain' | 'recordInbound'>
  /** Holds until the house is connected in the kit. */
  readonly configured?: Configured
  /** Default 8,000. */
  readonly timeoutMs?: number
}

/** The connector as the kit sets it up: address, institution and keys are those of the connection. */
export function createClearingHouse({ code, kit, configured, timeoutMs, ...deps }: ClearingHouseDeps): ClearingHouseConnector {
  const own = kit.createClient({ code, ...(timeoutMs === undefined ? {} : { timeoutMs }), sensitive: SENSITIVE })
  const direct = configured === undefined ? null : directClient(code, configured.url, timeoutMs)
  const client = (): Client => (direct !== null && kit.connection(code) === null ? direct : own)
  return assemble({
    ...deps,
    wire: wireOf(code),
    client: {
      exchange: (...given) => client().exchange(...given),
      download: (...given) => client().download(...given),
      get breaker() {
        return client().breaker
      },
      async close() {
        await Promise.all([own.close(), direct?.close()])
      },
    },
    access() {
      const connection = kit.connection(code)
      if (connection === null)
        return configured === undefined ? null : { institution: configured.institution, secrets: [configured.secret] }
      const { institution } = connection.settings
      const secrets = connection.credentials(KEY_ROLE).map(({ material }) => material)
      return typeof institution === 'string' && secrets.length > 0 ? { institution, secrets } : null
    },
    explain: kit.explain,
    recordInbound: kit.recordInbound,
  })
}

export type ClearingSimDeps = Pick<Deps, 'clock' | 'callbackUrl' | 'accountNumber'> &
  Configured & { readonly code?: HouseCode; readonly timeoutMs?: number }

/** The connector without the kit: address and key are given, nothing is logged. */
export function createClearingSim({
  code = HOUSE_A,
  url,
  institution,
  secret,
  timeoutMs,
  ...deps
}: ClearingSimDeps): ClearingHouseConnector {
  const access: Access = { institution, secrets: [secret] }
  return assemble({
    ...deps,
    wire: wireOf(code),
    client: directClient(code, url, timeoutMs),
    access: () => access,
    explain: () => undefined,
    recordInbound: () => undefined,
  })
}
