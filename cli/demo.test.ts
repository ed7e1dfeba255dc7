import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

import fetch from 'node-fetch';

import type { Facts, SCHEMAS } from '../page/data/contract';
import { Directory } from '../page/data/directory';
import { unpackTables } from '../page/data/packed';
import { createDemonstration } from '../simulators/okta/demonstration';
import { createProject, type Project } from '../scripts/sdkProject';
import { storageDirectory } from '../scripts/collectedGraph';
import { filesBelow } from '../test/support/filesBelow';
import {
  findingOf,
  findingsSql,
  setThresholds,
  thresholdsWith,
} from './answers/findings';
import { openGraph } from './answers/graphDatabase';
import { runDemo } from './demo';
import { type DemoStage, demoStages } from './demoStages';

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

/** The line of a finding. */
function line(output: string, id: string): string | undefined {
  return output.split('\n').find((each) => each.endsWith(`(${id})`));
}

/** What a finding counts, by its id; undefined where it has no line. */
function shownCount(output: string, id: string): number | undefined {
  const text = line(output, id);
  if (text === undefined) return undefined;
  if (/^ +\w+ +none seen /.test(text)) return 0;
  return Number(/^ +\w+ +([\d,]+) /.exec(text)?.[1]?.replaceAll(',', ''));
}

/** A part of a report, unpacked as the page does it. */
function partOf(page: string, id: string): Buffer {
  const [, packed = ''] = new RegExp(`id="${id}">([^<]*)<`).exec(page) ?? [];
  return gunzipSync(Buffer.from(packed, 'base64'));
}

/** What the page has of a demonstration, without a browser. */
async function directoryOf(page: string): Promise<Directory> {
  const html = await readFile(page, 'utf8');
  return new Directory(
    unpackTables<typeof SCHEMAS>(partOf(html, 'tables')),
    JSON.parse(partOf(html, 'facts').toString()) as Facts,
  );
}

/** The figures of the digest, each as the page computes it. */
function figuresOf(directory: Directory): Record<string, number> {
  const { tables } = directory;
  const { people } = tables;
  const rows = (size: number) => Array.from({ length: size }, (_, row) => row);
  const active = rows(people.size).filter((row) => people.flag('active', row));
  const who = (name: 'mfa_enabled' | 'admin', among: number[]) =>
    among.filter((row) => people.flag(name, row));
  return {
    people: people.size,
    'active people': active.length,
    'active people with a second factor': who('mfa_enabled', active).length,
    'of these, resistant to phishing': who('mfa_enabled', active).filter(
      (row) => people.flag('mfa_phishing_resistant', row),
    ).length,
    'people with an admin role': who('admin', rows(people.size)).length,
    groups: tables.groups.size,
    memberships: tables.memberships.size,
    applications: tables.applications.size,
    'pairs of a person and an application': rows(people.size).flatMap((row) => [
      ...new Set(
        directory.accessOfPerson(row).map(({ application }) => application),
      ),
    ]).length,
    devices: tables.devices.size,
    'service accounts?': tables.service_accounts.size,
    'API tokens': tables.api_tokens.size,
  };
}

/** Terminal, page and SQL tell the same numbers. */
async function expectSameNumbers(output: string): Promise<void> {
  const directory = await directoryOf(
    path.join(storageDirectory(project.path), 'report.html'),
  );
  for (const [words, value] of Object.entries(figuresOf(directory))) {
    // What there is none of is left out.
    expect([words, figure(output, words) || 0]).toEqual([words, value]);
  }
  const database = await openGraph(project.path, findingsSql());
  try {
    await setThresholds(database, thresholdsWith({}));
    const told = directory.facts.findings;
    expect(told.length).toBeGreaterThan(20);
    const { finding_rows: found } = directory.tables;
    for (const { id, status, count, unknown } of told) {
      if (status === 'not applicable') {
        expect([id, line(output, id)]).toEqual([id, undefined]);
        continue;
      }
      const { length } = await database.rows(findingOf(id).sql);
      const listed = Array.from({ length: found.size }, (_, row) => row).filter(
        (row) => found.text('finding_id', row) === id,
      ).length;
      const isShown = status !== 'clear';
      expect({ id, count, listed, shown: shownCount(output, id) }).toEqual({
        id,
        count: length,
        listed: length,
        shown: isShown ? length : undefined,
      });
      expect([
        id,
        /not known of ([\d,]+) more/.exec(line(output, id) ?? '')?.[1],
      ]).toEqual([id, isShown && unknown > 0 ? String(unknown) : undefined]);
    }
  } finally {
    database.close();
  }
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
  expect(shownCount(output, 'no-factor')).toBe(without.length);
  expect(shownCount(output, 'too-many-super-admins')).toBe(superAdmins.length);
  expect(shownCount(output, 'super-admin-service-app')).toBe(1);
  await expectSameNumbers(output);
});

it.each(['acme', 'jumpcloud', 'sysdig'] as const)(
  'collects %s as well, and says what is not applicable there',
  async (provider) => {
    const { exitCode, output } = await demo(demoStages[provider]);

    expect(output).toContain('The counts of all types equal what is served.');
    expect(output).toContain('Not applicable, as ');
    expect(output.split('\n').length).toBeLessThan(60);
    expect(exitCode).toBe(0);
    await expectSameNumbers(output);
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
