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
  createProject,
  PACKAGE_ROOT,
  type Project,
  runScript,
} from '../../scripts/sdkProject';
import { CA_FILE, startTlsFront } from '../support/tlsFront';

/*
 * What users get for the mistakes that they make, by the real command. Each start costs seconds, so
 * that mistakes which do not hide each other are made together.
 */

const MAIN = path.join(PACKAGE_ROOT, 'cli/main.ts');
const TOKEN = '00planted$token.of#the-test';
const NO_SUCH_HOST = path.join(__dirname, '../support/noSuchHost.js');
const SILENT = 0;

let directory: AcmeSimulator;
let odd: LoopbackServer;
let tls: Awaited<ReturnType<typeof startTlsFront>>;
let project: Project;

beforeAll(async () => {
  directory = await startAcmeSimulator({
    organization: createOrganization({ users: 6, groups: 2 }),
    token: TOKEN,
  });
  odd = await startLoopbackServer(({ url = '' }, response) => {
    const [, status] = /^\/(\d+)\//.exec(url) ?? [];
    if (Number(status) === SILENT) return;
    response.writeHead(Number(status), {
      'content-type': 'text/html',
      location: 'https://login.example.test/',
    });
    response.end('<html>Sign in</html>');
  });
  tls = await startTlsFront(odd.origin);
  project = await createProject();
});

afterAll(() =>
  Promise.all([directory.stop(), odd.stop(), tls.stop(), project.remove()]),
);

let folders = 0;

/** `npm start` where there is this .env, or none. */
async function start(envFile?: string | Buffer, env: NodeJS.ProcessEnv = {}) {
  folders += 1;
  const cwd = path.join(project.path, `folder-${folders}`);
  await mkdir(cwd);
  if (envFile !== undefined) await writeFile(path.join(cwd, '.env'), envFile);
  const { exitCode, output } = await runScript(MAIN, ['start'], { cwd, env });
  expect(output).not.toMatch(/planted|^ +at /m);
  return { exitCode, output, text: output.replace(/\s+/g, ' ') };
}

it('says where to begin without a .env', async () => {
  const { exitCode, text } = await start();

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
    'OKTA_INGEST_DEPROVISIONED=false',
    'this is no setting',
  ];
  const utf16 = Buffer.from(`\ufeff${lines.join('\r\n')}`, 'utf16le');

  const { exitCode, text } = await start(utf16);

  expect(text).toContain('acme_user 6');
  expect(text).toContain('.env, line 6: is not NAME=value, and was skipped');
  expect(text).toContain(
    'RATELIMIT_SHARE is not known; did you mean RATE_LIMIT_SHARE?',
  );
  expect(text).toContain(
    'OKTA_INGEST_DEPROVISIONED is not known; did you mean OKTA_INGEST_DEPROVISIONED_USERS?',
  );
  expect(exitCode).toBe(0);
});

it('names all that is wrong with the fields at once, and what was meant', async () => {
  const { exitCode, text } = await start(
    [
      'PROVIDER=okta',
      'OKTA_URL=https://example.okta.com',
      'OKTA_API_TOKEN=00planted',
      'RATE_LIMIT_SHARE=80',
    ].join('\n'),
  );

  expect(text).toContain('OKTA_URL is not known; did you mean OKTA_ORG_URL?');
  expect(text).toContain(
    'OKTA_API_TOKEN is not known; did you mean OKTA_API_KEY?',
  );
  expect(text).toContain('oktaOrgUrl (OKTA_ORG_URL) is missing');
  expect(text).toContain('oktaApiKey (OKTA_API_KEY) is missing');
  expect(text).toContain('(RATE_LIMIT_SHARE) must be a number above 0');
  expect(exitCode).toBe(1);
});

const PEM = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

it.each<[string, () => Promise<string> | string, RegExp]>([
  [
    '.env.example as it is',
    () => readFile(path.join(PACKAGE_ROOT, '.env.example'), 'utf8'),
    /acmeApiKey \(ACME_API_KEY\) is missing; give it, or acmeClientId/,
  ],
  [
    'a provider that there is not',
    () => 'PROVIDER=octa',
    /provider \(PROVIDER\) is not a known provider; choose one of acme, okta, jumpcloud, sysdig/,
  ],
  [
    'a switch that is neither on nor off',
    () => 'PROVIDER=okta\nOKTA_INGEST_DEPROVISIONED_USERS=no',
    /OKTA_INGEST_DEPROVISIONED_USERS must be true or false/,
  ],
  [
    'a URL in clear, beside a key over several lines',
    () =>
      `PROVIDER=okta\nOKTA_ORG_URL=http://example.okta.com\nOKTA_CLIENT_ID=0oa1\nOKTA_PRIVATE_KEY=${PEM}`,
    /cannot be used: oktaOrgUrl \(OKTA_ORG_URL\) must begin with https:\/\/(?!.*oktaPrivateKey)/,
  ],
])('says what is wrong with %s', async (_case, envFile, message) => {
  const { exitCode, text } = await start(await envFile());

  expect(text).toMatch(message);
  expect(text).not.toContain(PEM.split('\n')[1]);
  expect(exitCode).toBe(1);
});

it.each<[string, () => NodeJS.ProcessEnv, RegExp]>([
  [
    'a host that does not exist',
    () => ({
      ACME_BASE_URL: 'https://directroy.invalid/scim/v2',
      NODE_OPTIONS: `--require ${NO_SUCH_HOST}`,
    }),
    /ENOTFOUND; there is no such host; check the spelling of the configured URL \(acmeBaseUrl\)/,
  ],
  [
    'a port where nothing listens',
    () => ({
      ACME_BASE_URL: 'http://127.0.0.1:1/scim/v2',
      HTTP_ATTEMPTS: '2',
    }),
    /ECONNREFUSED; nothing listens at that address and port; check the configured URL \(acmeBaseUrl\).* \(after 2 attempts\)/,
  ],
  [
    'a port that speaks no TLS',
    () => ({ ACME_BASE_URL: odd.origin.replace('http:', 'https:') }),
    /EPROTO; what answers there does not speak TLS; check the port/,
  ],
  [
    'a certificate for another host',
    () => ({
      ACME_BASE_URL: `https://127.0.0.1:${tls.port}/200/`,
      NODE_EXTRA_CA_CERTS: CA_FILE,
    }),
    /ERR_TLS_CERT_ALTNAME_INVALID; the certificate is for another host/,
  ],
  [
    'a host that never answers',
    () => ({ ACME_BASE_URL: `${odd.origin}/0/`, HTTP_TIMEOUT_MS: '100' }),
    /TIMEOUT nothing was received for 100 ms; check the configured URL.* set HTTPS_PROXY \(after 3 attempts\)/,
  ],
  [
    'a login page',
    () => ({ ACME_BASE_URL: `${odd.origin}/200/` }),
    /the body is not JSON \(text\/html, .* no proxy or login page answers in its place \(after 2 attempts\)/,
  ],
  [
    'a redirect',
    () => ({ ACME_BASE_URL: `${odd.origin}/302/` }),
    /a redirect leads to https:\/\/login\.example\.test/,
  ],
  [
    'a refused credential',
    () => ({ ACME_BASE_URL: directory.url, ACME_API_KEY: 'x'.repeat(9) }),
    /401 the credential was refused.* check acmeApiKey/,
  ],
])('says what to do about %s', async (_case, env, message) => {
  const { exitCode, text } = await start('PROVIDER=acme', {
    ACME_API_KEY: TOKEN,
    HTTP_RETRY_DELAY_MS: '1',
    ...env(),
  });

  expect(text).toMatch(message);
  expect(text).toContain('Next: do what the message says');
  expect(exitCode).toBe(1);
});
