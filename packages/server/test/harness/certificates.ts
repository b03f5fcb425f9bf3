/** X.509 certificates for tests of TLS, made by the system's openssl. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Certificate = { readonly cert: string; readonly key: string; readonly der: Buffer }
export type Authority = Certificate & {
  /** Issues a certificate with this subject (`/C=CN/O=…/CN=…`) and these alternative names (`DNS:localhost,IP:127.0.0.1`). */
  issue(subject: string, names?: string): Certificate
}

export const hasOpenssl = (): boolean => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const derOf = (pem: string): Buffer => Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')

function inFolder<T>(work: (run: (...args: string[]) => void, file: (name: string) => string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'feiqian-certificates-'))
  try {
    return work(
      (...args) => void execFileSync('openssl', args, { stdio: 'pipe', cwd: folder }),
      name => join(folder, name),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'] as const

export function selfSigned(subject: string, names = 'DNS:localhost,IP:127.0.0.1'): Certificate {
  return inFolder((run, file) => {
    run(
      'req',
      '-x509',
      ...KEY,
      '-keyout',
      'key.pem',
      '-out',
      'cert.pem',
      '-days',
      '2',
      '-subj',
      subject,
      '-addext',
      `subjectAltName=${names}`,
      '-addext',
      'basicConstraints=CA:FALSE',
    )
    const cert = readFileSync(file('cert.pem'), 'utf8')
    return { cert, key: readFileSync(file('key.pem'), 'utf8'), der: derOf(cert) }
  })
}

export function newAuthority(subject = '/CN=Test authority'): Authority {
  const own = inFolder((run, file) => {
    run(
      'req',
      '-x509',
      ...KEY,
      '-keyout',
      'key.pem',
      '-out',
      'cert.pem',
      '-days',
      '2',
      '-subj',
      subject,
      '-addext',
      'basicConstraints=critical,CA:TRUE',
    )
    const cert = readFileSync(file('cert.pem'), 'utf8')
    return { cert, key: readFileSync(file('key.pem'), 'utf8'), der: derOf(cert) }
  })
  return {
    ...own,
    issue: (name, names = 'DNS:localhost,IP:127.0.0.1') =>
      inFolder((run, file) => {
        writeFileSync(file('ca.pem'), own.cert)
        writeFileSync(file('ca-key.pem'), own.key)
        writeFileSync(file('extensions'), `subjectAltName=${names}\nbasicConstraints=CA:FALSE\n`)
        run('req', ...KEY, '-keyout', 'key.pem', '-out', 'request.pem', '-subj', name)
        run(
          'x509',
          '-req',
          '-in',
          'request.pem',
          '-CA',
          'ca.pem',
          '-CAkey',
          'ca-key.pem',
          '-CAcreateserial',
          '-days',
          '2',
          '-extfile',
          'extensions',
          '-out',
          'cert.pem',
        )
        const cert = readFileSync(file('cert.pem'), 'utf8')
        return { cert, key: readFileSync(file('key.pem'), 'utf8'), der: derOf(cert) }
      }),
  }
}
