import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessOf } from './access.ts'

let root: string
let deep: string

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'feiqian-cli-'))
  deep = join(root, 'a', 'b')
  mkdirSync(deep, { recursive: true })
  mkdirSync(join(root, '.feiqian'))
  const demo = {
    base_url: 'http://127.0.0.1:4000',
    merchant: { secret_key: 'fq_test_merchant' },
    operator: { secret_key: 'fq_test_operator' },
  }
  writeFileSync(join(root, '.feiqian', 'demo.json'), JSON.stringify(demo))
})

afterAll(() => rmSync(root, { recursive: true }))

const access = (given: object = {}) => accessOf({ apiKey: undefined, baseUrl: undefined, env: {}, cwd: deep, key: 'merchant', ...given })

describe('which key and server', () => {
  it('come from the demo file, searched upwards', () => {
    expect(access()).toEqual({ apiKey: 'fq_test_merchant', baseUrl: 'http://127.0.0.1:4000' })
    expect(access({ key: 'operator' }).apiKey).toBe('fq_test_operator')
  })

  it('come from the environment before the demo file, and from options before the environment', () => {
    const env = { FEIQIAN_API_KEY: 'fq_test_env', FEIQIAN_BASE_URL: 'https://pay.example' }
    expect(access({ env })).toEqual({ apiKey: 'fq_test_env', baseUrl: 'https://pay.example' })
    expect(access({ env, apiKey: 'fq_test_option', baseUrl: 'https://other.example' })).toEqual({
      apiKey: 'fq_test_option',
      baseUrl: 'https://other.example',
    })
  })

  it('never send the demo’s key to another server', () => {
    expect(access({ baseUrl: 'https://pay.example' }).apiKey).toBeNull()
    expect(access({ baseUrl: 'http://127.0.0.1:4000/' }).apiKey).toBe('fq_test_merchant')
  })

  it('come from the data folder that the server was told to use', () => {
    expect(access({ cwd: tmpdir(), env: { FEIQIAN_DATA_DIR: join(root, '.feiqian') } }).apiKey).toBe('fq_test_merchant')
    expect(access({ cwd: root, env: { FEIQIAN_DATA_DIR: '.feiqian' } }).apiKey).toBe('fq_test_merchant')
    expect(access({ env: { FEIQIAN_DATA_DIR: 'elsewhere' } }).apiKey).toBeNull()
  })

  it.runIf(process.getuid?.() === 0)('never come from a file that somebody else left above', () => {
    const path = join(root, '.feiqian', 'demo.json')
    chownSync(path, 65_534, 65_534)
    expect(access()).toEqual({ apiKey: null, baseUrl: 'http://127.0.0.1:4000' })
    chownSync(path, 0, 0)
  })

  it('are missing where there is neither', () => {
    expect(access({ cwd: tmpdir() }).apiKey).toBeNull()
  })
})
