/** The receipt of a payment: what was paid, to whom, when and how, with the numbers that identify it. */
import { useWords } from '../i18n/i18n.ts'
import type { CheckoutPayment, Name, PaymentMethodUsed } from '../types.ts'
import { Button } from './controls.tsx'

/** How something was paid, in words. */
export function usePaidWith(): (method: PaymentMethodUsed | null | undefined) => string | null {
  const { t, bankName } = useWords()
  return method => {
    if (method === null || method === undefined) return null
    switch (method.type) {
      case 'wallet_balance':
        return t('common.walletBalance')
      case 'bank_card':
        return method.bank !== undefined && method.last4 !== undefined
          ? t('common.bankCard', { bank: method.bank, last4: method.last4 })
          : t('common.bankCardPlain')
      case 'bank_gateway':
      case 'open_banking':
        return method.bank === undefined ? t(`methods.${method.type}`) : bankName(method.bank)
      default:
        return t(`methods.${method.type}`)
    }
  }
}

export function Receipt({ payment, merchant }: { payment: CheckoutPayment; merchant: Name }) {
  const { t, money, nameOf, dateTime } = useWords()
  const paidWith = usePaidWith()(payment.payment_method)
  const refunded = payment.amount_refunded ?? 0
  const rows: readonly (readonly [id: string, label: string, value: string | null])[] = [
    ['merchant', t('common.merchant'), nameOf(merchant)],
    ['description', t('common.description'), payment.description ?? null],
    ['paid-at', t('common.paidAt'), payment.succeeded_at ? dateTime(payment.succeeded_at) : null],
    ['method', t('common.method'), paidWith],
    ['refunded', t('common.refunded'), refunded > 0 ? money(refunded, payment.currency) : null],
    ['order-reference', t('common.orderReference'), payment.order_reference],
    ['payment-id', t('common.paymentId'), payment.id],
  ]
  return (
    <section className="receipt" aria-label={t('receipt.title')} data-testid="receipt">
      <p className="receipt-amount" data-testid="receipt-amount">
        {money(payment.amount, payment.currency)}
      </p>
      <dl className="facts">
        {rows.map(([id, label, value]) =>
          value === null || value === '' ? null : (
            <div key={id}>
              <dt>{label}</dt>
              <dd data-testid={`receipt-${id}`} className={id === 'payment-id' || id === 'order-reference' ? 'code' : undefined}>
                {value}
              </dd>
            </div>
          ),
        )}
      </dl>
      <div className="no-print receipt-print">
        <Button look="quiet" small onClick={() => window.print()} data-testid="print">
          {t('receipt.print')}
        </Button>
      </div>
    </section>
  )
}
