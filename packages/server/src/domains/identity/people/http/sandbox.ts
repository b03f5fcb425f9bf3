/** The sandbox's phones: what would have been sent by SMS. Test mode only. */
import { z } from 'zod'
import { ok } from '../../../../kernel/outcome.ts'
import { html, page } from '../../../../platform/http/html.ts'
import { defineRoute, type Route } from '../../../../platform/http/route.ts'
import { zInstantJson, zList } from '../../../../platform/http/schemas.ts'
import { sandboxSms } from '../store.ts'
import type { PeopleRouteDeps } from './routes.ts'

const zPhone = z
  .string()
  .regex(/^\d{6,15}$/)
  .optional()

const zSmsJson = z
  .object({
    id: z.string(),
    object: z.literal('sandbox_sms'),
    phone: z.string(),
    purpose: z.string(),
    text: z.string(),
    created_at: zInstantJson,
  })
  .meta({ id: 'SandboxSms' })

const WORDS = {
  en: {
    title: 'Messages',
    intro: 'In test mode no message leaves this server. The newest fifty:',
    none: 'No messages yet.',
    to: 'To',
    at: 'At',
    text: 'Text',
  },
  zh: {
    title: '短信收件箱',
    intro: '测试模式下不会真正发送短信。最近五十条：',
    none: '暂无短信。',
    to: '手机号',
    at: '时间',
    text: '内容',
  },
} as const

export const sandboxRoutes = (deps: Pick<PeopleRouteDeps, 'db'>): readonly Route[] => [
  defineRoute({
    method: 'GET',
    path: '/v1/sandbox/sms',
    operationId: 'listSandboxSms',
    tag: 'Sandbox',
    summary: 'Messages that would have been sent by SMS',
    description: 'Test mode only. The newest fifty, of one phone where one is named.',
    access: 'public',
    query: z.strictObject({ phone: zPhone }),
    response: { status: 200, schema: zList(zSmsJson) },
    refusals: [],
    handle: async ({ query }) => {
      const data = (await sandboxSms(deps.db, query.phone ?? null)).map(({ createdAt, ...message }) => ({
        object: 'sandbox_sms' as const,
        ...message,
        created_at: createdAt.toISOString(),
      }))
      return ok({ object: 'list', data, has_more: false })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/sandbox/sms',
    operationId: 'pages.sandbox_sms',
    tag: 'pages',
    hidden: true,
    summary: 'The sandbox’s phones',
    access: 'public',
    response: { status: 200, schema: null },
    refusals: [],
    handle: async ({ language }) => {
      const words = WORDS[language]
      const messages = await sandboxSms(deps.db, null)
      const rows = messages.map(
        ({ phone, text, createdAt }) =>
          html`<tr><td>${phone}</td><td><time datetime="${createdAt.toISOString()}">${createdAt.toISOString().slice(11, 19)}</time></td><td class="sms-text">${text}</td></tr>`,
      )
      const table = html`<table id="messages"><thead><tr><th scope="col">${words.to}</th><th scope="col">${words.at}</th><th scope="col">${words.text}</th></tr></thead><tbody>${rows}</tbody></table>`
      return page({
        title: words.title,
        language,
        languageSwitch: '/sandbox/sms',
        width: 'document',
        home: '/',
        body: html`<h1>${words.title}</h1><p>${words.intro}</p>${messages.length === 0 ? html`<p id="no-messages">${words.none}</p>` : table}`,
      })
    },
  }),
]
