/**
 * Brings a database up to date: the plain SQL files of `migrations/`, in the order of their names, each in a transaction of its own.
 * Nodes that start at once wait for each other on an advisory lock.
 */
import { join } from 'node:path'
import { runner } from 'node-pg-migrate'

/** The part of a pino logger that is used here. */
export type MigrateLogger = {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

export const MIGRATIONS_FOLDER = join(import.meta.dirname, '..', '..', 'migrations')

/** Applies what is missing and returns the number of migrations applied. Throws when one fails; that one is rolled back whole. */
export async function migrate(options: {
  readonly connectionString: string
  readonly logger: MigrateLogger
  readonly folder?: string
}): Promise<number> {
  const { logger } = options
  const applied = await runner({
    databaseUrl: options.connectionString,
    dir: options.folder ?? MIGRATIONS_FOLDER,
    ignorePattern: '(?!.*\\.sql$).*',
    direction: 'up',
    migrationsTable: 'platform_migrations',
    migrationsSchema: 'public',
    singleTransaction: false,
    advisoryLockMode: 'wait',
    logger: {
      info: () => {},
      warn: message => logger.warn({}, message),
      error: message => logger.error({}, message),
    },
  })
  for (const { name } of applied) logger.info({ migration: name }, 'migrated')
  return applied.length
}
