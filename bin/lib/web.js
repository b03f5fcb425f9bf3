/** Builds the web pages when their sources, or the packages they are made with, have changed since the last build. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodeBinary } from './install.js'
import { ROOT, runQuietly, step, UserError } from './run.js'

const WEB = join(ROOT, 'packages', 'web')
const STAMP = join(WEB, 'dist', '.sources')
const IGNORED = new Set(['dist', 'node_modules'])

export async function ensureWeb() {
  if (!existsSync(join(WEB, 'vite.config.ts'))) return
  const hash = hashOfSources()
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return
  await step('Building the web pages', async () => {
    const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')
    const { code, output } = await runQuietly(nodeBinary(), [vite, 'build', '--logLevel', 'warn'], {
      cwd: WEB,
      env: { NODE_ENV: 'production' },
    })
    if (code !== 0) throw new UserError(`The web pages could not be built:\n${output}`)
    writeFileSync(STAMP, hash)
    return 'Built the web pages'
  })
}

function hashOfSources() {
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json')))
  const add = folder => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name)
      if (IGNORED.has(entry.name)) continue
      if (entry.isDirectory()) add(path)
      else if (!/\.test\.tsx?$/.test(entry.name)) hash.update(`\0${path.slice(WEB.length)}\0`).update(readFileSync(path))
    }
  }
  add(WEB)
  return hash.digest('hex')
}
