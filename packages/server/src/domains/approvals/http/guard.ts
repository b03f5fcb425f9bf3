/**
 * Puts declared routes under approval: where the policy asks for a second operator, the command is kept and answered with 202. What was
 * kept is read again by the schemas of its route when it runs, and goes the same way as a request that needs no approval.
 */
import type { z } from 'zod'
import { invariant, type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Principal } from '../../../kernel/principal.ts'
import type { CommandContext, CommandHandler } from '../../../platform/commands.ts'
import type { Reply, Route, RouteRequest } from '../../../platform/http/route.ts'
import type { NewApproval } from '../request-approvals.ts'
import type { Approval, ApprovalsDeps, StoredCommand } from '../types.ts'
import { zApprovalJson } from './schemas.ts'

type AnyRequest = RouteRequest<unknown, unknown, unknown>
type Guarded = Route & { readonly approval: NonNullable<Route['approval']> }

export type Guard = {
  /** The same routes; those under approval may now answer 202. */
  guard(routes: readonly Route[]): Route[]
  /** Runs what was kept, as its maker's, within the transaction of the context. `request` is that of whoever approves. */
  run(approval: Approval, context: CommandContext, request: AnyRequest): Promise<Outcome<unknown, 'approval_command_refused'>>
}

export type GuardDeps = Pick<ApprovalsDeps, 'describe' | 'isOperatorActive'> & {
  readonly requires: (action: string, always: boolean) => boolean
  readonly request: CommandHandler<NewApproval>
}

export function createGuard(deps: GuardDeps): Guard {
  const guarded = new Map<string, Guarded>()

  function guardOne(route: Guarded): Route {
    const { access, approval } = route
    invariant(access !== 'public' && access.operator !== undefined, `${route.operationId} is not an operator's, so nobody can approve it`)
    invariant(route.command !== undefined, `${route.operationId} takes no command that could be kept`)
    const permission = access.operator
    guarded.set(route.operationId, route)
    return {
      ...route,
      also: [
        ...(route.also ?? []),
        { status: 202, schema: zApprovalJson, description: 'Kept until a second operator approves it; nothing has happened yet.' },
      ],
      handle(request) {
        if (!deps.requires(approval.action, approval.always === true)) return route.handle(request)
        const kept: NewApproval = {
          action: approval.action,
          operation: route.operationId,
          permission,
          summary: approval.summary({ params: request.params, body: request.body }),
          command: sentBy(route, request),
        }
        return deps.request.execute(kept, request.command)
      },
    }
  }

  return {
    guard: routes => routes.map(route => (hasApproval(route) ? guardOne(route) : route)),
    async run(approval, context, request) {
      const route = guarded.get(approval.operation)
      if (route === undefined) return refused('unknown_route', approval.operation)
      const { params, body } = approval.command
      const read = [parse(route.params, params), parse(route.body, body)] as const
      const unreadable = read.find(parsed => parsed !== undefined && !parsed.success)
      if (unreadable?.error !== undefined) return refused('parameter_invalid', unreadable.error.issues[0]?.message ?? '')
      const { operatorId, credential } = approval.maker
      // What somebody asked for who has had to leave since is asked for again by somebody who answers for it.
      invariant(context.within !== undefined, 'what is approved runs in the transaction that approves it')
      if (!(await deps.isOperatorActive(context.within, operatorId))) return refused('forbidden', MAKER_DISABLED[context.language])
      const principal: Principal = { kind: 'operator', operatorId, credential, scopes: new Set([approval.permission]) }
      const command: CommandContext = {
        ...context,
        principal,
        endpoint: approval.operation,
        idempotencyKey: null,
        requestHash: approval.requestHash,
      }
      const reply = await route.handle({ ...request, principal, params: read[0]?.data, query: undefined, body: read[1]?.data, command })
      return outcomeOf(reply, context)
    },
  }

  function outcomeOf(reply: Reply, { language }: CommandContext): Outcome<unknown, 'approval_command_refused'> {
    if ('ok' in reply) return reply.ok ? ok(reply.value) : refused(reply.error.code, deps.describe(reply.error, language).title)
    invariant(reply.kind === 'command', 'what was approved answers with its command')
    const answer = JSON.parse(reply.body) as { code?: unknown; detail?: unknown }
    return reply.contentType === 'application/json' ? ok(answer) : refused(String(answer.code), String(answer.detail))
  }
}

const MAKER_DISABLED = { en: 'the operator who asked for it is disabled', zh: '申请人账号已停用' } as const

const hasApproval = (route: Route): route is Guarded => route.approval !== undefined

const parse = (schema: z.ZodType | undefined, sent: unknown) => schema?.safeParse(sent)

const refused = (code: string, reason: string) => refuse('approval_command_refused', undefined, { code, reason })

/** What the request said, as it was written: the server has parsed it once, so it is there and well-formed. */
function sentBy(route: Route, request: AnyRequest): StoredCommand {
  const [path = ''] = (request.raw.url ?? '').split('?', 1)
  const parts = path.split('/')
  const params = route.path.split('/').flatMap((name, at): [string, string][] => {
    const value = parts[at]
    return name.startsWith(':') && value !== undefined ? [[name.slice(1), decodeURIComponent(value)]] : []
  })
  const text = request.rawBody.toString('utf8')
  return { params: Object.fromEntries(params), body: text === '' ? {} : JSON.parse(text) }
}
