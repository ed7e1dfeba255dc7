import { readdir } from 'node:fs/promises';
import path from 'node:path';

import {
  createProject,
  PACKAGE_ROOT,
  type Project,
  runScript,
} from '../../scripts/sdkProject';
import { startSysdigSimulator } from '../../simulators/sysdig/server';
import { createTenant, type Tenant } from '../../simulators/sysdig/tenant';
import { diff } from '../../cli/answers/diff';
import { answer, type Fault, on, startFaultProxy } from '../support/faultProxy';

const TOKEN = '00000000-0000-4000-8000-00000000c0de';
const scans = { pipeline: 0, registry: 0, runtime: 0, hosts: 0, legacy: 0 };

let project: Project;

beforeEach(async () => {
  project = await createProject();
});

afterEach(() => project.remove());

/** One of the commands, as npm runs it. */
function command(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return runScript(path.join(PACKAGE_ROOT, 'cli/main.ts'), args, {
    cwd: project.path,
    env,
  });
}

/** Collects a tenant by `npm start`. */
async function start(
  tenant: Tenant,
  args: readonly string[] = [],
  { faults = [], ...env }: { faults?: Fault[]; NODE_OPTIONS?: string } = {},
) {
  const simulator = await startSysdigSimulator({ tenant, token: TOKEN });
  const proxy = await startFaultProxy({ target: simulator.url, faults });
  try {
    return await command(['start', ...args], {
      PROVIDER: 'sysdig',
      SYSDIG_BASE_URL: proxy.url,
      SYSDIG_API_TOKEN: TOKEN,
      HTTP_ATTEMPTS: '1',
      ...env,
    });
  } finally {
    await proxy.stop();
    await simulator.stop();
  }
}

function smallTenant(): Tenant {
  const size = { users: 4, teams: 2, teamsPerUser: 1, roles: 1 };
  return createTenant({ ...size, serviceAccounts: 0, scans });
}

interface ChangeRow {
  kind: string;
  change: string;
  name: string;
  property: string | null;
}

it('tells what changed from one npm start to the next, and doubts what was read in part', async () => {
  const tenant = smallTenant();
  const [first, second] = tenant.teams;
  const members = tenant.members.get(first?.id ?? 0) ?? [];
  const [promoted] = members;
  const leaver = tenant.users.find(
    ({ id, isAdmin }) => !isAdmin && id !== promoted?.userId,
  );
  if (!promoted || !leaver || !second)
    throw new Error('The tenant is too small.');
  promoted.role = 'ROLE_TEAM_READ';
  promoted.customRoleId = null;
  await start(tenant);

  promoted.role = 'ROLE_TEAM_MANAGER';
  tenant.users = tenant.users.filter(({ id }) => id !== leaver.id);
  for (const [team, list] of tenant.members) {
    tenant.members.set(
      team,
      list.filter(({ userId }) => userId !== leaver.id),
    );
  }
  tenant.members.get(second.id)?.push({ ...promoted, role: 'ROLE_TEAM_EDIT' });
  const { stdout } = await start(tenant, ['--keep']);
  const [kept = ''] = (await readdir(project.path)).filter((name) =>
    name.startsWith('.j1-integration-'),
  );
  expect(stdout).toContain(`compare by npm run diff -- ${kept}`);
  const told = await command(['diff', kept]);

  const nameOf = (id: number) => {
    const user = [...tenant.users, leaver].find((each) => each.id === id);
    return (
      [user?.firstName, user?.lastName].filter(Boolean).join(' ') || user?.email
    );
  };
  const name = nameOf(promoted.userId);
  expect(told.stdout).toContain(
    `people: 0 added, 1 removed, 0 changed\n  - ${nameOf(leaver.id)}\n`,
  );
  expect(told.stdout).toContain(`  + ${name} in ${second.name}\n`);
  expect(told.stdout).toMatch(
    new RegExp(`  ~ ${name} in ${first?.name}: role \\w.* -> \\w`),
  );
  expect(told.exitCode).toBe(0);

  await start(tenant, [], {
    faults: [on(/team/, answer(500), { times: 1_000 })],
  });
  const rows = JSON.parse(
    await diff({
      older: path.join(project.path, kept),
      newer: project.path,
      format: 'json',
    }),
  ) as ChangeRow[];
  const words = (kind: string) =>
    new Set(
      rows.filter((row) => row.kind === kind).map(({ change }) => change),
    );
  expect(words('people')).toEqual(new Set(['removed']));
  expect(words('memberships')).toEqual(new Set(['unsure']));
});

it('collects without DuckDB, and says what is missing for the rest', async () => {
  const env = {
    NODE_OPTIONS: `--require ${path.join(PACKAGE_ROOT, 'test/support/withoutDuckDb.js')}`,
  };

  const { stdout, exitCode } = await start(smallTenant(), [], env);
  const report = await command(['report'], env);

  expect(stdout).toContain('Complete: every step read all of its data.');
  expect(stdout).toContain(
    'Findings, npm run query, report and diff need DuckDB, which is optional: npm install @duckdb/node-api',
  );
  expect(stdout).not.toContain('npm run report shows it');
  expect(exitCode).toBe(0);
  expect(report.stderr).toMatch(
    /^This needs DuckDB, which is not installed, or not for this machine: npm install @duckdb\/node-api/m,
  );
  expect(report.stderr).not.toMatch(/^ +at /m);
  expect(report.exitCode).toBe(1);
});
