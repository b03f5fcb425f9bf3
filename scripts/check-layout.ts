/**
 * Checks what imports alone do not show: SQL is written in store.ts (or store/, or the platform) only, and a store names
 * its own PostgreSQL schema or views that another domain publishes (`<domain>.v_*`).
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const SOURCES = 'packages/server/src/**/*.ts'
const STORE = /\/(store(-[a-z-]+)?\.ts|store\/[a-z-]+\.ts)$/
const DOMAIN = /\/domains\/([a-z-]+)\//

/** Events and their outbox are the platform's, which writes them; notifications is who reads the ones and empties the other. */
const EXCEPTIONS = new Set(['notifications platform.outbox', 'notifications platform.events'])

const files = globSync(SOURCES, { cwd: ROOT }).filter(path => !/(\.test|\/test-[a-z-]+)\.ts$/.test(path))
const schemas = [...new Set(files.flatMap(path => DOMAIN.exec(path)?.[1] ?? [])), 'platform', 'graphile_worker']
const complaints = files.flatMap(path => complaintsAbout(path, readFileSync(join(ROOT, path), 'utf8')))

for (const complaint of complaints) process.stdout.write(`${complaint}\n`)
process.exitCode = complaints.length === 0 ? 0 : 1

function complaintsAbout(path: string, text: string): string[] {
  if (path.includes('/src/platform/')) return []
  const found: string[] = []
  const statements = [...text.matchAll(/\bsql\(\s*'([^']*)',\s*(`[^`]*`|'[^']*')/g)]
  if (!STORE.test(path)) {
    const call = /\bsql\(/.exec(text)
    return call === null ? [] : [`${path}:${lineOf(text, call.index)} writes SQL; that belongs in store.ts or store/*.ts`]
  }
  const own = DOMAIN.exec(path)?.[1]
  for (const statement of statements) {
    for (const name of statement[2]?.matchAll(/(?<![\w.'])([a-z_]+)\.([a-z_0-9]+)/g) ?? []) {
      const [, schema = '', relation = ''] = name
      if (!schemas.includes(schema) || schema === own || relation.startsWith('v_') || EXCEPTIONS.has(`${own} ${schema}.${relation}`))
        continue
      found.push(
        `${path}:${lineOf(text, statement.index)} reads or writes ${schema}.${relation}; a store names its own schema or published views (${schema}.v_…)`,
      )
    }
  }
  return found
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}
