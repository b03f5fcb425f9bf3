/**
 * How merchants are taken on: what an applicant does by the token of its application, what an operator does with applications, changes
 * and reviews.
 */
import type { Core, RequestOptions } from './core.ts'
import { type Body, call, list, type Query } from './types.ts'

type Options = RequestOptions

/** By the token; no key is needed, so a client made for it may have any. */
export const applicationsOf = (core: Core) => ({
  /** The answer holds the token; it is shown only now. */
  start: (body: Body<'/v1/applications', 'post'> = {}, options?: Options) => call(core, 'post', '/v1/applications', { body }, options),
  get: (token: string, options?: Options) => call(core, 'get', '/v1/applications/{token}', { at: { token } }, options),
  update: (token: string, body: Body<'/v1/applications/{token}', 'patch'>, options?: Options) =>
    call(core, 'patch', '/v1/applications/{token}', { at: { token }, body }, options),
  /** `content` is the file in base64. */
  addDocument: (token: string, body: Body<'/v1/applications/{token}/documents', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/applications/{token}/documents', { at: { token }, body }, options),
  removeDocument: (token: string, document: string, options?: Options) =>
    call(core, 'delete', '/v1/applications/{token}/documents/{document}', { at: { token, document } }, options),
  submit: (token: string, options?: Options) => call(core, 'post', '/v1/applications/{token}/submit', { at: { token } }, options),
  withdraw: (token: string, options?: Options) => call(core, 'post', '/v1/applications/{token}/withdraw', { at: { token } }, options),
  accept: (token: string, body: Body<'/v1/applications/{token}/accept', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/applications/{token}/accept', { at: { token }, body }, options),
  resend: (token: string, channel: string, options?: Options) =>
    call(core, 'post', '/v1/applications/{token}/channels/{channel}/resend', { at: { token, channel } }, options),
})

export const merchantApplicationsOf = (core: Core) => ({
  enter: (body: Body<'/v1/merchant_applications', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/merchant_applications', { body }, options),
  get: (id: string, query?: Query<'/v1/merchant_applications/{id}'>, options?: Options) =>
    call(core, 'get', '/v1/merchant_applications/{id}', { at: { id }, query }, options),
  list: (query?: Query<'/v1/merchant_applications'>, options?: Options) => list(core, '/v1/merchant_applications', { query }, options),
  renewToken: (id: string, options?: Options) => call(core, 'post', '/v1/merchant_applications/{id}/token', { at: { id } }, options),
  take: (id: string, options?: Options) => call(core, 'post', '/v1/merchant_applications/{id}/take', { at: { id } }, options),
  sendBack: (id: string, body: Body<'/v1/merchant_applications/{id}/return', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/merchant_applications/{id}/return', { at: { id }, body }, options),
  reject: (id: string, body: Body<'/v1/merchant_applications/{id}/reject', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/merchant_applications/{id}/reject', { at: { id }, body }, options),
  /** A second operator may have to approve it: then it answers with the approval that waits. */
  approve: (id: string, body: Body<'/v1/merchant_applications/{id}/approve', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/merchant_applications/{id}/approve', { at: { id }, body }, options),
  offerAgreement: (id: string, body: Body<'/v1/merchant_applications/{id}/agreement', 'post'> = {}, options?: Options) =>
    call(core, 'post', '/v1/merchant_applications/{id}/agreement', { at: { id }, body }, options),
})

export const merchantChangesOf = (core: Core) => ({
  request: (merchant: string, body: Body<'/v1/merchants/{id}/changes', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/merchants/{id}/changes', { at: { id: merchant }, body }, options),
  /** Of the merchant of the key. */
  requestOwn: (body: Body<'/v1/merchant/changes', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/merchant/changes', { body }, options),
  list: (query?: Query<'/v1/merchant_changes'>, options?: Options) => list(core, '/v1/merchant_changes', { query }, options),
  /** Answers with the approval that waits for a second operator. */
  apply: (id: string, options?: Options) => call(core, 'post', '/v1/merchant_changes/{id}/apply', { at: { id } }, options),
  reject: (id: string, body: Body<'/v1/merchant_changes/{id}/reject', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/merchant_changes/{id}/reject', { at: { id }, body }, options),
})

export const merchantReviewsOf = (core: Core) => ({
  list: (query?: Query<'/v1/merchant_reviews'>, options?: Options) => list(core, '/v1/merchant_reviews', { query }, options),
  complete: (id: string, body: Body<'/v1/merchant_reviews/{id}/complete', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/merchant_reviews/{id}/complete', { at: { id }, body }, options),
})

/** A merchant's channels, its suspension and resumption. */
export const merchantChannelsOf = (core: Core) => ({
  list: (merchant: string, options?: Options) => call(core, 'get', '/v1/merchants/{id}/channels', { at: { id: merchant } }, options),
  put: (merchant: string, channel: string, body: Body<'/v1/merchants/{id}/channels/{channel}', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/merchants/{id}/channels/{channel}', { at: { id: merchant, channel }, body }, options),
  suspend: (merchant: string, channel: string, body: Body<'/v1/merchants/{id}/channels/{channel}/suspend', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/merchants/{id}/channels/{channel}/suspend', { at: { id: merchant, channel }, body }, options),
  resume: (merchant: string, channel: string, body: Body<'/v1/merchants/{id}/channels/{channel}/resume', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/merchants/{id}/channels/{channel}/resume', { at: { id: merchant, channel }, body }, options),
})
