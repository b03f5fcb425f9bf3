/**
 * The platform's certificates (平台证书): downloaded by job, and whenever something is signed by a key that we do not hold, so that a change
 * of certificates needs nobody's hand. New ones stand beside the old; what the platform no longer lists has ended.
 */
import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../../../kernel/time.ts'
import type { Connection, Kit } from '../kit/types.ts'
import type { Account } from './account.ts'
import { ROLES, WECHAT_PAY } from './capabilities.ts'
import { doubtAbout, explainDoubt, explainSealed, parseJson, signedBy, type Wechat } from './exchange.ts'
import { CIPHERS, responseMessage, type Suite, verifyRsa } from './protocol.ts'
import { publicPointOf, verifySm } from './sm.ts'

const PATH = '/v3/certificates'
/** A burst of unknown serials is one download. */
const PAUSE_MS = 10_000
const CERTIFICATES_MAX = 20

const zList = z.object({
  data: z
    .array(
      z.object({
        serial_no: z.string().max(64),
        effective_time: z.string().max(64).optional(),
        encrypt_certificate: z.object({
          algorithm: z.string().max(32),
          nonce: z.string().max(64),
          associated_data: z.string().max(64).default(''),
          ciphertext: z.string().max(32_768),
        }),
      }),
    )
    .max(CERTIFICATES_MAX),
})

type Downloaded = { readonly serial: string; readonly pem: string; readonly suite: Suite; readonly from: Date | null }

const isSerial = (pem: string, serial: string): boolean => {
  try {
    return BigInt(`0x${new X509Certificate(pem).serialNumber}`) === BigInt(`0x${serial}`)
  } catch {
    return false
  }
}

export type Certificates = {
  /** Serials that the platform signs with now; empty when there are none or they could not be had. */
  refresh(): Promise<readonly string[]>
  /** Something was signed by an unknown key: look for it soon, in the background. */
  wanted(serial: string): void
  /** Ends waiting. */
  close(): Promise<void>
}

export function createCertificates(deps: {
  readonly kit: Kit
  readonly wechat: Wechat
  readonly clock: Clock
  readonly log: { warn(facts: Readonly<Record<string, unknown>>, message: string): void }
}): Certificates {
  const { kit, wechat, clock, log } = deps
  let running: Promise<readonly string[]> | null = null
  let lastAt = Number.NEGATIVE_INFINITY

  function opened(account: Account, body: unknown): readonly Downloaded[] | null {
    const list = zList.safeParse(body)
    if (!list.success) return null
    const certificates: Downloaded[] = []
    for (const { serial_no: serial, effective_time: from, encrypt_certificate: sealed } of list.data.data) {
      const suite: Suite = sealed.algorithm === CIPHERS.sm ? 'sm' : 'rsa'
      const pem = account.open({ ...sealed, associatedData: sealed.associated_data }, suite)
      if (pem === null) {
        explainSealed(kit, 'answer', serial, { ...sealed, associatedData: sealed.associated_data })
        return null
      }
      if (!isSerial(pem, serial)) return null
      certificates.push({ serial, pem, suite, from: from === undefined ? null : new Date(from) })
    }
    return certificates
  }

  /**
   * The download is signed by a certificate that it may itself bring. Only who knows our APIv3 key can have sealed that, so it may
   * verify its own answer.
   */
  function isSigned(account: Account, connection: Connection, answer: { body: Buffer; header: (name: string) => string | null }): boolean {
    const signed = signedBy(answer.header)
    const doubt = doubtAbout(account, signed, answer.body, clock.now())
    if (doubt === null) return true
    const { serial, timestamp, nonce, signature } = signed
    if (doubt === 'serial' && serial !== null && timestamp !== null && nonce !== null && signature !== null) {
      const brought = opened(account, parseJson(answer.body))?.find(certificate => certificate.serial === serial)
      const message = responseMessage(timestamp, nonce, answer.body)
      if (brought?.suite === 'rsa' && verifyRsa(brought.pem, message, signature)) return true
      if (brought?.suite === 'sm' && verifySm(publicPointOf(brought.pem), message, signature)) return true
    }
    explainDoubt(kit, account, doubt, { on: 'answer', signed, body: answer.body, reference: connection.code })
    return false
  }

  async function download(): Promise<readonly string[]> {
    const [account, connection] = [wechat.account(), wechat.connection()]
    if ('missing' in account || connection === null) return []
    const said = await wechat.client.exchange('GET', PATH, undefined, {
      idempotent: true,
      reference: null,
      headers: () => wechat.headers('GET', PATH, '', null),
      verify: answer => (isSigned(account, connection, answer) ? null : 'the certificates are not signed by the platform'),
    })
    // With the public key alone there are no certificates: 404, and nothing to do.
    if (!said.spoke || said.status !== 200) return []
    const certificates = opened(account, parseJson(said.body))
    if (certificates === null) return []
    for (const { serial, pem, suite, from } of certificates) {
      const role = suite === 'sm' ? ROLES.smPlatformCertificate : ROLES.platformCertificate
      const activeFrom = from !== null && !Number.isNaN(from.getTime()) && from > clock.now() ? { activeFrom: from } : {}
      const stored = await kit.storeCredential(WECHAT_PAY, { role, keyId: serial, material: pem, ...activeFrom })
      if (!stored.ok) log.warn({ serial, code: stored.error.code }, 'a platform certificate of WeChat Pay was not kept')
    }
    await retire(certificates)
    return certificates.map(({ serial }) => serial)
  }

  /** Only certificates that the platform lists beside others of their kind can end others: an empty list says nothing. */
  async function retire(listed: readonly Downloaded[]): Promise<void> {
    const connection = wechat.connection()
    if (connection === null) return
    for (const [suite, role] of [
      ['rsa', ROLES.platformCertificate],
      ['sm', ROLES.smPlatformCertificate],
    ] as const) {
      const serials = listed.flatMap(certificate => (certificate.suite === suite ? [BigInt(`0x${certificate.serial}`)] : []))
      if (serials.length === 0) continue
      for (const { keyId } of connection.credentials(role))
        if (keyId !== null && !serials.includes(BigInt(`0x${keyId}`))) await kit.retireCredential(WECHAT_PAY, role, keyId)
    }
  }

  function refresh(): Promise<readonly string[]> {
    running ??= download()
      .catch((error: unknown) => {
        log.warn({ err: error }, 'the platform certificates of WeChat Pay could not be fetched')
        return []
      })
      .finally(() => {
        running = null
        lastAt = performance.now()
      })
    return running
  }

  return {
    refresh,
    wanted(serial) {
      if (serial.startsWith('PUB_KEY_ID_') || running !== null || performance.now() - lastAt < PAUSE_MS) return
      void refresh()
    },
    async close() {
      await running
    },
  }
}
