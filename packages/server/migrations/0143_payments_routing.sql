-- Routing: which rail a payment or payout takes. Rule sets are versions of data, never changed; what is in force is the last activation;
-- every decision is kept with its reasons.
CREATE TABLE payments.routing_rule_sets (
  version integer PRIMARY KEY CHECK (version > 0),
  rules jsonb NOT NULL,
  note text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE payments.routing_activations (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  version integer NOT NULL REFERENCES payments.routing_rule_sets (version),
  activated_by text NOT NULL,
  activated_at timestamptz NOT NULL
);

CREATE TABLE payments.routing_decisions (
  id uuid PRIMARY KEY,
  subject text NOT NULL CHECK (subject IN ('payment', 'payout')),
  -- Public id of what was routed.
  reference text NOT NULL,
  merchant_id uuid,
  method text,
  flow text,
  amount bigint NOT NULL CHECK (amount > 0),
  bank text,
  rule_set integer NOT NULL,
  chosen text,
  candidates jsonb NOT NULL,
  decided_at timestamptz NOT NULL
);
CREATE INDEX routing_decisions_reference ON payments.routing_decisions (reference, id);

INSERT INTO payments.routing_rule_sets (version, rules, note, created_by, created_at)
VALUES (1, '[]', 'No rules: eligibility, then success, health and cost.', 'sys:install', clock_timestamp());
INSERT INTO payments.routing_activations (version, activated_by, activated_at) VALUES (1, 'sys:install', clock_timestamp());

GRANT SELECT, INSERT ON payments.routing_rule_sets, payments.routing_activations, payments.routing_decisions TO feiqian_app;

INSERT INTO policies.records (id, key, value, source, note, valid_from, created_at)
SELECT uuidv7(), key, value::jsonb, source, note, '2016-07-01T00:00:00+08:00', clock_timestamp()
FROM (VALUES
  ('routing.score', '{"success_points": 10000, "points_per_bps": 10, "assumed_success_permille": 980, "assumed_samples": 20}', 'institution',
    'How rails are compared: a certain success is worth success_points, each ten-thousandth of cost takes points_per_bps away; a rail with few recent orders is taken for one that succeeds assumed_success_permille of the time, as if it had had assumed_samples of them.'),
  ('approvals.required.routing.rule_sets', '{"live": true, "test": false, "expires_after_hours": 72}', 'institution',
    'Whether a second operator approves that a rule set of routing comes into force.')
) AS t (key, value, source, note);
