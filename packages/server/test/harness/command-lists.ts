/**
 * Random lists of payment commands with repeated keys and poisoned commands, and how to run one list on any set of nodes, cut
 * into any batches, such that the outcomes of two runs can be compared.
 */
import fc from 'fast-check'
import type { Instrument } from '../../src/domains/payments/types.ts'
import { type Id, newId, parseId } from '../../src/kernel/ids.ts'
import type { CommandHandler, CommandReply } from '../../src/platform/commands.ts'
import { contextOf, type Faulty, merchantPrincipal, newPayment, type PaymentCommands } from './payment-commands.ts'

const KINDS = ['create', 'confirm', 'capture', 'cancel', 'refund'] as const
type Kind = (typeof KINDS)[number]

/** `text`: a text that validation would have refused and the database does. The others: see payment-commands.ts. */
type Flaw = 'send' | 'throw' | 'text'

export type Planned = {
  readonly kind: Kind
  /** The idempotency key; the first command with the key names the payment that a create makes. */
  readonly key: string
  /** Repetitions of a key with another request differ in this. */
  readonly said: string
  readonly flaw: Flaw | null
  /** The key of the create whose payment this is about. */
  readonly target: string
  readonly amount: number | null
  readonly manual: boolean
  /** Which of the payers pays; `null` for a payment that waits for its payer. */
  readonly payer: number | null
}

/** Commands of one use case each, in order: only such commands can share a batch. */
export type CommandList = readonly (readonly Planned[])[]

const flaws = fc.oneof(
  { weight: 24, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom<Flaw>('send', 'throw', 'text') },
)
const draft = fc.record({
  target: fc.nat(40),
  amount: fc.integer({ min: 1, max: 30_000 }),
  part: fc.option(fc.integer({ min: 1, max: 24_000 }), { freq: 2 }),
  manual: fc.nat(2).map(dice => dice === 0),
  payer: fc.option(fc.nat(4), { freq: 6 }),
  flaw: flaws,
  repeats: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(40) }),
  otherRequest: fc.nat(4).map(dice => dice === 0),
})
type Draft = typeof draft extends fc.Arbitrary<infer T> ? T : never
const phase = fc.record({
  kind: fc.oneof(
    { weight: 2, arbitrary: fc.constant<Kind>('create') },
    { weight: 5, arbitrary: fc.constantFrom<Kind>(...KINDS.slice(1), 'refund') },
  ),
  drafts: fc.array(draft, { minLength: 1, maxLength: 14 }),
})

let runs = 0

export const commandLists: fc.Arbitrary<CommandList> = fc
  .tuple(fc.array(draft, { minLength: 4, maxLength: 14 }), fc.array(phase, { minLength: 3, maxLength: 7 }))
  .map(([first, phases]) => plan([{ kind: 'create', drafts: first }, ...phases]))

/** A list that surely meets what random ones meet now and then: money that runs out on either side, poison, repetitions. */
export function exampleList(): CommandList {
  const usual: Draft = { target: 0, amount: 10_000, part: null, manual: false, payer: 0, flaw: null, repeats: null, otherRequest: false }
  return plan([
    {
      kind: 'create',
      drafts: [
        usual,
        { ...usual, manual: true },
        { ...usual, payer: null },
        { ...usual, payer: 2, amount: 30_000 },
        { ...usual, flaw: 'text' },
        { ...usual, repeats: 0 },
        { ...usual, repeats: 0, otherRequest: true },
        { ...usual, flaw: 'send' },
        { ...usual, amount: 20_000 },
        { ...usual, payer: null },
      ],
    },
    {
      kind: 'confirm',
      drafts: [
        { ...usual, target: 2, payer: 2 },
        { ...usual, target: 2, flaw: 'throw' },
      ],
    },
    {
      kind: 'capture',
      drafts: [
        { ...usual, target: 1, part: 6_000 },
        { ...usual, target: 1, part: 6_000 },
      ],
    },
    { kind: 'refund', drafts: [usual, { ...usual, target: 6 }, { ...usual, target: 1, part: 1 }, { ...usual, flaw: 'text' }] },
    { kind: 'cancel', drafts: [{ ...usual, target: 7 }, { ...usual, target: 7 }, usual] },
    {
      kind: 'create',
      drafts: [
        { ...usual, payer: 3 },
        { ...usual, payer: 4 },
        { ...usual, payer: 3, manual: true },
      ],
    },
    {
      kind: 'confirm',
      drafts: [
        { ...usual, target: 8, payer: 3 },
        { ...usual, target: 8, payer: 4 },
        { ...usual, target: 8, payer: 3 },
        { ...usual, target: 9, payer: 0 },
        { ...usual, target: 9, payer: 4 },
      ],
    },
    {
      kind: 'cancel',
      drafts: [
        { ...usual, target: 8 },
        { ...usual, target: 9 },
        { ...usual, target: 8 },
      ],
    },
    { kind: 'confirm', drafts: [{ ...usual, target: 8, payer: 4 }] },
  ])
}

function plan(phases: readonly { kind: Kind; drafts: readonly Draft[] }[]): CommandList {
  runs += 1
  const creates: string[] = []
  const made: Planned[] = []
  const planOne = (kind: Kind, drawn: Draft): Planned => {
    const earlier = made.filter(command => command.kind === kind && command.flaw !== 'text')
    const original = drawn.repeats === null ? undefined : earlier[drawn.repeats % (earlier.length || 1)]
    if (original !== undefined)
      return original.flaw === null && drawn.otherRequest ? { ...original, said: `${original.said}, changed` } : original
    const key = `${runs}-${made.length}`
    if (kind === 'create') creates.push(key)
    return {
      kind,
      key,
      said: key,
      flaw: drawn.flaw,
      target: creates[drawn.target % creates.length] ?? key,
      amount: kind === 'create' ? drawn.amount : drawn.part,
      manual: drawn.manual,
      payer: kind === 'confirm' ? (drawn.payer ?? 0) : drawn.payer,
    }
  }
  return phases.map(({ kind, drafts }) =>
    drafts.map(drawn => {
      const command = planOne(kind, drawn)
      made.push(command)
      return command
    }),
  )
}

/** Cancels whatever still can be canceled, so that one list leaves no holds to the next. */
export const cancelAll = (list: CommandList): Planned[] =>
  [...new Set(list.flat().flatMap(command => (command.kind === 'create' ? [command.key] : [])))].map((target, at) => ({
    kind: 'cancel',
    key: `${target}-end-${at}`,
    said: 'end',
    flaw: null,
    target,
    amount: null,
    manual: false,
    payer: null,
  }))

export type Stage = {
  readonly nodes: readonly PaymentCommands[]
  readonly merchantId: Id<'mer'>
  readonly payers: readonly Instrument[]
  /** Payments by the key of the command that created them. */
  readonly payments: Map<string, Id<'pay'>>
}

/** What a command came to, comparable between databases. */
export type Seen = { readonly status: number; readonly replayed: boolean; readonly body: Readonly<Record<string, unknown>> } | 'defect'

/** Runs the list in batches of these sizes (never across use cases), each on the next node; answers the outcomes in order. */
export async function runList(stage: Stage, list: CommandList, sizes: readonly number[]): Promise<Seen[]> {
  const seen: Seen[] = []
  let batchAt = 0
  for (const commands of list) {
    for (let at = 0; at < commands.length; ) {
      const batch = commands.slice(at, at + (sizes[batchAt % sizes.length] ?? 1))
      const node = stage.nodes[batchAt % stage.nodes.length] as PaymentCommands
      at += batch.length
      batchAt += 1
      const answers = await Promise.allSettled(batch.map(command => submit(stage, node, command)))
      for (const [index, answer] of answers.entries()) seen.push(see(stage, batch[index] as Planned, answer))
    }
  }
  return seen
}

function see(stage: Stage, command: Planned, answer: PromiseSettledResult<CommandReply>): Seen {
  if (answer.status === 'rejected') return 'defect'
  const { status, replayed } = answer.value
  const said = JSON.parse(answer.value.body) as Record<string, unknown>
  if (status >= 400) return { status, replayed, body: { code: said.code, param: said.param } }
  const { id, payment, ...body } = said
  if (command.kind === 'create') {
    const created = parseId('pay', String(id))
    if (created !== null) stage.payments.set(command.key, created)
  }
  const named = [...stage.payments].find(([, made]) => made === parseId('pay', String(payment ?? id)))?.[0]
  return { status, replayed, body: { ...body, named } }
}

export function submit(stage: Stage, node: PaymentCommands, command: Planned): Promise<CommandReply> {
  const { merchantId } = stage
  // A poisoned command has a caller of its own: its quarantine is to change nobody's order.
  const principal = command.flaw === null ? merchantPrincipal(merchantId) : ({ kind: 'system', name: command.key } as const)
  const context = contextOf(principal, command.kind, command.key, command.said)
  const paymentId = stage.payments.get(command.target) ?? newId<'pay'>()
  const text = command.flaw === 'text' ? 'a\u0000b' : 'text'
  const amount = command.amount === null ? null : BigInt(command.amount)
  const execute = <C>(handler: CommandHandler<Faulty<C>>, input: C): Promise<CommandReply> =>
    handler.execute({ input, fault: command.flaw === 'text' ? null : command.flaw }, context)
  switch (command.kind) {
    case 'create':
      return execute(
        node.create,
        newPayment(merchantId, command.amount ?? 1, {
          orderReference: text,
          captureMethod: command.manual ? 'manual' : 'automatic',
          instrument: command.payer === null || command.flaw === 'text' ? null : (stage.payers[command.payer] ?? null),
        }),
      )
    case 'confirm':
      return execute(node.confirm, { paymentId, merchantId, instrument: stage.payers[command.payer ?? 0] as Instrument })
    case 'capture':
      return execute(node.capture, { paymentId, merchantId, amount })
    case 'cancel':
      return execute(node.cancel, { paymentId, merchantId, reason: text })
    case 'refund':
      return execute(node.refund, { paymentId, merchantId, amount, reason: text, metadata: null })
  }
}
