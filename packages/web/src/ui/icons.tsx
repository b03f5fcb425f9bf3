/** Icons drawn in line; all are decoration, their meaning always stands beside them in words. */
import type { ReactNode } from 'react'

function Icon({ children, className = 'icon' }: { children: ReactNode; className?: string }) {
  return (
    <svg
      className={className}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  )
}

export const CheckIcon = () => (
  <Icon>
    <path d="m5 12.5 4.6 4.6L19.2 7" />
  </Icon>
)
export const CrossIcon = () => (
  <Icon>
    <path d="m6.5 6.5 11 11m0-11-11 11" />
  </Icon>
)
export const ClockIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7.3V12l3.2 2" />
  </Icon>
)
export const AlertIcon = () => (
  <Icon>
    <path d="M12 3.8 21 19.4H3L12 3.8Z" />
    <path d="M12 10v4.2m0 2.6v.1" />
  </Icon>
)
export const WalletIcon = () => (
  <Icon>
    <path d="M4 7.5A2.5 2.5 0 0 1 6.5 5H17a1.5 1.5 0 0 1 1.5 1.5V8" />
    <rect x="4" y="8" width="16.5" height="11.5" rx="2.5" />
    <path d="M16 13.7h.6" />
  </Icon>
)
export const CardIcon = () => (
  <Icon>
    <rect x="3" y="5.5" width="18" height="13" rx="2.5" />
    <path d="M3 10h18M6.5 15h4" />
  </Icon>
)
export const ChatIcon = () => (
  <Icon>
    <path d="M9.5 4.5c-3.6 0-6.5 2.4-6.5 5.4 0 1.7.9 3.2 2.4 4.2L4.8 16l2.4-1.2c.7.2 1.5.3 2.3.3" />
    <path d="M15.4 9.5c-3.1 0-5.6 2-5.6 4.6s2.5 4.6 5.6 4.6c.7 0 1.4-.1 2-.3l2.1 1.1-.5-1.8c1.2-.8 2-2.1 2-3.6 0-2.6-2.5-4.6-5.6-4.6Z" />
  </Icon>
)
export const ScanIcon = () => (
  <Icon>
    <path d="M4 8V5.5A1.5 1.5 0 0 1 5.5 4H8m8 0h2.5A1.5 1.5 0 0 1 20 5.5V8m0 8v2.5a1.5 1.5 0 0 1-1.5 1.5H16m-8 0H5.5A1.5 1.5 0 0 1 4 18.5V16M4 12h16" />
  </Icon>
)
export const BankIcon = () => (
  <Icon>
    <path d="M4 9.5 12 4.5l8 5H4Zm1.5 3v5m4.3-5v5m4.4-5v5m4.3-5v5M4 20h16" />
  </Icon>
)
export const InIcon = () => (
  <Icon>
    <path d="M12 4.5v12m-5-5 5 5 5-5M5 20h14" />
  </Icon>
)
export const OutIcon = () => (
  <Icon>
    <path d="M12 16.5v-12m-5 5 5-5 5 5M5 20h14" />
  </Icon>
)
export const BagIcon = () => (
  <Icon>
    <path d="M5.5 8h13l1 11.5h-15L5.5 8Z" />
    <path d="M9 10.5V7a3 3 0 0 1 6 0v3.5" />
  </Icon>
)
export const ReturnIcon = () => (
  <Icon>
    <path d="M8.5 5 4 9.5 8.5 14M4.5 9.5H15a5 5 0 0 1 0 10h-4" />
  </Icon>
)
export const OnwardIcon = () => (
  <Icon>
    <path d="m9.5 5.5 6.5 6.5-6.5 6.5" />
  </Icon>
)
export const SealIcon = () => (
  <Icon>
    <path d="M12 3.5 19 6v5.6c0 4.2-2.8 7.3-7 8.9-4.2-1.6-7-4.7-7-8.9V6l7-2.5Z" />
    <path d="m9 12 2.2 2.2L15.2 10" />
  </Icon>
)

/** The mark of Feiqian: a coin with a square hole, in flight. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect className="mark-ground" width="32" height="32" rx="9" />
      <g className="mark-lines" fill="none" strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round">
        <circle cx="18.6" cy="16" r="7.6" />
        <path d="M16 13.4h5.2v5.2H16zM4.8 12.2h4.4M3.6 16h4.2M4.8 19.8h4.4" />
      </g>
    </svg>
  )
}
