/** Files of a folder: found whoever asks first, and by how many at once. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createFiles } from './files.ts'

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feiqian-files-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'assets', 'one.js'), 'one')
  await writeFile(join(folder, 'two.css'), 'two')
})

afterAll(() => rm(folder, { recursive: true, force: true }))

it('answers requests that arrive together before the folder was ever read', async () => {
  const files = createFiles(folder)
  const replies = await Promise.all(
    ['assets/one.js', 'two.css', 'assets/one.js', 'three'].map(name => files.reply(name, () => undefined, 'no-cache')),
  )
  expect(replies.map(reply => reply?.status ?? null)).toEqual([200, 200, 200, null])
})
