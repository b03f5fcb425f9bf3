/** The shop window, and the page that a buyer comes back to. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Problem } from '../api.ts'
import { useWords } from '../i18n/i18n.ts'
import { attempt } from '../intent.ts'
import { safeLink } from '../links.ts'
import type { PaymentStatus, ShopOrder } from '../types.ts'
import { Button, LinkButton, Loading, ProblemNotice } from '../ui/controls.tsx'
import { Page, StageHeading, useAnnouncer, useStageFocus } from '../ui/page.tsx'
import { Stage, type StageSign } from '../ui/stage.tsx'
import '../styles/shop.css'
import { Hills, Picture } from './pictures.tsx'
import { PRODUCTS, type ProductId, SHOP_CURRENCY } from './products.ts'

const READ_EVERY_MS = 2_000

export function ShopPage({ orderReference }: { orderReference: string | null }) {
  const { t } = useWords()
  return (
    <Page
      title={t('shop.title')}
      className="shop-page"
      brand={
        <a href="/shop">
          <span className="shop-seal" aria-hidden="true">
            松
          </span>
          <span>{t('shop.name')}</span>
        </a>
      }
      footer={
        <>
          <p>{t('shop.demo')}</p>
          <p>{t('common.sandbox')}</p>
        </>
      }
    >
      {orderReference === null ? <Window /> : <Order reference={orderReference} />}
    </Page>
  )
}

function Window() {
  const { t, api } = useWords()
  const [opening, setOpening] = useState<ProductId | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const { region, announce } = useAnnouncer()
  const underWay = useRef(false)

  // A page brought back from the back/forward cache must not still say that checkout is opening.
  useEffect(() => {
    const shown = (event: PageTransitionEvent): void => {
      if (!event.persisted) return
      underWay.current = false
      setOpening(null)
    }
    window.addEventListener('pageshow', shown)
    return () => window.removeEventListener('pageshow', shown)
  }, [])

  const buy = async (product: ProductId): Promise<void> => {
    if (underWay.current) return
    underWay.current = true
    setOpening(product)
    setProblem(null)
    announce(t('shop.opening'))
    const result = await attempt(`order:${product}`, key => api.placeOrder(product, key))
    const checkout = result.ok ? safeLink(result.value.checkout_url) : null
    if (checkout !== null) return location.assign(checkout)
    underWay.current = false
    setOpening(null)
    announce('')
    if (!result.ok) setProblem(result.problem)
  }

  return (
    <>
      {region}
      <section className="shop-hero">
        <Hills />
        <div className="shop-hero-words">
          <StageHeading className="shop-name">{t('shop.slogan')}</StageHeading>
          <p>{t('shop.intro')}</p>
        </div>
      </section>
      <section className="shop-body" aria-labelledby="products-title">
        <h2 id="products-title" className="shop-heading">
          {t('shop.products')}
        </h2>
        {problem === null ? null : <ProblemNotice problem={problem} />}
        <ul className="products">
          {PRODUCTS.map(product => (
            <Product key={product.id} id={product.id} amount={product.amount} opening={opening} onBuy={() => void buy(product.id)} />
          ))}
        </ul>
      </section>
    </>
  )
}

type ProductProps = { readonly id: ProductId; readonly amount: number; readonly opening: ProductId | null; readonly onBuy: () => void }

function Product({ id, amount, opening, onBuy }: ProductProps) {
  const { t, money } = useWords()
  const name = t(`shop.${id}.name`)
  const price = money(amount, SHOP_CURRENCY)
  return (
    <li className="product" data-testid={`product-${id}`}>
      <Picture product={id} />
      <div className="product-words">
        <h3>{name}</h3>
        <p className="hint">{t(`shop.${id}.note`)}</p>
        <p className="hint">{t(`shop.${id}.unit`)}</p>
      </div>
      <div className="product-buy">
        <p className="price">{price}</p>
        <Button
          small
          busy={opening === id}
          disabled={opening !== null}
          aria-label={t('shop.buyLabel', { product: name, price })}
          onClick={onBuy}
          id={`buy-${id}`}
          data-testid={`buy-${id}`}
        >
          {t('shop.buy')}
        </Button>
      </div>
    </li>
  )
}

type OrderWords = {
  readonly sign: StageSign
  readonly title: 'orderSucceeded' | 'orderWaiting' | 'orderProcessing' | 'orderCanceled' | 'orderExpired'
}

function orderWords(status: PaymentStatus): OrderWords {
  switch (status) {
    case 'succeeded':
      return { sign: 'done', title: 'orderSucceeded' }
    case 'requires_payment_method':
      return { sign: 'working', title: 'orderWaiting' }
    case 'processing':
    case 'requires_capture':
      return { sign: 'working', title: 'orderProcessing' }
    case 'canceled':
      return { sign: 'canceled', title: 'orderCanceled' }
    case 'expired':
      return { sign: 'expired', title: 'orderExpired' }
  }
}

const isOpen = (status: PaymentStatus): boolean => orderWords(status).sign === 'working'

function Order({ reference }: { reference: string }) {
  const { t, api, money } = useWords()
  const [order, setOrder] = useState<ShopOrder | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const { region, announce } = useAnnouncer()
  useStageFocus(order?.status ?? 'loading')

  const load = useCallback(async () => {
    const result = await api.order(reference)
    if (result.ok) setOrder(result.value)
    setProblem(result.ok ? null : result.problem)
  }, [api, reference])

  useEffect(() => {
    void load()
  }, [load])

  const open = order !== null && isOpen(order.status)
  useEffect(() => {
    if (!open) return
    const timer = window.setInterval(() => void load(), READ_EVERY_MS)
    return () => window.clearInterval(timer)
  }, [open, load])

  const words = order === null ? null : orderWords(order.status)
  const title = words === null ? '' : t(`shop.${words.title}`)
  useEffect(() => announce(title), [title, announce])

  return (
    <section className="shop-order">
      {region}
      {problem === null ? null : <ProblemNotice problem={problem} onRetry={() => void load()} />}
      {order === null || words === null ? (
        problem === null ? (
          <Loading />
        ) : null
      ) : (
        <Stage sign={words.sign} stage={order.status} title={title} note={t(`shop.${words.title}Note`)}>
          <dl className="facts order-facts" aria-label={t('shop.orderTitle')}>
            <div>
              <dt>{t('common.amount')}</dt>
              <dd data-testid="order-amount">{money(order.amount, order.currency)}</dd>
            </div>
            <div>
              <dt>{t('common.status')}</dt>
              <dd data-testid="order-status" data-status={order.status}>
                {t(`status.${order.status}`)}
              </dd>
            </div>
            <div>
              <dt>{t('common.orderReference')}</dt>
              <dd className="code" data-testid="order-reference">
                {reference}
              </dd>
            </div>
            {order.payment === null ? null : (
              <div>
                <dt>{t('common.paymentId')}</dt>
                <dd className="code">{order.payment}</dd>
              </div>
            )}
          </dl>
          <OrderLinks order={order} />
        </Stage>
      )}
    </section>
  )
}

function OrderLinks({ order }: { order: ShopOrder }) {
  const { t } = useWords()
  const checkout = order.status === 'requires_payment_method' ? safeLink(order.checkout_url) : null
  return (
    <>
      {checkout === null ? null : (
        <LinkButton href={checkout} data-testid="continue-paying">
          {t('shop.continuePaying')}
        </LinkButton>
      )}
      <LinkButton href="/shop" look={checkout === null ? 'primary' : 'secondary'} data-testid="shop-again">
        {t('shop.shopAgain')}
      </LinkButton>
    </>
  )
}
