/**
 * Ends a test run with its counts alone on a line, for machines that read them: printed, or left in the file that
 * FEIQIAN_COUNTS_FILE names for the test command, which has more to check before its last line.
 */
import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node'

export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: TestRunEndReason): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0 }
    for (const module of modules) {
      // A file whose own code or hook failed counts once, besides its tests.
      if (module.errors().length > 0) counts.failed += 1
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') counts.passed += 1
        else if (state === 'failed') counts.failed += 1
        else counts.skipped += 1
      }
    }
    // A run that fell over before its tests is no run without failures.
    if (reason === 'failed' && counts.failed === 0) counts.failed = 1
    const file = process.env.FEIQIAN_COUNTS_FILE
    if (file === undefined) process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
    else writeFileSync(file, JSON.stringify(counts))
  }
}
