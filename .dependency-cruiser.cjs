/**
 * Who may import whom, from the table in docs/ARCHITECTURE.md. Direction: kernel <- platform <- domains <- app.
 * Test files may import what they test with; everything else keeps to its place.
 */
const BELOW_PAYMENTS = [
  'audit',
  'policies',
  'ledger',
  'identity',
  'approvals',
  'consents',
  'compliance',
  'clearing',
  'merchants',
  'partners',
  'wallets',
  'risk',
]

/** For each domain, the domains whose face (`<domain>/<domain>.ts`) and `types.ts` it may import. */
const MAY_IMPORT = {
  audit: [],
  policies: [],
  ledger: ['audit'],
  identity: ['audit', 'policies'],
  approvals: ['identity', 'audit'],
  consents: ['identity', 'audit', 'policies'],
  compliance: ['ledger', 'identity', 'audit', 'policies', 'consents'],
  clearing: ['ledger', 'identity', 'audit', 'policies', 'consents'],
  merchants: ['ledger', 'identity', 'audit', 'policies', 'compliance'],
  partners: ['ledger', 'identity', 'audit', 'policies', 'consents', 'compliance', 'merchants'],
  wallets: ['ledger', 'identity', 'audit', 'policies', 'consents', 'compliance', 'clearing'],
  risk: ['identity', 'audit', 'policies', 'compliance'],
  payments: BELOW_PAYMENTS,
  openbanking: [...BELOW_PAYMENTS, 'payments'],
  reconciliation: [...BELOW_PAYMENTS, 'payments', 'openbanking'],
  insights: [...BELOW_PAYMENTS, 'payments', 'openbanking', 'reconciliation'],
  notifications: ['identity', 'audit'],
}

const SERVER = '^packages/server/src'
const DOMAINS = `${SERVER}/domains`
/** Tests, and what only tests use: `test/` and `test-*.ts`. */
const TESTS = '(\\.test\\.tsx?$|/test/|/test-[a-z-]+\\.tsx?$)'
/** Imports of types leave nothing behind at run time. */
const TYPES = ['type-only', 'type-import']

const FACES = Object.keys(MAY_IMPORT).map(domain => `${DOMAINS}/${domain}/${domain}\\.ts$`)

const error = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

const domainRules = Object.entries(MAY_IMPORT).flatMap(([domain, allowed]) => {
  const others = allowed.length === 0 ? '' : `|(${allowed.join('|')})/`
  return [
    error(
      `${domain}-knows-only`,
      `domain ${domain} may import ${allowed.join(', ') || 'no other domain'}; see the table in docs/ARCHITECTURE.md`,
      { path: `${DOMAINS}/${domain}/`, pathNot: TESTS },
      { path: `${DOMAINS}/`, pathNot: `${DOMAINS}/(${domain}/${others})` },
    ),
    error(
      `${domain}-has-a-face`,
      `from outside, only ${domain}/${domain}.ts and ${domain}/types.ts may be imported (connectors: ports.ts too)`,
      { path: `${DOMAINS}/`, pathNot: [`${DOMAINS}/${domain}/`, `${DOMAINS}/connectors/`, TESTS] },
      { path: `${DOMAINS}/${domain}/`, pathNot: `${DOMAINS}/${domain}/(${domain}|types)\\.ts$` },
    ),
    error(
      `${domain}-is-wired-by-its-face`,
      'the app wires domains by their faces',
      { path: `${SERVER}/app/`, pathNot: TESTS },
      { path: `${DOMAINS}/${domain}/`, pathNot: `${DOMAINS}/${domain}/(${domain}|types|ports)\\.ts$` },
    ),
  ]
})

module.exports = {
  forbidden: [
    error(
      'kernel-is-pure',
      'the kernel imports nothing of ours',
      { path: `${SERVER}/kernel/`, pathNot: TESTS },
      { path: '^packages/', pathNot: `${SERVER}/kernel/` },
    ),
    error(
      'kernel-does-no-io',
      'the kernel reads no file, clock or network',
      { path: `${SERVER}/kernel/`, pathNot: TESTS },
      { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|buffer)$' },
    ),
    error(
      'platform-knows-the-kernel',
      'the platform imports only the kernel and itself',
      { path: `${SERVER}/platform/`, pathNot: TESTS },
      { path: '^packages/', pathNot: `${SERVER}/(kernel|platform)/` },
    ),
    error(
      'domains-do-not-know-the-app',
      'the app wires the domains, never the other way round',
      { path: `${DOMAINS}/`, pathNot: TESTS },
      { path: `${SERVER}/app/` },
    ),
    error(
      'source-does-not-know-tests',
      'what runs in production imports no test code',
      { path: '^packages/[^/]+/src/', pathNot: TESTS },
      { path: TESTS },
    ),
    error(
      'domains-stay-in-the-server',
      'a domain imports the kernel, the platform and domains',
      { path: `${DOMAINS}/`, pathNot: TESTS },
      { path: '^packages/(sandbox|web|sdk|cli)/' },
    ),
    ...domainRules,
    error(
      'connectors-know-ports',
      'a connector imports the kernel, the platform, the kit of connectors, the ports.ts it implements and their types',
      { path: `${DOMAINS}/connectors/([^/]+)/`, pathNot: TESTS },
      { path: `${DOMAINS}/`, pathNot: [`${DOMAINS}/connectors/($1|kit)/`, `${DOMAINS}/[^/]+/(ports|types)\\.ts$`] },
    ),
    error(
      'rules-are-pure',
      'rules.ts imports the kernel, its own types, rules and error codes, and the faces of other domains; no platform, no package, no I/O',
      { path: `${DOMAINS}/.+/rules[^/]*\\.ts$`, pathNot: TESTS },
      { pathNot: [`${SERVER}/kernel/`, `${DOMAINS}/.+/(types|errors|rules)[^/]*\\.ts$`, ...FACES], dependencyTypesNot: TYPES },
    ),
    error(
      'http-lives-in-http',
      "in a domain only http.ts and http/ use the platform's HTTP (types, cursor pages and the shell of HTML pages aside)",
      { path: `${DOMAINS}/`, pathNot: ['/http\\.ts$', '/http/', TESTS] },
      { path: `${SERVER}/platform/http/`, pathNot: `${SERVER}/platform/http/(pages|html)\\.ts$`, dependencyTypesNot: TYPES },
    ),
    error(
      'no-driver-in-domains',
      'a domain reaches the database through platform/db.ts',
      { path: [`${DOMAINS}/`, `${SERVER}/app/`], pathNot: TESTS },
      { path: 'node_modules/pg/' },
    ),
    error(
      'sandbox-stands-alone',
      'the sandbox imports nothing of ours',
      { path: '^packages/sandbox/', pathNot: TESTS },
      { path: '^packages/', pathNot: '^packages/sandbox/' },
    ),
    error(
      'web-speaks-http',
      'the pages import nothing of ours',
      { path: '^packages/web/', pathNot: TESTS },
      { path: '^packages/', pathNot: '^packages/web/' },
    ),
    error(
      'sdk-speaks-http',
      'the SDK imports nothing of ours',
      { path: '^packages/sdk/', pathNot: TESTS },
      { path: '^packages/', pathNot: '^packages/sdk/' },
    ),
    error(
      'cli-speaks-through-the-sdk',
      'the CLI imports the SDK and nothing else of ours',
      { path: '^packages/cli/', pathNot: TESTS },
      { path: '^packages/', pathNot: '^packages/(cli|sdk)/' },
    ),
    error(
      'no-cycles',
      'a cycle hides which way knowledge flows',
      { pathNot: TESTS },
      { circular: true, viaOnly: { dependencyTypesNot: TYPES } },
    ),
    error('resolves', 'an import leads nowhere', { path: '^packages/' }, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|\\.generated\\.ts$)' },
    moduleSystems: ['es6'],
    tsPreCompilationDeps: true,
    detectJSDocImports: false,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.css'],
    },
  },
}
