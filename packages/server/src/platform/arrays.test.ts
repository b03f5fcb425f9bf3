import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../test/harness/database.ts'
import { arrayCodecsOf, encodeArrays } from './arrays.ts'
import { pgArray, type Row, sql, unnested } from './db.ts'

const database = useDatabase()

const COLUMNS =
  'ord integer, b boolean, y bytea, i8 bigint, i2 smallint, i4 integer, t text, f float8, d date, ts timestamptz, u uuid, j json, jb jsonb'
/** Every value as the text that PostgreSQL makes of it; jsonb by whether it is what the json is. */
const READ = sql(
  'test.arrays_read',
  `SELECT b::text AS b, encode(y, 'hex') AS y, i8::text AS i8, i2::text AS i2, i4::text AS i4, t, f::text AS f, d::text AS d,
     to_char(ts AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS ts, u::text AS u, j::text AS j, jb = j::jsonb AS same
   FROM ${unnested(COLUMNS)} ORDER BY ord`,
)

const texts = fc.oneof(
  fc.string({ unit: 'binary' }).map(value => value.replaceAll('\u0000', '')),
  fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', ',', ' ', '\n', 'N', 'U', 'L', 'é', '飞', '💰'), maxLength: 40 }),
  fc.constantFrom('', 'NULL', 'x'.repeat(23), 'x'.repeat(24), 'x'.repeat(25), `${'x'.repeat(23)}飞`, '飞'.repeat(2_000)),
)
const instants = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
const rows = fc.array(
  fc.record({
    b: fc.option(fc.boolean()),
    y: fc.option(fc.uint8Array()),
    i8: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    i2: fc.option(fc.integer({ min: -32_768, max: 32_767 })),
    i4: fc.option(fc.integer()),
    t: fc.option(texts),
    f: fc.option(fc.double({ noDefaultInfinity: true, noNaN: true })),
    d: fc.option(instants),
    ts: fc.option(instants),
    u: fc.option(fc.uuid()),
    j: fc.option(fc.jsonValue()),
  }),
  { minLength: 1, maxLength: 30 },
)

describe('arrays in binary form', () => {
  it('bring every value of every type to the database as it was', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async given => {
        const json = (value: unknown) => (value === null ? null : JSON.stringify(value).replaceAll('\\u0000', ''))
        const values = [
          pgArray(given.map((_, at) => at)),
          pgArray(given, row => row.b),
          pgArray(given, row => row.y),
          pgArray(given, row => row.i8),
          pgArray(given, row => row.i2),
          pgArray(given, row => row.i4),
          pgArray(given, row => row.t),
          pgArray(given, row => row.f),
          pgArray(given, row => row.d?.toISOString().slice(0, 10)),
          pgArray(given, row => row.ts),
          pgArray(given, row => row.u),
          pgArray(given, row => json(row.j)),
          pgArray(given, row => json(row.j)),
        ]
        const read = await database.db.query<Row>(READ, values)
        expect(await database.db.transaction(tx => tx.query<Row>(READ, values))).toEqual(read)
        expect(read).toHaveLength(given.length)
        for (const [at, row] of given.entries()) {
          const back = read[at] as Record<string, string | boolean | null>
          expect(back.b).toBe(row.b === null ? null : String(row.b))
          expect(back.y).toBe(row.y === null ? null : Buffer.from(row.y).toString('hex'))
          expect(back.i8).toBe(row.i8 === null ? null : String(row.i8))
          expect(back.i2).toBe(row.i2 === null ? null : String(row.i2))
          expect(back.i4).toBe(row.i4 === null ? null : String(row.i4))
          expect(back.t).toBe(row.t === null ? null : row.t.toWellFormed())
          expect(back.f === null ? null : Number(back.f)).toBe(row.f)
          expect(back.d).toBe(row.d === null ? null : row.d.toISOString().slice(0, 10))
          expect(back.ts).toBe(row.ts === null ? null : row.ts.toISOString())
          expect(back.u).toBe(row.u)
          expect(back.j).toBe(json(row.j))
          expect(back.same).toBe(row.j === null ? null : true)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('take bytes as hexadecimal text, whole numbers as text, instants as ISO text, ids in capitals', async () => {
    const [row] = await database.db.query<Row>(READ, [
      pgArray([0]),
      pgArray([]),
      pgArray(['00ffA0']),
      pgArray(['-9007199254740993']),
      pgArray(['7']),
      pgArray(['-2147483648']),
      pgArray([12n]),
      pgArray(['0.5']),
      pgArray(['1999-12-31']),
      pgArray(['2026-11-22T23:59:59.999Z']),
      pgArray(['0193A7B2-C4D5-7E6F-8091-A2B3C4D5E6F7']),
      pgArray([]),
      pgArray([]),
    ])
    expect(row).toEqual({
      ...{ b: null, y: '00ffa0', i8: '-9007199254740993', i2: '7', i4: '-2147483648', t: '12', f: '0.5', d: '1999-12-31' },
      ...{ ts: '2026-11-22T23:59:59.999Z', u: '0193a7b2-c4d5-7e6f-8091-a2b3c4d5e6f7', j: null, same: null },
    })
  })

  it('may be of any size, wherever among the parameters they are', async () => {
    const size = sql(
      'test.arrays_size',
      'SELECT $1::integer AS first, length(($2::text[])[1]) AS length, cardinality($3::bigint[]) AS many, $4::text AS last',
    )
    for (const length of [1, 70_000, 3_000_000, 1])
      for (const many of [1, 100_000, 1]) {
        const values = [7, pgArray(['飞'.repeat(length)]), pgArray(Array.from({ length: many }, (_, at) => at)), 'last']
        const [row] = await database.db.transaction(tx => tx.query<Row>(size, values))
        expect(row).toEqual({ first: 7, length, many, last: 'last' })
      }
  })

  it('are empty when they hold nothing but NULL, and read as NULL beside a longer one', async () => {
    const encode = (values: readonly (string | null)[]) => encodeArrays(arrayCodecsOf('$1::text[]'), [pgArray(values)])[0] as Buffer
    expect(encode([null, null])).toEqual(encode([]))
    expect(encode([null, null])).toHaveLength(12)
    expect(encode([null, 'a']).length).toBeGreaterThan(12)
    const nothing = Array.from({ length: 12 }, () => pgArray([null, null]))
    const read = await database.db.query<Row>(READ, [pgArray([1, 2]), ...nothing])
    expect(read.map(row => Object.values(row).every(value => value === null))).toEqual([true, true])
  })

  it('of one statement share a piece of memory that no later statement writes to', () => {
    const codecs = arrayCodecsOf('SELECT $1::text[], $2, $3::integer[]')
    const first = encodeArrays(codecs, [pgArray(['a']), 'as it is', pgArray([1])])
    const before = Buffer.from(first[0] as Buffer)
    encodeArrays(codecs, [pgArray(['b'.repeat(3_000_000)]), null, pgArray([2])])
    expect(first[0]).toEqual(before)
    expect(first[1]).toBe('as it is')
  })

  it.each([
    ['uuid', '0193a7b2c4d57e6f8091a2b3c4d5e6f7', 'is no UUID'],
    ['uuid', '0193a7b2-c4d5-7e6f-8091-a2b3c4d5e6fg', 'is no UUID'],
    ['uuid', '飞193a7b2-c4d5-7e6f-8091-a2b3c4d5e6f', 'is no UUID'],
    ['integer', 2 ** 31, 'is no integer'],
    ['integer', 'seven', 'is no integer'],
    ['integer', 1.5, 'is no integer'],
    ['smallint', 40_000, 'out of range'],
    ['bigint', 2n ** 63n, 'out of range'],
    ['bigint', 1.5, 'cannot be converted to a BigInt'],
    ['bytea', 'abc', 'hexadecimal'],
    ['bytea', 'zz', 'hexadecimal'],
    ['timestamptz', 'yesterday', 'is no instant'],
    ['timestamptz', '2026-11-22T23:59:59.123456Z', 'is no instant in milliseconds'],
    ['timestamptz', new Date(Number.NaN), 'is no instant'],
    ['numeric', '1.5', 'is not cast to an array of a type that can be sent'],
  ] as const)('of %s refuse %s before anything is sent', (type, value, message) => {
    expect(() => encodeArrays(arrayCodecsOf(`$1::${type}[]`), [pgArray([value])])).toThrow(message)
  })
})
