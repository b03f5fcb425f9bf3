/** Buttons, fields, notices and the confirmation dialog: the few controls that all pages share. */
import { type ComponentProps, type ReactNode, useEffect, useId, useRef } from 'react'
import type { Problem } from '../api.ts'
import { useWords } from '../i18n/i18n.ts'
import type { Connection } from '../live.ts'
import { AlertIcon } from './icons.tsx'

type Look = 'primary' | 'secondary' | 'quiet' | 'danger'

type ButtonProps = Omit<ComponentProps<'button'>, 'className'> & {
  readonly look?: Look
  readonly small?: boolean
  /** Work is under way: the button is disabled, says `busyLabel`, and cannot be pressed twice. */
  readonly busy?: boolean
  readonly busyLabel?: string
}

export function Button({ look = 'primary', small = false, busy = false, busyLabel, disabled, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`button ${look}${small ? ' small' : ''}`}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
    >
      {busy ? <Spinner /> : null}
      {busy && busyLabel !== undefined ? busyLabel : children}
    </button>
  )
}

export function LinkButton({ look = 'primary', children, ...rest }: Omit<ComponentProps<'a'>, 'className'> & { readonly look?: Look }) {
  return (
    <a {...rest} className={`button ${look}`}>
      {children}
    </a>
  )
}

export const Spinner = () => <span className="spinner" aria-hidden="true" />

export function Loading() {
  const { t } = useWords()
  return (
    <p className="loading" role="status" data-testid="loading">
      <Spinner />
      {t('common.loading')}
    </p>
  )
}

type FieldProps = Omit<ComponentProps<'input'>, 'className'> & {
  readonly id: string
  readonly label: string
  readonly hint?: string
  readonly error?: string | null
  readonly after?: ReactNode
}

/** A labelled input whose hint and error are tied to it by `aria-describedby`. */
export function Field({ id, label, hint, error, after, ...rest }: FieldProps) {
  const described = [hint === undefined ? null : `${id}-hint`, error ? `${id}-error` : null].filter(part => part !== null).join(' ')
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-row">
        <input {...rest} id={id} aria-invalid={error ? true : undefined} aria-describedby={described === '' ? undefined : described} />
        {after}
      </div>
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      {error ? (
        <p id={`${id}-error`} className="field-error">
          {error}
        </p>
      ) : null}
    </div>
  )
}

type NoticeProps = {
  readonly tone: 'info' | 'warn' | 'danger'
  readonly title: string
  readonly children?: ReactNode
  readonly testId?: string
  /** Said at once by screen readers; for what goes wrong in answer to the person's own action. */
  readonly urgent?: boolean
}

export function Notice({ tone, title, children, testId, urgent = false }: NoticeProps) {
  return (
    <div className={`notice ${tone}`} role={urgent ? 'alert' : undefined} data-testid={testId}>
      <AlertIcon />
      <div>
        <p className="notice-title">{title}</p>
        {children}
      </div>
    </div>
  )
}

/** A problem in plain words: what happened, what to do, and for failures of ours the number to give to support. */
export function ProblemNotice({ problem, onRetry }: { problem: Problem; onRetry?: (() => void) | undefined }) {
  const { t } = useWords()
  const ours = problem.kind !== 'lost' && problem.status >= 500
  const title = problem.kind === 'lost' ? t('problem.lostTitle') : problem.title === '' ? t('problem.brokenTitle') : problem.title
  const fix = problem.kind === 'lost' ? t('problem.lostFix') : problem.fix === '' ? t('problem.brokenFix') : problem.fix
  return (
    <Notice tone="danger" title={title} testId="problem" urgent>
      <p data-code={problem.code}>{fix}</p>
      {ours && problem.requestId !== null ? (
        <p className="request-id">
          {t('problem.requestId')} <code data-testid="request-id">{problem.requestId}</code>
        </p>
      ) : null}
      {onRetry === undefined ? null : (
        <Button look="secondary" small onClick={onRetry} data-testid="retry">
          {t('common.retry')}
        </Button>
      )}
    </Notice>
  )
}

/** How current the page is. Says nothing alarming while live; visible whenever it is not. */
export function ConnectionStatus({ connection }: { connection: Connection }) {
  const { t } = useWords()
  return (
    <p className={`connection ${connection}`} role="status" data-testid="connection" data-connection={connection}>
      <span className="connection-dot" aria-hidden="true" />
      {t(`connection.${connection}`)}
    </p>
  )
}

type ConfirmProps = {
  readonly open: boolean
  readonly title: string
  readonly note: string
  readonly confirmLabel: string
  readonly keepLabel: string
  readonly busy: boolean
  readonly problem: Problem | null
  readonly onConfirm: () => void
  readonly onKeep: () => void
}

/** Asks before something that cannot be taken back. A native modal dialog: it keeps the focus and closes on Escape. */
export function ConfirmDialog({ open, title, note, confirmLabel, keepLabel, busy, problem, onConfirm, onKeep }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const element = dialog.current
    if (element === null) return
    if (open && !element.open) element.showModal()
    if (!open && element.open) element.close()
  }, [open])
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={titleId} onClose={onKeep} data-testid="confirm-dialog">
      <h2 id={titleId}>{title}</h2>
      <p>{note}</p>
      {problem === null ? null : <ProblemNotice problem={problem} />}
      <div className="dialog-actions">
        <Button look="secondary" onClick={onKeep} data-testid="dialog-keep">
          {keepLabel}
        </Button>
        <Button look="danger" busy={busy} onClick={onConfirm} data-testid="dialog-confirm">
          {confirmLabel}
        </Button>
      </div>
    </dialog>
  )
}
