/** What each group of operations is about, for the API reference. */
export const API_TAGS: Readonly<Record<string, string>> = {
  Payments: 'A merchant asks for an amount; a payer pays it once. Create, confirm, capture, cancel, explain.',
  Refunds: 'Money back to the instrument that paid, in full or in part.',
  Payouts: 'What a merchant is owed, and what went to its bank account.',
  Checkout: 'What the page of a payment shows to whoever holds its unguessable token.',
  Wallet: 'What a wallet holder does: sign in, pay, bind cards, top up, withdraw, give and revoke mandates.',
  Holders: 'Wallet holders as the institution sees them, and orders of authorities about them.',
  Merchants: 'Merchants with their bank account and settlement cycle.',
  'API keys': 'Secret keys with scopes; the secret is shown once.',
  Agreements: 'Price lists with numbered clauses, in force from an instant; every fee cites one.',
  Policies: 'Numbers that law or a scheme sets, with their source and from when they apply.',
  Ledger: 'Accounts, transfers, statements, trial balances, the reserve, and proof that the books agree.',
  Days: 'Business days: cut (日切) and close (日终).',
  Clearing: 'Instructions to the clearing house, its settlements, and what did not match.',
  Events: 'What happened, frozen when it happened.',
  Webhooks: 'Events sent to a merchant’s server, signed (Standard Webhooks), with a log and replay.',
  Audit: 'Who asked for what, and how it ended.',
}
