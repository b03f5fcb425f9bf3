/** Envelopes and the key service: what was sealed opens in its place only, and turning the key touches no content. */
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../test/harness/database.ts'
import { createMovableClock } from '../kernel/time.ts'
import { sql } from './db.ts'
import { createEnvelope } from './kms.ts'
import { createLocalKms } from './local-kms.ts'

const database = useDatabase()
const masterKey = randomBytes(32)
const clock = createMovableClock()
const kmsOf = (key = masterKey) => createLocalKms({ db: database.db, clock, masterKey: key })

describe('an envelope', () => {
  it('opens what it sealed, with the same context only (property)', async () => {
    const envelope = createEnvelope(kmsOf())
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.string(), fc.string(), async (content, context, other) => {
        const sealed = await envelope.seal(content, context)
        expect((await envelope.open(sealed, context)).equals(Buffer.from(content))).toBe(true)
        if (other !== context) await expect(envelope.open(sealed, other)).rejects.toThrow()
      }),
      { numRuns: 30 },
    )
  })

  it('refuses every byte that was changed', async () => {
    const envelope = createEnvelope(kmsOf())
    const sealed = await envelope.seal('secret', 'here')
    for (let at = 0; at < sealed.length; at++) {
      const copy = Buffer.from(sealed)
      copy[at] = (copy[at] ?? 0) ^ 1
      await expect(envelope.open(copy, 'here')).rejects.toThrow()
    }
    for (const short of [Buffer.alloc(0), Buffer.from([2]), sealed.subarray(0, 30)])
      await expect(envelope.open(short, 'here')).rejects.toThrow()
    expect(await envelope.openText(sealed, 'here')).toBe('secret')
  })

  it('uses one data key for as many as it is told', async () => {
    const wrappedOf = (sealed: Buffer) => sealed.subarray(3, 3 + sealed.readUInt16BE(1)).toString('hex')
    const sealThree = async (envelope: ReturnType<typeof createEnvelope>) =>
      new Set((await Promise.all([1, 2, 3].map(() => envelope.seal('x', 'y')))).map(wrappedOf)).size
    expect(await sealThree(createEnvelope(kmsOf()))).toBe(3)
    expect(await sealThree(createEnvelope(kmsOf(), { usesPerDataKey: 2 }))).toBe(2)
  })
})

describe('the key service', () => {
  it('makes its first key once, however many nodes start', async () => {
    const keys = await Promise.all([kmsOf(), kmsOf(), kmsOf()].map(kms => kms.generateDataKey()))
    expect(new Set(keys.map(({ keyVersion }) => keyVersion))).toEqual(new Set([1]))
    const [first, second] = keys
    if (first === undefined || second === undefined) throw new Error('no keys')
    expect((await kmsOf().unwrap(first.wrapped)).equals(first.plain)).toBe(true)
    expect(first.plain.equals(second.plain)).toBe(false)
  })

  it('turns: new things under the new version, old ones still readable, and wrapped again on demand', async () => {
    const [kms, elsewhere] = [kmsOf(), kmsOf()]
    const envelope = createEnvelope(kms)
    const sealed = await envelope.seal('old', 'c')
    expect(await envelope.rewrap(sealed)).toBeNull()
    await elsewhere.generateDataKey()
    const turned = await database.db.transaction(tx => kms.turn(tx))
    expect(turned.version).toBe(2)
    expect((await kms.generateDataKey()).keyVersion).toBe(2)
    const again = await envelope.rewrap(sealed)
    if (again === null) throw new Error('nothing was wrapped again')
    expect([await envelope.openText(sealed, 'c'), await envelope.openText(again, 'c')]).toEqual(['old', 'old'])
    // A node that has not heard of the new version finds it when it meets it.
    expect(await createEnvelope(elsewhere).openText(again, 'c')).toBe('old')
    await expect(kms.unwrap(Buffer.from([0, 0, 0, 9, 1]))).rejects.toThrow('no version 9')
    await expect(kms.unwrap(Buffer.from([0]))).rejects.toThrow('not wrapped here')
  })

  it('wraps again under the version that another node made a moment ago, once it has asked for it', async () => {
    const [kms, elsewhere] = [kmsOf(), kmsOf()]
    const sealed = await createEnvelope(elsewhere).seal('old', 'c')
    const turned = await database.db.transaction(tx => kms.turn(tx))
    expect(await elsewhere.current()).toEqual(turned)
    expect(await createEnvelope(elsewhere).rewrap(sealed)).not.toBeNull()
  })

  it('keeps its keys sealed: another master key opens nothing', async () => {
    await expect(kmsOf(randomBytes(32)).generateDataKey()).rejects.toThrow()
    const rows = await database.db.query<{ sealed: Buffer }>(sql('test.kms_rows', 'SELECT sealed FROM platform.kms_keys'))
    expect(rows.every(({ sealed }) => sealed.length === 60)).toBe(true)
  })
})
