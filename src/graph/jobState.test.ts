import type { JobState } from '@jupiterone/integration-sdk-core';
import { createMockJobState } from '@jupiterone/integration-sdk-testing';

import {
  addEntitiesOnce,
  addEntityOnce,
  addRelationshipOnce,
} from './jobState';

const entity = { _key: 'acme_user:1', _type: 'acme_user', _class: ['User'] };

const relationship = {
  _key: 'acme_group:1|has|acme_user:1',
  _type: 'acme_group_has_user',
  _class: 'HAS',
  _fromEntityKey: 'acme_group:1',
  _toEntityKey: 'acme_user:1',
};

/** Job states as version 8.41 of the SDK has them, and as one that answers later would. */
const jobStates: [
  string,
  () => JobState & {
    collectedEntities: unknown[];
    collectedRelationships: unknown[];
  },
][] = [
  ['at once', () => createMockJobState()],
  [
    'later',
    () => {
      const jobState = createMockJobState();
      const hasKey = jobState.hasKey.bind(jobState);
      return Object.assign(jobState, {
        hasKey: (key: string) => Promise.resolve(hasKey(key)),
      });
    },
  ],
];

describe.each(jobStates)('where the SDK answers %s', (_when, create) => {
  test('of entities each is added once', async () => {
    const jobState = create();
    const other = { ...entity, _key: 'acme_user:2' };

    expect(await addEntitiesOnce(jobState, [entity])).toEqual([entity]);
    expect(
      await addEntitiesOnce(jobState, [entity, other, { ...other }]),
    ).toEqual([other]);

    expect(jobState.collectedEntities).toEqual([entity, other]);
  });

  test('an entity is added once', async () => {
    const jobState = create();

    expect(await addEntityOnce(jobState, entity)).toBe(true);
    expect(await addEntityOnce(jobState, { ...entity })).toBe(false);
    expect(jobState.collectedEntities).toHaveLength(1);
  });

  test('a relationship is added once', async () => {
    const jobState = create();

    expect(await addRelationshipOnce(jobState, relationship)).toBe(true);
    expect(await addRelationshipOnce(jobState, { ...relationship })).toBe(
      false,
    );
    expect(jobState.collectedRelationships).toHaveLength(1);
  });
});

test('several lists may add the same at the same time', async () => {
  const jobState = createMockJobState();

  const added = await Promise.all([
    addEntityOnce(jobState, entity),
    addEntityOnce(jobState, { ...entity }),
    addRelationshipOnce(jobState, relationship),
    addRelationshipOnce(jobState, { ...relationship }),
  ]);

  expect(added).toEqual([true, false, true, false]);
});
