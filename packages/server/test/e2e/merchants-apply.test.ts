/** The command line takes a merchant on: an applicant without a key, a reviewer with one, and a channel that asks for a signature. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../../cli/src/run.ts'
import { type Json, must, useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import { COMPANY_DOCUMENTS, companyForm, jpegOf } from '../harness/onboarding.ts'
import { createTestChannel } from '../harness/test-channel.ts'

const database = useDatabase()
const channel = createTestChannel()
const world = useApp(database, {}, { channels: [channel] })

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feiqian-apply-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** One command line; what it printed, and its exit code. */
async function feiqian(argv: readonly string[], key: string | null = null): Promise<{ code: number; out: string; err: string }> {
  let out = ''
  let err = ''
  const code = await run(argv, {
    out: text => {
      out += text
    },
    err: text => {
      err += text
    },
    env: { FEIQIAN_BASE_URL: world.url, ...(key === null ? {} : { FEIQIAN_API_KEY: key }) },
    cwd: folder,
    signal: new AbortController().signal,
  })
  return { code, out, err }
}
const operator = (...argv: string[]) => feiqian(argv, world.operatorKey)

async function write(name: string, form: Json, documents: readonly string[]): Promise<void> {
  const at = join(folder, name)
  await mkdir(at)
  await writeFile(join(folder, `${name}.json`), JSON.stringify(form))
  for (const kind of documents) await writeFile(join(at, `${kind}.jpg`), jpegOf(`${name} ${kind}`))
}

describe('feiqian merchants', () => {
  it('applies from a file and a folder, shows what lacks, and goes on with the token until the merchant is live', async () => {
    await write('tea', companyForm([{ channel: 'test_pay' }]), COMPANY_DOCUMENTS.slice(1))
    const begun = await feiqian(['merchants', 'apply', 'tea.json', '--documents', 'tea'])
    expect(begun.code).toBe(1)
    expect(begun.out).toContain('[5/5] brought shop_indoor.jpg')
    expect(begun.out).toMatch(/◐ Form and documents ── ○ Review/)
    expect(begun.out).toMatch(/error +documents\.licence +This document is missing\./)
    expect(begun.out).toContain('Documents still missing: licence')
    const token = /apt_[\w-]{32}/.exec(begun.out)?.[0] ?? ''

    await writeFile(join(folder, 'tea', 'licence.jpg'), jpegOf('licence'))
    const submitted = await feiqian(['merchants', 'apply', 'tea.json', '--documents', 'tea', '--token', token, '--lang', 'zh'])
    expect([submitted.code, submitted.err]).toEqual([0, ''])
    expect(submitted.out).toContain('● 填写资料 ── ◐ 资料审核')

    const listed = await operator('merchants', 'applications', '--state', 'submitted')
    const id = /apl_\w{26}/.exec(listed.out)?.[0] ?? ''
    expect(listed.out).toMatch(/low \(0\)/)
    expect((await operator('merchants', 'review', id, '--take')).out).toContain('checking')
    expect((await operator('merchants', 'review', id, '--approve')).err).toContain('--note')
    expect((await operator('merchants', 'review', id, '--approve', '--take', '--note', 'x')).code).toBe(2)
    expect((await operator('merchants', 'review', id, '--return', '--note', '照片不清晰', '--field', 'documents.licence')).out).toContain(
      '照片不清晰',
    )
    expect((await feiqian(['merchants', 'apply', 'tea.json', '--token', token])).code).toBe(0)
    await operator('merchants', 'review', id, '--take')
    expect((await operator('merchants', 'review', id, '--approve', '--note', '资料齐全')).out).toMatch(/mer_\w{26}/)
    expect((await operator('merchants', 'review', id, '--offer', '--template', 'welfare')).out).toContain('agreement')

    channel.say({ result: 'needs_merchant', channelReference: 'c1', status: 'TO_BE_SIGNED', step: 'sign', url: 'https://sign.example/7' })
    expect((await feiqian(['merchants', 'progress', token])).out).toContain('accept it')
    expect((await feiqian(['merchants', 'progress', token, '--accept', '苏墨'])).out).toContain('◐ Channels')
    const way = await world.until('the channel asks for a signature', async () => {
      await world.app.onboarding.runDue()
      const { out } = await feiqian(['merchants', 'progress', token])
      return out.includes('https://sign.example/7') ? out : null
    })
    expect(way).toMatch(/test_pay +needs_merchant +TO_BE_SIGNED +https:\/\/sign\.example\/7/)
    channel.say({ result: 'active', channelReference: 'c1', status: 'FINISHED', subMerchant: '1900000321' })
    const watched = feiqian(['merchants', 'progress', token, '--watch'])
    await world.until('it is live', async () => {
      world.clock.advance(120_000)
      await world.app.onboarding.runDue()
      return (await must(world.nobody('GET', `/v1/applications/${token}`))).state === 'live'
    })
    expect((await watched).out).toMatch(/live[\s\S]*● Live/)
    const json = JSON.parse((await feiqian(['merchants', 'progress', token, '--json'])).out) as Json
    expect(json).toMatchObject({ id, state: 'live' })
  }, 60_000)

  it('takes the form of the guide as it stands', async () => {
    const guide = await readFile(join(import.meta.dirname, '../../../../docs/guides/onboarding-a-merchant.md'), 'utf8')
    const form = JSON.parse(/```json\n([\s\S]*?)\n```/.exec(guide)?.[1] ?? '') as Json
    await write('guide', form, COMPANY_DOCUMENTS)
    const applied = await feiqian(['merchants', 'apply', 'guide.json', '--documents', 'guide', '--json'])
    expect([applied.code, applied.err]).toEqual([0, ''])
    expect(JSON.parse(applied.out)).toMatchObject({ state: 'submitted', findings: [] })
  })

  it('says what is wrong with files and forms, and sends nothing then', async () => {
    expect(await feiqian(['merchants', 'apply', 'none.json'])).toMatchObject({ code: 2, err: expect.stringContaining('none.json') })
    await writeFile(join(folder, 'list.json'), '[]')
    expect(await feiqian(['merchants', 'apply', 'list.json'])).toMatchObject({ code: 2, err: expect.stringContaining('no JSON object') })
    await write('odd', companyForm(), [])
    await writeFile(join(folder, 'odd', 'holiday.gif'), 'GIF89a')
    expect(await feiqian(['merchants', 'apply', 'odd.json', '--documents', 'odd'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('holiday.gif'),
    })
    await writeFile(join(folder, 'wrong.json'), JSON.stringify({ ...companyForm(), colour: 'green' }))
    expect(await feiqian(['merchants', 'apply', 'wrong.json', '--draft'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('parameter_unknown, colour'),
    })
    const draft = await feiqian(['merchants', 'apply', 'odd.json', '--draft', '--json'])
    expect(JSON.parse(draft.out)).toMatchObject({ state: 'draft', token: expect.stringMatching(/^apt_/) })
    expect((await operator('merchants', 'applications', '--state', 'rejected')).out).toBe('Nothing to show.\n')
  })
})
