/** The crash test by hand: `npm run crash -- --runs 200 [--seed 1]`. Exits 1 when anything was lost, doubled or otherwise wrong. */
import { parseArgs } from 'node:util'
import { runCrashes, summaryOf } from './run.ts'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '56' }, seed: { type: 'string', default: '1' }, help: { type: 'boolean', short: 'h' } },
})

if (values.help === true) {
  process.stdout.write(
    'feiqian crash [--runs N] [--seed N]\n\nKills the server and PostgreSQL N times (56) under load and checks after each restart.\n',
  )
} else {
  const [runs, seed] = [Number(values.runs), Number(values.seed)]
  if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed)) {
    process.stderr.write('--runs and --seed are whole numbers, --runs at least 1\n')
    process.exit(2)
  }
  const report = await runCrashes({ runs, seed, say: line => process.stdout.write(`${line}\n`) })
  process.stdout.write(`${summaryOf(report)}\n`)
  const { lost, doubled, other } = report.findings
  for (const finding of [...lost, ...doubled, ...other].slice(0, 50)) process.stdout.write(`  ${finding}\n`)
  process.exitCode = lost.length + doubled.length + other.length === 0 ? 0 : 1
}
