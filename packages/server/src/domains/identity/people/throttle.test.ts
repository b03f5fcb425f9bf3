import { describe, expect, it } from 'vitest'
import { useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { type Attempt, beginAttempt } from './throttle.ts'

const database = useDatabase()
const world = useApp(database)

const CONTEXT = { requestId: 'req_test', requestHash: null, endpoint: 'test' } as never
const FREE = 5
let subjects = 0

function subject(): () => Promise<Attempt | null> {
  const who = { subject: `person:${++subjects}`, address: `192.0.2.${subjects}` }
  const { db, policies } = world.app
  return async () => {
    const begun = await beginAttempt({ db, policies, clock: world.clock, audit: { append: () => {} } }, who, CONTEXT)
    return begun.ok ? begun.value : null
  }
}

describe('an attempt that is taken back', () => {
  it('leaves the lock that other failures have set meanwhile', async () => {
    const begin = subject()
    const undecided = await begin()
    for (let guess = 0; guess < FREE - 1; guess++) expect(await begin()).not.toBeNull()
    await undecided?.takeBack()
    expect(await begin()).toBeNull()
  })

  it('leaves the failures from before and opens the lock that it has set itself', async () => {
    const begin = subject()
    for (let guess = 0; guess < FREE - 1; guess++) await begin()
    for (let round = 0; round < 3; round++) await (await begin())?.takeBack()
    expect(await begin()).not.toBeNull()
    expect(await begin()).toBeNull()
  })
})
