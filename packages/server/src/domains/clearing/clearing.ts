/**
 * Clearing's face: the only way to a bank (断直连). Owners submit instructions in their own transactions and register the sink
 * that hears results; compose schedules the jobs. What goes over the network happens outside transactions.
 */
import type { Id } from '../../kernel/ids.ts'
import { invariant, type Outcome, refuse } from '../../kernel/outcome.ts'
import type { BusinessDate, Clock } from '../../kernel/time.ts'
import type { AuditLeaf, AuditSink, Commands } from '../../platform/commands.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Route } from '../../platform/http/route.ts'
import type { LedgerFace } from '../ledger/ledger.ts'
import { createDispatcher } from './dispatch.ts'
import type { ClearingRefusalCode } from './errors.ts'
import { createReportGatherer } from './gather-reports.ts'
import { clearingRoutes } from './http.ts'
import { createInbox } from './inbox.ts'
import type {
  BankBalances,
  BoundCard,
  CallbackReader,
  CardDetails,
  ClearingHouse,
  HouseAnswer,
  HouseConnection,
  InboundRequest,
  InboundResult,
  OwnFundsTransfer,
  PendingBinding,
  Quota,
  Rail,
  ReserveBank,
} from './ports.ts'
import { isClearingHouse } from './ports.ts'
import * as repair from './repair-discrepancies.ts'
import * as settle from './settle.ts'
import * as store from './store/instructions.ts'
import { resolveOpen } from './store/repairs.ts'
import * as settlements from './store/settlements.ts'
import { submitInstructions } from './submit.ts'
import type { Instruction, InstructionPurpose, NewInstruction, OwnerSink, PayerAction, Settlement } from './types.ts'

export { clearingCatalogue } from './errors.ts'
export type { Repaired, Repairing } from './repair-discrepancies.ts'
export { mayFailOver } from './rules.ts'

export type ClearingDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly ledger: Pick<LedgerFace, 'open' | 'institutionAccount' | 'readBalance'>
  /** The rails by code, e.g. `{ sim: createClearingSim(…), wechat_pay: createWeChatPay(…) }`. */
  readonly houses: Readonly<Record<string, HouseConnection>>
  /** Where the reserve account and own funds are; without it, or while it is not connected, the clearing house's network reaches them. */
  readonly reserveBank?: ReserveBank
  readonly commands: Commands
  readonly audit: AuditSink
  /** Told of what should not happen in the background: it is logged there. */
  readonly onDefect: (where: string, error: unknown) => void
}

type HearActions = (tx: Tx, instructions: readonly Instruction[]) => Promise<void> | void

export type ClearingFace = {
  /** Writes instructions in the owner's transaction; they are sent after its commit. */
  submit(tx: Tx, instructions: readonly NewInstruction[]): void
  /**
   * The owners no longer want these: what never reached its rail fails with `closed`, an order that a payer has not paid is closed there
   * and fails with `closed`, or succeeds after all when it was paid meanwhile. Others, and those that ended, go on as they are. The
   * result comes to the sink as every result does. Waits for nothing and says no rank, but hold the owners' rows.
   */
  cancel(tx: Tx, instructions: readonly Id<'ins'>[]): void
  /** What payers must do next, of those whose rail has said it. */
  actionsOf(db: Pick<Db, 'query'>, instructions: readonly Id<'ins'>[]): Promise<Map<Id<'ins'>, PayerAction>>
  /**
   * Hears, once it is committed, what this node learnt about an instruction of the owner with this public id; it is most often the node
   * that took the order. News of other nodes travel by events. Returns how to stop listening.
   */
  watch(reference: string, heard: (instruction: Instruction) => void): () => void
  /**
   * Who hears, in the transaction that keeps it, of what payers must do next (`instruction.action`): announce it there, but lock
   * nothing. Once, before anything is dispatched.
   */
  onActions(hear: HearActions): void
  /** Whose sink hears the results of these purposes. Once per purpose, before anything is dispatched. */
  registerSink(purposes: InstructionPurpose | readonly InstructionPurpose[], sink: OwnerSink): void
  /** Starts binding a card: the house sends an SMS code. Network. `requestId` makes a retry harmless. */
  bindCard(house: string, requestId: string, card: CardDetails): Promise<Outcome<PendingBinding, ClearingRefusalCode>>
  /** Completes a binding: the agreement number is the mandate that debits name. Network. */
  verifyBinding(house: string, bindingId: string, code: string): Promise<Outcome<BoundCard, ClearingRefusalCode>>
  /** Ends an agreement; harmless when it has ended. Network. */
  unbind(house: string, agreementNumber: string): Promise<Outcome<null, ClearingRefusalCode>>
  /** Moves money between the reserve account and own funds at the bank, by way of `house` where the bank is not connected; idempotent by id. Network. */
  transferOwnFunds(house: string, transfer: OwnFundsTransfer): Promise<HouseAnswer>
  /** What the reserve bank says the two accounts hold. Network. */
  bankBalances(house: string): Promise<Outcome<BankBalances, ClearingRefusalCode>>
  /** Verifies and keeps an inbound callback; resolves once it is kept, and it is applied afterwards. */
  receiveCallback(house: string, request: InboundRequest): Promise<Outcome<null, ClearingRefusalCode>>
  /** What a rail's callbacks are answered with, in its own words. */
  callbackAnswers(house: string): CallbackReader['answers'] | null
  /** Keeps what a connector learnt and verified in another way than by callback, e.g. from a payer who came back. */
  hear(house: string, results: readonly InboundResult[]): Promise<void>
  /** Applies what waits in the inbox and is due; resolves with the number taken up again, once what this node had under way has ended. */
  applyInbox(): Promise<number>
  /** Forgets the keys of statements that were applied and received before; resolves with their number. */
  pruneInbox(before: Date): Promise<number>
  /** Sends what is due (a commit wakes it by itself); resolves with the number of instructions taken. */
  dispatchDue(): Promise<number>
  /** Asks about instructions without a result; resolves with the number asked about. */
  queryDue(): Promise<number>
  /** Sends, asks and applies in the background, each rail for itself, so that one that hangs holds up nothing. */
  sweep(): void
  /** Fetches and stores the settlement file of a house's business date; harmless when repeated. Network. */
  importSettlement(
    house: string,
    date: BusinessDate,
    leaf?: Omit<AuditLeaf, 'subject' | 'result'>,
  ): Promise<Outcome<Settlement, ClearingRefusalCode>>
  /** Books an imported file and tells the owners; resumes where an earlier run ended. */
  bookSettlement(id: Id<'stl'>): Promise<Outcome<Settlement, ClearingRefusalCode>>
  /**
   * Imports and books a rail's file of a date, at the day's close. `null`: the rail is not set up, and none of its successes waits for a
   * file. Network. Refuses as importSettlement does.
   */
  settleDay(house: string, date: BusinessDate): Promise<Outcome<Settlement | null, ClearingRefusalCode>>
  /** Makes good what rails have withheld for their service, as far as own funds reach; resolves with what stays withheld, by rail. */
  makeGoodFees(reference: string): Promise<ReadonlyMap<string, bigint>>
  /** Which of these instructions a booked settlement covers, as far as their owner has been told. Takes no lock: hold the owner's rows. */
  settledOf(tx: Tx, instructions: readonly Id<'ins'>[]): Promise<ReadonlySet<Id<'ins'>>>
  /** The settlement of a house's date, once imported. */
  settlementOf(house: string, date: BusinessDate): Promise<Settlement | null>
  /** How reconciliation mends discrepancies, in its own transaction; book the settlement again where they name one. */
  readonly repairs: ClearingRepairs
  /** The codes of all rails. */
  readonly houses: readonly string[]
  /** Whether the rail is set up. */
  isConnected(house: string): boolean
  /** The rail's prefunded quota; `null` when it has none, or is not set up. Network. Refuses clearing_unavailable. */
  quotaOf(house: string): Promise<Outcome<Quota, ClearingRefusalCode> | null>
  readonly routes: readonly Route[]
  /** Takes nothing new and waits for the calls under way. */
  stop(): Promise<void>
}

/** See repair-discrepancies.ts. Ranks: `clearing`, then `day` and `accounts`. */
export type ClearingRepairs = {
  readonly [Use in 'adoptLine' | 'makeGood' | 'setOff' | 'takeForRefund' | 'giveBack']: (typeof repair)[Use] extends (
    deps: repair.RepairDeps,
    ...rest: infer Rest
  ) => infer Result
    ? (...rest: Rest) => Result
    : never
} & {
  /** Ends a discrepancy that no money stands behind, with a comment. */
  resolveOpen(tx: Tx, id: Id<'dsc'>, by: { readonly at: Date; readonly by: string; readonly comment: string }): void
}

/** Those on this node who wait for news of an owner's instructions. */
function createWatchers() {
  const waiting = new Map<string, Set<(instruction: Instruction) => void>>()
  return {
    watch(reference: string, heard: (instruction: Instruction) => void): () => void {
      const others = waiting.get(reference)
      if (others === undefined) waiting.set(reference, new Set([heard]))
      else others.add(heard)
      return () => {
        const left = waiting.get(reference)
        left?.delete(heard)
        if (left?.size === 0) waiting.delete(reference)
      }
    },
    tell(instructions: readonly Instruction[]): void {
      for (const instruction of instructions) for (const heard of waiting.get(instruction.reference) ?? []) heard(instruction)
    },
  }
}

export function createClearing(deps: ClearingDeps): ClearingFace {
  let hearActions: HearActions | null = null
  const sinks = new Map<InstructionPurpose, OwnerSink>()
  const bySink = new Map<OwnerSink, InstructionPurpose[]>()

  const sinkOf = (purpose: InstructionPurpose): OwnerSink => {
    const sink = sinks.get(purpose)
    invariant(sink !== undefined, `nobody registered for clearing results of ${purpose}`)
    return sink
  }

  const connectionOf = (house: string): HouseConnection | null => (Object.hasOwn(deps.houses, house) ? (deps.houses[house] ?? null) : null)

  const isConnected = (house: string): boolean => {
    const connection = connectionOf(house)
    return connection !== null && connection.connected?.() !== false
  }

  const portOf = (house: string): Rail => {
    const connection = connectionOf(house)
    invariant(connection !== null, `there is no rail ${house}`)
    return connection.port
  }

  const houseOf = (house: string): ClearingHouse => {
    const port = portOf(house)
    invariant(isClearingHouse(port), `the rail ${house} is no clearing house`)
    return port
  }

  const bank = (): ReserveBank | null => (deps.reserveBank?.connected() === true ? deps.reserveBank : null)

  const watchers = createWatchers()
  const reports = createReportGatherer({
    db: deps.db,
    clock: deps.clock,
    sinkOf,
    onActions: (tx, instructions) => hearActions?.(tx, instructions),
    onMoved: watchers.tell,
  })
  const inbox = createInbox({ db: deps.db, clock: deps.clock, reports, onDefect: deps.onDefect })
  const houses = Object.keys(deps.houses)
  const dispatcher = createDispatcher({ db: deps.db, clock: deps.clock, houses, portOf, reports, onDefect: deps.onDefect })
  const { wake, spare, send } = dispatcher
  const submitDeps = { clock: deps.clock, knowsHouse: (house: string) => connectionOf(house) !== null, wake, spare, send }
  const settleDeps = { db: deps.db, clock: deps.clock, ledger: deps.ledger, portOf, reports, sinks: () => bySink, audit: deps.audit }

  const clearing: Omit<ClearingFace, 'routes'> = {
    submit: (tx, instructions) => submitInstructions(submitDeps, tx, instructions),
    cancel(tx, instructions) {
      if (instructions.length === 0) return
      store.cancelInstructions(tx, instructions, deps.clock.now())
      tx.afterCommit(() => {
        store
          .readInstructions(deps.db, instructions)
          .then(found => dispatcher.wakeCancelled([...new Set([...found.values()].map(instruction => instruction.house))]))
          .catch((error: unknown) => deps.onDefect('clearing.cancel', error))
      })
    },
    actionsOf: async (db, instructions) => (instructions.length === 0 ? new Map() : store.readActions(db, instructions)),
    watch: watchers.watch,
    onActions(hear) {
      invariant(hearActions === null, 'one hears what payers must do next')
      hearActions = hear
    },
    registerSink(purposes, sink) {
      for (const purpose of typeof purposes === 'string' ? [purposes] : purposes) {
        invariant(!sinks.has(purpose), `two sinks for clearing results of ${purpose}`)
        sinks.set(purpose, sink)
        bySink.set(sink, [...(bySink.get(sink) ?? []), purpose])
      }
    },
    bindCard: (house, requestId, card) => houseOf(house).bind(requestId, card),
    verifyBinding: (house, bindingId, code) => houseOf(house).verifyBinding(bindingId, code),
    unbind: (house, agreementNumber) => houseOf(house).unbind(agreementNumber),
    transferOwnFunds(house, { direction, ...transfer }) {
      const [from, to] = direction === 'reserve_to_own' ? (['reserve', 'own'] as const) : (['own', 'reserve'] as const)
      return bank()?.transfer({ ...transfer, from, to }) ?? houseOf(house).ownFundsTransfer({ ...transfer, direction })
    },
    bankBalances: house => bank()?.balances() ?? houseOf(house).bankBalances(),
    async receiveCallback(house, request) {
      const connection = connectionOf(house)
      if (connection === null) return refuse('clearing_house_unknown', 'house')
      const read = connection.callbacks.read(request)
      if (!read.ok) return read
      await inbox.keep(house, read.value)
      return { ok: true, value: null }
    },
    callbackAnswers: house => connectionOf(house)?.callbacks.answers ?? null,
    async hear(house, results) {
      invariant(connectionOf(house) !== null, `there is no rail ${house}`)
      await Promise.all(results.map(result => inbox.keep(house, result)))
    },
    applyInbox: inbox.applyDue,
    pruneInbox: inbox.prune,
    dispatchDue: dispatcher.dispatchDue,
    queryDue: dispatcher.queryDue,
    async importSettlement(house, date, leaf) {
      if (connectionOf(house) === null) return refuse('clearing_house_unknown', 'house')
      return settle.importSettlement(settleDeps, house, date, leaf)
    },
    settleDay: (house, date) => settle.settleDay(settleDeps, house, date, isConnected(house)),
    async makeGoodFees(reference) {
      const stays = new Map<string, bigint>()
      for (const house of houses) stays.set(house, await settle.makeGoodFees(settleDeps, house, reference))
      return stays
    },
    bookSettlement: id => settle.bookSettlement(settleDeps, id),
    settledOf: settlements.toldInstructions,
    settlementOf: (house, date) => settlements.readSettlementOfDate(deps.db, house, date),
    sweep() {
      dispatcher.sweep()
      inbox.applyDue().catch((error: unknown) => deps.onDefect('clearing.inbox', error))
    },
    repairs: {
      adoptLine: (tx, asked, repairing) => repair.adoptLine(deps, tx, asked, repairing),
      makeGood: (tx, discrepancy, repairing) => repair.makeGood(deps, tx, discrepancy, repairing),
      setOff: (tx, asked, repairing) => repair.setOff(deps, tx, asked, repairing),
      takeForRefund: (tx, discrepancy, repairing) => repair.takeForRefund(deps, tx, discrepancy, repairing),
      giveBack: (tx, failed) => repair.giveBack(deps, tx, failed),
      resolveOpen,
    },
    houses,
    isConnected,
    quotaOf: async house => (isConnected(house) ? ((await portOf(house).quota?.()) ?? null) : null),
    async stop() {
      await inbox.drain()
      await dispatcher.stop()
    },
  }
  return { ...clearing, routes: clearingRoutes({ db: deps.db, clock: deps.clock, commands: deps.commands, clearing }) }
}
