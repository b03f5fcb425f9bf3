/**
 * The API over HTTP: one function per call of the contract. Every answer is a value: the object, or a `Problem` that the page
 * can show. A lost connection is a problem of its own kind, because the caller cannot know whether the server acted.
 */
import type {
  Card,
  CardForm,
  ChannelChoice,
  Checkout,
  CheckoutPayment,
  Holder,
  HolderPayment,
  List,
  Mandate,
  Movement,
  PaymentMethodChoice,
  ShopOrder,
  WalletCheckout,
  WalletTransaction,
} from './types.ts'

/** Longest wait for an answer before the connection counts as lost. */
const ANSWER_TIMEOUT_MS = 20_000

/**
 * `refused`: the server's problem+json, said in the reader's language. `broken`: an answer without a usable body. `lost`: no
 * answer came.
 */
export type Problem = {
  readonly kind: 'refused' | 'broken' | 'lost'
  readonly status: number
  readonly code: string
  readonly title: string
  readonly fix: string
  readonly param: string | null
  readonly requestId: string | null
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem }

type Call = {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly body?: unknown
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal | undefined
}

const problemOf = (kind: Problem['kind'], status: number, code: string, requestId: string | null = null): Problem => ({
  kind,
  status,
  code,
  title: '',
  fix: '',
  param: null,
  requestId,
})

const textOf = (body: Record<string, unknown>, name: string): string | null => {
  const value = body[name]
  return typeof value === 'string' && value !== '' ? value : null
}

function readProblem(status: number, body: unknown, requestId: string | null): Problem {
  if (typeof body !== 'object' || body === null || !('code' in body)) return problemOf('broken', status, 'internal', requestId)
  const fields = body as Record<string, unknown> // a JSON object: its fields are read one by one, each checked
  return {
    kind: 'refused',
    status,
    code: textOf(fields, 'code') ?? 'internal',
    title: textOf(fields, 'detail') ?? textOf(fields, 'title') ?? '',
    fix: textOf(fields, 'fix') ?? '',
    param: textOf(fields, 'param'),
    requestId: textOf(fields, 'request_id') ?? requestId,
  }
}

/**
 * Whether this answer leaves open if the server acted: the connection was lost, the server failed, or an earlier attempt is
 * still in flight. The same request must then be repeated under the same idempotency key.
 */
export const isOpenQuestion = (problem: Problem): boolean =>
  problem.kind !== 'refused' || problem.status >= 500 || problem.status === 429 || problem.code === 'idempotency_in_flight'

const segment = (text: string): string => encodeURIComponent(text)

export type Api = ReturnType<typeof createApi>

/** The client of one language; `language` is sent as Accept-Language, so that problems come back readable. */
export function createApi(language: string) {
  async function call<T>(path: string, { method = 'GET', body, idempotencyKey, signal }: Call = {}): Promise<Result<T>> {
    const headers: Record<string, string> = { accept: 'application/json', 'accept-language': language }
    if (method !== 'GET') headers['content-type'] = 'application/json'
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey
    const timeout = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
    try {
      const response = await fetch(path, {
        method,
        headers,
        ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
        cache: 'no-store',
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      })
      const text = await response.text()
      let parsed: unknown = null
      try {
        parsed = text === '' ? null : JSON.parse(text)
      } catch {
        return { ok: false, problem: problemOf('broken', response.status, 'internal', response.headers.get('x-request-id')) }
      }
      if (!response.ok) return { ok: false, problem: readProblem(response.status, parsed, response.headers.get('x-request-id')) }
      return { ok: true, value: parsed as T } // the server's answer to this call; its schema is in the contract
    } catch {
      return { ok: false, problem: problemOf('lost', 0, 'connection_lost') }
    }
  }

  const checkoutPath = (token: string): string => `/v1/checkout/${segment(token)}`

  return {
    language,
    checkout: (token: string, signal?: AbortSignal) => call<Checkout>(checkoutPath(token), { signal }),
    cancelCheckout: (token: string, idempotencyKey: string) =>
      call<unknown>(`${checkoutPath(token)}/cancel`, { method: 'POST', idempotencyKey }),
    confirmCheckout: (token: string, method: ChannelChoice, idempotencyKey: string) =>
      call<CheckoutPayment>(`${checkoutPath(token)}/confirm`, { method: 'POST', body: { payment_method: method }, idempotencyKey }),
    changeCheckoutMethod: (token: string, idempotencyKey: string) =>
      call<unknown>(`${checkoutPath(token)}/change_method`, { method: 'POST', idempotencyKey }),

    signIn: (phone: string, password: string) => call<unknown>('/v1/wallet/sessions', { method: 'POST', body: { phone, password } }),
    signOut: () => call<null>('/v1/wallet/sessions/current', { method: 'DELETE' }),
    me: (signal?: AbortSignal) => call<Holder>('/v1/wallet/me', { signal }),
    transactions: (startingAfter?: string) =>
      call<List<WalletTransaction>>(
        `/v1/wallet/transactions?limit=10${startingAfter === undefined ? '' : `&starting_after=${segment(startingAfter)}`}`,
      ),
    walletPayment: (token: string, signal?: AbortSignal) => call<WalletCheckout>(`/v1/wallet/payments/${segment(token)}`, { signal }),
    authenticatePayment: (token: string) =>
      call<{ readonly id: string }>(`/v1/wallet/payments/${segment(token)}/authentication`, { method: 'POST' }),
    confirmPayment: (token: string, method: PaymentMethodChoice, authentication: string | null, idempotencyKey: string) =>
      call<HolderPayment>(`/v1/wallet/payments/${segment(token)}/confirm`, {
        method: 'POST',
        body: { payment_method: method, ...(authentication === null ? {} : { authentication }) },
        idempotencyKey,
      }),

    cards: () => call<List<Card>>('/v1/wallet/cards'),
    bindCard: (form: CardForm, idempotencyKey: string) => call<Card>('/v1/wallet/cards', { method: 'POST', body: form, idempotencyKey }),
    verifyCard: (card: string, code: string, idempotencyKey: string) =>
      call<Card>(`/v1/wallet/cards/${segment(card)}/verify`, { method: 'POST', body: { code }, idempotencyKey }),
    unbindCard: (card: string) => call<unknown>(`/v1/wallet/cards/${segment(card)}`, { method: 'DELETE' }),

    move: (kind: 'topups' | 'withdrawals', body: { amount: number; currency: string; card: string }, idempotencyKey: string) =>
      call<Movement>(`/v1/wallet/${kind}`, { method: 'POST', body, idempotencyKey }),
    movement: (kind: 'topups' | 'withdrawals', id: string) => call<Movement>(`/v1/wallet/${kind}/${segment(id)}`),

    mandates: () => call<List<Mandate>>('/v1/wallet/mandates'),
    revokeMandate: (id: string, idempotencyKey: string) =>
      call<Mandate>(`/v1/wallet/mandates/${segment(id)}/revoke`, { method: 'POST', idempotencyKey }),

    placeOrder: (product: string, idempotencyKey: string) =>
      call<{ readonly checkout_url: string; readonly order_reference: string }>('/demo/shop/orders', {
        method: 'POST',
        body: { product },
        idempotencyKey,
      }),
    order: (reference: string, signal?: AbortSignal) => call<ShopOrder>(`/demo/shop/orders/${segment(reference)}`, { signal }),
  }
}

export const checkoutEventsPath = (token: string): string => `/v1/checkout/${segment(token)}/events`
export const WALLET_EVENTS_PATH = '/v1/wallet/events'
