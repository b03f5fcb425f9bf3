/** Several core banks as one: each account is asked about at the bank that keeps it, all banks at the same time. */
import type { Id } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/outcome.ts'
import type { BankAccount, CoreBankPort, PerAccount } from '../ports.ts'

type Ids = readonly Id<'bac'>[]

/** For how many accounts it is remembered which bank keeps them; that never changes, and says nothing about who may read them. */
const REMEMBERED_MAX = 50_000

export function createCoreBanks(banks: readonly CoreBankPort[]): CoreBankPort {
  const keepers = new Map<Id<'bac'>, CoreBankPort>()

  async function accounts(ids: Ids): Promise<Map<Id<'bac'>, BankAccount>> {
    const found = new Map<Id<'bac'>, BankAccount>()
    const answers = await Promise.all(banks.map(async bank => [bank, await bank.accounts(ids)] as const))
    for (const [bank, known] of answers)
      for (const account of known)
        if (!found.has(account.id)) {
          found.set(account.id, account)
          if (keepers.size >= REMEMBERED_MAX) keepers.clear()
          keepers.set(account.id, bank)
        }
    return found
  }

  /** Which bank keeps which of the ids; those that none keeps are absent. */
  async function keepersOf(ids: Ids): Promise<Map<CoreBankPort, Id<'bac'>[]>> {
    const unknown = ids.filter(id => !keepers.has(id))
    if (unknown.length > 0) await accounts(unknown)
    const groups = new Map<CoreBankPort, Id<'bac'>[]>()
    for (const id of ids) {
      const bank = keepers.get(id)
      if (bank !== undefined) groups.set(bank, [...(groups.get(bank) ?? []), id])
    }
    return groups
  }

  async function merged<T>(ids: Ids, ask: (bank: CoreBankPort, mine: Ids) => Promise<PerAccount<T>>): Promise<PerAccount<T>> {
    const groups = await keepersOf(ids)
    const answers = await Promise.all([...groups].map(([bank, mine]) => ask(bank, mine)))
    const all = new Map(answers.flatMap(answer => [...answer]))
    return new Map(ids.map(id => [id, all.get(id) ?? refuse('bank_account_not_found')]))
  }

  return {
    name: banks.map(bank => bank.name).join('+'),
    accountsOf: async holderId => (await Promise.all(banks.map(bank => bank.accountsOf(holderId)))).flat(),
    async accounts(ids) {
      const found = await accounts(ids)
      return ids.flatMap(id => found.get(id) ?? [])
    },
    balances: ids => merged(ids, (bank, mine) => bank.balances(mine)),
    async transactions(id, query) {
      const [keeper] = (await keepersOf([id])).keys()
      return keeper === undefined ? refuse('bank_account_not_found') : keeper.transactions(id, query)
    },
    async versions(ids) {
      const groups = await keepersOf(ids)
      const answers = await Promise.all([...groups].map(([bank, mine]) => bank.versions?.(mine) ?? []))
      return new Map(answers.flatMap(answer => [...answer]))
    },
    beneficiaries: ids => merged(ids, (bank, mine) => bank.beneficiaries(mine)),
    standingOrders: ids => merged(ids, (bank, mine) => bank.standingOrders(mine)),
    directDebits: ids => merged(ids, (bank, mine) => bank.directDebits(mine)),
    scheduledPayments: ids => merged(ids, (bank, mine) => bank.scheduledPayments(mine)),
    statements: ids => merged(ids, (bank, mine) => bank.statements(mine)),
    parties: ids => merged(ids, (bank, mine) => bank.parties(mine)),
    products: ids => merged(ids, (bank, mine) => bank.products(mine)),
  }
}
