/**
 * The connector against the simulator over real sockets: the kit's own client, keys in memory, an address that receives notifications.
 * For tests alone.
 */
import { createSign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  createWeChatPay as createSimulator,
  type Keys,
  type Merchant,
  type RunningWeChatPay,
  type WeChatPayOptions,
} from '@feiqian/sandbox/wechat-pay'
import { afterEach } from 'vitest'
import { type Id, newId } from '../../../kernel/ids.ts'
import { type Outcome, ok } from '../../../kernel/outcome.ts'
import type { Commands } from '../../../platform/commands.ts'
import type { Db } from '../../../platform/db.ts'
import type { ChannelOrder, ClearingRefusalCode, InboundRequest, InboundResult } from '../../clearing/ports.ts'
import type { Instruction } from '../../clearing/types.ts'
import { createClient } from '../kit/client.ts'
import type { Connection, Credential, InboundRecord, Kit, NewCredential, Settings, VerificationFailure } from '../kit/types.ts'
import { ROLES } from './capabilities.ts'
import { createWechatPay, type WechatPay } from './wechat-pay.ts'

export const SUB = '1900000011'
export const SUB_APPID = 'wx0000000000000011'

/** Call at the top of a test file: gives `bench`, and closes after each test what it started. Keys are made once per file. */
export function useWechat(): { bench(options?: BenchOptions): Promise<Bench> } {
  let keys: Keys | undefined
  const running: RunningWeChatPay[] = []
  const closers: (() => Promise<void>)[] = []
  afterEach(async () => {
    await Promise.all(closers.splice(0).map(close => close()))
    await Promise.all(running.splice(0).map(pay => pay.close()))
  })
  return {
    async bench(options = {}) {
      const pay = await createSimulator({
        ...(keys === undefined ? {} : { keys: structuredClone(keys) }),
        callbackTimeScale: 0.001,
        ...options.simulator,
        faults: { refundDelayMs: 0, ...options.simulator?.faults },
      })
      keys ??= structuredClone(pay.keys)
      running.push(pay)
      return benchOf(pay, options, closers)
    },
  }
}

export function merchantOf(pay: RunningWeChatPay, kind: 'provider' | 'direct' = 'provider'): Merchant {
  const merchant = pay.keys.merchants.find(known => known.kind === kind)
  if (merchant === undefined) throw new Error(`no ${kind}`)
  return merchant
}

const plainSerial = (serial: string): string => serial.toUpperCase().replace(/^0+/, '')

/** The roles that a connection may hold, from a simulator's keys. */
export function credentialsOf(pay: RunningWeChatPay, kind: 'provider' | 'direct' = 'provider'): readonly NewCredential[] {
  const merchant = merchantOf(pay, kind)
  const { platform } = pay.keys
  return [
    { role: ROLES.privateKey, keyId: null, material: merchant.privateKey },
    { role: ROLES.certificate, keyId: merchant.serial, material: merchant.certificate },
    { role: ROLES.apiV3Key, keyId: null, material: merchant.apiV3Key },
    { role: ROLES.platformPublicKey, keyId: platform.publicKeyId, material: platform.publicKey },
    ...platform.certificates.map(({ serial, certificate }) => ({
      role: ROLES.platformCertificate,
      keyId: serial,
      material: certificate,
    })),
    { role: ROLES.smPrivateKey, keyId: null, material: merchant.sm.privateKeyPem },
    { role: ROLES.smCertificate, keyId: merchant.sm.serial, material: merchant.sm.certificate },
    { role: ROLES.smPlatformCertificate, keyId: platform.sm.serial, material: platform.sm.certificate },
  ]
}

export type TestKit = Kit & {
  readonly failures: VerificationFailure[]
  readonly inbound: InboundRecord[]
  held: Credential[]
  settings: Settings
}

/** The kit without its database: connections and keys are plain memory; the client is the real one. */
export function testKit(baseUrl: string, given: readonly NewCredential[], settings: Settings): TestKit {
  const failures: VerificationFailure[] = []
  const inbound: InboundRecord[] = []
  const credential = ({ role, keyId, material }: NewCredential): Credential => ({
    ...{ id: newId<'crd'>(), role, keyId, version: 1, material, fingerprint: '', notAfter: null },
    activeFrom: new Date(0),
  })
  const kit: TestKit = {
    failures,
    inbound,
    held: given.map(credential),
    settings,
    connection(code): Connection | null {
      const of = (role: string): Credential[] => kit.held.filter(held => held.role === role)
      return {
        code,
        baseUrl,
        enabled: true,
        settings: kit.settings,
        credential: role => of(role)[0] ?? null,
        credentials: of,
        credentialByKeyId: (role, keyId) =>
          of(role).find(held => held.keyId !== null && plainSerial(held.keyId) === plainSerial(keyId)) ?? null,
      }
    },
    createClient: options =>
      createClient(
        {
          baseUrl: () => baseUrl,
          outgoing: { check: async () => ok({ addresses: [{ address: '127.0.0.1', family: 4 }] }) as never },
          record: () => {},
          called: () => {},
        },
        options,
      ),
    explain: failure => failures.push(failure),
    recordInbound: record => inbound.push(record),
    async storeCredential(_code, input) {
      if (!kit.held.some(held => held.role === input.role && held.material === input.material)) kit.held.unshift(credential(input))
      return ok(null)
    },
    async retireCredential(_code, role, keyId) {
      kit.held = kit.held.filter(held => held.role !== role || held.keyId === null || plainSerial(held.keyId) !== plainSerial(keyId))
    },
  }
  return kit
}

export type Bench = {
  readonly pay: RunningWeChatPay
  readonly kit: TestKit
  readonly wechat: WechatPay
  /** What came in, read by the connector. */
  readonly heard: Outcome<InboundResult, ClearingRefusalCode>[]
  readonly requests: InboundRequest[]
  readonly warnings: string[]
  policy: Record<string, unknown>
  now: () => Date
  /** Waits until so many notifications were read. */
  count(wanted: number): Promise<void>
}

/** An answer of the simulator on its way to the connector. */
export type Answered = { readonly status: number; readonly headers: Record<string, string>; readonly body: string }

export type BenchOptions = {
  /** Changes answers on their way, as somebody in the middle would. */
  readonly tamper?: (answer: Answered, path: string, pay: RunningWeChatPay) => Answered
  readonly simulator?: WeChatPayOptions
  readonly kind?: 'provider' | 'direct'
  readonly settings?: Settings
  readonly without?: readonly string[]
  readonly db?: Db
  readonly commands?: Commands
}

/** Somebody between the connector and the simulator; answers the address to speak to. */
async function through(
  pay: RunningWeChatPay,
  tamper: NonNullable<BenchOptions['tamper']>,
  closers: (() => Promise<void>)[],
): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', async () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).flatMap(([name, value]) =>
          typeof value === 'string' && !['host', 'connection', 'content-length'].includes(name) ? [[name, value]] : [],
        ),
      )
      const body = Buffer.concat(chunks)
      const path = request.url ?? ''
      const answer = await fetch(`${pay.url}${path}`, { method: request.method ?? '', headers, ...(body.length === 0 ? {} : { body }) })
      const given = Object.fromEntries([...answer.headers].filter(([name]) => !/^(content-length|connection|keep-alive|date)$/.test(name)))
      const changed = tamper({ status: answer.status, headers: given, body: await answer.text() }, path, pay)
      response.writeHead(changed.status, changed.headers).end(changed.body)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closers.push(async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The answer with another body, signed by the platform's public key: what only the platform could say. */
export function resigned(pay: RunningWeChatPay, status: number, body: unknown): Answered {
  const text = body === undefined ? '' : JSON.stringify(body)
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const signature = createSign('RSA-SHA256').update(`${timestamp}\nnonce\n${text}\n`).sign(pay.keys.platform.publicKeyPrivate, 'base64')
  return {
    status,
    body: text,
    headers: {
      ...{ 'content-type': 'application/json', 'wechatpay-timestamp': timestamp, 'wechatpay-nonce': 'nonce' },
      ...{ 'wechatpay-serial': pay.keys.platform.publicKeyId, 'wechatpay-signature': signature },
    },
  }
}

/** A simulator, a connector that is set up with it, and its door for notifications. */
async function benchOf(pay: RunningWeChatPay, options: BenchOptions, closers: (() => Promise<void>)[]): Promise<Bench> {
  const kind = options.kind ?? 'provider'
  const merchant = merchantOf(pay, kind)
  const credentials = credentialsOf(pay, kind).filter(({ role }) => options.without?.includes(role) !== true)
  const { tamper } = options
  const kit = testKit(tamper === undefined ? pay.url : await through(pay, tamper, closers), credentials, {
    mode: kind === 'provider' ? 'partner' : 'direct',
    mchid: merchant.mchid,
    appid: merchant.appids[0] ?? '',
    ...options.settings,
  })
  const heard: Bench['heard'] = []
  const requests: InboundRequest[] = []
  let address = ''
  const warnings: string[] = []
  const state: Bench = {
    pay,
    kit,
    heard,
    requests,
    warnings,
    policy: {},
    now: () => new Date(),
    wechat: createWechatPay({
      kit,
      clock: { now: () => state.now(), offsetMs: () => 0 },
      db: options.db ?? ({} as Db),
      commands: options.commands ?? ({ define: () => ({ execute: () => Promise.reject(new Error('no commands here')) }) } as Commands),
      publicUrl: () => address,
      policies: { at: key => (state.policy[key] === undefined ? null : { value: state.policy[key] }) },
      log: { warn: (_facts, message) => warnings.push(message) },
    }),
    async count(wanted) {
      for (let waitedMs = 0; heard.length < wanted && waitedMs < 8_000; waitedMs += 10)
        await new Promise(resolve => setTimeout(resolve, 10))
    },
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const inbound: InboundRequest = {
        method: request.method ?? '',
        path: request.url ?? '',
        rawBody: Buffer.concat(chunks),
        header: name => {
          const value = request.headers[name.toLowerCase()]
          return Array.isArray(value) ? value.join(', ') : value
        },
      }
      requests.push(inbound)
      const read = state.wechat.callbacks.read(inbound)
      heard.push(read)
      const answer = read.ok ? state.wechat.callbacks.answers.accepted : state.wechat.callbacks.answers.refused(read.error.code)
      response.writeHead(answer?.status ?? 500).end(answer?.body)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  closers.push(async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
    await state.wechat.close()
  })
  return state
}

export const order = (flow: ChannelOrder['flow'], more: Partial<ChannelOrder> = {}): ChannelOrder => ({ flow, subMerchant: SUB, ...more })

/** A debit that a payer pays; `more` replaces fields. */
export const debit = (channelOrder: ChannelOrder, more: Partial<Instruction> = {}): Instruction => ({
  id: newId<'ins'>(),
  purpose: 'payment_debit',
  kind: 'debit',
  house: 'wechat_pay',
  amount: 1_999n,
  currency: 'CNY',
  agreementNumber: null,
  channelOrder,
  action: null,
  payee: null,
  originalInstruction: null,
  reference: 'pay_01jd0000000000000000000000',
  description: '龙井一杯',
  state: 'created',
  failureCode: null,
  houseReference: null,
  payer: null,
  fee: null,
  waitReason: null,
  cancelRequestedAt: null,
  settlementDate: null,
  settlementId: null,
  attempts: 1,
  queryAttempts: 0,
  deadline: null,
  sendBy: null,
  createdAt: new Date(),
  sentAt: null,
  completedAt: null,
  ...more,
})

export const refundOf = (original: Instruction, amount: bigint, more: Partial<Instruction> = {}): Instruction =>
  debit(
    {
      flow: original.channelOrder?.flow ?? 'native',
      subMerchant: original.channelOrder?.subMerchant ?? null,
      originalAmount: original.amount,
    },
    { purpose: 'refund', kind: 'refund', amount, originalInstruction: original.id as Id<'ins'>, description: '退货', ...more },
  )
