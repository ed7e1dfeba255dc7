import { mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { storageDirectory, summaryPath } from '../../scripts/collectedGraph';
import type { Project } from '../../scripts/sdkProject';
import {
  entity,
  type Graph,
  relationship,
  stepsFor,
} from '../../test/support/answerGraphs';
import { createCollectedProject } from '../../test/support/collectedGraphFixture';
import { keepResult } from '../collection/keep';

import { diff } from './diff';

const projects: Project[] = [];

afterAll(() => Promise.all(projects.map((each) => each.remove())));

async function projectOf(graph: Graph, types = {}): Promise<string> {
  const project = await createCollectedProject(stepsFor(graph, types));
  projects.push(project);
  return project.path;
}

interface Changes {
  kind: string;
  change: string;
  name: string;
  property: string | null;
  old: unknown;
  new: unknown;
}

/** What changed, a line each. */
async function changes(older: string, newer: string): Promise<string[]> {
  const all = JSON.parse(
    await diff({ older, newer, format: 'json' }),
  ) as Changes[];
  return all.map(({ kind, change, name, property, old, new: now }) =>
    property === null
      ? `${kind} ${change}: ${name}`
      : `${kind} ${change}: ${name}: ${property} ${JSON.stringify(old)} ${JSON.stringify(now)}`,
  );
}

const user = (key: string, properties = {}) =>
  entity('okta_user', key, { active: true, mfaEnabled: true, ...properties });

const account = entity('okta_account', 'account');
const held = { status: 'active', scope: 'organization' };

function monday(): Graph {
  return {
    provider: 'okta',
    entities: [
      account,
      user('ada', { department: 'A', mfaEnabled: true, lastLoginOn: 1 }),
      user('bo', { admin: true }),
      user('leaver'),
      entity('okta_user_group', 'staff'),
      entity('okta_application', 'payroll'),
      entity('okta_role', 'help desk'),
      entity('mfa_device', 'key', { factorType: 'webauthn', active: true }),
    ],
    relationships: [
      relationship('okta_group_has_user', 'staff', 'ada'),
      relationship('okta_group_has_user', 'staff', 'leaver'),
      relationship('okta_user_assigned_application', 'ada', 'payroll', {
        scope: 'USER',
      }),
      relationship('okta_user_assigned_role', 'bo', 'help desk', held),
      relationship('okta_user_assigned_factor', 'ada', 'key'),
    ],
  };
}

function friday(): Graph {
  return {
    provider: 'okta',
    entities: [
      account,
      user('ada', { department: 'B', mfaEnabled: false, lastLoginOn: 2 }),
      user('bo', { admin: undefined }),
      user('newcomer'),
      entity('okta_user_group', 'staff'),
      entity('okta_application', 'payroll'),
      entity('okta_role', 'help desk'),
    ],
    relationships: [
      relationship('okta_group_has_user', 'staff', 'newcomer'),
      relationship('okta_user_assigned_application', 'ada', 'payroll', {
        scope: 'GROUP',
      }),
      relationship('okta_user_assigned_role', 'bo', 'help desk', {
        ...held,
        scope: 'groups',
      }),
    ],
  };
}

it('tells what was added, removed and changed', async () => {
  const older = await projectOf(monday());
  const newer = await projectOf(friday());

  expect(await changes(older, newer)).toEqual([
    'people added: newcomer',
    'people removed: leaver',
    'people changed: ada: department "A" "B"',
    'people changed: ada: mfa_enabled true false',
    'memberships added: newcomer in staff',
    'memberships removed: ada in staff',
    'memberships removed: leaver in staff',
    'assignments changed: ada to payroll: direct true false',
    'roles changed: bo: help desk: extent "organization" "groups"',
    'factors removed: ada: webauthn',
  ]);
  expect(await changes(newer, newer)).toEqual([]);
  const text = await diff({ older, newer, format: 'text' });
  expect(text).toContain(
    'people: 1 added, 1 removed, 2 changed\n  + newcomer\n  - leaver\n',
  );
  const csv = await diff({ older, newer, format: 'csv' });
  expect(csv.split('\r\n').slice(0, 3)).toEqual([
    'kind,change,id,name,property,old,new',
    'people,added,newcomer,newcomer,,,',
    'people,removed,leaver,leaver,,,',
  ]);
});

it.each([
  ['new', {}, { partial: ['okta_group_has_user'] }],
  ['old', { partial: ['okta_group_has_user'] }, {}],
  ['new, where it is switched off', {}, { off: ['okta_group_has_user'] }],
])(
  'never calls removed what is partial in the %s one',
  async (_which, before, after) => {
    const older = await projectOf(monday(), before);
    const newer = await projectOf(friday(), after);

    const all = await changes(older, newer);
    expect(all.filter((each) => each.startsWith('memberships'))).toEqual([
      'memberships unsure: ada in staff',
      'memberships unsure: leaver in staff',
      'memberships unsure: newcomer in staff',
    ]);
    expect(all).toContain('people removed: leaver');
    expect(await diff({ older, newer, format: 'text' })).toContain(
      'memberships: 0 added, 0 removed, 0 changed\n  3 were seen in one run only. They are not called added or removed: one of the runs did not read all of okta_group_has_user.',
    );
  },
);

it('doubts what hangs on people, too, where these are partial', async () => {
  const all = await changes(
    await projectOf(monday()),
    await projectOf(friday(), { partial: ['okta_user'] }),
  );

  expect(all.filter((each) => / (?:added|removed): /.test(each))).toEqual([]);
  expect(all).toContain('factors unsure: ada: webauthn');
});

it('refuses to compare different accounts, and what is no result', async () => {
  const older = await projectOf(monday());
  const other = await projectOf({
    provider: 'acme',
    entities: [entity('acme_account', 'other')],
    relationships: [],
  });

  await expect(diff({ older, newer: other, format: 'text' })).rejects.toThrow(
    'These are of different accounts, which have nothing in common: account and other.',
  );
  await expect(
    diff({ older: path.join(older, 'nowhere'), newer: older, format: 'text' }),
  ).rejects.toThrow('Nothing was collected in ');
});

it('compares with a result that was kept', async () => {
  const project = await projectOf(monday());
  const collectedOn = new Date('2026-01-05T08:00:00Z');
  await utimes(summaryPath(project), collectedOn, collectedOn);

  const kept = await keepResult(project);
  expect(kept).toBe(path.join(project, '.j1-integration-2026-01-05T08-00-00'));
  expect(await keepResult(project)).toBeUndefined();

  const newer = await projectOf(friday());
  expect(await changes(kept ?? '', newer)).toContain('people added: newcomer');
});

it('keeps nothing of a run that ended early', async () => {
  const project = await projectOf({
    provider: 'okta',
    entities: [],
    relationships: [],
  });
  const storage = storageDirectory(project);
  await mkdir(path.join(storage, 'graph'), { recursive: true });
  await writeFile(summaryPath(project), '{}');

  // It has a summary, so that it ended: only one without is left where it is.
  expect(await keepResult(project)).toBeDefined();
  await mkdir(storage);
  expect(await keepResult(project)).toBeUndefined();
});
