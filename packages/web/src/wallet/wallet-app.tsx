/** The wallet's frame: signs in when needed, then shows the section that the address names. */
import { useEffect, useState } from 'react'
import { useWords } from '../i18n/i18n.ts'
import { Button, ConnectionStatus, Loading, ProblemNotice } from '../ui/controls.tsx'
import { Mark } from '../ui/icons.tsx'
import { Page, useStageFocus } from '../ui/page.tsx'
import '../styles/wallet.css'
import { BindCard } from './bind-card.tsx'
import { CardsSection } from './cards.tsx'
import { Home } from './home.tsx'
import { MandatesSection } from './mandates.tsx'
import { MoveMoney } from './move-money.tsx'
import { MovementView } from './movement.tsx'
import { PayPage } from './pay.tsx'
import { SessionContext, useSession, useSessionState } from './session.ts'
import { SignIn } from './sign-in.tsx'

/** The parts of `#/top-up/top_…?pay=ct_…`: the section, an id, and the payment to go back to. */
function readHash(): { readonly section: string; readonly id: string | null; readonly pay: string | null } {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?')
  const [section = '', id] = path.split('/')
  return { section, id: id === undefined || id === '' ? null : id, pay: new URLSearchParams(query).get('pay') }
}

function useHash() {
  const [hash, setHash] = useState(readHash)
  useEffect(() => {
    const changed = (): void => setHash(readHash())
    window.addEventListener('hashchange', changed)
    return () => window.removeEventListener('hashchange', changed)
  }, [])
  return hash
}

export function WalletApp({ payToken }: { payToken: string | null }) {
  const { t, api } = useWords()
  const session = useSessionState()
  const signedIn = session.state === 'signed-in'
  const signOut = async (): Promise<void> => {
    const result = await api.signOut()
    if (result.ok || result.problem.status === 401) session.leave()
  }
  return (
    <Page
      title={payToken === null ? t('wallet.title') : t('pay.title')}
      className={payToken === null ? 'wallet-page' : 'wallet-page pay-page'}
      brand={
        <a href="/wallet">
          <Mark />
          <span>{t('wallet.title')}</span>
        </a>
      }
      actions={
        signedIn ? (
          <Button look="quiet" small onClick={() => void signOut()} id="sign-out" data-testid="sign-out">
            {t('wallet.signOut')}
          </Button>
        ) : null
      }
    >
      <SessionContext value={session}>
        {payToken !== null ? (
          <PayPage token={payToken} session={session} />
        ) : session.state === 'unknown' ? (
          <div className="narrow">
            {session.problem === null ? <Loading /> : <ProblemNotice problem={session.problem} onRetry={() => void session.read()} />}
          </div>
        ) : signedIn ? (
          <Sections />
        ) : (
          <SignIn ended={session.ended} onSignedIn={session.read} />
        )}
      </SessionContext>
    </Page>
  )
}

const TABS = [
  ['', 'wallet.home'],
  ['cards', 'wallet.cards'],
  ['mandates', 'wallet.mandates'],
] as const

function Sections() {
  const { t } = useWords()
  const { holder, problem, connection, read } = useSession()
  const { section, id, pay } = useHash()
  useStageFocus(`${section}/${id ?? ''}`)
  return (
    <div className="wallet">
      <nav className="tabs" aria-label={t('wallet.nav')}>
        {TABS.map(([name, label]) => (
          <a
            key={name}
            href={`#/${name}`}
            aria-current={section === name ? 'page' : undefined}
            data-testid={`tab-${name === '' ? 'home' : name}`}
          >
            {t(label)}
          </a>
        ))}
      </nav>
      {holder.state === 'active' ? null : <FrozenNotice />}
      {problem === null || connection === 'offline' ? null : <ProblemNotice problem={problem} onRetry={() => void read()} />}
      <SectionView section={section} id={id} pay={pay} />
      {connection === 'live' || connection === 'connecting' ? null : (
        <div className="wallet-connection">
          <ConnectionStatus connection={connection} />
        </div>
      )}
    </div>
  )
}

function SectionView({ section, id, pay }: { section: string; id: string | null; pay: string | null }) {
  switch (section) {
    case 'cards':
      return id === 'new' ? <BindCard pay={pay} /> : <CardsSection />
    case 'top-up':
      return id === null ? <MoveMoney kind="topups" pay={pay} /> : <MovementView kind="topups" id={id} pay={pay} />
    case 'withdraw':
      return id === null ? <MoveMoney kind="withdrawals" pay={pay} /> : <MovementView kind="withdrawals" id={id} pay={pay} />
    case 'mandates':
      return <MandatesSection />
    default:
      return <Home />
  }
}

function FrozenNotice() {
  const { t } = useWords()
  const { holder } = useSession()
  return (
    <div className="notice warn" data-testid="holder-state">
      <p>{holder.state === 'frozen' ? t('wallet.frozen') : t('wallet.stopped')}</p>
    </div>
  )
}
