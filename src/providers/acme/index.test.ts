import { executeStepWithDependencies } from '@jupiterone/integration-sdk-testing';

import { invocationConfig } from '../..';
import { createOrganization } from '../../../simulators/acme/organization';
import { startAcmeSimulator } from '../../../simulators/acme/server';
import { collect } from '../../../test/support/execution';
import { withAccountFirst } from '../../../test/support/stepMetadata';

import { ACCOUNT, account } from './account';
import { GROUP, groups } from './groups';
import { acme } from './index';
import { groupMembers } from './members';
import { USER, users } from './users';

const token = 'steps-test-token';
const organization = createOrganization({ users: 30, groups: 25 });

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

function configFor(acmeBaseUrl: string) {
  return { provider: 'acme', acmeBaseUrl, acmeApiKey: token };
}

describe('what is emitted is declared, and what the data model describes:', () => {
  test.each([
    [account.id, ACCOUNT],
    [users.id, USER],
    [groups.id, GROUP],
    [groupMembers.id, undefined],
  ])('%s', async (stepId, type) => {
    const simulator = await startAcmeSimulator({ organization, token });
    stops.push(() => simulator.stop());
    const stepTestConfig = {
      stepId,
      instanceConfig: configFor(simulator.url),
      invocationConfig: withAccountFirst(ACCOUNT._type, account.id),
    };

    const result = await executeStepWithDependencies(stepTestConfig);

    expect(result).toMatchStepMetadata(stepTestConfig);
    expect(result.collectedEntities.length > 0).toBe(type !== undefined);
    expect(result.collectedEntities).toMatchGraphObjectSchema({
      _class: type?._class ?? [],
    });
  });
});

test('declares the types of the graph model', () => {
  const emitted = invocationConfig.integrationSteps
    .filter(({ id }) => acme.stepIds.includes(id))
    .map(({ id, entities, relationships, dependsOn = [] }) => ({
      id,
      types: [...entities, ...relationships].map(({ _type }) => _type),
      dependsOn,
    }));

  expect(emitted).toEqual([
    { id: 'fetch-acme-account', types: ['acme_account'], dependsOn: [] },
    {
      id: 'fetch-acme-users',
      types: ['acme_user', 'acme_account_has_user'],
      dependsOn: [],
    },
    {
      id: 'fetch-acme-groups',
      types: ['acme_group', 'acme_account_has_group'],
      dependsOn: [],
    },
    {
      id: 'fetch-acme-group-members',
      types: ['acme_group_has_user', 'acme_group_has_group'],
      dependsOn: ['fetch-acme-users', 'fetch-acme-groups'],
    },
  ]);
});

test('members are not read when groups are switched off', async () => {
  const simulator = await startAcmeSimulator({ organization, token });
  stops.push(() => simulator.stop());

  const { steps } = await collect({
    config: configFor(simulator.url),
    disabledSources: ['acme-groups'],
  });

  expect(steps).toMatchObject({
    [users.id]: 'success',
    [groups.id]: 'disabled',
    [groupMembers.id]: 'disabled',
  });
  expect(simulator.requests.map(({ path }) => path)).not.toContain(
    '/scim/v2/Groups',
  );
});
