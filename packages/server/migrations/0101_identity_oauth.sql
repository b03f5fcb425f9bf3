-- The authorization server (FAPI 2.0): third parties, what it gives out, what was used once, and its signing keys.
CREATE TABLE identity.third_parties (
  id uuid PRIMARY KEY,
  -- {"en": …, "zh": …}
  name jsonb NOT NULL,
  -- pending waits for an approval; sandbox may be used in test mode; live was approved.
  status text NOT NULL CHECK (status IN ('pending', 'sandbox', 'live', 'suspended', 'closed')),
  roles text[] NOT NULL CHECK (roles <@ ARRAY['account_information', 'payment_initiation', 'funds_confirmation']),
  -- Signed requests, signed responses and signed introspection (FAPI 2.0 Message Signing) are demanded of this client.
  message_signing boolean NOT NULL DEFAULT false,
  -- Client metadata (RFC 7591 section 2).
  metadata jsonb NOT NULL,
  software_id text,
  software_statement text,
  contact jsonb NOT NULL DEFAULT '{}',
  -- The licence or contract under which live access was granted.
  legal_basis jsonb,
  suspension_reason text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX third_parties_status ON identity.third_parties (status, id);

-- Codes, tokens, grants, pushed requests, interactions. The id is SHA-256 of kind and secret: what is read here opens nothing.
CREATE TABLE identity.oauth_payloads (
  id bytea PRIMARY KEY,
  kind text NOT NULL,
  third_party_id uuid,
  consent_id uuid,
  -- Of a grant: whose consent it is.
  holder_id uuid,
  -- The id of the grant that this was given out under.
  grant_id bytea,
  payload json NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  consumed_at timestamptz
) WITH (autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX oauth_payloads_grant ON identity.oauth_payloads (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX oauth_payloads_consent ON identity.oauth_payloads (consent_id) WHERE consent_id IS NOT NULL;
CREATE INDEX oauth_payloads_third_party ON identity.oauth_payloads (third_party_id) WHERE third_party_id IS NOT NULL;
CREATE INDEX oauth_payloads_expires_at ON identity.oauth_payloads (expires_at);

-- Ids of assertions and proofs that were used: only ever inserted, then pruned. The id is half of a SHA-256.
CREATE TABLE identity.oauth_replay_ids (
  id uuid PRIMARY KEY,
  expires_at timestamptz NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
CREATE INDEX oauth_replay_ids_expires_at ON identity.oauth_replay_ids (expires_at);

-- Signing keys: published before they sign, kept published after they have signed, so that nobody meets an unknown one.
CREATE TABLE identity.oauth_keys (
  kid text PRIMARY KEY,
  algorithm text NOT NULL CHECK (algorithm IN ('PS256', 'ES256', 'EdDSA')),
  public_jwk jsonb NOT NULL,
  -- The private JWK, sealed with the institution's key.
  sealed_private bytea NOT NULL,
  created_at timestamptz NOT NULL,
  signs_from timestamptz NOT NULL,
  signs_until timestamptz NOT NULL,
  published_until timestamptz NOT NULL,
  CONSTRAINT oauth_keys_overlap CHECK (created_at <= signs_from AND signs_from < signs_until AND signs_until < published_until)
);

GRANT SELECT, INSERT, UPDATE ON identity.third_parties TO feiqian_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.oauth_payloads TO feiqian_app;
GRANT SELECT, INSERT, DELETE ON identity.oauth_replay_ids, identity.oauth_keys TO feiqian_app;
