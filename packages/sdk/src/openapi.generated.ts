/** Generated from the OpenAPI document by `npm run generate-sdk`. Do not edit. */
export interface paths {
    "/callbacks/clearing/{house}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hear a clearing house’s result
         * @description For clearing houses: signed as the house’s protocol says. A repeated delivery changes nothing.
         */
        post: operations["receiveClearingCallback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agreements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List agreements */
        get: operations["listAgreements"];
        put?: never;
        /**
         * Create an agreement
         * @description Its first version is a draft, which prices nothing until it is activated.
         */
        post: operations["createAgreement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agreements/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an agreement with its versions */
        get: operations["getAgreement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agreements/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a version as a draft */
        post: operations["addAgreementVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agreements/{id}/versions/{version}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring a version into force
         * @description It ends the merchant's terms before it at the same instant. Payments keep the version they were made under.
         */
        post: operations["activateAgreementVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api_keys/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke an API key
         * @description Every node refuses the key within two seconds, mostly at once.
         */
        post: operations["revokeApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/leaves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List audit leaves
         * @description Who did what to which thing, when and how it ended; newest first.
         */
        get: operations["listAuditLeaves"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get your balance: unsettled and settled */
        get: operations["getBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/checkout/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the page of a payment shows */
        get: operations["getCheckout"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/checkout/{token}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Walk away from a payment
         * @description Only while it waits for its payer.
         */
        post: operations["cancelCheckout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/checkout/{token}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a payment live
         * @description Server-sent events: `payment` with the checkout as it is, at once and at every change; `ping` every 15 seconds.
         */
        get: operations["streamCheckout"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clearing/discrepancies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List discrepancies with their age */
        get: operations["listClearingDiscrepancies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clearing/discrepancies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a discrepancy */
        get: operations["getClearingDiscrepancy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clearing/discrepancies/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve a discrepancy with a comment
         * @description Moves no money: what stands in suspense leaves it by a ledger transfer.
         */
        post: operations["resolveClearingDiscrepancy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clearing/instructions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List instructions to clearing houses */
        get: operations["listClearingInstructions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clearing/instructions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an instruction */
        get: operations["getClearingInstruction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clearing/instructions/{id}/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the house again about an instruction without a result */
        post: operations["queryClearingInstruction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clearing/settlements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List settlement files */
        get: operations["listClearingSettlements"];
        put?: never;
        /**
         * Fetch the settlement file of a date and book it
         * @description Harmless when repeated: a file is imported once and booked once.
         */
        post: operations["fetchClearingSettlement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clearing/settlements/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a settlement file and how its lines matched */
        get: operations["getClearingSettlement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List accounting dates
         * @description Newest first; the cursors are dates.
         */
        get: operations["listDays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/days/{date}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an accounting date */
        get: operations["getDay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/days/{date}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the close of a day has come */
        get: operations["getDayClose"];
        put?: never;
        /**
         * Close a day that was cut (日终)
         * @description Goes on where an earlier run stopped; a closed day answers as it was closed.
         */
        post: operations["closeDay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/days/current/cut": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cut the open business day (日切)
         * @description From the answer on everything is booked under the next date. Say the date to make a repetition harmless.
         */
        post: operations["cutDay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List events
         * @description Newest first. Events committed at the same moment may appear a little later than ids suggest: when polling, look back one minute and skip ids you know.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Retrieve an event */
        get: operations["getEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/holders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List wallets */
        get: operations["listHolders"];
        put?: never;
        /**
         * Open a wallet
         * @description A person has one wallet: limits apply to the person. The class says how the identity was verified (公告〔2015〕43号 Art. 11).
         */
        post: operations["createHolder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/holders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a wallet */
        get: operations["getHolder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/holders/{id}/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the orders on a wallet */
        get: operations["listHolderOrders"];
        put?: never;
        /**
         * Register an authority's order on a wallet
         * @description `stop_payment`: nothing leaves. `freeze`: nothing leaves and the holder brings nothing in. `deduction`: pays the amount to the authority in any state. `release`: ends a freeze or stop.
         */
        post: operations["createHolderOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List ledger accounts
         * @description Newest first, with their present balances in minor units.
         */
        get: operations["listLedgerAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a ledger account */
        get: operations["getLedgerAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/accounts/{id}/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a balance, now or as of an instant
         * @description With as_of: the balance with everything that was booked up to and including that instant. Booking time is meant, which is when the ledger wrote the transfer; the effective time of a transfer may differ.
         */
        get: operations["getLedgerBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/accounts/{id}/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a statement with running balance
         * @description Booked transfers of the account, newest first, each with the balance after it. Pending transfers are no entries.
         */
        get: operations["getLedgerStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/accounts/{id}/statement.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export a statement as CSV
         * @description Oldest first. Columns ending in _minor are integers in minor units; debit, credit and balance are decimals in the currency’s main unit.
         */
        get: operations["exportLedgerStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/reserve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the reserve equation
         * @description reserve = wallet balances + merchants’ payables + in transit, with every component; now, or as of a closed accounting date.
         */
        get: operations["getReserve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List transfers
         * @description Newest first. Every transfer of a payment has the payment’s id as its reference.
         */
        get: operations["listLedgerTransfers"];
        put?: never;
        /**
         * Post a manual entry
         * @description Books linked transfers by hand on the open accounting date, all or none. Transfers are never changed or deleted: mend one with a correction that names it. Money never crosses between the customer reserve and own funds.
         */
        post: operations["postLedgerTransfers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/transfers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a transfer */
        get: operations["getLedgerTransfer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/trial_balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the trial balance of a cut day */
        get: operations["getTrialBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/trial_balance.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export a trial balance as CSV
         * @description Amounts are decimals in the currency’s main unit.
         */
        get: operations["exportTrialBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/verifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List verifications of the books */
        get: operations["listVerifications"];
        put?: never;
        /**
         * Verify the books
         * @description Derives every balance anew from the transfers and compares it with what is stored. Changes nothing, blocks nobody, and takes longer the more transfers there are.
         */
        post: operations["verifyBooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/verifications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a verification of the books */
        get: operations["getVerification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the merchant of this key */
        get: operations["getOwnMerchant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List merchants */
        get: operations["listMerchants"];
        put?: never;
        /**
         * Create a merchant
         * @description It opens its four ledger accounts. It can be paid once an agreement with it is activated.
         */
        post: operations["createMerchant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a merchant */
        get: operations["getMerchant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a merchant */
        patch: operations["updateMerchant"];
        trace?: never;
    };
    "/v1/merchants/{id}/api_keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a merchant's API keys */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Create an API key for a merchant
         * @description The answer shows the secret this once. It is not stored, so a repeated request makes another key.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List payments, newest first */
        get: operations["listPayments"];
        put?: never;
        /**
         * Create a payment
         * @description Without confirm the payment waits for its payer: send the payer to checkout_url. With confirm and a mandate it is paid at once. A payment refused at confirmation is not created. `payment.created` is sent for a payment that waits; one that is paid at once announces its result alone.
         */
        post: operations["createPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a payment */
        get: operations["getPayment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a payment that is not paid, or void an authorised one */
        post: operations["cancelPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{id}/capture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Capture an authorised payment, in full or in part
         * @description Once only: what is not captured is released to the payer.
         */
        post: operations["capturePayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm a payment under a mandate */
        post: operations["confirmPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{id}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Explain a payment: its ledger entries, each with its reason
         * @description Every entry names why it exists; a fee cites agreement, version and clause, with its arithmetic.
         */
        get: operations["getPaymentReceipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List payouts, newest first */
        get: operations["listPayouts"];
        put?: never;
        /**
         * Pay out on the same day (T+0)
         * @description What is settled, and of what is not yet settled as much as own funds may advance within your limit.
         */
        post: operations["createPayout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a payout */
        get: operations["getPayout"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List policy records
         * @description Every record that applied, applies or will apply; the newest first.
         */
        get: operations["listPolicies"];
        put?: never;
        /**
         * Add a policy record
         * @description The new record applies from its instant on and closes the one before it. What has applied is never rewritten.
         */
        post: operations["addPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what applied when */
        get: operations["getPolicy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List refunds, newest first */
        get: operations["listRefunds"];
        put?: never;
        /**
         * Refund a payment, in full or in part
         * @description Back to the instrument that paid. The money comes from what is not yet settled of this payment, the settled balance, the refund deposit, then an advance within your limit; if that does not suffice the refund waits as merchant_funds_insufficient and goes on by itself.
         */
        post: operations["createRefund"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/refunds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a refund */
        get: operations["getRefund"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/cards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List bound cards */
        get: operations["listCards"];
        put?: never;
        /**
         * Start binding a bank card
         * @description The clearing house checks the card with its bank and sends a code to the phone that the bank has on file. The card must be the holder's own.
         */
        post: operations["bindCard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/cards/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Unbind a card
         * @description From the answer on, nothing is debited from it. Unbinding again answers with the card as it is.
         */
        delete: operations["unbindCard"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/cards/{id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finish binding a card with its code */
        post: operations["verifyCard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch the own wallet
         * @description Server-sent events: `holder` with the wallet as `GET /v1/wallet/me` shows it, at once and whenever it may have changed.
         */
        get: operations["watchWallet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/mandates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List mandates given to merchants */
        get: operations["listMandates"];
        put?: never;
        /**
         * Let a merchant take payments
         * @description A wallet auto-debit agreement (签约代扣): the merchant may take payments up to the limit without the holder being present.
         */
        post: operations["createMandate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/mandates/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a mandate
         * @description From the answer on, no payment is made under it. Revoking again answers with the mandate as it is.
         */
        post: operations["revokeMandate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the own wallet */
        get: operations["getWallet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/payments/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom to pay, how much, and with what */
        get: operations["getWalletPayment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/payments/{token}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pay */
        post: operations["confirmWalletPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description Sets the cookie feiqian_session, and answers with the same token for clients without cookies.
         */
        post: operations["createWalletSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign out */
        delete: operations["deleteWalletSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/topups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Top up the balance from a bound card
         * @description Answers at once with `processing`; the balance grows when the bank has been debited.
         */
        post: operations["createTopup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/topups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a top-up */
        get: operations["getTopup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what moved the balance
         * @description Newest first, each with the balance after it. Reserved amounts are not booked and do not appear.
         */
        get: operations["listWalletTransactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/withdrawals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw to a bound card
         * @description The amount leaves the balance at once; it returns if the bank does not take it.
         */
        post: operations["createWithdrawal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/withdrawals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a withdrawal */
        get: operations["getWithdrawal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List webhook deliveries */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Retrieve a webhook delivery with its attempts */
        get: operations["getWebhookDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_deliveries/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery again
         * @description Creates a new delivery of the same event to the same endpoint; webhook-id stays the same.
         */
        post: operations["replayWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List webhook endpoints */
        get: operations["listWebhookEndpoints"];
        put?: never;
        /**
         * Create a webhook endpoint
         * @description The answer shows the signing secret; it cannot be read again, only rotated.
         */
        post: operations["createWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Retrieve a webhook endpoint */
        get: operations["getWebhookEndpoint"];
        put?: never;
        post?: never;
        /** Delete a webhook endpoint */
        delete: operations["deleteWebhookEndpoint"];
        options?: never;
        head?: never;
        /**
         * Change, disable or enable a webhook endpoint
         * @description Disabling cancels what is waiting; after enabling, replay the range that was missed.
         */
        patch: operations["updateWebhookEndpoint"];
        trace?: never;
    };
    "/v1/webhook_endpoints/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a range of events again
         * @description Every event of the range that the endpoint listens for, whether or not it was sent before; at most 10,000.
         */
        post: operations["replayWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_endpoints/{id}/rotate_secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the signing secret
         * @description For 24 hours messages carry two signatures, of the new and of the old secret.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Agreement: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @example agr_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @example mer_01jd9w2m6te3rbq4c8v5xkz7fh */
            merchant: string;
            /** @constant */
            object: "agreement";
            title: string;
            versions: {
                activated_at: string | null;
                clauses: components["schemas"]["Clause"][];
                /**
                 * Format: date-time
                 * @example 2026-07-01T08:00:00.000Z
                 */
                created_at: string;
                in_force_from: string | null;
                in_force_to: string | null;
                /** @enum {string} */
                status: "draft" | "scheduled" | "in_force" | "superseded";
                /** @description Counted from 1. */
                version: number;
            }[];
        };
        AgreementActivation: {
            /**
             * Format: date-time
             * @description Now unless said; never in the past.
             * @example 2026-07-01T08:00:00Z
             */
            in_force_from?: string;
        };
        AgreementList: {
            data: components["schemas"]["Agreement"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        AnyJson: unknown;
        ApiKey: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            expires_at: string | null;
            /** @example key_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @description Some ten seconds behind at most. */
            last_used_at: string | null;
            last4: string;
            merchant: string | null;
            /** @enum {string} */
            mode: "test" | "live";
            name: string;
            /** @constant */
            object: "api_key";
            operator: string | null;
            revoked_at: string | null;
            scopes: string[];
        };
        ApiKeyList: {
            data: components["schemas"]["ApiKey"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        ApiKeyWithSecret: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            expires_at: string | null;
            /** @example key_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @description Some ten seconds behind at most. */
            last_used_at: string | null;
            last4: string;
            merchant: string | null;
            /** @enum {string} */
            mode: "test" | "live";
            name: string;
            /** @constant */
            object: "api_key";
            operator: string | null;
            revoked_at: string | null;
            scopes: string[];
            /** @description Shown this once. */
            secret: string;
        };
        AuditLeaf: {
            /** @description What was asked, e.g. payments.create. */
            action: string;
            /** @description Who asked: kind and id of the principal. */
            actor: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @example aud_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @constant */
            object: "audit_leaf";
            /** @description SHA-256 of method, path and raw body, hexadecimal. */
            request_hash: string | null;
            request_id: string;
            /** @description ok, or the code of the refusal. */
            result: string;
            /** @description Public id of what it is about; null when refused. */
            subject: string | null;
        };
        AuditLeafList: {
            data: components["schemas"]["AuditLeaf"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        Balance: {
            /**
             * @description Owed to the institution for advances.
             * @example 1999
             */
            advanced: number;
            currency: string;
            /** @example mer_01jd9w2m6te3rbq4c8v5xkz7fh */
            merchant: string;
            /** @constant */
            object: "balance";
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            refund_deposit: number;
            /**
             * @description 可结算: will be paid out.
             * @example 1999
             */
            settled: number;
            /**
             * @description 待结算: paid by payers, not yet covered by a booked clearing settlement.
             * @example 1999
             */
            unsettled: number;
        };
        BankAccountInput: {
            /** @example ICBC */
            bank_code: string;
            holder_name: string;
            /** @description Stored sealed; answers show its last four digits. */
            number: string;
        };
        BindCardRequest: {
            card_number: string;
            /** @example 11010119900307001X */
            id_number: string;
            name: string;
            /** @example 13800000001 */
            phone: string;
        };
        CancelCheckoutRequest: Record<string, never>;
        CancelCheckoutResponse: {
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            amount: number;
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            amount_refunded: number;
            canceled_at: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            currency: string;
            description: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            expires_at: string;
            /** @example pay_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            last_error: components["schemas"]["PaymentError"] | null;
            order_reference: string;
            /** @description For a bank card with its bank and last four digits, where they are known. */
            payment_method: {
                bank?: string;
                last4?: string;
                /** @enum {string} */
                type: "wallet_balance" | "bank_card";
            } | null;
            /** @enum {string} */
            status: "requires_payment_method" | "processing" | "requires_capture" | "succeeded" | "canceled" | "expired";
            succeeded_at: string | null;
        };
        CancelPaymentRequest: {
            reason?: string;
        };
        CapturePaymentRequest: {
            /**
             * @description An amount in minor units of the currency (CNY: fen), at least 1.
             * @example 1999
             */
            amount?: number;
        };
        /** @description A bank card of the holder, bound at the clearing house. */
        Card: {
            bank: string;
            bank_code: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @example card_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            last4: string;
            /** @constant */
            object: "card";
            /** @enum {string} */
            state: "awaiting_code" | "bound" | "unbound";
        };
        CardList: {
            data: components["schemas"]["Card"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        /** @description What the page of a payment shows. */
        Checkout: {
            merchant: {
                name: components["schemas"]["LocalText"];
            };
            payment: {
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                amount: number;
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                amount_refunded: number;
                canceled_at: string | null;
                /**
                 * Format: date-time
                 * @example 2026-07-01T08:00:00.000Z
                 */
                created_at: string;
                currency: string;
                description: string | null;
                /**
                 * Format: date-time
                 * @example 2026-07-01T08:00:00.000Z
                 */
                expires_at: string;
                /** @example pay_01jd9w2m6te3rbq4c8v5xkz7fh */
                id: string;
                last_error: components["schemas"]["PaymentError"] | null;
                order_reference: string;
                /** @description For a bank card with its bank and last four digits, where they are known. */
                payment_method: {
                    bank?: string;
                    last4?: string;
                    /** @enum {string} */
                    type: "wallet_balance" | "bank_card";
                } | null;
                /** @enum {string} */
                status: "requires_payment_method" | "processing" | "requires_capture" | "succeeded" | "canceled" | "expired";
                succeeded_at: string | null;
            };
            return_url: string | null;
            /**
             * Format: date-time
             * @description Countdowns run against this clock.
             * @example 2026-07-01T08:00:00.000Z
             */
            server_time: string;
            /** @description What the QR code says: opens the payment in the wallet. */
            wallet_url: string;
        };
        /** @description A payment_fee clause carries basis_points, fixed, min and max; a refund_fee clause carries policy. */
        Clause: {
            /** @description Hundredths of a percent of the amount: 38 is 0.38 %. */
            basis_points?: number;
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            fixed?: number;
            /** @enum {string} */
            kind: "payment_fee" | "refund_fee";
            max?: number | null;
            /** @enum {string} */
            method: "wallet_balance" | "bank_card" | "any";
            min?: number | null;
            number: string;
            /** @enum {string} */
            policy?: "returned_proportionally" | "kept";
        };
        ClearingDiscrepancy: {
            /** @description Whole days since it was found, until it was resolved. */
            age_days: number;
            amount: components["schemas"]["Money"];
            comment: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            detail: string;
            house: string;
            /** @example dsc_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            instruction: string | null;
            /** @enum {string} */
            kind: "contradictory_result" | "result_amount_differs" | "no_result" | "undeliverable" | "unknown_instruction" | "line_extra" | "line_duplicate" | "line_amount_differs" | "line_contradicts" | "line_missing";
            /** @constant */
            object: "clearing_discrepancy";
            resolved_at: string | null;
            resolved_by: string | null;
            settlement: string | null;
            /** @enum {string} */
            state: "open" | "suspended" | "resolved";
        };
        ClearingDiscrepancyList: {
            data: components["schemas"]["ClearingDiscrepancy"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        ClearingInstruction: {
            amount: components["schemas"]["Money"];
            /** @description How many times it was sent to the house. */
            attempts: number;
            completed_at: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            failure_code: string | null;
            house: string;
            house_reference: string | null;
            /** @example ins_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @enum {string} */
            kind: "debit" | "payout" | "refund";
            /** @constant */
            object: "clearing_instruction";
            original_instruction: string | null;
            /** @enum {string} */
            purpose: "payment_debit" | "topup" | "payout" | "withdrawal" | "refund";
            /** @description How many times the house was asked for its result. */
            queries: number;
            reference: string;
            sent_at: string | null;
            settlement: string | null;
            settlement_date: string | null;
            /** @enum {string} */
            state: "created" | "sent" | "unknown" | "succeeded" | "failed";
        };
        ClearingInstructionList: {
            data: components["schemas"]["ClearingInstruction"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        ClearingSettlement: {
            booked_at: string | null;
            completed_at: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date
             * @example 2026-07-01
             */
            date: string;
            debits: components["schemas"]["Money"];
            digest: string;
            house: string;
            /** @example stl_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @description Number of lines in the file. */
            lines: number;
            matches?: {
                amount: components["schemas"]["Money"];
                /** @description Number of lines. */
                lines: number;
                /** @enum {string} */
                match: "pending" | "matched" | "extra" | "duplicate" | "amount_differs" | "contradicts";
            }[];
            net: components["schemas"]["Money"];
            /** @constant */
            object: "clearing_settlement";
            payouts: components["schemas"]["Money"];
            refunds: components["schemas"]["Money"];
            /** @enum {string} */
            state: "imported" | "booked" | "completed";
        };
        ClearingSettlementList: {
            data: components["schemas"]["ClearingSettlement"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        CloseDayRequest: Record<string, never>;
        ConfirmPaymentRequest: {
            payment_method: components["schemas"]["PaymentMethodInput"];
        };
        ConfirmWalletPaymentRequest: {
            payment_method: {
                /** @constant */
                type: "wallet_balance";
            } | {
                /** @example card_01jd9w2m6te3rbq4c8v5xkz7fh */
                card: string;
                /** @constant */
                type: "bank_card";
            };
        };
        ConfirmWalletPaymentResponse: {
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            amount: number;
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            amount_refunded: number;
            canceled_at: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            currency: string;
            description: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            expires_at: string;
            /** @example pay_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            last_error: components["schemas"]["PaymentError"] | null;
            order_reference: string;
            /** @description For a bank card with its bank and last four digits, where they are known. */
            payment_method: {
                bank?: string;
                last4?: string;
                /** @enum {string} */
                type: "wallet_balance" | "bank_card";
            } | null;
            /** @enum {string} */
            status: "requires_payment_method" | "processing" | "requires_capture" | "succeeded" | "canceled" | "expired";
            succeeded_at: string | null;
        };
        CreateHolderOrderRequest: {
            document: {
                authority: string;
                /**
                 * Format: date
                 * @example 2026-07-01
                 */
                date: string;
                number: string;
            };
            /** @constant */
            kind: "freeze";
        } | {
            document: {
                authority: string;
                /**
                 * Format: date
                 * @example 2026-07-01
                 */
                date: string;
                number: string;
            };
            /** @constant */
            kind: "stop_payment";
        } | {
            amount: components["schemas"]["MoneyInput"];
            document: {
                authority: string;
                /**
                 * Format: date
                 * @example 2026-07-01
                 */
                date: string;
                number: string;
            };
            /** @constant */
            kind: "deduction";
            /** @description The authority's bank account. */
            payee: {
                account: string;
                bank_code?: string;
                name: string;
            };
        } | {
            document: {
                authority: string;
                /**
                 * Format: date
                 * @example 2026-07-01
                 */
                date: string;
                number: string;
            };
            /** @constant */
            kind: "release";
            /** @example ord_01jd9w2m6te3rbq4c8v5xkz7fh */
            releases: string;
        };
        CreateHolderRequest: {
            /** @enum {string} */
            class: "I" | "II" | "III";
            /** @example 11010119900307001X */
            id_number: string;
            name: {
                en: string;
                zh: string;
            };
            password: string;
            /** @example 13800000001 */
            phone: string;
        };
        CreateMandateRequest: {
            limit_per_payment: components["schemas"]["MoneyInput"];
            /** @example mer_01jd9w2m6te3rbq4c8v5xkz7fh */
            merchant: string;
            payment_method: {
                /** @constant */
                type: "wallet_balance";
            } | {
                /** @example card_01jd9w2m6te3rbq4c8v5xkz7fh */
                card: string;
                /** @constant */
                type: "bank_card";
            };
            /**
             * Format: date-time
             * @description The instant from which it no longer holds; without end when left out.
             * @example 2026-07-01T08:00:00Z
             */
            valid_to?: string;
        };
        CreatePaymentRequest: {
            /**
             * @description An amount in minor units of the currency (CNY: fen), at least 1.
             * @example 1999
             */
            amount: number;
            /**
             * @description automatic takes the money at once; manual holds it until it is captured or canceled.
             * @default automatic
             * @enum {string}
             */
            capture_method?: "automatic" | "manual";
            /**
             * @description Pay in the same request; needs payment_method.
             * @default false
             */
            confirm?: boolean;
            /**
             * @description ISO 4217 currency code; CNY is supported.
             * @example CNY
             * @enum {string}
             */
            currency: "CNY";
            /** @description What the payer reads. */
            description?: string;
            /** @description How long the payer has, in seconds; what the policy payments.expiry_seconds says unless sent. */
            expires_in_seconds?: number;
            metadata?: components["schemas"]["Metadata"];
            /** @description The merchant's own number of the order; payments can be searched by it. */
            order_reference: string;
            payment_method?: components["schemas"]["PaymentMethodInput"];
            /** @description Where the checkout page leads back to. */
            return_url?: string;
        };
        CreatePayoutRequest: Record<string, never>;
        CreateRefundRequest: {
            /**
             * @description An amount in minor units of the currency (CNY: fen), at least 1.
             * @example 1999
             */
            amount?: number;
            metadata?: components["schemas"]["Metadata"];
            /** @example pay_01jd9w2m6te3rbq4c8v5xkz7fh */
            payment: string;
            reason?: string;
        };
        CreateTopupRequest: {
            /**
             * @description An amount in minor units of the currency (CNY: fen), at least 1.
             * @example 1999
             */
            amount: number;
            /** @example card_01jd9w2m6te3rbq4c8v5xkz7fh */
            card: string;
            /**
             * @description ISO 4217 currency code; CNY is supported.
             * @example CNY
             * @enum {string}
             */
            currency: "CNY";
        };
        CreateWebhookEndpointRequest: {
            description?: string | null;
            /**
             * @default [
             *       "*"
             *     ]
             * @example [
             *       "payment.succeeded",
             *       "refund.succeeded"
             *     ]
             */
            enabled_events?: string[];
            /** @example https://shop.example/webhooks */
            url: string;
        };
        CreateWithdrawalRequest: {
            /**
             * @description An amount in minor units of the currency (CNY: fen), at least 1.
             * @example 1999
             */
            amount: number;
            /** @example card_01jd9w2m6te3rbq4c8v5xkz7fh */
            card: string;
            /**
             * @description ISO 4217 currency code; CNY is supported.
             * @example CNY
             * @enum {string}
             */
            currency: "CNY";
        };
        CutDayRequest: {
            /**
             * Format: date
             * @example 2026-07-01
             */
            date?: string;
        };
        /** @description An accounting date of the institution. */
        Day: {
            /**
             * Format: date-time
             * @description When it was opened.
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            cut_at: string | null;
            /**
             * Format: date
             * @example 2026-07-01
             */
            date: string;
            /**
             * Format: date
             * @example 2026-07-01
             */
            id: string;
            /** @constant */
            object: "day";
            /**
             * @description A cut day accepts nothing.
             * @enum {string}
             */
            state: "open" | "cut";
            /** @description When its trial balance was stored. */
            trial_balance_at: string | null;
        };
        /** @description The close of a business day, step by step. Amounts in results are minor units of CNY. */
        DayClose: {
            /**
             * Format: date
             * @example 2026-07-01
             */
            accounting_date: string;
            closed_at: string | null;
            /** @constant */
            object: "day_close";
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            started_at: string;
            /** @enum {string} */
            state: "closing" | "closed";
            steps: {
                /**
                 * Format: date-time
                 * @example 2026-07-01T08:00:00.000Z
                 */
                finished_at: string;
                name: string;
                result: {
                    [key: string]: unknown;
                };
            }[];
        };
        DayCut: {
            /**
             * Format: date
             * @example 2026-07-01
             */
            cut: string;
            /** @constant */
            object: "day_cut";
            /**
             * Format: date
             * @example 2026-07-01
             */
            open: string;
        };
        DayList: {
            data: components["schemas"]["Day"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        DeletedWebhookEndpoint: {
            /** @constant */
            deleted: true;
            /** @example whe_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @constant */
            object: "webhook_endpoint";
        };
        /** @description Something that happened, with the object as it was at that moment. */
        Event: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            data: {
                object: {
                    [key: string]: unknown;
                };
            };
            /** @example evt_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            merchant: string | null;
            /** @constant */
            object: "event";
            /** @example payment.succeeded */
            type: string;
        };
        EventList: {
            data: components["schemas"]["Event"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        FetchClearingSettlementRequest: {
            /**
             * Format: date
             * @example 2026-07-01
             */
            date: string;
            house: string;
        };
        GetWalletPaymentResponse: {
            merchant: {
                name: components["schemas"]["LocalText"];
            };
            methods: {
                available: boolean;
                bank?: string;
                /** @example card_01jd9w2m6te3rbq4c8v5xkz7fh */
                card?: string;
                last4?: string;
                reason?: {
                    code: string;
                    fix: string;
                    title: string;
                };
                /** @enum {string} */
                type: "wallet_balance" | "bank_card";
            }[];
            paid_by_you: boolean | null;
            payment: {
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                amount: number;
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                amount_refunded: number;
                canceled_at: string | null;
                /**
                 * Format: date-time
                 * @example 2026-07-01T08:00:00.000Z
                 */
                created_at: string;
                currency: string;
                description: string | null;
                /**
                 * Format: date-time
                 * @example 2026-07-01T08:00:00.000Z
                 */
                expires_at: string;
                /** @example pay_01jd9w2m6te3rbq4c8v5xkz7fh */
                id: string;
                last_error: components["schemas"]["PaymentError"] | null;
                order_reference: string;
                /** @description For a bank card with its bank and last four digits, where they are known. */
                payment_method: {
                    bank?: string;
                    last4?: string;
                    /** @enum {string} */
                    type: "wallet_balance" | "bank_card";
                } | null;
                /** @enum {string} */
                status: "requires_payment_method" | "processing" | "requires_capture" | "succeeded" | "canceled" | "expired";
                succeeded_at: string | null;
            };
            return_url: string | null;
            /**
             * Format: date-time
             * @description Countdowns run against this clock.
             * @example 2026-07-01T08:00:00.000Z
             */
            server_time: string;
            /** @description What the QR code says: opens the payment in the wallet. */
            wallet_url: string;
        };
        /** @description An account holder as operators see one. */
        Holder: {
            /** @example acc_01jd9w2m6te3rbq4c8v5xkz7fh */
            account: string;
            /** @enum {string} */
            class: "I" | "II" | "III";
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @example hld_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            id_number_masked: string;
            name: components["schemas"]["LocalText"];
            /** @constant */
            object: "holder";
            phone_masked: string;
            /** @enum {string} */
            state: "active" | "frozen" | "stopped";
        };
        HolderList: {
            data: components["schemas"]["Holder"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        /** @description An order of an authority on a wallet, with the document it rests on. */
        HolderOrder: {
            amount: components["schemas"]["Money"] | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            document: {
                authority: string;
                /**
                 * Format: date
                 * @example 2026-07-01
                 */
                date: string;
                number: string;
            };
            ended_at: string | null;
            /** @example hld_01jd9w2m6te3rbq4c8v5xkz7fh */
            holder: string;
            /** @example ord_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @enum {string} */
            kind: "freeze" | "stop_payment" | "deduction" | "release";
            /** @constant */
            object: "holder_order";
            releases: string | null;
            /** @enum {string} */
            state: "in_force" | "released" | "processing" | "executed" | "failed";
        };
        HolderOrderList: {
            data: components["schemas"]["HolderOrder"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        LedgerAccount: {
            balances: components["schemas"]["LedgerBalances"];
            /**
             * @description Account code of the chart of accounts.
             * @example wallet_balance
             * @enum {string}
             */
            code: "reserve_cash" | "clearing_receivable" | "suspense_short" | "wallet_balance" | "merchant_unsettled" | "merchant_settled" | "merchant_refund_deposit" | "payout_in_transit" | "refund_in_transit" | "fees_unsettled" | "fees_due" | "suspense_long" | "own_cash" | "merchant_advance" | "capital" | "fee_income" | "loss";
            /** @description Whether the ledger keeps the balance from falling below zero. */
            constrained: boolean;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /**
             * @description ISO 4217 currency code.
             * @example CNY
             * @enum {string}
             */
            currency: "AED" | "AUD" | "BHD" | "BRL" | "CAD" | "CHF" | "CLP" | "CNY" | "CZK" | "DKK" | "EUR" | "GBP" | "HKD" | "HUF" | "IDR" | "ILS" | "INR" | "IQD" | "ISK" | "JOD" | "JPY" | "KRW" | "KWD" | "LYD" | "MOP" | "MXN" | "MYR" | "NOK" | "NZD" | "OMR" | "PHP" | "PLN" | "PYG" | "RUB" | "SAR" | "SEK" | "SGD" | "THB" | "TND" | "TRY" | "TWD" | "UGX" | "USD" | "VND" | "XAF" | "XOF" | "ZAR";
            /**
             * @description reserve: customers’ money (备付金); own: the institution’s own funds (自有资金).
             * @enum {string}
             */
            fund: "reserve" | "own";
            /** @example acc_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            name: components["schemas"]["LocalText"];
            /**
             * @description The side on which the balance normally stands.
             * @enum {string}
             */
            normal_side: "debit" | "credit";
            /**
             * @description Number in the chart of accounts.
             * @example 2001
             */
            number: string;
            /** @constant */
            object: "ledger_account";
            /** @description mer_…, hld_…, the code of a clearing house, or institution. */
            owner: string;
        };
        LedgerAccountList: {
            data: components["schemas"]["LedgerAccount"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        LedgerBalance: {
            /** @example acc_01jd9w2m6te3rbq4c8v5xkz7fh */
            account: string;
            /** @description Everything booked up to this instant counts (booking time, not effective time); null: now. */
            as_of: string | null;
            balances: components["schemas"]["LedgerBalances"];
            /**
             * @description ISO 4217 currency code.
             * @example CNY
             * @enum {string}
             */
            currency: "AED" | "AUD" | "BHD" | "BRL" | "CAD" | "CHF" | "CLP" | "CNY" | "CZK" | "DKK" | "EUR" | "GBP" | "HKD" | "HUF" | "IDR" | "ILS" | "INR" | "IQD" | "ISK" | "JOD" | "JPY" | "KRW" | "KWD" | "LYD" | "MOP" | "MXN" | "MYR" | "NOK" | "NZD" | "OMR" | "PHP" | "PLN" | "PYG" | "RUB" | "SAR" | "SEK" | "SGD" | "THB" | "TND" | "TRY" | "TWD" | "UGX" | "USD" | "VND" | "XAF" | "XOF" | "ZAR";
            /** @constant */
            object: "ledger_balance";
        };
        /** @description Sums in minor units of the currency since the account was opened. */
        LedgerBalances: {
            /**
             * @description What could leave the account: posted less what pending transfers reserve, in minor units.
             * @example 1999
             */
            available: number;
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            credits_pending: number;
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            credits_posted: number;
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            debits_pending: number;
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            debits_posted: number;
            /**
             * @description Booked, on the account's normal side, in minor units.
             * @example 1999
             */
            posted: number;
        };
        /** @description A booked transfer seen from one of its accounts. */
        LedgerEntry: {
            /** @example acc_01jd9w2m6te3rbq4c8v5xkz7fh */
            account: string;
            /**
             * Format: date
             * @example 2026-07-01
             */
            accounting_date: string;
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            amount: number;
            /**
             * @description Booked balance after this entry, on the account’s normal side, in minor units.
             * @example 1999
             */
            balance_after: number;
            corrects: string | null;
            /** @example acc_01jd9w2m6te3rbq4c8v5xkz7fh */
            counter_account: string;
            /**
             * Format: date-time
             * @description When it was booked.
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /**
             * @description ISO 4217 currency code.
             * @example CNY
             * @enum {string}
             */
            currency: "AED" | "AUD" | "BHD" | "BRL" | "CAD" | "CHF" | "CLP" | "CNY" | "CZK" | "DKK" | "EUR" | "GBP" | "HKD" | "HUF" | "IDR" | "ILS" | "INR" | "IQD" | "ISK" | "JOD" | "JPY" | "KRW" | "KWD" | "LYD" | "MOP" | "MXN" | "MYR" | "NOK" | "NZD" | "OMR" | "PHP" | "PLN" | "PYG" | "RUB" | "SAR" | "SEK" | "SGD" | "THB" | "TND" | "TRY" | "TWD" | "UGX" | "USD" | "VND" | "XAF" | "XOF" | "ZAR";
            /** @enum {string} */
            direction: "debit" | "credit";
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            effective_at: string;
            /**
             * @description The transfer.
             * @example trf_01jd9w2m6te3rbq4c8v5xkz7fh
             */
            id: string;
            /** @constant */
            object: "ledger_entry";
            reason: components["schemas"]["LedgerReason"];
            reference: string;
        };
        LedgerEntryList: {
            data: components["schemas"]["LedgerEntry"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        LedgerReason: {
            /** @description How the amount came about; of a manual entry, the operator’s reason. */
            arithmetic: string | null;
            /**
             * @description Agreement, version and clause that produced the amount.
             * @example agr_01…/v2/§3.1
             */
            clause: string | null;
            /** @example payment */
            kind: string;
        };
        /** @description An immutable movement from one account to another. */
        LedgerTransfer: {
            /**
             * Format: date
             * @description The business day under which it is booked.
             * @example 2026-07-01
             */
            accounting_date: string;
            /**
             * @description Minor units of the currency; 0 of void_pending and expire_pending.
             * @example 1999
             */
            amount: number;
            /** @description The transfer that this one corrects. */
            corrects: string | null;
            /**
             * Format: date-time
             * @description When it was booked, by the database’s clock.
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @example acc_01jd9w2m6te3rbq4c8v5xkz7fh */
            credit_account: string;
            /**
             * @description ISO 4217 currency code.
             * @example CNY
             * @enum {string}
             */
            currency: "AED" | "AUD" | "BHD" | "BRL" | "CAD" | "CHF" | "CLP" | "CNY" | "CZK" | "DKK" | "EUR" | "GBP" | "HKD" | "HUF" | "IDR" | "ILS" | "INR" | "IQD" | "ISK" | "JOD" | "JPY" | "KRW" | "KWD" | "LYD" | "MOP" | "MXN" | "MYR" | "NOK" | "NZD" | "OMR" | "PHP" | "PLN" | "PYG" | "RUB" | "SAR" | "SEK" | "SGD" | "THB" | "TND" | "TRY" | "TWD" | "UGX" | "USD" | "VND" | "XAF" | "XOF" | "ZAR";
            /** @example acc_01jd9w2m6te3rbq4c8v5xkz7fh */
            debit_account: string;
            /**
             * Format: date-time
             * @description When it took effect for the people concerned.
             * @example 2026-07-01T08:00:00.000Z
             */
            effective_at: string;
            expires_at: string | null;
            /** @example trf_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @enum {string} */
            kind: "posted" | "pending" | "post_pending" | "void_pending" | "expire_pending";
            /** @constant */
            object: "ledger_transfer";
            /** @description The pending transfer that this one resolves. */
            pending: string | null;
            reason: components["schemas"]["LedgerReason"];
            /** @description What it is for: a payment, a refund, a payout… */
            reference: string;
            /** @description Of a pending transfer: what has become of it. */
            state: ("open" | "posted" | "voided" | "expired") | null;
        };
        LedgerTransferList: {
            data: components["schemas"]["LedgerTransfer"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        LedgerVerification: {
            /** @description How many accounts were derived anew. */
            accounts: number;
            /**
             * Format: date-time
             * @description When it began.
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @description How many there are in all. */
            difference_count: number;
            /** @description The first 100: what differs, where, and how (amounts in minor units). */
            differences: {
                detail: string;
                kind: string;
                subject: string;
            }[];
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            finished_at: string;
            /** @example vrf_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @constant */
            object: "ledger_verification";
            ok: boolean;
            /** @description From how many transfers. */
            transfers: number;
        };
        LedgerVerificationList: {
            data: components["schemas"]["LedgerVerification"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        LocalText: {
            en: string;
            zh: string;
        };
        /** @description What a holder lets a merchant take, by which method, up to which amount a payment, until when. */
        Mandate: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @example hld_01jd9w2m6te3rbq4c8v5xkz7fh */
            holder: string;
            /** @example mdt_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @enum {string} */
            kind: "wallet_auto_debit" | "card_agreement";
            limit_per_payment: components["schemas"]["Money"] | null;
            merchant: string | null;
            merchant_name: components["schemas"]["LocalText"] | null;
            /** @constant */
            object: "mandate";
            payment_method: {
                /** @example card_01jd9w2m6te3rbq4c8v5xkz7fh */
                card?: string;
                /** @enum {string} */
                type: "wallet_balance" | "bank_card";
            };
            revoked_at: string | null;
            /** @enum {string} */
            state: "pending" | "active" | "revoked" | "expired";
            valid_to: string | null;
        };
        MandateList: {
            data: components["schemas"]["Mandate"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        Merchant: {
            /** @description The merchant's ledger accounts. */
            accounts: {
                /** @example acc_01jd9w2m6te3rbq4c8v5xkz7fh */
                advance: string;
                /** @example acc_01jd9w2m6te3rbq4c8v5xkz7fh */
                refund_deposit: string;
                /** @example acc_01jd9w2m6te3rbq4c8v5xkz7fh */
                settled: string;
                /** @example acc_01jd9w2m6te3rbq4c8v5xkz7fh */
                unsettled: string;
            };
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            advance_limit: number;
            /** @description The agreement activated last. */
            agreement: string | null;
            bank_account: {
                bank_code: string;
                holder_name: string;
                number_masked: string;
            };
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @example mer_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            name: components["schemas"]["LocalText"];
            /** @constant */
            object: "merchant";
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            refund_advance_limit: number;
            /**
             * @description T0: the same day, as an advance of own funds; T1: the next working day; D1: the next calendar day.
             * @enum {string}
             */
            settlement_cycle: "T0" | "T1" | "D1";
            /** @enum {string} */
            status: "active" | "suspended";
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            updated_at: string;
        };
        MerchantChange: {
            /**
             * @description An amount in minor units of the currency (CNY: fen), 0 or more.
             * @example 1999
             */
            advance_limit?: number;
            bank_account?: components["schemas"]["BankAccountInput"];
            name?: {
                en: string;
                zh: string;
            };
            /**
             * @description An amount in minor units of the currency (CNY: fen), 0 or more.
             * @example 1999
             */
            refund_advance_limit?: number;
            /**
             * @description T0: the same day, as an advance of own funds; T1: the next working day; D1: the next calendar day.
             * @enum {string}
             */
            settlement_cycle?: "T0" | "T1" | "D1";
            /** @enum {string} */
            status?: "active" | "suspended";
        };
        MerchantList: {
            data: components["schemas"]["Merchant"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        /**
         * @description Your own notes: at most 50 keys of 40 characters, values of at most 500 characters.
         * @example {
         *       "table": "12"
         *     }
         */
        Metadata: {
            [key: string]: string;
        };
        /** @description An amount in minor units and its ISO 4217 currency. */
        Money: {
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            amount: number;
            /**
             * @description ISO 4217 currency code.
             * @example CNY
             */
            currency: string;
        };
        MoneyInput: {
            /**
             * @description An amount in minor units of the currency (CNY: fen), at least 1.
             * @example 1999
             */
            amount: number;
            /**
             * @description ISO 4217 currency code; CNY is supported.
             * @example CNY
             * @enum {string}
             */
            currency: "CNY";
        };
        NewAgreement: {
            /** @description Each method needs exactly one clause of each kind; a clause for a method goes before one for any. */
            clauses: ({
                /**
                 * @description 1 basis point is a hundredth of a percent.
                 * @example 60
                 */
                basis_points: number;
                /**
                 * @description An amount in minor units of the currency (CNY: fen), 0 or more.
                 * @example 1999
                 */
                fixed?: number;
                /** @constant */
                kind: "payment_fee";
                max?: number | null;
                /** @enum {string} */
                method: "wallet_balance" | "bank_card" | "any";
                min?: number | null;
                /**
                 * @description The clause's number in the contract.
                 * @example 3.1
                 */
                number: string;
            } | {
                /** @constant */
                kind: "refund_fee";
                /** @enum {string} */
                method: "wallet_balance" | "bank_card" | "any";
                /**
                 * @description The clause's number in the contract.
                 * @example 3.1
                 */
                number: string;
                /**
                 * @description What becomes of the payment's fee when money is refunded.
                 * @enum {string}
                 */
                policy: "returned_proportionally" | "kept";
            })[];
            /** @example mer_01jd9w2m6te3rbq4c8v5xkz7fh */
            merchant: string;
            title: string;
        };
        NewAgreementVersion: {
            /** @description Each method needs exactly one clause of each kind; a clause for a method goes before one for any. */
            clauses: ({
                /**
                 * @description 1 basis point is a hundredth of a percent.
                 * @example 60
                 */
                basis_points: number;
                /**
                 * @description An amount in minor units of the currency (CNY: fen), 0 or more.
                 * @example 1999
                 */
                fixed?: number;
                /** @constant */
                kind: "payment_fee";
                max?: number | null;
                /** @enum {string} */
                method: "wallet_balance" | "bank_card" | "any";
                min?: number | null;
                /**
                 * @description The clause's number in the contract.
                 * @example 3.1
                 */
                number: string;
            } | {
                /** @constant */
                kind: "refund_fee";
                /** @enum {string} */
                method: "wallet_balance" | "bank_card" | "any";
                /**
                 * @description The clause's number in the contract.
                 * @example 3.1
                 */
                number: string;
                /**
                 * @description What becomes of the payment's fee when money is refunded.
                 * @enum {string}
                 */
                policy: "returned_proportionally" | "kept";
            })[];
        };
        NewApiKey: {
            /** @description Never unless said. */
            expires_at?: string | null;
            name: string;
            scopes: ("payments:read" | "payments:write" | "refunds:write" | "webhooks:read" | "webhooks:write" | "balance:read")[];
        };
        NewLedgerEntry: {
            /**
             * Format: date
             * @description Refused unless it is the open accounting date.
             * @example 2026-07-01
             */
            accounting_date?: string;
            /** @description Agreement, version and clause, when one produced the amount. */
            clause?: string;
            /** @description Why it is booked by hand; shown on statements and receipts. */
            reason: string;
            /**
             * @description What it is for: a payment, a case, a ticket.
             * @example case-2026-17
             */
            reference: string;
            /** @description Linked transfers: all are booked or none is. */
            transfers: components["schemas"]["NewLedgerTransfer"][];
        };
        NewLedgerTransfer: {
            /**
             * @description Minor units of the accounts’ currency.
             * @example 1999
             */
            amount: number;
            /**
             * @description The transfer that this one corrects.
             * @example trf_01jd9w2m6te3rbq4c8v5xkz7fh
             */
            corrects?: string;
            /** @example acc_01jd9w2m6te3rbq4c8v5xkz7fh */
            credit_account: string;
            /** @example acc_01jd9w2m6te3rbq4c8v5xkz7fh */
            debit_account: string;
            /**
             * Format: date-time
             * @description When it took effect; the booking time unless said.
             * @example 2026-07-01T08:00:00Z
             */
            effective_at?: string;
            /**
             * @description Your own id, which makes a retry harmless; made for you unless sent.
             * @example trf_01jd9w2m6te3rbq4c8v5xkz7fh
             */
            id?: string;
            /** @constant */
            kind: "posted";
        } | {
            /**
             * @description Minor units of the accounts’ currency.
             * @example 1999
             */
            amount: number;
            /** @example acc_01jd9w2m6te3rbq4c8v5xkz7fh */
            credit_account: string;
            /** @example acc_01jd9w2m6te3rbq4c8v5xkz7fh */
            debit_account: string;
            /**
             * Format: date-time
             * @description When it took effect; the booking time unless said.
             * @example 2026-07-01T08:00:00Z
             */
            effective_at?: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00Z
             */
            expires_at?: string;
            /**
             * @description Your own id, which makes a retry harmless; made for you unless sent.
             * @example trf_01jd9w2m6te3rbq4c8v5xkz7fh
             */
            id?: string;
            /** @constant */
            kind: "pending";
        } | {
            /**
             * @description Minor units of the accounts’ currency.
             * @example 1999
             */
            amount: number;
            /**
             * Format: date-time
             * @description When it took effect; the booking time unless said.
             * @example 2026-07-01T08:00:00Z
             */
            effective_at?: string;
            /**
             * @description Your own id, which makes a retry harmless; made for you unless sent.
             * @example trf_01jd9w2m6te3rbq4c8v5xkz7fh
             */
            id?: string;
            /** @constant */
            kind: "post_pending";
            /**
             * @description The pending transfer to resolve.
             * @example trf_01jd9w2m6te3rbq4c8v5xkz7fh
             */
            pending: string;
        } | {
            /**
             * Format: date-time
             * @description When it took effect; the booking time unless said.
             * @example 2026-07-01T08:00:00Z
             */
            effective_at?: string;
            /**
             * @description Your own id, which makes a retry harmless; made for you unless sent.
             * @example trf_01jd9w2m6te3rbq4c8v5xkz7fh
             */
            id?: string;
            /** @constant */
            kind: "void_pending";
            /**
             * @description The pending transfer to resolve.
             * @example trf_01jd9w2m6te3rbq4c8v5xkz7fh
             */
            pending: string;
        };
        NewMerchant: {
            /**
             * @description Greatest own-funds advance for early settlement; 0 unless said.
             * @example 1999
             */
            advance_limit?: number;
            bank_account: components["schemas"]["BankAccountInput"];
            name: {
                en: string;
                zh: string;
            };
            /**
             * @description Greatest own-funds advance for refunds; 0 unless said.
             * @example 1999
             */
            refund_advance_limit?: number;
            /**
             * @description T0: the same day, as an advance of own funds; T1: the next working day; D1: the next calendar day.
             * @default T1
             * @enum {string}
             */
            settlement_cycle?: "T0" | "T1" | "D1";
        };
        NewPolicy: {
            /** @example wallet.class.II */
            key: string;
            note?: string | null;
            source: string;
            /**
             * Format: date-time
             * @description Now unless said; never in the past.
             * @example 2026-07-01T08:00:00Z
             */
            valid_from?: string;
            value: components["schemas"]["AnyJson"];
        };
        /** @description A merchant's claim on a payer. Amounts are minor units of `currency`. */
        Payment: {
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            amount: number;
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            amount_captured: number;
            /**
             * @description Minor units, including refunds that are pending or wait for merchant funds.
             * @example 1999
             */
            amount_refunded: number;
            /** @description Present with expand[]=attempts. */
            attempts?: components["schemas"]["PaymentAttempt"][];
            canceled_at: string | null;
            cancellation_reason: string | null;
            /** @enum {string} */
            capture_method: "automatic" | "manual";
            checkout_url: string;
            /** @description Whoever holds it may see and pay this payment: hand it to the payer only. */
            client_token: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            currency: string;
            description: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            expires_at: string;
            /** @description What the agreement charges; null until it is known. */
            fee: components["schemas"]["Money"] | null;
            holder: string | null;
            /** @example pay_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            last_error: components["schemas"]["PaymentError"] | null;
            /** @example mer_01jd9w2m6te3rbq4c8v5xkz7fh */
            merchant: string;
            metadata: components["schemas"]["Metadata"];
            /** @constant */
            object: "payment";
            order_reference: string;
            payment_method: {
                mandate: string | null;
                /** @enum {string} */
                type: "wallet_balance" | "bank_card";
            } | null;
            return_url: string | null;
            /**
             * @description succeeded, canceled and expired are final.
             * @enum {string}
             */
            status: "requires_payment_method" | "processing" | "requires_capture" | "succeeded" | "canceled" | "expired";
            succeeded_at: string | null;
        };
        /** @description One try to pay, by one method. */
        PaymentAttempt: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            error: {
                code: string;
            } | null;
            finished_at: string | null;
            /** @example att_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @enum {string} */
            method: "wallet_balance" | "bank_card";
            /** @description Counted from 1. */
            number: number;
            /** @constant */
            object: "payment_attempt";
            /** @enum {string} */
            status: "processing" | "succeeded" | "failed";
        };
        /** @description Why the last attempt failed: a stable code and a sentence. */
        PaymentError: {
            code: string;
            message: string;
        };
        PaymentList: {
            data: components["schemas"]["Payment"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        /** @description A merchant takes a payment only under a mandate that the holder gave it. */
        PaymentMethodInput: {
            /** @example mdt_01jd9w2m6te3rbq4c8v5xkz7fh */
            mandate: string;
            /** @constant */
            type: "wallet_balance";
        } | {
            /** @example mdt_01jd9w2m6te3rbq4c8v5xkz7fh */
            mandate: string;
            /** @constant */
            type: "bank_card";
        };
        /** @description What is paid to the merchant's bank account. */
        Payout: {
            /**
             * Format: date
             * @example 2026-07-01
             */
            accounting_date: string;
            /**
             * @description The part that own funds advanced before the settlement.
             * @example 1999
             */
            advanced: number;
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            amount: number;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            currency: string;
            failure_code: string | null;
            finished_at: string | null;
            /** @example po_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @example mer_01jd9w2m6te3rbq4c8v5xkz7fh */
            merchant: string;
            /** @constant */
            object: "payout";
            /**
             * @description close: by the close of a day; early: asked for by the merchant (T+0).
             * @enum {string}
             */
            origin: "close" | "early";
            /** @enum {string} */
            status: "processing" | "paid" | "failed";
        };
        PayoutList: {
            data: components["schemas"]["Payout"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        Policy: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @example pol_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            key: string;
            note: string | null;
            /** @constant */
            object: "policy";
            /** @description Statute or scheme and article; `institution` for its own choices. */
            source: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            valid_from: string;
            /** @description It no longer applies from here on; null while nothing follows it. */
            valid_to: string | null;
            /** @description Amounts are integers in minor units. */
            value: components["schemas"]["AnyJson"];
        };
        PolicyList: {
            data: components["schemas"]["Policy"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        /** @description Problem details (RFC 9457). `code` is stable; `title`, `detail` and `fix` are for people, in the language of Accept-Language. */
        Problem: {
            code: string;
            /** @description Why an instrument was declined. */
            decline_code?: string;
            detail: string;
            /** @description What to do next. */
            fix: string;
            /** @description The parameter that is wrong, e.g. `payment_method.mandate`. */
            param?: string;
            request_id: string;
            /** @description The HTTP status again. */
            status: number;
            title: string;
            /**
             * Format: uri
             * @description The page that explains the code.
             */
            type: string;
        };
        /** @description A payment and everything the ledger booked for it and its refunds. balance_after is null on the institution's own accounts. */
        Receipt: {
            entries: {
                accounting_date: string;
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                amount: number;
                /**
                 * Format: date-time
                 * @example 2026-07-01T08:00:00.000Z
                 */
                booked_at: string;
                credit: {
                    balance_after: number | null;
                    code: string;
                    en: string;
                    number: string;
                    zh: string;
                };
                debit: {
                    balance_after: number | null;
                    code: string;
                    en: string;
                    number: string;
                    zh: string;
                };
                /** @example trf_01jd9w2m6te3rbq4c8v5xkz7fh */
                id: string;
                kind: string;
                reason: {
                    arithmetic: string | null;
                    clause: string | null;
                    kind: string;
                };
                reference: string;
            }[];
            /** @constant */
            object: "receipt";
            payment: components["schemas"]["Payment"];
        };
        ReceiveClearingCallbackRequest: {
            [key: string]: unknown;
        };
        ReceiveClearingCallbackResponse: {
            /** @constant */
            received: true;
        };
        /** @description Money on its way back to the instrument that paid. */
        Refund: {
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            amount: number;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            currency: string;
            failure_code: string | null;
            /**
             * @description Minor units of the payment's fee that went back to the merchant.
             * @example 1999
             */
            fee_returned: number;
            finished_at: string | null;
            funded_from: {
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                amount: number;
                /** @enum {string} */
                source: "unsettled" | "settled" | "refund_deposit" | "advance";
            }[];
            /** @example ref_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            metadata: components["schemas"]["Metadata"];
            /** @constant */
            object: "refund";
            /**
             * @description duplicate: a second success of the payment, returned automatically.
             * @enum {string}
             */
            origin: "merchant" | "duplicate";
            /** @example pay_01jd9w2m6te3rbq4c8v5xkz7fh */
            payment: string;
            reason: string | null;
            /**
             * @description merchant_funds_insufficient waits, and goes on by itself when the merchant has funds.
             * @enum {string}
             */
            status: "pending" | "succeeded" | "failed" | "merchant_funds_insufficient";
        };
        RefundList: {
            data: components["schemas"]["Refund"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        ReplayWebhookEndpointRequest: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00Z
             */
            created_gte: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00Z
             */
            created_lt: string;
        };
        ReserveStatement: {
            /** @description Whether reserve = wallet_balances + merchant_payables + in_transit, and own funds balance too. */
            balanced: boolean;
            /**
             * @description ISO 4217 currency code.
             * @example CNY
             * @enum {string}
             */
            currency: "AED" | "AUD" | "BHD" | "BRL" | "CAD" | "CHF" | "CLP" | "CNY" | "CZK" | "DKK" | "EUR" | "GBP" | "HKD" | "HUF" | "IDR" | "ILS" | "INR" | "IQD" | "ISK" | "JOD" | "JPY" | "KRW" | "KWD" | "LYD" | "MOP" | "MXN" | "MYR" | "NOK" | "NZD" | "OMR" | "PHP" | "PLN" | "PYG" | "RUB" | "SAR" | "SEK" | "SGD" | "THB" | "TND" | "TRY" | "TWD" | "UGX" | "USD" | "VND" | "XAF" | "XOF" | "ZAR";
            /** @description As of the end of this closed accounting date; null: now. */
            date: string | null;
            /** @description The accounting date, or now. */
            id: string;
            /**
             * @description Payments and refunds on their way, fees not yet swept and surpluses, in minor units.
             * @example 1999
             */
            in_transit: number;
            lines: {
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                amount: number;
                /**
                 * @description Account code of the chart of accounts.
                 * @example wallet_balance
                 * @enum {string}
                 */
                code: "reserve_cash" | "clearing_receivable" | "suspense_short" | "wallet_balance" | "merchant_unsettled" | "merchant_settled" | "merchant_refund_deposit" | "payout_in_transit" | "refund_in_transit" | "fees_unsettled" | "fees_due" | "suspense_long" | "own_cash" | "merchant_advance" | "capital" | "fee_income" | "loss";
                name: components["schemas"]["LocalText"];
                /** @example 1001 */
                number: string;
                /**
                 * @description The side on which the amount stands.
                 * @enum {string}
                 */
                side: "debit" | "credit";
                /** @enum {string} */
                term: "reserve" | "wallet_balances" | "merchant_payables" | "in_transit";
            }[];
            /**
             * @description Owed to merchants: unsettled, settled and refund deposits, in minor units.
             * @example 1999
             */
            merchant_payables: number;
            /** @constant */
            object: "reserve_statement";
            /** @description The institution’s own money; never netted with the reserve. */
            own_funds: {
                balanced: boolean;
                lines: {
                    /**
                     * @description Minor units of the currency.
                     * @example 1999
                     */
                    amount: number;
                    /**
                     * @description Account code of the chart of accounts.
                     * @example wallet_balance
                     * @enum {string}
                     */
                    code: "reserve_cash" | "clearing_receivable" | "suspense_short" | "wallet_balance" | "merchant_unsettled" | "merchant_settled" | "merchant_refund_deposit" | "payout_in_transit" | "refund_in_transit" | "fees_unsettled" | "fees_due" | "suspense_long" | "own_cash" | "merchant_advance" | "capital" | "fee_income" | "loss";
                    name: components["schemas"]["LocalText"];
                    /** @example 1001 */
                    number: string;
                    /**
                     * @description The side on which the amount stands.
                     * @enum {string}
                     */
                    side: "debit" | "credit";
                }[];
            };
            /**
             * @description Cash at the reserve bank, receivables from clearing houses and shortfalls, in minor units.
             * @example 1999
             */
            reserve: number;
            /**
             * @description Owed to wallet holders, in minor units.
             * @example 1999
             */
            wallet_balances: number;
        };
        ResolveClearingDiscrepancyRequest: {
            comment: string;
        };
        SignIn: {
            password: string;
            /** @example 13800000001 */
            phone: string;
        };
        /** @description Money on its way from a bound card to the balance. */
        Topup: {
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            amount: number;
            /** @example card_01jd9w2m6te3rbq4c8v5xkz7fh */
            card: string;
            completed_at: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            currency: string;
            failure_code: string | null;
            /** @example top_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @constant */
            object: "topup";
            /** @enum {string} */
            status: "processing" | "succeeded" | "failed";
        };
        /** @description Amounts in minor units. Debits equal credits in every currency. */
        TrialBalance: {
            /**
             * Format: date
             * @example 2026-07-01
             */
            date: string;
            /**
             * Format: date
             * @example 2026-07-01
             */
            id: string;
            lines: {
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                closing: number;
                /**
                 * @description Account code of the chart of accounts.
                 * @example wallet_balance
                 * @enum {string}
                 */
                code: "reserve_cash" | "clearing_receivable" | "suspense_short" | "wallet_balance" | "merchant_unsettled" | "merchant_settled" | "merchant_refund_deposit" | "payout_in_transit" | "refund_in_transit" | "fees_unsettled" | "fees_due" | "suspense_long" | "own_cash" | "merchant_advance" | "capital" | "fee_income" | "loss";
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                credits: number;
                /**
                 * @description ISO 4217 currency code.
                 * @example CNY
                 * @enum {string}
                 */
                currency: "AED" | "AUD" | "BHD" | "BRL" | "CAD" | "CHF" | "CLP" | "CNY" | "CZK" | "DKK" | "EUR" | "GBP" | "HKD" | "HUF" | "IDR" | "ILS" | "INR" | "IQD" | "ISK" | "JOD" | "JPY" | "KRW" | "KWD" | "LYD" | "MOP" | "MXN" | "MYR" | "NOK" | "NZD" | "OMR" | "PHP" | "PLN" | "PYG" | "RUB" | "SAR" | "SEK" | "SGD" | "THB" | "TND" | "TRY" | "TWD" | "UGX" | "USD" | "VND" | "XAF" | "XOF" | "ZAR";
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                debits: number;
                name: components["schemas"]["LocalText"];
                number: string;
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                opening: number;
                /**
                 * @description The side on which opening and closing stand.
                 * @enum {string}
                 */
                side: "debit" | "credit";
            }[];
            /** @constant */
            object: "trial_balance";
            totals: {
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                credits: number;
                /**
                 * @description ISO 4217 currency code.
                 * @example CNY
                 * @enum {string}
                 */
                currency: "AED" | "AUD" | "BHD" | "BRL" | "CAD" | "CHF" | "CLP" | "CNY" | "CZK" | "DKK" | "EUR" | "GBP" | "HKD" | "HUF" | "IDR" | "ILS" | "INR" | "IQD" | "ISK" | "JOD" | "JPY" | "KRW" | "KWD" | "LYD" | "MOP" | "MXN" | "MYR" | "NOK" | "NZD" | "OMR" | "PHP" | "PLN" | "PYG" | "RUB" | "SAR" | "SEK" | "SGD" | "THB" | "TND" | "TRY" | "TWD" | "UGX" | "USD" | "VND" | "XAF" | "XOF" | "ZAR";
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                debits: number;
            }[];
        };
        UpdateWebhookEndpointRequest: {
            description?: string | null;
            /**
             * @example [
             *       "payment.succeeded",
             *       "refund.succeeded"
             *     ]
             */
            enabled_events?: string[];
            /** @enum {string} */
            status?: "enabled" | "disabled";
            /** @example https://shop.example/webhooks */
            url?: string;
        };
        VerifyCardRequest: {
            code: string;
        };
        /** @description A wallet as its holder sees it: balance, state and the limits of balance payments now. */
        Wallet: {
            balance: {
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                available: number;
                currency: string;
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                pending: number;
            };
            /** @enum {string} */
            class: "I" | "II" | "III";
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @example hld_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            limits: {
                /** @enum {string} */
                kind: "lifetime" | "annual" | "daily";
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                limit: number;
                /** @example pol_01jd9w2m6te3rbq4c8v5xkz7fh */
                policy: string;
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                remaining: number;
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                used: number;
            }[];
            name: components["schemas"]["LocalText"];
            /** @constant */
            object: "holder";
            phone_masked: string;
            /** @enum {string} */
            state: "active" | "frozen" | "stopped";
        };
        WalletSession: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            expires_at: string;
            holder: {
                /** @example hld_01jd9w2m6te3rbq4c8v5xkz7fh */
                id: string;
            } & {
                [key: string]: unknown;
            };
            /** @example ses_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @constant */
            object: "session";
            /** @description For clients without cookies: send it as a bearer token. */
            token: string;
        };
        /** @description A booked movement of the balance. */
        WalletTransaction: {
            /**
             * Format: date
             * @example 2026-07-01
             */
            accounting_date: string;
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            amount: number;
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            balance_after: number;
            /** @description The merchant, of payments and refunds. */
            counterparty: components["schemas"]["LocalText"] | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            currency: string;
            /** @enum {string} */
            direction: "in" | "out";
            /** @example trf_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @description What happened: `payment`, `refund`, `topup`, `withdrawal`… */
            kind: string;
            /** @constant */
            object: "transaction";
            /** @description The public id of what it belongs to. */
            reference: string;
        };
        WalletTransactionList: {
            data: components["schemas"]["WalletTransaction"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        /** @description One event on its way to one endpoint. */
        WebhookDelivery: {
            /** @description How many times it was sent; ten at most. */
            attempts_made: number;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @example whe_01jd9w2m6te3rbq4c8v5xkz7fh */
            endpoint: string;
            /** @example evt_01jd9w2m6te3rbq4c8v5xkz7fh */
            event: string;
            event_type: string;
            finished_at: string | null;
            /** @example whd_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @description HTTP status; null while nothing was answered. */
            last_response_status: number | null;
            next_attempt_at: string | null;
            /** @constant */
            object: "webhook_delivery";
            replay_of: string | null;
            /** @enum {string} */
            status: "pending" | "succeeded" | "failed" | "canceled";
        };
        /** @description One try: what was sent, and what came back. */
        WebhookDeliveryAttempt: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            attempted_at: string;
            /** @description Milliseconds until the answer, or until none was waited for any more. */
            duration_ms: number;
            /**
             * @description Why there is no answer.
             * @example timeout
             */
            error: string | null;
            /** @description Counted from 1. */
            number: number;
            request_headers: {
                [key: string]: string;
            };
            /** @description At most the first 4 KB. */
            response_body: string | null;
            /** @description HTTP status; null when nothing was answered. */
            response_status: number | null;
            url: string;
        };
        WebhookDeliveryList: {
            data: components["schemas"]["WebhookDelivery"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        /** @description A delivery with every attempt. */
        WebhookDeliveryLog: {
            attempts: components["schemas"]["WebhookDeliveryAttempt"][];
            /** @description How many times it was sent; ten at most. */
            attempts_made: number;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @example whe_01jd9w2m6te3rbq4c8v5xkz7fh */
            endpoint: string;
            /** @example evt_01jd9w2m6te3rbq4c8v5xkz7fh */
            event: string;
            event_type: string;
            finished_at: string | null;
            /** @example whd_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @description HTTP status; null while nothing was answered. */
            last_response_status: number | null;
            next_attempt_at: string | null;
            /** @constant */
            object: "webhook_delivery";
            replay_of: string | null;
            /** @description The bytes that are signed and sent. */
            request_body: string;
            /** @enum {string} */
            status: "pending" | "succeeded" | "failed" | "canceled";
        };
        /** @description Where a merchant wants to be told of events. */
        WebhookEndpoint: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            description: string | null;
            /** @description gone: the receiver answered 410. failing: a delivery used up its ten attempts and nothing had succeeded since it began. */
            disabled_reason: ("by_request" | "gone" | "failing") | null;
            /** @description Event types, or ["*"] for all of them. */
            enabled_events: string[];
            /** @example whe_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            last_success_at: string | null;
            /** @example mer_01jd9w2m6te3rbq4c8v5xkz7fh */
            merchant: string;
            /** @constant */
            object: "webhook_endpoint";
            /** @description Until when the secret before the rotation signs along. */
            previous_secret_until: string | null;
            /** @enum {string} */
            status: "enabled" | "disabled";
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            updated_at: string;
            url: string;
        };
        WebhookEndpointList: {
            data: components["schemas"]["WebhookEndpoint"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        /** @description An endpoint with its signing secret, shown only now. */
        WebhookEndpointWithSecret: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            description: string | null;
            /** @description gone: the receiver answered 410. failing: a delivery used up its ten attempts and nothing had succeeded since it began. */
            disabled_reason: ("by_request" | "gone" | "failing") | null;
            /** @description Event types, or ["*"] for all of them. */
            enabled_events: string[];
            /** @example whe_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            last_success_at: string | null;
            /** @example mer_01jd9w2m6te3rbq4c8v5xkz7fh */
            merchant: string;
            /** @constant */
            object: "webhook_endpoint";
            /** @description Until when the secret before the rotation signs along. */
            previous_secret_until: string | null;
            /** @description Shown only in this answer: whsec_ and base64, for Standard Webhooks libraries. */
            secret: string;
            /** @enum {string} */
            status: "enabled" | "disabled";
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            updated_at: string;
            url: string;
        };
        /** @description How many deliveries a replay of a range made. */
        WebhookReplay: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_gte: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_lt: string;
            /** @description How many deliveries were created. */
            deliveries: number;
            /** @example whe_01jd9w2m6te3rbq4c8v5xkz7fh */
            endpoint: string;
            /** @constant */
            object: "webhook_replay";
        };
        /** @description Money on its way from the balance to a bank account; `order` names the authority that ordered it. */
        Withdrawal: {
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            amount: number;
            card: string | null;
            completed_at: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            currency: string;
            failure_code: string | null;
            /** @example wdr_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @constant */
            object: "withdrawal";
            order: string | null;
            /** @enum {string} */
            status: "processing" | "succeeded" | "failed";
        };
    };
    responses: never;
    parameters: {
        /** @description The language of problem details: en or zh. */
        AcceptLanguage: string;
        /** @description The version of the API that the caller was written for. */
        FeiqianVersion: "2026-11-01";
        /** @description Makes a retry harmless when sent. */
        IdempotencyKey: string;
        /** @description Unique for each new request, the same when it is retried; kept for at least 24 hours. */
        IdempotencyKeyRequired: string;
    };
    requestBodies: never;
    headers: {
        /** @description `true` when the answer was stored by an earlier request with the same Idempotency-Key. */
        IdempotentReplayed: "true";
        /** @description Names this request in logs, audit and support. */
        RequestId: string;
        /** @description Seconds to wait before trying again. */
        RetryAfter: number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    receiveClearingCallback: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                house: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReceiveClearingCallbackRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiveClearingCallbackResponse"];
                };
            };
        };
    };
    listAgreements: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                merchant?: string;
                /** @description Answer with what follows this id. */
                starting_after?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgreementList"];
                };
            };
        };
    };
    createAgreement: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAgreement"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agreement"];
                };
            };
        };
    };
    getAgreement: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agreement"];
                };
            };
        };
    };
    addAgreementVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAgreementVersion"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agreement"];
                };
            };
        };
    };
    activateAgreementVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
                /** @description Counted from 1. */
                version: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AgreementActivation"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agreement"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
        };
    };
    listAuditLeaves: {
        parameters: {
            query?: {
                actor?: string;
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                subject?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditLeafList"];
                };
            };
        };
    };
    getBalance: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Balance"];
                };
            };
        };
    };
    getCheckout: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkout"];
                };
            };
        };
    };
    cancelCheckout: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CancelCheckoutRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancelCheckoutResponse"];
                };
            };
        };
    };
    streamCheckout: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    listClearingDiscrepancies: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                kind?: "contradictory_result" | "result_amount_differs" | "no_result" | "undeliverable" | "unknown_instruction" | "line_extra" | "line_duplicate" | "line_amount_differs" | "line_contradicts" | "line_missing";
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                state?: "open" | "suspended" | "resolved";
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClearingDiscrepancyList"];
                };
            };
        };
    };
    getClearingDiscrepancy: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClearingDiscrepancy"];
                };
            };
        };
    };
    resolveClearingDiscrepancy: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResolveClearingDiscrepancyRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClearingDiscrepancy"];
                };
            };
        };
    };
    listClearingInstructions: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                reference?: string;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                state?: "created" | "sent" | "unknown" | "succeeded" | "failed";
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClearingInstructionList"];
                };
            };
        };
    };
    getClearingInstruction: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClearingInstruction"];
                };
            };
        };
    };
    queryClearingInstruction: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClearingInstruction"];
                };
            };
        };
    };
    listClearingSettlements: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClearingSettlementList"];
                };
            };
        };
    };
    fetchClearingSettlement: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FetchClearingSettlementRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClearingSettlement"];
                };
            };
        };
    };
    getClearingSettlement: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClearingSettlement"];
                };
            };
        };
    };
    listDays: {
        parameters: {
            query?: {
                /** @description Answer with later dates. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with earlier dates. */
                starting_after?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DayList"];
                };
            };
        };
    };
    getDay: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                date: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Day"];
                };
            };
        };
    };
    getDayClose: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                date: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DayClose"];
                };
            };
        };
    };
    closeDay: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                date: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CloseDayRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DayClose"];
                };
            };
        };
    };
    cutDay: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CutDayRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DayCut"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                created_gte?: string;
                created_lt?: string;
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                type?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                };
            };
        };
    };
    getEvent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
        };
    };
    listHolders: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HolderList"];
                };
            };
        };
    };
    createHolder: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateHolderRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Holder"];
                };
            };
        };
    };
    getHolder: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Holder"];
                };
            };
        };
    };
    listHolderOrders: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HolderOrderList"];
                };
            };
        };
    };
    createHolderOrder: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Unique for each new request, the same when it is retried; kept for at least 24 hours. */
                "Idempotency-Key": components["parameters"]["IdempotencyKeyRequired"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CreateHolderOrderRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HolderOrder"];
                };
            };
        };
    };
    listLedgerAccounts: {
        parameters: {
            query?: {
                /** @description Account code of the chart of accounts. */
                code?: "reserve_cash" | "clearing_receivable" | "suspense_short" | "wallet_balance" | "merchant_unsettled" | "merchant_settled" | "merchant_refund_deposit" | "payout_in_transit" | "refund_in_transit" | "fees_unsettled" | "fees_due" | "suspense_long" | "own_cash" | "merchant_advance" | "capital" | "fee_income" | "loss";
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description mer_…, hld_…, the code of a clearing house, or institution. */
                owner?: string;
                /** @description Answer with what follows this id. */
                starting_after?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerAccountList"];
                };
            };
        };
    };
    getLedgerAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerAccount"];
                };
            };
        };
    };
    getLedgerBalance: {
        parameters: {
            query?: {
                as_of?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerBalance"];
                };
            };
        };
    };
    getLedgerStatement: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description First accounting date. */
                from?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                /** @description Last accounting date. */
                to?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerEntryList"];
                };
            };
        };
    };
    exportLedgerStatement: {
        parameters: {
            query?: {
                /** @description Begin with a byte-order mark, without which Excel does not read UTF-8. */
                bom?: "true" | "false";
                /** @description First accounting date. */
                from?: string;
                /** @description Last accounting date. */
                to?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    getReserve: {
        parameters: {
            query?: {
                /** @description ISO 4217 currency code; CNY is supported. */
                currency?: "CNY";
                date?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReserveStatement"];
                };
            };
        };
    };
    listLedgerTransfers: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                reference?: string;
                /** @description Answer with what follows this id. */
                starting_after?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerTransferList"];
                };
            };
        };
    };
    postLedgerTransfers: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Unique for each new request, the same when it is retried; kept for at least 24 hours. */
                "Idempotency-Key": components["parameters"]["IdempotencyKeyRequired"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLedgerEntry"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerTransferList"];
                };
            };
        };
    };
    getLedgerTransfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerTransfer"];
                };
            };
        };
    };
    getTrialBalance: {
        parameters: {
            query: {
                date: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialBalance"];
                };
            };
        };
    };
    exportTrialBalance: {
        parameters: {
            query: {
                /** @description Begin with a byte-order mark, without which Excel does not read UTF-8. */
                bom?: "true" | "false";
                date: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    listVerifications: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerVerificationList"];
                };
            };
        };
    };
    verifyBooks: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerVerification"];
                };
            };
        };
    };
    getVerification: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerVerification"];
                };
            };
        };
    };
    getOwnMerchant: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Merchant"];
                };
            };
        };
    };
    listMerchants: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                status?: "active" | "suspended";
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantList"];
                };
            };
        };
    };
    createMerchant: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMerchant"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Merchant"];
                };
            };
        };
    };
    getMerchant: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Merchant"];
                };
            };
        };
    };
    updateMerchant: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MerchantChange"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Merchant"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyList"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyWithSecret"];
                };
            };
        };
    };
    listPayments: {
        parameters: {
            query?: {
                /** @description Created at or after. */
                created_gte?: string;
                /** @description Created before. */
                created_lt?: string;
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                order_reference?: string;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                status?: "requires_payment_method" | "processing" | "requires_capture" | "succeeded" | "canceled" | "expired";
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentList"];
                };
            };
        };
    };
    createPayment: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Unique for each new request, the same when it is retried; kept for at least 24 hours. */
                "Idempotency-Key": components["parameters"]["IdempotencyKeyRequired"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePaymentRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    getPayment: {
        parameters: {
            query?: {
                "expand[]"?: "attempts" | "attempts"[];
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    cancelPayment: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Unique for each new request, the same when it is retried; kept for at least 24 hours. */
                "Idempotency-Key": components["parameters"]["IdempotencyKeyRequired"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CancelPaymentRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    capturePayment: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Unique for each new request, the same when it is retried; kept for at least 24 hours. */
                "Idempotency-Key": components["parameters"]["IdempotencyKeyRequired"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CapturePaymentRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    confirmPayment: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Unique for each new request, the same when it is retried; kept for at least 24 hours. */
                "Idempotency-Key": components["parameters"]["IdempotencyKeyRequired"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmPaymentRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    getPaymentReceipt: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
        };
    };
    listPayouts: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutList"];
                };
            };
        };
    };
    createPayout: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Unique for each new request, the same when it is retried; kept for at least 24 hours. */
                "Idempotency-Key": components["parameters"]["IdempotencyKeyRequired"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CreatePayoutRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payout"];
                };
            };
        };
    };
    getPayout: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payout"];
                };
            };
        };
    };
    listPolicies: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                key?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyList"];
                };
            };
        };
    };
    addPolicy: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPolicy"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
        };
    };
    getPolicy: {
        parameters: {
            query?: {
                /** @description Now unless said. */
                at?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
        };
    };
    listRefunds: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                payment?: string;
                /** @description Answer with what follows this id. */
                starting_after?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefundList"];
                };
            };
        };
    };
    createRefund: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Unique for each new request, the same when it is retried; kept for at least 24 hours. */
                "Idempotency-Key": components["parameters"]["IdempotencyKeyRequired"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateRefundRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refund"];
                };
            };
        };
    };
    getRefund: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refund"];
                };
            };
        };
    };
    listCards: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CardList"];
                };
            };
        };
    };
    bindCard: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BindCardRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Card"];
                };
            };
        };
    };
    unbindCard: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Card"];
                };
            };
        };
    };
    verifyCard: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyCardRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Card"];
                };
            };
        };
    };
    watchWallet: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    listMandates: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MandateList"];
                };
            };
        };
    };
    createMandate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateMandateRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mandate"];
                };
            };
        };
    };
    revokeMandate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mandate"];
                };
            };
        };
    };
    getWallet: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Wallet"];
                };
            };
        };
    };
    getWalletPayment: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GetWalletPaymentResponse"];
                };
            };
        };
    };
    confirmWalletPayment: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Unique for each new request, the same when it is retried; kept for at least 24 hours. */
                "Idempotency-Key": components["parameters"]["IdempotencyKeyRequired"];
            };
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmWalletPaymentRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfirmWalletPaymentResponse"];
                };
            };
        };
    };
    createWalletSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalletSession"];
                };
            };
        };
    };
    deleteWalletSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; nothing to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    createTopup: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Unique for each new request, the same when it is retried; kept for at least 24 hours. */
                "Idempotency-Key": components["parameters"]["IdempotencyKeyRequired"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTopupRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Topup"];
                };
            };
        };
    };
    getTopup: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Topup"];
                };
            };
        };
    };
    listWalletTransactions: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalletTransactionList"];
                };
            };
        };
    };
    createWithdrawal: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Unique for each new request, the same when it is retried; kept for at least 24 hours. */
                "Idempotency-Key": components["parameters"]["IdempotencyKeyRequired"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWithdrawalRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withdrawal"];
                };
            };
        };
    };
    getWithdrawal: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withdrawal"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                endpoint?: string;
                event?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                status?: "pending" | "succeeded" | "failed" | "canceled";
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryList"];
                };
            };
        };
    };
    getWebhookDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryLog"];
                };
            };
        };
    };
    replayWebhookDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
        };
    };
    listWebhookEndpoints: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointList"];
                };
            };
        };
    };
    createWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWebhookEndpointRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointWithSecret"];
                };
            };
        };
    };
    getWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    deleteWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedWebhookEndpoint"];
                };
            };
        };
    };
    updateWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["UpdateWebhookEndpointRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    replayWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayWebhookEndpointRequest"];
            };
        };
        responses: {
            /** @description Success. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookReplay"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
                /** @description Makes a retry harmless when sent. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointWithSecret"];
                };
            };
        };
    };
}
