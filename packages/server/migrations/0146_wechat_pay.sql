-- WeChat Pay: profit sharing (分账) as operators ordered it and as the platform answered, and the records that law and the channel set.

CREATE SCHEMA wechat_pay;

-- Who may receive a share of a sub-merchant's orders. A name is handed to the platform encrypted and is not kept.
CREATE TABLE wechat_pay.receivers (
  id uuid PRIMARY KEY,
  sub_mchid text NOT NULL,
  type text NOT NULL CHECK (type IN ('MERCHANT_ID', 'PERSONAL_OPENID', 'PERSONAL_SUB_OPENID')),
  account text NOT NULL,
  relation_type text NOT NULL,
  custom_relation text,
  state text NOT NULL CHECK (state IN ('active', 'deleted')),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (sub_mchid, type, account)
);

-- One sharing order, or the unfreezing of what is left: executed by the platform once under its public id (out_order_no).
CREATE TABLE wechat_pay.sharing_orders (
  id uuid PRIMARY KEY,
  sub_mchid text NOT NULL,
  transaction_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('share', 'unfreeze')),
  -- [{ type, account, amount, description }], amounts in fen.
  receivers jsonb NOT NULL,
  amount bigint NOT NULL CHECK (amount >= 0),
  unfreeze_unsplit boolean NOT NULL,
  description text NOT NULL,
  state text NOT NULL CHECK (state IN ('created', 'unknown', 'processing', 'finished', 'failed')),
  failure_code text,
  order_id text,
  -- As the platform answered them last: [{ …, result, detail_id, fail_reason }].
  results jsonb,
  attempts int NOT NULL DEFAULT 0,
  next_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CHECK ((state IN ('finished', 'failed')) = (next_at IS NULL)),
  CHECK ((state = 'failed') = (failure_code IS NOT NULL))
);
CREATE INDEX sharing_orders_due ON wechat_pay.sharing_orders (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX sharing_orders_of_transaction ON wechat_pay.sharing_orders (transaction_id, id);

-- 分账回退: a receiver that is a merchant gives back; executed once under its public id (out_return_no).
CREATE TABLE wechat_pay.sharing_returns (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES wechat_pay.sharing_orders,
  return_mchid text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  description text NOT NULL,
  state text NOT NULL CHECK (state IN ('created', 'unknown', 'processing', 'succeeded', 'failed')),
  failure_code text,
  return_id text,
  attempts int NOT NULL DEFAULT 0,
  next_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CHECK ((state IN ('succeeded', 'failed')) = (next_at IS NULL)),
  CHECK ((state = 'failed') = (failure_code IS NOT NULL))
);
CREATE INDEX sharing_returns_due ON wechat_pay.sharing_returns (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX sharing_returns_of_order ON wechat_pay.sharing_returns (order_id, id);

-- 分账动账通知: what the platform told, once each.
CREATE TABLE wechat_pay.sharing_notices (
  id text PRIMARY KEY,
  transaction_id text NOT NULL,
  out_order_no text,
  receiver_type text NOT NULL,
  receiver_account text NOT NULL,
  amount bigint NOT NULL,
  description text NOT NULL,
  success_at timestamptz,
  received_at timestamptz NOT NULL
);
CREATE INDEX sharing_notices_of_transaction ON wechat_pay.sharing_notices (transaction_id);

GRANT USAGE ON SCHEMA wechat_pay TO feiqian_app;
GRANT SELECT, INSERT, UPDATE ON wechat_pay.receivers, wechat_pay.sharing_orders, wechat_pay.sharing_returns TO feiqian_app;
GRANT SELECT, INSERT ON wechat_pay.sharing_notices TO feiqian_app;

INSERT INTO policies.records (id, key, value, source, note, valid_from, created_at)
SELECT uuidv7(), key, value::jsonb, source, note, valid_from::timestamptz, clock_timestamp()
FROM (VALUES
  ('channels.wechat_direct_allowed', '{"allowed": false}',
    '中国人民银行令〔2021〕第1号 and the PBoC''s answers to questions on it: 支付机构间不得相互直接开放支付业务接口',
    'Whether a connection of mode direct may place orders. An institution that acquires for merchants reaches wallets through a clearing house; direct mode is for sandbox users and own sales, by a record of its own. From press reports: counsel confirms.', '2021-03-01T00:00:00+08:00'),
  ('channels.cost.wechat_pay', '{"bps": 60, "fixed": 0}',
    'institution: its agreement with the channel',
    'What WeChat Pay withholds of an order, hundredths of a percent. The usual 0.60 %; the agreement says the real one.', '2021-03-01T00:00:00+08:00'),
  ('approvals.required.wechat_pay.sharing', '{"live": true, "test": false, "expires_after_hours": 24}',
    'institution',
    'Whether a second operator approves that shares of a payment go to receivers, or come back.', '2021-03-01T00:00:00+08:00'),
  ('channels.wechat_settlement_rules',
    '{"individual_business": {"settlement_id": "719", "qualification_type": "零售"}, "enterprise": {"settlement_id": "716", "qualification_type": "零售"}, "institution": {"settlement_id": "725", "qualification_type": "其他缴费"}, "social_organisation": {"settlement_id": "727", "qualification_type": "社会组织"}, "government": {"settlement_id": "725", "qualification_type": "其他缴费"}}',
    '微信支付: 费率结算规则对照表 (settlement_id)',
    'Settlement rule and trade that an application names, by subject. From memory: check against the channel''s table before relying on it.', '2021-03-01T00:00:00+08:00')
) AS t (key, value, source, note, valid_from);
