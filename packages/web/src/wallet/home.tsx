/** Home: the balance, what can be done with it, limits and recent transactions. */
import { useCallback, useEffect, useState } from 'react'
import type { Problem } from '../api.ts'
import { useWords } from '../i18n/i18n.ts'
import type { Limit, WalletTransaction } from '../types.ts'
import { Button, Loading, ProblemNotice } from '../ui/controls.tsx'
import { BagIcon, InIcon, OnwardIcon, OutIcon, ReturnIcon, SealIcon } from '../ui/icons.tsx'
import { StageHeading } from '../ui/page.tsx'
import { useSession } from './session.ts'

export function Home() {
  return (
    <div className="home">
      <Balance />
      <Limits />
      <AccountLinks />
      <Transactions />
    </div>
  )
}

/** Pages that the server writes: they speak the language that the wallet speaks. */
function AccountLinks() {
  const { t, language } = useWords()
  const to = (path: string): string => `/language/${language === 'en' ? 'en' : 'zh'}?return_to=${encodeURIComponent(path)}`
  const links = [
    { id: 'consents', path: '/consents', name: t('wallet.consents'), note: t('wallet.consentsNote') },
    { id: 'security', path: '/account/security', name: t('wallet.security'), note: t('wallet.securityNote') },
  ]
  return (
    <nav className="panel account-links" aria-label={t('wallet.account')}>
      {links.map(({ id, path, name, note }) => (
        <a key={id} className="row" id={id} href={to(path)} data-testid={`to-${id}`}>
          <span className="row-icon" aria-hidden="true">
            <SealIcon />
          </span>
          <span className="row-words">
            <span className="row-name">{name}</span>
            <span className="hint">{note}</span>
          </span>
          <OnwardIcon />
        </a>
      ))}
    </nav>
  )
}

function Balance() {
  const { t, money, nameOf } = useWords()
  const { holder } = useSession()
  const { available, pending, currency } = holder.balance
  return (
    <section className="balance-card">
      <div className="balance-top">
        <StageHeading className="balance-greeting">{t('wallet.greeting', { name: nameOf(holder.name) })}</StageHeading>
        <p className="balance-class" data-testid="holder-class">
          {t('wallet.classLabel', { class: holder.class })}
        </p>
      </div>
      <p className="balance-label">{t('wallet.balance')}</p>
      <p className="balance-amount" data-testid="balance">
        {money(available, currency)}
      </p>
      <p className="balance-foot">
        <span>{holder.phone_masked}</span>
        {pending === 0 ? null : <span data-testid="pending">{t('wallet.pending', { amount: money(pending, currency) })}</span>}
      </p>
      <div className="balance-actions">
        <a className="button on-hero" href="#/top-up" id="top-up" data-testid="top-up">
          <InIcon />
          {t('wallet.topUp')}
        </a>
        <a className="button on-hero" href="#/withdraw" id="withdraw" data-testid="withdraw">
          <OutIcon />
          {t('wallet.withdraw')}
        </a>
      </div>
    </section>
  )
}

const LIMIT_NAMES = { daily: 'wallet.limitDaily', annual: 'wallet.limitAnnual', lifetime: 'wallet.limitLifetime' } as const

function Limits() {
  const { t } = useWords()
  const { holder } = useSession()
  const { limits } = holder
  return (
    <section className="panel" aria-labelledby="limits-title" data-testid="limits">
      <h2 id="limits-title" className="panel-heading">
        {t('wallet.limits')}
      </h2>
      {limits.length === 0 ? (
        <p className="hint">{t('wallet.noLimits')}</p>
      ) : (
        limits.map(limit => <LimitBar key={limit.kind} limit={limit} />)
      )}
    </section>
  )
}

function LimitBar({ limit }: { limit: Limit }) {
  const { t, money } = useWords()
  const { currency } = useSession().holder.balance
  const total = limit.limit
  const words = { kind: t(LIMIT_NAMES[limit.kind]), used: money(limit.used, currency), limit: money(total, currency) }
  return (
    <div className="limit" data-testid={`limit-${limit.kind}`}>
      <p className="limit-words">
        <span>{words.kind}</span>
        <span>{t('wallet.limitRemaining', { remaining: money(limit.remaining, currency) })}</span>
      </p>
      <progress max={total} value={Math.min(limit.used, total)} aria-label={t('wallet.limitLabel', words)} />
      <p className="hint">{t('wallet.limitUsed', words)}</p>
    </div>
  )
}

/** The words of what the ledger says happened (reasons of transfers that reach a wallet balance). */
const KIND_NAMES = {
  payment: 'wallet.kindPayment',
  capture: 'wallet.kindPayment',
  topup: 'wallet.kindTopup',
  withdrawal: 'wallet.kindWithdrawal',
  withdrawal_returned: 'wallet.kindWithdrawalReturned',
  refund: 'wallet.kindRefund',
  duplicate_payment: 'wallet.kindRefund',
  deduction: 'wallet.kindDeduction',
  deduction_returned: 'wallet.kindDeductionReturned',
  other: 'wallet.kindOther',
} as const

type Kind = keyof typeof KIND_NAMES

const isKind = (kind: string): kind is Kind => Object.hasOwn(KIND_NAMES, kind)

function KindIcon({ kind }: { kind: Kind }) {
  switch (kind) {
    case 'payment':
    case 'capture':
      return <BagIcon />
    case 'topup':
      return <InIcon />
    case 'withdrawal':
    case 'deduction':
      return <OutIcon />
    default:
      return <ReturnIcon />
  }
}

function Transactions() {
  const { t, api } = useWords()
  const { version, checked } = useSession()
  const [rows, setRows] = useState<readonly WalletTransaction[] | null>(null)
  const [hasMore, setHasMore] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)

  const load = useCallback(
    async (after?: string) => {
      const result = await checked(api.transactions(after))
      if (!result.ok) return setProblem(result.problem)
      setProblem(null)
      setRows(shown => (after === undefined ? result.value.data : [...(shown ?? []), ...result.value.data]))
      setHasMore(result.value.has_more)
    },
    [api, checked],
  )

  useEffect(() => {
    if (version > 0) void load()
  }, [load, version])

  const more = async (): Promise<void> => {
    setBusy(true)
    await load(rows?.at(-1)?.id)
    setBusy(false)
  }

  return (
    <section className="panel transactions" aria-labelledby="transactions-title">
      <h2 id="transactions-title" className="panel-heading">
        {t('wallet.transactions')}
      </h2>
      {problem === null ? null : <ProblemNotice problem={problem} onRetry={() => void load()} />}
      {rows === null ? (
        problem === null ? (
          <Loading />
        ) : null
      ) : rows.length === 0 ? (
        <p className="hint">{t('wallet.noTransactions')}</p>
      ) : (
        <ul data-testid="transactions">
          {rows.map(row => (
            <TransactionRow key={row.id} transaction={row} />
          ))}
        </ul>
      )}
      {hasMore ? (
        <Button look="quiet" small busy={busy} onClick={() => void more()} data-testid="more-transactions">
          {t('wallet.moreTransactions')}
        </Button>
      ) : null}
    </section>
  )
}

function TransactionRow({ transaction }: { transaction: WalletTransaction }) {
  const { t, money, nameOf, shortTime } = useWords()
  const kind = isKind(transaction.kind) ? transaction.kind : 'other'
  const name = transaction.counterparty ? nameOf(transaction.counterparty) : t(KIND_NAMES[kind])
  const sign = transaction.direction === 'in' ? '+' : '−'
  return (
    <li className={`transaction ${transaction.direction}`} data-testid="transaction">
      <span className="transaction-icon" aria-hidden="true">
        <KindIcon kind={kind} />
      </span>
      <span className="transaction-words">
        <span className="transaction-name">{name}</span>
        <span className="hint">
          {transaction.counterparty ? <span>{t(KIND_NAMES[kind])}</span> : null}
          <time dateTime={transaction.created_at}>{shortTime(transaction.created_at)}</time>
        </span>
      </span>
      <span className="transaction-amount">
        {sign}
        {money(Math.abs(transaction.amount), transaction.currency)}
      </span>
    </li>
  )
}
