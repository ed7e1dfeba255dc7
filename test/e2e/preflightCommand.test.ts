import path from 'node:path';

import { createOrganization } from '../../simulators/okta/organization';
import {
  type OktaSimulator,
  type OktaSimulatorOptions,
  startOktaSimulator,
} from '../../simulators/okta/server';
import {
  createProject,
  PACKAGE_ROOT,
  type Project,
  runScript,
} from '../../scripts/sdkProject';

const MAIN = path.join(PACKAGE_ROOT, 'cli/main.ts');
const TOKEN = '00planted-token-of-the-test';

// Processes start here, on a machine that may be busy.
jest.setTimeout(60_000);

let project: Project;
let simulator: OktaSimulator | undefined;

beforeAll(async () => {
  project = await createProject();
});

afterEach(() => simulator?.stop());

afterAll(() => project.remove());

/** `npm run preflight` against an org. */
async function preflight(
  args: readonly string[],
  options: Partial<OktaSimulatorOptions> = {},
  token = TOKEN,
) {
  simulator = await startOktaSimulator({
    organization: createOrganization({ users: 5, groups: 3, apps: 1 }),
    token: TOKEN,
    ...options,
  });
  const { exitCode, output } = await runScript(
    MAIN,
    ['preflight', '--project-path', project.path, ...args],
    {
      cwd: project.path,
      env: {
        PROVIDER: 'okta',
        OKTA_ORG_URL: simulator.url,
        OKTA_API_KEY: token,
      },
    },
  );
  expect(output).not.toMatch(/planted|^ +at /m);
  return { exitCode, output, text: output.replace(/\s+/g, ' ') };
}

it('shows what can be read, and what a run takes', async () => {
  const { exitCode, output, text } = await preflight([]);

  expect(output).toMatch(/│ users +│ yes +│ +5 │/);
  expect(text).toMatch(/A whole run makes about \d+ calls/);
  expect(text).toContain('All that is collected can be read.');
  expect(exitCode).toBe(0);
});

it('says what is missing and what to do, and fails', async () => {
  const { exitCode, output, text } = await preflight([], {
    forbidden: [/^\/api-tokens/, /^\/authenticators/],
  });

  expect(output).toMatch(/│ API tokens +│ no +│/);
  expect(output).toMatch(/│ authenticators +│ no, not needed +│/);
  expect(text).toMatch(/Missing - API tokens: .*it needs an admin role/);
  expect(text).not.toContain('All that is collected can be read.');
  expect(exitCode).toBe(1);
});

it('prints JSON, and nothing else, where asked', async () => {
  const { exitCode, output } = await preflight(['--json'], {
    forbidden: [/^\/api-tokens/],
  });

  const report = JSON.parse(output) as { looks: object[] };
  expect(report.looks).toContainEqual(
    expect.objectContaining({
      outcome: 'refused',
      access: expect.objectContaining({
        what: 'API tokens',
        oauthScopes: ['okta.apiTokens.read'],
      }) as unknown,
    }),
  );
  expect(exitCode).toBe(1);
});

it('ends where the credential is of no use', async () => {
  const { exitCode, text } = await preflight([], {}, '00another');

  expect(text).toMatch(/The preflight ended early: .*check oktaApiKey/);
  expect(text).not.toContain('│');
  expect(exitCode).toBe(1);
});
