-- Connections to outside systems: where they are, the keys that speak with them, what was said, and how they have been doing.
CREATE SCHEMA connectors;

-- The key service of this installation: keys that wrap data keys, each sealed with the master key.
CREATE TABLE platform.kms_keys (
  version integer PRIMARY KEY CHECK (version > 0),
  sealed bytea NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE connectors.connections (
  code text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_]{0,31}$'),
  base_url text NOT NULL,
  enabled boolean NOT NULL,
  settings jsonb NOT NULL,
  updated_at timestamptz NOT NULL
);

-- Keys, certificates and secrets, sealed in envelopes. Staged ones wait to be activated; retired ones stay, to read what is old.
CREATE TABLE connectors.credentials (
  id uuid PRIMARY KEY,
  code text NOT NULL,
  role text NOT NULL,
  -- Serial of a certificate, id of a public key: what messages name the key by.
  key_id text,
  version integer NOT NULL CHECK (version > 0),
  state text NOT NULL CHECK (state IN ('staged', 'active', 'retired')),
  sealed bytea NOT NULL,
  -- SHA-256 of the key, of secrets keyed with a key of our own.
  fingerprint text NOT NULL,
  -- SHA-256 of the public half: equal for both halves of a pair.
  pair_fingerprint text,
  -- How it was handed in: PKCS1, PKCS8, SPKI, X509, TEXT.
  format text NOT NULL,
  bits integer,
  subject text,
  not_before timestamptz,
  not_after timestamptz,
  active_from timestamptz,
  retired_at timestamptz,
  created_at timestamptz NOT NULL,
  UNIQUE (code, role, version),
  CONSTRAINT credentials_times CHECK ((state <> 'active' OR active_from IS NOT NULL) AND (state = 'retired') = (retired_at IS NOT NULL))
);
CREATE UNIQUE INDEX credentials_once ON connectors.credentials (code, role, fingerprint) WHERE state <> 'retired';

-- Every request and answer, ours and theirs: readable without secrets, whole under seal. Ids ascend with time, so pruning needs no index.
CREATE TABLE connectors.exchanges (
  id uuid PRIMARY KEY,
  code text NOT NULL,
  direction text NOT NULL CHECK (direction IN ('out', 'in')),
  method text NOT NULL,
  path text NOT NULL,
  reference text,
  -- answered, unknown (sent, no answer that counts), unsent, taken, refused.
  outcome text NOT NULL,
  status integer,
  reason text,
  duration_ms integer NOT NULL,
  request_bytes integer NOT NULL,
  answer_bytes integer NOT NULL,
  request_text text,
  answer_text text,
  sealed bytea,
  at timestamptz NOT NULL
);
CREATE INDEX exchanges_code ON connectors.exchanges (code, id);
CREATE INDEX exchanges_reference ON connectors.exchanges (reference, id) WHERE reference IS NOT NULL;

-- What could not be verified, and why: the latest of each connection.
CREATE TABLE connectors.verification_failures (
  id uuid PRIMARY KEY,
  code text NOT NULL,
  role text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('signature', 'cipher')),
  arrived_as text NOT NULL CHECK (arrived_as IN ('answer', 'callback')),
  reference text,
  key_id text,
  diagnosis text NOT NULL,
  diagnosis_values jsonb NOT NULL,
  -- The exact string that was signed, or the ciphertext with what it needs.
  sealed bytea NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX verification_failures_code ON connectors.verification_failures (code, id);

-- Counts by minute, added up over all nodes.
CREATE TABLE connectors.health_minutes (
  code text NOT NULL,
  minute timestamptz NOT NULL,
  calls integer NOT NULL,
  answered integer NOT NULL,
  duration_ms bigint NOT NULL,
  -- Orders that ended paid, and that ended for reasons other than the payer's own.
  paid integer NOT NULL,
  lost integer NOT NULL,
  PRIMARY KEY (code, minute)
);

GRANT SELECT, INSERT ON platform.kms_keys TO feiqian_app;
GRANT UPDATE (sealed) ON platform.kms_keys TO feiqian_app;
GRANT USAGE ON SCHEMA connectors TO feiqian_app;
GRANT SELECT, INSERT, UPDATE ON connectors.connections, connectors.health_minutes TO feiqian_app;
GRANT DELETE ON connectors.health_minutes TO feiqian_app;
GRANT SELECT, INSERT ON connectors.credentials TO feiqian_app;
GRANT UPDATE (state, sealed, active_from, retired_at) ON connectors.credentials TO feiqian_app;
GRANT SELECT, INSERT, DELETE ON connectors.exchanges, connectors.verification_failures TO feiqian_app;

INSERT INTO policies.records (id, key, value, source, note, valid_from, created_at)
SELECT uuidv7(), key, value::jsonb, source, note, '2016-07-01T00:00:00+08:00', clock_timestamp()
FROM (VALUES
  ('connectors.exchange_log', '{"days": 190}', 'JR/T 0185',
    'How long requests to outside systems and their answers are kept: at least six months. Clause from memory: check before relying on it.'),
  ('connectors.key_service', '{"turn_after_days": 90}', 'institution',
    'Age at which a new version of the key that wraps data keys is made and every data key is wrapped again.'),
  ('connectors.expiry_warning', '{"days": 30}', 'institution', 'How long before its end a certificate or key is reported.'),
  ('approvals.required.connectors.credentials', '{"live": true, "test": false, "expires_after_hours": 72}', 'institution',
    'Whether a second operator approves that a key for an outside system is used, or ended.'),
  ('approvals.required.connectors.connections', '{"live": true, "test": false, "expires_after_hours": 72}', 'institution',
    'Whether a second operator approves where an outside system is reached, and its settings.')
) AS t (key, value, source, note);
