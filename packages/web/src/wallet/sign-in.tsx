/** Signing in with the mobile number and the password. The answer sets an HttpOnly cookie; nothing is kept by the page. */
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Problem } from '../api.ts'
import { useWords } from '../i18n/i18n.ts'
import { Button, Field, Notice, ProblemNotice } from '../ui/controls.tsx'
import { StageHeading } from '../ui/page.tsx'
import { focusFirstError, textIn, withoutEdited } from './forms.ts'

/** The server's pages take second factors and passkeys, and lead back here. */
const secondStep = (): string => `/signin?return_to=${encodeURIComponent(location.pathname + location.search)}`

type SignInProps = {
  readonly ended: boolean
  readonly onSignedIn: () => Promise<void>
  readonly above?: ReactNode
  readonly toPay?: boolean
}

export function SignIn({ ended, onSignedIn, above, toPay = false }: SignInProps) {
  const { t, api } = useWords()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [errors, setErrors] = useState<{ phone?: string; password?: string }>({})

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    if (busy) return
    const form = event.currentTarget
    const phone = textIn(form, 'phone')
      .replace(/[\s-]/g, '')
      .replace(/^\+?86(?=1\d{10}$)/, '')
    const password = textIn(form, 'password')
    const found = {
      ...(/^1\d{10}$/.test(phone) ? {} : { phone: phone === '' ? t('common.required') : t('signIn.phoneInvalid') }),
      ...(password === '' ? { password: t('common.required') } : {}),
    }
    setErrors(found)
    if (Object.keys(found).length > 0) return focusFirstError(form)
    setBusy(true)
    setProblem(null)
    const result = await api.signIn(phone, password)
    if (result.ok) await onSignedIn()
    else if (result.problem.code === 'second_factor_required') location.assign(secondStep())
    else setProblem(result.problem)
    setBusy(false)
  }

  return (
    <div className="narrow">
      {above}
      <form
        className="form panel"
        noValidate
        onInput={event => setErrors(withoutEdited(errors, event))}
        onSubmit={event => void submit(event)}
        data-testid="sign-in"
      >
        <StageHeading className="panel-title">{toPay ? t('signIn.toPay') : t('signIn.title')}</StageHeading>
        {ended ? <Notice tone="info" title={t('signIn.expired')} testId="session-ended" /> : null}
        <Field
          id="phone"
          name="phone"
          label={t('signIn.phone')}
          hint={t('signIn.phoneHint')}
          type="tel"
          inputMode="tel"
          autoComplete="username"
          required
          error={errors.phone ?? null}
        />
        <Field
          id="password"
          name="password"
          label={t('signIn.password')}
          type="password"
          autoComplete="current-password"
          required
          error={errors.password ?? null}
        />
        {problem === null ? null : <ProblemNotice problem={problem} />}
        <Button type="submit" busy={busy} busyLabel={t('signIn.submitting')} id="sign-in-submit" data-testid="sign-in-submit">
          {t('signIn.submit')}
        </Button>
        <a href={secondStep()} data-testid="sign-in-otherwise">
          {t('signIn.otherwise')}
        </a>
      </form>
    </div>
  )
}
