/** The nouns of the audit trail. */
import type { Id } from '../../kernel/ids.ts'
import type { AuditLeaf } from '../../platform/commands.ts'

export type { AuditLeaf } from '../../platform/commands.ts'

export type StoredLeaf = AuditLeaf & { readonly id: Id<'aud'>; readonly at: Date }

export type LeafFilter = {
  /** Public id of what the leaf is about. */
  readonly subject: string | null
  /** `mer:<uuid>`, `opr:<uuid>`, `hld:<uuid>`, `sys:<name>` or `public`. */
  readonly actor: string | null
}
