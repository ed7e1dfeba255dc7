import {
  type Deviations,
  startOddScimServer,
} from '../../simulators/acme/oddServer';
import {
  createOrganization,
  type Organization,
  type ScimGroup,
} from '../../simulators/acme/organization';
import { collect, QUICK_RETRIES } from '../support/execution';

import {
  expectComplete,
  foundBy,
  STEP,
  type Truth,
  truthOf,
} from './acmeTruth';

const token = 'scim-services-token';
const organization = createOrganization({ users: 130, groups: 24 });

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

/** @param whole what is there in truth, where the service tells something else */
async function collectFrom(
  deviations: Deviations,
  { users, groups }: Organization = organization,
  whole: Organization = { users, groups },
) {
  const server = await startOddScimServer({ users, groups, deviations, token });
  stops.push(server.stop);
  const execution = await collect({
    config: { provider: 'acme', acmeBaseUrl: server.url, acmeApiKey: token },
    environment: QUICK_RETRIES,
  });
  const { requests } = server;
  return {
    execution,
    truth: truthOf(whole, server.url),
    requests,
    /** Requests for single groups. */
    singles: requests.filter(({ path }) => /\/Groups\/./.test(path)).length,
    lists: requests.filter(({ path }) => /\/(Users|Groups)$/.test(path)),
  };
}

function withoutNestedGroups({
  acme_group_has_group: _nested,
  ...rest
}: Truth): Truth {
  return rest;
}

/** As AWS IAM Identity Center: no `startIndex`, totals of the page, no members. */
const aws: Deviations = {
  cursorPaging: { mode: 'only' },
  totalResultsOfPage: true,
  membersAlwaysEmpty: true,
};

const authentik: Deviations = { roundsStartIndex: true, emptyList404: true };

describe('a service is read completely', () => {
  test.each<[string, Deviations]>([
    [
      'that tells members only to those who ask by name (Keycloak, Oracle)',
      { membersByName: true, noGroupsOfUsers: true },
    ],
    [
      'whose lists give every group without members (Databricks)',
      { hidesInLists: 'members', noGroupsOfUsers: true },
    ],
    [
      'whose lists leave out nested groups (Fleet)',
      { hidesInLists: 'nested groups' },
    ],
    [
      'whose lists leave out the members of large groups',
      { noMembersInListsOver: 5, noGroupsOfUsers: true },
    ],
    [
      'whose last page comes again past the end (WSO2)',
      { repeatsLastPage: true },
    ],
    ['whose list begins anew past the end (WSO2)', { wrapsStartIndex: true }],
    ['that counts users whom it never gives (WSO2)', { dangling: 2 }],
    ['that begins pages at multiples of their size (authentik)', authentik],
    [
      'that begins pages at multiples of a size of its own (authentik)',
      { ...authentik, silentPageCap: 30 },
    ],
    ['whose totals are capped (Polis)', { totalCap: 50, silentPageCap: 50 }],
    [
      'that names paths which do not work, and /Me first',
      { wrongEndpoints: 'singular' },
    ],
    ['that repeats the base path', { wrongEndpoints: 'withBase' }],
  ])('%s', async (_kind, deviations) => {
    const { execution, truth } = await collectFrom(deviations);

    expectComplete(execution, truth);
  });

  test.each<[string, Deviations]>([
    ['for the users of a group', { ...aws, filters: ['groups.value'] }],
    ['for the groups of a user', { ...aws, filters: ['members.value'] }],
    ['for either', { ...aws, filters: ['members.value', 'groups.value'] }],
  ])(
    'that pages by cursor only, and tells members by a filter %s (AWS), but for nested groups',
    async (_kind, deviations) => {
      const { execution, truth } = await collectFrom(deviations);

      expectComplete(execution, withoutNestedGroups(truth));
    },
  );

  test('that pages by cursor only, of as many users as one page holds (AWS)', async () => {
    const { execution, truth } = await collectFrom(
      { ...aws, filters: ['groups.value'] },
      createOrganization({ users: 100, groups: 12 }),
    );

    expectComplete(execution, withoutNestedGroups(truth));
  });

  test('that has no groups, and says so (GitLab)', async () => {
    const { users } = organization;
    const { execution, truth, lists } = await collectFrom(
      { noGroupType: true, flatName: true },
      { users, groups: [] },
    );

    expectComplete(execution, truth);
    expect(execution.log).toContain('The service has no groups');
    expect(lists.filter(({ path }) => path.endsWith('/Groups'))).toHaveLength(
      1,
    );
    expect(execution.entities).toContainEqual(
      expect.objectContaining({
        _key: `acme_user:${users[0]?.id}`,
        displayName: users[0]?.displayName,
      }),
    );
  });

  test('that cuts members, where users tell the rest', async () => {
    const { execution, truth } = await collectFrom({ membersCap: 100 });

    expectComplete(execution, truth);
  });

  test('whose attributes are of wrong types (PHP)', async () => {
    const { execution, truth } = await collectFrom({ wrongTypes: true });

    expectComplete(execution, truth);
    expect(execution.log).toContain('title (130 of ');
  });

  test('that tells the manager by reference only', async () => {
    for (const namelessManager of ['ref', 'value'] as const) {
      const plain = await collectFrom({});
      const odd = await collectFrom({ namelessManager });

      expect(managersIn(odd.execution.entities)).toEqual(
        managersIn(plain.execution.entities),
      );
      expectComplete(odd.execution, odd.truth);
    }
  });
});

function managersIn(entities: readonly Record<string, unknown>[]): unknown[] {
  return entities
    .filter(({ managerId }) => managerId !== undefined)
    .map(({ _key, manager, managerId }) => ({ _key, manager, managerId }))
    .sort((a, b) => String(a._key).localeCompare(String(b._key)));
}

describe('members are missing, and the step says so, where a service', () => {
  async function expectMissing(
    deviations: Deviations,
    organization?: Organization,
  ) {
    const collected = await collectFrom(deviations, organization);
    const { execution, truth } = collected;
    expect(execution.steps).toMatchObject({
      [STEP.users.id]: 'success',
      [STEP.groups.id]: 'success',
      [STEP.members.id]: 'failure',
    });
    expect(execution.partialTypes).toEqual(STEP.members.types);
    const found = foundBy(execution);
    for (const type of STEP.members.types) {
      expect(truth[type] ?? []).toEqual(
        expect.arrayContaining([...(found[type] ?? [])]),
      );
    }
    return collected;
  }

  test.each<[string, Deviations]>([
    ['tells none (Polis)', { membersAlwaysEmpty: true }],
    [
      'tells none, and overlooks filters',
      { membersAlwaysEmpty: true, ignoresFilters: true, filters: [] },
    ],
    [
      'tells none to those who ask for them',
      { membersNowhere: true, noGroupsOfUsers: true },
    ],
  ])('%s', async (_kind, deviations) => {
    const { execution } = await expectMissing(deviations);

    expect(execution.log).toContain(
      'the service tells the members of no group',
    );
  });

  test('cuts them, in lists and single groups (FusionAuth)', async () => {
    const { execution } = await expectMissing({
      membersCap: 100,
      noGroupsOfUsers: true,
    });

    expect(execution.log).toContain('no group has more than 100 members');
  });

  test('cuts those of several groups at the same smaller number', async () => {
    const [first, second] = organization.groups;
    const groups = [first, second].map((group) => ({
      ...group,
      members: organization.users
        .slice(0, 60)
        .map(({ id }) => ({ value: id, type: 'User' })),
    })) as ScimGroup[];
    const { users } = organization;

    await expectMissing(
      { membersCap: 20, noGroupsOfUsers: true },
      { users, groups },
    );
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a list', []],
    ['an object without id', { display: 'Nobody' }],
  ])('gives %s in place of one', async (_kind, element) => {
    const groups = organization.groups.map((group, index) => ({
      ...group,
      members: index === 3 ? [element, ...group.members] : group.members,
    })) as ScimGroup[];
    const { users } = organization;

    const { execution, truth } = await collectFrom(
      {},
      { users, groups },
      organization,
    );

    expect(execution.steps[STEP.members.id]).toBe('failure');
    expect(execution.log).toContain(
      `Skipped a record of members of group ${groups[3]?.id}`,
    );
    expect(foundBy(execution)).toEqual(truth);
  });
});

describe('the price of certainty', () => {
  /** Two for discovery, one for the credential; then pages, each overlapping the one before. */
  const pages = (size: number, pageSize: number) =>
    Math.ceil((size - 1) / (pageSize - 1)) + 1;
  // The service announces pages of 200; groups, which hold their members, come in pages of 100.
  const least = 3 + pages(130, 200) + pages(24, 100);

  test.each<[string, Deviations, number]>([
    ['nothing where lists tell nested groups', {}, 0],
    [
      'one call for each group that lists leave out',
      { noMembersInLists: true },
      24,
    ],
    [
      'ten calls twice, and the list again, where members are told by name',
      { membersByName: true, noGroupsOfUsers: true },
      10 + 10 + pages(24, 100),
    ],
    [
      'ten calls twice where groups tell nothing, but users do',
      { membersNowhere: true },
      10 + 10,
    ],
  ])('is %s', async (_kind, deviations, more) => {
    const { requests } = await collectFrom(deviations);

    expect(requests).toHaveLength(least + more);
  });
});
