/** The refusals of every domain: together they are the error pages of the product. */
import { approvalsCatalogue } from '../domains/approvals/approvals.ts'
import { clearingCatalogue } from '../domains/clearing/clearing.ts'
import { connectorsCatalogue } from '../domains/connectors/kit/kit.ts'
import { peerBankCatalogue } from '../domains/connectors/open-banking/open-banking.ts'
import { sandboxBankCatalogue } from '../domains/connectors/sandbox-bank/sandbox-bank.ts'
import { wechatPayCatalogue } from '../domains/connectors/wechat-pay/wechat-pay.ts'
import { consentsCatalogue } from '../domains/consents/consents.ts'
import { identityCatalogue, oauthCatalogue } from '../domains/identity/identity.ts'
import { ledgerCatalogue } from '../domains/ledger/ledger.ts'
import { merchantsCatalogue } from '../domains/merchants/merchants.ts'
import { notificationsCatalogue } from '../domains/notifications/notifications.ts'
import {
  coreBankCatalogue,
  eventsCatalogue,
  openBankingCatalogue,
  paymentInitiationCatalogue,
  riskSignalsCatalogue,
  vrpCatalogue,
} from '../domains/openbanking/openbanking.ts'
import { partnersCatalogue } from '../domains/partners/partners.ts'
import { paymentsCatalogue, routingCatalogue } from '../domains/payments/payments.ts'
import { policiesCatalogue } from '../domains/policies/policies.ts'
import { reconciliationCatalogue } from '../domains/reconciliation/reconciliation.ts'
import { walletsCatalogue } from '../domains/wallets/wallets.ts'

export const CATALOGUES = [
  policiesCatalogue,
  ledgerCatalogue,
  identityCatalogue,
  oauthCatalogue,
  approvalsCatalogue,
  consentsCatalogue,
  merchantsCatalogue,
  partnersCatalogue,
  clearingCatalogue,
  connectorsCatalogue,
  wechatPayCatalogue,
  peerBankCatalogue,
  walletsCatalogue,
  reconciliationCatalogue,
  paymentsCatalogue,
  routingCatalogue,
  notificationsCatalogue,
  coreBankCatalogue,
  sandboxBankCatalogue,
  riskSignalsCatalogue,
  openBankingCatalogue,
  paymentInitiationCatalogue,
  vrpCatalogue,
  eventsCatalogue,
]
