/** Versions of the bank-grade API, as data: the builders of routes take one, and several may be mounted side by side. */

export type ApiVersion = {
  readonly name: string
  /** `/open-banking/v4.0`: each standard's path follows. */
  readonly path: string
  /** The operationId of this version for an operation of the standard. */
  operation(name: string): string
}

/** `v4.1` is `/open-banking/v4.1` and its operations end with `V4_1`; the default version's end with nothing. */
export const apiVersion = (name: `v${number}.${number}`, isDefault = false): ApiVersion => ({
  name,
  path: `/open-banking/${name}`,
  operation: operation => (isDefault ? operation : `${operation}V${name.slice(1).replace('.', '_')}`),
})

export const VERSIONS: readonly ApiVersion[] = [apiVersion('v4.0', true)]
