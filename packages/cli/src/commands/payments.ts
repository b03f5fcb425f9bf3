/**
 * `feiqian payments create | get | list | refund`.
 */
import type { Item, Result } from '@feiqian/sdk'
import { type Command, type Context, EXIT, UsageError } from '../command.ts'
import { facts, moneyText, table, timeText } from '../output.ts'
import { say } from '../words.ts'

type Payment = Item<'/v1/payments'>
type Refund = Result<'/v1/refunds', 'post'>

const LIMIT_DEFAULT = 20

function paymentText({ language }: Context, payment: Payment): string {
  return facts([
    [say(language, 'id'), payment.id],
    [say(language, 'status'), payment.status],
    [say(language, 'amount'), moneyText(payment.amount, payment.currency)],
    [say(language, 'captured'), payment.amount_captured > 0 ? moneyText(payment.amount_captured, payment.currency) : null],
    [say(language, 'refunded'), payment.amount_refunded > 0 ? moneyText(payment.amount_refunded, payment.currency) : null],
    [say(language, 'fee'), payment.fee === null ? null : moneyText(payment.fee.amount, payment.fee.currency)],
    [say(language, 'order'), payment.order_reference],
    [say(language, 'description'), payment.description],
    [say(language, 'created'), timeText(payment.created_at)],
    [say(language, 'expires'), payment.status === 'requires_payment_method' ? timeText(payment.expires_at) : null],
    [say(language, 'checkout'), payment.status === 'requires_payment_method' ? payment.checkout_url : null],
  ])
}

function metadataOf({ many, language }: Context): Record<string, string> | undefined {
  const pairs = many('metadata').map(pair => {
    const at = pair.indexOf('=')
    if (at < 1) throw new UsageError(say(language, 'badMetadata'))
    return [pair.slice(0, at), pair.slice(at + 1)] as const
  })
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs)
}

const only = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> }

export const paymentCommands: readonly Command[] = [
  {
    name: 'payments create',
    usage: '--amount FEN --order-reference TEXT [options]',
    summary: { en: 'create a payment and print its checkout address', zh: '创建支付并显示收银台地址' },
    key: 'merchant',
    positionals: { min: 0, max: 0 },
    options: {
      amount: { type: 'string', value: 'FEN', about: { en: 'in minor units: 1999 is ¥19.99', zh: '以分为单位：1999 即 ¥19.99' } },
      currency: { type: 'string', value: 'CODE', about: { en: 'ISO 4217, CNY unless said', zh: 'ISO 4217 币种，默认 CNY' } },
      'order-reference': { type: 'string', value: 'TEXT', about: { en: 'your order number', zh: '商户订单号' } },
      description: { type: 'string', value: 'TEXT', about: { en: 'what the customer reads', zh: '向顾客显示的说明' } },
      'capture-method': {
        type: 'string',
        value: 'METHOD',
        about: { en: 'automatic or manual', zh: 'automatic（自动）或 manual（预授权）' },
      },
      'expires-in': { type: 'string', value: 'SECONDS', about: { en: 'how long it can be paid', zh: '可支付的时长（秒）' } },
      metadata: {
        type: 'string',
        multiple: true,
        value: 'NAME=VALUE',
        about: { en: 'a note of yours; may be repeated', zh: '自定义备注，可重复' },
      },
      'idempotency-key': {
        type: 'string',
        value: 'KEY',
        about: { en: 'repeat it to repeat the request safely', zh: '重复请求时使用相同的键' },
      },
    },
    async run(context) {
      const { feiqian, text, count, show, language } = context
      const amount = count('amount')
      const orderReference = text('order-reference')
      if (amount === undefined) throw new UsageError(`--amount ${say(language, 'required')}`)
      if (orderReference === undefined) throw new UsageError(`--order-reference ${say(language, 'required')}`)
      const captureMethod = text('capture-method')
      if (captureMethod !== undefined && captureMethod !== 'automatic' && captureMethod !== 'manual')
        throw new UsageError('--capture-method: automatic | manual')
      const payment = await feiqian.payments.create(
        {
          amount,
          currency: (text('currency') ?? 'CNY') as 'CNY',
          order_reference: orderReference,
          ...only({
            description: text('description'),
            capture_method: captureMethod,
            expires_in_seconds: count('expires-in'),
            metadata: metadataOf(context),
          }),
        },
        only({ idempotencyKey: text('idempotency-key') }),
      )
      show(payment, () => paymentText(context, payment))
      return EXIT.ok
    },
  },
  {
    name: 'payments get',
    usage: '<payment>',
    summary: { en: 'show a payment', zh: '查看支付' },
    key: 'merchant',
    positionals: { min: 1, max: 1 },
    options: {},
    async run(context) {
      const payment = await context.feiqian.payments.get(context.positionals[0] ?? '')
      context.show(payment, () => paymentText(context, payment))
      return EXIT.ok
    },
  },
  {
    name: 'payments list',
    usage: '[--status STATUS] [--order-reference TEXT] [--limit N | --all]',
    summary: { en: 'list payments, newest first', zh: '列出支付，最新在前' },
    key: 'merchant',
    positionals: { min: 0, max: 0 },
    options: {
      status: { type: 'string', value: 'STATUS', about: { en: 'only those, e.g. succeeded', zh: '仅此状态，例如 succeeded' } },
      'order-reference': { type: 'string', value: 'TEXT', about: { en: 'only those of this order', zh: '仅此订单号' } },
      limit: { type: 'string', value: 'N', about: { en: 'at most so many, 20 unless said', zh: '最多条数，默认 20' } },
      all: { type: 'boolean', about: { en: 'all of them', zh: '全部' } },
    },
    async run(context) {
      const { feiqian, text, count, flag, show, language } = context
      const limit = flag('all') ? Number.POSITIVE_INFINITY : (count('limit') ?? LIMIT_DEFAULT)
      const payments: Payment[] = []
      let more = false
      // The server knows the statuses; an unknown one is refused there with the list of those that exist.
      const query = only({ status: text('status') as Payment['status'] | undefined, order_reference: text('order-reference') })
      for await (const payment of feiqian.payments.list({ ...query, limit: Math.min(100, limit) })) {
        more = payments.length === limit
        if (more) break
        payments.push(payment)
      }
      show({ object: 'list', data: payments, has_more: more }, () => {
        if (payments.length === 0) return `${say(language, 'nothing')}\n`
        const rows = payments.map(payment => [
          payment.id,
          payment.status,
          moneyText(payment.amount, payment.currency),
          payment.order_reference,
          timeText(payment.created_at),
        ])
        const columns = [
          { title: say(language, 'id') },
          { title: say(language, 'status') },
          { title: say(language, 'amount'), right: true },
          { title: say(language, 'order') },
          { title: say(language, 'created') },
        ]
        return table(columns, rows) + (more ? `${say(language, 'more')}\n` : '')
      })
      return EXIT.ok
    },
  },
  {
    name: 'payments refund',
    usage: '<payment> [--amount FEN] [--reason TEXT]',
    summary: { en: 'refund a payment, or part of it', zh: '退款（全部或部分）' },
    key: 'merchant',
    positionals: { min: 1, max: 1 },
    options: {
      amount: {
        type: 'string',
        value: 'FEN',
        about: { en: 'in minor units; what is left unless said', zh: '以分为单位；默认全部剩余金额' },
      },
      reason: { type: 'string', value: 'TEXT', about: { en: 'why', zh: '原因' } },
      'idempotency-key': {
        type: 'string',
        value: 'KEY',
        about: { en: 'repeat it to repeat the request safely', zh: '重复请求时使用相同的键' },
      },
    },
    async run(context) {
      const { feiqian, text, count, show } = context
      const refund = await feiqian.refunds.create(
        { payment: context.positionals[0] ?? '', ...only({ amount: count('amount'), reason: text('reason') }) },
        only({ idempotencyKey: text('idempotency-key') }),
      )
      show(refund, () => refundText(context, refund))
      return refund.status === 'failed' ? EXIT.refused : EXIT.ok
    },
  },
]

function refundText({ language }: Context, refund: Refund): string {
  return facts([
    [say(language, 'id'), refund.id],
    [say(language, 'status'), refund.status],
    [say(language, 'amount'), moneyText(refund.amount, refund.currency)],
    [say(language, 'payment'), refund.payment],
    [say(language, 'created'), timeText(refund.created_at)],
  ])
}
