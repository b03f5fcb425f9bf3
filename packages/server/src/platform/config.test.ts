/** Configuration: where values come from, and that a bad one names its variable. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigError, certificateSourceOf, configHelp, loadConfig, wantsHelp } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fileOf = (name: string, content: string): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const faultOf = (env: Record<string, string>, argv: string[] = []): string => {
  try {
    loadConfig(env, argv)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as ConfigError).message
  }
  throw new Error('it was accepted')
}

describe('loadConfig', () => {
  it('has a default for everything', () => {
    expect(loadConfig({}, [])).toMatchObject({
      port: 4000,
      host: '127.0.0.1',
      databaseUrl: null,
      dataDir: '.feiqian',
      mode: 'test',
      timeZone: 'Asia/Shanghai',
      dayCut: '23:30',
    })
  })

  it('sees certificates in the header of a proxy only where it is told so', () => {
    const sourceOf = (env: Record<string, string>) => certificateSourceOf(loadConfig(env, []))
    expect(sourceOf({})).toBe('handshake')
    expect(sourceOf({ PROXY_HOPS: '1' })).toBe('nowhere')
    expect(sourceOf({ PROXY_HOPS: '1', CLIENT_CERT_HEADER: 'yes' })).toBe('header')
    expect(faultOf({ CLIENT_CERT_HEADER: 'yes' })).toContain('set PROXY_HOPS')
    expect(faultOf({ PROXY_HOPS: '1', TLS_CLIENT_CA: '-----BEGIN CERTIFICATE-----' })).toContain('CLIENT_CERT_HEADER')
  })

  it('prefers flags to the environment, and that to the file', () => {
    const file = fileOf('config.json', JSON.stringify({ PORT: 1, HOST: 'file', LOG_LEVEL: 'warn' }))
    expect(loadConfig({ FEIQIAN_CONFIG: file, PORT: '2', HOST: 'environment' }, ['--port', '3'])).toMatchObject({
      port: 3,
      host: 'environment',
      logLevel: 'warn',
    })
    expect(loadConfig({}, ['--day-cut=22:00', '--host=::1'])).toMatchObject({ dayCut: '22:00', host: '::1' })
  })

  it('reads secrets from files', () => {
    const file = fileOf('secret', 'a-secret-of-twenty-x\n')
    expect(loadConfig({ CLEARING_SECRET_FILE: file, CLEARING_URL: 'http://127.0.0.1:1' }, []).clearingSecret).toBe('a-secret-of-twenty-x')
    expect(faultOf({ CLEARING_SECRET_FILE: join(folder, 'nowhere') })).toContain('CLEARING_SECRET_FILE')
    expect(faultOf({ CLEARING_SECRET_FILE: file, CLEARING_SECRET: 'x'.repeat(20) })).toContain('CLEARING_SECRET and CLEARING_SECRET_FILE')
  })

  it.each([
    ['PORT', '70000'],
    ['PORT', 'abc'],
    ['PORT', '-1'],
    ['PORT', '4000.5'],
    ['FEIQIAN_MODE', 'prod'],
    ['FEIQIAN_TIME_ZONE', 'Mars/Olympus'],
    ['FEIQIAN_DAY_CUT', '24:00'],
    ['DATABASE_URL', 'mysql://x'],
    ['PUBLIC_URL', 'pay.example'],
    ['BATCH_MAX', '501'],
    ['POOL_MAX', '1'],
  ])('names the variable of a bad value: %s=%s', (name, value) => {
    expect(faultOf({ [name]: value })).toContain(`${name}: `)
  })

  it('names every bad value at once', () => {
    const fault = faultOf({ PORT: 'x', BATCH_MAX: '0' })
    expect(fault).toContain('PORT')
    expect(fault).toContain('BATCH_MAX')
  })

  it('never repeats a secret', () => {
    expect(faultOf({ METRICS_TOKEN: 'short-secret' })).not.toContain('short-secret')
    expect(faultOf({ DATABASE_URL: 'mysql://user:hunter2@x' })).not.toContain('hunter2')
    expect(faultOf({}, ['--metrics-token', 'x'])).toContain('no such flag')
  })

  it('refuses unknown flags and unknown names in the file', () => {
    expect(faultOf({}, ['--prot', '1'])).toContain('--prot')
    expect(faultOf({}, ['--port'])).toContain('--port')
    expect(faultOf({ FEIQIAN_CONFIG: fileOf('typo.json', '{"PROT":1}') })).toContain('PROT')
    expect(faultOf({ FEIQIAN_CONFIG: fileOf('broken.json', '{') })).toContain('FEIQIAN_CONFIG')
    expect(faultOf({ FEIQIAN_CONFIG: join(folder, 'missing.json') })).toContain('FEIQIAN_CONFIG')
  })

  it('holds live mode to its needs', () => {
    expect(faultOf({ FEIQIAN_MODE: 'live' })).toContain('PUBLIC_URL')
    expect(faultOf({ CLEARING_URL: 'https://clearing.example' })).toContain('CLEARING_SECRET')
    const live = {
      FEIQIAN_MODE: 'live',
      PUBLIC_URL: 'https://pay.example',
      FEIQIAN_SECRET_KEY: 'ab'.repeat(32),
      CLEARING_URL: 'https://clearing.example',
      CLEARING_SECRET: 'x'.repeat(20),
    }
    expect(loadConfig(live, []).mode).toBe('live')
  })
})

describe('help', () => {
  it('names every variable with its default', () => {
    expect(wantsHelp(['--help'])).toBe(true)
    expect(wantsHelp([])).toBe(false)
    expect(configHelp()).toContain('PORT, --port')
    expect(configHelp()).toContain('Default: Asia/Shanghai.')
    expect(configHelp()).toContain('CLEARING_SECRET_FILE')
  })
})
