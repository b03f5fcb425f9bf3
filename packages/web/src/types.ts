/**
 * The API's objects as these pages read them: the part of the HTTP contract that a payer's browser needs. Amounts are
 * integers of minor units; times are ISO 8601 UTC.
 */

/** A name in both languages of the product. */
export type Name = { readonly en: string; readonly zh: string }

export type PaymentStatus = 'requires_payment_method' | 'requires_capture' | 'processing' | 'succeeded' | 'canceled' | 'expired'

/** Methods of payers who need no wallet here: they act at a channel. */
export type ChannelMethod = 'wechat_pay' | 'alipay' | 'bank_gateway' | 'open_banking'

export type PaymentMethodUsed = {
  readonly type: 'wallet_balance' | 'bank_card' | ChannelMethod
  /** How the payer meets an order at a channel: `native`, `qr`, `h5`, `wap`, `page`, `gateway`, `redirect`… */
  readonly flow?: string
  readonly bank?: string
  readonly last4?: string
}

/** What the payer must do while an order is open at a channel. */
export type NextAction =
  | { readonly type: 'qr_code'; readonly content: string; readonly expires_at: string | null }
  | { readonly type: 'redirect'; readonly url: string; readonly expires_at: string | null }
  | { readonly type: 'app' | 'jsapi'; readonly parameters: Readonly<Record<string, string>> }
  | { readonly type: 'await_payer'; readonly reason: 'password' }

/** Why the last attempt failed; an event has only the code, a read has the words too. */
export type LastError = { readonly code: string; readonly message?: string | null }

export type CheckoutPayment = {
  readonly id: string
  readonly status: PaymentStatus
  readonly amount: number
  readonly currency: string
  readonly description?: string | null
  readonly order_reference: string
  readonly expires_at: string
  readonly succeeded_at?: string | null
  readonly canceled_at?: string | null
  readonly amount_refunded?: number
  readonly payment_method?: PaymentMethodUsed | null
  readonly next_action?: NextAction | null
  /** The order at a channel is being closed: to end the payment, or to pay another way. */
  readonly closing?: 'cancel' | 'change' | null
  readonly last_error?: LastError | null
}

/** A way to pay that the checkout offers. */
export type OfferedMethod = {
  readonly type: 'wallet_balance' | 'bank_card' | ChannelMethod
  readonly flows: readonly string[]
  readonly banks?: readonly string[]
  readonly name: Name
  readonly available: boolean
  readonly reason?: Reason
}

/** What a payer may ask the checkout for. */
export type ChannelChoice =
  | { readonly type: 'wechat_pay' | 'alipay'; readonly flow: string }
  | { readonly type: 'bank_gateway' | 'open_banking'; readonly bank: string }

export type Checkout = {
  readonly payment: CheckoutPayment
  readonly merchant: { readonly name: Name }
  readonly wallet_url: string
  readonly server_time: string
  readonly return_url?: string | null
  /** Empty once the payment is over. */
  readonly methods: readonly OfferedMethod[]
}

export type Reason = { readonly code: string; readonly title: string; readonly fix?: string }

export type MethodOffer =
  | {
      readonly type: 'wallet_balance'
      readonly available: boolean
      readonly reason?: Reason | null
      /** Available once two kinds of factor were shown for this payment. */
      readonly needs_authentication?: boolean
    }
  | {
      readonly type: 'bank_card'
      readonly card: string
      readonly bank: string
      readonly last4: string
      readonly available: boolean
      readonly reason?: Reason | null
    }

/** `paid_by_you`: whether the signed-in holder is the one who paid; absent while nobody has. */
export type WalletCheckout = Omit<Checkout, 'methods'> & { readonly methods: readonly MethodOffer[]; readonly paid_by_you?: boolean | null }

export type PaymentMethodChoice = { readonly type: 'wallet_balance' } | { readonly type: 'bank_card'; readonly card: string }

/** The holder's view of a payment that he confirmed. */
export type HolderPayment = {
  readonly id: string
  readonly status: PaymentStatus
  readonly amount: number
  readonly currency: string
  readonly succeeded_at?: string | null
  readonly payment_method?: PaymentMethodUsed | null
  readonly last_error?: LastError | null
}

export type Limit = {
  readonly kind: 'lifetime' | 'annual' | 'daily'
  readonly limit: number
  readonly used: number
  readonly remaining: number
}

export type Holder = {
  readonly id: string
  readonly name: Name
  readonly phone_masked: string
  readonly class: 'I' | 'II' | 'III'
  readonly state: 'active' | 'frozen' | 'stopped'
  readonly balance: { readonly available: number; readonly pending: number; readonly currency: string }
  readonly limits: readonly Limit[]
}

export type List<T> = { readonly data: readonly T[]; readonly has_more: boolean }

/** A booked movement of the balance. */
export type WalletTransaction = {
  readonly id: string
  readonly kind: string
  /** `in` raises the balance, `out` lowers it. */
  readonly direction: 'in' | 'out'
  readonly amount: number
  readonly currency: string
  readonly balance_after: number
  /** The other side by name, where the server says it. */
  readonly counterparty?: Name | null
  readonly created_at: string
}

export type Card = {
  readonly id: string
  readonly bank: string
  readonly last4: string
  readonly state: 'awaiting_code' | 'bound' | 'unbound'
}

export type CardForm = { readonly name: string; readonly id_number: string; readonly card_number: string; readonly phone: string }

/** A top-up or a withdrawal. */
export type Movement = {
  readonly id: string
  readonly status: 'processing' | 'succeeded' | 'failed'
  readonly amount: number
  readonly currency: string
  readonly failure_code: string | null
}

export type Mandate = {
  readonly id: string
  readonly state: 'pending' | 'active' | 'revoked' | 'expired'
  readonly merchant: string | null
  readonly merchant_name?: Name | null
  readonly payment_method?: PaymentMethodUsed | null
  readonly limit_per_payment: { readonly amount: number; readonly currency: string } | null
  readonly created_at: string
}

/** An order of the demo shop. */
export type ShopOrder = {
  readonly order_reference: string
  readonly product?: string
  readonly status: PaymentStatus
  readonly payment: string | null
  readonly amount: number
  readonly currency: string
  readonly checkout_url?: string | null
  readonly succeeded_at?: string | null
}
