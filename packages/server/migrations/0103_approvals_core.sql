-- Maker-checker: commands that wait for a second operator. The command is kept as it was sent and runs when it is approved.
CREATE SCHEMA approvals;

CREATE TABLE approvals.approvals (
  id uuid PRIMARY KEY,
  -- Dotted and stable, e.g. ledger.transfers.
  action text NOT NULL,
  -- operationId of the route whose command it is.
  operation text NOT NULL,
  -- What maker and checker must both be permitted.
  permission text NOT NULL,
  -- {"en": …, "zh": …}: what would happen.
  summary json NOT NULL,
  -- {"params": …, "body": …} as they were sent.
  command json NOT NULL,
  -- SHA-256 of the request that asked for it.
  request_hash bytea NOT NULL,
  state text NOT NULL CHECK (state IN ('requested', 'approved', 'rejected', 'withdrawn', 'expired')),
  maker_id uuid NOT NULL REFERENCES identity.operators (id),
  maker_credential uuid NOT NULL,
  -- Who approved or rejected it.
  checker_id uuid REFERENCES identity.operators (id),
  checker_credential uuid,
  -- Why it was rejected or withdrawn, or a remark to its approval.
  note text,
  -- What the operation answered when it ran.
  result json,
  requested_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  decided_at timestamptz,
  CONSTRAINT approvals_four_eyes CHECK (checker_id <> maker_id),
  CONSTRAINT approvals_checked CHECK ((checker_id IS NOT NULL) = (state IN ('approved', 'rejected'))),
  CONSTRAINT approvals_result CHECK ((result IS NOT NULL) = (state = 'approved')),
  CONSTRAINT approvals_decided CHECK ((decided_at IS NOT NULL) = (state <> 'requested')),
  CONSTRAINT approvals_time CHECK (expires_at > requested_at)
) WITH (fillfactor = 80);
CREATE INDEX approvals_waiting ON approvals.approvals (expires_at) WHERE state = 'requested';
CREATE INDEX approvals_state ON approvals.approvals (state, id);
CREATE INDEX approvals_action ON approvals.approvals (action, id);

-- Every change, once; never changed itself.
CREATE TABLE approvals.history (
  approval_id uuid NOT NULL REFERENCES approvals.approvals (id),
  state text NOT NULL,
  at timestamptz NOT NULL,
  -- The principal: `opr:<uuid>`, or `sys:<name>`.
  actor text NOT NULL,
  note text,
  request_id text,
  PRIMARY KEY (approval_id, state)
);

GRANT USAGE ON SCHEMA approvals TO feiqian_app;
GRANT SELECT, INSERT ON approvals.approvals, approvals.history TO feiqian_app;
GRANT UPDATE (state, checker_id, checker_credential, note, result, decided_at) ON approvals.approvals TO feiqian_app;

-- Which actions need a second operator. An action without a record of its own follows `approvals.required`.
INSERT INTO policies.records (id, key, value, source, note, valid_from, created_at)
SELECT uuidv7(), key, value::jsonb, source, note, '2016-07-01T00:00:00+08:00', clock_timestamp()
FROM (VALUES
  ('approvals.required', '{"live": true, "test": true, "expires_after_hours": 72}', 'institution',
    'Maker-checker for actions without a record of their own: whether it is needed in each mode, and how long a request waits.'),
  ('approvals.required.third_parties.live_access', '{"live": true, "test": true, "expires_after_hours": 336}', 'institution',
    'Live access of a third party always needs a second operator, whatever this says; two weeks to decide.'),
  ('approvals.required.ledger.transfers', '{"live": true, "test": false, "expires_after_hours": 24}', 'institution',
    'Entries by hand. The accounting date moves on, so a request does not wait long.'),
  ('approvals.required.policies.records', '{"live": true, "test": false, "expires_after_hours": 72}', 'institution',
    'New policy records, those about approvals included.'),
  ('approvals.required.holders.orders', '{"live": true, "test": false, "expires_after_hours": 24}', 'institution',
    'Orders of authorities on wallets: freeze, stop of payments, deduction, release.')
) AS t (key, value, source, note);
