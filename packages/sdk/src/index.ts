/**
 * @feiqian/sdk: the TypeScript client of Feiqian.
 */
export { Feiqian } from './client.ts'
export type { FeiqianOptions, RequestOptions } from './core.ts'
export { FeiqianConnectionError, FeiqianError, FeiqianSignatureError } from './errors.ts'
export type { List, Page } from './lists.ts'
export { decimalOf, exponentOf, formatMoney, type Money, parseMoney } from './money.ts'
export type { Body, Item, Query, Result } from './types.ts'
export { signWebhook, verifyWebhook, type WebhookEvent } from './webhooks.ts'
