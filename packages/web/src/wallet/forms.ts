/** What the wallet's forms share. */
import type { FormEvent } from 'react'

/** The trimmed text of a form's input, `''` when there is none. */
export function textIn(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name)
  return typeof value === 'string' ? value.trim() : ''
}

/** The errors left when somebody types into a field: what is being corrected is no longer called wrong. */
export function withoutEdited<E extends Partial<Record<string, string>>>(errors: E, event: FormEvent<HTMLFormElement>): E {
  const { target } = event
  const left = { ...errors }
  if (target instanceof HTMLInputElement) delete left[target.name]
  return left
}

/** After validation has been shown, moves the focus to the first field in error. */
export function focusFirstError(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
