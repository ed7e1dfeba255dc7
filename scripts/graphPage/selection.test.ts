import { rm } from 'node:fs/promises';

import type { Project } from '../sdkProject';
import { createCollectedProject } from '../../test/support/collectedGraphFixture';
import type { CollectedStep } from '../../test/support/collectedGraphFixture';
import { summaryPath } from '../collectedGraph';
import { DEFAULT_LIMITS, selectGraph } from './selection';
import type { DrawnGraph, DrawLimits } from './selection';

let project: Project;

afterEach(() => project.remove());

async function select(
  steps: CollectedStep[],
  limits: DrawLimits = DEFAULT_LIMITS,
): Promise<DrawnGraph> {
  project = await createCollectedProject(steps);
  return selectGraph(project.path, limits);
}

function user(id: number) {
  return {
    _key: `user-${id}`,
    _type: 'acme_user',
    _class: ['User'],
    displayName: `User ${id}`,
  };
}

function group(id: number) {
  return { _key: `group-${id}`, _type: 'acme_group', _class: ['UserGroup'] };
}

function has(from: { _key: string }, to: { _key: string }, _type: string) {
  return {
    _key: `${from._key}|has|${to._key}`,
    _type,
    _class: 'HAS',
    _fromEntityKey: from._key,
    _toEntityKey: to._key,
  };
}

function isEmployee(id: number, relationshipDirection: string, target = {}) {
  return {
    _key: `user-${id}|is|employee`,
    _type: 'acme_user_is_employee',
    _class: 'IS',
    _mapping: {
      sourceEntityKey: `user-${id}`,
      relationshipDirection,
      targetFilterKeys: [['_class', 'email']],
      targetEntity: { _type: 'employee', _class: 'Person', ...target },
    },
  };
}

const users = Array.from({ length: 100 }, (_, id) => user(id));

it('draws all of a small graph, without raw data', async () => {
  const [ada, zoe] = [user(1), user(2)];
  const graph = await select([
    {
      id: 'users',
      entities: [{ ...ada, _rawData: [{ rawData: 'secret' }] }, zoe, group(1)],
      relationships: [has(group(1), ada, 'acme_group_has_user')],
    },
  ]);

  expect(graph.nodes.map(({ name }) => name)).toEqual([
    'User 1',
    'User 2',
    'group-1',
  ]);
  expect(graph.nodes[0]?.properties).toEqual(ada);
  expect(graph.edges).toEqual([
    {
      from: 'group-1',
      to: 'user-1',
      type: 'acme_group_has_user',
      class: 'HAS',
    },
  ]);
  expect(graph.entityTypes).toEqual([
    { type: 'acme_group', total: 1, drawn: 1 },
    { type: 'acme_user', total: 2, drawn: 2 },
  ]);
  expect(graph.notices).toEqual([]);
});

it('draws the most connected entities of a large graph, and says so', async () => {
  const hub = group(1);
  const graph = await select(
    [
      {
        id: 'users',
        entities: [...users, hub],
        relationships: users
          .slice(50)
          .map((member) => has(hub, member, 'acme_group_has_user')),
      },
    ],
    { nodes: 21, edges: 100 },
  );

  expect(graph.nodes).toHaveLength(21);
  expect(graph.nodes.map(({ id }) => id)).toContain('group-1');
  expect(graph.edges).toHaveLength(20);
  expect(graph.entityTypes).toContainEqual({
    type: 'acme_user',
    total: 100,
    drawn: 20,
  });
  expect(graph.notices).toEqual([
    'Only 21 of 101 entities are drawn: those with the most relationships.',
    'Only 20 of 50 relationships are drawn: between drawn entities, a share of each type.',
  ]);
});

it('shares the edges among the relationship types', async () => {
  const hub = group(1);
  const graph = await select(
    [
      {
        id: 'users',
        entities: [...users, hub, group(2), group(3)],
        relationships: [
          ...users.map((member) => has(hub, member, 'acme_group_has_user')),
          ...users.map((owner) => has(owner, hub, 'acme_user_owns_group')),
          has(hub, group(2), 'acme_group_has_group'),
          has(hub, group(3), 'acme_group_has_group'),
        ],
      },
    ],
    { nodes: 1_000, edges: 22 },
  );

  expect(graph.relationshipTypes).toEqual([
    { type: 'acme_group_has_group', total: 2, drawn: 2 },
    { type: 'acme_group_has_user', total: 100, drawn: 10 },
    { type: 'acme_user_owns_group', total: 100, drawn: 10 },
  ]);
  const members = graph.edges
    .filter(({ type }) => type === 'acme_group_has_user')
    .map(({ to }) => Number(to.replace('user-', '')));
  expect(Math.max(...members) - Math.min(...members)).toBe(90);
});

it('draws the targets of mapped relationships as placeholders', async () => {
  const graph = await select([
    {
      id: 'users',
      entities: [user(1), user(2), user(3)],
      relationships: [
        isEmployee(1, 'FORWARD', { _key: 'employee-1', name: 'Ada' }),
        isEmployee(2, 'REVERSE', { _key: 'employee-1', name: 'Ada' }),
        isEmployee(3, 'FORWARD'),
      ],
    },
  ]);

  expect(graph.nodes.filter(({ placeholder }) => placeholder)).toMatchObject([
    { id: 'employee-1', type: 'employee', name: 'Ada' },
    { id: 'user-3|is|employee', type: 'employee' },
  ]);
  expect(graph.edges.map(({ from, to }) => [from, to])).toEqual([
    ['user-1', 'employee-1'],
    ['employee-1', 'user-2'],
    ['user-3', 'user-3|is|employee'],
  ]);
  expect(graph.placeholderTypes).toEqual([
    { type: 'employee', total: 2, drawn: 2 },
  ]);
  expect(graph.notices).toEqual([
    expect.stringContaining('drawn with a dashed border: 2.'),
  ]);
});

it('joins a mapped relationship to its target if that was collected', async () => {
  const graph = await select([
    {
      id: 'users',
      entities: [user(1), user(2)],
      relationships: [isEmployee(1, 'FORWARD', { _key: 'user-2' })],
    },
  ]);

  expect(graph.nodes).toHaveLength(2);
  expect(graph.edges).toMatchObject([{ from: 'user-1', to: 'user-2' }]);
});

it('leaves out relationships of entities that were not collected, and says so', async () => {
  const graph = await select([
    {
      id: 'users',
      entities: [user(1)],
      relationships: [has(user(9), user(1), 'acme_group_has_user')],
    },
  ]);

  expect(graph.edges).toEqual([]);
  expect(graph.notices).toEqual([
    'Relationships left out because an entity at their end was not collected: 1.',
  ]);
});

it('says which steps were incomplete', async () => {
  const graph = await select([
    { id: 'fetch-users', entities: [user(1)], status: 'failure' },
    { id: 'fetch-groups' },
  ]);

  expect(graph.notices).toEqual([
    'These steps ended without all of their data: fetch-users.',
  ]);
});

it('says when the run ended early', async () => {
  project = await createCollectedProject([{ id: 'users', entities: users }]);
  await rm(summaryPath(project.path));

  const { notices } = await selectGraph(project.path, DEFAULT_LIMITS);

  expect(notices).toEqual([expect.stringContaining('The run ended early')]);
});
