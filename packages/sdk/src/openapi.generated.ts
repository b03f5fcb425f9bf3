/** Generated from the OpenAPI document by `npm run generate-sdk`. Do not edit. */
export interface paths {
    "/callbacks/alipay/agreements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hear of an auto-debit agreement from Alipay
         * @description The form that Alipay signs (dut_user_sign, dut_user_unsign); answered `success`, or `fail` when it is not believed.
         */
        post: operations["hearAlipayAgreement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
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
         * Hear what a rail states about an instruction
         * @description For clearing houses and channels: signed, written and answered as the protocol of the rail says. The statement is kept before it is answered and applied afterwards; a repeated delivery changes nothing.
         */
        post: operations["receiveClearingCallback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/callbacks/open_banking/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hear an event notification of the bank
         * @description A security event token (RFC 8417) that the bank signed for us. It is answered once what it is about was asked of the bank.
         */
        post: operations["hearBankEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read limits, availability and response times
         * @description Per endpoint and day (UTC), over all nodes; some seconds behind.
         */
        get: operations["getOpenBankingStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/account-access-consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for access to accounts
         * @description The person authorises it in the browser: send them through the authorization endpoint with the ConsentId in authorization_details.
         */
        post: operations["createAccountAccessConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/account-access-consents/{ConsentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a consent to account access */
        get: operations["getAccountAccessConsent"];
        put?: never;
        post?: never;
        /**
         * End a consent to account access
         * @description Its tokens end with it; from then on it is not found.
         */
        delete: operations["deleteAccountAccessConsent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the accounts of the consent */
        get: operations["getAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/accounts/{AccountId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one account
         * @description A closed account is still answered, with the status Deleted.
         */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/accounts/{AccountId}/balances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the balances of one account */
        get: operations["getAccountBalances"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/accounts/{AccountId}/beneficiaries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the kept payees of one account */
        get: operations["getAccountBeneficiaries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/accounts/{AccountId}/direct-debits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the direct debits of one account */
        get: operations["getAccountDirectDebits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/accounts/{AccountId}/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the offers (there are none) of one account */
        get: operations["getAccountOffers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/accounts/{AccountId}/parties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the everybody who has to do with it of one account */
        get: operations["getAccountParties"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/accounts/{AccountId}/party": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read whose account it is */
        get: operations["getAccountParty"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/accounts/{AccountId}/product": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the products of one account */
        get: operations["getAccountProduct"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/accounts/{AccountId}/scheduled-payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the scheduled payments of one account */
        get: operations["getAccountScheduledPayments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/accounts/{AccountId}/standing-orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the standing orders of one account */
        get: operations["getAccountStandingOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/accounts/{AccountId}/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the statements of one account */
        get: operations["getAccountStatements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/accounts/{AccountId}/statements/{StatementId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one statement */
        get: operations["getAccountStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/accounts/{AccountId}/statements/{StatementId}/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the transactions of one statement */
        get: operations["getStatementTransactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/accounts/{AccountId}/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the transactions of one account
         * @description Newest first, booked and pending; a transaction keeps its id when it is booked.
         */
        get: operations["getAccountTransactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/balances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the balances of every account of the consent */
        get: operations["getBalances"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/beneficiaries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the kept payees of every account of the consent */
        get: operations["getBeneficiaries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/direct-debits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the direct debits of every account of the consent */
        get: operations["getDirectDebits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the offers (there are none) of every account of the consent */
        get: operations["getOffers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/party": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read who gave the consent */
        get: operations["getParty"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the products of every account of the consent */
        get: operations["getProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/scheduled-payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the scheduled payments of every account of the consent */
        get: operations["getScheduledPayments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/standing-orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the standing orders of every account of the consent */
        get: operations["getStandingOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the statements of every account of the consent */
        get: operations["getStatements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/aisp/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the transactions of every account of the consent
         * @description Account after account, each newest first, booked and pending.
         */
        get: operations["getTransactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/callback-urls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the address for resource updates */
        get: operations["getCallbackUrls"];
        put?: never;
        /**
         * Name an address for resource updates
         * @description The standard’s older way: `urn:uk:org:openbanking:events:resource-update` is pushed there, and nothing else. Event subscriptions do more.
         */
        post: operations["createCallbackUrl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/callback-urls/{CallbackUrlId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change the address for resource updates */
        put: operations["changeCallbackUrl"];
        post?: never;
        /**
         * Forget the address for resource updates
         * @description What waits is told no more.
         */
        delete: operations["deleteCallbackUrl"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/cbpii/funds-confirmation-consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask to be told whether funds are there */
        post: operations["createFundsConfirmationConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/cbpii/funds-confirmation-consents/{ConsentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a consent to confirmation of funds */
        get: operations["getFundsConfirmationConsent"];
        put?: never;
        post?: never;
        /** End a consent to confirmation of funds */
        delete: operations["deleteFundsConfirmationConsent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/cbpii/funds-confirmations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask whether an amount is there
         * @description Answers yes or no about the account of the consent at this moment; nothing is held, nothing else is told.
         */
        post: operations["createFundsConfirmation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/event-subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what is subscribed to */
        get: operations["getEventSubscriptions"];
        put?: never;
        /**
         * Subscribe to events
         * @description Without CallbackUrl events are polled; with it they are pushed as signed security event tokens (RFC 8417, PS256), which a 202 acknowledges. Types: `urn:uk:org:openbanking:events:resource-update`, `urn:uk:org:openbanking:events:consent-authorization-revoked`, `urn:uk:org:openbanking:events:account-access-consent-linked-account-update`, `urn:cn:feiqian:openbanking:events:account-posted`.
         */
        post: operations["createEventSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/event-subscriptions/{EventSubscriptionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change what is subscribed to
         * @description What waits goes to the new address.
         */
        put: operations["changeEventSubscription"];
        post?: never;
        /**
         * End a subscription
         * @description What waits is told no more.
         */
        delete: operations["deleteEventSubscription"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take events, and acknowledge those taken
         * @description Aggregated polling (RFC 8936): tokens stay until they are acknowledged or refused by their jti. Unless `returnImmediately` is true the answer waits a while for the first event.
         */
        post: operations["pollEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/identity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read who the person is
         * @description Under a consent with ReadIdentityBasic (what was verified, a masked name) or ReadIdentityDetail (the name, masked numbers). Never a document number in full.
         */
        get: operations["getIdentity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/pisp/domestic-payment-consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register what a person agreed to pay
         * @description The payee is a merchant of this institution (`CN.FEIQIAN.Merchant`, `mer_…`), the payer’s account a payment account (`CN.FEIQIAN.PaymentAccount`). One person’s authorisation is enough: `Any` and `Single` are taken alike, and no answer carries `MultiAuthorisation`.
         */
        post: operations["createDomesticPaymentConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/pisp/domestic-payment-consents/{ConsentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a consent to a payment */
        get: operations["getDomesticPaymentConsent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/pisp/domestic-payment-consents/{ConsentId}/funds-confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask whether the account could pay now
         * @description Yes or no, for the amount that the person agreed to; never why not.
         */
        get: operations["getDomesticPaymentFunds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/pisp/domestic-payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit the payment of a consent
         * @description Initiation and Risk repeat the consent’s. The payment is made at once, in one transaction with the use of the consent. What the account or the payee cannot do is a payment with the status RJCT and a reason. A consent is used once, whatever became of its payment.
         */
        post: operations["createDomesticPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/pisp/domestic-payments/{DomesticPaymentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a payment */
        get: operations["getDomesticPayment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/pisp/domestic-payments/{DomesticPaymentId}/payment-details": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what a payment became */
        get: operations["getDomesticPaymentDetails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/pisp/domestic-vrp-consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register within what a person lets payments be made
         * @description The payee is named here, a merchant of this institution (`CN.FEIQIAN.Merchant`, `mer_…`). Payments need no further authentication (`UK.OBIE.SCANotRequired`), so beside these limits the wallet’s daily limit for payments without verification holds. PUT and PATCH, which only migrate consents of older versions, are not offered: there are none.
         */
        post: operations["createDomesticVrpConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/pisp/domestic-vrp-consents/{ConsentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a consent to variable recurring payments */
        get: operations["getDomesticVrpConsent"];
        put?: never;
        post?: never;
        /**
         * Give a consent back
         * @description Takes effect at once, and ends its tokens; afterwards the consent is not found any more.
         */
        delete: operations["deleteDomesticVrpConsent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/pisp/domestic-vrp-consents/{ConsentId}/funds-confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask whether the account could pay an amount now
         * @description Available or not; never why not. Nothing is reserved.
         */
        post: operations["createDomesticVrpFundsConfirmation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/pisp/domestic-vrps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a payment within a consent
         * @description The limits are counted in the transaction that pays, exactly, however many payments come at once. An InstructionIdentification is carried out once under a consent. What the account or the payee cannot do is a payment with the status RJCT and a reason, which uses nothing of the limits.
         */
        post: operations["createDomesticVrp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/pisp/domestic-vrps/{DomesticVRPId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a variable recurring payment */
        get: operations["getDomesticVrp"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/pisp/domestic-vrps/{DomesticVRPId}/payment-details": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what a variable recurring payment became */
        get: operations["getDomesticVrpDetails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open-banking/v4.0/risk-signals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the bank's feed of risk signals
         * @description For banks with the role risk_information. A signal is here while the consent that names it is in force, or on a statutory basis. Keep Links.Next and ask it again later: nothing is missed and nothing comes twice.
         */
        get: operations["getRiskSignals"];
        put?: never;
        post?: never;
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
    "/v1/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start an application
         * @description Anybody may apply. The answer shows the token this once: whoever holds it acts for the applicant. It is not stored, so a repeated request starts another application.
         */
        post: operations["startMerchantApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applications/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See how an application stands */
        get: operations["getOwnMerchantApplication"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Fill in sections of the form
         * @description A section that is sent takes the place of the one before it; the others stay. After approval only what a channel rejected is corrected; what was decided about changes by a change of the merchant.
         */
        patch: operations["updateMerchantApplication"];
        trace?: never;
    };
    "/v1/applications/{token}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept the agreement that is offered
         * @description It is in force from now on, and the channels are asked to take the merchant on.
         */
        post: operations["acceptMerchantAgreement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applications/{token}/channels/{channel}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send what a channel rejected to it again */
        post: operations["resendMerchantApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applications/{token}/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring a document
         * @description JPEG, PNG or PDF by its content, at most 5 MiB, in base64. It takes the place of the one of its kind. Kept sealed; only reviewers open it, and that is audited.
         */
        post: operations["addMerchantDocument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applications/{token}/documents/{document}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a document away */
        delete: operations["removeMerchantDocument"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applications/{token}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit the application
         * @description Rules judge it at once: with errors it needs_correction, and the findings name each field; without, a person looks at it.
         */
        post: operations["submitMerchantApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applications/{token}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraw the application */
        post: operations["withdrawMerchantApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List approvals
         * @description Newest first; with `state=requested` those that wait for a decision.
         */
        get: operations["listApprovals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an approval */
        get: operations["getApproval"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve
         * @description Runs the command that waits, in the same transaction: both are done, or neither. Needs the permission of the action itself, and another operator than the one who asked. When the command is refused the approval waits on, and the answer says why.
         */
        post: operations["approveApproval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject
         * @description Needs the permission of the action itself, and another operator than the one who asked.
         */
        post: operations["rejectApproval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw
         * @description Only the operator who asked for it withdraws it.
         */
        post: operations["withdrawApproval"];
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
    "/v1/bank_links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List links to accounts at other banks */
        get: operations["listBankLinks"];
        put?: never;
        /**
         * Ask for access to our accounts at the bank
         * @description Confirm it at `authorise_url`; afterwards balances and transactions can be read for 180 days.
         */
        post: operations["createBankLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bank_links/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at a link */
        get: operations["getBankLink"];
        put?: never;
        post?: never;
        /** End a link, at the bank too */
        delete: operations["endBankLink"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bank_links/{id}/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the linked accounts */
        get: operations["listBankLinkAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bank_links/{id}/balances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the balances of the linked accounts */
        get: operations["listBankLinkBalances"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bank_links/{id}/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the transactions of the linked accounts */
        get: operations["listBankLinkTransactions"];
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
         * @description Only while it waits for its payer. An order that is open at a channel is closed there first: the answer is then still `processing`, with `closing`, and the payment ends as canceled, or as paid if it was paid meanwhile.
         */
        post: operations["cancelCheckout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/checkout/{token}/change_method": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose another way to pay
         * @description Closes the order that is open at a channel; the payment is `requires_payment_method` as soon as that is done, or paid if it was paid meanwhile. Without an open order nothing happens.
         */
        post: operations["changeCheckoutMethod"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/checkout/{token}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pay without a wallet here: WeChat Pay, Alipay or a bank
         * @description Opens an order at a channel; `next_action` says what the payer does there. Choosing another way while an order is open closes that order first; the new one opens by itself as soon as it is closed. A payment is paid once, whatever the payer tries.
         */
        post: operations["confirmCheckout"];
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
        /** List instructions to rails */
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
    "/v1/clearing/rails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the rails and what is under way at them
         * @description A rail is a way by which money moves outside: a clearing house, a wallet channel, another bank.
         */
        get: operations["listClearingRails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clearing/rails/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a rail, with its quota as it says itself */
        get: operations["getClearingRail"];
        put?: never;
        post?: never;
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
    "/v1/connector_credentials/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Use a key that was handed in
         * @description The one in use before it ends, unless `keep_previous`, a later start, or the role holds several side by side (platform certificates).
         */
        post: operations["activateCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connector_credentials/{id}/retire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a key */
        post: operations["retireCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the outside systems
         * @description What each can do, how we are connected to it, its keys without what they consist of, and how it has been doing.
         */
        get: operations["listConnectors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an outside system */
        get: operations["getConnector"];
        /**
         * Set where an outside system is, and its settings
         * @description All settings are replaced. `enabled: false` keeps new orders away; refunds, queries and callbacks go on. Every node follows at once.
         */
        put: operations["configureConnector"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors/{code}/credentials/{role}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Hand in a key for an outside system
         * @description PEM, or base64 without its first and last line; PKCS #1, PKCS #8, a public key or an X.509 certificate are told apart by their bytes. It is sealed at once, never shown again, and used only once it is activated.
         */
        put: operations["stageCredential"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors/{code}/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Examine the keys of an outside system
         * @description Per key: whether it is there, its format, whether its halves belong together, when it ends. With `live=true` the system is asked, too. The latest messages that could not be verified come with the reason; the exact string that was signed is shown with the permission connectors:raw, which is audited.
         */
        get: operations["diagnoseConnector"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors/{code}/exchanges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was said to an outside system and by it */
        get: operations["listExchanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors/{code}/exchanges/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one exchange
         * @description Without secrets and personal data; the whole with `raw=true` and the permission connectors:raw, which is audited.
         */
        get: operations["getExchange"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List consents of every kind */
        get: operations["listConsents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/consents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look at a consent
         * @description With its receipts, history and what it was used for.
         */
        get: operations["getConsent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/consents/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a consent for the institution
         * @description The reason is kept and shown to the person, and told to a third party. Ending again answers with the consent as it is.
         */
        post: operations["revokeConsent"];
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
    "/v1/event_notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what third parties were told */
        get: operations["listEventNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event_notifications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what a third party was told, with the log of pushes */
        get: operations["getEventNotification"];
        put?: never;
        post?: never;
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
    "/v1/key_versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn the key that wraps the keys
         * @description A new version wraps from now on; a job wraps what is sealed again. It also happens by itself, as the policy says.
         */
        post: operations["turnKey"];
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
    "/v1/mandates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List auto-debit agreements at channels */
        get: operations["listChannelMandates"];
        put?: never;
        /**
         * Ask a payer for an auto-debit agreement
         * @description An agreement at Alipay (周期扣款): send the payer to `sign_url`. Once it is signed the mandate is active, and payments may be taken under it with `payment_method: {type: "alipay", mandate}`, at most once a period.
         */
        post: operations["createChannelMandate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mandates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at an auto-debit agreement */
        get: operations["getChannelMandate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mandates/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End an auto-debit agreement, at the channel too */
        post: operations["revokeChannelMandate"];
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
    "/v1/merchant_applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List applications */
        get: operations["listMerchantApplications"];
        put?: never;
        /**
         * Enter an application for a merchant
         * @description As the merchant would start it; who entered it decides nothing about it. The answer shows the token for the applicant this once.
         */
        post: operations["enterMerchantApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant_applications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an application
         * @description With `reveal` the numbers of persons and accounts are shown in full; that is audited.
         */
        get: operations["getMerchantApplication"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant_applications/{id}/agreement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Offer the agreement
         * @description Drafted from a price template: a policy record `partners.price_template.<template>`. Another offer replaces one not accepted.
         */
        post: operations["offerMerchantAgreement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant_applications/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve an application
         * @description The merchant is there from now on, with its ledger accounts, but not live: next come the agreement and the channels.
         */
        post: operations["approveMerchantApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant_applications/{id}/documents/{document}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open a document
         * @description The file itself; every opening is audited.
         */
        get: operations["getMerchantDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant_applications/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reject an application for good */
        post: operations["rejectMerchantApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant_applications/{id}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send an application back for correction */
        post: operations["returnMerchantApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant_applications/{id}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to look at an application
         * @description Another reviewer may take it over. Who entered it cannot.
         */
        post: operations["takeMerchantApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant_applications/{id}/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give the applicant another token
         * @description For an applicant who lost it; the earlier one is good for nothing from now on. Who gives it out decides nothing about the application. The answer shows the new one this once.
         */
        post: operations["renewMerchantApplicationToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant_changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List changes of merchants
         * @description A merchant key sees its own.
         */
        get: operations["listMerchantChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant_changes/{id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Apply a change that was asked for
         * @description Always kept until a second operator approves it, whatever the policy says.
         */
        post: operations["applyMerchantChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant_changes/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reject a change that was asked for */
        post: operations["rejectMerchantChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant_reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List periodic reviews of merchants */
        get: operations["listMerchantReviews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant_reviews/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete a periodic review
         * @description It grades the merchant anew, which says when it is looked at again, and may suspend it.
         */
        post: operations["completeMerchantReview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/application": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See the application of the merchant of this key */
        get: operations["getMerchantApplicationOfKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a change of the merchant of this key */
        post: operations["requestOwnMerchantChange"];
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
    "/v1/merchants/{id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a change of an onboarded merchant
         * @description The rules of onboarding judge it at once; a second operator approves it. A changed bank account goes on to the channels.
         */
        post: operations["requestMerchantChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchants/{id}/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a merchant's channels */
        get: operations["listMerchantChannels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchants/{id}/channels/{channel}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take over a number that a channel gave the merchant elsewhere */
        post: operations["putMerchantChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchants/{id}/channels/{channel}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume a merchant at one channel */
        post: operations["resumeMerchantChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchants/{id}/channels/{channel}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Suspend a merchant at one channel */
        post: operations["suspendMerchantChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchants/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a merchant
         * @description It can be paid again. Channels that can be told are told.
         */
        post: operations["resumeMerchant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchants/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend a merchant
         * @description Nothing more is paid to it or paid out. Channels that can be told are told.
         */
        post: operations["suspendMerchant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/open_banking_payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the payments that third parties ordered */
        get: operations["listOpenBankingPayments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/authentications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to prove that it is you
         * @description For `step_up`: to change factors. Payments and consents begin their own, bound to what they approve.
         */
        post: operations["createOperatorAuthentication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/authentications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is approved, and which factors were shown */
        get: operations["getOperatorAuthentication"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/authentications/{id}/passkey_options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a passkey must sign
         * @description The challenge is SHA-256 over the id of the authentication and everything that it approves.
         */
        post: operations["beginOperatorAuthenticationPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/authentications/{id}/proofs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show a factor
         * @description Two different kinds complete it. A passkey is two kinds at once. Five wrong proofs end it.
         */
        post: operations["proveOperatorAuthentication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/bootstrap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create the first operator
         * @description An administrator, with the secret FEIQIAN_BOOTSTRAP_SECRET of the configuration; once, while no operator has a login name.
         */
        post: operations["bootstrapOperator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/enrolments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enrol as an operator: get a second factor */
        post: operations["beginOperatorEnrolment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/enrolments/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enrol as an operator: choose a password
         * @description With the first code of the second factor. Signs in, and shows the recovery codes this once.
         */
        post: operations["completeOperatorEnrolment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List your factors */
        get: operations["listOperatorFactors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/factors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a factor */
        delete: operations["removeOperatorFactor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/factors/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm an authenticator app by its first code */
        post: operations["confirmOperatorFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/factors/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Register a passkey */
        post: operations["registerOperatorPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/factors/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to register a passkey */
        post: operations["beginOperatorPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/factors/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enrol an authenticator app
         * @description Answers with a secret (RFC 6238: SHA-1, six digits, 30 seconds), shown this once. It counts after its first right code.
         */
        post: operations["enrolOperatorTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who you are, and what you may do */
        get: operations["getOperatorMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change your password
         * @description Ends your other sessions.
         */
        post: operations["changeOperatorPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/recovery_codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many recovery codes are left */
        get: operations["getOperatorRecoveryCodes"];
        put?: never;
        /**
         * Make new recovery codes
         * @description Each stands in for the second factor once. The codes from before are void; the new ones are shown this once.
         */
        post: operations["createOperatorRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List where you are signed in */
        get: operations["listOperatorSessions"];
        put?: never;
        /**
         * Sign in to the console
         * @description Login name, password and second factor at once: a refusal never says which of them was wrong.
         */
        post: operations["createOperatorSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/sessions/{id}": {
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
         * End one of your sessions
         * @description Every node refuses it at its next request.
         */
        delete: operations["endOperatorSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign out of the console */
        delete: operations["deleteOperatorSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/sessions/current/step_up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Raise your session by an authentication
         * @description With a complete authentication for `step_up`, which is used up. For some minutes the session may then change factors.
         */
        post: operations["stepUpOperatorSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/sessions/end_others": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out everywhere else */
        post: operations["endOtherOperatorSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/sessions/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a passkey */
        post: operations["createOperatorPasskeySession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/sessions/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to sign in with a passkey
         * @description Asks for any passkey of this server: the answer says whose it is, the question does not.
         */
        post: operations["beginOperatorPasskeySignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List operators */
        get: operations["listOperators"];
        put?: never;
        /**
         * Create an operator
         * @description The answer shows a secret this once, with which the operator chooses a password and a second factor.
         */
        post: operations["createOperator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an operator */
        get: operations["getOperator"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change an operator: name, roles, disabled
         * @description Takes effect at the operator’s next request, on every node. Disabling ends sessions and stops API keys.
         */
        patch: operations["updateOperator"];
        trace?: never;
    };
    "/v1/operators/{id}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset an operator who lost their factors
         * @description Voids password, factors, recovery codes and sessions. The answer shows a new enrolment secret this once.
         */
        post: operations["resetOperator"];
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
         * @description Without confirm the payment waits for its payer: send the payer to checkout_url. With confirm and a mandate it is paid at once; with confirm and a channel the order is opened there, and next_action says what the payer does. A payment refused at confirmation is not created. `payment.created` is sent for a payment that waits; one that is paid at once announces its result alone.
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
        /**
         * Cancel a payment that is not paid, or void an authorised one
         * @description An order that is open at a channel is closed there first: the answer is then still `processing`, with `closing`; the payment ends as canceled, or as paid if it was paid meanwhile.
         */
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
        /**
         * Confirm a payment: under a mandate, or at a channel
         * @description While an order is open at a channel, confirming otherwise closes it first: a method at which the payer acts is tried by itself once it is closed; a mandate or a payment code is refused with payment_order_closing, to be sent again. A payment is paid once.
         */
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
    "/v1/payments/{id}/routing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read how a payment was routed, attempt by attempt */
        get: operations["getPaymentRouting"];
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
    "/v1/reconciliation/days/{date}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read how the reconciliation of a date stands */
        get: operations["getReconciliationDay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/days/{date}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close the reconciliation of a date
         * @description The second signature over a booked day: every bill is in, every line is matched or explained, suspense is zero or explained. Makes trial balance, vouchers, reserve report and closing report. Repeating it makes them again and proves that nothing has changed.
         */
        post: operations["closeReconciliationDay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/days/{date}/documents/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a document of a closed date
         * @description closing-report.pdf, trial-balance.csv, vouchers.csv, reserve.json, reserve.csv, exceptions.csv.
         */
        get: operations["getReconciliationDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/days/{date}/match": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Match everything of a date again
         * @description In the background: bills with instructions, statements with nets, instructions with the ledger. What got its reason since is found.
         */
        post: operations["matchReconciliationDay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/exceptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List exceptions with their age
         * @description What bills and clearing found, in one list.
         */
        get: operations["listReconciliationExceptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/exceptions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an exception with its history and repairs */
        get: operations["getReconciliationException"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/exceptions/{id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Comment on an exception, or say who looks after it */
        post: operations["commentOnReconciliationException"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/exceptions/{id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Explain an exception: nothing is to be booked */
        post: operations["explainReconciliationException"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/exceptions/{id}/repairs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Repair an exception
         * @description `match`: the line is about `instruction`; of a short, it is the long line `against`. `write_off`: own funds make good what is short. `book_missing` (掉单): the bill’s word is told to clearing as any result. `refund_long`: the surplus goes back to whoever it came from. `move_suspense`: a surplus is set off against the shortfall `against`. `accept_fee`. Correcting entries stand on the open day; a repair is carried out once.
         */
        post: operations["repairReconciliationException"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/fetches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Fetch a bill from its source and have it read and matched */
        post: operations["fetchReconciliationBill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List imports */
        get: operations["listReconciliationImports"];
        put?: never;
        /**
         * Announce a bill that will be uploaded
         * @description Then send its bytes in parts and complete it. The same file again answers the import that there is; another file of the same source, format and date is refused.
         */
        post: operations["createReconciliationImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an import: how far it is and how its lines matched */
        get: operations["getReconciliationImport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/imports/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have an uploaded bill read and matched
         * @description In the background; read the import to see how far it is.
         */
        post: operations["completeReconciliationImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/imports/{id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an import back
         * @description With its lines and the exceptions that hang on them. Not once something of it was repaired, or the day is closed.
         */
        post: operations["discardReconciliationImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/imports/{id}/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the rows of an import that could not be read */
        get: operations["listReconciliationErrors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/imports/{id}/errors.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export the rows that could not be read as CSV */
        get: operations["exportReconciliationErrors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/imports/{id}/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the lines of an import
         * @description In the order of the file; `after` is a row.
         */
        get: operations["listReconciliationLines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/imports/{id}/parts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a part of a bill
         * @description At most 4 MiB, as base64. Parts are numbered from 1 and may come in any order; one that is there already is left as it is.
         */
        post: operations["sendReconciliationPart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/mappings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List saved column mappings
         * @description The latest version of each.
         */
        get: operations["listReconciliationMappings"];
        put?: never;
        /**
         * Save how the columns of a CSV bill are read
         * @description A name that exists gets another version; imports keep the one that they were read with.
         */
        post: operations["saveReconciliationMapping"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/repairs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a repair */
        get: operations["getReconciliationRepair"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the rules of matching, newest version first */
        get: operations["listReconciliationRules"];
        put?: never;
        /**
         * Add a version of the rules of matching
         * @description Tolerances and terms of fees of a source, or of every source without its own (`*`).
         */
        post: operations["addReconciliationRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List where bills come from, and in which formats */
        get: operations["listReconciliationSources"];
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
         * @description Back to the instrument that paid; at a channel within its own refund window, and in parts where it takes parts. The money comes from what is not yet settled of this payment, the settled balance, the refund deposit, then an advance within your limit; if that does not suffice the refund waits as merchant_funds_insufficient and goes on by itself.
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
    "/v1/risk_signals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List risk signals */
        get: operations["listRiskSignals"];
        put?: never;
        /**
         * File a risk signal about a holder
         * @description A fraud report, a takeover, … It is shared with the banks that the holder named in a consent that includes risk signals, or on a statutory basis with the banks that are named here. The answer says with whom.
         */
        post: operations["fileRiskSignal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/risk_signals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a risk signal */
        get: operations["getRiskSignal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/risk_signals/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw a risk signal
         * @description Whoever was told is told of it: it appears in their feeds once more, as withdrawn.
         */
        post: operations["withdrawRiskSignal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the roles of operators
         * @description What each role may do. A session of an operator may what any of their roles may; a secret key names its permissions itself.
         */
        get: operations["listRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/routing/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List routing decisions, newest first */
        get: operations["listRoutingDecisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/routing/dry_run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try which rail an order would take
         * @description With the rules in force, another version, or rules that are not kept yet. Nothing is kept and nothing is sent.
         */
        post: operations["dryRunRouting"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/routing/rule_sets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the versions of the routing rules, newest first */
        get: operations["listRuleSets"];
        put?: never;
        /**
         * Write a new version of the routing rules
         * @description It is kept and changes nothing until it is activated. Try it with a dry run first.
         */
        post: operations["addRuleSet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/routing/rule_sets/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a version of the routing rules */
        get: operations["getRuleSet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/routing/rule_sets/{version}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a version of the routing rules into force
         * @description Earlier versions can be put into force again. Every node follows at once.
         */
        post: operations["activateRuleSet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sandbox/bank/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the accounts of the sandbox bank
         * @description In the order of their ids, with their switches.
         */
        get: operations["listSandboxAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sandbox/bank/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Have an account answer slowly, fail, or be closed
         * @description What is not sent stays as it is.
         */
        patch: operations["switchSandboxAccount"];
        trace?: never;
    };
    "/v1/sandbox/bank/accounts/{id}/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what the bank answers about an account
         * @description Newest first, with the delay and the failure that the switches ask for: what the account API reads.
         */
        get: operations["listSandboxTransactions"];
        put?: never;
        /**
         * Post a transaction
         * @description Pending or booked. It is in the account API at once, and third parties with consent that subscribed hear of it within a second.
         */
        post: operations["postSandboxTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sandbox/bank/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a holder invented bank accounts
         * @description A current account, a savings account and a credit card with two years of transactions: Chinese banks in CNY (`cn`) or British ones in GBP (`uk`). The same seed makes the same shops and amounts.
         */
        post: operations["createSandboxCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sandbox/bank/transactions/{id}/book": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Book a pending transaction
         * @description Its id stays; the amount may differ from what was reserved.
         */
        post: operations["bookSandboxTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sandbox/bank/transactions/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject a pending transaction
         * @description It stays in the list and is never booked.
         */
        post: operations["rejectSandboxTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sandbox/bank/transactions/{id}/reverse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reverse a booked transaction
         * @description Answers with the new transaction that takes it back.
         */
        post: operations["reverseSandboxTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sandbox/sms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages that would have been sent by SMS
         * @description Test mode only. The newest fifty, of one phone where one is named.
         */
        get: operations["listSandboxSms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sandbox/software_statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a software statement from the sandbox directory
         * @description Plays the directory of third parties: what a registration at POST /oauth/register needs. There is none in live mode.
         */
        post: operations["createSandboxSoftwareStatement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/third_parties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List third parties */
        get: operations["listThirdParties"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/third_parties/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a third party */
        get: operations["getThirdParty"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change roles, contact or signing of a third party
         * @description Tokens keep only what the new roles allow, from the next request on.
         */
        patch: operations["updateThirdParty"];
        trace?: never;
    };
    "/v1/third_parties/{id}/live_access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a third party live access
         * @description Always needs a second operator. The legal basis is recorded with it.
         */
        post: operations["grantLiveAccess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/third_parties/{id}/rehearsals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a rehearsal
         * @description Notes each step of the third party's own client from now on, and ends the rehearsal before it. Send the registration access token of the third party (RFC 7592) or an operator key as a bearer token.
         */
        post: operations["startRehearsal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/third_parties/{id}/rehearsals/{rehearsal}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a rehearsal
         * @description Send the registration access token of the third party (RFC 7592) or an operator key as a bearer token.
         */
        get: operations["getRehearsal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/third_parties/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a suspended third party act again
         * @description With live access when its legal basis is recorded. Tokens that ended stay ended.
         */
        post: operations["resumeThirdParty"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/third_parties/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend a third party
         * @description Its tokens and grants end at once: the next request is refused. Consents stay as people gave them.
         */
        post: operations["suspendThirdParty"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/authentications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to prove that it is you
         * @description For `step_up`: to change factors. Payments and consents begin their own, bound to what they approve.
         */
        post: operations["createWalletAuthentication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/authentications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is approved, and which factors were shown */
        get: operations["getWalletAuthentication"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/authentications/{id}/passkey_options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a passkey must sign
         * @description The challenge is SHA-256 over the id of the authentication and everything that it approves.
         */
        post: operations["beginWalletAuthenticationPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/authentications/{id}/proofs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show a factor
         * @description Two different kinds complete it. A passkey is two kinds at once. Five wrong proofs end it.
         */
        post: operations["proveWalletAuthentication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/authentications/{id}/sms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a code sent
         * @description It proves for this authentication only, and its text says what is approved.
         */
        post: operations["sendWalletAuthenticationSms"];
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
    "/v1/wallet/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your consents of every kind
         * @description Data sharing, payments by third parties, mandates to merchants and bound cards, newest first.
         */
        get: operations["listWalletConsents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/consents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look at a consent
         * @description With its plain words, receipts, history and what it was used for.
         */
        get: operations["getWalletConsent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/consents/{id}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the receipt of a consent
         * @description The latest: what was shown, in which words and version, when, with which factors.
         */
        get: operations["getWalletConsentReceipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/consents/{id}/receipt.txt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the receipt as plain text
         * @description In the language in which it was shown.
         */
        get: operations["getWalletConsentReceiptText"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/consents/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a consent
         * @description Any kind: from the answer on nothing is read or paid under it. Ending again answers with the consent as it is; so does what ended otherwise.
         */
        post: operations["revokeWalletConsent"];
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
    "/v1/wallet/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List your factors */
        get: operations["listWalletFactors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/factors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a factor */
        delete: operations["removeWalletFactor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/factors/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm an authenticator app by its first code */
        post: operations["confirmWalletFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/factors/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Register a passkey */
        post: operations["registerWalletPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/factors/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to register a passkey */
        post: operations["beginWalletPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/factors/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enrol an authenticator app
         * @description Answers with a secret (RFC 6238: SHA-1, six digits, 30 seconds), shown this once. It counts after its first right code.
         */
        post: operations["enrolWalletTotp"];
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
         * @description A wallet auto-debit agreement (签约代扣): the merchant may take payments within the limits without the holder being present. A recurring collection (代收) names a purpose that the policy lists.
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
    "/v1/wallet/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change your password
         * @description Ends your other sessions.
         */
        post: operations["changeWalletPassword"];
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
    "/v1/wallet/payments/{token}/authentication": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to approve a payment by two kinds of factor
         * @description Amount and payee are bound to it. Show the factors, then confirm the payment with its id.
         */
        post: operations["authenticateWalletPayment"];
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
    "/v1/wallet/recovery_codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many recovery codes are left */
        get: operations["getWalletRecoveryCodes"];
        put?: never;
        /**
         * Make new recovery codes
         * @description Each stands in for the second factor once. The codes from before are void; the new ones are shown this once.
         */
        post: operations["createWalletRecoveryCodes"];
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
        /** List where you are signed in */
        get: operations["listWalletSessions"];
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
    "/v1/wallet/sessions/{id}": {
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
         * End one of your sessions
         * @description Every node refuses it at its next request.
         */
        delete: operations["endWalletSession"];
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
    "/v1/wallet/sessions/current/step_up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Raise your session by an authentication
         * @description With a complete authentication for `step_up`, which is used up. For some minutes the session may then change factors.
         */
        post: operations["stepUpWalletSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/sessions/end_others": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out everywhere else */
        post: operations["endOtherWalletSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/sessions/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a passkey */
        post: operations["createWalletPasskeySession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/sessions/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to sign in with a passkey
         * @description Asks for any passkey of this server: the answer says whose it is, the question does not.
         */
        post: operations["beginWalletPasskeySignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/sessions/sms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a code for signing in sent
         * @description To whom the password belongs; the code goes into `second_factor` of the sign-in.
         */
        post: operations["sendWalletSignInSms"];
        delete?: never;
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
    "/v1/wechat_pay/receivers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List receivers of shares */
        get: operations["listWechatReceivers"];
        put?: never;
        /**
         * Add a receiver of shares
         * @description WeChat Pay is told at once. Adding the same receiver again is harmless.
         */
        post: operations["addWechatReceiver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wechat_pay/receivers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a receiver of shares */
        delete: operations["deleteWechatReceiver"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wechat_pay/sharing_amounts/{transaction_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much of a payment may still be shared */
        get: operations["getWechatSharingAmounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wechat_pay/sharing_orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List sharing orders */
        get: operations["listWechatSharingOrders"];
        put?: never;
        /**
         * Divide a payment among receivers
         * @description The payment must have been placed for profit sharing, and each receiver added. Executed once; follow `status` until it is finished or failed.
         */
        post: operations["createWechatSharingOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wechat_pay/sharing_orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a sharing order and what came back of it */
        get: operations["getWechatSharingOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wechat_pay/sharing_orders/{id}/returns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a receiver give back a share
         * @description Receivers that are merchants only, and at most what they were given.
         */
        post: operations["returnWechatShare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wechat_pay/sharing_orders/unfreeze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give what was not shared to the sub-merchant */
        post: operations["unfreezeWechatOrder"];
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
        AddReconciliationRulesRequest: {
            /**
             * @description An amount in minor units of the currency (CNY: fen), 0 or more.
             * @example 1999
             */
            amount_tolerance: number;
            /**
             * @description An amount in minor units of the currency (CNY: fen), 0 or more.
             * @example 1999
             */
            fee_tolerance: number;
            /** @description By kind of line, what terms say is charged: amount × basis points + fixed. */
            fees: {
                [key: string]: {
                    /** @description Hundredths of a percent. */
                    basis_points: number;
                    /**
                     * @description An amount in minor units of the currency (CNY: fen), 0 or more.
                     * @example 1999
                     */
                    fixed: number;
                };
            };
            /** @description Days by which a line may come late without being listed. */
            late_days: number;
            source: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00Z
             */
            valid_from?: string;
            /** @description Hours between a line and an instruction that are matched by amount and time alone. */
            window_hours: number;
        };
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
        AgreementAcceptance: {
            /** @example agr_01jd9w2m6te3rbq4c8v5xkz7fh */
            agreement: string;
            /** @description Who accepts it for the merchant. */
            signatory: string;
            /** @description Counted from 1. */
            version: number;
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
        Approval: {
            /**
             * @description The policy record that asks for it is `approvals.required.<action>`.
             * @example ledger.transfers
             */
            action: string;
            checker: string | null;
            /** @description What was sent. Null for readers who hold neither `permission` nor `audit:read`, and in events. */
            command: {
                body: components["schemas"]["AnyJson"];
                params: {
                    [key: string]: string;
                };
            } | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            decided_at: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            expires_at: string;
            history: {
                /** @description Who did it: kind and id of the principal, as in the audit trail. */
                actor: string;
                /**
                 * Format: date-time
                 * @example 2026-07-01T08:00:00.000Z
                 */
                at: string;
                note: string | null;
                request_id: string | null;
                /** @enum {string} */
                state: "requested" | "approved" | "rejected" | "withdrawn" | "expired";
            }[];
            /** @example apr_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @example opr_01jd9w2m6te3rbq4c8v5xkz7fh */
            maker: string;
            /** @description What was said with the decision. */
            note: string | null;
            /** @constant */
            object: "approval";
            /**
             * @description The operation of this API whose command waits.
             * @example postLedgerTransfers
             */
            operation: string;
            /**
             * @description What maker and checker must both be permitted.
             * @example ledger:write
             */
            permission: string;
            /** @description What the operation answered when it ran; null until then, and where `command` is. */
            result: components["schemas"]["AnyJson"];
            /** @enum {string} */
            state: "requested" | "approved" | "rejected" | "withdrawn" | "expired";
            summary: components["schemas"]["LocalText"];
        };
        ApprovalList: {
            data: components["schemas"]["Approval"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        ApproveApproval: {
            note?: string;
        };
        AssessedMerchantApplication: {
            agreement: {
                accepted_at: string | null;
                /** @example agr_01jd9w2m6te3rbq4c8v5xkz7fh */
                id: string;
                template: string;
                /** @description Counted from 1. */
                version: number;
            } | null;
            channels: components["schemas"]["MerchantApplicationChannel"][];
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            decided_at: string | null;
            entered_by: string | null;
            findings: components["schemas"]["MerchantApplicationFinding"][];
            /** @example apl_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            licence_number: string | null;
            live_at: string | null;
            merchant: string | null;
            name: components["schemas"]["LocalText"] | null;
            note: string | null;
            /** @constant */
            object: "merchant_application";
            reviewer: string | null;
            /** @description Counts every change of form and documents; decisions name it. */
            revision: number;
            risk: {
                /** @enum {string} */
                grade: "low" | "medium" | "high";
                /** @description Points of the policy record merchants.risk. */
                points: number;
                reasons: {
                    code: string;
                    message: components["schemas"]["LocalText"];
                    /** @description Points of the policy record merchants.risk. */
                    points: number;
                }[];
            } | null;
            /** @enum {string} */
            state: "draft" | "submitted" | "checking" | "needs_correction" | "approved" | "agreement" | "channels" | "live" | "rejected" | "withdrawn";
            /** @description How often it was submitted. */
            submissions: number;
            submitted_at: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            updated_at: string;
        };
        AssessedMerchantApplicationList: {
            data: components["schemas"]["AssessedMerchantApplication"][];
            has_more: boolean;
            /** @constant */
            object: "list";
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
        /** @description Strong customer authentication of one thing: complete it, then send its id with what it approves. */
        Authentication: {
            amount: components["schemas"]["Money"] | null;
            amount_text: string | null;
            complete: boolean;
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
            factors: {
                /**
                 * Format: date-time
                 * @example 2026-07-01T08:00:00.000Z
                 */
                at: string;
                /** @enum {string} */
                kind: "knowledge" | "possession" | "inherence";
                /** @enum {string} */
                method: "password" | "totp" | "sms" | "passkey" | "recovery_code";
            }[];
            /** @example sca_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @constant */
            object: "authentication";
            offered: ("password" | "totp" | "sms" | "passkey")[];
            payee: string | null;
            /** @enum {string} */
            purpose: "consent" | "payment" | "contract" | "step_up";
            /** @description What is approved: the id of a payment, a consent, a session. */
            reference: string;
            /** @description What the person is shown. */
            text: string;
            used: boolean;
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
        /** @description Access to our own accounts at another bank (UK Open Banking account access). */
        BankLink: {
            /** @description Where to confirm it, while it waits. */
            authorise_url: string | null;
            /** @description The bank’s own number of the consent. */
            consent: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            ended_at: string | null;
            /** @example bkl_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            linked_at: string | null;
            /** @constant */
            object: "bank_link";
            /** @enum {string} */
            status: "awaiting" | "linked" | "refused" | "ended";
        };
        BankLinkList: {
            data: components["schemas"]["BankLink"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        BeginOperatorEnrolmentRequest: {
            /**
             * @description Capitals make no difference.
             * @example lin.xiao
             */
            login: string;
            /** @description The enrolment secret, `fq_enrol_…`. */
            secret: string;
        };
        BindCardRequest: {
            card_number: string;
            /** @example 11010119900307001X */
            id_number: string;
            name: string;
            /** @example 13800000001 */
            phone: string;
        };
        BookSandboxTransactionRequest: {
            /**
             * @description An amount in minor units of the currency (CNY: fen), at least 1.
             * @example 1999
             */
            amount?: number;
        };
        BootstrapOperatorRequest: {
            /**
             * @description Capitals make no difference.
             * @example lin.xiao
             */
            login: string;
            name: {
                en: string;
                zh: string;
            };
            secret: string;
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
            /** @description While the order that is open at a channel is being closed: to end the payment, or to pay another way. */
            closing: ("cancel" | "change") | null;
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
            next_action: components["schemas"]["NextAction"] | null;
            order_reference: string;
            /** @description For a bank card with its bank and last four digits, where they are known. */
            payment_method: {
                bank?: string;
                flow?: string;
                last4?: string;
                /** @enum {string} */
                type: "wallet_balance" | "bank_card" | "wechat_pay" | "alipay" | "bank_gateway" | "open_banking";
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
        ChangeCallbackUrlRequest: {
            Data: {
                CallbackUrlId: string;
                Url: string;
                Version: string;
            };
            Links?: unknown;
            Meta?: unknown;
        };
        ChangeCheckoutMethodRequest: Record<string, never>;
        ChangeCheckoutMethodResponse: {
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
            /** @description While the order that is open at a channel is being closed: to end the payment, or to pay another way. */
            closing: ("cancel" | "change") | null;
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
            next_action: components["schemas"]["NextAction"] | null;
            order_reference: string;
            /** @description For a bank card with its bank and last four digits, where they are known. */
            payment_method: {
                bank?: string;
                flow?: string;
                last4?: string;
                /** @enum {string} */
                type: "wallet_balance" | "bank_card" | "wechat_pay" | "alipay" | "bank_gateway" | "open_banking";
            } | null;
            /** @enum {string} */
            status: "requires_payment_method" | "processing" | "requires_capture" | "succeeded" | "canceled" | "expired";
            succeeded_at: string | null;
        };
        ChangeEventSubscriptionRequest: {
            Data: {
                CallbackUrl?: string;
                EventSubscriptionId: string;
                EventTypes?: string[];
                Version: string;
            };
            Links?: unknown;
            Meta?: unknown;
        };
        ChangeOperatorPasswordRequest: {
            password: string;
        };
        ChangeWalletPasswordRequest: {
            password: string;
        };
        /** @description What the page of a payment shows. */
        Checkout: {
            merchant: {
                name: components["schemas"]["LocalText"];
            };
            /** @description How it can be paid now; empty once it is over. */
            methods: {
                available: boolean;
                /** @description Where the payer names the bank. */
                banks?: string[];
                /** @description How the payer meets the order: native or qr, jsapi, h5, wap, app, page, code, gateway, redirect, agreement. */
                flows: string[];
                name: components["schemas"]["LocalText"];
                reason?: {
                    code: string;
                    fix: string;
                    title: string;
                };
                /** @enum {string} */
                type: "wallet_balance" | "bank_card" | "wechat_pay" | "alipay" | "bank_gateway" | "open_banking";
            }[];
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
                /** @description While the order that is open at a channel is being closed: to end the payment, or to pay another way. */
                closing: ("cancel" | "change") | null;
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
                next_action: components["schemas"]["NextAction"] | null;
                order_reference: string;
                /** @description For a bank card with its bank and last four digits, where they are known. */
                payment_method: {
                    bank?: string;
                    flow?: string;
                    last4?: string;
                    /** @enum {string} */
                    type: "wallet_balance" | "bank_card" | "wechat_pay" | "alipay" | "bank_gateway" | "open_banking";
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
        /** @description How the payer pays, without a wallet here. */
        CheckoutMethodInput: {
            /**
             * @default native
             * @enum {string}
             */
            flow?: "native" | "h5";
            /** @constant */
            type: "wechat_pay";
        } | {
            /**
             * @default qr
             * @enum {string}
             */
            flow?: "qr" | "page" | "wap";
            /** @constant */
            type: "alipay";
        } | {
            /** @description Code of the payer's bank, e.g. `ICBC`; one of those that the checkout offers. */
            bank: string;
            /** @constant */
            type: "bank_gateway";
        } | {
            /** @description Code of the payer's bank, e.g. `ICBC`; one of those that the checkout offers. */
            bank: string;
            /** @constant */
            type: "open_banking";
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
            method: "wallet_balance" | "bank_card" | "wechat_pay" | "alipay" | "bank_gateway" | "open_banking" | "any";
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
            kind: "contradictory_result" | "result_amount_differs" | "no_result" | "undeliverable" | "unknown_status" | "unknown_instruction" | "line_extra" | "line_duplicate" | "line_amount_differs" | "line_contradicts" | "line_missing";
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
            /** @description Since when its owner no longer wants it. */
            cancel_requested_at: string | null;
            completed_at: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            deadline: string | null;
            failure_code: string | null;
            /** @description What the rail says it charges; the settlement file has the last word. */
            fee: components["schemas"]["Money"] | null;
            /** @description Of orders that a payer pays at a channel: how the payer meets the order. */
            flow: string | null;
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
            purpose: "payment_debit" | "topup" | "payout" | "withdrawal" | "refund" | "long_refund";
            /** @description How many times the house was asked for its result. */
            queries: number;
            reference: string;
            sent_at: string | null;
            settlement: string | null;
            settlement_date: string | null;
            /** @enum {string} */
            state: "created" | "sent" | "unknown" | "succeeded" | "failed";
            /** @description Why it is not sent although the rail can be reached. */
            wait_reason: ("quota_exhausted" | "past_cut_off") | null;
        };
        ClearingInstructionList: {
            data: components["schemas"]["ClearingInstruction"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        ClearingRail: {
            code: string;
            /** @description Whether it is set up. */
            connected: boolean;
            /** @constant */
            object: "clearing_rail";
            /** @description What is left of the money paid in beforehand for payouts, where one rail is asked for. */
            quota?: {
                /**
                 * Format: date-time
                 * @example 2026-07-01T08:00:00.000Z
                 */
                as_of: string;
                available: components["schemas"]["Money"];
            } | null;
            /** @description Instructions without a result, orders that payers have not paid among them. */
            unanswered: number;
            /** @description Instructions that it has certainly not taken yet. */
            unsent: number;
            unsent_since: string | null;
            /** @description Of the unsent: those that the rail takes later. */
            waiting: {
                /** @description Instructions that wait for the next business day of the rail. */
                past_cut_off: number;
                /** @description Instructions that wait for the quota. */
                quota_exhausted: number;
            };
        };
        ClearingRailList: {
            data: components["schemas"]["ClearingRail"][];
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
            /** @description What the rail withheld for its service; below zero when it gave back more. */
            fees: components["schemas"]["Money"];
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
            /** @description Debits less payouts less refunds less fees. */
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
        CommentOnReconciliationExceptionRequest: {
            comment?: string;
            /** @description An operator, `opr_…`; `null`: nobody. */
            owner?: string | null;
        };
        CompleteOperatorEnrolmentRequest: {
            code: string;
            /** @example fct_01jd9w2m6te3rbq4c8v5xkz7fh */
            factor: string;
            /**
             * @description Capitals make no difference.
             * @example lin.xiao
             */
            login: string;
            password: string;
            /** @description The enrolment secret, `fq_enrol_…`. */
            secret: string;
        };
        ConfigureConnectorResponse: {
            code: string;
            /** @constant */
            object: "connection";
        };
        ConfirmCheckoutRequest: {
            payment_method: components["schemas"]["CheckoutMethodInput"];
        };
        ConfirmCheckoutResponse: {
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
            /** @description While the order that is open at a channel is being closed: to end the payment, or to pay another way. */
            closing: ("cancel" | "change") | null;
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
            next_action: components["schemas"]["NextAction"] | null;
            order_reference: string;
            /** @description For a bank card with its bank and last four digits, where they are known. */
            payment_method: {
                bank?: string;
                flow?: string;
                last4?: string;
                /** @enum {string} */
                type: "wallet_balance" | "bank_card" | "wechat_pay" | "alipay" | "bank_gateway" | "open_banking";
            } | null;
            /** @enum {string} */
            status: "requires_payment_method" | "processing" | "requires_capture" | "succeeded" | "canceled" | "expired";
            succeeded_at: string | null;
        };
        ConfirmOperatorFactorRequest: {
            code: string;
        };
        ConfirmPaymentRequest: {
            payment_method: components["schemas"]["PaymentMethodInput"];
        };
        ConfirmWalletFactorRequest: {
            code: string;
        };
        ConfirmWalletPaymentRequest: {
            /**
             * @description A complete authentication of this payment: two kinds of factor raise the daily limit of the balance.
             * @example sca_01jd9w2m6te3rbq4c8v5xkz7fh
             */
            authentication?: string;
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
            /** @description While the order that is open at a channel is being closed: to end the payment, or to pay another way. */
            closing: ("cancel" | "change") | null;
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
            next_action: components["schemas"]["NextAction"] | null;
            order_reference: string;
            /** @description For a bank card with its bank and last four digits, where they are known. */
            payment_method: {
                bank?: string;
                flow?: string;
                last4?: string;
                /** @enum {string} */
                type: "wallet_balance" | "bank_card" | "wechat_pay" | "alipay" | "bank_gateway" | "open_banking";
            } | null;
            /** @enum {string} */
            status: "requires_payment_method" | "processing" | "requires_capture" | "succeeded" | "canceled" | "expired";
            succeeded_at: string | null;
        };
        ConnectionInput: {
            base_url: string;
            enabled: boolean;
            /** @description See `setting_specs` of the connector. */
            settings: {
                [key: string]: string | number | boolean | string[];
            };
        };
        Connector: {
            base_url: string | null;
            code: string;
            connected: boolean;
            /** @description Those that are staged or active. */
            credentials: components["schemas"]["Credential"][];
            cut_off: string | null;
            docs: string;
            /** @description Whether new orders go there. */
            enabled: boolean;
            health: {
                /** @description Share of calls that were answered in the last five minutes. */
                answered: number | null;
                /**
                 * @description Of the node that answers.
                 * @enum {string}
                 */
                breaker: "closed" | "open" | "half_open";
                /** @description Median of the latest calls of the node that answers, in milliseconds. */
                p50_ms: number | null;
                /** @description Calls in the last five minutes. */
                samples: number;
                /** @description Share of orders that were paid, of those that failed otherwise than by the payer. */
                succeeded: number | null;
            };
            keys: {
                /** @description Length of a symmetric key in bytes. */
                bytes: number | null;
                /** @enum {string} */
                holder: "us" | "them";
                kind: string;
                name: components["schemas"]["LocalText"];
                pairs_with: string | null;
                required: boolean;
                role: string;
            }[];
            /** @enum {string} */
            kind: "wallet" | "clearing_house" | "bank" | "reserve_bank";
            methods: {
                async: boolean;
                banks: string[] | null;
                cost: {
                    /** @description Ten-thousandths of the amount. */
                    bps: number;
                    /** @description Minor units of the currency. */
                    fixed: number;
                };
                currency: string;
                flows: string[];
                manual_capture: boolean;
                /** @description Minor units of the currency. */
                max: number;
                method: string;
                /** @description Minor units of the currency. */
                min: number;
                needs_sub_merchant: boolean;
                /** @description Seconds that an unpaid order stays open at most. */
                order_expiry_seconds: number;
                partial_refund: boolean;
                /** @description Days after the payment within which it can be refunded. */
                refund_window_days: number;
            }[];
            name: components["schemas"]["LocalText"];
            /** @constant */
            object: "connector";
            payouts: {
                cost: {
                    /** @description Ten-thousandths of the amount. */
                    bps: number;
                    /** @description Minor units of the currency. */
                    fixed: number;
                };
                /** @description Minor units of the currency. */
                max: number;
                /** @description Minor units of the currency. */
                min: number;
            } | null;
            setting_specs: {
                choices: string[] | null;
                kind: string;
                label: components["schemas"]["LocalText"];
                name: string;
                required: boolean;
            }[];
            settings: {
                [key: string]: string | number | boolean | string[];
            };
        };
        ConnectorDiagnosis: {
            connector: string;
            /** @description The latest messages that could not be verified, and why. */
            failures: {
                /** @enum {string} */
                arrived_as: "answer" | "callback";
                /**
                 * Format: date-time
                 * @example 2026-07-01T08:00:00.000Z
                 */
                created_at: string;
                diagnosis: string;
                key_id: string | null;
                /** @enum {string} */
                kind: "signature" | "cipher";
                message: string;
                reference: string | null;
                role: string;
                /** @description The exact string that was signed and its signature, with the permission connectors:raw; otherwise null. */
                text: {
                    [key: string]: string | null;
                } | null;
                values: {
                    [key: string]: string | number;
                };
            }[];
            findings: {
                code: string;
                /** @enum {string} */
                level: "ok" | "warning" | "error";
                message: string;
                role: string | null;
                values: {
                    [key: string]: string | number;
                };
            }[];
            /** @enum {string} */
            level: "ok" | "warning" | "error";
            /** @constant */
            object: "connector_diagnosis";
        };
        ConnectorList: {
            data: components["schemas"]["Connector"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        /** @description What a person lets somebody do: share data, confirm funds, make one payment, pay again and again, debit a card. */
        Consent: {
            accounts: string[];
            authorise_by: string | null;
            authorised_at: string | null;
            card: {
                bank: string;
                last4: string;
            } | null;
            confirmed_at: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            currency: string;
            /** @description Kinds of data that the permissions amount to. */
            data: string[];
            end_reason: string | null;
            ended_at: string | null;
            ended_by: ("person" | "third_party" | "institution" | "policy") | null;
            grantee: {
                id: string | null;
                /** @enum {string} */
                kind: "third_party" | "merchant" | "institution";
                name: components["schemas"]["LocalText"] | null;
            };
            holder: string | null;
            id: string;
            /** @enum {string} */
            kind: "account_access" | "funds_confirmation" | "domestic_payment" | "vrp" | "recurring_collection" | "wallet_auto_debit" | "card_agreement" | "channel_agreement";
            limits: components["schemas"]["ConsentLimit"][];
            /** @constant */
            object: "consent";
            payment_method: {
                /** @example card_01jd9w2m6te3rbq4c8v5xkz7fh */
                card?: string;
                /** @enum {string} */
                type: "wallet_balance" | "bank_card";
            } | null;
            permissions: string[];
            purpose: string | null;
            reconfirm_by: string | null;
            /** @enum {string} */
            state: "awaiting_authorisation" | "authorised" | "rejected" | "consumed" | "cancelled" | "expired";
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            state_since: string;
            transactions_from: string | null;
            transactions_to: string | null;
            valid_from: string | null;
            valid_to: string | null;
        };
        ConsentDetail: {
            accounts: string[];
            authorise_by: string | null;
            authorised_at: string | null;
            card: {
                bank: string;
                last4: string;
            } | null;
            confirmed_at: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            currency: string;
            /** @description Kinds of data that the permissions amount to. */
            data: string[];
            end_reason: string | null;
            ended_at: string | null;
            ended_by: ("person" | "third_party" | "institution" | "policy") | null;
            grantee: {
                id: string | null;
                /** @enum {string} */
                kind: "third_party" | "merchant" | "institution";
                name: components["schemas"]["LocalText"] | null;
            };
            history: {
                /** @description Told to operators only. */
                actor: string | null;
                /**
                 * Format: date-time
                 * @example 2026-07-01T08:00:00.000Z
                 */
                at: string;
                by: ("person" | "third_party" | "institution" | "policy") | null;
                /** @enum {string} */
                change: "proposed" | "authorised" | "reconfirmed" | "rejected" | "consumed" | "cancelled" | "expired";
                reason: string | null;
                /** @description Told to operators only. */
                request_id: string | null;
            }[];
            holder: string | null;
            id: string;
            /** @enum {string} */
            kind: "account_access" | "funds_confirmation" | "domestic_payment" | "vrp" | "recurring_collection" | "wallet_auto_debit" | "card_agreement" | "channel_agreement";
            limits: components["schemas"]["ConsentLimit"][];
            /** @constant */
            object: "consent";
            payment_method: {
                /** @example card_01jd9w2m6te3rbq4c8v5xkz7fh */
                card?: string;
                /** @enum {string} */
                type: "wallet_balance" | "bank_card";
            } | null;
            permissions: string[];
            purpose: string | null;
            /** @description Newest first. */
            receipts: components["schemas"]["ConsentReceipt"][];
            reconfirm_by: string | null;
            /** @description A third party’s consent as the separate consent that the law asks for (PIPL Art. 23, 29). */
            separate_consent: {
                about: string;
                label: string;
                text: string;
            }[];
            /** @enum {string} */
            state: "awaiting_authorisation" | "authorised" | "rejected" | "consumed" | "cancelled" | "expired";
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            state_since: string;
            transactions_from: string | null;
            transactions_to: string | null;
            use: {
                /** @description Reads of data, and payments under mandates without limits per period, counted per day. */
                days: {
                    amount: components["schemas"]["Money"] | null;
                    /** @description Number of uses on the day. */
                    count: number;
                    /**
                     * Format: date
                     * @example 2026-07-01
                     */
                    day: string;
                    /**
                     * Format: date-time
                     * @example 2026-07-01T08:00:00.000Z
                     */
                    last_at: string;
                    resource: string;
                }[];
                payments: {
                    amount: components["schemas"]["Money"];
                    /**
                     * Format: date-time
                     * @example 2026-07-01T08:00:00.000Z
                     */
                    at: string;
                    /** @description All of it when the payment was not made. */
                    given_back: components["schemas"]["Money"];
                    payee: string | null;
                    payment: string;
                }[];
            };
            valid_from: string | null;
            valid_to: string | null;
            words: {
                allows: string;
                data: {
                    name: string;
                    not: string;
                    title: string;
                    what: string;
                }[];
                free_choice: string;
                not: string;
                state: string;
                title: string;
            };
        };
        /** @description What may be used per payment, per period or altogether, and what is used of it. */
        ConsentLimit: {
            /** @enum {string} */
            alignment?: "Consent" | "Calendar";
            /** @description In this period: the first of a calendar is pro-rated to its remaining days. */
            allowed_amount: components["schemas"]["Money"] | null;
            from: string | null;
            /** @enum {string} */
            kind: "per_payment" | "period" | "lifetime";
            max_amount: components["schemas"]["Money"] | null;
            /** @description Number of payments. */
            max_count: number | null;
            /** @enum {string} */
            period?: "Day" | "Week" | "Fortnight" | "Month" | "Half-year" | "Year";
            to: string | null;
            used_amount: components["schemas"]["Money"] | null;
            /** @description Number of payments that count against it. */
            used_count: number | null;
        };
        ConsentList: {
            data: components["schemas"]["Consent"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        /** @description What was shown when the person said yes, word for word, and how it was known that it was them. */
        ConsentReceipt: {
            accounts: string[];
            challenge: string | null;
            consent: string;
            factors: {
                /**
                 * Format: date-time
                 * @example 2026-07-01T08:00:00.000Z
                 */
                at: string;
                /** @enum {string} */
                kind: "knowledge" | "possession" | "inherence";
                /** @enum {string} */
                method: "password" | "totp" | "sms" | "passkey";
            }[];
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            given_at: string;
            /** @example hld_01jd9w2m6te3rbq4c8v5xkz7fh */
            holder: string;
            /** @enum {string} */
            kind: "account_access" | "funds_confirmation" | "domestic_payment" | "vrp" | "recurring_collection" | "wallet_auto_debit" | "card_agreement" | "channel_agreement";
            /** @enum {string} */
            language: "en" | "zh";
            /** @constant */
            object: "consent_receipt";
            shown: string;
            text_version: string;
        };
        CreateBankLinkRequest: Record<string, never>;
        CreateCallbackUrlRequest: {
            Data: {
                Url: string;
                Version: string;
            };
        };
        CreateChannelMandateRequest: {
            /**
             * Format: date
             * @description Today unless said.
             */
            first_charge_on?: string;
            limit_per_payment: components["schemas"]["MoneyInput"];
            payment_method: {
                /** @constant */
                type: "alipay";
            };
            /** @description At most one payment in each; at least seven days. */
            period: {
                /** @description Number of units. */
                length: number;
                /** @enum {string} */
                unit: "day" | "month";
            };
            /** Format: uri */
            return_url?: string;
        };
        CreateDomesticPaymentConsentRequest: {
            Data: {
                Authorisation?: {
                    /** @enum {string} */
                    AuthorisationType: "Any" | "Single";
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00+00:00
                     */
                    CompletionDateTime?: string;
                };
                Initiation: components["schemas"]["ObDomesticInitiation"];
                /** @enum {string} */
                ReadRefundAccount?: "Yes" | "No";
                SCASupportData?: {
                    /** @enum {string} */
                    AppliedAuthenticationApproach?: "CA" | "SCA";
                    ReferencePaymentOrderId?: string;
                    /** @enum {string} */
                    RequestedSCAExemptionType?: "BillPayment" | "ContactlessTravel" | "EcommerceGoods" | "EcommerceServices" | "Kiosk" | "Parking" | "PartyToParty";
                };
            };
            Risk: components["schemas"]["ObPaymentRisk"];
        };
        CreateDomesticPaymentRequest: {
            Data: {
                ConsentId: string;
                Initiation: components["schemas"]["ObDomesticInitiation"];
            };
            Risk: components["schemas"]["ObPaymentRisk"];
        };
        CreateDomesticVrpConsentRequest: {
            Data: {
                ControlParameters: components["schemas"]["ObVrpControlParameters"];
                Initiation: components["schemas"]["ObVrpInitiation"];
                /** @enum {string} */
                ReadRefundAccount?: "Yes" | "No";
            };
            Risk: components["schemas"]["ObPaymentRisk"];
        };
        CreateDomesticVrpFundsConfirmationRequest: {
            Data: {
                ConsentId: string;
                InstructedAmount: components["schemas"]["ObPaymentAmount"];
                Reference?: string;
            };
        };
        CreateDomesticVrpRequest: {
            Data: {
                ConsentId: string;
                Initiation: components["schemas"]["ObVrpInitiation"];
                Instruction: components["schemas"]["ObVrpInstruction"];
                PSUAuthenticationMethod: string;
                /** @enum {string} */
                PSUInteractionType?: "InSession" | "OffSession";
                VRPType: string;
            };
            Risk: components["schemas"]["ObPaymentRisk"];
        };
        CreateEventSubscriptionRequest: {
            Data: {
                CallbackUrl?: string;
                EventTypes?: string[];
                Version: string;
            };
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
            /**
             * @default wallet_auto_debit
             * @enum {string}
             */
            kind?: "wallet_auto_debit" | "recurring_collection";
            limit_per_payment: components["schemas"]["MoneyInput"];
            /** @description Limits per period or altogether, beside the one per payment; each of an amount, a number of payments, or both. */
            limits?: {
                /** @enum {string} */
                alignment?: "Consent" | "Calendar";
                /**
                 * @description ISO 4217 currency code; CNY is supported.
                 * @example CNY
                 * @enum {string}
                 */
                currency?: "CNY";
                /** @enum {string} */
                kind: "period" | "lifetime";
                /**
                 * @description An amount in minor units of the currency (CNY: fen), at least 1.
                 * @example 1999
                 */
                max_amount?: number;
                /** @description Number of payments. */
                max_count?: number;
                /** @enum {string} */
                period?: "Day" | "Week" | "Fortnight" | "Month" | "Half-year" | "Year";
            }[];
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
             * @description Of a recurring collection: one of the purposes of the policy `consents.collection_purposes`.
             * @example utilities
             */
            purpose?: string;
            /**
             * Format: date-time
             * @description The instant from which it no longer holds; without end when left out.
             * @example 2026-07-01T08:00:00Z
             */
            valid_to?: string;
        };
        CreateOperatorAuthenticationRequest: {
            /** @constant */
            purpose: "step_up";
        };
        CreateOperatorPasskeySessionRequest: {
            /**
             * Format: uuid
             * @description From the answer with the options.
             */
            ceremony: string;
            response: components["schemas"]["PasskeyResponse"];
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
        CreateReconciliationImportRequest: {
            /** @description Size of the file. */
            bytes: number;
            /**
             * Format: date
             * @description The business date that the bill is of.
             * @example 2026-07-01
             */
            date: string;
            file_name: string;
            format: string;
            /** @description Of the format `csv`: the saved column mapping. */
            mapping?: string;
            sha256: string;
            source: string;
        };
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
        CreateSandboxCustomerRequest: {
            /** @enum {string} */
            data_set: "cn" | "uk";
            /** @example hld_01jd9w2m6te3rbq4c8v5xkz7fh */
            holder: string;
            /** @description The holder's id unless sent. */
            seed?: string;
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
        CreateWalletAuthenticationRequest: {
            /** @constant */
            purpose: "step_up";
        };
        CreateWalletPasskeySessionRequest: {
            /**
             * Format: uuid
             * @description From the answer with the options.
             */
            ceremony: string;
            response: components["schemas"]["PasskeyResponse"];
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
        /** @description A key for an outside system. What it consists of is never shown. */
        Credential: {
            active_from: string | null;
            /** @description Length of the key in bits. */
            bits: number | null;
            connector: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @description SHA-256; of secrets keyed, so that it tells nothing of them. */
            fingerprint: string;
            /** @description How it was handed in: PKCS1, PKCS8, SEC1, SPKI, X509 or TEXT. */
            format: string;
            /** @example crd_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @description Serial of a certificate, id of a public key. */
            key_id: string | null;
            not_after: string | null;
            not_before: string | null;
            /** @constant */
            object: "credential";
            retired_at: string | null;
            role: string;
            /** @enum {string} */
            state: "staged" | "active" | "retired";
            subject: string | null;
            /** @description Counts up within the role. */
            version: number;
        };
        CredentialActivation: {
            /**
             * Format: date-time
             * @description Now unless said.
             * @example 2026-07-01T08:00:00Z
             */
            from?: string;
            keep_previous?: boolean;
        };
        CredentialInput: {
            /** @description What messages name it by; certificates bring their own. */
            key_id?: string;
            material: string;
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
        DiscardReconciliationImportRequest: {
            comment: string;
        };
        EnrolOperatorTotpRequest: {
            /** @example Phone */
            name: string;
        };
        EnrolWalletTotpRequest: {
            /** @example Phone */
            name: string;
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
        EventNotification: {
            /** @description Number of pushes made. */
            attempts: number;
            /** @description Payload of the security event token. */
            claims: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            error: {
                description: string;
                err: string;
            } | null;
            event_types: string[];
            finished_at: string | null;
            /** @example obe_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @description HTTP status of the last push; null when there was no answer. */
            last_status: number | null;
            next_attempt_at: string | null;
            /** @constant */
            object: "event_notification";
            /** @description The log of pushes; in the answer about one notification. */
            pushes?: {
                /**
                 * Format: date-time
                 * @example 2026-07-01T08:00:00.000Z
                 */
                attempted_at: string;
                /** @description Milliseconds. */
                duration_ms: number;
                error: string | null;
                /** @description From 1 on. */
                number: number;
                response_body: string | null;
                /** @description HTTP status; null when there was no answer. */
                response_status: number | null;
                url: string;
            }[];
            /** @enum {string} */
            state: "outstanding" | "acknowledged" | "refused" | "canceled";
            /** @example obs_01jd9w2m6te3rbq4c8v5xkz7fh */
            subscription: string;
            /** @example tpp_01jd9w2m6te3rbq4c8v5xkz7fh */
            third_party: string;
        };
        EventNotificationList: {
            data: components["schemas"]["EventNotification"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        Exchange: {
            /** @description Bytes of the answer’s body. */
            answer_bytes: number;
            connector: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @enum {string} */
            direction: "out" | "in";
            /** @description Milliseconds from the request to the end of the answer. */
            duration_ms: number;
            /** @example exc_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            method: string;
            /** @constant */
            object: "exchange";
            /** @description answered, unknown (sent, no answer that counts), unsent; of callbacks taken or refused. */
            outcome: string;
            path: string;
            reason: string | null;
            reference: string | null;
            /** @description Bytes of the request’s body. */
            request_bytes: number;
            /** @description HTTP status. */
            status: number | null;
        };
        ExchangeDetail: {
            answer: string | null;
            /** @description Bytes of the answer’s body. */
            answer_bytes: number;
            connector: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @enum {string} */
            direction: "out" | "in";
            /** @description Milliseconds from the request to the end of the answer. */
            duration_ms: number;
            /** @example exc_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            method: string;
            /** @constant */
            object: "exchange";
            /** @description answered, unknown (sent, no answer that counts), unsent; of callbacks taken or refused. */
            outcome: string;
            path: string;
            /** @description The whole, when `raw=true` was asked for with the permission connectors:raw; otherwise null. */
            raw: components["schemas"]["AnyJson"];
            reason: string | null;
            reference: string | null;
            /** @description Headers and body without secrets and personal data. */
            request: string | null;
            /** @description Bytes of the request’s body. */
            request_bytes: number;
            /** @description HTTP status. */
            status: number | null;
        };
        ExchangeList: {
            data: components["schemas"]["Exchange"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        ExplainReconciliationExceptionRequest: {
            /**
             * @description Money stands in suspense because of it and stays there for now.
             * @default false
             */
            carry?: boolean;
            comment: string;
        };
        Factor: {
            /** @description Of a passkey: whether its maker’s cloud keeps it too. */
            backed_up: boolean | null;
            confirmed: boolean;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @example fct_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @enum {string} */
            kind: "totp" | "passkey";
            last_used_at: string | null;
            name: string;
            /** @constant */
            object: "factor";
        };
        FactorList: {
            data: components["schemas"]["Factor"][];
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
        FetchReconciliationBillRequest: {
            /**
             * Format: date
             * @example 2026-07-01
             */
            date: string;
            format: string;
            source: string;
        };
        FullMerchantApplication: {
            agreement: {
                accepted_at: string | null;
                /** @example agr_01jd9w2m6te3rbq4c8v5xkz7fh */
                id: string;
                template: string;
                /** @description Counted from 1. */
                version: number;
            } | null;
            channels: components["schemas"]["MerchantApplicationChannel"][];
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            decided_at: string | null;
            documents: components["schemas"]["MerchantDocument"][];
            documents_missing: {
                /** @description Which owner or shop of the form, counted from 0. */
                about: number;
                /** @enum {string} */
                kind: "licence" | "legal_person_id_front" | "legal_person_id_back" | "beneficial_owner_id_front" | "beneficial_owner_id_back" | "contact_id_front" | "contact_id_back" | "contact_authorisation" | "bank_account" | "shop_front" | "shop_indoor" | "website" | "qualification";
            }[];
            entered_by: string | null;
            findings: components["schemas"]["MerchantApplicationFinding"][];
            form: components["schemas"]["MerchantApplicationFormShown"];
            history: {
                action: string;
                actor: string;
                /**
                 * Format: date-time
                 * @example 2026-07-01T08:00:00.000Z
                 */
                at: string;
                note: string | null;
                /** @enum {string} */
                state: "draft" | "submitted" | "checking" | "needs_correction" | "approved" | "agreement" | "channels" | "live" | "rejected" | "withdrawn";
            }[];
            /** @example apl_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            licence_number: string | null;
            live_at: string | null;
            merchant: string | null;
            name: components["schemas"]["LocalText"] | null;
            note: string | null;
            /** @constant */
            object: "merchant_application";
            reviewer: string | null;
            /** @description Counts every change of form and documents; decisions name it. */
            revision: number;
            risk: {
                /** @enum {string} */
                grade: "low" | "medium" | "high";
                /** @description Points of the policy record merchants.risk. */
                points: number;
                reasons: {
                    code: string;
                    message: components["schemas"]["LocalText"];
                    /** @description Points of the policy record merchants.risk. */
                    points: number;
                }[];
            } | null;
            /** @enum {string} */
            state: "draft" | "submitted" | "checking" | "needs_correction" | "approved" | "agreement" | "channels" | "live" | "rejected" | "withdrawn";
            /** @description How often it was submitted. */
            submissions: number;
            submitted_at: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            updated_at: string;
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
                /** @description Available once two kinds of factor were shown for this payment. */
                needs_authentication?: boolean;
                reason?: {
                    code: string;
                    fix: string;
                    title: string;
                };
                /** @enum {string} */
                type: "wallet_balance" | "bank_card" | "wechat_pay" | "alipay" | "bank_gateway" | "open_banking";
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
                /** @description While the order that is open at a channel is being closed: to end the payment, or to pay another way. */
                closing: ("cancel" | "change") | null;
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
                next_action: components["schemas"]["NextAction"] | null;
                order_reference: string;
                /** @description For a bank card with its bank and last four digits, where they are known. */
                payment_method: {
                    bank?: string;
                    flow?: string;
                    last4?: string;
                    /** @enum {string} */
                    type: "wallet_balance" | "bank_card" | "wechat_pay" | "alipay" | "bank_gateway" | "open_banking";
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
        KeyVersion: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @constant */
            object: "key_version";
            /** @description Counts up. */
            version: number;
        };
        LedgerAccount: {
            balances: components["schemas"]["LedgerBalances"];
            /**
             * @description Account code of the chart of accounts.
             * @example wallet_balance
             * @enum {string}
             */
            code: "reserve_cash" | "clearing_receivable" | "channel_fees_withheld" | "suspense_short" | "wallet_balance" | "merchant_unsettled" | "merchant_settled" | "merchant_refund_deposit" | "payout_in_transit" | "refund_in_transit" | "fees_unsettled" | "fees_due" | "suspense_long" | "own_cash" | "merchant_advance" | "capital" | "fee_income" | "channel_cost" | "loss";
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
        LegalBasis: {
            /** @description The data-sharing or cooperation contract with the institution (PIPL Art. 21-23). */
            contract: {
                /** @description Of the signed document, hexadecimal. */
                document_sha256?: string;
                number: string;
                /**
                 * Format: date
                 * @example 2026-07-01
                 */
                signed_on: string;
            };
            /** @description The licence or filing that its business needs, where it needs one. */
            licence?: {
                authority: string;
                number: string;
                /**
                 * Format: date
                 * @example 2026-07-01
                 */
                valid_to?: string;
            };
            note?: string;
        };
        ListBankLinkAccountsResponse: {
            data: {
                [key: string]: unknown;
            }[];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        ListBankLinkBalancesResponse: {
            data: {
                [key: string]: unknown;
            }[];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        ListBankLinkTransactionsResponse: {
            data: {
                [key: string]: unknown;
            }[];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        LocalText: {
            en: string;
            zh: string;
        };
        /** @description What a holder lets a merchant take, by which method, within which limits, until when. */
        Mandate: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @description Null: the payer is known to the channel only. */
            holder: string | null;
            /** @example mdt_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @enum {string} */
            kind: "wallet_auto_debit" | "recurring_collection" | "card_agreement" | "channel_agreement";
            limit_per_payment: components["schemas"]["Money"] | null;
            limits: components["schemas"]["ConsentLimit"][];
            merchant: string | null;
            merchant_name: components["schemas"]["LocalText"] | null;
            /** @constant */
            object: "mandate";
            payment_method: {
                /** @example card_01jd9w2m6te3rbq4c8v5xkz7fh */
                card?: string;
                /** @enum {string} */
                type: "wallet_balance" | "bank_card" | "alipay";
            };
            purpose: string | null;
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
        MandateToSign: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @description Null: the payer is known to the channel only. */
            holder: string | null;
            /** @example mdt_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @enum {string} */
            kind: "wallet_auto_debit" | "recurring_collection" | "card_agreement" | "channel_agreement";
            limit_per_payment: components["schemas"]["Money"] | null;
            limits: components["schemas"]["ConsentLimit"][];
            merchant: string | null;
            merchant_name: components["schemas"]["LocalText"] | null;
            /** @constant */
            object: "mandate";
            payment_method: {
                /** @example card_01jd9w2m6te3rbq4c8v5xkz7fh */
                card?: string;
                /** @enum {string} */
                type: "wallet_balance" | "bank_card" | "alipay";
            };
            purpose: string | null;
            revoked_at: string | null;
            /** @description Where the payer signs; told once, when it was asked for. */
            sign_url: string | null;
            /** @enum {string} */
            state: "pending" | "active" | "revoked" | "expired";
            valid_to: string | null;
        };
        MatchReconciliationDayResponse: {
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
            object: "reconciliation_match";
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
            application: string | null;
            bank_account: {
                bank_code: string;
                holder_name: string;
                number_masked: string;
            };
            /** @description Channels that know the merchant; those it is being applied for at are with its application. */
            channels: {
                active: boolean;
                /** @example wechat_pay */
                channel: string;
                /** @description Empty: whatever the channel offers. */
                flows: string[];
                sub_app_id: string | null;
                /** @description The channel's number of the merchant. */
                sub_merchant: string | null;
            }[];
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @example mer_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            live_since: string | null;
            name: components["schemas"]["LocalText"];
            /** @constant */
            object: "merchant";
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            refund_advance_limit: number;
            /** @description When it is looked at again. */
            review_due: string | null;
            risk_grade: ("low" | "medium" | "high") | null;
            /**
             * @description T0: the same day, as an advance of own funds; T1: the next working day; D1: the next calendar day.
             * @enum {string}
             */
            settlement_cycle: "T0" | "T1" | "D1";
            /**
             * @description onboarding: approved, but not live yet; nothing can be paid to it.
             * @enum {string}
             */
            status: "onboarding" | "active" | "suspended";
            /** @description Why it is suspended. */
            status_reason: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            updated_at: string;
        };
        MerchantAgreementOffer: {
            /** @default standard */
            template?: string;
        };
        MerchantApplication: {
            agreement: {
                accepted_at: string | null;
                /** @example agr_01jd9w2m6te3rbq4c8v5xkz7fh */
                id: string;
                template: string;
                /** @description Counted from 1. */
                version: number;
            } | null;
            channels: components["schemas"]["MerchantApplicationChannel"][];
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            decided_at: string | null;
            findings: components["schemas"]["MerchantApplicationFinding"][];
            /** @example apl_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            licence_number: string | null;
            live_at: string | null;
            merchant: string | null;
            name: components["schemas"]["LocalText"] | null;
            note: string | null;
            /** @constant */
            object: "merchant_application";
            /** @description Counts every change of form and documents; decisions name it. */
            revision: number;
            /** @enum {string} */
            state: "draft" | "submitted" | "checking" | "needs_correction" | "approved" | "agreement" | "channels" | "live" | "rejected" | "withdrawn";
            /** @description How often it was submitted. */
            submissions: number;
            submitted_at: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            updated_at: string;
        };
        MerchantApplicationApproval: {
            /**
             * @description The codes of all warnings.
             * @default []
             */
            acknowledged?: string[];
            /**
             * @description Where you grade the risk otherwise than the rules.
             * @enum {string}
             */
            grade?: "low" | "medium" | "high";
            note: string;
            /** @description What was read: another is refused with application_changed. */
            revision: number;
        };
        MerchantApplicationChannel: {
            /** @description Counted from 1: how often it was sent. */
            attempt: number;
            channel: string;
            channel_reference: string | null;
            flows: string[];
            /** @description When the channel is asked again. */
            next_at: string | null;
            /** @description What the channel knows it by; ours. */
            reference: string;
            rejections: {
                channel_field: string | null;
                field: string | null;
                reason: string;
            }[];
            /**
             * @description sent: it may have arrived; only the channel can tell.
             * @enum {string}
             */
            state: "waiting" | "sent" | "auditing" | "needs_merchant" | "rejected" | "active" | "cancelled";
            /** @description As the channel wrote it, known to us or not. */
            status_as_written: string | null;
            /** @description What the merchant must do at the channel. */
            step: ("verify_account" | "sign" | "confirm") | null;
            sub_merchant: string | null;
            /** @description Why there was no plain answer the last time. */
            trouble: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            updated_at: string;
            /** @description Where it does that: a link, or the content of a QR code. */
            url: string | null;
        };
        MerchantApplicationFinding: {
            /** @enum {string} */
            by: "rule" | "person" | "channel";
            code: string;
            /** @example legal_person.id_number */
            field: string | null;
            message: components["schemas"]["LocalText"];
            /** @description In the words of the reviewer or the channel. */
            remark: string | null;
            /**
             * @description An error must be corrected; a warning must be looked at by a person.
             * @enum {string}
             */
            severity: "error" | "warning";
        };
        MerchantApplicationForm: {
            bank_account?: {
                /**
                 * @description GB/T 2260.
                 * @example 110101
                 */
                area_code: string;
                /** @example ICBC */
                bank_code: string;
                bank_name: string;
                branch_code?: string | null;
                holder_name: string;
                /** @enum {string} */
                kind: "corporate" | "personal";
                number: string;
            };
            business?: {
                description: string;
                /**
                 * @description Merchant category code (ISO 18245).
                 * @example 5812
                 */
                mcc: string;
                /**
                 * @description Expected receipts in a month, minor units.
                 * @example 1999
                 */
                monthly_volume: number;
                scenes: ("store" | "website" | "app" | "mini_program")[];
                /** @example 010-65281234 */
                service_phone: string;
                shops?: {
                    address: string;
                    /**
                     * @description GB/T 2260.
                     * @example 110101
                     */
                    area_code: string;
                    name: string;
                }[];
                short_name: string;
                website?: string | null;
            };
            channels?: {
                channel: string;
                /** @default [] */
                flows?: string[];
                sub_app_id?: string | null;
            }[];
            contact?: {
                /** Format: email */
                email: string;
                id_number: string;
                /**
                 * @default resident_id
                 * @enum {string}
                 */
                id_type?: "resident_id" | "passport" | "hong_kong_macao_permit" | "taiwan_permit" | "foreign_resident_permit" | "hong_kong_macao_taiwan_residence";
                name: string;
                /** @example 13800000001 */
                phone: string;
                /** @enum {string} */
                role: "legal_person" | "agent";
            };
            legal_person?: {
                address?: string | null;
                id_number: string;
                /**
                 * @default resident_id
                 * @enum {string}
                 */
                id_type?: "resident_id" | "passport" | "hong_kong_macao_permit" | "taiwan_permit" | "foreign_resident_permit" | "hong_kong_macao_taiwan_residence";
                /**
                 * Format: date
                 * @example 2026-07-01
                 */
                id_valid_from: string;
                /** @description null: for good (长期). */
                id_valid_to: string | null;
                name: string;
                phone?: string | null;
            };
            licence?: {
                address: string;
                name: string;
                /** @description Unified social credit code (GB 32100-2015). */
                number: string;
                /**
                 * Format: date
                 * @example 2026-07-01
                 */
                valid_from: string;
                /** @description null: for good (长期). */
                valid_to: string | null;
            };
            name?: {
                en: string;
                zh: string;
            };
            owners?: {
                address?: string | null;
                /** @enum {string} */
                basis: "shares" | "control" | "senior_manager";
                id_number: string;
                /**
                 * @default resident_id
                 * @enum {string}
                 */
                id_type?: "resident_id" | "passport" | "hong_kong_macao_permit" | "taiwan_permit" | "foreign_resident_permit" | "hong_kong_macao_taiwan_residence";
                /**
                 * Format: date
                 * @example 2026-07-01
                 */
                id_valid_from: string;
                /** @description null: for good (长期). */
                id_valid_to: string | null;
                name: string;
                /**
                 * @description Hundredths of a percent of shares or votes.
                 * @default 0
                 */
                share_bps?: number;
            }[];
            /** @enum {string} */
            settlement_cycle?: "T0" | "T1" | "D1";
            /** @enum {string} */
            subject?: "individual_business" | "enterprise" | "institution" | "social_organisation" | "government";
        };
        /** @description What was sent, without the numbers of persons and accounts. */
        MerchantApplicationFormShown: {
            bank_account: {
                area_code: string;
                bank_code: string;
                bank_name: string;
                branch_code: string | null;
                holder_name: string;
                /** @enum {string} */
                kind: "corporate" | "personal";
                number: string;
            } | null;
            business: {
                description: string;
                mcc: string;
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                monthly_volume: number;
                scenes: ("store" | "website" | "app" | "mini_program")[];
                service_phone: string;
                shops: {
                    address: string;
                    area_code: string;
                    name: string;
                }[];
                short_name: string;
                website: string | null;
            } | null;
            channels: {
                channel: string;
                flows: string[];
                sub_app_id: string | null;
            }[] | null;
            contact: {
                email: string;
                id_number: string;
                /** @enum {string} */
                id_type: "resident_id" | "passport" | "hong_kong_macao_permit" | "taiwan_permit" | "foreign_resident_permit" | "hong_kong_macao_taiwan_residence";
                name: string;
                phone: string;
                /** @enum {string} */
                role: "legal_person" | "agent";
            } | null;
            legal_person: {
                address: string | null;
                id_number: string;
                /** @enum {string} */
                id_type: "resident_id" | "passport" | "hong_kong_macao_permit" | "taiwan_permit" | "foreign_resident_permit" | "hong_kong_macao_taiwan_residence";
                id_valid_from: string;
                id_valid_to: string | null;
                name: string;
                phone: string | null;
            } | null;
            licence: {
                address: string;
                name: string;
                number: string;
                valid_from: string;
                valid_to: string | null;
            } | null;
            name: {
                en: string;
                zh: string;
            } | null;
            owners: {
                address: string | null;
                /** @enum {string} */
                basis: "shares" | "control" | "senior_manager";
                id_number: string;
                /** @enum {string} */
                id_type: "resident_id" | "passport" | "hong_kong_macao_permit" | "taiwan_permit" | "foreign_resident_permit" | "hong_kong_macao_taiwan_residence";
                id_valid_from: string;
                id_valid_to: string | null;
                name: string;
                /** @description Hundredths of a percent. */
                share_bps: number;
            }[] | null;
            settlement_cycle: ("T0" | "T1" | "D1") | null;
            subject: ("individual_business" | "enterprise" | "institution" | "social_organisation" | "government") | null;
        };
        MerchantApplicationRejection: {
            note: string;
            /** @description What was read: another is refused with application_changed. */
            revision: number;
        };
        MerchantApplicationReturn: {
            corrections: {
                field?: string | null;
                remark: string;
            }[];
            /** @description What was read: another is refused with application_changed. */
            revision: number;
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
        MerchantChangeRejection: {
            note: string;
        };
        MerchantChangeRequest: {
            channels: {
                channel: string;
                /** @enum {string} */
                state: "waiting" | "sent" | "auditing" | "changed" | "rejected";
                status_as_written: string | null;
                trouble: string | null;
                /**
                 * Format: date-time
                 * @example 2026-07-01T08:00:00.000Z
                 */
                updated_at: string;
            }[];
            /** @description What of it people may see. */
            content: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            decided_at: string | null;
            decided_by: string | null;
            /** @example chg_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @enum {string} */
            kind: "bank_account" | "legal_person";
            /** @example mer_01jd9w2m6te3rbq4c8v5xkz7fh */
            merchant: string;
            note: string | null;
            /** @constant */
            object: "merchant_change";
            reason: string;
            requested_by: string;
            /** @enum {string} */
            state: "requested" | "applied" | "rejected";
        };
        MerchantChangeRequestList: {
            data: components["schemas"]["MerchantChangeRequest"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        MerchantChannel: {
            channel: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            flows: string[];
            /** @example mer_01jd9w2m6te3rbq4c8v5xkz7fh */
            merchant: string;
            /** @constant */
            object: "merchant_channel";
            since: string | null;
            /** @enum {string} */
            status: "applying" | "active" | "suspended" | "closed";
            sub_app_id: string | null;
            sub_merchant: string | null;
            /** @description What the channel has still to be told, and why it was not. */
            trouble: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            updated_at: string;
        };
        MerchantChannelInput: {
            /**
             * @description Empty: whatever the channel offers.
             * @default []
             */
            flows?: string[];
            sub_app_id?: string | null;
            sub_merchant: string | null;
        };
        MerchantChannelList: {
            data: components["schemas"]["MerchantChannel"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        MerchantDocument: {
            /** @description Which owner or shop of the form, counted from 0. */
            about: number;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            added_at: string;
            /** @description Size of the content. */
            bytes: number;
            file_name: string;
            /** @example mdc_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @enum {string} */
            kind: "licence" | "legal_person_id_front" | "legal_person_id_back" | "beneficial_owner_id_front" | "beneficial_owner_id_back" | "contact_id_front" | "contact_id_back" | "contact_authorisation" | "bank_account" | "shop_front" | "shop_indoor" | "website" | "qualification";
            /** @enum {string} */
            media_type: "image/jpeg" | "image/png" | "application/pdf";
            sha256: string;
        };
        MerchantList: {
            data: components["schemas"]["Merchant"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        MerchantResumption: {
            reason: string;
        };
        MerchantReview: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            done_at: string | null;
            done_by: string | null;
            /**
             * Format: date
             * @example 2026-07-01
             */
            due: string;
            grade_after: ("low" | "medium" | "high") | null;
            /** @enum {string} */
            grade_before: "low" | "medium" | "high";
            /** @example rvw_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @example mer_01jd9w2m6te3rbq4c8v5xkz7fh */
            merchant: string;
            note: string | null;
            /** @constant */
            object: "merchant_review";
            outcome: ("keep" | "suspend") | null;
            /** @enum {string} */
            state: "open" | "done";
        };
        MerchantReviewCompletion: {
            /** @enum {string} */
            grade: "low" | "medium" | "high";
            note: string;
            /** @enum {string} */
            outcome: "keep" | "suspend";
        };
        MerchantReviewList: {
            data: components["schemas"]["MerchantReview"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        MerchantSuspension: {
            reason: string;
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
            /** @description Each method that the merchant takes needs exactly one clause of each kind; a clause for a method goes before one for any. The wallet and bound cards are always taken, the others where a clause speaks of them. */
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
                method: "wallet_balance" | "bank_card" | "wechat_pay" | "alipay" | "bank_gateway" | "open_banking" | "any";
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
                method: "wallet_balance" | "bank_card" | "wechat_pay" | "alipay" | "bank_gateway" | "open_banking" | "any";
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
            /** @description Each method that the merchant takes needs exactly one clause of each kind; a clause for a method goes before one for any. The wallet and bound cards are always taken, the others where a clause speaks of them. */
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
                method: "wallet_balance" | "bank_card" | "wechat_pay" | "alipay" | "bank_gateway" | "open_banking" | "any";
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
                method: "wallet_balance" | "bank_card" | "wechat_pay" | "alipay" | "bank_gateway" | "open_banking" | "any";
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
            scopes: ("payments:read" | "payments:write" | "refunds:write" | "webhooks:read" | "webhooks:write" | "balance:read" | "merchant:write")[];
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
        NewMerchantApplication: {
            agreement: {
                accepted_at: string | null;
                /** @example agr_01jd9w2m6te3rbq4c8v5xkz7fh */
                id: string;
                template: string;
                /** @description Counted from 1. */
                version: number;
            } | null;
            channels: components["schemas"]["MerchantApplicationChannel"][];
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            decided_at: string | null;
            findings: components["schemas"]["MerchantApplicationFinding"][];
            /** @example apl_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            licence_number: string | null;
            live_at: string | null;
            merchant: string | null;
            name: components["schemas"]["LocalText"] | null;
            note: string | null;
            /** @constant */
            object: "merchant_application";
            /** @description Counts every change of form and documents; decisions name it. */
            revision: number;
            /** @enum {string} */
            state: "draft" | "submitted" | "checking" | "needs_correction" | "approved" | "agreement" | "channels" | "live" | "rejected" | "withdrawn";
            /** @description How often it was submitted. */
            submissions: number;
            submitted_at: string | null;
            /** @description Whoever holds it acts for the applicant. Shown this once. */
            token: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            updated_at: string;
        };
        NewMerchantChange: {
            bank_account: {
                /**
                 * @description GB/T 2260.
                 * @example 110101
                 */
                area_code: string;
                /** @example ICBC */
                bank_code: string;
                bank_name: string;
                branch_code?: string | null;
                holder_name: string;
                /** @enum {string} */
                kind: "corporate" | "personal";
                number: string;
            };
            /** @constant */
            kind: "bank_account";
            reason: string;
        } | {
            /** @constant */
            kind: "legal_person";
            legal_person: {
                address?: string | null;
                id_number: string;
                /**
                 * @default resident_id
                 * @enum {string}
                 */
                id_type?: "resident_id" | "passport" | "hong_kong_macao_permit" | "taiwan_permit" | "foreign_resident_permit" | "hong_kong_macao_taiwan_residence";
                /**
                 * Format: date
                 * @example 2026-07-01
                 */
                id_valid_from: string;
                /** @description null: for good (长期). */
                id_valid_to: string | null;
                name: string;
                phone?: string | null;
            };
            reason: string;
        };
        NewMerchantDocument: {
            /**
             * @description Which owner or shop of the form, counted from 0.
             * @default 0
             */
            about?: number;
            /** @description Base64 (RFC 4648 section 4). */
            content: string;
            file_name: string;
            /** @enum {string} */
            kind: "licence" | "legal_person_id_front" | "legal_person_id_back" | "beneficial_owner_id_front" | "beneficial_owner_id_back" | "contact_id_front" | "contact_id_back" | "contact_authorisation" | "bank_account" | "shop_front" | "shop_indoor" | "website" | "qualification";
        };
        NewOperator: {
            /**
             * @description Capitals make no difference.
             * @example lin.xiao
             */
            login: string;
            name: {
                en: string;
                zh: string;
            };
            roles: ("administrator" | "operations" | "finance" | "risk" | "compliance" | "partner_manager" | "merchant_manager" | "auditor" | "regulator")[];
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
        NewRiskSignal: {
            /** @description Why it may be shared. consent: with every bank that the holder lets have risk signals now. */
            basis: {
                /** @constant */
                type: "consent";
            } | {
                document?: string;
                recipients: string[];
                /** @description Statute and article, e.g. 反电信网络诈骗法 Art. 32. */
                statute: string;
                /** @constant */
                type: "statutory";
            };
            /** @example hld_01jd9w2m6te3rbq4c8v5xkz7fh */
            holder: string;
            /** @enum {string} */
            kind: "fraud_report" | "account_takeover" | "mule_account" | "device_compromise";
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00Z
             */
            occurred_at: string;
            /** @enum {string} */
            severity: "low" | "medium" | "high";
            /** @description What the bank reads. No names, numbers or addresses of other people. */
            summary: string;
        };
        NewRoutingRuleSet: {
            note: string;
            rules: components["schemas"]["RoutingRule"][];
        };
        NewWechatReceiver: {
            /** @description Merchant number, or openid. */
            account: string;
            custom_relation?: string;
            /** @description Full name; required for merchants by WeChat Pay. Sent encrypted, kept nowhere here. */
            name?: string;
            /** @enum {string} */
            relation_type: "SERVICE_PROVIDER" | "STORE" | "STAFF" | "STORE_OWNER" | "PARTNER" | "HEADQUARTER" | "BRAND" | "DISTRIBUTOR" | "USER" | "SUPPLIER" | "CUSTOM";
            /**
             * @description sub_mchid
             * @example 1900000109
             */
            sub_merchant: string;
            /** @enum {string} */
            type: "MERCHANT_ID" | "PERSONAL_OPENID" | "PERSONAL_SUB_OPENID";
        };
        NewWechatSharingOrder: {
            receivers: {
                account: string;
                /**
                 * @description An amount in minor units of the currency (CNY: fen), at least 1.
                 * @example 1999
                 */
                amount: number;
                description: string;
                /** @enum {string} */
                type: "MERCHANT_ID" | "PERSONAL_OPENID" | "PERSONAL_SUB_OPENID";
            }[];
            /**
             * @description sub_mchid
             * @example 1900000109
             */
            sub_merchant: string;
            /**
             * @description WeChat Pay’s number of the payment (transaction_id): `house_reference` of its clearing instruction.
             * @example 4200000000202611220000000001
             */
            transaction_id: string;
            /** @description true: what is left goes to the sub-merchant, and nothing more can be shared. */
            unfreeze_unsplit: boolean;
        };
        NewWechatSharingReturn: {
            /**
             * @description An amount in minor units of the currency (CNY: fen), at least 1.
             * @example 1999
             */
            amount: number;
            description: string;
            /**
             * @description sub_mchid
             * @example 1900000109
             */
            return_merchant: string;
        };
        /** @description What the payer must do while the payment is processing: scan `content`, go on at `url`, or enter the password on the phone that showed the payment code. `parameters` are for the wallet's SDK (app) or its bridge (jsapi). */
        NextAction: {
            content: string;
            expires_at: string | null;
            /** @constant */
            type: "qr_code";
        } | {
            expires_at: string | null;
            /** @constant */
            type: "redirect";
            url: string;
        } | {
            parameters: {
                [key: string]: string;
            };
            /** @constant */
            type: "app";
        } | {
            parameters: {
                [key: string]: string;
            };
            /** @constant */
            type: "jsapi";
        } | {
            /** @constant */
            reason: "password";
            /** @constant */
            type: "await_payer";
        };
        /** @description A way to name an account. */
        ObAccountIdentification: {
            Identification: string;
            Name?: string;
            SchemeName: string;
            SecondaryIdentification?: string;
        };
        /** @description Decimal text and its ISO 4217 currency; never negative, CreditDebitIndicator says the direction. */
        ObAmount: {
            Amount: string;
            Currency: string;
        };
        /** @description Decimal text, e.g. `19.99`, and its currency. */
        ObAmountInput: {
            Amount: string;
            /** @description ISO 4217 currency code. */
            Currency: string;
        };
        ObCallbackUrl: {
            Data: {
                CallbackUrlId: string;
                /** Format: uri */
                Url: string;
                Version: string;
            };
            Links: components["schemas"]["ObLinks"];
            Meta: Record<string, never>;
        };
        ObCallbackUrls: {
            Data: {
                CallbackUrl: {
                    CallbackUrlId: string;
                    /** Format: uri */
                    Url: string;
                    Version: string;
                }[];
            };
            Links: components["schemas"]["ObLinks"];
            Meta: Record<string, never>;
        };
        /** @description OBDomestic2: what is to be paid, from where, to whom. */
        ObDomesticInitiation: {
            CreditorAccount: {
                Identification: string;
                Name: string;
                Proxy?: components["schemas"]["ObProxy"];
                SchemeName: string;
                SecondaryIdentification?: string;
            };
            CreditorAgent?: components["schemas"]["ObPaymentAgent"];
            CreditorPostalAddress?: components["schemas"]["ObPaymentAddress"];
            DebtorAccount?: {
                Identification: string;
                Name?: string;
                Proxy?: components["schemas"]["ObProxy"];
                SchemeName: string;
                SecondaryIdentification?: string;
            };
            EndToEndIdentification: string;
            InstructedAmount: components["schemas"]["ObPaymentAmount"];
            InstructionIdentification: string;
            LocalInstrument?: string;
            RegulatoryReporting?: {
                Authority?: {
                    CountryCode?: string;
                    Name?: string;
                };
                /** @enum {string} */
                DebitCreditReportingIndicator?: "CRED" | "DEBT" | "BOTH";
                Details?: {
                    Amount?: components["schemas"]["ObPaymentAmount"];
                    Country?: string;
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00+00:00
                     */
                    Date?: string;
                    Information?: string[];
                    Type?: string;
                }[];
            }[];
            RemittanceInformation?: components["schemas"]["ObRemittanceInformation"];
            SupplementaryData?: {
                [key: string]: unknown;
            };
            UltimateCreditor?: components["schemas"]["ObUltimateParty"];
            UltimateDebtor?: components["schemas"]["ObUltimateParty"];
        };
        ObDomesticPayment: {
            Data: {
                /** @description Always empty: people are not charged for payments that third parties order. */
                Charges: unknown[];
                ConsentId: string;
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                CreationDateTime: string;
                DomesticPaymentId: string;
                Initiation: components["schemas"]["ObDomesticInitiation"];
                Refund?: {
                    Account: {
                        Identification: string;
                        Name: string;
                        SchemeName: string;
                    };
                };
                /** @enum {string} */
                Status: "RCVD" | "PDNG" | "ACTC" | "PATC" | "ACCP" | "ACFC" | "ACSP" | "ACWC" | "ACSC" | "ACWP" | "ACCC" | "BLCK" | "RJCT";
                StatusReason?: {
                    StatusReasonCode: string;
                    StatusReasonDescription: string;
                }[];
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                StatusUpdateDateTime: string;
            };
            Links: components["schemas"]["ObLinks"];
            Meta: Record<string, never>;
        };
        ObDomesticPaymentConsent: {
            Data: {
                Authorisation?: unknown;
                /** @description Always empty: people are not charged for payments that third parties order. */
                Charges: unknown[];
                ConsentId: string;
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                CreationDateTime: string;
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                CutOffDateTime?: string;
                Initiation: components["schemas"]["ObDomesticInitiation"];
                /** @enum {string} */
                ReadRefundAccount?: "Yes" | "No";
                SCASupportData?: unknown;
                /** @enum {string} */
                Status: "AWAU" | "AUTH" | "RJCT" | "COND";
                StatusReason?: {
                    StatusReasonCode: string;
                    StatusReasonDescription: string;
                }[];
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                StatusUpdateDateTime: string;
            };
            Links: components["schemas"]["ObLinks"];
            Meta: Record<string, never>;
            Risk: components["schemas"]["ObPaymentRisk"];
        };
        /** @description UK Open Banking OBErrorResponse1. `Id` names the request; `Url` explains our own code, of which ErrorCode is the standard’s. */
        ObErrorResponse: {
            Code: string;
            Errors: {
                ErrorCode: string;
                Message: string;
                /** @description The field or header that is wrong. */
                Path?: string;
                /** Format: uri */
                Url: string;
            }[];
            Id: string;
            Message: string;
        };
        ObEventSubscription: {
            Data: {
                /** Format: uri */
                CallbackUrl?: string;
                EventSubscriptionId: string;
                EventTypes?: string[];
                Version: string;
            };
            Links: components["schemas"]["ObLinks"];
            Meta: Record<string, never>;
        };
        ObEventSubscriptions: {
            Data: {
                EventSubscription: {
                    /** Format: uri */
                    CallbackUrl?: string;
                    EventSubscriptionId: string;
                    EventTypes?: string[];
                    Version: string;
                }[];
            };
            Links: components["schemas"]["ObLinks"];
            Meta: Record<string, never>;
        };
        /** @description UK Open Banking OBFundsConfirmation1. */
        ObFundsConfirmation: {
            Data: {
                ConsentId: string;
                InstructedAmount: components["schemas"]["ObAmountInput"];
                Reference: string;
            };
        };
        /** @description UK Open Banking OBFundsConfirmationConsent1. */
        ObFundsConfirmationConsent: {
            Data: {
                DebtorAccount: {
                    Identification: string;
                    Name?: string;
                    /** @description One of the published names, e.g. `UK.OBIE.SortCodeAccountNumber` or `CN.FEIQIAN.PaymentAccount`. */
                    SchemeName: string;
                    SecondaryIdentification?: string;
                };
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00+00:00
                 */
                ExpirationDateTime?: string;
            };
        };
        /** @description UK Open Banking OBFundsConfirmationConsentResponse1. */
        ObFundsConfirmationConsentResponse: {
            Data: {
                ConsentId: string;
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                CreationDateTime: string;
                DebtorAccount: components["schemas"]["ObAccountIdentification"];
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                ExpirationDateTime?: string;
                /** @enum {string} */
                Status: "AWAU" | "AUTH" | "RJCT" | "CANC" | "EXPD";
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                StatusUpdateDateTime: string;
            };
            Links: components["schemas"]["ObLinks"];
            Meta: components["schemas"]["ObMeta"];
        };
        /** @description UK Open Banking OBFundsConfirmationResponse1. */
        ObFundsConfirmationResponse: {
            Data: {
                ConsentId: string;
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                CreationDateTime: string;
                FundsAvailable: boolean;
                FundsConfirmationId: string;
                InstructedAmount: components["schemas"]["ObAmount"];
                Reference: string;
            };
            Links: components["schemas"]["ObLinks"];
            Meta: components["schemas"]["ObMeta"];
        };
        /** @description Absolute; to be followed as they are. */
        ObLinks: {
            /** Format: uri */
            First?: string;
            /** Format: uri */
            Last?: string;
            /** Format: uri */
            Next?: string;
            /** Format: uri */
            Prev?: string;
            /** Format: uri */
            Self: string;
        };
        ObMeta: {
            /** @description Number of pages, as of the first one. */
            TotalPages?: number;
        };
        ObParty: {
            AccountRole: string;
            Address?: {
                /** @enum {string} */
                AddressType: "HOME" | "BIZZ";
                BuildingNumber?: string;
                Country: string;
                CountrySubDivision?: string;
                PostCode?: string;
                StreetName?: string;
                TownName?: string;
            }[];
            EmailAddress?: string;
            FullLegalName?: string;
            Mobile?: string;
            Name: string;
            PartyId: string;
            PartyNumber?: string;
            /** @enum {string} */
            PartyType: "Delegate" | "Joint" | "Sole";
        };
        ObPaymentAddress: {
            AddressLine?: string[];
            /** @enum {string} */
            AddressType?: "BIZZ" | "DLVY" | "MLTO" | "PBOX" | "ADDR" | "HOME" | "CORR" | "STAT";
            BuildingName?: string;
            BuildingNumber?: string;
            CareOf?: string;
            Country?: string;
            CountrySubDivision?: string;
            Department?: string;
            DistrictName?: string;
            Floor?: string;
            PostBox?: string;
            PostCode?: string;
            Room?: string;
            StreetName?: string;
            SubDepartment?: string;
            TownLocationName?: string;
            TownName?: string;
            UnitNumber?: string;
        };
        ObPaymentAgent: {
            Identification?: string;
            LEI?: string;
            Name?: string;
            PostalAddress?: components["schemas"]["ObPaymentAddress"];
            SchemeName?: string;
        };
        /** @description Decimal text greater than 0, and its currency; payments are made in CNY. */
        ObPaymentAmount: {
            Amount: string;
            Currency: string;
        };
        ObPaymentDetails: {
            Data: {
                PaymentStatus: {
                    PaymentTransactionId: string;
                    /** @enum {string} */
                    Status: "RCVD" | "PDNG" | "ACTC" | "PATC" | "ACCP" | "ACFC" | "ACSP" | "ACWC" | "ACSC" | "ACWP" | "ACCC" | "BLCK" | "RJCT";
                    StatusDetail: {
                        /** @enum {string} */
                        Status: "RCVD" | "PDNG" | "ACTC" | "PATC" | "ACCP" | "ACFC" | "ACSP" | "ACWC" | "ACSC" | "ACWP" | "ACCC" | "BLCK" | "RJCT";
                        StatusReason?: string;
                        StatusReasonDescription?: string;
                    };
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    StatusUpdateDateTime: string;
                }[];
            };
            Links: components["schemas"]["ObLinks"];
            Meta: Record<string, never>;
        };
        ObPaymentFundsConfirmation: {
            Data: {
                FundsAvailableResult: {
                    FundsAvailable: boolean;
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    FundsAvailableDateTime: string;
                };
            };
            Links: components["schemas"]["ObLinks"];
            Meta: Record<string, never>;
        };
        /** @description OBRisk1: what the third party knows that helps to judge the risk. */
        ObPaymentRisk: {
            /** @enum {string} */
            BeneficiaryAccountType?: "Business" | "BusinessSavingsAccount" | "Charity" | "Collection" | "Corporate" | "Ewallet" | "Government" | "Investment" | "ISA" | "JointPersonal" | "Pension" | "Personal" | "PersonalSavingsAccount" | "Premier" | "Wealth";
            BeneficiaryPrepopulatedIndicator?: boolean;
            CategoryPurposeCode?: string;
            ContractPresentIndicator?: boolean;
            DeliveryAddress?: components["schemas"]["ObPaymentAddress"];
            MerchantCategoryCode?: string;
            MerchantCustomerIdentification?: string;
            /** @enum {string} */
            PaymentContextCode?: "BillingGoodsAndServicesInAdvance" | "BillingGoodsAndServicesInArrears" | "EcommerceMerchantInitiatedPayment" | "FaceToFacePointOfSale" | "TransferToSelf" | "TransferToThirdParty";
            PaymentPurposeCode?: string;
        };
        ObPolledEvents: {
            moreAvailable: boolean;
            sets: {
                [key: string]: string;
            };
        };
        ObProxy: {
            Code: string;
            Identification: string;
            Type?: string;
        };
        /** @description UK Open Banking Read/Write v4.0. */
        ObReadAccount: {
            Data: {
                Account: {
                    /** @description With ReadAccountsDetail; card numbers whole only with ReadPAN. */
                    Account?: components["schemas"]["ObAccountIdentification"][];
                    /** @enum {string} */
                    AccountCategory: "Business" | "Personal";
                    /** @description Stable for the person and the account. */
                    AccountId: string;
                    /** @enum {string} */
                    AccountTypeCode: "CACC" | "SVGS" | "CARD" | "WALT";
                    Currency: string;
                    Description?: string;
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    MaturityDate?: string;
                    Nickname?: string;
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    OpeningDate?: string;
                    Servicer?: {
                        Identification: string;
                        Name?: string;
                        SchemeName: string;
                    };
                    /** @enum {string} */
                    Status: "Deleted" | "Disabled" | "Enabled" | "Pending";
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    StatusUpdateDateTime: string;
                }[];
            };
            Links: components["schemas"]["ObLinks"];
            Meta: components["schemas"]["ObMeta"];
        };
        /** @description UK Open Banking Read/Write v4.0. */
        ObReadBalance: {
            Data: {
                Balance: {
                    /** @description Stable for the person and the account. */
                    AccountId: string;
                    Amount: components["schemas"]["ObAmount"];
                    /** @enum {string} */
                    CreditDebitIndicator: "Credit" | "Debit";
                    CreditLine?: {
                        Amount: components["schemas"]["ObAmount"];
                        Included: boolean;
                        /** @enum {string} */
                        Type: "Available" | "Credit" | "Emergency" | "Pre-Agreed" | "Temporary";
                    }[];
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    DateTime: string;
                    /** @enum {string} */
                    Type: "CLBD" | "ITBD" | "ITAV" | "OPBD" | "PRCD";
                }[];
            };
            Links: components["schemas"]["ObLinks"];
            Meta: components["schemas"]["ObMeta"];
        };
        /** @description UK Open Banking Read/Write v4.0. */
        ObReadBeneficiary: {
            Data: {
                Beneficiary: {
                    /** @description Stable for the person and the account. */
                    AccountId: string;
                    BeneficiaryId: string;
                    /** @enum {string} */
                    BeneficiaryType: "Trusted" | "Ordinary";
                    CreditorAccount?: components["schemas"]["ObAccountIdentification"];
                    CreditorAgent?: {
                        Identification: string;
                        Name?: string;
                        SchemeName: string;
                    };
                    Reference?: string;
                }[];
            };
            Links: components["schemas"]["ObLinks"];
            Meta: components["schemas"]["ObMeta"];
        };
        /** @description UK Open Banking OBReadConsent1. */
        ObReadConsent: {
            Data: {
                /**
                 * Format: date-time
                 * @description From when on it gives no access; open-ended when left out.
                 * @example 2026-11-01T00:00:00+00:00
                 */
                ExpirationDateTime?: string;
                Permissions: ("ReadAccountsBasic" | "ReadAccountsDetail" | "ReadBalances" | "ReadBeneficiariesBasic" | "ReadBeneficiariesDetail" | "ReadDirectDebits" | "ReadOffers" | "ReadPAN" | "ReadParty" | "ReadPartyPSU" | "ReadProducts" | "ReadScheduledPaymentsBasic" | "ReadScheduledPaymentsDetail" | "ReadStandingOrdersBasic" | "ReadStandingOrdersDetail" | "ReadStatementsBasic" | "ReadStatementsDetail" | "ReadTransactionsBasic" | "ReadTransactionsCredits" | "ReadTransactionsDebits" | "ReadTransactionsDetail" | "ReadIdentityBasic" | "ReadIdentityDetail" | "ReadRiskSignals")[];
                /**
                 * Format: date-time
                 * @description Start of the transactions that may be read.
                 * @example 2026-11-01T00:00:00+00:00
                 */
                TransactionFromDateTime?: string;
                /**
                 * Format: date-time
                 * @description End of the transactions that may be read.
                 * @example 2026-11-01T00:00:00+00:00
                 */
                TransactionToDateTime?: string;
            };
            Risk: Record<string, never>;
        };
        /** @description UK Open Banking OBReadConsentResponse1. */
        ObReadConsentResponse: {
            Data: {
                ConsentId: string;
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                CreationDateTime: string;
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                ExpirationDateTime?: string;
                Permissions: ("ReadAccountsBasic" | "ReadAccountsDetail" | "ReadBalances" | "ReadBeneficiariesBasic" | "ReadBeneficiariesDetail" | "ReadDirectDebits" | "ReadOffers" | "ReadPAN" | "ReadParty" | "ReadPartyPSU" | "ReadProducts" | "ReadScheduledPaymentsBasic" | "ReadScheduledPaymentsDetail" | "ReadStandingOrdersBasic" | "ReadStandingOrdersDetail" | "ReadStatementsBasic" | "ReadStatementsDetail" | "ReadTransactionsBasic" | "ReadTransactionsCredits" | "ReadTransactionsDebits" | "ReadTransactionsDetail" | "ReadIdentityBasic" | "ReadIdentityDetail" | "ReadRiskSignals")[];
                /** @enum {string} */
                Status: "AWAU" | "AUTH" | "RJCT" | "CANC" | "EXPD";
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                StatusUpdateDateTime: string;
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                TransactionFromDateTime?: string;
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                TransactionToDateTime?: string;
            };
            Links: components["schemas"]["ObLinks"];
            Meta: components["schemas"]["ObMeta"];
            Risk: Record<string, never>;
        };
        /** @description UK Open Banking Read/Write v4.0. */
        ObReadDirectDebit: {
            Data: {
                DirectDebit: {
                    /** @description Stable for the person and the account. */
                    AccountId: string;
                    DirectDebitId: string;
                    /** @enum {string} */
                    DirectDebitStatusCode: "ACTV" | "CANC" | "EXPI" | "SUSP";
                    MandateRelatedInformation: {
                        Frequency: {
                            /** @description Times in the period. */
                            CountPerPeriod?: number;
                            PointInTime?: string;
                            Type: string;
                        };
                        MandateIdentification: string;
                    };
                    Name: string;
                    PreviousPaymentAmount?: components["schemas"]["ObAmount"];
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    PreviousPaymentDateTime?: string;
                }[];
            };
            Links: components["schemas"]["ObLinks"];
            Meta: components["schemas"]["ObMeta"];
        };
        /** @description UK Open Banking Read/Write v4.0. */
        ObReadOffer: {
            Data: {
                Offer: {
                    /** @description Stable for the person and the account. */
                    AccountId: string;
                }[];
            };
            Links: components["schemas"]["ObLinks"];
            Meta: components["schemas"]["ObMeta"];
        };
        /** @description UK Open Banking Read/Write v4.0. */
        ObReadParties: {
            Data: {
                Party: components["schemas"]["ObParty"][];
            };
            Links: components["schemas"]["ObLinks"];
            Meta: components["schemas"]["ObMeta"];
        };
        /** @description UK Open Banking Read/Write v4.0. */
        ObReadParty: {
            Data: {
                Party: components["schemas"]["ObParty"];
            };
            Links: components["schemas"]["ObLinks"];
            Meta: components["schemas"]["ObMeta"];
        };
        /** @description UK Open Banking Read/Write v4.0. */
        ObReadProduct: {
            Data: {
                Product: {
                    /** @description Stable for the person and the account. */
                    AccountId: string;
                    OtherProductType?: {
                        Description: string;
                        Name: string;
                    };
                    ProductId: string;
                    ProductName: string;
                    /** @enum {string} */
                    ProductType: "PersonalCurrentAccount" | "Other";
                }[];
            };
            Links: components["schemas"]["ObLinks"];
            Meta: components["schemas"]["ObMeta"];
        };
        /** @description UK Open Banking Read/Write v4.0. */
        ObReadScheduledPayment: {
            Data: {
                ScheduledPayment: {
                    /** @description Stable for the person and the account. */
                    AccountId: string;
                    CreditorAccount?: components["schemas"]["ObAccountIdentification"];
                    CreditorAgent?: {
                        Identification: string;
                        Name?: string;
                        SchemeName: string;
                    };
                    InstructedAmount: components["schemas"]["ObAmount"];
                    Reference?: string;
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    ScheduledPaymentDateTime: string;
                    ScheduledPaymentId: string;
                    /** @enum {string} */
                    ScheduledType: "Arrival" | "Execution";
                }[];
            };
            Links: components["schemas"]["ObLinks"];
            Meta: components["schemas"]["ObMeta"];
        };
        /** @description UK Open Banking Read/Write v4.0. */
        ObReadStandingOrder: {
            Data: {
                StandingOrder: {
                    /** @description Stable for the person and the account. */
                    AccountId: string;
                    CreditorAccount?: components["schemas"]["ObAccountIdentification"];
                    CreditorAgent?: {
                        Identification: string;
                        Name?: string;
                        SchemeName: string;
                    };
                    FinalPaymentAmount?: components["schemas"]["ObAmount"];
                    FirstPaymentAmount?: components["schemas"]["ObAmount"];
                    LastPaymentAmount?: components["schemas"]["ObAmount"];
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    LastPaymentDateTime?: string;
                    MandateRelatedInformation: {
                        /**
                         * Format: date-time
                         * @example 2026-11-01T00:00:00.000Z
                         */
                        FinalPaymentDateTime?: string;
                        /**
                         * Format: date-time
                         * @example 2026-11-01T00:00:00.000Z
                         */
                        FirstPaymentDateTime?: string;
                        Frequency: {
                            /** @description Times in the period. */
                            CountPerPeriod?: number;
                            PointInTime?: string;
                            Type: string;
                        };
                    };
                    NextPaymentAmount?: components["schemas"]["ObAmount"];
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    NextPaymentDateTime?: string;
                    RemittanceInformation?: {
                        Unstructured: string[];
                    };
                    StandingOrderId: string;
                    /** @enum {string} */
                    StandingOrderStatusCode: "ACTV" | "CANC" | "EXPI" | "SUSP";
                }[];
            };
            Links: components["schemas"]["ObLinks"];
            Meta: components["schemas"]["ObMeta"];
        };
        /** @description UK Open Banking Read/Write v4.0. */
        ObReadStatement: {
            Data: {
                Statement: {
                    /** @description Stable for the person and the account. */
                    AccountId: string;
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    CreationDateTime: string;
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    EndDateTime: string;
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    StartDateTime: string;
                    /** @description With ReadStatementsDetail. */
                    StatementAmount?: {
                        Amount: components["schemas"]["ObAmount"];
                        /** @enum {string} */
                        CreditDebitIndicator: "Credit" | "Debit";
                        Type: string;
                    }[];
                    StatementDateTime?: {
                        /**
                         * Format: date-time
                         * @example 2026-11-01T00:00:00.000Z
                         */
                        DateTime: string;
                        Type: string;
                    }[];
                    StatementId: string;
                    StatementReference: string;
                    /** @enum {string} */
                    Type: "AccountClosure" | "AccountOpening" | "Annual" | "Interim" | "RegularPeriodic";
                }[];
            };
            Links: components["schemas"]["ObLinks"];
            Meta: components["schemas"]["ObMeta"];
        };
        /** @description UK Open Banking Read/Write v4.0. */
        ObReadTransaction: {
            Data: {
                Transaction: {
                    /** @description Stable for the person and the account. */
                    AccountId: string;
                    Amount: components["schemas"]["ObAmount"];
                    Balance?: {
                        Amount: components["schemas"]["ObAmount"];
                        /** @enum {string} */
                        CreditDebitIndicator: "Credit" | "Debit";
                        /** @constant */
                        Type: "ITBD";
                    };
                    BankTransactionCode: {
                        Code: string;
                        SubCode: string;
                    };
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    BookingDateTime: string;
                    CardInstrument?: {
                        /** @enum {string} */
                        AuthorisationType: "ConsumerDevice" | "Contactless" | "None" | "PIN";
                        /** @enum {string} */
                        CardSchemeName: "AmericanExpress" | "Diners" | "Discover" | "MasterCard" | "VISA";
                        Identification: string;
                    };
                    CategoryPurposeCode?: string;
                    /** @enum {string} */
                    CreditDebitIndicator: "Credit" | "Debit";
                    /** @description The account of the other side, or its name alone. */
                    CreditorAccount?: {
                        Identification?: string;
                        Name?: string;
                        SchemeName?: string;
                        SecondaryIdentification?: string;
                    };
                    CreditorAgent?: {
                        Identification: string;
                        Name?: string;
                        SchemeName: string;
                    };
                    CurrencyExchange?: {
                        /** @description Units of the target currency for one of the source. */
                        ExchangeRate: number;
                        InstructedAmount: components["schemas"]["ObAmount"];
                        SourceCurrency: string;
                        TargetCurrency: string;
                        UnitCurrency: string;
                    };
                    /** @description The account of the other side, or its name alone. */
                    DebtorAccount?: {
                        Identification?: string;
                        Name?: string;
                        SchemeName?: string;
                        SecondaryIdentification?: string;
                    };
                    DebtorAgent?: {
                        Identification: string;
                        Name?: string;
                        SchemeName: string;
                    };
                    MerchantDetails?: {
                        MerchantCategoryCode?: string;
                        MerchantName: string;
                    };
                    StatementReference?: string[];
                    /** @enum {string} */
                    Status: "BOOK" | "PDNG" | "RJCT";
                    SupplementaryData?: {
                        ReversalOf: string;
                    };
                    /** @description The same while it is pending and once it is booked. */
                    TransactionId: string;
                    TransactionInformation?: string;
                    /** @enum {string} */
                    TransactionMutability: "Mutable" | "Immutable";
                    TransactionReference?: string;
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    ValueDateTime?: string;
                }[];
            };
            Links: components["schemas"]["ObLinks"];
            Meta: components["schemas"]["ObMeta"];
        };
        ObRemittanceInformation: {
            Structured?: {
                AdditionalRemittanceInformation?: string[];
                CreditorReferenceInformation?: {
                    /** @enum {string} */
                    Code?: "DISP" | "FXDR" | "PUOR" | "RPIN" | "RADM" | "SCOR";
                    Issuer?: string;
                    Reference?: string;
                };
                Invoicee?: string;
                Invoicer?: string;
                /** @description In the unit of the document; kept as it is. */
                ReferredDocumentAmount?: number;
                ReferredDocumentInformation?: {
                    /** @enum {string} */
                    Code?: "CINV" | "CNFA" | "CONT" | "CREN" | "DEBN" | "DISP" | "DNFA" | "HIRI" | "INVS" | "MSIN" | "PROF" | "PUOR" | "QUOT" | "SBIN" | "SPRR" | "TISH";
                    Issuer?: string;
                    LineDetails?: string[];
                    Number?: string;
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00+00:00
                     */
                    RelatedDate?: string;
                }[];
                TaxRemittance?: string;
            }[];
            Unstructured?: string[];
        };
        ObUltimateParty: {
            Identification?: string;
            LEI?: string;
            Name?: string;
            PostalAddress?: components["schemas"]["ObPaymentAddress"];
            SchemeName?: string;
        };
        ObVrp: {
            Data: {
                /** @description Always empty: people are not charged for payments that third parties order. */
                Charges: unknown[];
                ConsentId: string;
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                CreationDateTime: string;
                DomesticVRPId: string;
                Initiation: components["schemas"]["ObVrpInitiation"];
                Instruction: components["schemas"]["ObVrpInstruction"];
                Refund?: {
                    Identification: string;
                    Name: string;
                    SchemeName: string;
                };
                /** @enum {string} */
                Status: "RCVD" | "PDNG" | "ACTC" | "PATC" | "ACCP" | "ACFC" | "ACSP" | "ACWC" | "ACSC" | "ACWP" | "ACCC" | "BLCK" | "RJCT";
                StatusReason?: {
                    StatusReasonCode: string;
                    StatusReasonDescription: string;
                }[];
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                StatusUpdateDateTime: string;
            };
            Links: components["schemas"]["ObLinks"];
            Meta: Record<string, never>;
            Risk: components["schemas"]["ObPaymentRisk"];
        };
        ObVrpConsent: {
            Data: {
                ConsentId: string;
                ControlParameters: components["schemas"]["ObVrpControlParameters"];
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                CreationDateTime: string;
                Initiation: components["schemas"]["ObVrpInitiation"];
                /** @enum {string} */
                ReadRefundAccount?: "Yes" | "No";
                /** @enum {string} */
                Status: "AWAU" | "AUTH" | "RJCT" | "CANC" | "EXPD";
                StatusReason?: {
                    StatusReasonCode: string;
                    StatusReasonDescription: string;
                }[];
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                StatusUpdateDateTime: string;
            };
            Links: components["schemas"]["ObLinks"];
            Meta: Record<string, never>;
            Risk: components["schemas"]["ObPaymentRisk"];
        };
        /** @description Within what a third party may order payments. */
        ObVrpControlParameters: {
            MaximumIndividualAmount: components["schemas"]["ObPaymentAmount"];
            PeriodicLimits: {
                Amount: string;
                Currency: string;
                /** @enum {string} */
                PeriodAlignment: "Consent" | "Calendar";
                /** @enum {string} */
                PeriodType: "Day" | "Week" | "Fortnight" | "Month" | "Half-year" | "Year";
            }[];
            PSUAuthenticationMethods: string[];
            PSUInteractionTypes?: ("InSession" | "OffSession")[];
            SupplementaryData?: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @example 2026-11-01T00:00:00+00:00
             */
            ValidFromDateTime?: string;
            /**
             * Format: date-time
             * @example 2026-11-01T00:00:00+00:00
             */
            ValidToDateTime?: string;
            VRPType: string[];
        };
        ObVrpFundsConfirmation: {
            Data: {
                ConsentId: string;
                /**
                 * Format: date-time
                 * @example 2026-11-01T00:00:00.000Z
                 */
                CreationDateTime: string;
                FundsAvailableResult: {
                    /** @enum {string} */
                    FundsAvailable: "Available" | "NotAvailable";
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    FundsAvailableDateTime: string;
                };
                FundsConfirmationId: string;
                InstructedAmount: components["schemas"]["ObAmount"];
                Reference?: string;
            };
            Links: components["schemas"]["ObLinks"];
            Meta: Record<string, never>;
        };
        /** @description OBDomesticVRPInitiation: what stays the same in every payment. */
        ObVrpInitiation: {
            CreditorAccount?: {
                Identification: string;
                Name: string;
                Proxy?: components["schemas"]["ObProxy"];
                SchemeName: string;
                SecondaryIdentification?: string;
            };
            CreditorAgent?: components["schemas"]["ObPaymentAgent"];
            CreditorPostalAddress?: components["schemas"]["ObPaymentAddress"];
            DebtorAccount?: {
                Identification: string;
                Name: string;
                Proxy?: components["schemas"]["ObProxy"];
                SchemeName: string;
                SecondaryIdentification?: string;
            };
            RegulatoryReporting?: {
                Authority?: {
                    CountryCode?: string;
                    Name?: string;
                };
                /** @enum {string} */
                DebitCreditReportingIndicator?: "CRED" | "DEBT" | "BOTH";
                Details?: {
                    Amount?: components["schemas"]["ObPaymentAmount"];
                    Country?: string;
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00+00:00
                     */
                    Date?: string;
                    Information?: string[];
                    Type?: string;
                }[];
            }[];
            RemittanceInformation?: components["schemas"]["ObRemittanceInformation"];
            UltimateCreditor?: components["schemas"]["ObUltimateParty"];
            UltimateDebtor?: components["schemas"]["ObUltimateParty"];
        };
        /** @description OBDomesticVRPInstruction: what is particular to one payment. */
        ObVrpInstruction: {
            CreditorAccount: {
                Identification: string;
                Name: string;
                Proxy?: components["schemas"]["ObProxy"];
                SchemeName: string;
                SecondaryIdentification?: string;
            };
            CreditorAgent?: components["schemas"]["ObPaymentAgent"];
            CreditorPostalAddress?: components["schemas"]["ObPaymentAddress"];
            EndToEndIdentification: string;
            InstructedAmount: components["schemas"]["ObPaymentAmount"];
            InstructionIdentification: string;
            LocalInstrument?: string;
            RemittanceInformation?: components["schemas"]["ObRemittanceInformation"];
            SupplementaryData?: {
                [key: string]: unknown;
            };
            UltimateCreditor?: components["schemas"]["ObUltimateParty"];
        };
        OpenBankingPayment: {
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            amount: number;
            /** @example cns_01jd9w2m6te3rbq4c8v5xkz7fh */
            consent: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            currency: string;
            end_to_end: string;
            /** @example hld_01jd9w2m6te3rbq4c8v5xkz7fh */
            holder: string;
            /** @example obp_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            instruction: string;
            /** @enum {string} */
            kind: "domestic" | "vrp";
            /** @example mer_01jd9w2m6te3rbq4c8v5xkz7fh */
            merchant: string;
            /** @constant */
            object: "open_banking_payment";
            payment: string | null;
            /** @description The code of the refusal that rejected it. */
            rejection: string | null;
            /** @enum {string} */
            status: "accepted" | "rejected";
            /** @example tpp_01jd9w2m6te3rbq4c8v5xkz7fh */
            third_party: string;
        };
        OpenBankingPaymentList: {
            data: components["schemas"]["OpenBankingPayment"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        OpenBankingStatistics: {
            days: {
                /**
                 * Format: date
                 * @example 2026-07-01
                 */
                date: string;
                endpoints: {
                    /** @description Share of the requests that this server did not fail. */
                    availability: number;
                    /** @description Share of the requests that this server failed. */
                    error_rate: number;
                    /** @description Answered with 5xx: this server was. */
                    failed: number;
                    method: string;
                    operation: string;
                    path: string;
                    /** @description Answered with 4xx: the request was at fault. */
                    refused: number;
                    /** @description All answered requests. */
                    requests: number;
                    response_time_ms: {
                        /** @description Mean, in milliseconds; null when there is none. */
                        mean: number | null;
                        /** @description Half of the requests took at most this, in milliseconds; null when there is none. */
                        p50: number | null;
                        /** @description 95 % of the requests took at most this, in milliseconds; null when there is none. */
                        p95: number | null;
                        /** @description 99 % of the requests took at most this, in milliseconds; null when there is none. */
                        p99: number | null;
                    };
                    /** @description Answered with 2xx. */
                    succeeded: number;
                }[];
                uptime: {
                    /** @description Minutes of the day so far, from the first one on that was observed. */
                    minutes: number;
                    /** @description Minutes of the day in which requests could be answered. */
                    minutes_up: number;
                    /** @description Share of these minutes. */
                    share: number;
                };
            }[];
            /**
             * Format: date
             * @example 2026-07-01
             */
            from: string;
            limits: {
                address: {
                    /** @description Requests at once. */
                    burst: number;
                    /** @description Requests a second. */
                    per_second: number;
                } | null;
                third_party: {
                    /** @description Requests at once. */
                    burst: number;
                    /** @description Requests a second. */
                    per_second: number;
                } | null;
            };
            /** @constant */
            object: "open_banking_statistics";
            /**
             * Format: date
             * @example 2026-07-01
             */
            to: string;
        };
        Operator: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @example opr_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @description `null`: calls by API key only. */
            login: string | null;
            name: {
                en: string;
                zh: string;
            };
            /** @constant */
            object: "operator";
            roles: string[];
            /** @enum {string} */
            status: "active" | "invited" | "disabled";
        };
        OperatorChange: {
            disabled?: boolean;
            name?: {
                en: string;
                zh: string;
            };
            roles?: ("administrator" | "operations" | "finance" | "risk" | "compliance" | "partner_manager" | "merchant_manager" | "auditor" | "regulator")[];
        };
        OperatorEnrolment: {
            /** @constant */
            object: "operator_enrolment";
            recovery_codes: string[];
            session: components["schemas"]["OperatorSession"];
        };
        OperatorInvitation: {
            /** @description Shown this once: hand it to the operator, who enrols with it at /operator/enrol. */
            enrolment_secret: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            expires_at: string;
            /** @constant */
            object: "operator_invitation";
            operator: components["schemas"]["Operator"];
        };
        OperatorList: {
            data: components["schemas"]["Operator"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        OperatorMe: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @example opr_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @description `null`: calls by API key only. */
            login: string | null;
            name: {
                en: string;
                zh: string;
            };
            /** @constant */
            object: "operator";
            permissions: string[];
            roles: string[];
            /** @enum {string} */
            status: "active" | "invited" | "disabled";
        };
        OperatorSession: {
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
            /** @example ses_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @constant */
            object: "operator_session";
            operator: components["schemas"]["Operator"];
            /** @description For clients without cookies: send it as a bearer token. */
            token: string;
        };
        OperatorSignIn: {
            /**
             * @description Capitals make no difference.
             * @example lin.xiao
             */
            login: string;
            password: string;
            second_factor: components["schemas"]["SecondFactor"];
        };
        OwnMerchantApplication: {
            agreement: {
                accepted_at: string | null;
                /** @example agr_01jd9w2m6te3rbq4c8v5xkz7fh */
                id: string;
                template: string;
                /** @description Counted from 1. */
                version: number;
            } | null;
            channels: components["schemas"]["MerchantApplicationChannel"][];
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            decided_at: string | null;
            documents: components["schemas"]["MerchantDocument"][];
            /** @description What is still to be brought; known once the form is complete. */
            documents_missing: {
                /** @description Which owner or shop of the form, counted from 0. */
                about: number;
                /** @enum {string} */
                kind: "licence" | "legal_person_id_front" | "legal_person_id_back" | "beneficial_owner_id_front" | "beneficial_owner_id_back" | "contact_id_front" | "contact_id_back" | "contact_authorisation" | "bank_account" | "shop_front" | "shop_indoor" | "website" | "qualification";
            }[];
            findings: components["schemas"]["MerchantApplicationFinding"][];
            form: components["schemas"]["MerchantApplicationFormShown"];
            /** @example apl_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            licence_number: string | null;
            live_at: string | null;
            merchant: string | null;
            name: components["schemas"]["LocalText"] | null;
            note: string | null;
            /** @constant */
            object: "merchant_application";
            /** @description The way to going live, in order, and what is to be done now. */
            progress: {
                next: components["schemas"]["LocalText"] | null;
                /** @enum {string} */
                state: "done" | "now" | "later" | "failed";
                step: string;
                title: components["schemas"]["LocalText"];
            }[];
            /** @description Counts every change of form and documents; decisions name it. */
            revision: number;
            /** @enum {string} */
            state: "draft" | "submitted" | "checking" | "needs_correction" | "approved" | "agreement" | "channels" | "live" | "rejected" | "withdrawn";
            /** @description How often it was submitted. */
            submissions: number;
            submitted_at: string | null;
            /** @description The agreement that is offered or accepted. */
            terms: {
                clauses: unknown[];
                title: string;
            } | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            updated_at: string;
        };
        PasskeyOptions: {
            ceremony: string;
            /** @constant */
            object: "passkey_options";
            /** @description For `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`. */
            public_key: {
                [key: string]: unknown;
            };
        };
        /** @description The browser’s answer: `PublicKeyCredential.toJSON()` (Web Authentication Level 3). */
        PasskeyResponse: {
            id: string;
            response: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
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
            /** @description Attempts so far. Another rail tried for the same choice of the payer is an attempt of its own. */
            attempt_count: number;
            /** @description Present with expand[]=attempts. */
            attempts?: components["schemas"]["PaymentAttempt"][];
            canceled_at: string | null;
            cancellation_reason: string | null;
            /** @enum {string} */
            capture_method: "automatic" | "manual";
            /** @description The rail of the latest attempt; null for the wallet. */
            channel: string | null;
            checkout_url: string;
            /** @description Whoever holds it may see and pay this payment: hand it to the payer only. */
            client_token: string;
            /** @description While the order that is open at a channel is being closed: to end the payment, or to pay another way. */
            closing: ("cancel" | "change") | null;
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
            next_action: components["schemas"]["NextAction"] | null;
            /** @constant */
            object: "payment";
            order_reference: string;
            payment_method: {
                bank: string | null;
                /** @description How the payer meets the order: native or qr, jsapi, h5, wap, app, page, code, gateway, redirect, agreement. */
                flow: string | null;
                mandate: string | null;
                /** @enum {string} */
                type: "wallet_balance" | "bank_card" | "wechat_pay" | "alipay" | "bank_gateway" | "open_banking";
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
            /** @description The rail it went to. */
            channel: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            error: {
                code: string;
            } | null;
            finished_at: string | null;
            /** @description How the payer meets the order: native or qr, jsapi, h5, wap, app, page, code, gateway, redirect, agreement. */
            flow: string | null;
            /** @example att_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @enum {string} */
            method: "wallet_balance" | "bank_card" | "wechat_pay" | "alipay" | "bank_gateway" | "open_banking";
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
        /** @description From a wallet or a bound card only under a mandate that the holder gave the merchant. At a channel the payer acts: next_action says how; with auth_code (付款码) or a mandate the money is taken at once. */
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
        } | {
            /** @description 付款码 that the payer shows and the merchant scans. */
            auth_code?: string;
            /**
             * @default native
             * @enum {string}
             */
            flow?: "native" | "jsapi" | "h5" | "app" | "code";
            /** @description The payer's openid under the merchant's app; needed by jsapi. */
            openid?: string;
            /** @description The payer's own address, where the flow `h5` is asked for by a server. */
            payer_ip?: string;
            /** @constant */
            type: "wechat_pay";
        } | {
            /** @description 付款码 that the payer shows and the merchant scans. */
            auth_code?: string;
            /** @description Whom Alipay is to ask, where the merchant knows it. */
            buyer_id?: string;
            /** @enum {string} */
            flow?: "qr" | "page" | "wap" | "app" | "code" | "jsapi";
            /**
             * @description An agreement of the buyer with you: nobody has to act; excludes the rest.
             * @example mdt_01jd9w2m6te3rbq4c8v5xkz7fh
             */
            mandate?: string;
            /** @constant */
            type: "alipay";
        } | {
            /** @description Code of the payer's bank, e.g. `ICBC`; one of those that the checkout offers. */
            bank: string;
            /** @constant */
            type: "bank_gateway";
        } | {
            /** @description Code of the payer's bank, e.g. `ICBC`; one of those that the checkout offers. */
            bank: string;
            /** @constant */
            type: "open_banking";
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
        PollEventsRequest: {
            ack?: string[];
            /** @description Number of events to answer with at the most; 0 only acknowledges. */
            maxEvents?: number;
            returnImmediately?: boolean;
            setErrs?: {
                [key: string]: {
                    description: string;
                    err: string;
                };
            };
        };
        PostSandboxTransactionRequest: {
            /**
             * @description An amount in minor units of the currency (CNY: fen), at least 1.
             * @example 1999
             */
            amount: number;
            /** @enum {string} */
            direction: "credit" | "debit";
            information: string;
            merchant?: {
                /**
                 * @description Merchant category code, ISO 18245.
                 * @example 5814
                 */
                category_code?: string;
                name: string;
            };
            reference?: string;
            /**
             * @default booked
             * @enum {string}
             */
            status?: "pending" | "booked";
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
        Proof: {
            password: string;
            /** @constant */
            type: "password";
        } | {
            code: string;
            /** @constant */
            type: "totp";
        } | {
            code: string;
            /** @constant */
            type: "sms";
        } | {
            response: components["schemas"]["PasskeyResponse"];
            /** @constant */
            type: "passkey";
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
        ReconciliationClose: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            closed_at: string;
            closed_by: string;
            /**
             * Format: date
             * @example 2026-07-01
             */
            date: string;
            documents: {
                /** @description Size of the document. */
                bytes: number;
                content_type: string;
                name: string;
                sha256: string;
            }[];
            /**
             * Format: date
             * @example 2026-07-01
             */
            id: string;
            /** @constant */
            object: "reconciliation_close";
            /** @description It had been closed; everything was made again and is the same. */
            repeated: boolean;
        };
        ReconciliationDay: {
            closed: boolean;
            /**
             * Format: date
             * @example 2026-07-01
             */
            date: string;
            exceptions: {
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                amount: number;
                /** @description Of this date, and those open of earlier ones. */
                count: number;
                /** @enum {string} */
                kind: "long" | "short" | "amount" | "status" | "duplicate" | "late" | "fee" | "unreadable";
                source: string;
                /** @enum {string} */
                state: "open" | "repairing" | "explained" | "repaired" | "cleared";
            }[];
            /**
             * Format: date
             * @example 2026-07-01
             */
            id: string;
            imports: components["schemas"]["ReconciliationImport"][];
            /** @description What is in the way of its close; empty when it can be closed. */
            missing: string[];
            /** @constant */
            object: "reconciliation_day";
            suspense: {
                /** @enum {string} */
                account: "suspense_long" | "suspense_short";
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                balance: number;
                source: string;
            }[];
        };
        ReconciliationException: {
            /** @description Whole days since it was found, until it ended. */
            age_days: number;
            /** @description What is at stake. */
            amount: components["schemas"]["Money"];
            closed_at: string | null;
            closed_by: string | null;
            comment: string | null;
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
            detail: string;
            /** @description What clearing knows it by. */
            discrepancy: string | null;
            expected: number | null;
            found: number | null;
            history?: {
                actor: string;
                /**
                 * Format: date-time
                 * @example 2026-07-01T08:00:00.000Z
                 */
                at: string;
                event: string;
                words: string | null;
            }[];
            /** @example rex_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            import: string | null;
            instruction: string | null;
            /**
             * @description `long` (长款): they have what we have not. `short` (短款): we have what they have not.
             * @enum {string}
             */
            kind: "long" | "short" | "amount" | "status" | "duplicate" | "late" | "fee" | "unreadable";
            /** @constant */
            object: "reconciliation_exception";
            owner: string | null;
            reference: string | null;
            repairs?: components["schemas"]["ReconciliationRepair"][];
            /** @description Number of the line in the file, where it is about one. */
            row: number | null;
            /** @enum {string} */
            side: "channel" | "clearing" | "reserve";
            source: string;
            /** @enum {string} */
            state: "open" | "repairing" | "explained" | "repaired" | "cleared";
        };
        ReconciliationExceptionList: {
            data: components["schemas"]["ReconciliationException"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        ReconciliationImport: {
            /** @description Size of the file. */
            bytes: number | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            created_by: string;
            /**
             * Format: date
             * @example 2026-07-01
             */
            date: string;
            file_name: string;
            format: string;
            /** @example imp_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @description The saved column mapping with its version, e.g. `bank_a/2`. */
            mapping: string | null;
            matched_at: string | null;
            matches?: {
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                fees: number;
                /** @description How many lines. */
                lines: number;
                /** @enum {string} */
                match: "open" | "matched" | "exception" | "explained" | "ignored";
                /**
                 * @description Money in less money out, minor units.
                 * @example 1999
                 */
                net: number;
            }[];
            /** @constant */
            object: "reconciliation_import";
            /** @enum {string} */
            origin: "upload" | "fetch";
            /** @description How far it has come. */
            progress: {
                /** @description Bytes of the file that have been read. */
                bytes_read: number;
                /** @description Rows that could not be read; see `/errors`. */
                errors: number;
                /** @description Where reading goes on after a crash. */
                last_row: number;
                /** @description Lines that were read and stored. */
                lines: number;
                /** @description Up to which row lines have been matched. */
                matched_to_row: number;
                /** @description Parts of the file that have arrived. */
                parts: number;
                /** @description Of reading and matching together, 0 to 100. */
                percent: number;
            };
            read_at: string | null;
            /** @description Why it was refused or discarded. */
            reason: string | null;
            sha256: string | null;
            /** @enum {string} */
            side: "channel" | "clearing" | "reserve";
            /** @description The rail’s code, or `reserve`. */
            source: string;
            /** @enum {string} */
            state: "receiving" | "queued" | "reading" | "read" | "matched" | "refused" | "discarded";
            summary: {
                amount: number | null;
                closing: number | null;
                /** @description Lines, as the file says. */
                count: number | null;
                fee: number | null;
                opening: number | null;
            } | null;
        };
        ReconciliationImportList: {
            data: components["schemas"]["ReconciliationImport"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        ReconciliationLine: {
            amount: components["schemas"]["Money"];
            at: string | null;
            channel_reference: string | null;
            counterparty: string | null;
            date: string | null;
            /** @enum {string} */
            direction: "in" | "out";
            fee: number | null;
            instruction: string | null;
            /** @enum {string} */
            kind: "debit" | "refund" | "payout" | "fee" | "transfer" | "settlement" | "other";
            /** @enum {string} */
            match: "open" | "matched" | "exception" | "explained" | "ignored";
            /** @constant */
            object: "reconciliation_line";
            original_reference: string | null;
            reference: string | null;
            /** @description Number of the line in the file, from 1. */
            row: number;
            /** @description How it was matched: reference, sum, channel_reference, owner, amount_time, net, hand. */
            rule: string | null;
            /** @description As the file has it. */
            status: string | null;
        };
        ReconciliationLineList: {
            data: components["schemas"]["ReconciliationLine"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        ReconciliationMapping: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            created_by: string;
            mapping: {
                [key: string]: unknown;
            };
            name: string;
            /** @constant */
            object: "reconciliation_mapping";
            /** @description Counts from 1. */
            version: number;
        };
        ReconciliationMappingList: {
            data: components["schemas"]["ReconciliationMapping"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        ReconciliationRepair: {
            comment: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @example rex_01jd9w2m6te3rbq4c8v5xkz7fh */
            exception: string;
            failure: string | null;
            finished_at: string | null;
            /** @example rrp_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @enum {string} */
            kind: "match" | "write_off" | "book_missing" | "refund_long" | "move_suspense" | "accept_fee";
            /** @constant */
            object: "reconciliation_repair";
            requested_by: string;
            /** @description The entries that were posted, and what else came of it. */
            result: {
                [key: string]: unknown;
            } | null;
            /**
             * @description `waiting`: the money is on its way back.
             * @enum {string}
             */
            state: "pending" | "waiting" | "done" | "failed";
        };
        ReconciliationRowError: {
            code: string;
            detail: string;
            /** @constant */
            object: "reconciliation_row_error";
            /** @description 0 when it is about the file. */
            row: number;
            /** @description The line as it was written. */
            text: string;
        };
        ReconciliationRowErrorList: {
            data: components["schemas"]["ReconciliationRowError"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        ReconciliationRules: {
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            amount_tolerance: number;
            created_by: string;
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            fee_tolerance: number;
            fees: {
                [key: string]: {
                    /** @description Hundredths of a percent. */
                    basis_points: number;
                    /**
                     * @description Minor units of the currency.
                     * @example 1999
                     */
                    fixed: number;
                };
            };
            /** @description Days by which a line may come late without being listed. */
            late_days: number;
            /** @constant */
            object: "reconciliation_rules";
            source: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            valid_from: string;
            /** @description Counts over all sources. */
            version: number;
            /** @description Hours between a line and an instruction that are matched by amount and time alone. */
            window_hours: number;
        };
        ReconciliationRulesList: {
            data: components["schemas"]["ReconciliationRules"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        ReconciliationSource: {
            code: string;
            connected: boolean;
            /** @description Bills are fetched from it; otherwise they are uploaded. */
            fetched: boolean;
            formats: {
                code: string;
                name: components["schemas"]["LocalText"];
                /** @enum {string} */
                side: "channel" | "clearing" | "reserve";
            }[];
            /** @constant */
            object: "reconciliation_source";
        };
        ReconciliationSourceList: {
            data: components["schemas"]["ReconciliationSource"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        RecoveryCodes: {
            /** @description Shown this once; each signs in once. */
            codes: string[];
            /** @constant */
            object: "recovery_codes";
        };
        RecoveryState: {
            created_at: string | null;
            /** @constant */
            object: "recovery_state";
            /** @description Number of codes that were not used. */
            remaining: number;
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
        RegisterOperatorPasskeyRequest: {
            /**
             * Format: uuid
             * @description From the answer with the options.
             */
            ceremony: string;
            /** @example Phone */
            name: string;
            response: components["schemas"]["PasskeyResponse"];
        };
        RegisterWalletPasskeyRequest: {
            /**
             * Format: uuid
             * @description From the answer with the options.
             */
            ceremony: string;
            /** @example Phone */
            name: string;
            response: components["schemas"]["PasskeyResponse"];
        };
        Rehearsal: {
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
            /** @example rhs_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @constant */
            object: "rehearsal";
            /**
             * @description `passed`: every step of its roles has. `ended`: over before that.
             * @enum {string}
             */
            state: "open" | "passed" | "ended";
            steps: {
                /** @description How often the step was seen, failed or not. */
                attempts: number;
                /** @description The latest failure, also when a success has followed it. */
                failure: {
                    /**
                     * Format: date-time
                     * @example 2026-07-01T08:00:00.000Z
                     */
                    at: string;
                    code: string | null;
                    /** @description What the check found, in its own words. */
                    detail: string | null;
                    fix: components["schemas"]["LocalText"];
                    what: components["schemas"]["LocalText"];
                } | null;
                last_at: string | null;
                /**
                 * @description What the client did last counts.
                 * @enum {string}
                 */
                state: "passed" | "failed" | "not_seen";
                /** @enum {string} */
                step: "keys" | "client_token" | "request_signature" | "consent" | "pushed_request" | "authorisation" | "code_exchange" | "access" | "resource" | "refresh" | "revocation" | "consent_end";
                title: components["schemas"]["LocalText"];
                todo: components["schemas"]["LocalText"];
            }[];
            /** @example tpp_01jd9w2m6te3rbq4c8v5xkz7fh */
            third_party: string;
        };
        RehearsalWithPage: {
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
            /** @example rhs_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @constant */
            object: "rehearsal";
            /**
             * Format: uri
             * @description The same as a page, for whoever has this address. Shown this once.
             */
            page_url: string;
            /**
             * @description `passed`: every step of its roles has. `ended`: over before that.
             * @enum {string}
             */
            state: "open" | "passed" | "ended";
            steps: {
                /** @description How often the step was seen, failed or not. */
                attempts: number;
                /** @description The latest failure, also when a success has followed it. */
                failure: {
                    /**
                     * Format: date-time
                     * @example 2026-07-01T08:00:00.000Z
                     */
                    at: string;
                    code: string | null;
                    /** @description What the check found, in its own words. */
                    detail: string | null;
                    fix: components["schemas"]["LocalText"];
                    what: components["schemas"]["LocalText"];
                } | null;
                last_at: string | null;
                /**
                 * @description What the client did last counts.
                 * @enum {string}
                 */
                state: "passed" | "failed" | "not_seen";
                /** @enum {string} */
                step: "keys" | "client_token" | "request_signature" | "consent" | "pushed_request" | "authorisation" | "code_exchange" | "access" | "resource" | "refresh" | "revocation" | "consent_end";
                title: components["schemas"]["LocalText"];
                todo: components["schemas"]["LocalText"];
            }[];
            /** @example tpp_01jd9w2m6te3rbq4c8v5xkz7fh */
            third_party: string;
        };
        RejectApproval: {
            /** @description Why. */
            note: string;
        };
        RepairReconciliationExceptionRequest: {
            /** @example rex_01jd9w2m6te3rbq4c8v5xkz7fh */
            against?: string;
            comment: string;
            /** @example ins_01jd9w2m6te3rbq4c8v5xkz7fh */
            instruction?: string;
            /** @enum {string} */
            kind: "match" | "write_off" | "book_missing" | "refund_long" | "move_suspense" | "accept_fee";
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
                code: "reserve_cash" | "clearing_receivable" | "channel_fees_withheld" | "suspense_short" | "wallet_balance" | "merchant_unsettled" | "merchant_settled" | "merchant_refund_deposit" | "payout_in_transit" | "refund_in_transit" | "fees_unsettled" | "fees_due" | "suspense_long" | "own_cash" | "merchant_advance" | "capital" | "fee_income" | "channel_cost" | "loss";
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
                    code: "reserve_cash" | "clearing_receivable" | "channel_fees_withheld" | "suspense_short" | "wallet_balance" | "merchant_unsettled" | "merchant_settled" | "merchant_refund_deposit" | "payout_in_transit" | "refund_in_transit" | "fees_unsettled" | "fees_due" | "suspense_long" | "own_cash" | "merchant_advance" | "capital" | "fee_income" | "channel_cost" | "loss";
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
        ResumeThirdParty: {
            reason?: string;
        };
        RevokeConsentRequest: {
            reason: string;
        };
        RiskSignal: {
            basis: {
                document: string | null;
                statute: string | null;
                /** @enum {string} */
                type: "consent" | "statutory";
            };
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            /** @example hld_01jd9w2m6te3rbq4c8v5xkz7fh */
            holder: string;
            /** @example sig_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @enum {string} */
            kind: "fraud_report" | "account_takeover" | "mule_account" | "device_compromise";
            /** @constant */
            object: "risk_signal";
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            occurred_at: string;
            recipients: {
                consent: string | null;
                read_at: string | null;
                /** @example tpp_01jd9w2m6te3rbq4c8v5xkz7fh */
                third_party: string;
            }[];
            /** @enum {string} */
            severity: "low" | "medium" | "high";
            summary: string;
            withdrawal_reason: string | null;
            withdrawn_at: string | null;
        };
        /** @description Oldest first. Links.Next is the address of what comes after, now or later. */
        RiskSignalFeed: {
            Data: {
                /** @description Whether to ask again at once; otherwise ask Links.Next from time to time. */
                More: boolean;
                RiskSignal: {
                    /** @description The consent that names risk signals; it tells the bank whom this is about. */
                    ConsentId?: string;
                    /** @enum {string} */
                    Kind: "fraud_report" | "account_takeover" | "mule_account" | "device_compromise";
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    OccurredDateTime: string;
                    RiskSignalId: string;
                    /** @enum {string} */
                    Severity: "low" | "medium" | "high";
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    SharedDateTime: string;
                    /** @enum {string} */
                    Status: "Active" | "Withdrawn";
                    StatutoryBasis?: string;
                    /** @description Whom this is about, where the basis is statutory. */
                    Subject?: {
                        IdNumberMasked: string;
                        Name: string;
                        PhoneMasked: string;
                    };
                    Summary: string;
                }[];
            };
            Links: components["schemas"]["ObLinks"];
            Meta: components["schemas"]["ObMeta"];
        };
        RiskSignalList: {
            data: components["schemas"]["RiskSignal"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        Role: {
            name: components["schemas"]["LocalText"];
            /** @constant */
            object: "role";
            /** @description What each operation names under its security. */
            permissions: ("ledger:read" | "ledger:write" | "merchants:read" | "merchants:write" | "merchants:review" | "agreements:read" | "agreements:write" | "holders:read" | "holders:write" | "policies:read" | "policies:write" | "days:read" | "days:write" | "clearing:read" | "clearing:write" | "reconciliation:read" | "reconciliation:write" | "keys:write" | "audit:read" | "webhooks:read" | "third_parties:read" | "third_parties:write" | "consents:read" | "consents:write" | "risk_signals:read" | "risk_signals:write" | "operators:read" | "operators:write" | "approvals:read" | "approvals:decide" | "connectors:read" | "connectors:write" | "connectors:raw" | "routing:read" | "routing:write")[];
            purpose: components["schemas"]["LocalText"];
            /** @enum {string} */
            role: "administrator" | "operations" | "finance" | "risk" | "compliance" | "partner_manager" | "merchant_manager" | "auditor" | "regulator";
        };
        RoleList: {
            data: components["schemas"]["Role"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        /** @description Which rail was chosen, from which, and why. The first candidate is the chosen one. */
        RoutingDecision: {
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            amount: number;
            bank: string | null;
            candidates: {
                cost: number | null;
                eligible: boolean;
                rail: string;
                reasons: {
                    code: string;
                    text: string;
                    values: {
                        [key: string]: string | number;
                    };
                }[];
                /** @description Expected success less cost, in points of the policy `routing.score`. */
                score: number | null;
            }[];
            chosen: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            flow: string | null;
            /** @example rtd_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            merchant: string | null;
            method: string | null;
            /** @constant */
            object: "routing_decision";
            reference: string;
            /** @description Version of the rules; counts up. */
            rule_set: number;
            /** @enum {string} */
            subject: "payment" | "payout";
        };
        RoutingDecisionList: {
            data: components["schemas"]["RoutingDecision"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        RoutingDryRun: {
            candidates: {
                cost: number | null;
                eligible: boolean;
                rail: string;
                reasons: {
                    code: string;
                    text: string;
                    values: {
                        [key: string]: string | number;
                    };
                }[];
                /** @description Expected success less cost, in points of the policy `routing.score`. */
                score: number | null;
            }[];
            chosen: string | null;
            /** @constant */
            object: "routing_dry_run";
            recent: {
                /** @description How many would take another rail. */
                changed: number;
                /** @description How many were decided again. */
                decisions: number;
                moves: {
                    /** @description How many. */
                    count: number;
                    from: string | null;
                    to: string | null;
                }[];
            } | null;
            refusal: string | null;
            /** @description Version of the rules that were tried; null for rules that are not kept. */
            rule_set: number | null;
        };
        RoutingDryRunInput: {
            /**
             * @description An amount in minor units of the currency (CNY: fen), at least 1.
             * @example 1999
             */
            amount: number;
            /**
             * Format: date-time
             * @description Hours and weekdays of rules as at this instant; now unless said.
             * @example 2026-07-01T08:00:00Z
             */
            at?: string;
            bank?: string;
            /** @description Rails that were tried already. */
            excluded?: string[];
            /** @enum {string} */
            flow?: "native" | "jsapi" | "h5" | "app" | "code" | "page" | "wap" | "gateway" | "agreement" | "redirect";
            /** @example mer_01jd9w2m6te3rbq4c8v5xkz7fh */
            merchant?: string;
            /** @enum {string} */
            method?: "wallet_balance" | "bank_card" | "wechat_pay" | "alipay" | "bank_gateway" | "open_banking";
            /** @description Decide so many of the latest orders again, too, and say what would change. */
            recent?: number;
            /** @description Shares by weight follow from it. */
            reference?: string;
            /** @description A version instead of the one in force. */
            rule_set?: number;
            /** @description Rules that are not kept yet, instead. */
            rules?: components["schemas"]["RoutingRule"][];
            /**
             * @default payment
             * @enum {string}
             */
            subject?: "payment" | "payout";
        };
        /** @description prefer: these first, in this order. exclude: never these. only: none but these. weight: shares among those that are equally preferred. */
        RoutingRule: {
            effect: {
                rails: string[];
                /** @enum {string} */
                type: "prefer" | "exclude" | "only";
            } | {
                /** @constant */
                type: "weight";
                weights: {
                    [key: string]: number;
                };
            };
            name: string;
            /** @description Every condition that is there must hold; of a list one member is enough. Empty: always. */
            when: {
                /**
                 * @description An amount in minor units of the currency (CNY: fen), at least 1.
                 * @example 1999
                 */
                amount_max?: number;
                /**
                 * @description An amount in minor units of the currency (CNY: fen), at least 1.
                 * @example 1999
                 */
                amount_min?: number;
                banks?: string[];
                flows?: ("native" | "jsapi" | "h5" | "app" | "code" | "page" | "wap" | "gateway" | "agreement" | "redirect")[];
                /** @description In the institution’s time zone; `to` is excluded. */
                hours?: {
                    from: string;
                    to: string;
                };
                merchants?: string[];
                methods?: ("wallet_balance" | "bank_card" | "wechat_pay" | "alipay" | "bank_gateway" | "open_banking")[];
                subjects?: ("payment" | "payout")[];
                weekdays?: number[];
            };
        };
        RoutingRuleSet: {
            /** @description When it last came into force; null: never. */
            activated_at: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            created_by: string;
            note: string;
            /** @constant */
            object: "routing_rule_set";
            rules: {
                effect: {
                    rails: string[];
                    /** @enum {string} */
                    type: "prefer" | "exclude" | "only";
                } | {
                    /** @constant */
                    type: "weight";
                    weights: {
                        [key: string]: number;
                    };
                };
                name: string;
                when: {
                    /**
                     * @description Minor units of the currency.
                     * @example 1999
                     */
                    amount_max?: number;
                    /**
                     * @description Minor units of the currency.
                     * @example 1999
                     */
                    amount_min?: number;
                    banks?: string[];
                    flows?: string[];
                    hours?: {
                        from: string;
                        to: string;
                    };
                    merchants?: string[];
                    methods?: string[];
                    subjects?: string[];
                    weekdays?: number[];
                };
            }[];
            /** @description Version of the rules; counts up. */
            version: number;
        };
        RoutingRuleSetList: {
            /** @description The version in force. */
            active: number | null;
            data: components["schemas"]["RoutingRuleSet"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        SandboxAccount: {
            /**
             * @description Booked, in minor units; negative when the holder owes.
             * @example 1999
             */
            balance: number;
            bank: components["schemas"]["LocalText"];
            closed_at: string | null;
            currency: string;
            /** @enum {string} */
            data_set: "cn" | "uk";
            /** @description How long each answer about it takes longer, in milliseconds. */
            delay_ms: number;
            description: string;
            failing: boolean;
            /** @example hld_01jd9w2m6te3rbq4c8v5xkz7fh */
            holder: string;
            /** @example bac_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @enum {string} */
            kind: "current" | "savings" | "card";
            number_masked: string;
            /** @constant */
            object: "sandbox_account";
            /** @description How many transactions the account has. */
            transactions: number;
        };
        SandboxAccountList: {
            data: components["schemas"]["SandboxAccount"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        SandboxCustomer: {
            accounts: components["schemas"]["SandboxAccount"][];
            /** @enum {string} */
            data_set: "cn" | "uk";
            /** @example hld_01jd9w2m6te3rbq4c8v5xkz7fh */
            holder: string;
            /** @constant */
            object: "sandbox_customer";
        };
        SandboxSms: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            id: string;
            /** @constant */
            object: "sandbox_sms";
            phone: string;
            purpose: string;
            text: string;
        };
        SandboxSmsList: {
            data: components["schemas"]["SandboxSms"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        SandboxSoftware: {
            /**
             * @description As people see it.
             * @example Money Overview
             */
            client_name: string;
            /** @example 财务一览 */
            client_name_zh?: string;
            /**
             * @description Whom people may ask about their data; shown when they are asked for consent.
             * @example [
             *       "privacy@app.example"
             *     ]
             */
            contacts?: string[];
            /** @description Leave it out to send `jwks` with the registration. */
            jwks_uri?: string;
            /** @default Sandbox organisation */
            organisation?: string;
            redirect_uris: string[];
            roles: ("account_information" | "payment_initiation" | "funds_confirmation" | "risk_information")[];
        };
        SandboxTransaction: {
            /** @example bac_01jd9w2m6te3rbq4c8v5xkz7fh */
            account: string;
            /**
             * @description Minor units of the currency.
             * @example 1999
             */
            amount: number;
            balance_after: number | null;
            /**
             * Format: date-time
             * @description When it was booked; until then, when it arrived.
             * @example 2026-07-01T08:00:00.000Z
             */
            booked_at: string;
            /** @enum {string} */
            direction: "credit" | "debit";
            /** @example btx_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            information: string;
            /** @description Category codes are of ISO 18245. */
            merchant: {
                category_code: string | null;
                name: string;
            } | null;
            /** @constant */
            object: "sandbox_transaction";
            reversal_of: string | null;
            /** @enum {string} */
            status: "PDNG" | "BOOK" | "RJCT";
        };
        SandboxTransactionPage: {
            data: components["schemas"]["SandboxTransaction"][];
            next: string | null;
            /** @constant */
            object: "list";
        };
        SaveReconciliationMappingRequest: {
            mapping: {
                /**
                 * @description Integers of minor units, or decimals.
                 * @enum {string}
                 */
                amounts: "minor" | "decimal";
                /** @description Titles of the columns, as in the file’s header. */
                columns: {
                    amount: string;
                    at?: string;
                    channel_reference?: string;
                    counterparty?: string;
                    currency?: string;
                    date?: string;
                    direction?: string;
                    fee?: string;
                    kind?: string;
                    original_reference?: string;
                    reference?: string;
                    status?: string;
                };
                /** @enum {string} */
                default_kind: "debit" | "refund" | "payout" | "fee" | "transfer" | "settlement" | "other";
                /** @enum {string} */
                delimiter: "," | ";" | "\t" | "|";
                /** @enum {string} */
                encoding: "utf-8" | "gb18030";
                /**
                 * @description Words of the column `kind`, by what they mean.
                 * @default {}
                 */
                kinds?: {
                    [key: string]: "debit" | "refund" | "payout" | "fee" | "transfer" | "settlement" | "other";
                };
                /**
                 * @description `trades`: the file lists every trade of its date, so what it lacks is short.
                 * @enum {string}
                 */
                lists?: "trades" | "funds";
                /** @enum {string} */
                side: "channel" | "clearing" | "reserve";
                /** @description Lines before the header. */
                skip: number;
                /** @default {} */
                statuses?: {
                    [key: string]: "settled" | "failed" | "pending";
                };
            };
            name: string;
        };
        SecondFactor: {
            /** @example 123456 */
            code: string;
            /** @enum {string} */
            type: "totp" | "sms" | "recovery_code";
        };
        SendReconciliationPartRequest: {
            data: string;
            /** @description Counts from 1. */
            number: number;
        };
        SendWalletSignInSmsRequest: {
            password: string;
            phone: string;
        };
        /** @description A session as its owner sees it. */
        SessionSeen: {
            address: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            current: boolean;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            expires_at: string;
            factors: {
                /**
                 * Format: date-time
                 * @example 2026-07-01T08:00:00.000Z
                 */
                at: string;
                /** @enum {string} */
                kind: "knowledge" | "possession" | "inherence";
                /** @enum {string} */
                method: "password" | "totp" | "sms" | "passkey" | "recovery_code";
            }[];
            /** @example ses_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @constant */
            object: "session_seen";
            user_agent: string | null;
            /** @description When two kinds of factor were last shown. */
            verified_at: string | null;
        };
        SessionSeenList: {
            data: components["schemas"]["SessionSeen"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        SessionsEnded: {
            /** @description Number of sessions that ended. */
            count: number;
            /** @constant */
            object: "sessions_ended";
        };
        SharedIdentity: {
            Data: {
                Identity: {
                    /**
                     * @description Real-name class of the payment account, 公告〔2015〕43号 Art. 11.
                     * @enum {string}
                     */
                    AssuranceClass: "I" | "II" | "III";
                    /** @description With ReadIdentityDetail. */
                    FullLegalName?: string;
                    IdDocument: {
                        /** @description With ReadIdentityDetail. */
                        NumberMasked?: string;
                        /** @constant */
                        Type: "CN.ResidentIdentityCard";
                    };
                    /** @description The same for the person and this third party, and unknown to others. */
                    IdentityId: string;
                    /** @description With ReadIdentityDetail. */
                    MobileMasked?: string;
                    NameMasked: string;
                    Verified: {
                        IdDocument: boolean;
                        Mobile: boolean;
                        Name: boolean;
                    };
                    /**
                     * Format: date-time
                     * @example 2026-11-01T00:00:00.000Z
                     */
                    VerifiedDateTime: string;
                };
            };
            Links: components["schemas"]["ObLinks"];
            Meta: components["schemas"]["ObMeta"];
        };
        SignIn: {
            password: string;
            /** @example 13800000001 */
            phone: string;
            /** @description Where one is enrolled; see the refusal second_factor_required. */
            second_factor?: components["schemas"]["SecondFactor"];
        };
        SmsCode: {
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            expires_at: string;
            /** @constant */
            object: "sms_code";
            phone_masked: string;
        };
        SoftwareStatement: {
            /** @constant */
            object: "software_statement";
            /** @description A signed JWT (RFC 7591 section 2.3). */
            software_statement: string;
        };
        StepUpOperatorSessionRequest: {
            /** @example sca_01jd9w2m6te3rbq4c8v5xkz7fh */
            authentication: string;
        };
        StepUpWalletSessionRequest: {
            /** @example sca_01jd9w2m6te3rbq4c8v5xkz7fh */
            authentication: string;
        };
        SuspendThirdParty: {
            reason: string;
        };
        SwitchSandboxAccountRequest: {
            closed?: boolean;
            /** @description Milliseconds by which each answer is late. */
            delay_ms?: number;
            failing?: boolean;
        };
        ThirdParty: {
            /** @description Of the client metadata (RFC 7591) what matters to operators. */
            client: {
                [key: string]: unknown;
            };
            contact: components["schemas"]["ThirdPartyContact"];
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            has_software_statement: boolean;
            /**
             * @description Its `client_id` too.
             * @example tpp_01jd9w2m6te3rbq4c8v5xkz7fh
             */
            id: string;
            /** @description What its live access rests on. */
            legal_basis: {
                contract: {
                    document_sha256: string | null;
                    number: string;
                    signed_on: string;
                };
                licence: {
                    authority: string;
                    number: string;
                    valid_to: string | null;
                } | null;
                note: string | null;
            } | null;
            /** @description Signed requests, responses and introspection are demanded (FAPI 2.0 Message Signing). */
            message_signing: boolean;
            name: components["schemas"]["LocalText"];
            /** @constant */
            object: "third_party";
            roles: ("account_information" | "payment_initiation" | "funds_confirmation" | "risk_information")[];
            software_id: string | null;
            /** @enum {string} */
            status: "pending" | "sandbox" | "live" | "suspended" | "closed";
            suspension_reason: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            updated_at: string;
        };
        ThirdPartyChange: {
            /** @description Replaces what was recorded. */
            contact?: {
                address?: string;
                /** Format: email */
                email?: string;
                phone?: string;
                /** Format: uri */
                url?: string;
            };
            message_signing?: boolean;
            roles?: ("account_information" | "payment_initiation" | "funds_confirmation" | "risk_information")[];
        };
        /** @description Whom to turn to: `email`, `phone`, `address`, `url`, as far as they are known. */
        ThirdPartyContact: {
            [key: string]: unknown;
        };
        ThirdPartyList: {
            data: components["schemas"]["ThirdParty"][];
            has_more: boolean;
            /** @constant */
            object: "list";
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
        TotpEnrolment: {
            /** @example fct_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @constant */
            object: "totp_enrolment";
            /** @description Base 32, shown this once. */
            secret: string;
            /** @description For a QR code: `otpauth://totp/…`. */
            uri: string;
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
                code: "reserve_cash" | "clearing_receivable" | "channel_fees_withheld" | "suspense_short" | "wallet_balance" | "merchant_unsettled" | "merchant_settled" | "merchant_refund_deposit" | "payout_in_transit" | "refund_in_transit" | "fees_unsettled" | "fees_due" | "suspense_long" | "own_cash" | "merchant_advance" | "capital" | "fee_income" | "channel_cost" | "loss";
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
        /** @description Who may receive shares of a sub-merchant’s orders (分账接收方). */
        WechatReceiver: {
            account: string;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            custom_relation: string | null;
            /** @example wpr_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @constant */
            object: "wechat_receiver";
            relation_type: string;
            sub_merchant: string;
            /** @enum {string} */
            type: "MERCHANT_ID" | "PERSONAL_OPENID" | "PERSONAL_SUB_OPENID";
        };
        WechatReceiverList: {
            data: components["schemas"]["WechatReceiver"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        WechatSharingAmounts: {
            /** @constant */
            object: "wechat_sharing_amounts";
            transaction_id: string;
            /** @description Minor units. */
            unsplit_amount: number;
        };
        /** @description An order divided among receivers, or unfrozen (分账、解冻). */
        WechatSharingOrder: {
            /** @description Sum of the shares, minor units. */
            amount: number;
            /** @description WeChat Pay’s own number (order_id). */
            channel_order: string | null;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            created_at: string;
            description: string;
            failure_code: string | null;
            /** @example wps_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @enum {string} */
            kind: "share" | "unfreeze";
            /** @constant */
            object: "wechat_sharing_order";
            receivers: {
                account: string;
                /**
                 * @description Minor units of the currency.
                 * @example 1999
                 */
                amount: number;
                description: string;
                /** @enum {string} */
                type: "MERCHANT_ID" | "PERSONAL_OPENID" | "PERSONAL_SUB_OPENID";
            }[];
            results: {
                account: string;
                /** @description Minor units. */
                amount: number;
                detail_id: string | null;
                fail_reason: string | null;
                /** @description As WeChat Pay wrote it: PENDING, SUCCESS, CLOSED. */
                result: string;
                type: string;
            }[] | null;
            /** @description Left out of lists. */
            returns: components["schemas"]["WechatSharingReturn"][] | null;
            /**
             * @description unknown: WeChat Pay may or may not have executed it; it is given again under the same number, or asked about.
             * @enum {string}
             */
            status: "created" | "unknown" | "processing" | "finished" | "failed";
            sub_merchant: string;
            transaction_id: string;
            unfreeze_unsplit: boolean;
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            updated_at: string;
        };
        WechatSharingOrderList: {
            data: components["schemas"]["WechatSharingOrder"][];
            has_more: boolean;
            /** @constant */
            object: "list";
        };
        /** @description A share that its receiver gives back (分账回退). */
        WechatSharingReturn: {
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
            description: string;
            failure_code: string | null;
            /** @example wpb_01jd9w2m6te3rbq4c8v5xkz7fh */
            id: string;
            /** @constant */
            object: "wechat_sharing_return";
            return_merchant: string;
            /** @example wps_01jd9w2m6te3rbq4c8v5xkz7fh */
            sharing_order: string;
            /** @enum {string} */
            status: "created" | "unknown" | "processing" | "succeeded" | "failed";
            /**
             * Format: date-time
             * @example 2026-07-01T08:00:00.000Z
             */
            updated_at: string;
        };
        WechatUnfreezing: {
            description: string;
            /**
             * @description sub_mchid
             * @example 1900000109
             */
            sub_merchant: string;
            /**
             * @description WeChat Pay’s number of the payment (transaction_id): `house_reference` of its clearing instruction.
             * @example 4200000000202611220000000001
             */
            transaction_id: string;
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
        WithdrawApproval: {
            note?: string;
        };
        WithdrawRiskSignalRequest: {
            reason: string;
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
        /** @description When the person last signed in at the third party. */
        ObAuthDate: string;
        /** @description The person’s address, when the person is there. */
        ObCustomerIpAddress: string;
        /** @description The person’s browser or app. */
        ObCustomerUserAgent: string;
        /** @description Unique for each new request, the same when it is repeated; kept for 24 hours. */
        ObIdempotencyKey: string;
        /** @description Echoed in the answer; made where none is sent. */
        ObInteractionId: string;
        /** @description Detached JWS (PS256) over the body. */
        ObSignature: string;
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
    hearAlipayAgreement: {
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
                "*/*": unknown;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
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
        requestBody: {
            content: {
                "*/*": unknown;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
        };
    };
    hearBankEvent: {
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
                "*/*": unknown;
            };
        };
        responses: {
            /** @description Success. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getOpenBankingStatistics: {
        parameters: {
            query?: {
                /** @description First day; a week back unless sent. */
                from?: string;
                /** @description Last day; today unless sent. */
                to?: string;
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
                    "application/json": components["schemas"]["OpenBankingStatistics"];
                };
            };
        };
    };
    createAccountAccessConsent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ObReadConsent"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObReadConsentResponse"];
                };
            };
        };
    };
    getAccountAccessConsent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                ConsentId: string;
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
                    "application/json": components["schemas"]["ObReadConsentResponse"];
                };
            };
        };
    };
    deleteAccountAccessConsent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                ConsentId: string;
            };
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
    getAccounts: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
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
                    "application/json": components["schemas"]["ObReadAccount"];
                };
            };
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                AccountId: string;
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
                    "application/json": components["schemas"]["ObReadAccount"];
                };
            };
        };
    };
    getAccountBalances: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                AccountId: string;
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
                    "application/json": components["schemas"]["ObReadBalance"];
                };
            };
        };
    };
    getAccountBeneficiaries: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                AccountId: string;
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
                    "application/json": components["schemas"]["ObReadBeneficiary"];
                };
            };
        };
    };
    getAccountDirectDebits: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                AccountId: string;
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
                    "application/json": components["schemas"]["ObReadDirectDebit"];
                };
            };
        };
    };
    getAccountOffers: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                AccountId: string;
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
                    "application/json": components["schemas"]["ObReadOffer"];
                };
            };
        };
    };
    getAccountParties: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                AccountId: string;
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
                    "application/json": components["schemas"]["ObReadParties"];
                };
            };
        };
    };
    getAccountParty: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                AccountId: string;
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
                    "application/json": components["schemas"]["ObReadParty"];
                };
            };
        };
    };
    getAccountProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                AccountId: string;
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
                    "application/json": components["schemas"]["ObReadProduct"];
                };
            };
        };
    };
    getAccountScheduledPayments: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                AccountId: string;
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
                    "application/json": components["schemas"]["ObReadScheduledPayment"];
                };
            };
        };
    };
    getAccountStandingOrders: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                AccountId: string;
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
                    "application/json": components["schemas"]["ObReadStandingOrder"];
                };
            };
        };
    };
    getAccountStatements: {
        parameters: {
            query?: {
                /** @description Only statements whose period ends at or after it; UTC. */
                fromStatementDateTime?: string;
                /** @description Only statements whose period ends at or before it; UTC. */
                toStatementDateTime?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                AccountId: string;
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
                    "application/json": components["schemas"]["ObReadStatement"];
                };
            };
        };
    };
    getAccountStatement: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                AccountId: string;
                StatementId: string;
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
                    "application/json": components["schemas"]["ObReadStatement"];
                };
            };
        };
    };
    getStatementTransactions: {
        parameters: {
            query?: {
                /** @description Made by this server: follow Links. */
                cursor?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                AccountId: string;
                StatementId: string;
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
                    "application/json": components["schemas"]["ObReadTransaction"];
                };
            };
        };
    };
    getAccountTransactions: {
        parameters: {
            query?: {
                /** @description Made by this server: follow Links. */
                cursor?: string;
                /** @description First instant, included; a date is its first instant; UTC. */
                fromBookingDateTime?: string;
                /** @description Last instant, included; UTC. */
                toBookingDateTime?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                AccountId: string;
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
                    "application/json": components["schemas"]["ObReadTransaction"];
                };
            };
        };
    };
    getBalances: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
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
                    "application/json": components["schemas"]["ObReadBalance"];
                };
            };
        };
    };
    getBeneficiaries: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
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
                    "application/json": components["schemas"]["ObReadBeneficiary"];
                };
            };
        };
    };
    getDirectDebits: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
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
                    "application/json": components["schemas"]["ObReadDirectDebit"];
                };
            };
        };
    };
    getOffers: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
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
                    "application/json": components["schemas"]["ObReadOffer"];
                };
            };
        };
    };
    getParty: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
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
                    "application/json": components["schemas"]["ObReadParty"];
                };
            };
        };
    };
    getProducts: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
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
                    "application/json": components["schemas"]["ObReadProduct"];
                };
            };
        };
    };
    getScheduledPayments: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
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
                    "application/json": components["schemas"]["ObReadScheduledPayment"];
                };
            };
        };
    };
    getStandingOrders: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
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
                    "application/json": components["schemas"]["ObReadStandingOrder"];
                };
            };
        };
    };
    getStatements: {
        parameters: {
            query?: {
                /** @description Only statements whose period ends at or after it; UTC. */
                fromStatementDateTime?: string;
                /** @description Only statements whose period ends at or before it; UTC. */
                toStatementDateTime?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
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
                    "application/json": components["schemas"]["ObReadStatement"];
                };
            };
        };
    };
    getTransactions: {
        parameters: {
            query?: {
                /** @description Made by this server: follow Links. */
                cursor?: string;
                /** @description First instant, included; a date is its first instant; UTC. */
                fromBookingDateTime?: string;
                /** @description Last instant, included; UTC. */
                toBookingDateTime?: string;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
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
                    "application/json": components["schemas"]["ObReadTransaction"];
                };
            };
        };
    };
    getCallbackUrls: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
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
                    "application/json": components["schemas"]["ObCallbackUrls"];
                };
            };
        };
    };
    createCallbackUrl: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
                /** @description Detached JWS (PS256) over the body. */
                "x-jws-signature": components["parameters"]["ObSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateCallbackUrlRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObCallbackUrl"];
                };
            };
        };
    };
    changeCallbackUrl: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
                /** @description Detached JWS (PS256) over the body. */
                "x-jws-signature": components["parameters"]["ObSignature"];
            };
            path: {
                CallbackUrlId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeCallbackUrlRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObCallbackUrl"];
                };
            };
        };
    };
    deleteCallbackUrl: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                CallbackUrlId: string;
            };
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
    createFundsConfirmationConsent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ObFundsConfirmationConsent"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObFundsConfirmationConsentResponse"];
                };
            };
        };
    };
    getFundsConfirmationConsent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                ConsentId: string;
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
                    "application/json": components["schemas"]["ObFundsConfirmationConsentResponse"];
                };
            };
        };
    };
    deleteFundsConfirmationConsent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                ConsentId: string;
            };
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
    createFundsConfirmation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ObFundsConfirmation"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObFundsConfirmationResponse"];
                };
            };
        };
    };
    getEventSubscriptions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
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
                    "application/json": components["schemas"]["ObEventSubscriptions"];
                };
            };
        };
    };
    createEventSubscription: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
                /** @description Detached JWS (PS256) over the body. */
                "x-jws-signature": components["parameters"]["ObSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateEventSubscriptionRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObEventSubscription"];
                };
            };
        };
    };
    changeEventSubscription: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
                /** @description Detached JWS (PS256) over the body. */
                "x-jws-signature": components["parameters"]["ObSignature"];
            };
            path: {
                EventSubscriptionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeEventSubscriptionRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObEventSubscription"];
                };
            };
        };
    };
    deleteEventSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                EventSubscriptionId: string;
            };
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
    pollEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PollEventsRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObPolledEvents"];
                };
            };
        };
    };
    getIdentity: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
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
                    "application/json": components["schemas"]["SharedIdentity"];
                };
            };
        };
    };
    createDomesticPaymentConsent: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
                /** @description Unique for each new request, the same when it is repeated; kept for 24 hours. */
                "x-idempotency-key": components["parameters"]["ObIdempotencyKey"];
                /** @description Detached JWS (PS256) over the body. */
                "x-jws-signature": components["parameters"]["ObSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateDomesticPaymentConsentRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObDomesticPaymentConsent"];
                };
            };
        };
    };
    getDomesticPaymentConsent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                ConsentId: string;
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
                    "application/json": components["schemas"]["ObDomesticPaymentConsent"];
                };
            };
        };
    };
    getDomesticPaymentFunds: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                ConsentId: string;
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
                    "application/json": components["schemas"]["ObPaymentFundsConfirmation"];
                };
            };
        };
    };
    createDomesticPayment: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
                /** @description Unique for each new request, the same when it is repeated; kept for 24 hours. */
                "x-idempotency-key": components["parameters"]["ObIdempotencyKey"];
                /** @description Detached JWS (PS256) over the body. */
                "x-jws-signature": components["parameters"]["ObSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateDomesticPaymentRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObDomesticPayment"];
                };
            };
        };
    };
    getDomesticPayment: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                DomesticPaymentId: string;
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
                    "application/json": components["schemas"]["ObDomesticPayment"];
                };
            };
        };
    };
    getDomesticPaymentDetails: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                DomesticPaymentId: string;
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
                    "application/json": components["schemas"]["ObPaymentDetails"];
                };
            };
        };
    };
    createDomesticVrpConsent: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
                /** @description Unique for each new request, the same when it is repeated; kept for 24 hours. */
                "x-idempotency-key": components["parameters"]["ObIdempotencyKey"];
                /** @description Detached JWS (PS256) over the body. */
                "x-jws-signature": components["parameters"]["ObSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateDomesticVrpConsentRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObVrpConsent"];
                };
            };
        };
    };
    getDomesticVrpConsent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                ConsentId: string;
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
                    "application/json": components["schemas"]["ObVrpConsent"];
                };
            };
        };
    };
    deleteDomesticVrpConsent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                ConsentId: string;
            };
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
    createDomesticVrpFundsConfirmation: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
                /** @description Detached JWS (PS256) over the body. */
                "x-jws-signature": components["parameters"]["ObSignature"];
            };
            path: {
                ConsentId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateDomesticVrpFundsConfirmationRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObVrpFundsConfirmation"];
                };
            };
        };
    };
    createDomesticVrp: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
                /** @description Unique for each new request, the same when it is repeated; kept for 24 hours. */
                "x-idempotency-key": components["parameters"]["ObIdempotencyKey"];
                /** @description Detached JWS (PS256) over the body. */
                "x-jws-signature": components["parameters"]["ObSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateDomesticVrpRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObVrp"];
                };
            };
        };
    };
    getDomesticVrp: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                DomesticVRPId: string;
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
                    "application/json": components["schemas"]["ObVrp"];
                };
            };
        };
    };
    getDomesticVrpDetails: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
            };
            path: {
                DomesticVRPId: string;
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
                    "application/json": components["schemas"]["ObPaymentDetails"];
                };
            };
        };
    };
    getRiskSignals: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at most, 1 to 100. */
                limit?: number;
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The person’s browser or app. */
                "x-customer-user-agent"?: components["parameters"]["ObCustomerUserAgent"];
                /** @description When the person last signed in at the third party. */
                "x-fapi-auth-date"?: components["parameters"]["ObAuthDate"];
                /** @description The person’s address, when the person is there. */
                "x-fapi-customer-ip-address"?: components["parameters"]["ObCustomerIpAddress"];
                /** @description Echoed in the answer; made where none is sent. */
                "x-fapi-interaction-id"?: components["parameters"]["ObInteractionId"];
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
                    "application/json": components["schemas"]["RiskSignalFeed"];
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
    startMerchantApplication: {
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
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MerchantApplicationForm"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewMerchantApplication"];
                };
            };
        };
    };
    getOwnMerchantApplication: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                /** @description As the start of the application answered it. */
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
                    "application/json": components["schemas"]["OwnMerchantApplication"];
                };
            };
        };
    };
    updateMerchantApplication: {
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
                /** @description As the start of the application answered it. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MerchantApplicationForm"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantApplication"];
                };
            };
        };
    };
    acceptMerchantAgreement: {
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
                /** @description As the start of the application answered it. */
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgreementAcceptance"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantApplication"];
                };
            };
        };
    };
    resendMerchantApplication: {
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
                channel: string;
                /** @description As the start of the application answered it. */
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
                    "application/json": components["schemas"]["MerchantApplication"];
                };
            };
        };
    };
    addMerchantDocument: {
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
                /** @description As the start of the application answered it. */
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMerchantDocument"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantDocument"];
                };
            };
        };
    };
    removeMerchantDocument: {
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
                document: string;
                /** @description As the start of the application answered it. */
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
                    "application/json": components["schemas"]["MerchantApplication"];
                };
            };
        };
    };
    submitMerchantApplication: {
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
                /** @description As the start of the application answered it. */
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
                    "application/json": components["schemas"]["MerchantApplication"];
                };
            };
        };
    };
    withdrawMerchantApplication: {
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
                /** @description As the start of the application answered it. */
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
                    "application/json": components["schemas"]["MerchantApplication"];
                };
            };
        };
    };
    listApprovals: {
        parameters: {
            query?: {
                action?: string;
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                maker?: string;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                state?: "requested" | "approved" | "rejected" | "withdrawn" | "expired";
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
                    "application/json": components["schemas"]["ApprovalList"];
                };
            };
        };
    };
    getApproval: {
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
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    approveApproval: {
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
                "application/json": components["schemas"]["ApproveApproval"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    rejectApproval: {
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
                "application/json": components["schemas"]["RejectApproval"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    withdrawApproval: {
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
                "application/json": components["schemas"]["WithdrawApproval"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
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
    listBankLinks: {
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
                    "application/json": components["schemas"]["BankLinkList"];
                };
            };
        };
    };
    createBankLink: {
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
                "application/json": components["schemas"]["CreateBankLinkRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BankLink"];
                };
            };
        };
    };
    getBankLink: {
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
                    "application/json": components["schemas"]["BankLink"];
                };
            };
        };
    };
    endBankLink: {
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
                    "application/json": components["schemas"]["BankLink"];
                };
            };
        };
    };
    listBankLinkAccounts: {
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
                    "application/json": components["schemas"]["ListBankLinkAccountsResponse"];
                };
            };
        };
    };
    listBankLinkBalances: {
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
                    "application/json": components["schemas"]["ListBankLinkBalancesResponse"];
                };
            };
        };
    };
    listBankLinkTransactions: {
        parameters: {
            query?: {
                from?: string;
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
                    "application/json": components["schemas"]["ListBankLinkTransactionsResponse"];
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
    changeCheckoutMethod: {
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
                "application/json": components["schemas"]["ChangeCheckoutMethodRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeCheckoutMethodResponse"];
                };
            };
        };
    };
    confirmCheckout: {
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
                "application/json": components["schemas"]["ConfirmCheckoutRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfirmCheckoutResponse"];
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
                kind?: "contradictory_result" | "result_amount_differs" | "no_result" | "undeliverable" | "unknown_status" | "unknown_instruction" | "line_extra" | "line_duplicate" | "line_amount_differs" | "line_contradicts" | "line_missing";
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
                house?: string;
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
    listClearingRails: {
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
                    "application/json": components["schemas"]["ClearingRailList"];
                };
            };
        };
    };
    getClearingRail: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                code: string;
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
                    "application/json": components["schemas"]["ClearingRail"];
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
    activateCredential: {
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
                "application/json": components["schemas"]["CredentialActivation"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            /** @description Kept until a second operator approves it; nothing has happened yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    retireCredential: {
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
                    "application/json": components["schemas"]["Credential"];
                };
            };
            /** @description Kept until a second operator approves it; nothing has happened yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    listConnectors: {
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
                    "application/json": components["schemas"]["ConnectorList"];
                };
            };
        };
    };
    getConnector: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                code: string;
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
                    "application/json": components["schemas"]["Connector"];
                };
            };
        };
    };
    configureConnector: {
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
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionInput"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigureConnectorResponse"];
                };
            };
            /** @description Kept until a second operator approves it; nothing has happened yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    stageCredential: {
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
                code: string;
                role: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialInput"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
        };
    };
    diagnoseConnector: {
        parameters: {
            query?: {
                live?: "true" | "false";
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                code: string;
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
                    "application/json": components["schemas"]["ConnectorDiagnosis"];
                };
            };
        };
    };
    listExchanges: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                outcome?: "answered" | "unknown" | "unsent" | "taken" | "refused";
                /** @description Public id of what it was about, e.g. `ins_…`. */
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
            path: {
                code: string;
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
                    "application/json": components["schemas"]["ExchangeList"];
                };
            };
        };
    };
    getExchange: {
        parameters: {
            query?: {
                raw?: "true" | "false";
            };
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                code: string;
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
                    "application/json": components["schemas"]["ExchangeDetail"];
                };
            };
        };
    };
    listConsents: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                holder?: string;
                kind?: "account_access" | "funds_confirmation" | "domestic_payment" | "vrp" | "recurring_collection" | "wallet_auto_debit" | "card_agreement" | "channel_agreement";
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                merchant?: string;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                third_party?: string;
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
                    "application/json": components["schemas"]["ConsentList"];
                };
            };
        };
    };
    getConsent: {
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
                    "application/json": components["schemas"]["ConsentDetail"];
                };
            };
        };
    };
    revokeConsent: {
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
                "application/json": components["schemas"]["RevokeConsentRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consent"];
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
    listEventNotifications: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                state?: "outstanding" | "acknowledged" | "refused" | "canceled";
                third_party?: string;
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
                    "application/json": components["schemas"]["EventNotificationList"];
                };
            };
        };
    };
    getEventNotification: {
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
                    "application/json": components["schemas"]["EventNotification"];
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
            /** @description Kept until a second operator approves it; nothing has happened yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    turnKey: {
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
        requestBody?: never;
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyVersion"];
                };
            };
        };
    };
    listLedgerAccounts: {
        parameters: {
            query?: {
                /** @description Account code of the chart of accounts. */
                code?: "reserve_cash" | "clearing_receivable" | "channel_fees_withheld" | "suspense_short" | "wallet_balance" | "merchant_unsettled" | "merchant_settled" | "merchant_refund_deposit" | "payout_in_transit" | "refund_in_transit" | "fees_unsettled" | "fees_due" | "suspense_long" | "own_cash" | "merchant_advance" | "capital" | "fee_income" | "channel_cost" | "loss";
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
            /** @description Kept until a second operator approves it; nothing has happened yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
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
    listChannelMandates: {
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
    createChannelMandate: {
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
                "application/json": components["schemas"]["CreateChannelMandateRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MandateToSign"];
                };
            };
        };
    };
    getChannelMandate: {
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
                    "application/json": components["schemas"]["Mandate"];
                };
            };
        };
    };
    revokeChannelMandate: {
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
                    "application/json": components["schemas"]["MandateToSign"];
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
    listMerchantApplications: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                state?: "draft" | "submitted" | "checking" | "needs_correction" | "approved" | "agreement" | "channels" | "live" | "rejected" | "withdrawn";
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
                    "application/json": components["schemas"]["AssessedMerchantApplicationList"];
                };
            };
        };
    };
    enterMerchantApplication: {
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
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MerchantApplicationForm"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewMerchantApplication"];
                };
            };
        };
    };
    getMerchantApplication: {
        parameters: {
            query?: {
                reveal?: "true" | "false";
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
                    "application/json": components["schemas"]["FullMerchantApplication"];
                };
            };
        };
    };
    offerMerchantAgreement: {
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
                "application/json": components["schemas"]["MerchantAgreementOffer"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantApplication"];
                };
            };
        };
    };
    approveMerchantApplication: {
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
                "application/json": components["schemas"]["MerchantApplicationApproval"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantApplication"];
                };
            };
            /** @description Kept until a second operator approves it; nothing has happened yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    getMerchantDocument: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                document: string;
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
                    "application/octet-stream": string;
                };
            };
        };
    };
    rejectMerchantApplication: {
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
                "application/json": components["schemas"]["MerchantApplicationRejection"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantApplication"];
                };
            };
        };
    };
    returnMerchantApplication: {
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
                "application/json": components["schemas"]["MerchantApplicationReturn"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantApplication"];
                };
            };
        };
    };
    takeMerchantApplication: {
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
                    "application/json": components["schemas"]["MerchantApplication"];
                };
            };
        };
    };
    renewMerchantApplicationToken: {
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
                    "application/json": components["schemas"]["NewMerchantApplication"];
                };
            };
        };
    };
    listMerchantChanges: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                merchant?: string;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                state?: "requested" | "applied" | "rejected";
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
                    "application/json": components["schemas"]["MerchantChangeRequestList"];
                };
            };
        };
    };
    applyMerchantChange: {
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
                    "application/json": components["schemas"]["MerchantChangeRequest"];
                };
            };
            /** @description Kept until a second operator approves it; nothing has happened yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    rejectMerchantChange: {
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
                "application/json": components["schemas"]["MerchantChangeRejection"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantChangeRequest"];
                };
            };
        };
    };
    listMerchantReviews: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                state?: "open" | "done";
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
                    "application/json": components["schemas"]["MerchantReviewList"];
                };
            };
        };
    };
    completeMerchantReview: {
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
                "application/json": components["schemas"]["MerchantReviewCompletion"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantReview"];
                };
            };
        };
    };
    getMerchantApplicationOfKey: {
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
                    "application/json": components["schemas"]["OwnMerchantApplication"];
                };
            };
        };
    };
    requestOwnMerchantChange: {
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
                "application/json": components["schemas"]["NewMerchantChange"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantChangeRequest"];
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
                /** @description onboarding: approved, but not live yet; nothing can be paid to it. */
                status?: "onboarding" | "active" | "suspended";
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
    requestMerchantChange: {
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
                "application/json": components["schemas"]["NewMerchantChange"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantChangeRequest"];
                };
            };
        };
    };
    listMerchantChannels: {
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
                    "application/json": components["schemas"]["MerchantChannelList"];
                };
            };
        };
    };
    putMerchantChannel: {
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
                channel: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MerchantChannelInput"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantChannel"];
                };
            };
            /** @description Kept until a second operator approves it; nothing has happened yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    resumeMerchantChannel: {
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
                channel: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MerchantResumption"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantChannel"];
                };
            };
        };
    };
    suspendMerchantChannel: {
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
                channel: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MerchantSuspension"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantChannel"];
                };
            };
        };
    };
    resumeMerchant: {
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
                "application/json": components["schemas"]["MerchantResumption"];
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
    suspendMerchant: {
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
                "application/json": components["schemas"]["MerchantSuspension"];
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
    listOpenBankingPayments: {
        parameters: {
            query?: {
                consent?: string;
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                third_party?: string;
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
                    "application/json": components["schemas"]["OpenBankingPaymentList"];
                };
            };
        };
    };
    createOperatorAuthentication: {
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
                "application/json": components["schemas"]["CreateOperatorAuthenticationRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authentication"];
                };
            };
        };
    };
    getOperatorAuthentication: {
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
                    "application/json": components["schemas"]["Authentication"];
                };
            };
        };
    };
    beginOperatorAuthenticationPasskey: {
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
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
        };
    };
    proveOperatorAuthentication: {
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
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Proof"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authentication"];
                };
            };
        };
    };
    bootstrapOperator: {
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
                "application/json": components["schemas"]["BootstrapOperatorRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorInvitation"];
                };
            };
        };
    };
    beginOperatorEnrolment: {
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
                "application/json": components["schemas"]["BeginOperatorEnrolmentRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpEnrolment"];
                };
            };
        };
    };
    completeOperatorEnrolment: {
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
                "application/json": components["schemas"]["CompleteOperatorEnrolmentRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorEnrolment"];
                };
            };
        };
    };
    listOperatorFactors: {
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
                    "application/json": components["schemas"]["FactorList"];
                };
            };
        };
    };
    removeOperatorFactor: {
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
                    "application/json": components["schemas"]["Factor"];
                };
            };
        };
    };
    confirmOperatorFactor: {
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
                "application/json": components["schemas"]["ConfirmOperatorFactorRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Factor"];
                };
            };
        };
    };
    registerOperatorPasskey: {
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
                "application/json": components["schemas"]["RegisterOperatorPasskeyRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Factor"];
                };
            };
        };
    };
    beginOperatorPasskey: {
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
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
        };
    };
    enrolOperatorTotp: {
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
                "application/json": components["schemas"]["EnrolOperatorTotpRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpEnrolment"];
                };
            };
        };
    };
    getOperatorMe: {
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
                    "application/json": components["schemas"]["OperatorMe"];
                };
            };
        };
    };
    changeOperatorPassword: {
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
                "application/json": components["schemas"]["ChangeOperatorPasswordRequest"];
            };
        };
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
    getOperatorRecoveryCodes: {
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
                    "application/json": components["schemas"]["RecoveryState"];
                };
            };
        };
    };
    createOperatorRecoveryCodes: {
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
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
        };
    };
    listOperatorSessions: {
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
                    "application/json": components["schemas"]["SessionSeenList"];
                };
            };
        };
    };
    createOperatorSession: {
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
                "application/json": components["schemas"]["OperatorSignIn"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorSession"];
                };
            };
        };
    };
    endOperatorSession: {
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
            /** @description Done; nothing to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deleteOperatorSession: {
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
    stepUpOperatorSession: {
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
                "application/json": components["schemas"]["StepUpOperatorSessionRequest"];
            };
        };
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
    endOtherOperatorSessions: {
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
                    "application/json": components["schemas"]["SessionsEnded"];
                };
            };
        };
    };
    createOperatorPasskeySession: {
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
                "application/json": components["schemas"]["CreateOperatorPasskeySessionRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorSession"];
                };
            };
        };
    };
    beginOperatorPasskeySignIn: {
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
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
        };
    };
    listOperators: {
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
                    "application/json": components["schemas"]["OperatorList"];
                };
            };
        };
    };
    createOperator: {
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
                "application/json": components["schemas"]["NewOperator"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorInvitation"];
                };
            };
        };
    };
    getOperator: {
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
                    "application/json": components["schemas"]["Operator"];
                };
            };
        };
    };
    updateOperator: {
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
        requestBody?: {
            content: {
                "application/json": components["schemas"]["OperatorChange"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operator"];
                };
            };
        };
    };
    resetOperator: {
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
                    "application/json": components["schemas"]["OperatorInvitation"];
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
    getPaymentRouting: {
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
                    "application/json": components["schemas"]["RoutingDecisionList"];
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
            /** @description Kept until a second operator approves it; nothing has happened yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
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
    getReconciliationDay: {
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
                    "application/json": components["schemas"]["ReconciliationDay"];
                };
            };
        };
    };
    closeReconciliationDay: {
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
                    "application/json": components["schemas"]["ReconciliationClose"];
                };
            };
        };
    };
    getReconciliationDocument: {
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
                name: string;
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
                    "application/octet-stream": string;
                };
            };
        };
    };
    matchReconciliationDay: {
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
        requestBody?: never;
        responses: {
            /** @description Success. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MatchReconciliationDayResponse"];
                };
            };
        };
    };
    listReconciliationExceptions: {
        parameters: {
            query?: {
                date?: string;
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                kind?: "long" | "short" | "amount" | "status" | "duplicate" | "late" | "fee" | "unreadable";
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                owner?: string;
                source?: string;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                /** @description `unresolved`: open or under repair. */
                state?: "open" | "repairing" | "explained" | "repaired" | "cleared" | "unresolved";
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
                    "application/json": components["schemas"]["ReconciliationExceptionList"];
                };
            };
        };
    };
    getReconciliationException: {
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
                    "application/json": components["schemas"]["ReconciliationException"];
                };
            };
        };
    };
    commentOnReconciliationException: {
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
                "application/json": components["schemas"]["CommentOnReconciliationExceptionRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationException"];
                };
            };
        };
    };
    explainReconciliationException: {
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
                "application/json": components["schemas"]["ExplainReconciliationExceptionRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationException"];
                };
            };
        };
    };
    repairReconciliationException: {
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
                "application/json": components["schemas"]["RepairReconciliationExceptionRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationRepair"];
                };
            };
            /** @description Kept until a second operator approves it; nothing has happened yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    fetchReconciliationBill: {
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
                "application/json": components["schemas"]["FetchReconciliationBillRequest"];
            };
        };
        responses: {
            /** @description Success. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationImport"];
                };
            };
        };
    };
    listReconciliationImports: {
        parameters: {
            query?: {
                date?: string;
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                source?: string;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                state?: "receiving" | "queued" | "reading" | "read" | "matched" | "refused" | "discarded";
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
                    "application/json": components["schemas"]["ReconciliationImportList"];
                };
            };
        };
    };
    createReconciliationImport: {
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
                "application/json": components["schemas"]["CreateReconciliationImportRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationImport"];
                };
            };
        };
    };
    getReconciliationImport: {
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
                    "application/json": components["schemas"]["ReconciliationImport"];
                };
            };
        };
    };
    completeReconciliationImport: {
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
                    "application/json": components["schemas"]["ReconciliationImport"];
                };
            };
        };
    };
    discardReconciliationImport: {
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
                "application/json": components["schemas"]["DiscardReconciliationImportRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationImport"];
                };
            };
        };
    };
    listReconciliationErrors: {
        parameters: {
            query?: {
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description How many to leave out. */
                offset?: number;
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
                    "application/json": components["schemas"]["ReconciliationRowErrorList"];
                };
            };
        };
    };
    exportReconciliationErrors: {
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
                    "text/csv": string;
                };
            };
        };
    };
    listReconciliationLines: {
        parameters: {
            query?: {
                /** @description Answer with what follows this row. */
                after?: number;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                match?: "open" | "matched" | "exception" | "explained" | "ignored";
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
                    "application/json": components["schemas"]["ReconciliationLineList"];
                };
            };
        };
    };
    sendReconciliationPart: {
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
                "application/json": components["schemas"]["SendReconciliationPartRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationImport"];
                };
            };
        };
    };
    listReconciliationMappings: {
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
                    "application/json": components["schemas"]["ReconciliationMappingList"];
                };
            };
        };
    };
    saveReconciliationMapping: {
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
                "application/json": components["schemas"]["SaveReconciliationMappingRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationMapping"];
                };
            };
        };
    };
    getReconciliationRepair: {
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
                    "application/json": components["schemas"]["ReconciliationRepair"];
                };
            };
        };
    };
    listReconciliationRules: {
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
                    "application/json": components["schemas"]["ReconciliationRulesList"];
                };
            };
        };
    };
    addReconciliationRules: {
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
                "application/json": components["schemas"]["AddReconciliationRulesRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationRules"];
                };
            };
            /** @description Kept until a second operator approves it; nothing has happened yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    listReconciliationSources: {
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
                    "application/json": components["schemas"]["ReconciliationSourceList"];
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
    listRiskSignals: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                holder?: string;
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
                    "application/json": components["schemas"]["RiskSignalList"];
                };
            };
        };
    };
    fileRiskSignal: {
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
                "application/json": components["schemas"]["NewRiskSignal"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RiskSignal"];
                };
            };
        };
    };
    getRiskSignal: {
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
                    "application/json": components["schemas"]["RiskSignal"];
                };
            };
        };
    };
    withdrawRiskSignal: {
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
                "application/json": components["schemas"]["WithdrawRiskSignalRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RiskSignal"];
                };
            };
        };
    };
    listRoles: {
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
                    "application/json": components["schemas"]["RoleList"];
                };
            };
        };
    };
    listRoutingDecisions: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                method?: "wallet_balance" | "bank_card" | "wechat_pay" | "alipay" | "bank_gateway" | "open_banking";
                /** @description Only those that chose it. */
                rail?: string;
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
                    "application/json": components["schemas"]["RoutingDecisionList"];
                };
            };
        };
    };
    dryRunRouting: {
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
                "application/json": components["schemas"]["RoutingDryRunInput"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoutingDryRun"];
                };
            };
        };
    };
    listRuleSets: {
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
                    "application/json": components["schemas"]["RoutingRuleSetList"];
                };
            };
        };
    };
    addRuleSet: {
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
                "application/json": components["schemas"]["NewRoutingRuleSet"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoutingRuleSet"];
                };
            };
        };
    };
    getRuleSet: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                /** @description Version of the rules. */
                version: number;
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
                    "application/json": components["schemas"]["RoutingRuleSet"];
                };
            };
        };
    };
    activateRuleSet: {
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
                /** @description Version of the rules. */
                version: number;
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
                    "application/json": components["schemas"]["RoutingRuleSet"];
                };
            };
            /** @description Kept until a second operator approves it; nothing has happened yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    listSandboxAccounts: {
        parameters: {
            query?: {
                holder?: string;
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
                    "application/json": components["schemas"]["SandboxAccountList"];
                };
            };
        };
    };
    switchSandboxAccount: {
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
                "application/json": components["schemas"]["SwitchSandboxAccountRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SandboxAccount"];
                };
            };
        };
    };
    listSandboxTransactions: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
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
                    "application/json": components["schemas"]["SandboxTransactionPage"];
                };
            };
        };
    };
    postSandboxTransaction: {
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
                "application/json": components["schemas"]["PostSandboxTransactionRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SandboxTransaction"];
                };
            };
        };
    };
    createSandboxCustomer: {
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
                "application/json": components["schemas"]["CreateSandboxCustomerRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SandboxCustomer"];
                };
            };
        };
    };
    bookSandboxTransaction: {
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
                "application/json": components["schemas"]["BookSandboxTransactionRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SandboxTransaction"];
                };
            };
        };
    };
    rejectSandboxTransaction: {
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
                    "application/json": components["schemas"]["SandboxTransaction"];
                };
            };
        };
    };
    reverseSandboxTransaction: {
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
                    "application/json": components["schemas"]["SandboxTransaction"];
                };
            };
        };
    };
    listSandboxSms: {
        parameters: {
            query?: {
                phone?: string;
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
                    "application/json": components["schemas"]["SandboxSmsList"];
                };
            };
        };
    };
    createSandboxSoftwareStatement: {
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
                "application/json": components["schemas"]["SandboxSoftware"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SoftwareStatement"];
                };
            };
        };
    };
    listThirdParties: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                status?: "pending" | "sandbox" | "live" | "suspended" | "closed";
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
                    "application/json": components["schemas"]["ThirdPartyList"];
                };
            };
        };
    };
    getThirdParty: {
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
                    "application/json": components["schemas"]["ThirdParty"];
                };
            };
        };
    };
    updateThirdParty: {
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
                "application/json": components["schemas"]["ThirdPartyChange"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThirdParty"];
                };
            };
        };
    };
    grantLiveAccess: {
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
                "application/json": components["schemas"]["LegalBasis"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThirdParty"];
                };
            };
            /** @description Kept until a second operator approves it; nothing has happened yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    startRehearsal: {
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
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RehearsalWithPage"];
                };
            };
        };
    };
    getRehearsal: {
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
                rehearsal: string;
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
                    "application/json": components["schemas"]["Rehearsal"];
                };
            };
        };
    };
    resumeThirdParty: {
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
                "application/json": components["schemas"]["ResumeThirdParty"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThirdParty"];
                };
            };
        };
    };
    suspendThirdParty: {
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
                "application/json": components["schemas"]["SuspendThirdParty"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThirdParty"];
                };
            };
        };
    };
    createWalletAuthentication: {
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
                "application/json": components["schemas"]["CreateWalletAuthenticationRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authentication"];
                };
            };
        };
    };
    getWalletAuthentication: {
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
                    "application/json": components["schemas"]["Authentication"];
                };
            };
        };
    };
    beginWalletAuthenticationPasskey: {
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
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
        };
    };
    proveWalletAuthentication: {
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
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Proof"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authentication"];
                };
            };
        };
    };
    sendWalletAuthenticationSms: {
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
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SmsCode"];
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
    listWalletConsents: {
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
                    "application/json": components["schemas"]["ConsentList"];
                };
            };
        };
    };
    getWalletConsent: {
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
                    "application/json": components["schemas"]["ConsentDetail"];
                };
            };
        };
    };
    getWalletConsentReceipt: {
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
                    "application/json": components["schemas"]["ConsentReceipt"];
                };
            };
        };
    };
    getWalletConsentReceiptText: {
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
                    "text/plain": string;
                };
            };
        };
    };
    revokeWalletConsent: {
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
                    "application/json": components["schemas"]["Consent"];
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
    listWalletFactors: {
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
                    "application/json": components["schemas"]["FactorList"];
                };
            };
        };
    };
    removeWalletFactor: {
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
                    "application/json": components["schemas"]["Factor"];
                };
            };
        };
    };
    confirmWalletFactor: {
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
                "application/json": components["schemas"]["ConfirmWalletFactorRequest"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Factor"];
                };
            };
        };
    };
    registerWalletPasskey: {
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
                "application/json": components["schemas"]["RegisterWalletPasskeyRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Factor"];
                };
            };
        };
    };
    beginWalletPasskey: {
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
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
        };
    };
    enrolWalletTotp: {
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
                "application/json": components["schemas"]["EnrolWalletTotpRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpEnrolment"];
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
    changeWalletPassword: {
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
                "application/json": components["schemas"]["ChangeWalletPasswordRequest"];
            };
        };
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
    authenticateWalletPayment: {
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
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authentication"];
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
    getWalletRecoveryCodes: {
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
                    "application/json": components["schemas"]["RecoveryState"];
                };
            };
        };
    };
    createWalletRecoveryCodes: {
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
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
        };
    };
    listWalletSessions: {
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
                    "application/json": components["schemas"]["SessionSeenList"];
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
    endWalletSession: {
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
            /** @description Done; nothing to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
    stepUpWalletSession: {
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
                "application/json": components["schemas"]["StepUpWalletSessionRequest"];
            };
        };
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
    endOtherWalletSessions: {
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
                    "application/json": components["schemas"]["SessionsEnded"];
                };
            };
        };
    };
    createWalletPasskeySession: {
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
                "application/json": components["schemas"]["CreateWalletPasskeySessionRequest"];
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
    beginWalletPasskeySignIn: {
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
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
        };
    };
    sendWalletSignInSms: {
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
                "application/json": components["schemas"]["SendWalletSignInSmsRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SmsCode"];
                };
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
    listWechatReceivers: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                /** @description sub_mchid */
                sub_merchant?: string;
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
                    "application/json": components["schemas"]["WechatReceiverList"];
                };
            };
        };
    };
    addWechatReceiver: {
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
                "application/json": components["schemas"]["NewWechatReceiver"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WechatReceiver"];
                };
            };
        };
    };
    deleteWechatReceiver: {
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
                    "application/json": components["schemas"]["WechatReceiver"];
                };
            };
        };
    };
    getWechatSharingAmounts: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problem details: en or zh. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /** @description The version of the API that the caller was written for. */
                "Feiqian-Version"?: components["parameters"]["FeiqianVersion"];
            };
            path: {
                /** @description WeChat Pay’s number of the payment (transaction_id): `house_reference` of its clearing instruction. */
                transaction_id: string;
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
                    "application/json": components["schemas"]["WechatSharingAmounts"];
                };
            };
        };
    };
    listWechatSharingOrders: {
        parameters: {
            query?: {
                /** @description Answer with what precedes this id. */
                ending_before?: string;
                /** @description How many to answer with, 1 to 100. */
                limit?: number;
                /** @description Answer with what follows this id. */
                starting_after?: string;
                /** @description sub_mchid */
                sub_merchant?: string;
                /** @description WeChat Pay’s number of the payment (transaction_id): `house_reference` of its clearing instruction. */
                transaction_id?: string;
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
                    "application/json": components["schemas"]["WechatSharingOrderList"];
                };
            };
        };
    };
    createWechatSharingOrder: {
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
                "application/json": components["schemas"]["NewWechatSharingOrder"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WechatSharingOrder"];
                };
            };
            /** @description Kept until a second operator approves it; nothing has happened yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    getWechatSharingOrder: {
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
                    "application/json": components["schemas"]["WechatSharingOrder"];
                };
            };
        };
    };
    returnWechatShare: {
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
                "application/json": components["schemas"]["NewWechatSharingReturn"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WechatSharingReturn"];
                };
            };
            /** @description Kept until a second operator approves it; nothing has happened yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    unfreezeWechatOrder: {
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
                "application/json": components["schemas"]["WechatUnfreezing"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WechatSharingOrder"];
                };
            };
        };
    };
}
