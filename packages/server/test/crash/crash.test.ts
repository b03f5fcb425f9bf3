/** At least fifty crashes at every named point, of the server and of PostgreSQL: nothing lost, nothing doubled. */
import { expect, it } from 'vitest'
import { runCrashes, summaryOf } from './run.ts'

const RUNS = 56

it('loses and doubles nothing when the server or PostgreSQL is killed', { timeout: 600_000 }, async () => {
  const report = await runCrashes({ runs: RUNS, seed: 1, say: () => {} })
  process.stdout.write(`${summaryOf(report)}\n`)
  expect(report.findings).toEqual({ lost: [], doubled: [], other: [] })
  expect(report.total).toBeGreaterThanOrEqual(50)
})
