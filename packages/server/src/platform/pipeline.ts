/**
 * What a transaction sends in one turn of the event loop, as one exchange with PostgreSQL: the statements follow one another behind a single
 * Sync (PostgreSQL documentation, "Pipelining"), so that all of them leave in one write and their answers come back in one, and
 * rows are read by what a statement was described as the first time. The driver by itself ends every statement with a Sync of its own.
 *
 * A statement that fails takes those behind it in its exchange with it: they were not run, and fail with the same error.
 */
import type { Socket } from 'node:net'
import pg from 'pg'
import { encodeArrays, runMessages } from './arrays.ts'
import type { Statement } from './db.ts'

export type Pipeline = {
  /** Runs a statement behind those sent before it. Rejects with its error or that of a statement before it. */
  send(statement: Statement, values: readonly unknown[]): Promise<Record<string, unknown>[]>
  /** Ends the transaction, in one write with what was sent before; runs even where that failed. Answers what was done. */
  end(command: 'COMMIT' | 'ROLLBACK'): Promise<pg.QueryResult>
}

/** What the driver keeps of a connection and does not declare. */
type Wire = {
  readonly stream: Socket
  readonly parsedStatements: Readonly<Record<string, string | undefined>>
  sync(): void
}
type RowReader = { addFields(fields: readonly pg.FieldDef[]): void; parseRow(values: unknown): Record<string, unknown> }
type Utilities = { prepareValue(value: unknown): Buffer | string | null }

const { prepareValue } = (pg as unknown as { readonly utils: Utilities }).utils

/** How rows of a statement are read, by its name: the same on every connection. */
const readers = new Map<string, RowReader>()

type Waiting = {
  readonly name: string
  readonly messages: Buffer
  readonly reader: RowReader
  readonly rows: Record<string, unknown>[]
  readonly resolve: (rows: Record<string, unknown>[]) => void
  readonly reject: (error: unknown) => void
}

/** Statements that the connection has parsed, as one query of the driver. */
class Exchange extends pg.Query {
  readonly names: readonly string[]
  readonly #waiting: readonly Waiting[]
  #at = 0

  constructor(waiting: readonly Waiting[]) {
    super({ text: '' })
    this.names = waiting.map(({ name }) => name)
    this.#waiting = waiting
  }

  override submit = (connection: unknown): null => {
    const wire = connection as Wire
    wire.stream.cork()
    if (wire.stream.writable) for (const { messages } of this.#waiting) wire.stream.write(messages)
    wire.sync()
    wire.stream.uncork()
    return null
  }

  handleDataRow({ fields }: { readonly fields: unknown }): void {
    const waiting = this.#waiting[this.#at] as Waiting
    waiting.rows.push(waiting.reader.parseRow(fields))
  }

  handleCommandComplete(): void {
    const waiting = this.#waiting[this.#at] as Waiting
    this.#at += 1
    waiting.resolve(waiting.rows)
  }

  handleError(error: unknown): void {
    for (const { reject } of this.#waiting.slice(this.#at)) reject(error)
  }

  handleReadyForQuery(): void {}
}

/** A way into one connection, for one transaction. */
export function createPipeline(client: pg.PoolClient, types: pg.CustomTypesConfig): Pipeline {
  const wire = (client as unknown as { readonly connection: Wire }).connection
  let gathered: Waiting[] = []

  function flush(): void {
    if (gathered.length === 0) return
    const waiting = gathered
    gathered = []
    void client.query(new Exchange(waiting))
  }

  /** Parses and describes the statement on this connection. Settles as soon as an exchange would, so that failures are told in their order. */
  function first({ name, text, arrays }: Statement, values: readonly unknown[]): Promise<Record<string, unknown>[]> {
    flush()
    return new Promise((resolve, reject) => {
      void client.query<Record<string, unknown>>({ name, text, values: encodeArrays(arrays, values) }, (error: Error | null, result) => {
        if (error !== null) {
          reject(error)
          return
        }
        const reader = new pg.Result('object', types as typeof pg.types) as unknown as RowReader
        reader.addFields(result.fields)
        readers.set(name, reader)
        resolve(result.rows)
      })
    })
  }

  function send(statement: Statement, values: readonly unknown[]): Promise<Record<string, unknown>[]> {
    const reader = readers.get(statement.name)
    if (reader === undefined || wire.parsedStatements[statement.name] === undefined) return first(statement, values)
    const messages = runMessages(statement, values, prepareValue)
    if (gathered.length === 0) process.nextTick(flush)
    return new Promise((resolve, reject) => {
      gathered.push({ name: statement.name, messages, reader, rows: [], resolve, reject })
    })
  }

  function end(command: 'COMMIT' | 'ROLLBACK'): Promise<pg.QueryResult> {
    wire.stream.cork()
    flush()
    const ended = client.query(command)
    wire.stream.uncork()
    return ended
  }

  return { send, end }
}
