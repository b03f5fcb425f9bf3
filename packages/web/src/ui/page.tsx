/** The frame of every page: skip link, header with the language switch, main content, footer, and the live region. */
import { type ReactNode, StrictMode, useCallback, useEffect, useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { chooseLanguage, startLanguage, useWords } from '../i18n/i18n.ts'
import '../styles/base.css'
import { Mark } from './icons.tsx'

/** Starts a page in `#root`. */
export function mount(page: ReactNode): void {
  startLanguage()
  const root = document.getElementById('root')
  if (root === null) throw new Error('the page has no #root')
  createRoot(root).render(<StrictMode>{page}</StrictMode>)
}

function LanguageSwitch() {
  const { t, language } = useWords()
  return (
    <fieldset className="language-switch">
      <legend className="visually-hidden">{t('common.language')}</legend>
      <button type="button" id="language-zh" lang="zh-CN" aria-pressed={language === 'zh-CN'} onClick={() => chooseLanguage('zh-CN')}>
        中文
      </button>
      <button type="button" id="language-en" lang="en" aria-pressed={language === 'en'} onClick={() => chooseLanguage('en')}>
        EN
      </button>
    </fieldset>
  )
}

type PageProps = {
  readonly title: string
  readonly brand?: ReactNode
  readonly actions?: ReactNode
  readonly className: string
  readonly children: ReactNode
  readonly footer?: ReactNode
}

export function Page({ title, brand, actions, className, children, footer }: PageProps) {
  const { t } = useWords()
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <div className={`page ${className}`}>
      <a className="skip-link" href="#main">
        {t('common.skip')}
      </a>
      <header className="page-header">
        <div className="brand">
          {brand ?? (
            <>
              <Mark />
              <span>{t('common.brand')}</span>
            </>
          )}
        </div>
        <div className="header-actions">
          {actions}
          <LanguageSwitch />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <footer className="page-footer">{footer ?? <p>{t('common.secured')}</p>}</footer>
    </div>
  )
}

/** A polite live region and how to speak through it. */
export function useAnnouncer(): { readonly region: ReactNode; readonly announce: (text: string) => void } {
  const [text, setText] = useState('')
  const announce = useCallback((said: string) => setText(said), [])
  const region = (
    <p className="visually-hidden" role="status" aria-live="polite" data-testid="announcer">
      {text}
    </p>
  )
  return { region, announce }
}

const STAGE_TITLE_ID = 'stage-title'

/** The heading of what the page now shows. */
export function StageHeading({ children, className = 'stage-title' }: { children: ReactNode; className?: string }) {
  return (
    <h1 id={STAGE_TITLE_ID} tabIndex={-1} className={className} data-testid="stage-title">
      {children}
    </h1>
  )
}

/** Moves the focus to the heading when the stage changes, so that keyboard and screen reader follow; not on first showing. */
export function useStageFocus(stage: string): void {
  const shown = useRef<string | null>(null)
  useEffect(() => {
    const moved = shown.current !== null && shown.current !== stage
    shown.current = stage
    if (moved) document.getElementById(STAGE_TITLE_ID)?.focus()
  }, [stage])
}
