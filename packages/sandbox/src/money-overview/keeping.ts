/** What the app keeps between starts: its registration, its keys and what people linked. One JSON file, written whole or not at all. */
import { randomUUID } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import type { JWK } from 'jose'

/** A consent that a person gave, with the tokens that stand for it. */
export type Link = {
  readonly consentId: string
  readonly accessToken: string
  readonly refreshToken: string | null
  /** Milliseconds since 1970; the token is renewed a little before. */
  readonly expiresAt: number
}

/** An authorization that a person was sent away for. */
export type Journey = {
  readonly kind: 'link' | 'payment'
  readonly consentId: string
  readonly state: string
  readonly codeVerifier: string
  /** Of a payment: what was agreed, to be sent again word for word. */
  readonly agreed: { readonly Initiation: unknown; readonly Risk: unknown } | null
}

export type Visitor = { link: Link | null; journey: Journey | null; payments: string[] }

/** Asymmetric keys as private JWKs: `client` authenticates and signs messages, `proof` binds tokens (RFC 9449). */
export type Keys = { readonly client: JWK; readonly proof: JWK }

export type Kept = {
  /** Which bank the registration is at, and for which address of ours. */
  issuer: string
  redirectUri: string
  clientId: string | null
  keys: Keys | null
  visitors: Record<string, Visitor>
}

export type Keeping = { readonly kept: Kept; save(): Promise<void> }

const VISITORS_MAX = 1_000

/** `file` null keeps nothing beyond the run. */
export async function openKeeping(file: string | null, issuer: string, redirectUri: string): Promise<Keeping> {
  const empty: Kept = { issuer, redirectUri, clientId: null, keys: null, visitors: {} }
  const found = file === null ? null : await read(file)
  // Another bank knows nothing of this one's registration, and this one sends people to no other address of ours.
  const kept = found === null || found.issuer !== issuer || found.redirectUri !== redirectUri ? empty : found
  let last: Promise<void> = Promise.resolve()
  async function write(): Promise<void> {
    if (file === null) return
    for (const oldest of Object.keys(kept.visitors).slice(0, -VISITORS_MAX)) delete kept.visitors[oldest]
    const draft = `${file}.${randomUUID()}`
    await writeFile(draft, JSON.stringify(kept), { mode: 0o600 })
    await rename(draft, file)
  }
  return {
    kept,
    save() {
      last = last.then(write, write)
      return last
    },
  }
}

async function read(file: string): Promise<Kept | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Kept
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return null
    throw error
  }
}
