import { createMockJobState } from '@jupiterone/integration-sdk-testing';

import { StepData, stepDataKey } from './stepData';

const Ids = stepDataKey<string[]>({ from: 'fetch-tern-users', name: 'ids' });
const Optional = stepDataKey<string[]>({
  from: 'fetch-tern-groups',
  name: 'ids',
  ifSwitchedOff: { ingestionSourceId: 'tern-groups', value: () => [] },
});

function start(switchedOff: readonly string[] = []) {
  return new StepData(
    createMockJobState(),
    (source) => !switchedOff.includes(source),
  );
}

test('hands a value to later steps', async () => {
  const data = start();
  await data.set(Ids, ['u1']);

  expect(await data.get(Ids)).toEqual(['u1']);
});

test('takes absent for missing, not for empty', async () => {
  await expect(start().get(Ids)).rejects.toThrow(
    'The step fetch-tern-users handed nothing on in this run',
  );
  await expect(start().get(Optional)).rejects.toThrow('fetch-tern-groups');
});

test('takes absent for empty where the user switched the data off', async () => {
  expect(await start(['tern-groups']).get(Optional)).toEqual([]);
});

test('finds a value, or none, without a failure', async () => {
  const data = start();
  expect(await data.find(Ids)).toBeUndefined();
  await data.set(Ids, ['u1']);
  expect(await data.find(Ids)).toEqual(['u1']);
});

test('remembers which lists are doubted', async () => {
  const data = start();
  await data.doubt(['tern_user', 'tern_group']);
  expect(await data.isDoubted('tern_user')).toBe(true);
  expect(await data.isDoubted('tern_nest')).toBe(false);
});

test('refuses to build on steps that came from the cache', async () => {
  const data = start();
  await data.begin('fetch-tern-users', []);
  await data.begin('fetch-tern-groups', ['fetch-tern-users']);

  await expect(
    data.begin('build-tern-members', ['fetch-tern-users', 'fetch-tern-nests']),
  ).rejects.toThrow(/^fetch-tern-nests did not run but came from the cache/);
});
