-- One model for data-sharing consents and payment mandates of every rail: mandates become consents, with what is shared or paid, with
-- whom, on which accounts, within which limits, until when; what was shown when it was given; and what it was used for.

ALTER TABLE consents.mandates RENAME TO consents;
ALTER INDEX consents.mandates_pkey RENAME TO consents_pkey;
ALTER INDEX consents.mandates_holder RENAME TO consents_by_holder;
ALTER INDEX consents.mandates_agreement RENAME TO consents_by_agreement;
ALTER TABLE consents.consents RENAME COLUMN merchant_id TO grantee_id;
ALTER TABLE consents.consents RENAME COLUMN revoked_at TO ended_at;

-- The checks of mandates give way to those of consents, below.
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = 'consents.consents'::regclass AND contype = 'c' LOOP
    EXECUTE format('ALTER TABLE consents.consents DROP CONSTRAINT %I', name);
  END LOOP;
END $$;

ALTER TABLE consents.consents
  -- Nobody until somebody authorises.
  ALTER COLUMN holder_id DROP NOT NULL,
  -- NULL: sharing data, or paying from the accounts that the holder chose.
  ALTER COLUMN method DROP NOT NULL,
  ADD COLUMN grantee_kind text,
  ADD COLUMN purpose text,
  ADD COLUMN permissions text[] NOT NULL DEFAULT '{}',
  -- What was asked, frozen, as it was written.
  ADD COLUMN terms json,
  ADD COLUMN accounts text[] NOT NULL DEFAULT '{}',
  -- Shown when its holder last said yes; the receipt holds them too.
  ADD COLUMN factors jsonb,
  ADD COLUMN currency text NOT NULL DEFAULT 'CNY',
  -- Limits per period and for good, and what is used of each, in the same order; NULL where nothing is counted.
  ADD COLUMN limits jsonb,
  ADD COLUMN used jsonb,
  -- Whether a use changes the row: such consents are locked exclusively by the payments under them, others are shared. Never changes.
  ADD COLUMN counted boolean NOT NULL DEFAULT false,
  ADD COLUMN valid_from timestamptz,
  ADD COLUMN transactions_from timestamptz,
  ADD COLUMN transactions_to timestamptz,
  -- Until when it may be authorised; NULL for cards, whose house decides.
  ADD COLUMN authorise_by timestamptz,
  ADD COLUMN authorised_at timestamptz,
  -- When the holder last said yes: reconfirmation periods run from here.
  ADD COLUMN confirmed_at timestamptz,
  ADD COLUMN ended_by text,
  ADD COLUMN end_reason text,
  -- When the event was sent that its time is over. Expired is not a state: it follows from authorise_by and valid_to.
  ADD COLUMN expiry_told_at timestamptz;

UPDATE consents.consents SET
  state = CASE state WHEN 'pending' THEN 'awaiting_authorisation' WHEN 'active' THEN 'authorised' ELSE 'cancelled' END,
  grantee_kind = CASE kind WHEN 'wallet_auto_debit' THEN 'merchant' ELSE 'institution' END,
  authorised_at = CASE state WHEN 'pending' THEN NULL ELSE created_at END,
  confirmed_at = CASE state WHEN 'pending' THEN NULL ELSE created_at END,
  ended_by = CASE state WHEN 'revoked' THEN 'person' END;

ALTER TABLE consents.consents
  ALTER COLUMN grantee_kind SET NOT NULL,
  ADD CONSTRAINT consents_kind CHECK (kind IN ('account_access', 'funds_confirmation', 'domestic_payment', 'vrp', 'recurring_collection',
    'wallet_auto_debit', 'card_agreement')),
  ADD CONSTRAINT consents_state CHECK (state IN ('awaiting_authorisation', 'authorised', 'rejected', 'consumed', 'cancelled')),
  ADD CONSTRAINT consents_method CHECK (method IN ('wallet_balance', 'bank_card')),
  ADD CONSTRAINT consents_limit_per_payment CHECK (limit_per_payment > 0),
  ADD CONSTRAINT consents_last4 CHECK (last4 ~ '^[0-9]{4}$'),
  ADD CONSTRAINT consents_grantee_kind CHECK (grantee_kind IN ('third_party', 'merchant', 'institution')),
  ADD CONSTRAINT consents_grantee CHECK ((grantee_kind = 'institution') = (grantee_id IS NULL)),
  ADD CONSTRAINT consents_grantee_of_kind CHECK (grantee_kind = CASE kind
    WHEN 'card_agreement' THEN 'institution' WHEN 'wallet_auto_debit' THEN 'merchant' WHEN 'recurring_collection' THEN 'merchant'
    ELSE 'third_party' END),
  ADD CONSTRAINT consents_holder CHECK (holder_id IS NOT NULL OR state <> 'authorised'),
  ADD CONSTRAINT consents_consumed CHECK (state <> 'consumed' OR kind = 'domestic_payment'),
  ADD CONSTRAINT consents_ended CHECK ((state IN ('rejected', 'consumed', 'cancelled')) = (ended_at IS NOT NULL)),
  ADD CONSTRAINT consents_ended_by CHECK ((state IN ('rejected', 'cancelled')) = (ended_by IS NOT NULL)
    AND ended_by IN ('person', 'third_party', 'institution', 'policy')),
  ADD CONSTRAINT consents_authorised CHECK (state <> 'authorised' OR (authorised_at IS NOT NULL AND confirmed_at IS NOT NULL)),
  ADD CONSTRAINT consents_purpose CHECK (kind <> 'recurring_collection' OR purpose IS NOT NULL),
  ADD CONSTRAINT consents_limits CHECK ((limits IS NULL) = (used IS NULL) AND (limits IS NULL OR counted)
    AND (limits IS NULL OR jsonb_array_length(limits) = jsonb_array_length(used))),
  ADD CONSTRAINT consents_counted CHECK (counted = (limits IS NOT NULL OR kind = 'domestic_payment')),
  ADD CONSTRAINT consents_house CHECK ((kind = 'card_agreement') = (house IS NOT NULL)),
  ADD CONSTRAINT consents_card CHECK (kind <> 'card_agreement'
    OR (method = 'bank_card' AND card_id IS NULL AND bank_code IS NOT NULL AND bank IS NOT NULL AND last4 IS NOT NULL)),
  ADD CONSTRAINT consents_bound CHECK (kind <> 'card_agreement' OR state <> 'authorised'
    OR (agreement_number IS NOT NULL AND account_token IS NOT NULL)),
  ADD CONSTRAINT consents_collected CHECK (grantee_kind <> 'merchant' OR (method = 'bank_card') = (card_id IS NOT NULL));

CREATE INDEX consents_by_grantee ON consents.consents (grantee_id, id) WHERE grantee_id IS NOT NULL;
-- Who hears of a posting on an account.
CREATE INDEX consents_by_account ON consents.consents USING gin (accounts) WHERE kind = 'account_access' AND state = 'authorised';
-- Whose time ends, and of whom nobody has been told.
CREATE INDEX consents_to_expire ON consents.consents
  ((CASE state WHEN 'awaiting_authorisation' THEN LEAST(authorise_by, valid_to) ELSE valid_to END))
  WHERE expiry_told_at IS NULL AND state IN ('awaiting_authorisation', 'authorised');

-- What happened to a consent, by whom: never changed, never deleted while anybody's yes or no is in it.
ALTER TABLE consents.mandate_history RENAME TO history;
ALTER INDEX consents.mandate_history_pkey RENAME TO history_pkey;
ALTER INDEX consents.mandate_history_mandate RENAME TO history_by_consent;
ALTER TABLE consents.history RENAME COLUMN mandate_id TO consent_id;
ALTER TABLE consents.history DROP CONSTRAINT mandate_history_change_check;
UPDATE consents.history SET change = CASE change WHEN 'activated' THEN 'authorised' WHEN 'revoked' THEN 'cancelled' ELSE change END;
ALTER TABLE consents.history
  ADD COLUMN by text CHECK (by IN ('person', 'third_party', 'institution', 'policy')),
  ADD COLUMN reason text,
  ADD CONSTRAINT history_change CHECK (change IN ('proposed', 'authorised', 'reconfirmed', 'rejected', 'consumed', 'cancelled', 'expired'));

-- What was shown when somebody said yes, in which words, with which proofs of who they are. Never changed.
CREATE TABLE consents.receipts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  consent_id uuid NOT NULL REFERENCES consents.consents (id),
  given_at timestamptz NOT NULL,
  holder_id uuid NOT NULL,
  accounts text[] NOT NULL,
  text_version text NOT NULL,
  language text NOT NULL CHECK (language IN ('en', 'zh')),
  shown text NOT NULL,
  factors jsonb NOT NULL,
  sca_challenge uuid
);
CREATE INDEX receipts_by_consent ON consents.receipts (consent_id, id);

-- Payments under consents that count: what each took of the limits.
CREATE TABLE consents.uses (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  consent_id uuid NOT NULL REFERENCES consents.consents (id),
  -- The payment's public id.
  reference text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  payee text,
  used_at timestamptz NOT NULL,
  released_amount bigint NOT NULL DEFAULT 0 CHECK (released_amount BETWEEN 0 AND amount),
  released_at timestamptz
) WITH (fillfactor = 80);
CREATE INDEX uses_by_consent ON consents.uses (consent_id, id);
CREATE UNIQUE INDEX uses_in_force ON consents.uses (consent_id, reference) WHERE released_amount < amount;

-- What failed payments give back; whoever next locks the consent puts it into the counters and deletes the row.
CREATE TABLE consents.releases (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  consent_id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  -- The payment is not made at all, so it no longer counts as one.
  whole boolean NOT NULL,
  used_at timestamptz NOT NULL
);
CREATE INDEX releases_by_consent ON consents.releases (consent_id);

-- How often a consent was used where each use is not a row of its own: reads of data, payments under mandates that count nothing. One row
-- per consent, day and resource.
CREATE TABLE consents.accesses (
  consent_id uuid NOT NULL REFERENCES consents.consents (id),
  day date NOT NULL,
  resource text NOT NULL,
  count bigint NOT NULL CHECK (count > 0),
  -- Minor units, of payments.
  amount bigint NOT NULL DEFAULT 0 CHECK (amount >= 0),
  last_at timestamptz NOT NULL,
  PRIMARY KEY (consent_id, day, resource)
) WITH (fillfactor = 80);
CREATE INDEX accesses_by_day ON consents.accesses (day);

-- Requests that nobody ever authorised and whose time is over hold nobody's decision: they may be forgotten, and only they.
CREATE FUNCTION consents.forget_unauthorised(before timestamptz, at_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE ids uuid[];
BEGIN
  ids := ARRAY(SELECT id FROM consents.consents
    WHERE state = 'awaiting_authorisation' AND holder_id IS NULL AND authorise_by < before ORDER BY counted, id LIMIT at_most FOR UPDATE SKIP LOCKED);
  DELETE FROM consents.history WHERE consent_id = ANY (ids);
  DELETE FROM consents.consents WHERE id = ANY (ids);
  RETURN coalesce(array_length(ids, 1), 0);
END $$;
REVOKE ALL ON FUNCTION consents.forget_unauthorised FROM PUBLIC;
CREATE INDEX consents_unauthorised ON consents.consents (authorise_by) WHERE state = 'awaiting_authorisation' AND holder_id IS NULL;

INSERT INTO policies.records (id, key, value, source, note, valid_from, created_at)
SELECT uuidv7(), key, value::jsonb, source, note, valid_from::timestamptz, clock_timestamp()
FROM (VALUES
  ('consents.authorisation_seconds', '{"seconds": 3600}',
    'institution', 'How long a third party''s request waits for somebody to authorise it; the pages themselves allow 15 minutes a visit.', '2016-07-01T00:00:00+08:00'),
  ('consents.reconfirmation', '{"profile": "CN", "kinds": ["account_access"], "days": {"CN": 0, "UK": 90, "EU": 180}}',
    'UK: FCA SCA-RTS Art. 10A (90 days); EU: Delegated Regulation (EU) 2022/2360 (180 days); CN: no such rule found',
    'After how many days a consent must be reconfirmed to go on giving access, by the profile in force; 0: never. From secondary sources: counsel confirms the profile.', '2016-07-01T00:00:00+08:00'),
  ('consents.collection_purposes', '["utilities", "telecommunications", "property_management", "rent", "insurance_premium", "loan_repayment", "credit_card_repayment", "fund_investment", "tuition", "taxes", "social_insurance", "housing_provident_fund", "public_transport", "charity", "membership_dues"]',
    '银发〔2020〕248号', 'Purposes for which payments may be collected repeatedly (代收). The list is from memory: check before relying on it.', '2021-01-01T00:00:00+08:00'),
  ('consents.tidy', '{"unauthorised_days": 90, "access_days": 1095}',
    'institution', 'When requests that nobody authorised, and counts of data access, are forgotten. PIPL Art. 55-56 asks that records of handling be kept for three years.', '2016-07-01T00:00:00+08:00')
) AS t (key, value, source, note, valid_from);

GRANT INSERT, SELECT ON consents.receipts TO feiqian_app;
GRANT INSERT, SELECT ON consents.uses TO feiqian_app;
GRANT UPDATE (released_amount, released_at) ON consents.uses TO feiqian_app;
GRANT INSERT, SELECT, DELETE ON consents.releases TO feiqian_app;
GRANT INSERT, SELECT, UPDATE, DELETE ON consents.accesses TO feiqian_app;
GRANT EXECUTE ON FUNCTION consents.forget_unauthorised TO feiqian_app;
