/**
 * A route as data: from one declaration follow the handler, the validation, the access check, the OpenAPI operation and
 * the test that every refusal is exercised. Domains declare routes in http.ts; compose.ts mounts them.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { z } from 'zod'
import type { Outcome, Refusal } from '../../kernel/outcome.ts'
import type { Principal } from '../../kernel/principal.ts'
import type { CommandContext, CommandReply } from '../commands.ts'

/**
 * Who may call. Several kinds may be named; a scope is one that the key must hold, e.g. `payments:write`. Every session of an operator
 * holds the scope `self`, and no key does: it is for routes about oneself.
 */
export type Access =
  | 'public'
  | {
      readonly merchant?: string
      readonly operator?: string
      readonly holder?: true
      readonly thirdParty?: string
      /** Of third parties: `client` is a token of their own (client credentials), `consent` one that stands for a person's consent. */
      readonly grant?: 'client' | 'consent'
    }

export type Language = 'en' | 'zh'

export type RouteRequest<P, Q, B> = {
  readonly principal: Principal
  readonly params: P
  readonly query: Q
  readonly body: B
  /** The body's bytes as they arrived, for signatures that cover them (inbound callbacks); empty when there is none. */
  readonly rawBody: Buffer
  readonly requestId: string
  readonly language: Language
  /** Where the caller reached this server, e.g. `http://127.0.0.1:4000`; links in answers start with it. */
  readonly baseUrl: string
  readonly header: (name: string) => string | undefined
  readonly remoteAddress: string
  /** What `commands.execute` needs of the request; present on every POST, PUT, PATCH and DELETE. */
  readonly command: CommandContext
  /** Node's own request and response, for libraries that read cookies and set them; the answer itself is what the handler returns. */
  readonly raw: IncomingMessage
  readonly response: ServerResponse
}

/** A body that is not JSON: CSV, HTML, a file. */
export type RawReply = {
  readonly kind: 'raw'
  readonly status: number
  readonly contentType: string
  readonly body: string | Buffer | NodeJS.ReadableStream
  readonly headers?: Readonly<Record<string, string>>
}

/** Server-sent events: the handler subscribes and returns how to unsubscribe. `send` writes one event. */
export type StreamReply = {
  readonly kind: 'stream'
  readonly open: (send: (event: string, data: unknown) => void, response: ServerResponse) => () => void
}

/** An answer with headers of its own (a cookie, a location) beside its JSON body. */
export type JsonReply = {
  readonly kind: 'json'
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** JSON text that the handler wrote itself, in UTF-8 where it comes as bytes: for answers that are long and asked for often. */
export type TextReply = { readonly kind: 'text'; readonly status: number; readonly json: string | Buffer }

export type Reply = Outcome<unknown> | CommandReply | RawReply | StreamReply | JsonReply | TextReply

/**
 * Puts an operation under approval: its params and body are kept as they were sent, and `handle` runs with them once a second
 * operator approves. So `handle` must hand one command to its handler and nothing else: no network, no transaction of its own, and
 * no secret in the body.
 */
export type ApprovalSpec<P, B> = {
  /** Dotted and stable, e.g. `ledger.transfers`; the policy record is `approvals.required.<action>`. */
  readonly action: string
  /** Whatever the policy says. */
  readonly always?: true
  /** What would happen, in a sentence for whoever decides. */
  readonly summary: (request: { readonly params: P; readonly body: B }) => { readonly en: string; readonly zh: string }
}

export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Fastify path: `/v1/payments/:id`. */
  readonly path: string
  readonly operationId: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly access: Access
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  /** Status and schema of success; `schema: null` for 204 and for raw replies, which name their content type. */
  readonly response: { readonly status: number; readonly schema: z.ZodType | null; readonly contentType?: string }
  /** Codes of refusals that this operation can answer with, beyond those that every operation has. */
  readonly refusals: readonly string[]
  /** `money`: Idempotency-Key is required. `plain`: it is honoured when sent. Absent on reads. */
  readonly command?: 'money' | 'plain'
  /** `strict`: few calls per client address, for public operations that check a secret, such as signing in. */
  readonly limit?: 'strict'
  /** In a dialect that signs: writes must be signed, and what is answered is. */
  readonly signed?: true
  /** A second operator may have to approve it before it happens (maker-checker); whether, a policy record says. */
  readonly approval?: ApprovalSpec<unknown, unknown>
  /** Successes of another kind than `response`, such as 202 with what now waits. */
  readonly also?: readonly { readonly status: number; readonly schema: z.ZodType; readonly description: string }[]
  /** Left out of OpenAPI: pages and assets. */
  readonly hidden?: true
  /** A page's form: the body is application/x-www-form-urlencoded and nothing else, its fields are text. Only for hidden routes. */
  readonly form?: true
  /**
   * What an outside system calls: the body is whatever it is, JSON, a form or text, and the handler reads its bytes. For public
   * operations that are believed for their signature only; what is refused uses up the allowance of its address, what is taken does not.
   */
  readonly callback?: true
  /** An answer may be held open on purpose, until there is something to tell: its time says nothing of how fast the server is. */
  readonly waits?: true
  /** Greatest request body in bytes; 64 KiB unless said. */
  readonly bodyLimit?: number
  readonly handle: (request: RouteRequest<unknown, unknown, unknown>) => Promise<Reply> | Reply
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined

type RouteInput<P extends z.ZodType | undefined, Q extends z.ZodType | undefined, B extends z.ZodType | undefined> = Omit<
  Route,
  'params' | 'query' | 'body' | 'handle' | 'approval'
> & {
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly approval?: ApprovalSpec<Parsed<P>, Parsed<B>>
  readonly handle: (request: RouteRequest<Parsed<P>, Parsed<Q>, Parsed<B>>) => Promise<Reply> | Reply
}

/** Declares a route; the handler sees the parsed, typed params, query and body. */
export function defineRoute<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(input: RouteInput<P, Q, B>): Route {
  // The server parses with exactly these schemas before it calls the handler, so the narrower request is what arrives.
  return input as unknown as Route
}

export type RefusalReply = { readonly ok: false; readonly error: Refusal }
