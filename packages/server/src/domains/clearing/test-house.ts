/** For clearing's tests: real books, a real simulated house over sockets, an owner with a table of its own, and a callback server. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { createClearingHouse, type RunningClearingHouse } from '../../../../sandbox/src/clearing-house/clearing-house.ts'
import type { TestDatabase } from '../../../test/harness/database.ts'
import { formatId, type Id, newId } from '../../kernel/ids.ts'
import { type Clock, createMovableClock } from '../../kernel/time.ts'
import { createUndo } from '../../kernel/undo.ts'
import { pgArray, type Row, sql, type Tx } from '../../platform/db.ts'
import { type ClearingHouseConnector, createClearingSim } from '../connectors/clearing-house/clearing-house.ts'
import { chartEntry, createLedger, type LedgerFace } from '../ledger/ledger.ts'
import type { AccountId, NewTransfer } from '../ledger/types.ts'
import { type ClearingFace, createClearing } from './clearing.ts'
import type { HouseConnection } from './ports.ts'
import type { Instruction, NewInstruction, OwnerSink } from './types.ts'

export const HOUSE = 'sim'
const INSTITUTION = 'inst_test'
const SECRET = 'a secret for tests only'

const LOCK_OWNERS = sql(
  'test.lock_owners',
  'SELECT reference FROM test.owners WHERE reference = ANY ($1::text[]) ORDER BY reference FOR UPDATE',
)
const WRITE_OWNERS = sql(
  'test.write_owners',
  'UPDATE test.owners o SET results = o.results || d.result FROM unnest($1::text[], $2::text[]) AS d (reference, result) WHERE o.reference = d.reference',
)
const SETTLE_OWNERS = sql('test.settle_owners', 'UPDATE test.owners SET settled = settled + 1 WHERE reference = ANY ($1::text[])')
const ADD_OWNER = sql('test.add_owner', 'INSERT INTO test.owners (reference) VALUES ($1)')
const READ_OWNER = sql('test.read_owner', 'SELECT results, settled FROM test.owners WHERE reference = $1')
const BALANCE = sql('test.balance_of', 'SELECT debits_posted - credits_posted AS balance FROM ledger.accounts WHERE id = $1')
const INSTRUCTION = sql(
  'test.instruction',
  'SELECT state, attempts, query_attempts, failure_code, settlement_id, house_reference, wait_reason, payer, fee FROM clearing.instructions WHERE id = $1',
)
const DISCREPANCIES = sql('test.discrepancies', 'SELECT kind, state, amount FROM clearing.discrepancies ORDER BY kind, id')

export type TestHouse = {
  readonly clearing: ClearingFace
  readonly house: RunningClearingHouse
  readonly sim: ClearingHouseConnector
  readonly ledger: LedgerFace
  readonly clock: ReturnType<typeof createMovableClock>
  /** Makes the owner's sink throw on its next applications. */
  failOwner(times: number): void
  /** A second node on the same database and house. */
  anotherNode(sim?: ClearingHouseConnector, rails?: Readonly<Record<string, HouseConnection>>): ClearingFace
  bindCard(cardNumber?: string): Promise<{ agreementNumber: string; accountToken: string }>
  /** `node`: the first one, unless said. */
  submit(change: Partial<NewInstruction> & Pick<NewInstruction, 'amount'>, node?: ClearingFace): Promise<NewInstruction>
  owner(instruction: { reference: string }): Promise<{ results: string[]; settled: number }>
  instruction(id: Id<'ins'>): Promise<{
    state: string
    attempts: number
    query_attempts: number
    failure_code: string | null
    settlement_id: string | null
    /** Set once the house's answer was taken. */
    house_reference: string | null
    wait_reason: string | null
    payer: string | null
    fee: bigint | null
  }>
  discrepancies(): Promise<string[]>
  /** Debit balance of an institution's or house's account, minor units; negative on the credit side. */
  balance(code: Parameters<LedgerFace['institutionAccount']>[0], rail?: string): Promise<bigint>
  /** What payers were said to do, in order. */
  readonly actions: string[]
  /** Whether callbacks are taken; while not, they are answered 503 and come again. */
  listening: boolean
  readonly callbackStatuses: number[]
}

/** Runs until true, at most five seconds. */
export async function eventually(check: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await check()) return
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  throw new Error(`it never happened: ${what}`)
}

/** Results move money as a payment would: a debit raises the house's receivable against fees_unsettled, the others release transit. */
function ownerSink(ledger: () => LedgerFace, failures: { left: number }): OwnerSink {
  const post = async (tx: Tx, instruction: Instruction): Promise<void> => {
    const { house } = instruction
    const account = (code: Parameters<LedgerFace['institutionAccount']>[0], owner?: string): AccountId =>
      ledger().institutionAccount(code, owner)
    const [debit, credit] =
      instruction.kind === 'debit'
        ? [account('clearing_receivable', house), account('fees_unsettled')]
        : [account('fees_unsettled'), account(instruction.kind === 'payout' ? 'payout_in_transit' : 'refund_in_transit', house)]
    const undo = createUndo()
    const work = await ledger().open(tx, { accounts: [debit, credit], undo })
    const transfer: NewTransfer = {
      kind: 'posted',
      id: newId<'trf'>(),
      debit,
      credit,
      amount: instruction.amount,
      reference: instruction.reference,
      reason: { kind: 'test' },
    }
    if (!work.try([transfer]).ok) throw new Error('the test owner cannot post')
    work.flush()
  }
  return {
    async open(tx, instructions) {
      tx.lock('payments')
      await tx.query(LOCK_OWNERS, [pgArray(instructions.map(instruction => instruction.reference))])
      const applied: [Instruction, string][] = []
      return {
        apply: (instruction, result) => {
          if (failures.left > 0) {
            failures.left -= 1
            throw new Error('the test owner fails as told')
          }
          applied.push([instruction, result.outcome === 'failed' ? `failed:${result.failureCode}` : 'succeeded'])
        },
        async flush() {
          tx.send(WRITE_OWNERS, [
            pgArray(applied.map(([instruction]) => instruction.reference)),
            pgArray(applied.map(([, result]) => result)),
          ])
          for (const [instruction, result] of applied) if (result === 'succeeded') await post(tx, instruction)
        },
      }
    },
    async settled(tx, instructions) {
      tx.send(SETTLE_OWNERS, [pgArray(instructions.map(instruction => instruction.reference))])
      await Promise.resolve()
    },
  }
}

export type TestOptions = {
  readonly timeoutMs?: number
  /** Rails beside the house. */
  readonly rails?: (clock: Clock) => Readonly<Record<string, HouseConnection>>
}

export function useClearing(database: TestDatabase, options: TestOptions = {}): TestHouse {
  const clock = createMovableClock()
  const rails = options.rails?.(clock) ?? {}
  const failures = { left: 0 }
  let parts: {
    house: RunningClearingHouse
    sim: ClearingHouseConnector
    ledger: LedgerFace
    clearing: ClearingFace
    server: Server
  } | null = null
  const nodes: ClearingFace[] = []
  const get = () => {
    if (parts === null) throw new Error('the house runs only while tests run')
    return parts
  }
  const callbackStatuses: number[] = []
  const actions: string[] = []

  function node(sim: ClearingHouseConnector, ledger: LedgerFace, changed: Readonly<Record<string, HouseConnection>> = {}): ClearingFace {
    const clearing = createClearing({
      db: database.db,
      clock,
      ledger,
      houses: { [HOUSE]: sim, ...rails, ...changed },
      commands: { define: () => ({ execute: () => Promise.reject(new Error('no commands here')) }) },
      audit: () => {},
      onDefect: (where, error) => {
        if (!String(error).includes('fails as told')) throw new Error(where, { cause: error })
      },
    })
    clearing.registerSink(
      ['payment_debit', 'topup', 'payout', 'withdrawal', 'refund'],
      ownerSink(() => ledger, failures),
    )
    clearing.onActions((_tx, instructions) => {
      for (const { reference, action } of instructions) actions.push(`${reference} ${action?.type}`)
    })
    nodes.push(clearing)
    return clearing
  }

  const test: Omit<TestHouse, 'clearing' | 'house' | 'sim' | 'ledger'> = {
    clock,
    actions,
    callbackStatuses,
    listening: true,
    failOwner: times => {
      failures.left = times
    },
    anotherNode: (sim, changed) => node(sim ?? get().sim, get().ledger, changed),
    async bindCard(cardNumber = '6222020000000000018') {
      const begun = await get().clearing.bindCard(HOUSE, newId<'card'>(), {
        name: '李雷',
        idNumber: '11010519491231002X',
        cardNumber,
        phone: '13800000000',
      })
      if (!begun.ok) throw new Error(begun.error.code)
      const bound = await get().clearing.verifyBinding(HOUSE, begun.value.bindingId, '123456')
      if (!bound.ok) throw new Error(bound.error.code)
      return bound.value
    },
    async submit(change, node) {
      const instruction: NewInstruction = {
        id: newId<'ins'>(),
        purpose: 'payment_debit',
        kind: 'debit',
        house: HOUSE,
        currency: 'CNY',
        reference: formatId('pay', newId<'pay'>()),
        ...change,
      }
      await database.db.transaction(async tx => {
        tx.send(ADD_OWNER, [instruction.reference])
        ;(node ?? get().clearing).submit(tx, [instruction])
        await Promise.resolve()
      })
      return instruction
    },
    async owner({ reference }) {
      const [row] = await database.db.query<{ results: string[]; settled: number } & Row>(READ_OWNER, [reference])
      if (row === undefined) throw new Error('no such owner')
      return { results: row.results, settled: row.settled }
    },
    async instruction(id) {
      const [row] = await database.db.query<Awaited<ReturnType<TestHouse['instruction']>> & Row>(INSTRUCTION, [id])
      if (row === undefined) throw new Error('no such instruction')
      return row
    },
    discrepancies: async () =>
      (await database.db.query<{ kind: string; state: string; amount: bigint }>(DISCREPANCIES)).map(
        row => `${row.kind} ${row.state} ${row.amount}`,
      ),
    async balance(code, rail = HOUSE) {
      const owner = chartEntry(code).owner === 'institution' ? 'institution' : rail
      const [row] = await database.db.query<{ balance: bigint }>(BALANCE, [get().ledger.institutionAccount(code, owner)])
      return row?.balance ?? 0n
    },
  }

  beforeAll(async () => {
    const admin = new pg.Client({ connectionString: database.connectionString })
    await admin.connect()
    await admin.query(`CREATE SCHEMA test; CREATE TABLE test.owners (reference text PRIMARY KEY, results text[] NOT NULL DEFAULT '{}', settled integer NOT NULL DEFAULT 0);
      GRANT USAGE ON SCHEMA test TO feiqian_app; GRANT SELECT, INSERT, UPDATE ON test.owners TO feiqian_app`)
    await admin.end()
    const ledger = createLedger({ clock, timeZone: 'Asia/Shanghai' })
    await ledger.ensureInstitution(database.db, [HOUSE, ...Object.keys(rails)])
    const house = await createClearingHouse({
      institutions: [{ id: INSTITUTION, secret: SECRET }],
      clock,
      faults: { resultDelayMs: 30, lateCallbackMs: 400 },
    })
    const sim = createClearingSim({
      url: house.url,
      institution: INSTITUTION,
      secret: SECRET,
      clock,
      timeoutMs: options.timeoutMs ?? 2_000,
    })
    const clearing = node(sim, ledger)
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const answer = (status: number): void => {
          callbackStatuses.push(status)
          response.writeHead(status).end()
        }
        if (!test.listening) return answer(503)
        clearing
          .receiveCallback(HOUSE, {
            method: request.method ?? '',
            path: request.url ?? '',
            rawBody: Buffer.concat(chunks),
            header: name => {
              const value = request.headers[name]
              return typeof value === 'string' ? value : undefined
            },
          })
          .then(
            heard => answer(heard.ok ? 200 : 401),
            () => answer(500),
          )
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    house.control.setCallbackUrl(INSTITUTION, `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks/clearing/${HOUSE}`)
    parts = { house, sim, ledger, clearing, server }
  }, 60_000)

  afterAll(async () => {
    if (parts === null) return
    await Promise.all(nodes.map(clearing => clearing.stop()))
    await parts.house.close()
    await parts.sim.close()
    parts.server.closeAllConnections()
    await new Promise(resolve => parts?.server.close(resolve))
  })

  return Object.defineProperties(test as TestHouse, {
    clearing: { get: () => get().clearing },
    house: { get: () => get().house },
    sim: { get: () => get().sim },
    ledger: { get: () => get().ledger },
  })
}

export { INSTITUTION, SECRET }
