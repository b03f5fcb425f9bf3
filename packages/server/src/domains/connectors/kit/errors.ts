/** What the connectors' kit refuses. */
import { defineCatalogue } from '../../../kernel/catalogue.ts'

export const connectorsCatalogue = defineCatalogue({
  connector_not_found: {
    status: 404,
    en: 'There is no such connector.',
    zh: '连接器不存在。',
    fixEn: 'List the connectors to see their codes.',
    fixZh: '请查询连接器列表以确认代码。',
  },
  connector_setting_unknown: {
    status: 400,
    en: 'This connector has no setting {name}.',
    zh: '该连接器没有设置项 {name}。',
    fixEn: 'Read the connector to see its settings.',
    fixZh: '请查询该连接器以确认设置项。',
  },
  connector_setting_invalid: {
    status: 400,
    en: 'The setting {name} is missing or has the wrong form.',
    zh: '设置项 {name} 缺失或格式错误。',
    fixEn: 'Read the connector to see what its settings look like.',
    fixZh: '请查询该连接器以确认设置项的格式。',
  },
  connector_address_refused: {
    status: 422,
    en: 'This address may not be called ({reason}).',
    zh: '该地址不允许访问（{reason}）。',
    fixEn: 'Use an https address of a public host.',
    fixZh: '请使用公网主机的 https 地址。',
  },
  credential_role_unknown: {
    status: 404,
    en: 'This connector has no key of that role.',
    zh: '该连接器没有此用途的密钥。',
    fixEn: 'Read the connector to see the roles of its keys.',
    fixZh: '请查询该连接器以确认密钥用途。',
  },
  credential_not_found: {
    status: 404,
    en: 'There is no such credential.',
    zh: '凭证不存在。',
    fixEn: 'Read the connector to see its credentials.',
    fixZh: '请查询该连接器以确认凭证。',
  },
  credential_unreadable: {
    status: 422,
    en: 'This is no key or certificate that can be read; expected: {expected}.',
    zh: '无法识别的密钥或证书；应为：{expected}。',
    fixEn: 'Send PEM text, or its base64 body without headers.',
    fixZh: '请提供 PEM 文本，或不带首尾行的 base64 内容。',
  },
  credential_encrypted: {
    status: 422,
    en: 'The private key is protected with a password.',
    zh: '该私钥受口令保护。',
    fixEn: 'Decrypt it first, e.g. with openssl pkcs8; it is sealed here.',
    fixZh: '请先解密（例如用 openssl pkcs8）；平台会将其密封保存。',
  },
  credential_kind_wrong: {
    status: 422,
    en: 'Expected {expected}, found {found}.',
    zh: '应为 {expected}，实际为 {found}。',
    fixEn: 'Send the key that belongs here: private keys are ours, public keys and certificates are for verifying.',
    fixZh: '请提供正确的密钥：私钥为本机构所有，公钥与证书用于验签。',
  },
  credential_too_short: {
    status: 422,
    en: 'The key has {bits} bits; at least {least} are needed.',
    zh: '密钥长度为 {bits} 位，至少需要 {least} 位。',
    fixEn: 'Make a longer key.',
    fixZh: '请生成更长的密钥。',
  },
  credential_length_wrong: {
    status: 422,
    en: 'The key has {bytes} bytes; {expected} are expected.',
    zh: '密钥为 {bytes} 字节，应为 {expected} 字节。',
    fixEn: 'Check that it was copied whole and without blanks.',
    fixZh: '请确认复制完整且不含空白字符。',
  },
  credential_expired: {
    status: 422,
    en: 'The certificate has expired ({not_after}).',
    zh: '证书已过期（{not_after}）。',
    fixEn: 'Send the one that replaces it.',
    fixZh: '请提供替换后的证书。',
  },
  credential_exists: {
    status: 409,
    en: 'This key is held already.',
    zh: '该密钥已存在。',
    fixEn: 'Activate the one that is held, or send another.',
    fixZh: '请激活已有密钥，或提供其他密钥。',
  },
  credential_state_wrong: {
    status: 409,
    en: 'The credential is {state}.',
    zh: '凭证当前状态为 {state}。',
    fixEn: 'Only staged credentials can be activated, only staged or active ones ended.',
    fixZh: '仅待激活的凭证可激活，仅待激活或使用中的凭证可停用。',
  },
  credential_last: {
    status: 409,
    en: 'It is the last active key of a role that is required.',
    zh: '该凭证是必需用途下最后一个使用中的密钥。',
    fixEn: 'Activate its successor first.',
    fixZh: '请先激活接替的密钥。',
  },
  exchange_not_found: {
    status: 404,
    en: 'There is no such exchange; it may be past its retention.',
    zh: '交互记录不存在，或已超过保存期限。',
    fixEn: 'List the exchanges of the connector.',
    fixZh: '请查询该连接器的交互记录。',
  },
})

export type ConnectorRefusalCode = keyof typeof connectorsCatalogue & string
export type CredentialRefusalCode = Extract<ConnectorRefusalCode, `credential_${string}`>
