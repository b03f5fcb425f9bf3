/**
 * "Money Overview" (财务一览): an example of a third party. A person links an account, sees balances and spending, and pays by bank. It is
 * a program of its own on its own port, with a session of its own, and shares nothing with the bank but the public standards.
 */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AuthorizationResponseError } from 'openid-client'
import { type Bank, BankError, createBank, type Payee } from './bank.ts'
import { type Link, openKeeping, type Visitor } from './keeping.ts'
import { CSS, invitation, type Language, notice, overviewPage, paymentPage } from './pages.ts'

export type MoneyOverviewOptions = {
  /** The bank's issuer, e.g. `http://127.0.0.1:4000`. */
  readonly issuer: string
  readonly port: number
  /** Takes a free port when that one is in use. */
  readonly orAnyPort?: boolean
  readonly host?: string
  /** Where registration, keys and links are kept; nothing is kept beyond the run without it. */
  readonly stateFile?: string
  /** Whom "pay by bank" pays; without it there is no such form. */
  readonly payee?: Payee
}

export type RunningMoneyOverview = { readonly url: string; close(): Promise<void> }

const COOKIE = 'money_overview'
const BODY_MAX = 4_096
const SPENDING_DAYS = 62
const AMOUNT = /^\d{1,7}(\.\d{1,2})?$/

type Reply = { readonly status: number; readonly html: string } | { readonly to: string; readonly cookie?: string }

export async function createMoneyOverview(options: MoneyOverviewOptions): Promise<RunningMoneyOverview> {
  const host = options.host ?? '127.0.0.1'
  const server = createServer((request, response) => {
    void respond(request, response)
  })
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        server.off('error', reject)
        resolve()
      })
    })
  await listen(options.port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE' || options.orAnyPort !== true) throw error
    return listen(0)
  })
  const url = `http://${host}:${(server.address() as AddressInfo).port}`
  const issuer = new URL(options.issuer)
  const redirectUri = `${url}/callback`
  const keeping = await openKeeping(options.stateFile ?? null, issuer.href, redirectUri)
  const bank = createBank({ issuer, redirectUri, keeping })

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const language = languageOf(request)
    try {
      const reply = await route(request, language)
      if ('html' in reply) send(response, reply.status, reply.html)
      else {
        response.writeHead(303, { Location: reply.to, ...(reply.cookie === undefined ? {} : { 'Set-Cookie': reply.cookie }) }).end()
      }
    } catch (error) {
      const isKnown = error instanceof BankError
      if (!isKnown) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      const detail = isKnown ? [error.status, ...error.codes, error.message].join(' · ') : ''
      send(response, isKnown ? 502 : 500, notice(language, 'trouble', detail))
    }
  }

  async function route(request: IncomingMessage, language: Language): Promise<Reply> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url)
    if (request.method === 'GET' && pathname === '/style.css') return { status: 200, html: CSS }
    const chosen = /^\/language\/(zh|en)$/.exec(pathname)?.[1]
    if (chosen !== undefined) return { to: '/', cookie: cookie('language', chosen) }
    const session = cookieOf(request, COOKIE)
    const visitor = session === null ? null : (keeping.kept.visitors[session] ?? null)
    if (request.method === 'GET') {
      if (pathname === '/') return home(visitor, language)
      if (pathname === '/callback') return arrive(visitor, searchParams, language)
      const payment = /^\/payments\/([\w-]{1,60})$/.exec(pathname)?.[1]
      // A payment is shown to whoever ordered it.
      if (payment !== undefined && visitor?.payments.includes(payment) === true)
        return { status: 200, html: paymentPage(language, await bank.payment(payment)) }
    }
    if (request.method === 'POST' && isOwnForm(request)) {
      const form = await readForm(request)
      if (pathname === '/link') return depart(session, visitor, await bank.askForAccounts())
      if (pathname === '/unlink' && visitor !== null) return unlink(visitor)
      if (pathname === '/pay' && visitor !== null && options.payee !== undefined) {
        const amount = form.get('amount') ?? ''
        if (AMOUNT.test(amount) && Number(amount) > 0) {
          const decimal = Number(amount).toFixed(2)
          return depart(session, visitor, await bank.askForPayment(options.payee, decimal, 'Money Overview'))
        }
        return { to: '/' }
      }
    }
    return { status: 404, html: notice(language, 'trouble', '404') }
  }

  /** Remembers what the person is sent away for, and sends them to the bank. */
  async function depart(session: string | null, visitor: Visitor | null, way: Awaited<ReturnType<Bank['askForAccounts']>>): Promise<Reply> {
    const id = visitor === null || session === null ? randomBytes(24).toString('base64url') : session
    keeping.kept.visitors[id] = { ...(visitor ?? { link: null, payments: [] }), journey: way.journey }
    await keeping.save()
    return { to: way.url.href, cookie: cookie(COOKIE, id) }
  }

  async function arrive(visitor: Visitor | null, answer: URLSearchParams, language: Language): Promise<Reply> {
    const journey = visitor?.journey ?? null
    if (visitor === null || journey === null) return { to: '/' }
    visitor.journey = null
    await keeping.save()
    let link: Link
    try {
      link = await bank.arrive(new URL(`${url}/callback?${answer.toString()}`), journey)
    } catch (error) {
      if (error instanceof AuthorizationResponseError) return { status: 200, html: notice(language, 'refused', error.error) }
      throw error
    }
    if (journey.kind === 'link') {
      visitor.link = link
      await keeping.save()
      return { to: '/' }
    }
    if (journey.agreed === null) return { to: '/' }
    const paid = await bank.pay(link, journey.agreed)
    visitor.payments = [paid.DomesticPaymentId, ...visitor.payments].slice(0, 20)
    await keeping.save()
    return { to: `/payments/${paid.DomesticPaymentId}` }
  }

  async function unlink(visitor: Visitor): Promise<Reply> {
    if (visitor.link !== null) {
      // Ended on the other side already: then there is nothing left to end.
      await bank.unlink(visitor.link).catch((error: unknown) => {
        if (!(error instanceof BankError) || error.status >= 500) throw error
      })
      visitor.link = null
      await keeping.save()
    }
    return { to: '/' }
  }

  async function home(visitor: Visitor | null, language: Language): Promise<Reply> {
    if (visitor === null || visitor.link === null) return { status: 200, html: invitation(language) }
    try {
      visitor.link = await bank.renewed(visitor.link)
      await keeping.save()
      const since = new Date(Date.now() - SPENDING_DAYS * 86_400_000)
      const [accounts, balances, transactions] = await Promise.all([
        bank.accounts(visitor.link),
        bank.balances(visitor.link),
        bank.transactions(visitor.link, since),
      ])
      const overview = { accounts, balances, transactions, payments: visitor.payments, payee: options.payee ?? null }
      return { status: 200, html: overviewPage(language, overview) }
    } catch (error) {
      if (!isEnded(error)) throw error
      visitor.link = null
      await keeping.save()
      return { status: 200, html: notice(language, 'ended') }
    }
  }

  return {
    url,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The person or the bank ended the consent: the token no longer holds (401), the consent gives nothing (403), or renewing is refused. */
function isEnded(error: unknown): boolean {
  if (error instanceof BankError) return error.status === 401 || error.status === 403
  const { code, status, error: oauth } = (error ?? {}) as { code?: unknown; status?: unknown; error?: unknown }
  return oauth === 'invalid_grant' || (code === 'OAUTH_WWW_AUTHENTICATE_CHALLENGE' && (status === 401 || status === 403))
}

function send(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'Content-Type': html === CSS ? 'text/css; charset=utf-8' : 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    // Forms lead on to the bank, wherever it is.
    'Content-Security-Policy': "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  })
  response.end(html)
}

/** Lax: the person comes back from the bank by a link that starts on another site. */
const cookie = (name: string, value: string): string => `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=7776000`

function cookieOf(request: IncomingMessage, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';', 50)) {
    const [key, value] = part.trim().split('=', 2)
    if (key === name && value !== undefined && /^[\w-]{1,64}$/.test(value)) return value
  }
  return null
}

function languageOf(request: IncomingMessage): Language {
  const chosen = cookieOf(request, 'language')
  if (chosen === 'zh' || chosen === 'en') return chosen
  return /^\s*zh/i.test(request.headers['accept-language'] ?? '') ? 'zh' : 'en'
}

/** Lax cookies are not sent with foreign posts, and the browser says where a form came from. */
function isOwnForm(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site']
  return site === undefined || site === 'same-origin'
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > BODY_MAX) throw new Error('a form was too long')
  }
  return new URLSearchParams(text)
}
