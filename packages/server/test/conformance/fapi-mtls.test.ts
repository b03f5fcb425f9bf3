/** FAPI 2.0 Security Profile: mutual TLS (RFC 8705) over a real TLS socket, and behind a proxy (RFC 9440). */
import { X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { request as send } from 'node:https'
import { connect, type TLSSocket } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { useApp } from '../harness/app.ts'
import { type Certificate, hasOpenssl, newAuthority, selfSigned } from '../harness/certificates.ts'
import { useDatabase } from '../harness/database.ts'
import {
  authorise,
  beginInteraction,
  decide,
  type Json,
  newBrowser,
  newKeyPair,
  probe,
  probeRoutes,
  publicJwk,
  redeem,
  registerTpp,
  type Tpp,
} from '../harness/fapi.ts'

const database = useDatabase()
const authority = newAuthority()
const server = authority.issue('/CN=localhost')
const ours = authority.issue('/C=CN/O=Money Overview/CN=client-one', 'DNS:client.example')
const other = authority.issue('/C=CN/O=Money Overview/CN=client-two', 'DNS:other.example')
const foreign = newAuthority('/CN=Another authority').issue('/C=CN/O=Money Overview/CN=client-one', 'DNS:client.example')
const own = selfSigned('/CN=self')

const tls = useApp(
  database,
  { TLS_CERT: server.cert, TLS_KEY: server.key, TLS_CLIENT_CA: authority.cert },
  { extraRoutes: app => probeRoutes(app, () => tls.url) },
)

/** Sends with this client certificate; the server's is checked against the test's authority. */
const with_ = (certificate: Certificate | null): typeof fetch =>
  (async (input: string, init: RequestInit = {}) => {
    const body = init.body === undefined || init.body === null ? null : String(init.body)
    const headers = {
      ...(init.headers as Record<string, string>),
      ...(body === null ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
    }
    const credentials = certificate === null ? {} : { cert: certificate.cert, key: certificate.key }
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = send(input, { method: init.method ?? 'GET', headers, ca: authority.cert, agent: false, ...credentials }, resolve)
      outgoing.once('error', reject)
      outgoing.end(body)
    })
    const chunks: Buffer[] = []
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
    const pairs: [string, string][] = []
    for (let at = 0; at + 1 < response.rawHeaders.length; at += 2)
      pairs.push([response.rawHeaders[at] ?? '', response.rawHeaders[at + 1] ?? ''])
    const { statusCode = 500 } = response
    return new Response([204, 303].includes(statusCode) ? null : Buffer.concat(chunks), { status: statusCode, headers: pairs })
  }) as typeof fetch

const CREDENTIALS = { grant_type: 'client_credentials', scope: 'accounts' }

describe.runIf(hasOpenssl())('TLS', () => {
  it('is 1.2 or later', async () => {
    const port = Number(new URL(tls.url).port)
    const handshake = (maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') =>
      new Promise<string>((resolve, reject) => {
        const socket: TLSSocket = connect(
          { port, host: '127.0.0.1', ca: authority.cert, minVersion: 'TLSv1', maxVersion, ciphers: 'ALL:@SECLEVEL=0' },
          () => {
            resolve(String(socket.getProtocol()))
            socket.destroy()
          },
        )
        socket.once('error', reject)
      })
    expect(await handshake('TLSv1.3')).toBe('TLSv1.3')
    expect(await handshake('TLSv1.2')).toBe('TLSv1.2')
    await expect(handshake('TLSv1.1')).rejects.toThrow()
  })

  it('is promised for a year (HSTS)', async () => {
    for (const path of ['/oauth/jwks', '/livez', '/oauth/authorize']) {
      const { headers } = await with_(null)(tls.url + path)
      expect(headers.get('Strict-Transport-Security')).toBe('max-age=31536000; includeSubDomains')
    }
  })

  it('has ciphers with forward secrecy and authenticated encryption only', async () => {
    const port = Number(new URL(tls.url).port)
    const offered = (ciphers: string) =>
      new Promise<string>((resolve, reject) => {
        const socket: TLSSocket = connect({ port, host: '127.0.0.1', ca: authority.cert, maxVersion: 'TLSv1.2', ciphers }, () => {
          resolve(socket.getCipher().name)
          socket.destroy()
        })
        socket.once('error', reject)
      })
    expect(await offered('ECDHE-ECDSA-AES128-GCM-SHA256')).toBe('ECDHE-ECDSA-AES128-GCM-SHA256')
    await expect(offered('ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA')).rejects.toThrow()
  })

  it('names https addresses', async () => {
    const metadata = (await (await with_(null)(`${tls.url}/.well-known/openid-configuration`)).json()) as Json
    expect(metadata).toMatchObject({
      issuer: tls.url,
      token_endpoint: `${tls.url}/oauth/token`,
      tls_client_certificate_bound_access_tokens: true,
    })
    expect(tls.url).toMatch(/^https:/)
  })
})

describe.runIf(hasOpenssl())('client authentication by certificate', () => {
  const register = (metadata: Json): Promise<Tpp> =>
    registerTpp(tls, { fetch: with_(ours), metadata: { tls_client_certificate_bound_access_tokens: true, ...metadata } })
  const ask = async (tpp: Tpp, certificate: Certificate | null) => {
    const response = await with_(certificate)(`${tls.url}/oauth/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...CREDENTIALS, client_id: tpp.clientId }).toString(),
    })
    return { status: response.status, body: (await response.json()) as Json }
  }

  it.each([
    ['tls_client_auth_subject_dn', 'CN=client-one,O=Money Overview,C=CN'],
    ['tls_client_auth_san_dns', 'client.example'],
  ])('tls_client_auth: an authority vouches, and %s names the client', async (name, value) => {
    const tpp = await register({ token_endpoint_auth_method: 'tls_client_auth', [name]: value })
    expect((await ask(tpp, ours)).body).toMatchObject({ token_type: 'Bearer', scope: 'accounts' })
    for (const certificate of [other, foreign, own, null])
      expect([(await ask(tpp, certificate)).status, (await ask(tpp, certificate)).body.error]).toEqual([401, 'invalid_client'])
  })

  it('self_signed_tls_client_auth: the certificate is among the registered keys', async () => {
    const x5c = [own.der.toString('base64')]
    const key = newKeyPair('ES256')
    const jwk = { ...new X509Certificate(own.cert).publicKey.export({ format: 'jwk' }), kid: 'own', x5c }
    const tpp = await registerTpp(tls, {
      fetch: with_(own),
      key,
      jwks: { keys: [jwk, publicJwk(key)] },
      metadata: { token_endpoint_auth_method: 'self_signed_tls_client_auth', tls_client_certificate_bound_access_tokens: true },
    })
    expect((await ask(tpp, own)).status).toBe(200)
    for (const certificate of [ours, null]) expect((await ask(tpp, certificate)).status).toBe(401)
  })
})

describe.runIf(hasOpenssl())('certificate-bound access tokens', () => {
  it('serve with the certificate that they are bound to, and with no other', async () => {
    const tpp = await registerTpp(tls, { fetch: with_(ours), metadata: { tls_client_certificate_bound_access_tokens: true } })
    const { body } = await tpp.token(CREDENTIALS, null)
    expect(body).toMatchObject({ token_type: 'Bearer' })
    const at = (certificate: Certificate | null, scheme = 'Bearer') =>
      with_(certificate)(`${tls.url}/test/probe`, { headers: { Authorization: `${scheme} ${String(body.access_token)}` } })
    expect((await at(ours)).status).toBe(200)
    for (const certificate of [other, own, null]) {
      const answer = await at(certificate)
      expect([answer.status, ((await answer.json()) as Json).reason]).toEqual([401, 'it is bound to another certificate'])
    }
    expect((await at(ours, 'DPoP')).status).toBe(401)
    // Without the certificate there is no token either.
    const without = await with_(null)(`${tls.url}/oauth/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(await tpp.authenticated(CREDENTIALS)).toString(),
    })
    expect(((await without.json()) as Json).error).toBe('invalid_grant')
  })

  it('come from the code flow too, and so do those that a refresh token gives', async () => {
    const tpp = await registerTpp(tls, { fetch: with_(ours), metadata: { tls_client_certificate_bound_access_tokens: true } })
    const { verifier, challenge } = tpp.challenge()
    const pushed = await tpp.push(tpp.requestOf(await tpp.consent(), challenge))
    const browser = newBrowser(with_(null))
    const callback = await decide(tls.app, tpp, await beginInteraction(tpp, String(pushed.body.request_uri), browser), browser)
    const tokens = (await redeem(tpp, { code: callback.searchParams.get('code') ?? '', verifier }, null)).body
    const refreshed = (await tpp.token({ grant_type: 'refresh_token', refresh_token: String(tokens.refresh_token) }, null)).body
    for (const token of [tokens.access_token, refreshed.access_token]) {
      const at = (certificate: Certificate) =>
        with_(certificate)(`${tls.url}/test/probe`, { headers: { Authorization: `Bearer ${String(token)}` } })
      expect((await at(ours)).status).toBe(200)
      expect((await at(other)).status).toBe(401)
    }
    // The journey's cookies travel over TLS only, out of reach of scripts.
    expect(browser.jar.get('feiqian_authorise')?.attributes).toEqual(expect.arrayContaining(['secure', 'httponly', 'samesite=lax']))
  })
})

describe('behind a proxy that ends TLS (RFC 9440)', () => {
  const proxied = useApp(
    useDatabase(),
    { PROXY_HOPS: '1', CLIENT_CERT_HEADER: 'yes', TLS_CLIENT_CA: authority.cert },
    { extraRoutes: app => probeRoutes(app, () => proxied.url, 'header') },
  )
  const header = (certificate: Certificate): Record<string, string> => ({ 'Client-Cert': `:${certificate.der.toString('base64')}:` })
  /** The proxy: adds the header, whatever the client sent. */
  const through = (certificate: Certificate): typeof fetch =>
    ((input: string, init: RequestInit = {}) =>
      fetch(input, { ...init, headers: { ...(init.headers as Record<string, string>), ...header(certificate) } })) as typeof fetch

  it('the certificate of the header counts', async () => {
    const tpp = await registerTpp(proxied, {
      fetch: through(ours),
      metadata: {
        token_endpoint_auth_method: 'tls_client_auth',
        tls_client_auth_san_dns: 'client.example',
        tls_client_certificate_bound_access_tokens: true,
      },
    })
    const answer = await tpp.form('/oauth/token', { ...CREDENTIALS, client_id: tpp.clientId })
    expect(answer.status).toBe(200)
    const at = (headers: Record<string, string>) =>
      fetch(`${proxied.url}/test/probe`, { headers: { Authorization: `Bearer ${String(answer.body.access_token)}`, ...headers } })
    expect((await at(header(ours))).status).toBe(200)
    expect((await at(header(other))).status).toBe(401)
    expect((await at({})).status).toBe(401)
    for (const bad of ['x', ':x', '::', `:${'A'.repeat(20_000)}:`, ':AAAA:, :AAAA:'])
      expect([401, 400, 431]).toContain((await at({ 'Client-Cert': bad })).status)
  })

  it('a client that speaks to the server without the proxy cannot claim one', async () => {
    const direct = await registerTpp(tls, { fetch: with_(ours), metadata: { tls_client_certificate_bound_access_tokens: true } })
    const { body } = await direct.token(CREDENTIALS, null)
    const answer = await with_(null)(`${tls.url}/test/probe`, {
      headers: { Authorization: `Bearer ${String(body.access_token)}`, ...header(ours) },
    })
    expect(answer.status).toBe(401)
  })

  it('DPoP goes on working', async () => {
    const tpp = await registerTpp(proxied)
    const token = String((await redeem(tpp, await authorise(proxied.app, tpp))).body.access_token)
    expect((await probe(tpp, token)).status).toBe(200)
  })
})

describe('behind a proxy of which the configuration does not say that it writes Client-Cert', () => {
  const proxied = useApp(useDatabase(), { PROXY_HOPS: '1' })

  it('the header is what anybody could have sent, and no token is bound to it', async () => {
    const header = { 'Client-Cert': `:${ours.der.toString('base64')}:` }
    const sent = ((input: string, init: RequestInit = {}) =>
      fetch(input, { ...init, headers: { ...(init.headers as Record<string, string>), ...header } })) as typeof fetch
    const tpp = await registerTpp(proxied, { fetch: sent, metadata: { tls_client_certificate_bound_access_tokens: true } })
    const { status, body } = await tpp.token(CREDENTIALS, null)
    expect(status, JSON.stringify(body)).toBe(400)
    expect(body).not.toHaveProperty('access_token')
  })
})
