/**
 * The event catalogue as an AsyncAPI 3.0 document: one channel (the merchant's endpoint), one message per event type.
 */
import type { EventSpec } from './types.ts'

const HEADERS = {
  type: 'object',
  required: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
  properties: {
    'webhook-id': { type: 'string', description: 'The event id; the same at every attempt and replay. Use it to ignore repeats.' },
    'webhook-timestamp': { type: 'string', description: 'Unix seconds of this attempt.' },
    'webhook-signature': {
      type: 'string',
      description: 'Space-separated `v1,<base64>`: HMAC-SHA256 over `webhook-id.webhook-timestamp.body`; one per valid secret.',
    },
  },
}

const payloadOf = (spec: EventSpec) => ({
  type: 'object',
  required: ['type', 'timestamp', 'id', 'data'],
  properties: {
    type: { const: spec.type },
    timestamp: { type: 'string', format: 'date-time' },
    id: { type: 'string', pattern: '^evt_[0-7][0-9a-hjkmnp-tv-z]{25}$' },
    data: {
      type: 'object',
      required: ['object'],
      properties: {
        object: spec.schema ?? { type: 'object' },
        truncated: { const: true, description: 'The object was too large: only its id is here, GET /v1/events/{id} has the whole.' },
      },
    },
  },
})

export function asyncApiOf(catalogue: readonly EventSpec[]) {
  const messages = Object.fromEntries(
    catalogue.map(spec => [
      spec.type,
      {
        name: spec.type,
        title: spec.type,
        summary: spec.description.en,
        'x-summary-zh': spec.description.zh,
        contentType: 'application/json',
        headers: { $ref: '#/components/schemas/WebhookHeaders' },
        payload: payloadOf(spec),
      },
    ]),
  )
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Feiqian webhooks',
      version: '1',
      description: 'Signed with Standard Webhooks 1.0.0. Delivered at least once and in no promised order; answer 2xx within 15 seconds.',
    },
    defaultContentType: 'application/json',
    channels: {
      webhooks: {
        title: 'A merchant’s webhook endpoint',
        address: null,
        messages: Object.fromEntries(catalogue.map(spec => [spec.type, { $ref: `#/components/messages/${spec.type}` }])),
      },
    },
    operations: {
      sendWebhook: { action: 'send', channel: { $ref: '#/channels/webhooks' }, summary: 'POST to the endpoint’s URL' },
    },
    components: { schemas: { WebhookHeaders: HEADERS }, messages },
  }
}
