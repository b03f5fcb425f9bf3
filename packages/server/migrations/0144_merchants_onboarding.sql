-- Channels of merchants: where they can be paid, under which number of the channel.
CREATE TABLE merchants.channels (
  merchant_id uuid NOT NULL REFERENCES merchants.merchants,
  -- The code of the rail: wechat_pay, alipay, …
  channel text NOT NULL,
  -- The channel's number of the merchant (sub_mchid, smid); none while it is being applied for, or where the channel has none.
  sub_merchant_id text,
  sub_app_id text,
  status text NOT NULL CHECK (status IN ('applying', 'active', 'suspended', 'closed')),
  flows text[] NOT NULL,
  -- When it first became active.
  since timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, channel),
  CONSTRAINT channels_since CHECK (status = 'applying' OR since IS NOT NULL)
);

-- A number of a channel is one merchant's.
CREATE UNIQUE INDEX channels_sub_merchant ON merchants.channels (channel, sub_merchant_id) WHERE sub_merchant_id IS NOT NULL AND status <> 'closed';

GRANT SELECT, INSERT, UPDATE ON merchants.channels TO feiqian_app;

-- Onboarding. A merchant that is being taken on is there before it is live, so that its agreement and channels have an owner.
ALTER TABLE merchants.merchants DROP CONSTRAINT merchants_status_check;
ALTER TABLE merchants.merchants
  ADD CONSTRAINT merchants_status_check CHECK (status IN ('onboarding', 'active', 'suspended')),
  -- From when its days as a new merchant count; none before it is live.
  ADD COLUMN live_since timestamptz,
  ADD COLUMN status_reason text,
  ADD COLUMN risk_grade text CHECK (risk_grade IN ('low', 'medium', 'high')),
  ADD COLUMN review_due date,
  ADD COLUMN licence_number text,
  -- Keyed hashes (HMAC-SHA-256), so that equal ones are found and none is read.
  ADD COLUMN legal_person_mark bytea,
  ADD COLUMN account_mark bytea,
  -- The application that it came by; none for one that an operator created.
  ADD COLUMN application_id uuid;
UPDATE merchants.merchants SET live_since = created_at;
ALTER TABLE merchants.merchants ADD CONSTRAINT merchants_live CHECK (status = 'onboarding' OR live_since IS NOT NULL);
CREATE INDEX merchants_review ON merchants.merchants (review_due) WHERE review_due IS NOT NULL;
CREATE INDEX merchants_licence ON merchants.merchants (licence_number) WHERE licence_number IS NOT NULL;
CREATE INDEX merchants_account_mark ON merchants.merchants (account_mark) WHERE account_mark IS NOT NULL;
CREATE INDEX merchants_legal_person_mark ON merchants.merchants (legal_person_mark) WHERE legal_person_mark IS NOT NULL;

CREATE TABLE merchants.applications (
  id uuid PRIMARY KEY,
  -- SHA-256 of the applicant's token.
  token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  state text NOT NULL CHECK (state IN ('draft', 'submitted', 'checking', 'needs_correction', 'approved', 'agreement', 'channels', 'live',
    'rejected', 'withdrawn')),
  revision integer NOT NULL CHECK (revision > 0),
  name_en text,
  name_zh text,
  licence_number text,
  legal_person_mark bytea,
  account_mark bytea,
  -- The form as JSON in an envelope (platform/kms.ts).
  form_sealed bytea NOT NULL,
  findings jsonb NOT NULL,
  risk jsonb,
  reviewer uuid,
  entered_by uuid,
  note text,
  submissions integer NOT NULL,
  merchant_id uuid REFERENCES merchants.merchants,
  agreement_id uuid,
  agreement_version integer,
  agreement_template text,
  agreement_accepted_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  submitted_at timestamptz,
  decided_at timestamptz,
  live_at timestamptz,
  CONSTRAINT applications_merchant CHECK ((merchant_id IS NOT NULL) = (state IN ('approved', 'agreement', 'channels', 'live'))
    OR state = 'withdrawn'),
  CONSTRAINT applications_live CHECK ((live_at IS NOT NULL) = (state = 'live'))
);
CREATE INDEX applications_state ON merchants.applications (state, id);
CREATE INDEX applications_licence ON merchants.applications (licence_number) WHERE licence_number IS NOT NULL;
CREATE INDEX applications_legal_person ON merchants.applications (legal_person_mark) WHERE legal_person_mark IS NOT NULL;
CREATE INDEX applications_account ON merchants.applications (account_mark) WHERE account_mark IS NOT NULL;
CREATE INDEX applications_merchant_id ON merchants.applications (merchant_id) WHERE merchant_id IS NOT NULL;

-- What happened to an application, and by whom. Nothing here is ever changed.
CREATE TABLE merchants.application_history (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  application_id uuid NOT NULL REFERENCES merchants.applications,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  state text NOT NULL,
  note text
);
CREATE INDEX application_history_of ON merchants.application_history (application_id, seq);

CREATE TABLE merchants.documents (
  id uuid PRIMARY KEY,
  application_id uuid NOT NULL REFERENCES merchants.applications,
  kind text NOT NULL,
  about integer NOT NULL CHECK (about BETWEEN 0 AND 49),
  file_name text NOT NULL,
  media_type text NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png', 'application/pdf')),
  bytes integer NOT NULL CHECK (bytes > 0),
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  -- The content in an envelope; it is personal data.
  sealed bytea NOT NULL,
  added_at timestamptz NOT NULL,
  -- Replaced or taken away: kept as evidence of what was shown.
  removed_at timestamptz
);
ALTER TABLE merchants.documents ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE INDEX documents_of ON merchants.documents (application_id);
CREATE UNIQUE INDEX documents_current ON merchants.documents (application_id, kind, about) WHERE removed_at IS NULL;

-- 进件: the way of an application to each channel.
CREATE TABLE merchants.channel_applications (
  application_id uuid NOT NULL REFERENCES merchants.applications,
  merchant_id uuid NOT NULL REFERENCES merchants.merchants,
  channel text NOT NULL,
  reference text NOT NULL UNIQUE CHECK (reference ~ '^\w{1,32}$'),
  channel_reference text,
  state text NOT NULL CHECK (state IN ('waiting', 'sent', 'auditing', 'needs_merchant', 'rejected', 'active', 'cancelled')),
  attempt integer NOT NULL CHECK (attempt > 0),
  status_as_written text,
  trouble text,
  step text CHECK (step IN ('verify_account', 'sign', 'confirm')),
  url text,
  rejections jsonb NOT NULL,
  flows text[] NOT NULL,
  sub_app_id text,
  sub_merchant text,
  next_at timestamptz,
  silences integer NOT NULL,
  -- A node is at it until then.
  claimed_until timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (application_id, channel)
);
CREATE INDEX channel_applications_due ON merchants.channel_applications (next_at) WHERE next_at IS NOT NULL;

-- What an onboarded merchant asks to change. The content is sealed; who approves sees what is masked, or asks to see it.
CREATE TABLE merchants.changes (
  id uuid PRIMARY KEY,
  merchant_id uuid NOT NULL REFERENCES merchants.merchants,
  kind text NOT NULL CHECK (kind IN ('bank_account', 'legal_person')),
  state text NOT NULL CHECK (state IN ('requested', 'applied', 'rejected')),
  content_sealed bytea NOT NULL,
  masked jsonb NOT NULL,
  reason text NOT NULL,
  requested_by text NOT NULL,
  decided_by text,
  note text,
  created_at timestamptz NOT NULL,
  decided_at timestamptz
);
CREATE UNIQUE INDEX changes_open ON merchants.changes (merchant_id, kind) WHERE state = 'requested';
CREATE INDEX changes_of ON merchants.changes (merchant_id, id);

-- A changed settlement account on its way to the channels.
CREATE TABLE merchants.channel_changes (
  change_id uuid NOT NULL REFERENCES merchants.changes,
  merchant_id uuid NOT NULL REFERENCES merchants.merchants,
  channel text NOT NULL,
  sub_merchant text NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'sent', 'auditing', 'changed', 'rejected')),
  channel_reference text,
  status_as_written text,
  trouble text,
  next_at timestamptz,
  silences integer NOT NULL,
  claimed_until timestamptz,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (change_id, channel)
);
CREATE INDEX channel_changes_due ON merchants.channel_changes (next_at) WHERE next_at IS NOT NULL;

-- A suspension or resumption on its way to a channel that offers one.
CREATE TABLE merchants.channel_switches (
  merchant_id uuid NOT NULL,
  channel text NOT NULL,
  wanted text NOT NULL CHECK (wanted IN ('suspended', 'active')),
  reason text NOT NULL,
  trouble text,
  next_at timestamptz,
  silences integer NOT NULL,
  claimed_until timestamptz,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, channel),
  FOREIGN KEY (merchant_id, channel) REFERENCES merchants.channels
);
CREATE INDEX channel_switches_due ON merchants.channel_switches (next_at) WHERE next_at IS NOT NULL;

-- Periodic review (持续尽职调查).
CREATE TABLE merchants.reviews (
  id uuid PRIMARY KEY,
  merchant_id uuid NOT NULL REFERENCES merchants.merchants,
  due date NOT NULL,
  grade_before text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'done')),
  outcome text CHECK (outcome IN ('keep', 'suspend')),
  grade_after text,
  note text,
  done_by uuid,
  created_at timestamptz NOT NULL,
  done_at timestamptz
);
CREATE UNIQUE INDEX reviews_open ON merchants.reviews (merchant_id) WHERE state = 'open';
CREATE INDEX reviews_state ON merchants.reviews (state, id);

GRANT SELECT, INSERT, UPDATE ON merchants.applications, merchants.channel_applications, merchants.changes, merchants.channel_changes,
  merchants.channel_switches, merchants.reviews TO feiqian_app;
GRANT DELETE ON merchants.channel_switches TO feiqian_app;
GRANT SELECT, INSERT ON merchants.application_history TO feiqian_app;
GRANT SELECT, INSERT, UPDATE (removed_at) ON merchants.documents TO feiqian_app;

INSERT INTO policies.records (id, key, value, source, note, valid_from, created_at)
SELECT uuidv7(), key, value::jsonb, source, note, '2016-07-01T00:00:00+08:00', clock_timestamp()
FROM (VALUES
  ('merchants.onboarding', '{"mcc_prohibited": ["7995", "7273", "5967", "6051"], "mcc_high_risk": ["5094", "5944", "6010", "6011", "6012", "4829", "7994", "5816", "6211"], "owner_bps_min": 2500, "expiry_warning_days": 30, "age_min": 16}',
    '银发〔2017〕235号 (beneficial owners: 25 %); 民法典 Art. 18 (age); otherwise institution',
    'owner_bps_min: hundredths of a percent. MCCs (ISO 18245) that are not taken on, and those watched closely, are the institution''s choice. Articles from memory: counsel confirms.'),
  ('merchants.risk', '{"medium_from": 30, "high_from": 60, "large_volume": 100000000, "young_licence_days": 180, "points": {"mcc_high_risk": 40, "licence_young": 15, "online_only": 15, "volume_large": 20, "owner_foreign": 15, "owner_is_manager_only": 20, "settlement_same_day": 15, "account_personal": 10, "account_shared": 30, "legal_person_shared": 15, "rejected_before": 40}}',
    'institution; 银发〔2013〕2号 asks for grades of money-laundering risk and leaves the points to the institution',
    'Points by reason; from how many a merchant is of medium and of high risk. large_volume in fen a month. From memory: counsel confirms.'),
  ('merchants.review', '{"months": {"low": 36, "medium": 12, "high": 6}}',
    '银发〔2013〕2号 (highest risk: at least every half-year)',
    'Months until a merchant is looked at again, by grade; sooner when its licence or an identity document ends. From memory: counsel confirms.'),
  ('partners.price_template.standard', '{"title": "特约商户支付服务协议 Merchant services agreement", "clauses": [{"number": "3.1", "kind": "payment_fee", "method": "wallet_balance", "basis_points": 38}, {"number": "3.2", "kind": "payment_fee", "method": "any", "basis_points": 60, "min": 1}, {"number": "4.1", "kind": "refund_fee", "method": "any", "policy": "returned_proportionally"}]}',
    'institution', 'What merchants are offered unless something else was negotiated.'),
  ('partners.price_template.welfare', '{"title": "公益类商户支付服务协议 Agreement for charities and public services", "clauses": [{"number": "3.1", "kind": "payment_fee", "method": "any", "basis_points": 0}, {"number": "4.1", "kind": "refund_fee", "method": "any", "policy": "returned_proportionally"}]}',
    'institution; 发改价格〔2016〕557号 (education, health care, welfare)', 'No fee. From memory: check before relying on it.'),
  ('approvals.required.merchants.applications', '{"live": true, "test": false, "expires_after_hours": 168}', 'institution',
    'Approval of a merchant''s application.'),
  ('approvals.required.merchants.channels', '{"live": true, "test": false, "expires_after_hours": 72}', 'institution',
    'The number under which a channel keeps a merchant says whose account is credited.'),
  ('approvals.required.merchants.changes', '{"live": true, "test": true, "expires_after_hours": 168}', 'institution',
    'A changed bank account or legal person of a merchant always needs a second operator, whatever this says.')
) AS t (key, value, source, note);
