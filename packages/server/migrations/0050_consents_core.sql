-- Consents: mandates of every rail, and what became of each.

CREATE SCHEMA consents;

-- Who may take money from whom. A bound card is a mandate to the institution; a merchant's mandate may name that card.
CREATE TABLE consents.mandates (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('wallet_auto_debit', 'card_agreement')),
  method text NOT NULL CHECK (method IN ('wallet_balance', 'bank_card')),
  -- Expired is not a state: it follows from valid_to.
  state text NOT NULL CHECK (state IN ('pending', 'active', 'revoked')),
  holder_id uuid NOT NULL,
  -- NULL: the institution itself.
  merchant_id uuid,
  card_id uuid REFERENCES consents.mandates (id),
  limit_per_payment bigint CHECK (limit_per_payment > 0),
  valid_to timestamptz,
  -- Of card agreements only.
  house text,
  binding_reference text,
  agreement_number text,
  -- The house's token of the bank account: what payouts to the card name.
  account_token text,
  bank_code text,
  bank text,
  last4 text CHECK (last4 ~ '^[0-9]{4}$'),
  created_at timestamptz NOT NULL,
  revoked_at timestamptz,
  CHECK ((kind = 'card_agreement') = (house IS NOT NULL)),
  CHECK ((kind = 'wallet_auto_debit') = (merchant_id IS NOT NULL)),
  CHECK (kind <> 'card_agreement' OR (method = 'bank_card' AND card_id IS NULL AND bank_code IS NOT NULL AND bank IS NOT NULL AND last4 IS NOT NULL)),
  CHECK (kind <> 'card_agreement' OR state <> 'active' OR (agreement_number IS NOT NULL AND account_token IS NOT NULL)),
  CHECK (kind <> 'wallet_auto_debit' OR (method = 'bank_card') = (card_id IS NOT NULL)),
  CHECK ((state = 'revoked') = (revoked_at IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX mandates_holder ON consents.mandates (holder_id, id);
CREATE INDEX mandates_agreement ON consents.mandates (agreement_number) WHERE agreement_number IS NOT NULL;

-- What happened to a mandate, by whom: never changed, never deleted.
CREATE TABLE consents.mandate_history (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  mandate_id uuid NOT NULL REFERENCES consents.mandates (id),
  change text NOT NULL CHECK (change IN ('proposed', 'activated', 'revoked')),
  actor text NOT NULL,
  request_id text NOT NULL,
  changed_at timestamptz NOT NULL
);
CREATE INDEX mandate_history_mandate ON consents.mandate_history (mandate_id, id);

GRANT USAGE ON SCHEMA consents TO feiqian_app;
GRANT SELECT, INSERT, UPDATE ON consents.mandates TO feiqian_app;
GRANT SELECT, INSERT ON consents.mandate_history TO feiqian_app;
