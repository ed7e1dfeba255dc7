import { existsSync } from 'node:fs';
import path from 'node:path';

import fetch from 'node-fetch';

import { createDemonstration } from '../simulators/okta/demonstration';
import { createProject, type Project } from '../scripts/sdkProject';
import { storageDirectory } from '../scripts/collectedGraph';
import { filesBelow } from '../test/support/filesBelow';
import { runDemo } from './demo';
import { type DemoStage, demoStages } from './demoStages';

// Processes start here, on a machine that may be busy.
jest.setTimeout(60_000);

let project: Project;

beforeEach(async () => {
  project = await createProject();
});

afterEach(async () => {
  delete process.env.ACME_CLIENT_ID;
  delete process.env.PROVIDER;
  await project.remove();
});

async function demo(
  startStage?: () => Promise<DemoStage>,
): Promise<{ exitCode: number; output: string }> {
  let output = '';
  const exitCode = await runDemo({
    projectPath: project.path,
    startStage,
    terminal: {
      colors: false,
      columns: 80,
      isLive: false,
      write: (text) => {
        output += text;
      },
    },
  });
  return { exitCode, output };
}

/** A number of the digest, by the words behind it. */
function figure(output: string, words: string): number {
  const figures = output.replaceAll(/\s+/g, ' ').split(/[;.] /);
  const told = figures.find((each) =>
    new RegExp(`^[\\d,]+ ${words}$`).test(each),
  );
  return Number(told?.split(' ')[0]?.replaceAll(',', ''));
}

/** What a finding counts, by its id. */
function found(output: string, id: string): number {
  const line = output.split('\n').find((each) => each.endsWith(`(${id})`));
  return Number(/^ +\w+ +([\d,]+) /.exec(line ?? '')?.[1]?.replaceAll(',', ''));
}

it('collects an Okta organization, and says of it what is true', async () => {
  process.env.PROVIDER = 'acme';
  process.env.ACME_CLIENT_ID = 'a-developers-client';

  const { exitCode, output } = await demo();

  expect(output).toMatch(/with [1-9]\d* requests/);
  expect(output.split('\n').length).toBeLessThan(60);
  expect(output).toContain('The counts of all types equal what is served.');
  expect(exitCode).toBe(0);
  const page = path.join(storageDirectory(project.path), 'report.html');
  expect(output).toContain(`Open ${page}`);
  expect(existsSync(page)).toBe(true);

  const { users, factors, groups, apps, apiTokens, userRoles } =
    createDemonstration(new Date());
  const active = users.filter(({ status }) => status === 'ACTIVE');
  // The organization takes e-mails and questions for recovery only.
  const without = active.filter(
    ({ id }) =>
      !factors
        .get(id)
        ?.some(
          ({ status, factorType }) =>
            status === 'ACTIVE' && !['email', 'question'].includes(factorType),
        ),
  );
  const superAdmins = [...userRoles].filter(([, roles]) =>
    roles.some(({ type }) => type === 'SUPER_ADMIN'),
  );
  expect(figure(output, 'people')).toBe(users.length);
  expect(figure(output, 'active people')).toBe(active.length);
  expect(figure(output, 'active people with a second factor')).toBe(
    active.length - without.length,
  );
  expect(figure(output, 'groups')).toBe(groups.length);
  expect(figure(output, 'applications')).toBe(apps.length);
  expect(figure(output, 'API tokens')).toBe(apiTokens.length);
  expect(found(output, 'no-factor')).toBe(without.length);
  expect(found(output, 'too-many-super-admins')).toBe(superAdmins.length);
  expect(found(output, 'super-admin-service-app')).toBe(1);
});

it.each(['acme', 'jumpcloud', 'sysdig'] as const)(
  'collects %s as well, and says what is not applicable there',
  async (provider) => {
    const { exitCode, output } = await demo(demoStages[provider]);

    expect(output).toContain('The counts of all types equal what is served.');
    expect(output).toContain('Not applicable, as ');
    expect(output.split('\n').length).toBeLessThan(60);
    expect(exitCode).toBe(0);
  },
);

it('stops the simulator and tells nobody its token', async () => {
  const { output } = await demo();

  const [url = ''] = /http:\S+/.exec(output) ?? [];
  await expect(fetch(url)).rejects.toThrow('ECONNREFUSED');
  const written = await filesBelow(storageDirectory(project.path));
  expect(written.length).toBeGreaterThan(5);
  expect([output, ...written].join()).not.toMatch(/\b[0-9a-f]{48}\b/);
});

it('fails when the collection differs from what is served', async () => {
  const { exitCode, output } = await demo(async () => {
    const stage = await demoStages.acme();
    return { ...stage, expected: { ...stage.expected, acme_user: 251 } };
  });

  expect(output).toContain('acme_user: collected 250, served 251');
  expect(exitCode).toBe(1);
});
