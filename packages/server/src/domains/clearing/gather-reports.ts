/**
 * Gathers reports while the previous batch commits, so that a burst of callbacks costs few transactions. A batch that fails
 * is taken apart and each report tried alone: one poisoned report never keeps its neighbours from being heard.
 */
import { isTransient } from '../../platform/db.ts'
import { type ApplyDeps, applyGroup, groupReports, type Report, type ReportGroup } from './apply-results.ts'

const BATCH_MAX = 200
const QUEUE_MAX = 20_000
const TRIES_MAX = 3

export type ReportGatherer = {
  /** Resolves once the report is committed; rejects when it could not be applied: it must then be reported again. */
  report(report: Report): Promise<void>
  /** Waits until everything reported so far is committed or failed. */
  drain(): Promise<void>
}

type Waiting = { readonly report: Report; readonly done: () => void; readonly failed: (error: unknown) => void }

export function createReportGatherer(deps: ApplyDeps): ReportGatherer {
  let queue: Waiting[] = []
  let running: Promise<void> | null = null

  async function run(group: ReportGroup): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await deps.db.transaction(tx => applyGroup(deps, tx, group))
      } catch (error) {
        if (tries >= TRIES_MAX || !isTransient(error)) throw error
      }
    }
  }

  async function applyAll(batch: readonly Waiting[]): Promise<void> {
    const waiting = new Map(batch.map(item => [item.report, item]))
    const groups = await groupReports(deps, [...waiting.keys()])
    for (const group of groups) {
      try {
        await run(group)
        for (const report of group.reports) waiting.get(report)?.done()
      } catch (error) {
        if (group.reports.length === 1) {
          waiting.get(group.reports[0] as Report)?.failed(error)
          continue
        }
        for (const report of group.reports) {
          await run({ ...group, reports: [report] }).then(waiting.get(report)?.done, waiting.get(report)?.failed)
        }
      }
    }
  }

  async function loop(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.slice(0, BATCH_MAX)
      queue = queue.slice(BATCH_MAX)
      await applyAll(batch).catch((error: unknown) => {
        for (const item of batch) item.failed(error)
      })
    }
    running = null
  }

  return {
    report(report) {
      if (queue.length >= QUEUE_MAX) return Promise.reject(new Error('too many clearing results are waiting'))
      return new Promise<void>((done, failed) => {
        queue.push({ report, done, failed })
        running ??= Promise.resolve().then(loop)
      })
    },
    async drain() {
      while (running !== null) await running
    },
  }
}
