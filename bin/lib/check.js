/** Everything that is checked without running: format, lint, types, who imports whom, where SQL and HTTP live, dead code. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { nodeBinary } from './install.js'
import { ROOT, runQuietly } from './run.js'

const tool = path => join(ROOT, 'node_modules', path)

const STEPS = [
  {
    title: 'format and lint',
    file: tool('@biomejs/biome/bin/biome'),
    args: ['ci', '--colors=off', '--error-on-warnings', '--max-diagnostics=100', '.'],
  },
  { title: 'types', file: tool('typescript/bin/tsc'), args: ['-p', 'tsconfig.json', '--noEmit'] },
  {
    title: 'types of the pages',
    file: tool('typescript/bin/tsc'),
    args: ['-p', 'packages/web/tsconfig.json', '--noEmit'],
    when: 'packages/web/tsconfig.json',
  },
  {
    title: 'imports',
    file: tool('dependency-cruiser/bin/dependency-cruiser.mjs'),
    args: ['--config', '.dependency-cruiser.cjs', 'packages'],
  },
  { title: 'layout', file: join(ROOT, 'scripts', 'check-layout.ts'), args: [] },
  { title: 'dead code', file: tool('knip/bin/knip.js'), args: ['--no-progress'] },
]

/** Runs every step, so that one run shows all there is to mend. Returns the exit code. */
export async function check() {
  const node = nodeBinary()
  const failed = []
  for (const { title, file, args, when } of STEPS) {
    if (when !== undefined && !existsSync(join(ROOT, when))) continue
    const start = Date.now()
    const { code, output } = await runQuietly(node, [file, ...args], { env: { NO_COLOR: '1', FORCE_COLOR: '0' } })
    process.stdout.write(`${code === 0 ? '✓' : '✗'} ${title} (${((Date.now() - start) / 1000).toFixed(1)} s)\n`)
    if (code === 0) continue
    failed.push(title)
    process.stdout.write(`${output.trimEnd()}\n\n`)
  }
  process.stdout.write(failed.length === 0 ? 'All checks passed.\n' : `Failed: ${failed.join(', ')}.\n`)
  return failed.length === 0 ? 0 : 1
}
