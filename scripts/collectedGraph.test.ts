import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { Project } from './sdkProject';
import { createCollectedProject } from '../test/support/collectedGraphFixture';
import {
  countGraph,
  incompleteSteps,
  nameOf,
  readSummary,
  storageDirectory,
  summaryPath,
} from './collectedGraph';

let project: Project;

afterEach(() => project.remove());

const users = Array.from({ length: 1_200 }, (_, index) => ({
  _key: `user-${index}`,
  _type: 'acme_user',
  _class: ['User'],
}));

it('counts what several steps wrote to several files', async () => {
  const account = { _key: 'account', _type: 'acme_account', _class: 'Account' };
  const relationship = {
    _key: 'r',
    _type: 'acme_account_has_user',
    _class: 'HAS',
  };
  project = await createCollectedProject([
    { id: 'fetch-account', entities: [account] },
    { id: 'fetch-users', entities: users, relationships: [relationship] },
  ]);

  const counts = await countGraph(project.path);

  expect(counts.entities).toEqual(
    new Map([
      ['acme_account', 1],
      ['acme_user', 1_200],
    ]),
  );
  expect(counts.relationships).toEqual(new Map([['acme_account_has_user', 1]]));
  expect(counts.accounts).toEqual([account]);
});

it('finds nothing where nothing was collected', async () => {
  project = await createCollectedProject([]);
  const elsewhere = path.join(project.path, 'elsewhere');

  const counts = await countGraph(elsewhere);

  expect(counts.entities.size + counts.relationships.size).toBe(0);
  expect(await readSummary(elsewhere)).toBeUndefined();
});

it('names a file that is not what the SDK writes', async () => {
  project = await createCollectedProject([{ id: 'users', entities: users }]);
  const file = path.join(
    storageDirectory(project.path),
    'graph/users/entities/00000500.json',
  );
  await writeFile(file, '{"entities":[{"_key":');

  await expect(countGraph(project.path)).rejects.toThrow(file);
});

it('names a summary that is not what the SDK writes', async () => {
  project = await createCollectedProject([]);
  await writeFile(summaryPath(project.path), '{}');

  await expect(readSummary(project.path)).rejects.toThrow('summary.json');
});

it('tells the steps that ended without all of their data', async () => {
  const statuses = [
    'success',
    'failure',
    'cached',
    'partial_success_due_to_dependency_failure',
    'disabled',
    'pending_evaluation',
  ];
  project = await createCollectedProject(
    statuses.map((status) => ({ id: `step-${status}`, status })),
  );

  const summary = await readSummary(project.path);

  expect(summary && incompleteSteps(summary).map(({ id }) => id)).toEqual([
    'step-failure',
    'step-cached',
    'step-partial_success_due_to_dependency_failure',
    'step-pending_evaluation',
  ]);
});

it('calls an entity by its best name', async () => {
  project = await createCollectedProject([]);
  const _key = 'user-1';

  expect(nameOf({ _key, displayName: 'Ada', name: 'ada' })).toBe('Ada');
  expect(nameOf({ _key, displayName: '', name: 'ada' })).toBe('ada');
  expect(nameOf({ _key, name: null })).toBe(_key);
});
