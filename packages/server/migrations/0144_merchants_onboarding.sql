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
