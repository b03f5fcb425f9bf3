/** What a repeated x-idempotency-key answers: 201 as the first time, with the resource as it is now (Read/Write profile, "Idempotency"). */
import type { Outcome } from '../../../kernel/outcome.ts'
import type { CommandReply } from '../../../platform/commands.ts'
import type { Reply } from '../../../platform/http/route.ts'

/** `read` presents the resource that the first answer told of, as it is now; refusals and first answers pass as they are. */
export async function withCurrent(reply: CommandReply, read: (first: unknown) => Promise<Outcome<unknown>>): Promise<Reply> {
  if (!reply.replayed || reply.status !== 201) return reply
  const current = await read(JSON.parse(reply.body))
  return current.ok ? { kind: 'json', status: 201, body: current.value } : current
}
