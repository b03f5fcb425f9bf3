/**
 * `npm run bench [-- AREA] [--json FILE] [--growth] [--smoke]`: measures, prints each figure beside its target and exits 1 when one
 * is missed. Timing decides no test: CI runs it with --smoke, which judges nothing.
 */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { connectorsArea } from './connectors.ts'
import { coreArea } from './core.ts'
import { openBankingArea } from './openbanking.ts'
import { type Area, report } from './targets.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, growth: { type: 'boolean', default: false }, smoke: { type: 'boolean', default: false } },
})
const write = (text: string): void => void process.stdout.write(text)

async function run<F extends Readonly<Record<string, number | null>>>(area: Area<F>): Promise<void> {
  const figures = await area.run({ smoke: values.smoke, growth: values.growth, say: line => write(`  ${line}\n`) })
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`)
  write('\n')
  const missed = report(area, figures, values.smoke, write)
  write(`\n${JSON.stringify(figures)}\n`)
  process.exitCode = missed > 0 ? 1 : 0
}

const AREAS = { core: () => run(coreArea), openbanking: () => run(openBankingArea), connectors: () => run(connectorsArea) }

const [name = 'core'] = positionals
if (name in AREAS) await AREAS[name as keyof typeof AREAS]()
else {
  process.stderr.write(`There is no benchmark ${name}; there are: ${Object.keys(AREAS).join(', ')}\n`)
  process.exitCode = 2
}
