-- People sign in: operators with login names, factors of operators and wallet holders, their sessions, and challenges of strong customer
-- authentication. Secrets that must be read again are sealed; all others are stored as hashes.
ALTER TABLE identity.operators
  -- Lower case. Operators without one call by API key only.
  ADD COLUMN login text UNIQUE,
  -- argon2id (RFC 9106), PHC string.
  ADD COLUMN password_hash text,
  ADD COLUMN disabled_at timestamptz,
  -- SHA-256 of the secret with which a new operator, or one whose factors were reset, chooses password and second factor. One use.
  ADD COLUMN enrolment_hash bytea,
  ADD COLUMN enrolment_expires_at timestamptz,
  ADD COLUMN updated_at timestamptz;

-- A session belongs to a wallet holder or to an operator. `person_id` is whichever of the two it is, here and below.
ALTER TABLE identity.sessions
  ALTER COLUMN holder_id DROP NOT NULL,
  ADD COLUMN operator_id uuid REFERENCES identity.operators (id),
  ADD COLUMN person_id uuid GENERATED ALWAYS AS (COALESCE(holder_id, operator_id)) STORED,
  -- How the session was opened: [{kind, method, at}].
  ADD COLUMN factors jsonb NOT NULL DEFAULT '[]',
  -- When two kinds of factor were last shown: changing factors needs it to be recent.
  ADD COLUMN verified_at timestamptz,
  ADD COLUMN address text,
  ADD COLUMN user_agent text,
  ADD CONSTRAINT sessions_owner CHECK (num_nonnulls(holder_id, operator_id) = 1);
CREATE INDEX sessions_person ON identity.sessions (person_id, id) WHERE ended_at IS NULL;

CREATE TABLE identity.factors (
  id uuid PRIMARY KEY,
  holder_id uuid REFERENCES identity.consumers (holder_id),
  operator_id uuid REFERENCES identity.operators (id),
  person_id uuid GENERATED ALWAYS AS (COALESCE(holder_id, operator_id)) STORED,
  kind text NOT NULL CHECK (kind IN ('totp', 'passkey')),
  name text NOT NULL,
  -- TOTP (RFC 6238): the sealed secret, and the last time step that was accepted, so that none is accepted twice.
  secret bytea,
  last_step bigint,
  -- Passkey (WebAuthn Level 3): credential id, COSE public key, signature counter.
  credential_id bytea UNIQUE,
  public_key bytea,
  sign_count bigint,
  transports text[],
  backed_up boolean,
  created_at timestamptz NOT NULL,
  -- A TOTP secret counts from its first right code on; a passkey at once.
  confirmed_at timestamptz,
  last_used_at timestamptz,
  removed_at timestamptz,
  CONSTRAINT factors_owner CHECK (num_nonnulls(holder_id, operator_id) = 1),
  CONSTRAINT factors_totp CHECK (kind <> 'totp' OR secret IS NOT NULL),
  CONSTRAINT factors_passkey CHECK (kind <> 'passkey' OR num_nonnulls(credential_id, public_key, sign_count) = 3)
);
CREATE INDEX factors_person ON identity.factors (person_id) WHERE removed_at IS NULL;

-- 80 random bits each, stored under a keyed hash. A new set replaces the old one.
CREATE TABLE identity.recovery_codes (
  person_id uuid NOT NULL,
  code_hash bytea NOT NULL,
  created_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (person_id, code_hash)
);

-- One-time codes sent by SMS: for a sign-in or for one challenge of strong customer authentication.
CREATE TABLE identity.sms_codes (
  id uuid PRIMARY KEY,
  holder_id uuid NOT NULL REFERENCES identity.consumers (holder_id),
  -- `sign_in`, or the id of the challenge.
  purpose text NOT NULL,
  -- Keyed hash over the row's id and the code.
  code_hash bytea NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX sms_codes_holder ON identity.sms_codes (holder_id, purpose, created_at);
CREATE INDEX sms_codes_expires_at ON identity.sms_codes (expires_at);

-- Test mode: what would have been sent by SMS, for the inbox of the sandbox.
CREATE TABLE identity.sandbox_sms (
  id uuid PRIMARY KEY,
  phone text NOT NULL,
  purpose text NOT NULL,
  text text NOT NULL,
  created_at timestamptz NOT NULL
);

-- WebAuthn ceremonies that wait for their answer: registrations and sign-ins. One use.
CREATE TABLE identity.ceremonies (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('register', 'sign_in')),
  -- Whose passkey is registered; a sign-in learns it from the answer.
  person_id uuid,
  challenge bytea NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX ceremonies_expires_at ON identity.ceremonies (expires_at);

-- Strong customer authentication: what is approved, by whom, and which factors were shown for it. Consumed once.
CREATE TABLE identity.sca_challenges (
  id uuid PRIMARY KEY,
  holder_id uuid REFERENCES identity.consumers (holder_id),
  operator_id uuid REFERENCES identity.operators (id),
  person_id uuid GENERATED ALWAYS AS (COALESCE(holder_id, operator_id)) STORED,
  purpose text NOT NULL CHECK (purpose IN ('consent', 'payment', 'contract', 'step_up')),
  reference text NOT NULL,
  amount bigint CHECK (amount > 0),
  currency text,
  payee text,
  -- What the person was shown.
  text text NOT NULL,
  -- SHA-256 over the id and the canonical form of the five columns above: what a passkey signs (dynamic linking).
  binding_hash bytea NOT NULL,
  factors jsonb NOT NULL DEFAULT '[]',
  attempts integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  completed_at timestamptz,
  used_at timestamptz,
  CONSTRAINT sca_challenges_owner CHECK (num_nonnulls(holder_id, operator_id) = 1),
  CONSTRAINT sca_challenges_money CHECK ((amount IS NULL) = (currency IS NULL))
);
CREATE INDEX sca_challenges_expires_at ON identity.sca_challenges (expires_at);

INSERT INTO policies.records (id, key, value, source, note, valid_from, created_at)
SELECT uuidv7(), key, value::jsonb, source, note, valid_from::timestamptz, clock_timestamp()
FROM (VALUES
  ('identity.sca', '{"expiry_seconds": 900, "kinds_required": 2, "attempts_max": 5, "passkey_is_signature": false}',
    'institution; Commission Delegated Regulation (EU) 2018/389 Art. 4(3)(b) and 5; 公告〔2015〕43号 Art. 22, 24',
    'How long a challenge of strong customer authentication lives, how many kinds of factor complete it, how many wrong proofs end it (five is Art. 4(3)(b)), and whether a passkey''s signature over amount and payee counts as an electronic signature under Art. 24(1): counsel has not confirmed it, so it does not.', '2016-07-01T00:00:00+08:00'),
  ('identity.second_factor', '{"consumers": "when_enrolled", "operators": "always"}',
    'institution', 'When signing in with a password needs a second factor: `when_enrolled` or `always`. Operators: always.', '2016-07-01T00:00:00+08:00'),
  ('identity.step_up', '{"minutes": 10}',
    'institution', 'For how long after two kinds of factor were shown a session may change factors and passwords.', '2016-07-01T00:00:00+08:00'),
  ('identity.operator_session', '{"hours": 10}',
    'institution', 'How long an operator stays signed in.', '2016-07-01T00:00:00+08:00'),
  ('identity.operator_enrolment', '{"hours": 72}',
    'institution', 'How long the secret is valid with which an operator chooses a password and a second factor.', '2016-07-01T00:00:00+08:00'),
  ('identity.sms', '{"code_seconds": 300, "attempts_max": 3, "per_hour": 10, "resend_seconds": 30}',
    'institution', 'One-time codes by SMS: how long one is valid, how many wrong entries end it, how many a person is sent in an hour, and the wait between two.', '2016-07-01T00:00:00+08:00'),
  ('identity.ceremony', '{"seconds": 300}',
    'institution; Web Authentication Level 3 Section 5.4 leaves the time to the relying party', 'How long a browser may take to answer with a passkey.', '2016-07-01T00:00:00+08:00'),
  ('identity.recovery_codes', '{"count": 10}',
    'institution', 'How many recovery codes a set holds.', '2016-07-01T00:00:00+08:00')
) AS t (key, value, source, note, valid_from);

GRANT UPDATE ON identity.operators TO feiqian_app;
GRANT UPDATE (password_hash) ON identity.consumers TO feiqian_app;
GRANT SELECT, INSERT, UPDATE ON identity.factors TO feiqian_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.recovery_codes, identity.sms_codes, identity.sandbox_sms, identity.ceremonies, identity.sca_challenges TO feiqian_app;
