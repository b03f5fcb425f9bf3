-- Rehearsals: what a third party's own client has shown of the protocol while one was open, for a checklist that explains each failure.
CREATE TABLE identity.rehearsals (
  id uuid PRIMARY KEY,
  third_party_id uuid NOT NULL REFERENCES identity.third_parties (id),
  -- SHA-256 of the secret in the address of its page.
  page_key_hash bytea NOT NULL,
  -- The principal: `tpp:<uuid>` or `opr:<uuid>`.
  started_by text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  -- When a later one took its place.
  ended_at timestamptz
);
CREATE INDEX rehearsals_third_party ON identity.rehearsals (third_party_id, id);
CREATE INDEX rehearsals_open ON identity.rehearsals (expires_at) WHERE ended_at IS NULL;

CREATE TABLE identity.rehearsal_notes (
  rehearsal_id uuid NOT NULL REFERENCES identity.rehearsals (id) ON DELETE CASCADE,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  step text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('passed', 'failed')),
  -- An error code of OAuth or a refusal code of this program.
  code text,
  -- What exactly was wrong, as the library or the check put it.
  reason text,
  at timestamptz NOT NULL,
  PRIMARY KEY (rehearsal_id, seq)
);

GRANT SELECT, INSERT, DELETE ON identity.rehearsals, identity.rehearsal_notes TO feiqian_app;
GRANT UPDATE (ended_at) ON identity.rehearsals TO feiqian_app;

INSERT INTO policies.records (id, key, value, source, note, valid_from, created_at)
VALUES (uuidv7(), 'identity.rehearsal', '{"hours": 72}', 'institution', 'How long a rehearsal of a third party stays open.',
  '2016-07-01T00:00:00+08:00', clock_timestamp());
