import { createOrganization } from '../../simulators/acme/organization';
import {
  type AcmeSimulatorOptions,
  startAcmeSimulator,
} from '../../simulators/acme/server';
import { collect } from '../support/execution';

const token = 'determinism-test-token';
const SIZE = { users: 120, groups: 30 };

/**
 * Collects from a simulator, and gives the graph as an ordered list: the order in which objects
 * come says nothing. The simulator's port, which is another each time, is replaced.
 */
async function graphFrom(
  options: Partial<AcmeSimulatorOptions> = {},
): Promise<string[]> {
  const simulator = await startAcmeSimulator({
    organization: createOrganization(SIZE),
    token,
    ...options,
  });
  try {
    const { steps, entities, relationships } = await collect({
      config: {
        provider: 'acme',
        acmeBaseUrl: simulator.url,
        acmeApiKey: token,
      },
    });
    expect(new Set(Object.values(steps))).toEqual(new Set(['success']));
    const { host } = new URL(simulator.url);
    return [...entities, ...relationships]
      .map((object) =>
        JSON.stringify(object).replaceAll(host, 'directory.example'),
      )
      .sort();
  } finally {
    await simulator.stop();
  }
}

/** Without the account, which tells how large the pages are. */
function withoutAccount(graph: readonly string[]): string[] {
  return graph.filter((object) => !object.includes('"_type":"acme_account"'));
}

test('the same directory gives the same graph, each time', async () => {
  const first = await graphFrom();
  const second = await graphFrom();

  expect(first.length).toBeGreaterThan(1 + SIZE.users + SIZE.groups);
  expect(new Set(first).size).toBe(first.length);
  expect(second).toEqual(first);
});

test.each([1, 7, 120, 1000])(
  'the graph does not depend on the size of pages (%i)',
  async (pageCap) => {
    const usual = await graphFrom();
    const other = await graphFrom({ pageCap });

    expect(other).toHaveLength(usual.length);
    expect(withoutAccount(other)).toEqual(withoutAccount(usual));
  },
);

test('the graph does not depend on the order of records', async () => {
  const { users, groups } = createOrganization(SIZE);

  const reversed = await graphFrom({
    organization: { users: users.reverse(), groups: groups.reverse() },
  });

  expect(reversed).toEqual(await graphFrom());
});

test('another directory gives another graph', async () => {
  const other = await graphFrom({
    organization: createOrganization({ ...SIZE, seed: 2 }),
  });

  expect(withoutAccount(other)).not.toEqual(withoutAccount(await graphFrom()));
});
