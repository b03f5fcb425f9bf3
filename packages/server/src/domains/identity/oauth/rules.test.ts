/** Pure parts of the authorization server. */
import { describe, expect, it } from 'vitest'
import { hasOpenssl, newAuthority, selfSigned } from '../../../../test/harness/certificates.ts'
import { isIssuedBy, readCertificate } from '../../../platform/http/certificates.ts'
import { mountOf } from '../../../platform/http/mounts.ts'
import { createCertificates } from './http/certificates.ts'
import { createNonces } from './nonces.ts'
import { isUsable, rolesNamed, scopesOf } from './rules.ts'

describe('roles', () => {
  it('open the scopes of their interfaces', () => {
    expect([...scopesOf(['funds_confirmation'])]).toEqual(['openid', 'fundsconfirmations', 'events'])
    expect(scopesOf([]).size).toBe(0)
    expect(scopesOf(['account_information', 'payment_initiation']).has('vrp')).toBe(true)
  })

  it('are known by the names that directories use', () => {
    expect(rolesNamed(['PISP', 'AISP', 'AISP', 'ASPSP', 7])).toEqual(['account_information', 'payment_initiation'])
    expect(rolesNamed(['PSP_IC', 'toString'])).toEqual(['funds_confirmation'])
  })
})

describe('the status of a third party', () => {
  it.each([
    ['live', 'live', true],
    ['live', 'test', true],
    ['sandbox', 'test', true],
    ['sandbox', 'live', false],
    ['pending', 'test', false],
    ['suspended', 'test', false],
    ['closed', 'live', false],
  ] as const)('%s in %s mode: may act is %s', (status, mode, may) => {
    expect(isUsable(status, mode)).toBe(may)
  })
})

describe('nonces', () => {
  it('are the same on every node, change each minute and are good for a few', () => {
    let nowMs = 1_800_000_000_000
    const secret = Buffer.alloc(32, 5)
    const [one, two] = [createNonces(secret, () => nowMs), createNonces(secret, () => nowMs)]
    const nonce = one.next()
    expect(two.isCurrent(nonce)).toBe(true)
    nowMs += 120_000
    expect(two.isCurrent(nonce)).toBe(true)
    expect(two.next()).not.toBe(nonce)
    nowMs += 120_000
    expect(two.isCurrent(nonce)).toBe(false)
    expect(createNonces(Buffer.alloc(32, 6), () => nowMs).isCurrent(one.next())).toBe(false)
    expect(one.isCurrent('')).toBe(false)
  })
})

describe('mounts', () => {
  it('are found by the path alone', () => {
    const mount = { name: 'x', matches: (path: string) => path === '/a', handle: () => {} }
    expect(mountOf([mount], '/a?b=c')).toBe(mount)
    expect(mountOf([mount], '/ab')).toBeNull()
    expect(mountOf([], '/a')).toBeNull()
    expect(mountOf([mount], undefined)).toBeNull()
  })
})

describe.runIf(hasOpenssl())('certificates', () => {
  const authority = newAuthority()
  const client = authority.issue('/C=CN/O=A, B/CN=one', 'DNS:client.example,IP:192.0.2.1,URI:urn:x,email:a@b.example')
  const certificates = createCertificates({ certificates: 'handshake', clientAuthorities: authority.cert })
  const certificate = readCertificate(client.der) ?? undefined

  it('are trusted when an authority issued them, in their time', () => {
    expect(certificates.isTrusted(certificate)).toBe(true)
    expect(certificates.isTrusted(readCertificate(selfSigned('/CN=one').der) ?? undefined)).toBe(false)
    expect(certificates.isTrusted(undefined)).toBe(false)
    const issuer = readCertificate(authority.der)
    if (certificate === undefined || issuer === null) throw new Error('no certificate')
    expect(isIssuedBy(certificate, [issuer], new Date(Date.now() + 3 * 86_400_000))).toBe(false)
    // An authority is no client.
    expect(isIssuedBy(issuer, [issuer], new Date())).toBe(false)
  })

  it.each([
    ['tls_client_auth_san_dns', 'client.example', true],
    ['tls_client_auth_san_dns', 'other.example', false],
    ['tls_client_auth_san_ip', '192.0.2.1', true],
    ['tls_client_auth_san_uri', 'urn:x', true],
    ['tls_client_auth_san_email', 'a@b.example', true],
    ['tls_client_auth_subject_dn', 'CN=one,O=A\\, B,C=CN', true],
    ['tls_client_auth_subject_dn', 'cn=one, o=A\\, B, c=CN', true],
    ['tls_client_auth_subject_dn', 'CN=one', false],
    ['tls_client_auth_subject_dn', 'C=CN,O=A\\, B,CN=one', false],
    ['tls_client_auth_other', 'one', false],
  ])('name a client: %s %s is %s', (property, expected, names) => {
    expect(certificates.names(certificate, property, expected)).toBe(names)
  })

  it('that are none are nobody’s', () => {
    expect(readCertificate(Buffer.from('no certificate'))).toBeNull()
  })
})
