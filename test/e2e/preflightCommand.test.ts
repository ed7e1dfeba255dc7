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
import {
  LEGACY_TENANT,
  startSysdigSimulator,
} from '../../simulators/sysdig/server';
import { createTenant } from '../../simulators/sysdig/tenant';
import { runHere } from '../support/commandHere';

const MAIN = path.join(PACKAGE_ROOT, 'cli/main.ts');
const TOKEN = '00planted-token-of-the-test';

type Run = typeof runHere;

const realCommand: Run = (args, options) => runScript(MAIN, args, options);

let project: Project;
let simulator: OktaSimulator | undefined;

beforeAll(async () => {
  project = await createProject();
});

afterEach(() => simulator?.stop());

afterAll(() => project.remove());

/** `npm run preflight` against an org, within this process unless told. */
async function preflight(
  args: readonly string[],
  options: Partial<OktaSimulatorOptions> = {},
  { token = TOKEN, run = runHere }: { token?: string; run?: Run } = {},
) {
  simulator = await startOktaSimulator({
    organization: createOrganization({ users: 5, groups: 3, apps: 1 }),
    token: TOKEN,
    ...options,
  });
  const { exitCode, output } = await run(
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
  const { exitCode, output, text } = await preflight(
    [],
    {},
    { run: realCommand },
  );

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
  const { exitCode, text } = await preflight([], {}, { token: '00another' });

  expect(text).toMatch(/The preflight ended early: .*check oktaApiKey/);
  expect(text).not.toContain('│');
  expect(exitCode).toBe(1);
});

/** How far from the truth the number of calls may be. */
const TOLERANCE = 0.2;

/** A tenant that lacks what newer ones have, and what is shown of it. */
interface OlderTenant {
  start: () => Promise<{
    url: string;
    requests: readonly unknown[];
    stop: () => Promise<void>;
  }>;
  env: (url: string) => NodeJS.ProcessEnv;
  /** The table. */
  rows: [dataSet: string, canBeRead: string, objects: string][];
  /** What is said below the table. */
  told: readonly RegExp[];
}

const OLDER: Record<string, OlderTenant> = {
  'a Sysdig host with the older APIs only': {
    start: () =>
      startSysdigSimulator({
        tenant: createTenant({ users: 120, teams: 30 }),
        token: TOKEN,
        generations: LEGACY_TENANT,
      }),
    env: (url) => ({
      PROVIDER: 'sysdig',
      SYSDIG_BASE_URL: url,
      SYSDIG_API_TOKEN: TOKEN,
    }),
    rows: [
      ['the account, with its plan', 'yes', ''],
      ['settings of single sign-on', 'no, not needed', ''],
      ['users', 'yes', '120'],
      ['teams', 'yes', '30'],
      ['members of teams', 'yes', ''],
      ['custom roles', 'not there', ''],
      ['service accounts', 'not there', ''],
      ['service accounts of teams', 'yes', ''],
      ['pipeline scans', 'yes', '40'],
      ['registry scans', 'yes', '0'],
      ['runtime scans', 'yes', '0'],
    ],
    told: [
      /Not there - custom roles: .* this tenant does not have the platform API/,
      /Not known, and not needed - settings of single sign-on: how people log in is unknown/,
    ],
  },
  'an Okta org on Classic Engine': {
    start: () =>
      startOktaSimulator({
        organization: {
          ...createOrganization({ users: 40, groups: 9, apps: 6, devices: 0 }),
          pipeline: 'v1',
        },
        token: TOKEN,
      }),
    env: (url) => ({
      PROVIDER: 'okta',
      OKTA_ORG_URL: url,
      OKTA_API_KEY: TOKEN,
    }),
    rows: [
      ['policies and their rules', 'yes', '4'],
      ['org settings', 'yes', ''],
      ['access of Okta support', 'yes', ''],
      ['groups', 'yes', '9'],
      ['users', 'yes', '39'],
      ['deprovisioned users', 'yes', '1'],
      ['factors', 'yes', ''],
      ['authenticators', 'not there', ''],
      ['group members', 'yes', ''],
      ['applications', 'yes', '6'],
      ['application assignments of groups', 'yes', ''],
      ['application assignments of users', 'yes', ''],
      ['system log', 'yes', '5'],
      ['admin roles of users', 'yes', '2'],
      ['admin roles of groups', 'yes', '1'],
      ['group owners', 'yes', ''],
      ['group rules', 'yes', '1'],
      ['devices', 'yes', '0'],
      ['API tokens', 'yes', '3'],
      ['identity providers', 'yes', '2'],
    ],
    told: [/Not there - authenticators: .*Classic Engine, which has none/],
  },
};

it.each(Object.entries(OLDER))(
  'shows what can be read of %s, and what a run takes',
  async (_name, { start, env, rows, told }) => {
    const tenant = await start();
    try {
      const options = { cwd: project.path, env: env(tenant.url) };
      const { exitCode, output } = await runHere(['preflight'], options);
      const before = tenant.requests.length;
      const run = await runHere(['start'], options);
      const calls = tenant.requests.length - before;

      const table = output
        .split('\n')
        .filter((line) => line.includes('│') && !line.includes('Data set'))
        .map((line) => line.split('│').map((cell) => cell.trim()));
      expect(table.map((cells) => cells.slice(1, -1))).toEqual(rows);
      for (const each of told) {
        expect(output.replace(/\s+/g, ' ')).toMatch(each);
      }
      expect(exitCode).toBe(0);
      expect(run.exitCode).toBe(0);
      const [, estimate] = /makes about ([\d,]+) calls/.exec(output) ?? [];
      const reckoned = Number(estimate?.replaceAll(',', ''));
      expect(reckoned).toBeGreaterThanOrEqual(calls * (1 - TOLERANCE));
      expect(reckoned).toBeLessThanOrEqual(calls * (1 + TOLERANCE));
    } finally {
      await tenant.stop();
    }
  },
);
