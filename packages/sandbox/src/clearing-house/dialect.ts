/** What distinguishes one house from another on the wire: its signature scheme, field names, answers, notices and files. */

import type { Scheme } from '../signed-http.ts'
import type { Reply, SignedRequest } from '../signed-server.ts'
import type { OperationContext } from './operations.ts'
import type { HouseInstruction, InstructionKind, Line, Movement } from './state.ts'

/** What a dialect may do to the house, for one institution. */
export type Desk = {
  readonly context: OperationContext
  /** The instruction as it is now: of one that the payer let run out, the failure. */
  find(instructionId: string): HouseInstruction | null
  /** A new instruction: gives its result when due, or at once. */
  begin(instruction: HouseInstruction): void
  /** Ends an unpaid gateway payment; `false`: there is nothing to close. */
  close(instruction: HouseInstruction): boolean
  /** Where the payer of a gateway payment is sent. */
  pageOf(instruction: HouseInstruction): string
  /** The day's lines or movements; null: the house has not closed that date. Cuts on demand. */
  lines(date: string): Promise<readonly Line[] | null>
  movements(date: string): Promise<readonly Movement[] | null>
  readonly strikes: (fault: 'file_digest' | 'file_changed') => boolean
}

export type Dialect = {
  readonly code: 'sim' | 'sim_b'
  readonly name: { readonly zh: string; readonly en: string }
  readonly scheme: Scheme
  /** How its numbers and netting references begin. */
  readonly prefix: string
  readonly feeOf: (kind: InstructionKind) => bigint
  readonly error: (status: number, code: string, message: string) => Reply
  readonly nameOf: (request: SignedRequest) => string
  readonly route: (desk: Desk, request: SignedRequest) => Promise<Reply>
  readonly notice: (eventId: string, instruction: HouseInstruction) => Record<string, unknown>
  /** An instruction on the control page and in its JSON. */
  readonly shown: (instruction: HouseInstruction) => Record<string, unknown>
}
