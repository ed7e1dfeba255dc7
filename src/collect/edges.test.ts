import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import {
  createMockIntegrationLogger,
  createMockJobState,
} from '@jupiterone/integration-sdk-testing';

import { related } from '../graph/relationships';

import { Completeness } from './completeness';
import { Edges } from './edges';

const GROUP_HAS_USER = related({ _type: 'tern_group' }, RelationshipClass.HAS, {
  _type: 'tern_user',
});

async function start() {
  const jobState = createMockJobState();
  const logger = createMockIntegrationLogger();
  const info = jest.spyOn(logger, 'info');
  const completeness = new Completeness(logger, () => Promise.resolve());
  for (const [_key, _type] of [
    ['group', 'tern_group'],
    ['user', 'tern_user'],
  ] as const) {
    await jobState.addEntity({ _key, _type, _class: ['User'] });
  }
  const edges = new Edges(jobState, logger, completeness);
  return { jobState, info, completeness, edges };
}

test('adds a relationship between objects that are known, once', async () => {
  const { edges, jobState, completeness, info } = await start();

  expect(await edges.add(GROUP_HAS_USER, 'group', 'user')).toBe(true);
  expect(await edges.add(GROUP_HAS_USER, 'group', 'user')).toBe(true);
  edges.finish(true);

  expect(jobState.collectedRelationships).toMatchObject([
    { _type: 'tern_group_has_user', _key: 'group|has|user' },
  ]);
  expect(info).not.toHaveBeenCalled();
  expect(() => completeness.finish()).not.toThrow();
});

test('counts references to unknown objects, and tells them once', async () => {
  const { edges, jobState, info, completeness } = await start();

  expect(await edges.add(GROUP_HAS_USER, 'group', 'nobody')).toBe(false);
  edges.skip();
  edges.finish(true);

  expect(jobState.collectedRelationships).toEqual([]);
  expect(info).toHaveBeenCalledTimes(1);
  expect(info).toHaveBeenCalledWith(
    expect.stringContaining('Skipped 2 references'),
  );
  expect(() => completeness.finish()).not.toThrow();
});

test('believes the step that knows better than the job state', async () => {
  const { edges, jobState } = await start();

  await edges.add(GROUP_HAS_USER, 'group', 'later', { role: 'x' }, true);
  await edges.add(GROUP_HAS_USER, 'group', 'user', {}, false);

  expect(jobState.collectedRelationships).toMatchObject([
    { _key: 'group|has|later', role: 'x' },
  ]);
});

test.each([
  [2, 17, true],
  [2, 18, false],
  [1, 0, false],
])(
  '%i unknown references beside %i known ones: a list was not whole (%s)',
  async (unknown, known, isProof) => {
    const { edges, completeness } = await start();
    for (let index = 0; index < unknown + known; index += 1) {
      const isKnown = index >= unknown;
      await edges.add(GROUP_HAS_USER, 'group', `u${index}`, {}, isKnown);
    }
    const doubted = [...edges.finish(true)];

    expect(doubted).toEqual(isProof ? ['tern_group', 'tern_user'] : []);
    const outcome = await Promise.resolve()
      .then(() => completeness.finish())
      .catch(String);
    expect(outcome ?? 'whole').toContain(
      isProof ? 'lead to objects that the lists' : 'whole',
    );
  },
);

test('unknown references say nothing new where a list is known not to be whole', async () => {
  const { edges, completeness } = await start();
  for (const user of ['a', 'b', 'c']) {
    await edges.add(GROUP_HAS_USER, 'group', user);
  }
  expect([...edges.finish(false)]).toEqual([]);

  expect(() => completeness.finish()).not.toThrow();
});
