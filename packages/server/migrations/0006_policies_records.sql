-- Dated policies: a value, where it comes from, and from when to when it applies. Times of one key never overlap.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE SCHEMA policies;

CREATE TABLE policies.records (
  id uuid PRIMARY KEY,
  key text NOT NULL,
  value jsonb NOT NULL,
  source text NOT NULL,
  note text,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz,
  created_at timestamptz NOT NULL,
  CONSTRAINT records_time CHECK (valid_to IS NULL OR valid_to > valid_from),
  CONSTRAINT records_no_overlap EXCLUDE USING gist (key WITH =, tstzrange(valid_from, valid_to) WITH &&)
);

GRANT USAGE ON SCHEMA policies TO feiqian_app;
GRANT SELECT, INSERT ON policies.records TO feiqian_app;
GRANT UPDATE (valid_to) ON policies.records TO feiqian_app;

-- The default policy. Amounts in fen. `institution` marks the institution's own choice, which no rule sets.
INSERT INTO policies.records (id, key, value, source, note, valid_from, created_at)
SELECT uuidv7(), key, value::jsonb, source, note, valid_from::timestamptz, clock_timestamp()
FROM (VALUES
  ('wallet.class.I', '{"lifetime_limit": 100000, "annual_limit": null, "daily_limit": null}',
    '公告〔2015〕43号 (非银行支付机构网络支付业务管理办法) Art. 11(1)',
    'One outside channel of verification; ¥1,000 since the account was opened. From a secondary source, article number from memory: counsel confirms.', '2016-07-01T00:00:00+08:00'),
  ('wallet.class.II', '{"lifetime_limit": null, "annual_limit": 10000000, "daily_limit": null}',
    '公告〔2015〕43号 Art. 11(2)',
    'Face to face, or three outside channels; ¥100,000 a year. From a secondary source, article number from memory: counsel confirms.', '2016-07-01T00:00:00+08:00'),
  ('wallet.class.III', '{"lifetime_limit": null, "annual_limit": 20000000, "daily_limit": null}',
    '公告〔2015〕43号 Art. 11(3)',
    'Face to face, or five outside channels; ¥200,000 a year, investments allowed. From a secondary source, article number from memory: counsel confirms.', '2016-07-01T00:00:00+08:00'),
  ('wallet.daily_two_factors_with_certificate', '{"daily_limit": null}',
    '公告〔2015〕43号 Art. 24(1)',
    'Two or more factors, a digital certificate or electronic signature among them: as agreed with the customer. From a secondary source, article number from memory.', '2016-07-01T00:00:00+08:00'),
  ('wallet.daily_two_factors', '{"daily_limit": 500000}',
    '公告〔2015〕43号 Art. 24(2)',
    'Two or more factors without a certificate: ¥5,000 a day from the balance. From a secondary source, article number from memory.', '2016-07-01T00:00:00+08:00'),
  ('wallet.daily_without_two_factors', '{"daily_limit": 100000}',
    '公告〔2015〕43号 Art. 24(3)',
    'Fewer than two factors: ¥1,000 a day from the balance, and the institution bears the full loss. From a secondary source, article number from memory.', '2016-07-01T00:00:00+08:00'),
  ('payments.expiry_seconds', '{"default": 900, "min": 60, "max": 86400}',
    'institution', 'How long a payment waits to be paid.', '2016-07-01T00:00:00+08:00'),
  ('payments.authorisation_seconds', '{"wallet_balance": 604800}',
    'institution', 'How long an authorised amount stays reserved before it is released.', '2016-07-01T00:00:00+08:00'),
  ('payments.refund_days', '{"days": 365}',
    'institution', 'How long after its success a payment can be refunded.', '2016-07-01T00:00:00+08:00'),
  ('settlement.new_merchant', '{"t0_after_days": 90}',
    '银发〔2016〕261号', 'No T+0 settlement within 90 days of onboarding. From memory: check before relying on it.', '2016-12-01T00:00:00+08:00'),
  ('settlement.t0', '{"per_payout_limit": 5000000, "daily_limit": 20000000}',
    'institution', 'Own-funds advances for T+0 settlement, per payout and per merchant and day, beneath the merchant''s own limit.', '2016-07-01T00:00:00+08:00'),
  ('calendar.holidays', '["2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-02-23", "2026-04-06", "2026-05-01", "2026-05-04", "2026-05-05", "2026-06-19", "2026-09-25", "2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07", "2027-01-01"]',
    '国务院办公厅: 2026年部分节假日安排', 'Holidays that fall on weekdays; working weekends are not listed. From memory: check, and add a record when the notice for the next year is out.', '2016-07-01T00:00:00+08:00'),
  ('idempotency.retention_hours', '{"hours": 72}',
    'institution; draft-ietf-httpapi-idempotency-key-header-07 Section 2.6 leaves the time to the resource', 'Never less than 24.', '2016-07-01T00:00:00+08:00'),
  ('retention.years', '{"years": 10}',
    '中华人民共和国反洗钱法 (2024 revision) Art. 34', 'Customer identity and transactions are kept for at least ten years.', '2025-01-01T00:00:00+08:00'),
  ('retention.interface_log_months', '{"months": 6}',
    'JR/T 0185-2020', 'Interface logs are kept for at least six months. From a secondary source.', '2020-02-13T00:00:00+08:00'),
  ('identity.session', '{"hours": 12}',
    'institution', 'How long a wallet holder stays signed in.', '2016-07-01T00:00:00+08:00'),
  ('identity.sign_in', '{"phone_free_failures": 5, "address_free_failures": 50, "lock_seconds": 30, "lock_max_seconds": 3600, "forget_after_hours": 24}',
    'institution', 'Failed sign-ins before a phone or an address has to wait; each further failure doubles the wait.', '2016-07-01T00:00:00+08:00')
) AS t (key, value, source, note, valid_from);
