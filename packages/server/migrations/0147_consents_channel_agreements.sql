-- Auto-debit agreements at wallet channels (签约代扣) as mandates: signed on the channel's page, so their payer need not hold a wallet here.

ALTER TABLE consents.consents
  DROP CONSTRAINT consents_kind,
  DROP CONSTRAINT consents_method,
  DROP CONSTRAINT consents_grantee_of_kind,
  DROP CONSTRAINT consents_holder,
  DROP CONSTRAINT consents_house,
  ADD CONSTRAINT consents_kind CHECK (kind IN ('account_access', 'funds_confirmation', 'domestic_payment', 'vrp', 'recurring_collection',
    'wallet_auto_debit', 'card_agreement', 'channel_agreement')),
  ADD CONSTRAINT consents_method CHECK (method IN ('wallet_balance', 'bank_card', 'alipay')),
  ADD CONSTRAINT consents_grantee_of_kind CHECK (grantee_kind = CASE kind
    WHEN 'card_agreement' THEN 'institution' WHEN 'wallet_auto_debit' THEN 'merchant' WHEN 'recurring_collection' THEN 'merchant'
    WHEN 'channel_agreement' THEN 'merchant' ELSE 'third_party' END),
  ADD CONSTRAINT consents_holder CHECK (holder_id IS NOT NULL OR state <> 'authorised' OR kind = 'channel_agreement'),
  ADD CONSTRAINT consents_house CHECK ((kind IN ('card_agreement', 'channel_agreement')) = (house IS NOT NULL)),
  ADD CONSTRAINT consents_channel CHECK (kind <> 'channel_agreement'
    OR (method = 'alipay' AND limit_per_payment IS NOT NULL AND (state <> 'authorised' OR agreement_number IS NOT NULL))),
  -- When the channel was told, or told us, that an agreement has ended.
  ADD COLUMN channel_told_at timestamptz;

CREATE INDEX consents_channel_waiting ON consents.consents (id) WHERE kind = 'channel_agreement' AND state = 'awaiting_authorisation';
CREATE INDEX consents_channel_untold ON consents.consents (id)
  WHERE kind = 'channel_agreement' AND state = 'cancelled' AND agreement_number IS NOT NULL AND channel_told_at IS NULL;

INSERT INTO policies.records (id, key, value, source, note, valid_from, created_at)
SELECT uuidv7(), key, value::jsonb, source, note, valid_from::timestamptz, clock_timestamp()
FROM (VALUES
  ('consents.channel_agreements', '{"sign_seconds": 3600, "max_per_payment": 10000000, "period_days_min": 7}',
    'Alipay open platform, 周期扣款 (secondary sources); institution',
    'How long an agreement waits to be signed at the channel, the most that one charge may take (fen), and the least period. Alipay sets limits of its own by contract.', '2016-07-01T00:00:00+08:00'),
  ('channels.alipay.cost', '{"bps": 60, "fixed": 0}',
    'Alipay open platform, public rate of 当面付; the contract with Alipay says what applies',
    'What Alipay charges us for a payment: ten-thousandths of the amount and a fixed part (fen).', '2016-07-01T00:00:00+08:00')
) AS t (key, value, source, note, valid_from);
