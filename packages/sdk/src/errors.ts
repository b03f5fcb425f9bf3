/**
 * What can go wrong, as types: the API refused, the network failed, or a webhook is not genuine.
 */

/** RFC 9457 problem details, as the API writes them. */
export type Problem = {
  readonly type?: string
  readonly title?: string
  readonly status?: number
  readonly code?: string
  readonly detail?: string
  readonly fix?: string
  readonly param?: string
  readonly decline_code?: string
  readonly request_id?: string
}

/** The API refused. `code` is stable: decide by it, never by the sentence. */
export class FeiqianError extends Error {
  override readonly name: string = 'FeiqianError'
  /** Stable, from the catalogue at `/errors/<code>`; `connection_failed` and `timeout` when no answer came. */
  readonly code: string
  /** HTTP status; `null` when no answer came. */
  readonly status: number | null
  /** The offending parameter, as the request wrote it. */
  readonly param: string | null
  /** Quote it when you ask for help. */
  readonly requestId: string | null
  /** Why a payment method declined. */
  readonly declineCode: string | null
  /** What to do next, in the language of the request. */
  readonly fix: string | null
  /** Address of the page that explains the code. */
  readonly helpUrl: string | null

  constructor(message: string, problem: Problem & { readonly code: string }, options?: ErrorOptions) {
    super(message, options)
    this.code = problem.code
    this.status = problem.status ?? null
    this.param = problem.param ?? null
    this.requestId = problem.request_id ?? null
    this.declineCode = problem.decline_code ?? null
    this.fix = problem.fix ?? null
    this.helpUrl = problem.type ?? null
  }
}

/** No answer came, after all retries: the request may or may not have been carried out. Repeat it with the same idempotency key. */
export class FeiqianConnectionError extends FeiqianError {
  override readonly name = 'FeiqianConnectionError'
  /** The key that was sent; `null` for reads. */
  readonly idempotencyKey: string | null

  constructor(code: 'connection_failed' | 'timeout', message: string, idempotencyKey: string | null, options?: ErrorOptions) {
    super(message, { code }, options)
    this.idempotencyKey = idempotencyKey
  }
}

/** The webhook is not genuine, or too old or too far ahead. Answer it with 400 and do nothing else. */
export class FeiqianSignatureError extends Error {
  override readonly name = 'FeiqianSignatureError'
  readonly code:
    | 'headers_missing'
    | 'timestamp_invalid'
    | 'timestamp_too_old'
    | 'timestamp_too_new'
    | 'secret_invalid'
    | 'signature_mismatch'
    | 'body_invalid'

  constructor(code: FeiqianSignatureError['code'], message: string) {
    super(message)
    this.code = code
  }
}
