/** What became of the last attempt at a payment that is still open. */
import { useWords } from '../i18n/i18n.ts'
import type { LastError } from '../types.ts'
import { Notice } from '../ui/controls.tsx'

/** The failure in a sentence, or null when no attempt has failed. */
export function useFailure(error: LastError | null | undefined): string | null {
  const { t } = useWords()
  // An order that was closed because the payer chose another way is no failure.
  if (error === null || error === undefined || error.code === 'closed') return null
  return error.message ? t('checkout.failedAttempt', { message: error.message }) : t('checkout.failedAttemptPlain')
}

export function FailedAttempt({ error }: { error: LastError | null | undefined }) {
  const { t } = useWords()
  const failure = useFailure(error)
  if (failure === null) return null
  return (
    <Notice tone="warn" title={failure} testId="failed-attempt">
      <p data-code={error?.code}>{t('checkout.failedAttemptFix')}</p>
    </Notice>
  )
}
