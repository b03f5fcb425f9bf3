-- Risk signals to banks: what the institution filed about a holder, and with whom each was shared under which consent or law.

ALTER TABLE identity.third_parties
  DROP CONSTRAINT third_parties_roles_check,
  ADD CONSTRAINT third_parties_roles_check
    CHECK (roles <@ ARRAY['account_information', 'payment_initiation', 'funds_confirmation', 'risk_information']);

CREATE TABLE openbanking.risk_signals (
  id uuid PRIMARY KEY,
  holder_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('fraud_report', 'account_takeover', 'mule_account', 'device_compromise')),
  severity text NOT NULL CHECK (severity IN ('low', 'medium', 'high')),
  occurred_at timestamptz NOT NULL,
  summary text NOT NULL,
  basis text NOT NULL CHECK (basis IN ('consent', 'statutory')),
  -- Of a statutory basis: the statute and article, and the document that asks for it.
  statute text,
  document text,
  -- principalKey of whoever filed it.
  filed_by text NOT NULL,
  created_at timestamptz NOT NULL,
  withdrawn_at timestamptz,
  withdrawal_reason text,
  CHECK ((basis = 'statutory') = (statute IS NOT NULL)),
  CHECK ((withdrawn_at IS NULL) = (withdrawal_reason IS NULL))
);
CREATE INDEX risk_signals_by_holder ON openbanking.risk_signals (holder_id, id);

-- The feed of each bank, in the order of seq. Writers take one lock, so that no row becomes visible behind a cursor that has passed it.
CREATE TABLE openbanking.risk_signal_shares (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  signal_id uuid NOT NULL REFERENCES openbanking.risk_signals,
  third_party_id uuid NOT NULL,
  -- The consent that names it; NULL where the basis is statutory.
  consent_id uuid,
  state text NOT NULL CHECK (state IN ('active', 'withdrawn')),
  created_at timestamptz NOT NULL,
  -- When the bank first read it.
  read_at timestamptz
);
CREATE INDEX risk_signal_shares_feed ON openbanking.risk_signal_shares (third_party_id, seq);
CREATE INDEX risk_signal_shares_by_signal ON openbanking.risk_signal_shares (signal_id);

GRANT SELECT, INSERT, UPDATE ON openbanking.risk_signals, openbanking.risk_signal_shares TO feiqian_app;
