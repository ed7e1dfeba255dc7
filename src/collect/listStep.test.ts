import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import {
  createMockIntegrationLogger,
  createMockJobState,
} from '@jupiterone/integration-sdk-testing';

import { entityModel } from '../graph/entities';
import { related } from '../graph/relationships';
import { ApiError } from '../http/failures';
import type { Checked, Records } from '../http/records';

import { Completeness } from './completeness';
import { Edges } from './edges';
import { listStep } from './listStep';
import type { CollectContext } from './provider';
import { StepData, stepDataKey } from './stepData';

interface Nest {
  id: string;
  label?: string;
}

const NEST = entityModel<{ nest: Nest; shore: string }>({
  resourceName: 'Nest',
  _type: 'tern_nest',
  _class: ['Site'],
  key: ({ nest }) => `nest:${nest.id}`,
  properties: {
    name: ['Name of the nest', ({ nest }) => nest.label ?? nest.id],
    shore: ['The shore it is at', ({ shore }) => shore],
  },
});
const Nests = stepDataKey<ReadonlyMap<string, unknown>>({
  from: 'fetch-tern-nests',
  name: 'nests',
});

async function run(
  records: readonly Checked<Nest>[],
  { failure, shore = 'north' }: { failure?: ApiError; shore?: string } = {},
) {
  async function* list(): Records<Nest> {
    for (const each of records) yield await Promise.resolve(each);
    if (failure) throw failure;
  }
  const jobState = createMockJobState();
  const logger = createMockIntegrationLogger();
  const completeness = new Completeness(logger, () => Promise.resolve());
  const context: CollectContext<null> = {
    client: null,
    jobState,
    logger,
    completeness,
    edges: new Edges(jobState, logger, completeness),
    stepData: new StepData(jobState, () => true),
    isEnabled: () => true,
  };
  const step = listStep({
    id: 'fetch-tern-nests',
    name: 'Fetch Tern nests',
    entity: NEST,
    relationship: related({ _type: 'tern_shore' }, RelationshipClass.HAS, NEST),
    access: { what: 'nests', endpoints: ['GET /nests'], needs: 'a boat' },
    list,
    parent: () => Promise.resolve(shore),
    parentKey: (parent: string) => (parent === '' ? undefined : parent),
    toSource: (nest: Nest, parent: string) => ({ nest, shore: parent }),
    handsOn: { key: Nests, entry: ({ id, label }) => [id, label] },
  });
  await step.collect(context);
  return { jobState, completeness, nests: await context.stepData.get(Nests) };
}

const nest = (id: string, label?: string): Checked<Nest> => ({
  ok: true,
  record: { id, label },
});

test('adds each object once, with the relationship from its parent', async () => {
  const { jobState, nests } = await run([
    nest('1', 'Sandy'),
    nest('2'),
    nest('1', 'again'),
  ]);

  expect(jobState.collectedEntities).toMatchObject([
    { _key: 'nest:1', name: 'Sandy', displayName: 'Sandy', shore: 'north' },
    { _key: 'nest:2', name: '2' },
  ]);
  expect(jobState.collectedRelationships.map(({ _key }) => _key)).toEqual([
    'north|has|nest:1',
    'north|has|nest:2',
  ]);
  expect(nests).toEqual(
    new Map([
      ['1', 'Sandy'],
      ['2', undefined],
    ]),
  );
});

test('adds objects without their relationship where the parent is not known', async () => {
  const { jobState } = await run([nest('1')], { shore: '' });

  expect(jobState.collectedEntities).toHaveLength(1);
  expect(jobState.collectedRelationships).toEqual([]);
});

test('hands on what could be read, and knows that more is missing', async () => {
  const failure = new ApiError({
    kind: 'unavailable',
    endpoint: 'GET https://tern.example/nests',
    status: 503,
    reason: 'down',
  });
  const { nests, completeness } = await run([nest('1')], { failure });

  expect([...nests.keys()]).toEqual(['1']);
  expect(() => completeness.finish()).toThrow('Missing: nests');
});
