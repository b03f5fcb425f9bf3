/** The doors of the connector to another bank: where payers leave and come back, where the bank tells of events, and links for operators. */
import { z } from 'zod'
import { formatId, type Id, newId } from '../../../kernel/ids.ts'
import { ok, refuse } from '../../../kernel/outcome.ts'
import { iso } from '../../../kernel/time.ts'
import type { Commands } from '../../../platform/commands.ts'
import { defineRoute, type RawReply, type Route } from '../../../platform/http/route.ts'
import { zId, zInstant, zInstantJson, zList, zPublicId } from '../../../platform/http/schemas.ts'
import type { InboundResult } from '../../clearing/ports.ts'
import { type Bank, memberOf } from './bank.ts'
import type { Links } from './links.ts'
import type { Orders } from './orders.ts'
import type { Link } from './store.ts'

export type HttpDeps = {
  readonly bank: Bank
  readonly orders: Orders
  readonly links: Links
  readonly commands: Commands
  readonly publicUrl: () => string
  readonly hear: (results: readonly InboundResult[]) => Promise<void>
}

const TAG = 'Accounts at other banks'
const READ = { operator: 'connectors:read' } as const
const WRITE = { operator: 'connectors:write' } as const

const zLink = z
  .object({
    id: zPublicId('bkl'),
    object: z.literal('bank_link'),
    status: z.enum(['awaiting', 'linked', 'refused', 'ended']),
    consent: z.string().meta({ description: 'The bank’s own number of the consent.' }),
    authorise_url: z.string().nullable().meta({ description: 'Where to confirm it, while it waits.' }),
    created_at: zInstantJson,
    linked_at: zInstantJson.nullable(),
    ended_at: zInstantJson.nullable(),
  })
  .meta({ id: 'BankLink', description: 'Access to our own accounts at another bank (UK Open Banking account access).' })

const zResource = z.record(z.string(), z.unknown()).meta({ description: 'As the bank wrote it (UK Open Banking Read/Write v4.0).' })

const away = (url: string): RawReply => ({
  kind: 'raw',
  status: 303,
  contentType: 'text/plain',
  body: '',
  headers: { location: url, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
})

export function openBankingRoutes({ bank, orders, links, commands, publicUrl, hear }: HttpDeps): Route[] {
  const shown = (link: Link) => ({
    id: formatId('bkl', link.id),
    object: 'bank_link' as const,
    status: link.state,
    consent: link.consentId,
    authorise_url: link.state === 'awaiting' ? `${publicUrl()}/v1/bank_links/${formatId('bkl', link.id)}/authorise` : null,
    created_at: iso(link.createdAt),
    linked_at: iso(link.linkedAt),
    ended_at: iso(link.endedAt),
  })
  const create = commands.define<
    { readonly id: Id<'bkl'>; readonly consentId: string },
    { readonly id: Id<'bkl'>; readonly body: unknown }
  >({
    name: 'open_banking.create_link',
    async decide(_tx, asked) {
      return Promise.all(
        asked.map(async ({ input: { id, consentId } }) => {
          await links.insert(id, consentId)
          const link = await links.find(id)
          return ok({ id, body: link === null ? null : shown(link) })
        }),
      )
    },
    present: ({ body }) => ({ status: 201, body }),
    subject: ({ id }) => formatId('bkl', id),
  })
  const end = commands.define<{ readonly id: Id<'bkl'>; readonly body: unknown }, { readonly id: Id<'bkl'>; readonly body: unknown }>({
    name: 'open_banking.end_link',
    decide: async (_tx, asked) => asked.map(({ input }) => ok(input)),
    present: ({ body }) => ({ status: 200, body }),
    subject: ({ id }) => formatId('bkl', id),
  })
  const params = z.strictObject({ id: zId('bkl') })

  const resource = (name: 'accounts' | 'balances' | 'transactions', summary: string): Route =>
    defineRoute({
      method: 'GET',
      path: `/v1/bank_links/:id/${name}`,
      operationId: `listBankLink${name[0]?.toUpperCase()}${name.slice(1)}`,
      tag: TAG,
      summary,
      access: READ,
      params,
      ...(name === 'transactions' ? { query: z.strictObject({ from: zInstant.optional() }) } : {}),
      response: { status: 200, schema: zList(zResource) },
      refusals: ['bank_link_not_found', 'bank_link_not_linked', 'bank_unavailable'],
      async handle({ params: { id }, query }) {
        const from = (query as { from?: Date } | undefined)?.from ?? null
        const read = await links.read(id, name, from)
        return read.ok ? ok({ object: 'list', data: read.value, has_more: false }) : read
      },
    })

  return [
    defineRoute({
      method: 'GET',
      path: '/bank/:token',
      operationId: 'goToBank',
      tag: TAG,
      summary: 'Lead a payer to the bank',
      access: 'public',
      limit: 'strict',
      hidden: true,
      params: z.strictObject({ token: z.string().regex(/^[A-Za-z0-9_-]{32}$/) }),
      response: { status: 303, schema: null },
      refusals: ['bank_visit_invalid', 'bank_unavailable'],
      async handle({ params: { token } }) {
        const order = await orders.orderAt(token)
        if (order === null) return refuse('bank_visit_invalid', 'token')
        const visit = await orders.visit(order)
        if (!visit.ok) return visit
        // Over: the payment's own page says how it stands.
        const next = visit.value ?? order.returnUrl
        return next === null ? refuse('bank_visit_invalid', 'token') : away(next)
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/bank/callback',
      operationId: 'comeBackFromBank',
      tag: TAG,
      summary: 'Take back who was at the bank',
      access: 'public',
      limit: 'strict',
      hidden: true,
      query: z.object({ state: z.string().min(1).max(200) }).catchall(z.string().max(4_000)),
      response: { status: 303, schema: null },
      refusals: ['bank_visit_invalid'],
      async handle({ query }) {
        const parameters = new URLSearchParams(Object.entries(query))
        const arrival = await orders.arrive(parameters)
        if (arrival !== null) {
          const { instructionId, answer, returnUrl, eventKey } = arrival
          await hear([{ eventKey, instructionId, instruction: formatId('ins', instructionId), answer }])
          return away(returnUrl ?? publicUrl())
        }
        const link = await links.arrive(parameters)
        return link === null ? refuse('bank_visit_invalid', 'state') : away(`${publicUrl()}/v1/bank_links/${formatId('bkl', link.id)}`)
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/callbacks/open_banking/events',
      operationId: 'hearBankEvent',
      tag: 'Clearing',
      summary: 'Hear an event notification of the bank',
      description:
        'A security event token (RFC 8417) that the bank signed for us. It is answered once what it is about was asked of the bank.',
      access: 'public',
      callback: true,
      response: { status: 202, schema: null },
      refusals: ['callback_signature_invalid'],
      async handle({ rawBody }) {
        const claims = await bank.eventOf(rawBody.toString('utf8'))
        if (claims === null) return refuse('callback_signature_invalid')
        const taken: RawReply = { kind: 'raw', status: 202, contentType: 'text/plain', body: '' }
        const payment = resourceOf(claims)
        const changed = payment === null ? null : await orders.changed(payment)
        if (changed === null) return taken
        const { instructionId, answer } = changed
        const eventKey = `event/${String(claims.jti).slice(0, 80)}`
        await hear([{ eventKey, instructionId, instruction: formatId('ins', instructionId), answer }])
        return taken
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/bank_links',
      operationId: 'createBankLink',
      tag: TAG,
      summary: 'Ask for access to our accounts at the bank',
      description: 'Confirm it at `authorise_url`; afterwards balances and transactions can be read for 180 days.',
      access: WRITE,
      command: 'plain',
      body: z.strictObject({}),
      response: { status: 201, schema: zLink },
      refusals: ['bank_unavailable'],
      async handle({ command }) {
        const asked = await links.ask()
        return asked.ok ? create.execute({ id: newId<'bkl'>(), consentId: asked.value }, command) : asked
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/bank_links',
      operationId: 'listBankLinks',
      tag: TAG,
      summary: 'List links to accounts at other banks',
      access: READ,
      response: { status: 200, schema: zList(zLink) },
      refusals: [],
      handle: async () => ok({ object: 'list', data: (await links.list()).map(shown), has_more: false }),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/bank_links/:id',
      operationId: 'getBankLink',
      tag: TAG,
      summary: 'Look at a link',
      access: READ,
      params,
      response: { status: 200, schema: zLink },
      refusals: ['bank_link_not_found'],
      async handle({ params: { id } }) {
        const link = await links.find(id)
        return link === null ? refuse('bank_link_not_found', 'id') : ok(shown(link))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/bank_links/:id/authorise',
      operationId: 'authoriseBankLink',
      tag: TAG,
      summary: 'Go to the bank to confirm a link',
      access: WRITE,
      hidden: true,
      params,
      response: { status: 303, schema: null, contentType: 'text/plain' },
      refusals: ['bank_link_not_found', 'bank_link_not_waiting', 'bank_unavailable'],
      async handle({ params: { id } }) {
        const visit = await links.visit(id)
        return visit.ok ? away(visit.value) : visit
      },
    }),
    resource('accounts', 'Read the linked accounts'),
    resource('balances', 'Read the balances of the linked accounts'),
    resource('transactions', 'Read the transactions of the linked accounts'),
    defineRoute({
      method: 'DELETE',
      path: '/v1/bank_links/:id',
      operationId: 'endBankLink',
      tag: TAG,
      summary: 'End a link, at the bank too',
      access: WRITE,
      command: 'plain',
      params,
      response: { status: 200, schema: zLink },
      refusals: ['bank_link_not_found', 'bank_unavailable'],
      async handle({ params: { id }, command }) {
        const ended = await links.end(id)
        return ended.ok ? end.execute({ id, body: shown(ended.value) }, command) : ended
      },
    }),
  ]
}

/** The payment that an event is about: `resource-update` names it in its subject. */
function resourceOf(claims: Readonly<Record<string, unknown>>): string | null {
  for (const event of Object.values(memberOf(claims, 'events'))) {
    const subject = memberOf(typeof event === 'object' && event !== null ? (event as Record<string, unknown>) : {}, 'subject')
    const [type, id] = [subject['http://openbanking.org.uk/rty'], subject['http://openbanking.org.uk/rid']]
    if (typeof id === 'string' && String(type).includes('domestic-payment')) return id
  }
  return null
}
