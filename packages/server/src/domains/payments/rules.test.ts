/** The payment's state machine over every state and command, and what no sequence of commands can do. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Id, newId } from '../../kernel/ids.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import {
  ATTEMPTS_MAX,
  afterFailure,
  cancelable,
  captureAmount,
  confirmable,
  confirmation,
  expirable,
  fundRefund,
  hasOpenOrder,
  isOver,
  RAILS_MAX,
  refundAmount,
} from './rules.ts'
import { type Instrument, type OpenOrder, PAYMENT_STATUSES, type PayerInstrument, type Payment, type PaymentStatus } from './types.ts'

const NOW = new Date('2026-07-01T08:00:00Z')
const LATER = new Date('2026-07-01T08:15:00Z')
const FINAL: readonly PaymentStatus[] = ['succeeded', 'canceled', 'expired']
const EARLIER = new Date('2026-07-01T07:59:59Z')

const payment = (status: PaymentStatus, changes: Partial<Payment> = {}): Payment => ({
  id: newId<'pay'>(),
  merchantId: newId<'mer'>(),
  status,
  amount: 100n,
  currency: 'CNY',
  amountCaptured: status === 'succeeded' ? 100n : 0n,
  amountRefunded: 0n,
  fee: null,
  feeClause: null,
  feeArithmetic: null,
  feeReturned: 0n,
  agreementId: null,
  agreementVersion: null,
  orderReference: 'A-1',
  description: null,
  captureMethod: 'automatic',
  method: null,
  mandateId: null,
  holderId: null,
  holdId: null as Id<'trf'> | null,
  instructionId: null,
  channel: null,
  order: null,
  unsettled: 0n,
  feeUnsettled: 0n,
  countedOn: null,
  attemptCount: 0,
  lastError: null,
  returnUrl: null,
  metadata: null,
  expiresAt: LATER,
  createdAt: EARLIER,
  succeededAt: null,
  canceledAt: null,
  cancellationReason: null,
  ...changes,
})

const SCAN: PayerInstrument = { by: 'payer', method: 'wechat_pay', flow: 'native' }
const BANK: PayerInstrument = { by: 'payer', method: 'bank_gateway', flow: 'gateway', bank: 'ICBC' }
const CODE: PayerInstrument = { by: 'payer', method: 'wechat_pay', flow: 'code', authCode: '130123456789012345' }
const WALLET: Instrument = { by: 'holder', method: 'wallet_balance', holderId: newId<'hld'>() }

const order = (changes: Partial<OpenOrder> = {}): OpenOrder => ({
  flow: 'native',
  bank: null,
  subMerchant: null,
  subAppId: null,
  instrument: SCAN,
  tried: ['rail_1'],
  closing: null,
  reason: null,
  next: null,
  ...changes,
})
const ordered = (changes: Partial<OpenOrder> = {}, more: Partial<Payment> = {}): Payment =>
  payment('processing', { method: 'wechat_pay', channel: 'rail_1', instructionId: newId<'ins'>(), order: order(changes), ...more })

const said = (outcome: Outcome<unknown>): string => (outcome.ok ? 'ok' : outcome.error.code)

describe('every status answers every command', () => {
  const commands: Readonly<Record<string, (subject: Payment) => Outcome<unknown>>> = {
    confirm: subject => confirmable(subject, NOW),
    capture: subject => captureAmount(subject, null, NOW),
    cancel: subject => cancelable(subject),
    refund: subject => refundAmount(subject, null),
  }
  const table: Readonly<Record<string, Readonly<Record<PaymentStatus, string>>>> = {
    confirm: {
      requires_payment_method: 'ok',
      processing: 'payment_processing',
      requires_capture: 'payment_authorised',
      succeeded: 'payment_already_succeeded',
      canceled: 'payment_canceled',
      expired: 'payment_expired',
    },
    capture: {
      requires_payment_method: 'payment_not_authorised',
      processing: 'payment_not_authorised',
      requires_capture: 'ok',
      succeeded: 'payment_already_succeeded',
      canceled: 'payment_canceled',
      expired: 'payment_expired',
    },
    cancel: {
      requires_payment_method: 'ok',
      processing: 'payment_processing',
      requires_capture: 'ok',
      succeeded: 'payment_already_succeeded',
      canceled: 'payment_canceled',
      expired: 'payment_expired',
    },
    refund: {
      requires_payment_method: 'payment_not_refundable',
      processing: 'payment_not_refundable',
      requires_capture: 'payment_not_refundable',
      succeeded: 'ok',
      canceled: 'payment_not_refundable',
      expired: 'payment_not_refundable',
    },
  }
  for (const [command, answers] of Object.entries(table)) {
    for (const status of PAYMENT_STATUSES) {
      it(`answers ${command} of a payment that is ${status} with ${answers[status]}`, () => {
        expect(said(commands[command]?.(payment(status)) ?? { ok: true, value: null })).toBe(answers[status])
      })
    }
  }

  it('expires only what waits, at the instant its time is over', () => {
    for (const status of PAYMENT_STATUSES) {
      const waits = status === 'requires_payment_method' || status === 'requires_capture'
      expect(expirable(payment(status, { expiresAt: NOW }), NOW)).toBe(waits)
      expect(expirable(payment(status), NOW)).toBe(false)
    }
  })
})

describe('an order that is open at a channel', () => {
  const confirmed = (subject: Payment, instrument: Instrument): string => {
    const outcome = confirmation(subject, instrument, NOW)
    return outcome.ok ? outcome.value : outcome.error.code
  }

  it('is the last of so many: whoever holds the page could otherwise have them opened without end', () => {
    const worn = { attemptCount: ATTEMPTS_MAX }
    expect(confirmed(payment('requires_payment_method', { attemptCount: ATTEMPTS_MAX - 1 }), SCAN)).toBe('attempt')
    expect(confirmed(payment('requires_payment_method', worn), SCAN)).toBe('payment_attempts_exhausted')
    expect(confirmed(ordered({}, worn), BANK)).toBe('payment_attempts_exhausted')
    expect(confirmed(ordered({}, worn), SCAN)).toBe('as_it_is')
    expect(confirmed(payment('requires_payment_method', worn), WALLET)).toBe('attempt')
    expect(confirmed(payment('expired', worn), SCAN)).toBe('payment_expired')
  })

  it.each([
    ['as_it_is', 'the same way again', ordered(), SCAN],
    ['close_first', 'another way', ordered(), BANK],
    ['close_first', 'the wallet', ordered(), WALLET],
    ['close_first', 'a payment code, which is good for one order', ordered({ flow: 'code' }), CODE],
    ['close_first', 'another bank', ordered({ flow: 'gateway', bank: 'CCB' }, { method: 'bank_gateway' }), BANK],
    ['close_first', 'the same way again while it is being closed', ordered({ closing: 'change' }), SCAN],
    ['payment_processing', 'anything while the payment is being canceled', ordered({ closing: 'cancel' }), SCAN],
    ['payment_processing', 'anything once the time is over', ordered({}, { expiresAt: NOW }), BANK],
    ['payment_processing', 'anything while a bank works on a card', payment('processing'), SCAN],
    ['attempt', 'anything while the payment waits', payment('requires_payment_method'), SCAN],
  ] as const)('answers %s to %s', (answer, _what, subject, instrument) => {
    expect(confirmed(subject, instrument)).toBe(answer)
  })

  it('can be canceled by closing it first, a card at its bank cannot', () => {
    expect(cancelable(ordered())).toEqual({ ok: true, value: 'close' })
    expect(cancelable(payment('requires_payment_method'))).toEqual({ ok: true, value: 'end' })
    expect(said(cancelable(payment('processing')))).toBe('payment_processing')
  })

  it.each([
    ['waits', 'of itself', ordered(), false],
    ['other_rail', 'because of the rail, before the payer was told anything', ordered(), true],
    ['waits', 'because of the rail, when enough were tried', ordered({ tried: ['a', 'b', 'c'] }), true],
    ['waits', 'because of the rail, with a code that is good for this one only', ordered({ instrument: null }), true],
    ['waits', 'because of the rail, once the time is over', ordered({}, { expiresAt: NOW }), true],
    ['canceled', 'in order to cancel', ordered({ closing: 'cancel' }), true],
    ['canceled', 'in order to cancel, once the time is over', ordered({ closing: 'cancel' }, { expiresAt: NOW }), false],
    ['change', 'in order to pay otherwise', ordered({ closing: 'change', next: BANK }), false],
    ['waits', 'in order to choose again', ordered({ closing: 'change' }), false],
    ['waits', 'in order to pay otherwise, once the time is over', ordered({ closing: 'change', next: BANK }, { expiresAt: NOW }), false],
    ['waits', 'of a card', payment('processing'), true],
  ] as const)('is followed by %s when it ended unpaid %s', (next, _why, subject, isSafeToRetry) => {
    expect(afterFailure(subject, isSafeToRetry, NOW)).toBe(next)
  })

  it('whatever is asked, never stands beside another one, and tries a bounded number of rails', () => {
    const ask = fc.constantFrom('scan', 'bank', 'wallet', 'code', 'cancel', 'release', 'rail fails', 'payer refuses', 'paid')
    const by = { scan: SCAN, bank: BANK, wallet: WALLET, code: CODE } as const
    fc.assert(
      fc.property(fc.array(ask, { maxLength: 40 }), asked => {
        let subject = payment('requires_payment_method')
        let open = 0
        let paid = 0
        const begin = (instrument: Instrument, tried: readonly string[]): void => {
          if (instrument.by !== 'payer') {
            subject = { ...subject, status: 'succeeded', order: null }
            paid += 1
            return
          }
          open += 1
          const kept = instrument.authCode === undefined ? instrument : null
          const next = order({
            flow: instrument.flow,
            bank: instrument.bank ?? null,
            instrument: kept,
            tried: [...tried, `${tried.length}`],
          })
          subject = { ...subject, status: 'processing', method: instrument.method, order: next }
        }
        const fails = (isSafeToRetry: boolean): void => {
          const before = subject.order
          if (!hasOpenOrder(subject) || before === null) return
          open -= 1
          const next = afterFailure(subject, isSafeToRetry, NOW)
          subject = { ...subject, status: next === 'canceled' ? 'canceled' : 'requires_payment_method' }
          if (next === 'change' && before.next !== null) begin(before.next, [])
          if (next === 'other_rail' && before.instrument !== null) begin(before.instrument, before.tried)
        }
        for (const what of asked) {
          if (what === 'rail fails' || what === 'payer refuses') fails(what === 'rail fails')
          else if (what === 'paid') {
            if (!hasOpenOrder(subject)) continue
            open -= 1
            paid += 1
            subject = { ...subject, status: 'succeeded' }
          } else if (what === 'cancel' || what === 'release') {
            const may = what === 'cancel' ? cancelable(subject) : null
            if (hasOpenOrder(subject) && subject.order?.closing !== 'cancel')
              subject = { ...subject, order: order({ ...subject.order, closing: what === 'cancel' ? 'cancel' : 'change', next: null }) }
            else if (may?.ok === true && may.value === 'end') subject = { ...subject, status: 'canceled' }
          } else {
            const decided = confirmation(subject, by[what], NOW)
            if (!decided.ok) continue
            if (decided.value === 'attempt') begin(by[what], [])
            if (decided.value === 'close_first')
              subject = {
                ...subject,
                order: order({ ...subject.order, closing: 'change', next: what === 'scan' || what === 'bank' ? by[what] : null }),
              }
          }
          expect(open).toBe(hasOpenOrder(subject) ? 1 : 0)
          expect(paid).toBeLessThanOrEqual(1)
          expect(subject.order?.tried.length ?? 0).toBeLessThanOrEqual(RAILS_MAX)
          if (paid === 1) expect(isOver(subject)).toBe(true)
        }
      }),
    )
  })
})

describe('time', () => {
  it('refuses a confirmation at the instant the payment expires', () => {
    expect(said(confirmable(payment('requires_payment_method', { expiresAt: NOW }), NOW))).toBe('payment_expired')
  })

  it('refuses a capture at the instant the authorisation expires', () => {
    expect(said(captureAmount(payment('requires_capture', { expiresAt: NOW }), 60n, NOW))).toBe('payment_expired')
  })
})

describe('capture', () => {
  it('takes all that is authorised unless said', () => {
    expect(captureAmount(payment('requires_capture'), null, NOW)).toEqual({ ok: true, value: 100n })
    expect(captureAmount(payment('requires_capture'), 60n, NOW)).toEqual({ ok: true, value: 60n })
  })

  it('refuses a capture above the authorised amount, and says how much is', () => {
    expect(captureAmount(payment('requires_capture'), 101n, NOW)).toMatchObject({
      ok: false,
      error: { code: 'capture_exceeds_authorised', param: 'amount', values: { authorised: 100 } },
    })
  })
})

describe('refund', () => {
  it('gives back what is left unless said', () => {
    expect(refundAmount(payment('succeeded', { amountRefunded: 30n }), null)).toEqual({ ok: true, value: 70n })
  })

  it('refuses more than what is left, and anything when nothing is', () => {
    expect(refundAmount(payment('succeeded', { amountRefunded: 30n }), 71n)).toMatchObject({
      error: { code: 'refund_exceeds_remaining', values: { remaining: 70 } },
    })
    expect(said(refundAmount(payment('succeeded', { amountRefunded: 100n }), null))).toBe('refund_exceeds_remaining')
  })

  it('counts against what was captured, not what was authorised', () => {
    expect(said(refundAmount(payment('succeeded', { amountCaptured: 60n }), 61n))).toBe('refund_exceeds_remaining')
  })
})

type Model = { payment: Payment; paid: bigint; returned: bigint }
type Call = { readonly command: 'confirm' | 'authorise' | 'capture' | 'cancel' | 'expire' | 'refund'; readonly amount: bigint | null }

/** Applies a call as the use cases do; a refused one changes nothing. */
function apply(model: Model, { command, amount }: Call): void {
  const subject = model.payment
  switch (command) {
    case 'confirm':
    case 'authorise': {
      if (!confirmable(subject, NOW).ok) return
      const manual = command === 'authorise'
      model.payment = { ...subject, status: manual ? 'requires_capture' : 'succeeded', amountCaptured: manual ? 0n : subject.amount }
      if (!manual) model.paid += subject.amount
      return
    }
    case 'capture': {
      const captured = captureAmount(subject, amount, NOW)
      if (!captured.ok) return
      model.payment = { ...subject, status: 'succeeded', amountCaptured: captured.value }
      model.paid += captured.value
      return
    }
    case 'cancel':
      if (cancelable(subject).ok) model.payment = { ...subject, status: 'canceled' }
      return
    case 'expire':
      if (expirable(subject, LATER)) model.payment = { ...subject, status: 'expired' }
      return
    case 'refund': {
      const refunded = refundAmount(subject, amount)
      if (!refunded.ok) return
      model.payment = { ...subject, amountRefunded: subject.amountRefunded + refunded.value }
      model.returned += refunded.value
    }
  }
}

const zCall: fc.Arbitrary<Call> = fc.record({
  command: fc.constantFrom('confirm', 'authorise', 'capture', 'cancel', 'expire', 'refund'),
  amount: fc.option(fc.bigInt({ min: 1n, max: 200n }), { nil: null }),
})

describe('no sequence of calls', () => {
  it('captures or refunds more than was authorised, nor leaves a final state', () => {
    fc.assert(
      fc.property(fc.array(zCall, { maxLength: 30 }), calls => {
        const model: Model = { payment: payment('requires_payment_method'), paid: 0n, returned: 0n }
        for (const call of calls) {
          const before = model.payment
          apply(model, call)
          expect(model.paid).toBeLessThanOrEqual(before.amount)
          expect(model.payment.amountCaptured).toBe(model.paid)
          expect(model.returned).toBeLessThanOrEqual(model.paid)
          if (FINAL.includes(before.status)) expect(model.payment.status).toBe(before.status)
        }
      }),
    )
  })
})

describe('where the money of a refund comes from', () => {
  const nothing = { unsettled: 0n, settled: 0n, refundDeposit: 0n, advance: 0n }

  it('draws on unsettled, settled, refund deposit and advance, in this order', () => {
    const sources = { unsettled: 10n, settled: 20n, refundDeposit: 30n, advance: 40n }
    expect(fundRefund(5n, sources)).toEqual({ ...nothing, unsettled: 5n })
    expect(fundRefund(25n, sources)).toEqual({ ...nothing, unsettled: 10n, settled: 15n })
    expect(fundRefund(55n, sources)).toEqual({ ...nothing, unsettled: 10n, settled: 20n, refundDeposit: 25n })
    expect(fundRefund(100n, sources)).toEqual(sources)
  })

  it('waits when all together do not suffice: a refund is never paid in part', () => {
    expect(fundRefund(101n, { unsettled: 10n, settled: 20n, refundDeposit: 30n, advance: 40n })).toBeNull()
  })

  it('takes nothing from a source that is overdrawn', () => {
    expect(fundRefund(10n, { unsettled: -5n, settled: -1n, refundDeposit: 10n, advance: 0n })).toEqual({ ...nothing, refundDeposit: 10n })
  })

  it('sums to the amount, exceeds no source, and uses one only when those before it are exhausted', () => {
    const amount = fc.bigInt({ min: -50n, max: 1_000n })
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 2_000n }),
        fc.record({ unsettled: amount, settled: amount, refundDeposit: amount, advance: amount }),
        (needed, sources) => {
          const funding = fundRefund(needed, sources)
          const names = ['unsettled', 'settled', 'refundDeposit', 'advance'] as const
          const usable = names.map(name => (sources[name] > 0n ? sources[name] : 0n))
          if (funding === null) {
            expect(usable.reduce((sum, part) => sum + part, 0n)).toBeLessThan(needed)
            return
          }
          expect(names.reduce((sum, name) => sum + funding[name], 0n)).toBe(needed)
          names.forEach((name, index) => {
            expect(funding[name]).toBeGreaterThanOrEqual(0n)
            expect(funding[name]).toBeLessThanOrEqual(usable[index] ?? 0n)
            if (funding[name] > 0n) for (const [at, earlier] of names.slice(0, index).entries()) expect(funding[earlier]).toBe(usable[at])
          })
        },
      ),
    )
  })
})
