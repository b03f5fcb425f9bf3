/**
 * The key doctor: for every key of a connection whether it is there, what it is, whether its halves belong together and how long it
 * lasts; whether the system answers; and why the latest messages could not be verified.
 */
import type { Clock } from '../../../kernel/time.ts'
import type { Db } from '../../../platform/db.ts'
import type { Envelope } from '../../../platform/kms.ts'
import type { Registered } from './change-connections.ts'
import { checkSettings } from './change-connections.ts'
import type { Connections } from './connections.ts'
import { failureContext } from './explain.ts'
import { policyNumber } from './policy.ts'
import type { CredentialRow } from './store.ts'
import { type FailureRow, failures } from './store-exchanges.ts'
import type { Finding, FindingLevel, KeyRole } from './types.ts'

const DAY_MS = 86_400_000
const FAILURES_MAX = 20
const RSA_BITS_MIN = 2048

export type ShownFailure = Omit<FailureRow, 'sealed'> & { readonly text: Readonly<Record<string, string | null>> | null }

export type Examination = {
  readonly level: FindingLevel
  readonly findings: readonly Finding[]
  readonly failures: readonly ShownFailure[]
}

export type Doctor = {
  /** `live`: the system is asked, too. `exact`: failures come with the exact text that was signed. */
  examine(code: string, options: { readonly live: boolean; readonly exact: boolean }): Promise<Examination>
}

export function createDoctor(deps: {
  readonly db: Db
  readonly clock: Clock
  readonly envelope: Envelope
  readonly policies: { require(key: string, at: Date): { readonly value: unknown } }
  readonly connections: Connections
  readonly connector: (code: string) => Registered | null
}): Doctor {
  async function textOf(row: FailureRow): Promise<ShownFailure['text']> {
    return JSON.parse(await deps.envelope.openText(row.sealed, failureContext(row.id))) as Record<string, string | null>
  }

  return {
    async examine(code, { live, exact }) {
      const connector = deps.connector(code)
      if (connector === null) return { level: 'error', findings: [], failures: [] }
      const now = deps.clock.now()
      const warningDays = policyNumber(deps, 'connectors.expiry_warning', 'days', now)
      const connection = deps.connections.connection(code)
      const rows = deps.connections.live(code)
      const findings: Finding[] = []
      const add = (role: string | null, level: FindingLevel, finding: string, values: Finding['values'] = {}): void => {
        findings.push({ role, level, code: finding, values })
      }
      if (connection === null) add(null, 'error', 'not_connected')
      else {
        const settings = checkSettings(connector, connection.settings)
        if (!settings.ok) add(null, 'error', 'setting_wrong', { name: String(settings.error.values?.name ?? '') })
        if (!connection.enabled) add(null, 'warning', 'disabled')
      }
      for (const role of connector.keys) findings.push(...examineRole(role, rows, now, warningDays))
      if (live && connection !== null)
        findings.push(...(connector.selfTest === undefined ? [] : await connector.selfTest().catch(selfTestFailed)))
      const latest = await failures(deps.db, code, FAILURES_MAX)
      const shown = await Promise.all(
        latest.map(
          async ({ sealed, ...row }): Promise<ShownFailure> => ({ ...row, text: exact ? await textOf({ ...row, sealed }) : null }),
        ),
      )
      const recent = latest.filter(row => now.getTime() - row.at.getTime() < DAY_MS).length
      if (recent > 0) add(null, 'warning', 'verification_failures', { count: recent })
      return { level: worstOf(findings), findings, failures: shown }
    },
  }
}

const selfTestFailed = (error: unknown): Finding[] => [
  { role: null, level: 'error', code: 'self_test_failed', values: { reason: error instanceof Error ? error.name : 'unknown' } },
]

const worstOf = (findings: readonly Finding[]): FindingLevel =>
  findings.some(({ level }) => level === 'error') ? 'error' : findings.some(({ level }) => level === 'warning') ? 'warning' : 'ok'

/** The findings about one role. Pure. */
export function examineRole(role: KeyRole, rows: readonly CredentialRow[], now: Date, warningDays: number): Finding[] {
  const own = rows.filter(row => row.role === role.role)
  const active = own.filter(row => row.state === 'active' && row.activeFrom !== null && row.activeFrom <= now)
  const findings: Finding[] = []
  const add = (level: FindingLevel, code: string, values: Finding['values'] = {}): void => {
    findings.push({ role: role.role, level, code, values })
  }
  for (const row of own) if (row.state === 'staged') add('warning', 'key_staged', { key: nameOf(row) })
  const newest = active[0]
  if (newest === undefined) {
    if (own.some(row => row.state === 'active')) add('warning', 'key_starts_later', { key: nameOf(own[0] as CredentialRow) })
    else add(role.required ? 'error' : 'ok', role.required ? 'key_missing' : 'key_not_needed')
    return findings
  }
  for (const row of active) {
    add('ok', 'key_present', { key: nameOf(row), format: row.format, bits: row.bits ?? 0, fingerprint: row.fingerprint.slice(0, 16) })
    if (row.format === 'PKCS1' || row.format === 'SEC1') add('ok', 'key_converted', { key: nameOf(row), format: row.format })
    if (row.bits !== null && role.kind.startsWith('rsa') && row.bits < RSA_BITS_MIN)
      add('warning', 'key_short', { key: nameOf(row), bits: row.bits })
    if (row.notAfter !== null) {
      const days = Math.floor((row.notAfter.getTime() - now.getTime()) / DAY_MS)
      const values = { key: nameOf(row), days, not_after: row.notAfter.toISOString() }
      // Beside another that lasts, one that has ended is only to be tidied away.
      if (days < 0) add(active.some(other => other.notAfter === null || other.notAfter > now) ? 'warning' : 'error', 'key_expired', values)
      else if (days < warningDays) add('warning', 'key_expires_soon', values)
    }
    if (row.notBefore !== null && row.notBefore > now) add('error', 'key_not_yet_valid', { key: nameOf(row) })
  }
  if (role.pairsWith !== undefined) {
    const others = rows.filter(row => row.role === role.pairsWith && row.state === 'active')
    const fits = others.some(row => row.pairFingerprint !== null && row.pairFingerprint === newest.pairFingerprint)
    if (others.length === 0) add('warning', 'pair_missing', { key: nameOf(newest), other: role.pairsWith })
    else add(fits ? 'ok' : 'error', fits ? 'pair_fits' : 'pair_broken', { key: nameOf(newest), other: role.pairsWith })
  }
  return findings
}

const nameOf = (row: CredentialRow): string => row.keyId ?? `version ${row.version}`
