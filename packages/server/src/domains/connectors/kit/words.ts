/** What the key doctor says, in both languages. `{placeholders}` are filled from the values of the finding. */
import type { LocalText } from './types.ts'

const WORDS: Readonly<Record<string, LocalText>> = {
  not_connected: { en: 'Not connected: its address and settings are not set.', zh: '尚未连接：未设置地址与参数。' },
  setting_wrong: { en: 'The setting {name} is missing or has the wrong form.', zh: '设置项 {name} 缺失或格式错误。' },
  disabled: { en: 'Disabled: no new orders go there; refunds and queries do.', zh: '已停用：不再发送新订单，退款与查询照常。' },
  key_missing: { en: 'The key is missing.', zh: '缺少该密钥。' },
  key_not_needed: { en: 'Not set; it is optional.', zh: '未设置（可选）。' },
  key_staged: { en: 'Key {key} waits to be activated.', zh: '密钥 {key} 待激活。' },
  key_starts_later: { en: 'Key {key} begins later.', zh: '密钥 {key} 尚未到启用时间。' },
  key_present: {
    en: 'Key {key}: {format}, {bits} bits, fingerprint {fingerprint}….',
    zh: '密钥 {key}：{format}，{bits} 位，指纹 {fingerprint}…。',
  },
  key_converted: { en: 'Key {key} came as {format} and is kept as PKCS #8.', zh: '密钥 {key} 以 {format} 格式提交，已转为 PKCS #8 保存。' },
  key_short: { en: 'Key {key} has only {bits} bits.', zh: '密钥 {key} 仅 {bits} 位。' },
  key_expired: { en: 'Key {key} expired at {not_after}.', zh: '密钥 {key} 已于 {not_after} 过期。' },
  key_expires_soon: { en: 'Key {key} expires in {days} days ({not_after}).', zh: '密钥 {key} 将在 {days} 天后（{not_after}）过期。' },
  key_not_yet_valid: { en: 'Key {key} is not valid yet.', zh: '密钥 {key} 尚未生效。' },
  pair_missing: {
    en: 'The other half ({other}) of {key} is not here, so they cannot be compared.',
    zh: '缺少 {key} 的另一半（{other}），无法核对。',
  },
  pair_fits: { en: '{key} belongs to {other}.', zh: '{key} 与 {other} 配对一致。' },
  pair_broken: { en: '{key} does not belong to {other}.', zh: '{key} 与 {other} 不配对。' },
  verification_failures: {
    en: '{count} messages of the last day could not be verified; see below.',
    zh: '最近一天有 {count} 条消息验证失败，见下。',
  },
  self_test_failed: { en: 'The live check failed ({reason}).', zh: '在线检查失败（{reason}）。' },
  reachable: { en: 'It answers, and its answer verifies ({ms} ms).', zh: '对方应答正常且验签通过（{ms} 毫秒）。' },
  unreachable: { en: 'It does not answer: {reason}.', zh: '对方无应答：{reason}。' },
  answer_unverified: { en: 'It answers, but the answer does not verify: {reason}.', zh: '对方有应答，但验签失败：{reason}。' },
  refused_us: { en: 'It answers, and refuses our signature or account: {reason}.', zh: '对方应答，但拒绝了我方签名或账户：{reason}。' },
  clock_skew: { en: 'Its clock differs from ours by {seconds} s.', zh: '对方时钟与本机相差 {seconds} 秒。' },

  signature_missing: { en: 'No signature came.', zh: '消息没有签名。' },
  signature_malformed: { en: 'The signature is neither base64 nor hexadecimal.', zh: '签名不是有效的 base64 或十六进制。' },
  signature_length: {
    en: 'The signature has {bytes} bytes; this key makes {expected}.',
    zh: '签名长 {bytes} 字节，该密钥应为 {expected} 字节。',
  },
  timestamp_outside_window: { en: 'Its timestamp is too far from our clock.', zh: '时间戳与本机时钟相差过大。' },
  replayed: { en: 'The message came before.', zh: '该消息已收到过（重放）。' },
  account_wrong: { en: 'It is meant for another account or application.', zh: '消息不属于本账户或应用。' },
  no_key: { en: 'No key of the role {role} to check it with.', zh: '没有用途为 {role} 的密钥可供验证。' },
  key_id_unknown: { en: 'It names the key {key_id}; known: {known}.', zh: '消息引用的密钥为 {key_id}；已知：{known}。' },
  signed_by_staged_key: { en: 'Signed with {key}, which is staged: activate it.', zh: '由 {key} 签名，该密钥待激活：请激活。' },
  signed_by_retired_key: { en: 'Signed with {key}, which is retired here.', zh: '由 {key} 签名，该密钥在本方已停用。' },
  signed_by_another_key: { en: 'Signed with {key}, but it names {key_id}.', zh: '实际由 {key} 签名，但消息引用 {key_id}。' },
  signed_by_unknown_key: {
    en: 'Signed with none of our keys ({known}), or the signature is damaged.',
    zh: '不是由已知密钥（{known}）签名，或签名已损坏。',
  },
  key_or_string_differs: { en: 'Key or string differ; known keys: {known}.', zh: '密钥或签名串不一致；已知密钥：{known}。' },
  verifies_now: { en: 'It verifies now with {key}: the key came after the message.', zh: '现已可用 {key} 验证：密钥在消息之后才启用。' },
  string_differs: {
    en: 'Signed with {key} over another reading of the string ({how}).',
    zh: '由 {key} 对另一种形式的签名串签名（{how}）。',
  },
  another_string_signed: {
    en: 'The key {key} is right; another string was signed: SHA-256 {signed_sha256}, ours {expected_sha256}.',
    zh: '密钥 {key} 正确，但签名的是另一字符串：其 SHA-256 为 {signed_sha256}，我方为 {expected_sha256}。',
  },
  digest_differs: {
    en: 'The key {key} is right, the digest is {algorithm} instead of SHA-256 ({string} string).',
    zh: '密钥 {key} 正确，但摘要算法为 {algorithm} 而非 SHA-256（{string}）。',
  },
  padding_differs: { en: 'The key {key} fits, the padding is not PKCS #1 v1.5.', zh: '密钥 {key} 匹配，但填充方式不是 PKCS #1 v1.5。' },
  gcm_key: { en: 'GCM: the key is another one.', zh: 'GCM：密钥不正确。' },
  gcm_associated_data: {
    en: 'GCM: the key {key} is right, the associated data is not ("{ours}" here, "{theirs}" there).',
    zh: 'GCM：密钥 {key} 正确，附加数据不一致（本方“{ours}”，对方“{theirs}”）。',
  },
  gcm_tag: {
    en: 'GCM: the key {key} is right, the tag is damaged ({bits} bits).',
    zh: 'GCM：密钥 {key} 正确，认证标签损坏（{bits} 位）。',
  },
  gcm_ciphertext: { en: 'GCM: the key {key} is right, the ciphertext is damaged.', zh: 'GCM：密钥 {key} 正确，密文损坏。' },
  gcm_nonce: { en: 'GCM: the nonce has {bytes} bytes instead of 12.', zh: 'GCM：随机串长 {bytes} 字节，应为 12 字节。' },
  gcm_truncated: { en: 'GCM: {bytes} bytes are too few for ciphertext and tag.', zh: 'GCM：仅 {bytes} 字节，不足以包含密文与标签。' },
  gcm_indistinct: { en: 'GCM: too long to look into ({bytes} bytes).', zh: 'GCM：内容过长（{bytes} 字节），未作分析。' },
}

/** The sentence of a finding or diagnosis; its code when a connector brings one that is not listed. */
export function sentenceOf(code: string, values: Readonly<Record<string, string | number>>, language: 'en' | 'zh'): string {
  const text = WORDS[code]?.[language] ?? code
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}

export const knowsWords = (code: string): boolean => Object.hasOwn(WORDS, code)
