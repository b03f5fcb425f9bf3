/** What identity refuses. A wrong phone and a wrong password are one refusal, so that nobody learns who is a holder. */
import { defineCatalogue } from '../../kernel/catalogue.ts'

export const identityCatalogue = defineCatalogue({
  api_key_invalid: {
    status: 401,
    en: 'The API key is not known.',
    zh: 'API 密钥无效。',
    fixEn: 'Send "Authorization: Bearer" and a secret key as it was shown when it was created.',
    fixZh: '请使用 “Authorization: Bearer” 加创建时显示的密钥。',
  },
  api_key_expired: {
    status: 401,
    en: 'The API key has expired.',
    zh: 'API 密钥已过期。',
    fixEn: 'Use a newer key.',
    fixZh: '请使用新的密钥。',
  },
  api_key_revoked: {
    status: 401,
    en: 'The API key has been revoked.',
    zh: 'API 密钥已被吊销。',
    fixEn: 'Use another key.',
    fixZh: '请使用其他密钥。',
  },
  api_key_wrong_mode: {
    status: 401,
    en: 'The API key belongs to the other mode: this server runs in {mode} mode.',
    zh: 'API 密钥的模式不符：本服务运行于 {mode} 模式。',
    fixEn: 'Use a key that begins with fq_{mode}_.',
    fixZh: '请使用以 fq_{mode}_ 开头的密钥。',
  },
  api_key_not_found: {
    status: 404,
    en: 'There is no such API key.',
    zh: '密钥不存在。',
    fixEn: 'Check the id of the key.',
    fixZh: '请核对密钥编号。',
  },
  api_key_expiry_past: {
    status: 422,
    en: 'A new key cannot have expired already.',
    zh: '新密钥的过期时间不得早于当前时间。',
    fixEn: 'Send an instant to come, or none.',
    fixZh: '请提供将来的时间，或不设过期时间。',
  },
  session_invalid: {
    status: 401,
    en: 'The session has ended.',
    zh: '登录已失效。',
    fixEn: 'Sign in again.',
    fixZh: '请重新登录。',
  },
  password_or_phone_wrong: {
    status: 401,
    en: 'Phone and password do not match.',
    zh: '手机号或密码错误。',
    fixEn: 'Check both and try again.',
    fixZh: '请核对后重试。',
  },
  sign_in_throttled: {
    status: 429,
    en: 'Too many sign-ins have failed: wait {seconds} seconds.',
    zh: '登录失败次数过多：请等待 {seconds} 秒。',
    fixEn: 'Wait, then try again.',
    fixZh: '请稍后重试。',
  },
  phone_taken: {
    status: 409,
    en: 'This phone belongs to another holder.',
    zh: '该手机号已被注册。',
    fixEn: 'Use another phone, or sign in.',
    fixZh: '请更换手机号，或直接登录。',
  },
  roles_own: {
    status: 403,
    en: 'Operators cannot change their own roles.',
    zh: '运营人员不得变更自己的角色。',
    fixEn: 'Ask another administrator.',
    fixZh: '请联系其他管理员办理。',
  },
  role_not_held: {
    status: 403,
    en: 'Only an administrator gives or takes a role that they do not hold: {role}.',
    zh: '非管理员不得授予或收回自己不具备的角色：{role}。',
    fixEn: 'Ask an administrator.',
    fixZh: '请联系管理员办理。',
  },
  administrator_last: {
    status: 409,
    en: 'The last administrator stays: somebody must be able to put things right.',
    zh: '不得移除最后一名管理员。',
    fixEn: 'Make another operator an administrator first.',
    fixZh: '请先指定另一名管理员。',
  },
})

export type IdentityRefusalCode = keyof typeof identityCatalogue & string
