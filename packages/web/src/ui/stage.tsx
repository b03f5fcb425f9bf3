/** What a page shows when a payment or a movement has reached a stage: a large sign, a heading, a sentence, what follows. */
import type { ReactNode } from 'react'
import { Spinner } from './controls.tsx'
import { CheckIcon, ClockIcon, CrossIcon } from './icons.tsx'
import { StageHeading } from './page.tsx'

export type StageSign = 'done' | 'working' | 'canceled' | 'expired' | 'failed'

type StageProps = {
  readonly sign: StageSign
  readonly stage: string
  readonly title: string
  readonly note?: ReactNode
  readonly children?: ReactNode
}

export function Stage({ sign, stage, title, note, children }: StageProps) {
  return (
    <section className="stage" data-testid={`stage-${stage}`}>
      <div className={`stage-sign ${sign}`} aria-hidden="true">
        {sign === 'done' ? <CheckIcon /> : sign === 'working' ? <Spinner /> : sign === 'expired' ? <ClockIcon /> : <CrossIcon />}
      </div>
      <StageHeading>{title}</StageHeading>
      {note === undefined ? null : <p className="stage-note">{note}</p>}
      {children}
    </section>
  )
}
