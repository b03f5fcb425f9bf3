/** What account information answers, as schemas: UK Open Banking v4.0, as far as this server has the data. */
import { z } from 'zod'
import { zObAccountJson, zObAmountJson, zObInstantJson, zObLinksJson, zObMetaJson } from '../../http/schemas.ts'

const zAccountId = z.string().meta({ description: 'Stable for the person and the account.' })
const zIndicator = z.enum(['Credit', 'Debit'])
const zAgent = z.strictObject({ SchemeName: z.string(), Identification: z.string().max(35), Name: z.string().max(140).optional() })
const zParty = z
  .strictObject({
    SchemeName: z.string().optional(),
    Identification: z.string().optional(),
    Name: z.string().max(350).optional(),
    SecondaryIdentification: z.string().max(34).optional(),
  })
  .meta({ description: 'The account of the other side, or its name alone.' })
const zFrequency = z.strictObject({
  Type: z.string(),
  CountPerPeriod: z.int().optional().meta({ description: 'Times in the period.' }),
  PointInTime: z.string().optional(),
})

/** `{ Data: { <name>: […] }, Links, Meta }`, named for the OpenAPI document. */
const page = (name: string, id: string, schema: z.ZodType, min = 0) =>
  z
    .strictObject({ Data: z.strictObject({ [name]: z.array(schema).min(min) }), Links: zObLinksJson, Meta: zObMetaJson })
    .meta({ id, description: 'UK Open Banking Read/Write v4.0.' })

export const zAccounts = page(
  'Account',
  'ObReadAccount',
  z.strictObject({
    AccountId: zAccountId,
    Status: z.enum(['Deleted', 'Disabled', 'Enabled', 'Pending']),
    StatusUpdateDateTime: zObInstantJson,
    Currency: z.string(),
    AccountCategory: z.enum(['Business', 'Personal']),
    AccountTypeCode: z.enum(['CACC', 'SVGS', 'CARD', 'WALT']),
    Description: z.string().max(35).optional(),
    Nickname: z.string().max(70).optional(),
    OpeningDate: zObInstantJson.optional(),
    MaturityDate: zObInstantJson.optional(),
    Account: z.array(zObAccountJson).optional().meta({ description: 'With ReadAccountsDetail; card numbers whole only with ReadPAN.' }),
    Servicer: zAgent.optional(),
  }),
)

export const zBalances = page(
  'Balance',
  'ObReadBalance',
  z.strictObject({
    AccountId: zAccountId,
    CreditDebitIndicator: zIndicator,
    Type: z.enum(['CLBD', 'ITBD', 'ITAV', 'OPBD', 'PRCD']),
    DateTime: zObInstantJson,
    Amount: zObAmountJson,
    CreditLine: z
      .array(
        z.strictObject({
          Included: z.boolean(),
          Type: z.enum(['Available', 'Credit', 'Emergency', 'Pre-Agreed', 'Temporary']),
          Amount: zObAmountJson,
        }),
      )
      .optional(),
  }),
)

export const zTransactions = page(
  'Transaction',
  'ObReadTransaction',
  z.strictObject({
    AccountId: zAccountId,
    TransactionId: z.string().meta({ description: 'The same while it is pending and once it is booked.' }),
    TransactionReference: z.string().max(210).optional(),
    StatementReference: z.array(z.string().max(35)).optional(),
    CreditDebitIndicator: zIndicator,
    Status: z.enum(['BOOK', 'PDNG', 'RJCT']),
    TransactionMutability: z.enum(['Mutable', 'Immutable']),
    BookingDateTime: zObInstantJson,
    ValueDateTime: zObInstantJson.optional(),
    Amount: zObAmountJson,
    BankTransactionCode: z.strictObject({ Code: z.string(), SubCode: z.string() }),
    CategoryPurposeCode: z.string().optional(),
    CardInstrument: z
      .strictObject({
        CardSchemeName: z.enum(['AmericanExpress', 'Diners', 'Discover', 'MasterCard', 'VISA']),
        AuthorisationType: z.enum(['ConsumerDevice', 'Contactless', 'None', 'PIN']),
        Identification: z.string().max(34),
      })
      .optional(),
    CurrencyExchange: z
      .strictObject({
        SourceCurrency: z.string(),
        TargetCurrency: z.string(),
        UnitCurrency: z.string(),
        ExchangeRate: z.number().meta({ description: 'Units of the target currency for one of the source.' }),
        InstructedAmount: zObAmountJson,
      })
      .optional(),
    SupplementaryData: z.strictObject({ ReversalOf: z.string() }).optional(),
    TransactionInformation: z.string().max(500).optional(),
    Balance: z.strictObject({ CreditDebitIndicator: zIndicator, Type: z.literal('ITBD'), Amount: zObAmountJson }).optional(),
    MerchantDetails: z
      .strictObject({ MerchantName: z.string().max(350), MerchantCategoryCode: z.string().length(4).optional() })
      .optional(),
    CreditorAgent: zAgent.optional(),
    CreditorAccount: zParty.optional(),
    DebtorAgent: zAgent.optional(),
    DebtorAccount: zParty.optional(),
  }),
)

export const zBeneficiaries = page(
  'Beneficiary',
  'ObReadBeneficiary',
  z.strictObject({
    AccountId: zAccountId,
    BeneficiaryId: z.string().max(40),
    BeneficiaryType: z.enum(['Trusted', 'Ordinary']),
    Reference: z.string().max(35).optional(),
    CreditorAgent: zAgent.optional(),
    CreditorAccount: zObAccountJson.optional(),
  }),
)

export const zStandingOrders = page(
  'StandingOrder',
  'ObReadStandingOrder',
  z.strictObject({
    AccountId: zAccountId,
    StandingOrderId: z.string().max(40),
    StandingOrderStatusCode: z.enum(['ACTV', 'CANC', 'EXPI', 'SUSP']),
    MandateRelatedInformation: z.strictObject({
      Frequency: zFrequency,
      FirstPaymentDateTime: zObInstantJson.optional(),
      FinalPaymentDateTime: zObInstantJson.optional(),
    }),
    NextPaymentDateTime: zObInstantJson.optional(),
    LastPaymentDateTime: zObInstantJson.optional(),
    FirstPaymentAmount: zObAmountJson.optional(),
    NextPaymentAmount: zObAmountJson.optional(),
    LastPaymentAmount: zObAmountJson.optional(),
    FinalPaymentAmount: zObAmountJson.optional(),
    RemittanceInformation: z.strictObject({ Unstructured: z.array(z.string().max(140)) }).optional(),
    CreditorAgent: zAgent.optional(),
    CreditorAccount: zObAccountJson.optional(),
  }),
)

export const zDirectDebits = page(
  'DirectDebit',
  'ObReadDirectDebit',
  z.strictObject({
    AccountId: zAccountId,
    DirectDebitId: z.string().max(40),
    DirectDebitStatusCode: z.enum(['ACTV', 'CANC', 'EXPI', 'SUSP']),
    MandateRelatedInformation: z.strictObject({ MandateIdentification: z.string().max(35), Frequency: zFrequency }),
    Name: z.string().max(70),
    PreviousPaymentDateTime: zObInstantJson.optional(),
    PreviousPaymentAmount: zObAmountJson.optional(),
  }),
)

export const zScheduledPayments = page(
  'ScheduledPayment',
  'ObReadScheduledPayment',
  z.strictObject({
    AccountId: zAccountId,
    ScheduledPaymentId: z.string().max(40),
    ScheduledPaymentDateTime: zObInstantJson,
    ScheduledType: z.enum(['Arrival', 'Execution']),
    Reference: z.string().max(35).optional(),
    InstructedAmount: zObAmountJson,
    CreditorAgent: zAgent.optional(),
    CreditorAccount: zObAccountJson.optional(),
  }),
)

export const zStatements = page(
  'Statement',
  'ObReadStatement',
  z.strictObject({
    AccountId: zAccountId,
    StatementId: z.string().max(40),
    StatementReference: z.string().max(35),
    Type: z.enum(['AccountClosure', 'AccountOpening', 'Annual', 'Interim', 'RegularPeriodic']),
    StartDateTime: zObInstantJson,
    EndDateTime: zObInstantJson,
    CreationDateTime: zObInstantJson,
    StatementDateTime: z.array(z.strictObject({ DateTime: zObInstantJson, Type: z.string() })).optional(),
    StatementAmount: z
      .array(z.strictObject({ CreditDebitIndicator: zIndicator, Type: z.string(), Amount: zObAmountJson }))
      .optional()
      .meta({ description: 'With ReadStatementsDetail.' }),
  }),
)

const zPartyJson = z
  .strictObject({
    PartyId: z.string().max(40),
    PartyNumber: z.string().max(35).optional(),
    PartyType: z.enum(['Delegate', 'Joint', 'Sole']),
    Name: z.string().max(350),
    FullLegalName: z.string().max(350).optional(),
    AccountRole: z.string(),
    EmailAddress: z.string().max(256).optional(),
    Mobile: z.string().optional(),
    Address: z
      .array(
        z.strictObject({
          AddressType: z.enum(['HOME', 'BIZZ']),
          StreetName: z.string().max(140).optional(),
          BuildingNumber: z.string().max(16).optional(),
          PostCode: z.string().max(16).optional(),
          TownName: z.string().max(140).optional(),
          CountrySubDivision: z.string().max(35).optional(),
          Country: z.string().length(2),
        }),
      )
      .optional(),
  })
  .meta({ id: 'ObParty' })

export const zOneParty = z
  .strictObject({ Data: z.strictObject({ Party: zPartyJson }), Links: zObLinksJson, Meta: zObMetaJson })
  .meta({ id: 'ObReadParty', description: 'UK Open Banking Read/Write v4.0.' })

export const zParties = page('Party', 'ObReadParties', zPartyJson)

export const zProducts = page(
  'Product',
  'ObReadProduct',
  z.strictObject({
    ProductName: z.string(),
    ProductId: z.string(),
    AccountId: zAccountId,
    ProductType: z.enum(['PersonalCurrentAccount', 'Other']),
    OtherProductType: z.strictObject({ Name: z.string(), Description: z.string() }).optional(),
  }),
)

export const zOffers = page('Offer', 'ObReadOffer', z.strictObject({ AccountId: zAccountId }))
