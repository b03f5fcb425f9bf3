/**
 * `npm run bench [-- AREA] [--json FILE] [--growth] [--smoke]`: measures, prints each figure beside its target and exits 1 when one
 * is missed. Timing decides no test: CI runs it with --smoke, which judges nothing.
 */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { runCore, TARGETS } from './core.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, growth: { type: 'boolean', default: false }, smoke: { type: 'boolean', default: false } },
})

const area = positionals[0] ?? 'core'
if (area !== 'core') {
  process.stderr.write(`There is no benchmark ${area}; there is: core\n`)
  process.exit(2)
}

const figures = await runCore({ smoke: values.smoke, growth: values.growth, say: line => process.stdout.write(`  ${line}\n`) })
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`)

const targets = new Map(TARGETS.map(target => [target.figure, target]))
process.stdout.write('\n')
let missed = 0
for (const [figure, value] of Object.entries(figures) as [keyof typeof figures, number | null][]) {
  const target = targets.get(figure)
  const met = target === undefined || values.smoke || target.met(figures)
  if (!met) missed += 1
  const verdict = target === undefined || value === null ? '' : `  target ${target.text}${values.smoke ? '' : met ? '  ✓' : '  ✗ missed'}`
  process.stdout.write(`${figure.padEnd(26)} ${String(value ?? '–').padStart(10)}${verdict}\n`)
}
process.stdout.write(`\n${JSON.stringify(figures)}\n`)
process.exitCode = missed > 0 ? 1 : 0
