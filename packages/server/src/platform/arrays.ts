/**
 * Many values as one parameter of a statement, in PostgreSQL's binary form (`array_recv`): nothing is quoted here and parsed there,
 * and a batch leaves no texts behind to be collected.
 */
import { InvariantError } from '../kernel/outcome.ts'

/** What an array may hold; the statement's cast decides what it becomes. A bytea may come as hexadecimal text, json and jsonb as their text. */
type Value = string | bigint | number | boolean | Date | Uint8Array | null | undefined

/** The values of one column of many rows, on their way into a statement. */
export class PgArray {
  readonly rows: readonly unknown[]
  readonly read: ((row: never) => Value) | undefined

  constructor(rows: readonly unknown[], read: ((row: never) => Value) | undefined) {
    this.rows = rows
    this.read = read
  }
}

/**
 * A parameter that the statement casts to an array, `$1::uuid[]`: one column of the rows, or the values themselves. A column of nothing
 * but NULL is empty: read in step with a longer one, as the first of a row always is, it gives NULL all the same. Read when the
 * statement is sent.
 */
export function pgArray(values: readonly Value[]): PgArray
export function pgArray<T>(rows: readonly T[], read: (row: T) => Value): PgArray
export function pgArray(rows: readonly unknown[], read?: (row: never) => Value): PgArray {
  return new PgArray(rows, read)
}

/** How a type of PostgreSQL is sent: its OID, and what appends one value, its length first. */
type Codec = { readonly oid: number; readonly append: (value: NonNullable<Value>) => void }

const CODECS: Readonly<Record<string, Codec>> = {
  boolean: { oid: 16, append: appendBoolean },
  bytea: { oid: 17, append: appendBytes },
  bigint: { oid: 20, append: value => appendInt64(typeof value === 'bigint' ? value : BigInt(value as string | number)) },
  smallint: { oid: 21, append: appendInt16 },
  integer: { oid: 23, append: value => appendInt32(Number(value)) },
  text: { oid: 25, append: appendText },
  json: { oid: 114, append: appendText },
  float8: { oid: 701, append: appendFloat64 },
  date: { oid: 1082, append: value => appendInt32(timeOf(value) / DAY_MS) },
  timestamptz: { oid: 1184, append: value => appendInt64(BigInt(timeOf(value)) * 1000n) },
  uuid: { oid: 2950, append: appendUuid },
  jsonb: { oid: 3802, append: appendJsonb },
}

const DAY_MS = 86_400_000
/** PostgreSQL counts days and instants from the beginning of 2000. */
const EPOCH_MS = Date.UTC(2000, 0, 1)

/** The codecs of a statement's array parameters, by their places: from the casts in its text. */
export type ArrayCodecs = readonly (Codec | undefined)[]

export function arrayCodecsOf(text: string): ArrayCodecs {
  const codecs: (Codec | undefined)[] = []
  for (const [, place, type = ''] of text.matchAll(/\$(\d+)::(\w+)\[\]/g)) {
    codecs[Number(place) - 1] = CODECS[type]
  }
  return codecs
}

/** The values as the driver takes them: arrays as bytes, all of one statement in one piece of memory. */
export function encodeArrays(codecs: ArrayCodecs, values: readonly unknown[]): unknown[] {
  end = 0
  const ends = values.map((value, at) => {
    if (!(value instanceof PgArray)) return null
    appendArray(codecs[at], value)
    return end
  })
  if (end === 0) return values as unknown[]
  const sent = written()
  let from = 0
  return values.map((value, at) => {
    const to = ends[at]
    if (to === null || to === undefined) return value
    const array = sent.subarray(from, to)
    from = to
    return array
  })
}

const BIND = 0x42
const EXECUTE = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0])

/**
 * The messages Bind and Execute that run a statement which the connection has parsed, with the values as its parameters (PostgreSQL
 * documentation, "Message Formats"). `prepare` makes bytes or text of what is no array; rows are asked for as text.
 */
export function runMessages(
  statement: { readonly name: string; readonly arrays: ArrayCodecs },
  values: readonly unknown[],
  prepare: (value: unknown) => Buffer | string | null,
): Buffer {
  end = 0
  room(statement.name.length * 3 + values.length * 2 + 16)
  bytes[end++] = BIND
  end += 4
  bytes[end++] = 0
  end += bytes.write(statement.name, end)
  bytes[end++] = 0
  writeInt16(values.length)
  const formats = end
  end += values.length * 2
  writeInt16(values.length)
  for (const [at, value] of values.entries()) {
    // Before `bytes` is named: appending may replace it.
    const format = appendParameter(statement.arrays[at], value, prepare)
    bytes.writeInt16BE(format, formats + at * 2)
  }
  room(2 + EXECUTE.length)
  writeInt16(0)
  bytes.writeInt32BE(end - 1, 1)
  bytes.set(EXECUTE, end)
  end += EXECUTE.length
  return written()
}

/** Appends a parameter, its length first; answers its format, 0 for text and 1 for binary. */
function appendParameter(codec: Codec | undefined, value: unknown, prepare: (value: unknown) => Buffer | string | null): 0 | 1 {
  room(4)
  const from = end
  const prepared = value instanceof PgArray ? value : prepare(value)
  if (prepared === null) {
    writeInt32(-1)
    return 0
  }
  end += 4
  if (prepared instanceof PgArray) appendArray(codec, prepared)
  else if (typeof prepared === 'string') appendPlainly(prepared)
  else {
    room(prepared.length)
    bytes.set(prepared, end)
    end += prepared.length
  }
  bytes.writeInt32BE(end - from - 4, from)
  return typeof prepared === 'string' ? 0 : 1
}

/** A copy of what was written. */
function written(): Buffer {
  const copy = Buffer.allocUnsafeSlow(end)
  bytes.copy(copy, 0, 0, end)
  if (bytes.length > KEPT_MAX) bytes = Buffer.allocUnsafeSlow(KEPT_MAX)
  return copy
}

/** Where it is written before its length is known; kept from one statement to the next, up to this size. */
const KEPT_MAX = 1 << 20
let bytes = Buffer.allocUnsafeSlow(1 << 16)
let end = 0

/** Makes room for `size` more bytes. */
function room(size: number): void {
  if (end + size <= bytes.length) return
  const larger = Buffer.allocUnsafeSlow(Math.max(bytes.length * 2, end + size))
  bytes.copy(larger, 0, 0, end)
  bytes = larger
}

function appendArray(codec: Codec | undefined, { rows, read }: PgArray): void {
  if (codec === undefined) throw new InvariantError('a parameter that is an array is not cast to an array of a type that can be sent')
  room(20)
  const from = end
  end += 20
  let isNull = true
  let hasNull = false
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]
    const value = read === undefined ? (row as Value) : read(row as never)
    if (value === null || value === undefined) {
      room(4)
      writeInt32(-1)
      hasNull = true
    } else {
      codec.append(value)
      isNull = false
    }
  }
  if (isNull) end = from + 12
  bytes.writeInt32BE(isNull ? 0 : 1, from)
  bytes.writeInt32BE(hasNull && !isNull ? 1 : 0, from + 4)
  bytes.writeInt32BE(codec.oid, from + 8)
  if (isNull) return
  bytes.writeInt32BE(rows.length, from + 12)
  bytes.writeInt32BE(1, from + 16)
}

function writeInt16(value: number): void {
  bytes[end++] = value >> 8
  bytes[end++] = value
}

function writeInt32(value: number): void {
  bytes[end++] = value >> 24
  bytes[end++] = value >> 16
  bytes[end++] = value >> 8
  bytes[end++] = value
}

function appendBoolean(value: NonNullable<Value>): void {
  room(5)
  writeInt32(1)
  bytes[end++] = value === true ? 1 : 0
}

function appendInt16(value: NonNullable<Value>): void {
  room(6)
  writeInt32(2)
  end = bytes.writeInt16BE(Number(value), end)
}

function appendInt32(value: number): void {
  if ((value | 0) !== value) throw new InvariantError(`${value} is no integer of PostgreSQL`)
  room(8)
  writeInt32(4)
  writeInt32(value)
}

function appendInt64(value: bigint): void {
  room(12)
  writeInt32(8)
  end = bytes.writeBigInt64BE(value, end)
}

function appendFloat64(value: NonNullable<Value>): void {
  room(12)
  writeInt32(8)
  end = bytes.writeDoubleBE(Number(value), end)
}

/** Milliseconds since the beginning of 2000: of an instant, or of the midnight of a date, as `Date` or ISO text. */
function timeOf(value: NonNullable<Value>): number {
  const ms = value instanceof Date ? value.getTime() : Date.parse(String(value))
  if (!Number.isFinite(ms) || (typeof value === 'string' && value.length > 24))
    throw new InvariantError(`${value} is no instant in milliseconds`)
  return ms - EPOCH_MS
}

function appendBytes(value: NonNullable<Value>): void {
  const size = typeof value === 'string' ? value.length / 2 : (value as Uint8Array).length
  room(4 + size)
  writeInt32(size)
  if (typeof value !== 'string') bytes.set(value as Uint8Array, end)
  else if (bytes.write(value, end, 'hex') !== size) throw new InvariantError('bytes are given as hexadecimal text')
  end += size
}

function appendText(value: NonNullable<Value>): void {
  room(4)
  const from = end
  end += 4
  appendPlainly(String(value))
  bytes.writeInt32BE(end - from - 4, from)
}

const JSONB_VERSION = 1

function appendJsonb(value: NonNullable<Value>): void {
  room(5)
  const from = end
  end += 4
  bytes[end++] = JSONB_VERSION
  appendPlainly(String(value))
  bytes.writeInt32BE(end - from - 4, from)
}

/** From this length on a call of native code is worth its price. */
const SHORT_MAX = 24

/** UTF-8 without a length before it. */
function appendPlainly(value: string): void {
  room(value.length * 3)
  if (value.length <= SHORT_MAX) {
    const from = end
    let at = 0
    for (; at < value.length; at++) {
      const code = value.charCodeAt(at)
      if (code > 0x7f) break
      bytes[end++] = code
    }
    if (at === value.length) return
    end = from
  }
  end += bytes.write(value, end)
}

const HEX = new Int8Array(128).fill(-1)
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  HEX[digit.charCodeAt(0)] = value
  HEX[digit.toUpperCase().charCodeAt(0)] = value
}

function appendUuid(value: NonNullable<Value>): void {
  const text = String(value)
  room(20)
  writeInt32(16)
  let isUuid = text.length === 36
  for (let at = 0; at < 36; at += 2) {
    if (at === 8 || at === 13 || at === 18 || at === 23) at += 1
    const byte = ((HEX[text.charCodeAt(at)] ?? -1) << 4) | (HEX[text.charCodeAt(at + 1)] ?? -1)
    if (byte < 0) isUuid = false
    bytes[end++] = byte
  }
  if (!isUuid) throw new InvariantError(`${text} is no UUID`)
}
