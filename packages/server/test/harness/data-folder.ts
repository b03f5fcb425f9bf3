/** A temporary folder for an embedded PostgreSQL: open to the user that runs it, else its cluster is put elsewhere and outlives the folder. */
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Makes a folder whose name begins with `feiqian-<name>-`; removing it removes the cluster. */
export async function makeDataFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `feiqian-${name}-`))
  await chmod(folder, 0o755)
  return folder
}
