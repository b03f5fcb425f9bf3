/** For tests: the connector, connected over real sockets to a simulated Alipay, in either key mode; no database. */

import { createHash } from 'node:crypto'
import { type AlipayOptions, createAlipay as createSimulator, type RunningAlipay } from '@feiqian/sandbox/alipay'
import { newId } from '../../../kernel/ids.ts'
import { systemClock } from '../../../kernel/time.ts'
import { createSafeClient } from '../../../platform/http/ssrf.ts'
import type { Instruction } from '../../clearing/types.ts'
import { createClient } from '../kit/client.ts'
import type { Connection, Credential, Kit, Settings, VerificationFailure } from '../kit/types.ts'
import { type AlipayConnector, createAlipay } from './alipay.ts'

export type TestAlipay = {
  readonly simulator: RunningAlipay
  readonly connector: AlipayConnector
  readonly appId: string
  readonly failures: VerificationFailure[]
  /** What would be stored: change it and the connector follows. */
  readonly connection: { settings: Settings; credentials: { role: string; material: string }[]; baseUrl: string }
  close(): Promise<void>
}

export type TestAlipayOptions = AlipayOptions & {
  readonly mode?: 'key' | 'certificate'
  readonly callbackUrl?: string | null
  readonly timeoutMs?: number
}

/** Role and material of each key that an application of the simulator is used with. */
export function credentialsOf(access: ReturnType<RunningAlipay['control']['access']>[number]): { role: string; material: string }[] {
  const { certificates } = access
  const own = { role: 'app_private_key', material: access.privateKey }
  return certificates === null
    ? [own, { role: 'alipay_public_key', material: access.alipayPublicKey }]
    : [
        own,
        { role: 'app_certificate', material: certificates.app },
        { role: 'alipay_certificate', material: certificates.alipay },
        { role: 'alipay_root_certificate', material: certificates.alipayRoot },
      ]
}

export async function connectAlipay(options: TestAlipayOptions = {}): Promise<TestAlipay> {
  const { mode = 'key', callbackUrl = null, timeoutMs = 2_000, ...simulated } = options
  const simulator = await createSimulator({ retryScale: 0.0005, ...simulated })
  const access = simulator.control.access()[mode === 'key' ? 0 : 1]
  if (access === undefined) throw new Error('the simulator has an application of each mode')
  const connection: TestAlipay['connection'] = {
    baseUrl: simulator.url,
    settings: { app_id: access.appId, seller_id: access.sellerId, mode, bill_ready_at: '00:00' },
    credentials: credentialsOf(access),
  }
  const credential = (role: string): Credential[] =>
    connection.credentials
      .filter(one => one.role === role)
      .map(({ material }, index) => ({
        id: newId<'crd'>(),
        role,
        keyId: null,
        version: index + 1,
        material,
        fingerprint: createHash('sha256').update(material).digest('hex'),
        notAfter: null,
        activeFrom: new Date(0),
      }))
  const failures: VerificationFailure[] = []
  const outgoing = createSafeClient({ allowPrivate: true })
  const kit: Pick<Kit, 'connection' | 'createClient' | 'explain'> = {
    connection: (code): Connection => ({
      code,
      baseUrl: connection.baseUrl,
      enabled: true,
      settings: connection.settings,
      credential: role => credential(role)[0] ?? null,
      credentials: credential,
      credentialByKeyId: () => null,
    }),
    createClient: wanted => createClient({ baseUrl: () => connection.baseUrl, outgoing, record: () => {}, called: () => {} }, wanted),
    explain: failure => void failures.push(failure),
  }
  const connector = createAlipay({ kit, clock: systemClock, callbackUrl: () => callbackUrl, timeoutMs })
  return {
    simulator,
    connector,
    appId: access.appId,
    failures,
    connection,
    async close() {
      await connector.close()
      await simulator.close()
    },
  }
}

/** An instruction as clearing hands it to a rail. */
export const instructionOf = (given: Partial<Instruction> = {}): Instruction => ({
  id: newId<'ins'>(),
  purpose: 'payment_debit',
  kind: 'debit',
  house: 'alipay',
  amount: 8_880n,
  currency: 'CNY',
  agreementNumber: null,
  channelOrder: { flow: 'native', subMerchant: '2088600000000011' },
  action: null,
  payee: null,
  originalInstruction: null,
  reference: 'pay_test',
  description: '龙井茶 & 茶点 100%',
  state: 'sent',
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
  deadline: new Date(Date.now() + 600_000),
  sendBy: null,
  createdAt: new Date(),
  sentAt: new Date(),
  completedAt: null,
  ...given,
})
