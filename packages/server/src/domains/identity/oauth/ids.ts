/** How secrets and used ids are named in the database: by hashes from which nothing can be made. */
import { hash } from 'node:crypto'
import { derivedId } from '../../../kernel/ids.ts'

/** Access tokens of either kind are found by their value alone. */
const NAMESPACES: Readonly<Record<string, string>> = { AccessToken: 'Token', ClientCredentials: 'Token' }

/** SHA-256 in hexadecimal of what a model is named by: codes, tokens and request URIs are never stored themselves. */
export const payloadId = (kind: string, secret: string): string => hash('sha256', `${NAMESPACES[kind] ?? kind}\n${secret}`, 'hex')

/** The id of an assertion or a proof that a client made, for replay detection: `whose` is the client, or the key of a proof. */
export const usedId = (use: 'assertion' | 'proof', whose: string, id: string): string => derivedId('oauth', use, whose, id)
