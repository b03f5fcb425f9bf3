/** What a close keeps of the day beside the books, as JSON: its documents are made from it again, byte for byte. Amounts are texts of minor units. */
export type CloseFacts = {
  readonly date: string
  readonly closedAt: string
  readonly closedBy: string
  readonly imports: readonly {
    readonly id: string
    readonly source: string
    readonly format: string
    readonly file: string
    readonly digest: string
    readonly lines: number
    readonly errors: number
    readonly matched: number
    readonly explained: number
    readonly ignored: number
    readonly net: string
    readonly fees: string
    readonly closing: string | null
  }[]
  readonly settlements: readonly {
    readonly house: string
    readonly state: string
    readonly lines: number
    readonly debits: string
    readonly payouts: string
    readonly refunds: string
    readonly fees: string
    readonly net: string
  }[]
  readonly exceptions: readonly {
    readonly id: string
    readonly kind: string
    readonly state: string
    readonly source: string
    readonly date: string
    readonly amount: string
    readonly currency: string
    readonly reference: string | null
    readonly detail: string
    readonly openedAt: string
    readonly closedAt: string | null
    readonly closedBy: string | null
    readonly comment: string | null
  }[]
  readonly repairs: readonly {
    readonly id: string
    readonly exception: string
    readonly kind: string
    readonly state: string
    readonly requestedBy: string
    readonly comment: string
  }[]
  readonly suspense: readonly {
    readonly house: string
    readonly number: string
    readonly en: string
    readonly zh: string
    readonly balance: string
    readonly because: readonly string[]
  }[]
}
