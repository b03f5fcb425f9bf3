import { defineConfig } from 'vitest/config'
import CountReporter from './packages/server/test/harness/count-reporter.ts'

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts'],
    globalSetup: ['packages/server/test/harness/global-setup.ts'],
    setupFiles: ['packages/server/test/harness/setup-sockets.ts'],
    pool: 'forks',
    // Files share what they import: nothing of ours keeps state in modules, and loading it anew for each file cost a third of the run.
    isolate: false,
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 60_000,
    reporters: ['default', new CountReporter()],
  },
})
