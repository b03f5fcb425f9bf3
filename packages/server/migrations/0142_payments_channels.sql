-- Payments by payers without a wallet here: WeChat Pay, Alipay, a bank's page, another bank through open banking. Such an attempt is an
-- order that is open at a channel until the payer has acted.

ALTER TABLE payments.payments DROP CONSTRAINT payments_method_check;
ALTER TABLE payments.payments
  ADD CONSTRAINT payments_method_check
    CHECK (method IN ('wallet_balance', 'bank_card', 'wechat_pay', 'alipay', 'bank_gateway', 'open_banking')),
  -- The rail of the latest attempt; NULL for the wallet, and for cards before this column was.
  ADD COLUMN channel text,
  -- The order at the channel: its flow, the rails tried for it, and what is to happen once it is closed. NULL for wallets and cards.
  ADD COLUMN channel_order json;

ALTER TABLE payments.attempts
  -- Who pays at a channel is nobody's holder here.
  ALTER COLUMN holder_id DROP NOT NULL,
  ADD COLUMN channel text,
  ADD COLUMN flow text;
