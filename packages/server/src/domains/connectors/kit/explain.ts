/**
 * Keeps what could not be verified, with why: the doctor shows it. Diagnosing costs time and whoever sends forgeries decides how many
 * there are, so only so many a minute are looked into.
 */
import { newId } from '../../../kernel/ids.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { Db } from '../../../platform/db.ts'
import type { Envelope } from '../../../platform/kms.ts'
import type { Logger } from '../../../platform/telemetry.ts'
import type { Connections } from './connections.ts'
import { diagnoseCipher, diagnoseSignature, type KnownKey } from './diagnose.ts'
import * as store from './store.ts'
import * as exchangeStore from './store-exchanges.ts'
import type { Diagnosis, VerificationFailure } from './types.ts'

const KEEP = 50
const PER_MINUTE_MAX = 20
const TEXT_MAX = 64 * 1024

export type Explainer = {
  explain(failure: VerificationFailure): void
  /** What waits has been kept. */
  settled(): Promise<void>
  /** Failures that were not looked into since the start. */
  readonly skipped: number
}

export const failureContext = (id: string): string => `connectors.verification_failures:${id}`

export function createExplainer(deps: {
  readonly db: Db
  readonly clock: Clock
  readonly envelope: Envelope
  readonly connections: Pick<Connections, 'open'>
  readonly logger: Logger
}): Explainer {
  const { db, clock, envelope, logger } = deps
  let skipped = 0
  let windowStart = Number.NEGATIVE_INFINITY
  let inWindow = new Map<string, number>()
  const running = new Set<Promise<void>>()

  /** Every key of the role that might have been meant, the newest first. */
  async function keysOf(code: string, role: string): Promise<KnownKey[]> {
    const rows = (await store.credentialsOf(db, code)).filter(row => row.role === role).slice(0, 10)
    return Promise.all(
      rows.map(async row => ({ keyId: row.keyId, version: row.version, state: row.state, material: await deps.connections.open(row) })),
    )
  }

  async function keep(failure: VerificationFailure): Promise<void> {
    const keys = await keysOf(failure.code, failure.role)
    const diagnosis: Diagnosis = failure.kind === 'signature' ? diagnoseSignature(failure, keys) : diagnoseCipher(failure, keys)
    const id = newId<'exc'>()
    const text =
      failure.kind === 'signature'
        ? { signed_string: failure.signedString.slice(0, TEXT_MAX), signature: failure.signature, algorithm: failure.algorithm }
        : {
            algorithm: failure.algorithm,
            nonce: failure.nonce,
            associated_data: failure.associatedData,
            ciphertext: failure.ciphertext.slice(0, TEXT_MAX),
          }
    const row = {
      id,
      role: failure.role,
      kind: failure.kind,
      arrivedAs: failure.on,
      reference: failure.reference?.slice(0, 100) ?? null,
      keyId: failure.kind === 'signature' ? (failure.keyId?.replaceAll('\u0000', '').slice(0, 200) ?? null) : null,
      diagnosis: diagnosis.code,
      diagnosisValues: diagnosis.values,
      sealed: await envelope.seal(JSON.stringify(text), failureContext(id)),
      at: clock.now(),
    }
    await db.transaction(async tx => exchangeStore.addFailure(tx, failure.code, row, KEEP))
    logger.warn({ connector: failure.code, role: failure.role, on: failure.on, diagnosis: diagnosis.code }, 'a verification failed')
  }

  return {
    explain(failure) {
      const now = performance.now()
      if (now - windowStart > 60_000) {
        windowStart = now
        inWindow = new Map()
      }
      const count = (inWindow.get(failure.code) ?? 0) + 1
      inWindow.set(failure.code, count)
      if (count > PER_MINUTE_MAX) {
        skipped += 1
        return
      }
      const work = keep(failure)
        .catch((error: unknown) => logger.warn({ err: error, connector: failure.code }, 'a failed verification could not be explained'))
        .finally(() => running.delete(work))
      running.add(work)
    },
    async settled() {
      await Promise.all(running)
    },
    get skipped() {
      return skipped
    },
  }
}
