import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import {
  type LoopbackServer,
  startLoopbackServer,
} from '../../simulators/loopbackServer';
import { createOrganization } from '../../simulators/acme/organization';
import {
  type AcmeSimulator,
  startAcmeSimulator,
} from '../../simulators/acme/server';
import {
  type CommandResult,
  createProject,
  PACKAGE_ROOT,
  type Project,
  runScript,
} from '../../scripts/sdkProject';
import { runHere } from '../support/commandHere';
import { CA_FILE, startTlsFront } from '../support/tlsFront';
import '../support/noSuchHost';

/*
 * What users get for the mistakes that they make: each is made with `npm start`, within this process
 * but for the first three, which are made with the real command. The time that an answer takes is
 * told by the number of requests.
 */

jest.mock('../../src/http/networkNews', () => ({
  ...jest.requireActual<object>('../../src/http/networkNews'),
  SILENCE_MS: 50,
}));

// What the collected tells is for other tests, and takes its time.
jest.mock('../../cli/answers/showDigest', () => ({
  showDigestIfPossible: () => Promise.resolve(),
}));

const MAIN = path.join(PACKAGE_ROOT, 'cli/main.ts');
const TOKEN = '00planted$token.of#the-test';
const SILENCE = 0;

let directory: AcmeSimulator;
let odd: LoopbackServer;
/** How the odd server answers, and how often it was asked. */
let status = SILENCE;
let asked = 0;
/** Whether it tells everybody that it is an Okta org. */
let isOkta = false;
let tls: Awaited<ReturnType<typeof startTlsFront>>;
let selfSigned: typeof tls;
let project: Project;

beforeAll(async () => {
  directory = await startAcmeSimulator({
    organization: createOrganization({ users: 6, groups: 2 }),
    token: TOKEN,
  });
  odd = await startLoopbackServer(({ url = '' }, response) => {
    asked += 1;
    if (status === SILENCE) return;
    if (isOkta && url.startsWith('/.well-known/')) {
      const _links = { organization: { href: odd.origin } };
      response.end(JSON.stringify({ id: '00o1', pipeline: 'idx', _links }));
      return;
    }
    const isPage = status < 400;
    response.writeHead(status, {
      'content-type': isPage ? 'text/html' : 'application/json',
      ...(status === 302 && { location: 'https://login.example.test/' }),
    });
    response.end(isPage ? '<html>Sign in</html>' : '{}');
  });
  tls = await startTlsFront(odd.origin);
  selfSigned = await startTlsFront(odd.origin, 'selfSigned.pem');
  project = await createProject();
});

afterAll(() =>
  Promise.all(
    [directory, odd, tls, selfSigned]
      .map((server) => server.stop())
      .concat(project.remove()),
  ),
);

beforeEach(() => {
  status = SILENCE;
  asked = 0;
  isOkta = false;
});

type Start = (
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
) => Promise<CommandResult>;

const realCommand: Start = (args, options) => runScript(MAIN, args, options);

let folders = 0;

/** `npm start` where there is this .env, or none. */
async function start(
  envFile?: string | Buffer,
  {
    run = runHere,
    env = {},
    args = [],
  }: { run?: Start; env?: NodeJS.ProcessEnv; args?: string[] } = {},
) {
  folders += 1;
  const cwd = path.join(project.path, `folder-${folders}`);
  await mkdir(cwd);
  if (envFile !== undefined) await writeFile(path.join(cwd, '.env'), envFile);
  const { exitCode, output } = await run(['start', ...args], { cwd, env });
  expect(output).not.toMatch(/planted|^ +at /m);
  return { exitCode, output, text: output.replace(/\s+/g, ' ') };
}

/** The lines of a .env for the odd server, of each provider. */
const CONNECTIONS: Record<string, (url: string) => string[]> = {
  acme: (url) => [`ACME_BASE_URL=${url}/scim/v2`, `ACME_API_KEY=${TOKEN}`],
  okta: (url) => [`OKTA_ORG_URL=${url}`, `OKTA_API_KEY=${TOKEN}`],
  jumpcloud: (url) => [
    `JUMPCLOUD_BASE_URL=${url}`,
    `JUMPCLOUD_API_KEY=${TOKEN}`,
  ],
  sysdig: (url) => [`SYSDIG_BASE_URL=${url}`, `SYSDIG_API_TOKEN=${TOKEN}`],
};

function connection(provider: string, url: string): string {
  const lines = CONNECTIONS[provider]?.(url) ?? [];
  return [`PROVIDER=${provider}`, ...lines, 'HTTP_RETRY_DELAY_MS=1'].join('\n');
}

describe('the real command', () => {
  it('says where to begin without a .env', async () => {
    const { exitCode, text } = await start(undefined, { run: realCommand });

    expect(text).toMatch(
      /PROVIDER is not set: there is no \S+\/\.env\. Copy \.env\.example to \.env/,
    );
    expect(exitCode).toBe(1);
  });

  it('understands what people and their editors make of a .env', async () => {
    const lines = [
      'export PROVIDER=Acme # not okta',
      `ACME_BASE_URL = "${directory.url}"  # the test's`,
      `ACME_API_KEY=Bearer ${TOKEN}`,
      'RATELIMIT_SHARE=0.5',
      'this is no setting',
    ];
    const utf16 = Buffer.from(`\ufeff${lines.join('\r\n')}`, 'utf16le');

    const { exitCode, text } = await start(utf16, { run: realCommand });

    expect(text).toContain('acme_user 6');
    expect(text).toContain('.env, line 5: is not NAME=value, and was skipped');
    expect(text).toContain('did you mean RATE_LIMIT_SHARE?');
    expect(exitCode).toBe(0);
  });

  it('takes the private CA that it is told of', async () => {
    const { exitCode, text } = await start(
      connection('acme', `https://127.0.0.1:${tls.port}`),
      { run: realCommand, env: { NODE_EXTRA_CA_CERTS: CA_FILE } },
    );

    expect(text).toMatch(
      /ERR_TLS_CERT_ALTNAME_INVALID; the certificate is for another host; check the spelling of the configured URL \(acmeBaseUrl\)/,
    );
    expect(exitCode).toBe(1);
  });
});

/** What is wrong with a .env is told by what stands in it alone: nobody is asked. */
const WRONG: [mistake: string, envFile: () => string, told: RegExp][] = [
  [
    'a file without any setting',
    () => '# nothing yet\n',
    /PROVIDER is not set: \S+\/\.env sets no variable/,
  ],
  [
    'a provider that there is not',
    () => 'PROVIDER=octa',
    /provider \(PROVIDER\) is not a known provider; choose one of acme, okta, jumpcloud, sysdig/,
  ],
  [
    'names of other programs',
    () =>
      'PROVIDER=okta\nOKTA_URL=https://example.okta.com\nOKTA_API_TOKEN=00planted',
    /OKTA_API_TOKEN is not known; did you mean OKTA_API_KEY\?.*OKTA_URL is not known; did you mean OKTA_ORG_URL\?.*oktaOrgUrl \(OKTA_ORG_URL\) is missing; oktaApiKey \(OKTA_API_KEY\) is missing/,
  ],
  [
    'a switch that is neither on nor off',
    () => 'PROVIDER=okta\nOKTA_INGEST_DEPROVISIONED_USERS=no',
    /OKTA_INGEST_DEPROVISIONED_USERS must be true or false/,
  ],
  [
    'a share in percent',
    () => `${connection('acme', odd.origin)}\nRATE_LIMIT_SHARE=80`,
    /rateLimitShare \(RATE_LIMIT_SHARE\) must be a number above 0 and at most 1, such as 0\.8/,
  ],
  [
    'no attempt at all',
    () => `${connection('acme', odd.origin)}\nHTTP_ATTEMPTS=0`,
    /HTTP_ATTEMPTS must be a whole number above 0/,
  ],
  [
    'a URL in clear',
    () => connection('okta', 'http://example.okta.com'),
    /oktaOrgUrl \(OKTA_ORG_URL\) must begin with https:\/\//,
  ],
  [
    'a URL with a path',
    () => connection('okta', 'https://example.okta.com/app/UserHome'),
    /oktaOrgUrl \(OKTA_ORG_URL\) must be the host alone, without a path, such as/,
  ],
  [
    'a URL with a query',
    () => connection('okta', 'https://example.okta.com?from=login'),
    /oktaOrgUrl \(OKTA_ORG_URL\) must not contain a query/,
  ],
  [
    'a URL without scheme',
    () => connection('acme', 'directory.example'),
    /acmeBaseUrl \(ACME_BASE_URL\) is not a URL; it begins with https:\/\//,
  ],
  [
    'two credentials',
    () =>
      `${connection('okta', 'https://example.okta.com')}\nOKTA_CLIENT_ID=0oa1`,
    /oktaApiKey \(OKTA_API_KEY\) must not be given together with oktaClientId: choose one kind of credential/,
  ],
  [
    'no organization id',
    () => `${connection('jumpcloud', odd.origin)}\nJUMPCLOUD_ORG_ID=my-company`,
    /jumpcloudOrgId \(JUMPCLOUD_ORG_ID\) is not the id of an organization: that has 24 hexadecimal digits/,
  ],
  [
    'a region that JumpCloud has not',
    () => 'PROVIDER=jumpcloud\nJUMPCLOUD_API_KEY=x\nJUMPCLOUD_REGION=us1',
    /jumpcloudRegion \(JUMPCLOUD_REGION\) must be one of us, eu, in/,
  ],
  [
    'a region that Sysdig has not',
    () => 'PROVIDER=sysdig\nSYSDIG_API_TOKEN=x\nSYSDIG_REGION=us',
    /sysdigRegion \(SYSDIG_REGION\) is not a region of Sysdig; the regions are us1, us2/,
  ],
];

it.each(WRONG)('says what is wrong with %s', async (_case, envFile, told) => {
  const { exitCode, text } = await start(envFile());

  expect(text).toMatch(told);
  expect(exitCode).toBe(1);
  expect(asked).toBe(0);
});

it('says what is missing in .env.example as it is', async () => {
  const { exitCode, text } = await start(
    await readFile(path.join(PACKAGE_ROOT, '.env.example'), 'utf8'),
  );

  expect(text).toMatch(
    /acmeApiKey \(ACME_API_KEY\) is missing; give it, or acmeClientId/,
  );
  expect(exitCode).toBe(1);
});

it('understands a key over several lines, and shows none of it', async () => {
  const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

  const { exitCode, text } = await start(
    `PROVIDER=okta\nOKTA_CLIENT_ID=0oa1\nOKTA_PRIVATE_KEY=${pem}`,
  );

  // All else of this .env is right.
  expect(text).toMatch(/cannot be used: oktaOrgUrl \(OKTA_ORG_URL\) [^;]*$/);
  expect(text).not.toContain(pem.split('\n')[1]);
  expect(exitCode).toBe(1);
});

it.each<[string, (lines: string[]) => string | Buffer, string?]>([
  ['export', (lines) => lines.map((each) => `export ${each}`).join('\n')],
  [
    'spaces',
    (lines) => lines.map((each) => each.replace('=', ' = ')).join('\n'),
  ],
  [
    'quotes',
    (lines) => lines.map((each) => `${each.replace('=', '="')}"`).join('\n'),
  ],
  [
    'single quotes, and a $ within',
    (lines) => lines.map((each) => `${each.replace('=', "='")}'`).join('\n'),
  ],
  ['comments', (lines) => lines.map((each) => `${each} # mine`).join('\n')],
  ['Windows lines', (lines) => `\ufeff${lines.join('\r\n')}\r\n`],
  [
    "PowerShell's UTF-16",
    (lines) => Buffer.from(`\ufeff${lines.join('\r\n')}`, 'utf16le'),
  ],
  ['capitals', (lines) => lines.join('\n').replace('=acme', '=ACME')],
  [
    'a prefix of headers',
    (lines) => lines.join('\n').replace('API_KEY=', 'API_KEY=Bearer '),
  ],
  [
    'a misspelt name, which it tells of',
    (lines) => [...lines, 'RATELIMIT_SHARE=0.5'].join('\n'),
    'RATELIMIT_SHARE is not known; did you mean RATE_LIMIT_SHARE?',
  ],
  [
    'the beginning of a name, which it tells of',
    (lines) => [...lines, 'OKTA_INGEST_DEPROVISIONED=false'].join('\n'),
    'OKTA_INGEST_DEPROVISIONED is not known; did you mean OKTA_INGEST_DEPROVISIONED_USERS?',
  ],
])('collects by a .env with %s', async (_case, write, told = '') => {
  const { exitCode, text } = await start(
    write([
      'PROVIDER=acme',
      `ACME_BASE_URL=${directory.url}`,
      `ACME_API_KEY=${TOKEN}`,
    ]),
    { args: ['--step', 'fetch-acme-account'] },
  );

  expect(text).toContain('acme_account 1');
  expect(text).toContain(told);
  expect(exitCode).toBe(0);
});

it.each([
  ['fetch-acme-usres', 'did you mean fetch-acme-users?'],
  ['fetch-okta-users', 'did you mean fetch-acme-users?'],
  ['memberships', 'Its steps are fetch-acme-account, fetch-acme-users'],
])('says what steps there are in place of %s', async (step, told) => {
  const { exitCode, text } = await start(connection('acme', odd.origin), {
    args: ['--step', step],
  });

  expect(text).toContain(`--step: the chosen provider has no step ${step}`);
  expect(text).toContain(told);
  expect(text).not.toContain('jumpcloud');
  expect(asked).toBe(0);
  expect(exitCode).toBe(1);
});

/** The sentences that name the fields and what the credential needs, by provider. */
const REFUSALS: [provider: string, unauthorized: RegExp, forbidden: RegExp][] =
  [
    [
      'acme',
      /401 the credential was refused; check acmeApiKey.*acmeBaseUrl/,
      /403 the credential lacks a permission; it needs read access to users/,
    ],
    [
      'okta',
      /401 the credential was refused; check oktaApiKey.*oktaOrgUrl/,
      /403 the credential lacks a permission; it needs an admin role that covers users, such as Read-only Administrator.*the scope okta\.users\.read/,
    ],
    [
      'jumpcloud',
      /401 the credential was refused; check jumpcloudApiKey.*jumpcloudRegion/,
      /403 the credential lacks a permission; it needs an administrator role that may read organizations/,
    ],
    [
      'sysdig',
      /401 the credential was refused; check sysdigApiToken.*sysdigRegion or sysdigBaseUrl/,
      /403 the token is valid, but it may read neither its owner nor teams nor scan results; give its role/,
    ],
  ];

it.each(
  REFUSALS.flatMap(([provider, unauthorized, forbidden]) => [
    [provider, 401, unauthorized] as const,
    [provider, 403, forbidden] as const,
  ]),
)('says what %s needs where it answers %i', async (provider, answer, told) => {
  status = answer;
  isOkta = true;

  const { exitCode, text } = await start(connection(provider, odd.origin));

  expect(text).toMatch(told);
  expect(text).toContain('Next: do what the message says');
  expect(exitCode).toBe(1);
  // Nothing that was refused is asked for again.
  expect(asked).toBeLessThanOrEqual(4);
});

it.each(Object.keys(CONNECTIONS))(
  'says where the redirect of %s leads, and what a login page is',
  async (provider) => {
    status = 302;
    const redirected = await start(connection(provider, odd.origin));
    const requests = asked;
    status = 200;
    const page = await start(connection(provider, odd.origin));

    expect(redirected.text).toMatch(
      provider === 'jumpcloud'
        ? /302 the credential was refused: JumpCloud redirects/
        : /a redirect leads to https:\/\/login\.example\.test; it was not followed/,
    );
    expect(requests).toBeLessThanOrEqual(2);
    expect(page.text).toMatch(
      /the body is not JSON \(text\/html, .* no proxy or login page answers in its place/,
    );
    expect(asked - requests).toBeLessThanOrEqual(6);
    expect([redirected.exitCode, page.exitCode]).toEqual([1, 1]);
  },
);

it.each([401, 403])(
  'does not blame a credential that was not sent (%i)',
  async (answer) => {
    status = answer;

    const { exitCode, text } = await start(connection('okta', odd.origin));

    expect(text).toMatch(
      /no credential was sent; check that the configured URL \(oktaOrgUrl\) is that of the API/,
    );
    expect(text).not.toContain('oktaApiKey');
    expect(asked).toBe(1);
    expect(exitCode).toBe(1);
  },
);

/** Failures of the network; those that last are not tried again. */
const UNREACHABLE: [
  mistake: string,
  url: () => string,
  told: RegExp,
  attempts: number,
][] = [
  [
    'a host that does not exist',
    () => 'https://directroy.invalid',
    /ENOTFOUND; there is no such host; check the spelling of the configured URL \(acmeBaseUrl\)/,
    1,
  ],
  [
    'a port where nothing listens',
    () => 'http://127.0.0.1:1',
    /ECONNREFUSED; nothing listens at that address and port; check the configured URL \(acmeBaseUrl\)/,
    2,
  ],
  [
    'a port that speaks no TLS',
    () => odd.origin.replace('http:', 'https:'),
    /EPROTO; what answers there does not speak TLS; check the port/,
    1,
  ],
  [
    'a private CA that nobody told of',
    () => `https://127.0.0.1:${tls.port}`,
    /UNABLE_TO_VERIFY_LEAF_SIGNATURE; this machine does not know who issued the certificate.* set the environment variable NODE_EXTRA_CA_CERTS/,
    1,
  ],
  [
    'a certificate that signed itself',
    () => `https://127.0.0.1:${selfSigned.port}`,
    /DEPTH_ZERO_SELF_SIGNED_CERT; this machine does not know who issued the certificate.* set the environment variable NODE_EXTRA_CA_CERTS/,
    1,
  ],
];

it.each(UNREACHABLE)(
  'says what to do about %s',
  async (_case, url, told, attempts) => {
    const { exitCode, text } = await start(
      `${connection('acme', url())}\nHTTP_ATTEMPTS=2`,
      { args: ['--verbose'] },
    );

    expect(text).toMatch(told);
    expect(text.match(/Attempt \d of \d failed/g) ?? []).toHaveLength(
      attempts - 1,
    );
    expect(exitCode).toBe(1);
  },
);

it('says of a host that never answers what it waits for, each time', async () => {
  const { exitCode, text } = await start(
    `${connection('acme', odd.origin)}\nHTTP_TIMEOUT_MS=180`,
    { args: ['--verbose'] },
  );

  expect(text).toMatch(
    /TIMEOUT nothing was received for 180 ms; check the configured URL.* set HTTPS_PROXY \(after 3 attempts\)/,
  );
  expect(asked).toBe(3);
  expect(text.match(/INFO Attempt \d of 6 failed/g)).toHaveLength(2);
  // One is due each 50 ms of silence here, each 10 s elsewhere.
  const silences = text.match(/INFO No answer for \d+ s: GET /g) ?? [];
  expect(silences.length).toBeGreaterThanOrEqual(3);
  expect(silences.length).toBeLessThanOrEqual(9);
  expect(exitCode).toBe(1);
});
