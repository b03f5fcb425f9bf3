/** The nouns of the connectors' kit: what an outside system can do, which keys it needs, and how we are connected to it. */
import type { Id } from '../../../kernel/ids.ts'
import type { Outcome } from '../../../kernel/outcome.ts'
import type { Route } from '../../../platform/http/route.ts'
import type { MethodCapability, PayoutCapability, RailHealth } from '../../payments/ports.ts'

export type { Flow, MethodCapability, PaymentMethodCode, PayoutCapability, RailHealth } from '../../payments/ports.ts'

export type LocalText = { readonly en: string; readonly zh: string }

/** What routing, the console and merchants may know of an outside system. */
export type Capabilities = {
  /** The rail's code: `sim`, `sim_b`, `wechat_pay`, `alipay`, `open_banking`, `reserve_bank`. */
  readonly code: string
  readonly name: LocalText
  readonly kind: 'wallet' | 'clearing_house' | 'bank' | 'reserve_bank'
  /** Empty for what is no rail. */
  readonly methods: readonly MethodCapability[]
  readonly payouts: PayoutCapability | null
  /** When the rail's business day ends, `HH:MM` in the institution's time zone. */
  readonly cutOff?: string
  /** Where its protocol is specified. */
  readonly docs: string
}

export type KeyKind = 'rsa_private' | 'rsa_public' | 'certificate' | 'symmetric' | 'sm2_private' | 'sm2_public' | 'text'

/** A key, certificate or secret that the connection needs, and what it is for. */
export type KeyRole = {
  /** Stable, e.g. `merchant_private_key`. */
  readonly role: string
  readonly name: LocalText
  /** Who made it: our own, or theirs that we verify with. */
  readonly holder: 'us' | 'them'
  readonly kind: KeyKind
  readonly required: boolean
  /** The role with the other half: a private key's certificate or public key. */
  readonly pairsWith?: string
  /** Length of a symmetric key in bytes. */
  readonly bytes?: number
  /** Its key id is what messages name it by (a certificate's serial, a public key's id), and several stand side by side. */
  readonly bySerial?: true
}

/** A setting of the connection that is not secret, e.g. the merchant number. */
export type SettingSpec = {
  readonly name: string
  readonly label: LocalText
  readonly required: boolean
  readonly kind: 'text' | 'boolean' | 'integer' | 'url' | 'list'
  /** Values that `text` may have; any unless said. */
  readonly choices?: readonly string[]
}

export type SettingValue = string | number | boolean | readonly string[]
export type Settings = Readonly<Record<string, SettingValue>>

/**
 * A key in memory. Asymmetric keys are PEM in one form whatever was handed in (private PKCS #8, public SubjectPublicKeyInfo,
 * certificates X.509); symmetric keys and texts are as they were handed in.
 */
export type Credential = {
  readonly id: Id<'crd'>
  readonly role: string
  /** Serial of a certificate (upper-case hexadecimal, no leading zeros), id of a public key, or the name that the operator gave it. */
  readonly keyId: string | null
  /** Counts up within the role. */
  readonly version: number
  /** Secret where the role is: never in logs or answers. */
  readonly material: string
  /** SHA-256 of the canonical bytes, hexadecimal. */
  readonly fingerprint: string
  readonly notAfter: Date | null
  readonly activeFrom: Date
}

/** How we are connected to one outside system, as of now: from memory, refreshed on every node when operators change it. */
export type Connection = {
  readonly code: string
  /** Without a trailing slash. */
  readonly baseUrl: string
  /** `false` stops new orders only: routing leaves the rail out, while refunds, queries and callbacks go on. */
  readonly enabled: boolean
  readonly settings: Settings
  /** The newest active credential of the role. */
  credential(role: string): Credential | null
  /** All active ones, newest first. */
  credentials(role: string): readonly Credential[]
  /** The active credential of the role with this key id; serials are compared without case and leading zeros. */
  credentialByKeyId(role: string, keyId: string): Credential | null
}

export type FindingLevel = 'ok' | 'warning' | 'error'

/** What the key doctor found about one role, or about the connection (`role: null`). */
export type Finding = {
  readonly role: string | null
  readonly level: FindingLevel
  /** Stable, e.g. `key_missing`, `key_pair_broken`. */
  readonly code: string
  readonly values: Readonly<Record<string, string | number>>
}

/** A connector's own check over the wire, as harmless as can be. */
export type SelfTest = () => Promise<readonly Finding[]>

/** What a connector brings: compose hands it to clearing, reconciliation, onboarding and the kit. */
export type Connector = {
  readonly code: string
  readonly capabilities: Capabilities
  readonly keys: readonly KeyRole[]
  readonly settings: readonly SettingSpec[]
  readonly selfTest?: SelfTest
  readonly routes?: readonly Route[]
  close?(): Promise<void>
}

/* ---- exchanges ---- */

/** They answered, and the answer was verified where that is asked for. */
export type Spoken = {
  readonly spoke: true
  readonly status: number
  readonly body: Buffer
  readonly header: (name: string) => string | null
}

/**
 * They did not, or not so that it counts. `sent: false`: it certainly never reached them. `sent: true`: it may have been executed.
 * `answer`: what came, when it was a 5xx or could not be verified; evidence, never a result.
 */
export type Silent = { readonly spoke: false; readonly sent: boolean; readonly reason: string; readonly answer?: Spoken }

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type ExchangeOptions = {
  /** They execute it once however often it is sent: it may be repeated once after a broken connection. */
  readonly idempotent: boolean
  /** What it is about: public id of ours, e.g. `ins_…`; `null` for none. */
  readonly reference: string | null
  /** Headers, signed anew for every try. `text` is the body as sent; empty for a body of bytes. */
  readonly headers?: (text: string) => Readonly<Record<string, string>>
  /** `null`: the answer counts. Otherwise why not; it is then silence, and counts against the rail. */
  readonly verify?: (answer: Spoken) => string | null
  /** `application/json` unless said; sent with a body only. */
  readonly contentType?: string
  readonly timeoutMs?: number
  /** Bodies are read up to here; more is silence. 4 MiB unless said. */
  readonly bodyMaxBytes?: number
  /** A 5xx that is verified is taken for an answer. */
  readonly serverErrorsSpeak?: boolean
  /** Not kept in the raw log: what was asked is told by the next exchange, or too long to keep. Status, time and size are. */
  readonly withoutBodies?: boolean
}

/** A body that is read as it comes, e.g. a bill. */
export type Download =
  | {
      readonly spoke: true
      readonly status: number
      readonly header: (name: string) => string | null
      /** Throws when the connection breaks or the bound is passed. Must be read to its end or returned. */
      readonly bytes: AsyncIterable<Uint8Array>
    }
  | Silent

export type Client = {
  /**
   * One exchange, twice at most. `path` starts with `/` (query included), or is an absolute address that they told us, e.g. of a
   * bill. `body`: an object becomes JSON, text and bytes (`Uint8Array`) go as they are. Never throws for the network.
   */
  exchange(method: Method, path: string, body: unknown, options: ExchangeOptions): Promise<Spoken | Silent>
  /** GET with a body that is not held in memory, `bodyMaxBytes` 2 GiB unless said. */
  download(path: string, options: Omit<ExchangeOptions, 'verify' | 'serverErrorsSpeak'>): Promise<Download>
  readonly breaker: { readonly state: RailHealth['breaker'] }
  close(): Promise<void>
}

export type ClientOptions = {
  readonly code: string
  /** For one try, connecting included. 8,000 unless said. */
  readonly timeoutMs?: number
  /** Calls in flight at most; more are refused as `overloaded`. 256 unless said. */
  readonly inFlightMax?: number
  /** Names of fields whose values never reach the readable log, beyond the usual ones. */
  readonly sensitive?: readonly string[]
}

/* ---- why a verification failed ---- */

export type SignatureAlgorithm = 'rsa_sha256' | 'sm2_sm3' | 'hmac_sha256'
export type SealAlgorithm = 'aes_256_gcm' | 'sm4_gcm'

/** A signature that did not verify, or could not be checked. */
export type SignatureFailure = {
  readonly kind: 'signature'
  readonly code: string
  /** The role whose keys should verify it. */
  readonly role: string
  readonly on: 'answer' | 'callback'
  readonly reference: string | null
  readonly algorithm: SignatureAlgorithm
  /** What the message named its key by. */
  readonly keyId: string | null
  /** The exact string that the signature should cover. */
  readonly signedString: string
  /** As it came: base64, or hexadecimal for `hmac_sha256`; `null` when there was none. */
  readonly signature: string | null
  /** Known before any key was tried; absent when the signature itself was wrong. */
  readonly reason?: 'header_missing' | 'key_id_unknown' | 'timestamp_outside_window' | 'replayed' | 'account_wrong'
  /** How to check the signature with a key (its material) over a text, for algorithms other than the kit's own (RSA, HMAC). */
  readonly verify?: (material: string, text: string) => boolean
}

/** A ciphertext with a tag (GCM) that did not open. */
export type CipherFailure = {
  readonly kind: 'cipher'
  readonly code: string
  readonly role: string
  readonly on: 'answer' | 'callback'
  readonly reference: string | null
  readonly algorithm: SealAlgorithm
  readonly nonce: string
  readonly associatedData: string
  /** Ciphertext and tag, base64. */
  readonly ciphertext: string
  /** How the key follows from the material, where it is not the material itself. */
  readonly keyOf?: (material: string) => Uint8Array
}

export type VerificationFailure = SignatureFailure | CipherFailure

/** Why a GCM ciphertext did not open. `indistinct`: too long to look into. */
export type GcmFault = 'key' | 'associated_data' | 'tag' | 'ciphertext' | 'nonce' | 'indistinct' | 'truncated'

/** What the kit makes of a failure. */
export type Diagnosis = {
  /** E.g. `signed_by_another_key`, `string_differs`, `gcm_associated_data`. */
  readonly code: string
  readonly values: Readonly<Record<string, string | number>>
}

/* ---- the kit, as connectors see it ---- */

/** A callback that came in, for the raw log. */
export type InboundRecord = {
  readonly code: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly reference: string | null
  /** What we answered. */
  readonly status: number
  /** `null`: verified and taken. */
  readonly refusal: string | null
}

/** What every connector is built from. */
export type Kit = {
  /** `null` until it is set up. */
  connection(code: string): Connection | null
  /** A client of the connection's base address; it follows changes of the connection. */
  createClient(options: ClientOptions): Client
  /** Tells the doctor why something could not be verified; never throws, keeps the latest in bounds. */
  explain(failure: VerificationFailure): void
  /** Keeps what came in. */
  recordInbound(inbound: InboundRecord): void
  /** Adds or replaces a credential that came over the wire (platform certificates); known fingerprints change nothing. */
  storeCredential(code: string, credential: NewCredential): Promise<Outcome<null>>
  /** Ends a credential that the other side has ended. */
  retireCredential(code: string, role: string, keyId: string): Promise<void>
}

export type NewCredential = {
  readonly role: string
  /** Certificates bring their own. */
  readonly keyId: string | null
  readonly material: string
  /** Now unless said. */
  readonly activeFrom?: Date
  /** The ones before it in this role end with it; not for roles that stand side by side (`bySerial`). */
  readonly replaces?: boolean
}
