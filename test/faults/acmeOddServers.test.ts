import {
  type Entity,
  StepResultStatus,
} from '@jupiterone/integration-sdk-core';

import {
  type Deviations,
  ENTERPRISE_URN_1,
  startOddScimServer,
} from '../../simulators/acme/oddServer';
import {
  createOrganization,
  type Organization,
  PII_MARKERS,
} from '../../simulators/acme/organization';
import { collect, type Execution, QUICK_RETRIES } from '../support/execution';

import {
  expectComplete,
  expectFailed,
  foundBy,
  INCOMPLETE,
  type Resource,
  STEP,
  type Truth,
  truthOf,
} from './acmeTruth';

const token = 'odd-server-token';
const organization = createOrganization({ users: 25, groups: 14 });

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

async function collectFrom(
  deviations: Deviations,
  { users, groups }: Organization = organization,
) {
  const server = await startOddScimServer({ users, groups, deviations, token });
  stops.push(server.stop);
  const execution = await collect({
    config: { provider: 'acme', acmeBaseUrl: server.url, acmeApiKey: token },
    environment: QUICK_RETRIES,
  });
  return {
    execution,
    truth: truthOf({ users, groups }, server.url),
    requests: server.requests,
  };
}

/** Pages of ten, so that lists have several. */
const paged = { maxResults: 10 };

describe('is read completely from a server', () => {
  test.each<[string, Deviations]>([
    ['without deviations', {}],
    ['with small pages', paged],
    ['with pages of one', { maxResults: 1 }],
    ['that caps pages silently', { silentPageCap: 10 }],
    ['that caps pages silently at an odd size', { silentPageCap: 7 }],
    ['that begins again after the end', { wrapsStartIndex: true, ...paged }],
    [
      'that begins again after the end, without totals',
      { wrapsStartIndex: true, noTotalResults: true, ...paged },
    ],
    ['that echoes count as itemsPerPage', { itemsPerPageEcho: true, ...paged }],
    ['without totals', { noTotalResults: true, ...paged }],
    [
      'without totals, and with a silent cap',
      { noTotalResults: true, silentPageCap: 6 },
    ],
    ['whose total is that of the page', { totalResultsOfPage: true, ...paged }],
    [
      'whose total is that of the page, with a silent cap',
      { totalResultsOfPage: true, silentPageCap: 7 },
    ],
    ['that gives bare arrays', { bareArrays: true, ...paged }],
    ['that gives bare arrays in one page', { bareArrays: true }],
    [
      'whose empty pages have no Resources',
      { noEmptyResources: true, noTotalResults: true, ...paged },
    ],
    ['whose empty page is a 404', { emptyList404: true, ...paged }],
    [
      'without totals, and a 404 for an empty page',
      { noTotalResults: true, emptyList404: true, ...paged },
    ],
    [
      'with the totals of pages, and a 404 for an empty page',
      { totalResultsOfPage: true, emptyList404: true, ...paged },
    ],
    [
      'that pages by cursor if asked',
      { cursorPaging: { mode: 'supported' }, ...paged },
    ],
    [
      'that pages by cursor only',
      { cursorPaging: { mode: 'forced' }, ...paged },
    ],
    [
      'that pages by cursor only, and does not say so',
      { cursorPaging: { mode: 'forced', unannounced: true }, ...paged },
    ],
    [
      'that pages by cursor, with totals',
      { cursorPaging: { mode: 'forced', totalResults: true }, ...paged },
    ],
    [
      'that pages by cursor, with an empty page in between',
      { cursorPaging: { mode: 'forced', emptyMiddlePage: true }, ...paged },
    ],
    [
      'whose cursor expires once',
      { cursorPaging: { mode: 'forced', expires: 1 }, ...paged },
    ],
    [
      'that refuses a large count (400)',
      { refusesCount: { over: 20, status: 400 } },
    ],
    [
      'that refuses a large count (413)',
      { refusesCount: { over: 10, status: 413 } },
    ],
    ['that refuses a count of zero', { refusesCountZero: true }],
    ['that refuses excludedAttributes', { refusesExcludedAttributes: true }],
    ['without members in lists', { noMembersInLists: true, ...paged }],
    [
      'with members of unknown type, by $ref',
      { memberTypesMissing: 'withRef' },
    ],
    ['with members of unknown type', { memberTypesMissing: 'withoutRef' }],
    ['whose references lead elsewhere', { refBase: 'https://evil.example/v2' }],
    ['with names in lower case', { lowerCaseAttributes: true, ...paged }],
    ['with schemas in lower case', { lowerCaseSchemas: true }],
    ['without discovery', { noDiscovery: true, silentPageCap: 10 }],
    ['with other endpoints', { otherEndpoints: true, ...paged }],
    ['with capabilities as numbers', { capabilitiesAs: 'numbers', ...paged }],
    ['with capabilities as text', { capabilitiesAs: 'text', ...paged }],
    ['that calls its answers text', { contentType: 'text/plain' }],
    ['with errors of SCIM 1', { olderErrors: true, noDiscovery: true }],
    [
      'with numbers for the status of errors',
      { errorStatusNumeric: true, noDiscovery: true },
    ],
    [
      'that is odd in many ways',
      {
        lowerCaseAttributes: true,
        lowerCaseSchemas: true,
        activeAsText: true,
        nullsForAbsent: true,
        plainRoles: true,
        plainManager: true,
        noMembersInLists: true,
        memberTypesMissing: 'withoutRef',
        noTotalResults: true,
        silentPageCap: 10,
        noDiscovery: true,
        olderErrors: true,
        contentType: 'text/html',
        enterpriseUrn: ENTERPRISE_URN_1,
      },
    ],
  ])('%s', async (_name, deviations) => {
    const { execution, truth } = await collectFrom(deviations);

    expectComplete(execution, truth);
  });

  test('with numbers for ids', async () => {
    const { execution, truth } = await collectFrom({
      numericIds: true,
      plainManager: true,
      noMembersInLists: true,
    });

    expect(countsIn(foundBy(execution))).toEqual(countsIn(truth));
    expect(new Set(Object.values(execution.steps))).toEqual(
      new Set(['success']),
    );
    expect(foundBy(execution).acme_user?.[0]).toBe('acme_user:1001');
  });

  test('whose memberships only users tell, but for nested groups', async () => {
    const { execution, truth } = await collectFrom({ membersNowhere: true });
    const { acme_group_has_group: _nested, ...rest } = truth;

    expectComplete(execution, rest);
  });

  test.each([10, 20, 25, 50, 100])(
    'without totals, of %i users, exactly',
    async (size) => {
      const exact = createOrganization({ users: size, groups: 10 });
      for (const deviations of [
        { noTotalResults: true },
        { totalResultsOfPage: true },
        { bareArrays: true },
        { noTotalResults: true, emptyList404: true },
        { noTotalResults: true, ignoresStartIndex: true, defaultPageSize: 100 },
      ]) {
        const { execution, truth } = await collectFrom(deviations, exact);

        expectCompleteOrFailed(execution, truth);
      }
    },
  );

  test('that ignores startIndex, with one page of a size at which no service cuts lists', async () => {
    const { execution, truth } = await collectFrom(
      { ignoresStartIndex: true },
      createOrganization({ users: 24, groups: 14 }),
    );

    expectComplete(execution, truth);
  });

  test('a directory of one', async () => {
    const one = createOrganization({ users: 1, groups: 1 });
    for (const deviations of [
      {},
      { noTotalResults: true },
      { totalResultsOfPage: true },
      { ignoresStartIndex: true },
      { noTotalResults: true, ignoresStartIndex: true },
      { bareArrays: true },
    ]) {
      const { execution, truth } = await collectFrom(deviations, one);

      expectComplete(execution, truth);
    }
  });
});

function countsIn(truth: Truth): Record<string, number> {
  return Object.fromEntries(
    Object.entries(truth).map(([type, keys]) => [type, keys.length]),
  );
}

/** Each step that says success has all; one that has less says so. */
function expectCompleteOrFailed(execution: Execution, truth: Truth): void {
  const found = foundBy(execution);
  for (const { declaredTypes, status } of execution.stepResults) {
    if (status !== StepResultStatus.SUCCESS) continue;
    for (const type of declaredTypes) {
      expect({ [type]: found[type] }).toEqual({ [type]: truth[type] });
    }
  }
}

describe('fails loudly where the server', () => {
  test.each<[string, Deviations, readonly Resource[]]>([
    [
      'ignores startIndex',
      { ignoresStartIndex: true, ...paged },
      ['users', 'groups'],
    ],
    [
      'ignores startIndex, and caps pages silently',
      { ignoresStartIndex: true, silentPageCap: 10 },
      ['users', 'groups'],
    ],
    [
      'ignores startIndex, has no totals, and caps pages silently',
      { ignoresStartIndex: true, noTotalResults: true, silentPageCap: 10 },
      ['users', 'groups'],
    ],
    [
      'ignores startIndex, and whose total is that of the page',
      { ignoresStartIndex: true, totalResultsOfPage: true, ...paged },
      ['users', 'groups'],
    ],
    [
      'ignores startIndex, and whose total is that of a page with an odd size',
      { ignoresStartIndex: true, totalResultsOfPage: true, silentPageCap: 7 },
      ['users', 'groups'],
    ],
    [
      'ignores startIndex, has no totals, and may have one page',
      { ignoresStartIndex: true, noTotalResults: true },
      ['users', 'groups'],
    ],
    [
      'refuses a larger startIndex',
      { refusesStartIndexOver: 20, ...paged },
      ['users'],
    ],
    [
      'refuses a larger startIndex, without totals',
      { refusesStartIndexOver: 10, noTotalResults: true, ...paged },
      ['users', 'groups'],
    ],
    [
      'refuses every count that makes sense',
      { refusesCount: { over: 5, status: 413 } },
      ['users', 'groups'],
    ],
    [
      'lets every cursor expire',
      { cursorPaging: { mode: 'forced', expires: 1000 }, ...paged },
      ['users', 'groups'],
    ],
  ])('%s', async (_name, deviations, failed) => {
    const { execution, truth } = await collectFrom(deviations);

    const [only, other] = failed;
    if (only && !other) return expectFailed(execution, truth, only);
    expect(execution.steps).toEqual({
      'fetch-acme-account': 'success',
      [STEP.users.id]: 'failure',
      [STEP.groups.id]: 'failure',
      [STEP.members.id]: expect.stringMatching(INCOMPLETE) as string,
    });
    expect(new Set(execution.partialTypes)).toEqual(
      new Set(Object.values(STEP).flatMap(({ types }) => types)),
    );
  });

  test('has neither endpoint', async () => {
    const { execution } = await collectFrom({
      noDiscovery: true,
      otherEndpoints: true,
    });

    expect(execution.error).toMatchObject({
      code: 'PROVIDER_API_ERROR',
      status: 404,
    });
  });

  test('tells the members of no group', async () => {
    const { execution } = await collectFrom({ membersAlwaysEmpty: true });

    expect(execution.steps[STEP.members.id]).toBe('failure');
    expect(execution.partialTypes).toEqual(STEP.members.types);
    expect(execution.log).toContain(
      'the service tells the members of no group',
    );
  });

  test('gives as many users at once as services cut lists at, whatever is asked', async () => {
    const { execution, truth } = await collectFrom({ ignoresStartIndex: true });

    expectFailed(execution, truth, 'users');
    expect(execution.log).toContain(
      'the service gives the first 25 records whatever page is asked for',
    );
  });

  test('lists no user, as services do that only take users', async () => {
    const { execution } = await collectFrom({}, { users: [], groups: [] });

    expect(execution.steps[STEP.users.id]).toBe('failure');
    expect(execution.partialTypes).toEqual(
      [...STEP.users.types, ...STEP.members.types].sort(),
    );
    expect(execution.log).toContain(
      'the service lists no user, as services do that only take users from an identity provider; check acmeBaseUrl',
    );
  });

  test('lists one sample in place of its users', async () => {
    const one = createOrganization({ users: 1, groups: 0 });
    const { execution } = await collectFrom({ noSingleUsers: true }, one);

    expect(execution.steps[STEP.users.id]).toBe('failure');
    expect(execution.log).toContain('it gives a sample in place of its users');
  });
});

describe('a user who disappears during the reading', () => {
  test.each<[string, Deviations]>([
    ['with totals', {}],
    ['with a silent cap', { maxResults: undefined, silentPageCap: 10 }],
    ['by cursor', { cursorPaging: { mode: 'forced', totalResults: true } }],
  ])('takes nobody along, %s', async (_name, deviations) => {
    const { execution, truth } = await collectFrom({
      ...paged,
      ...deviations,
      shrinksDuringRead: { afterPage: 2, user: 'read' },
    });

    expectCompleteOrFailed(execution, truth);
    expect(execution.error).toBeUndefined();
  });

  test('without having been read is not there', async () => {
    const { execution, truth } = await collectFrom({
      ...paged,
      shrinksDuringRead: { afterPage: 2, user: 'unread' },
    });
    const gone = organization.users.at(-1)?.id ?? '';

    expectComplete(
      execution,
      Object.fromEntries(
        Object.entries(truth).map(([type, keys]) => [
          type,
          keys.filter((key) => !key.endsWith(`acme_user:${gone}`)),
        ]),
      ),
    );
  });
});

describe('the same entities come from a server', () => {
  const IGNORED = ['_rawData', '_key', 'accountId', 'webLink'];

  /** What an entity says, apart from where it was read. */
  function said(entities: readonly Entity[]): unknown[] {
    return entities
      .filter(({ _type }) => _type !== 'acme_account')
      .sort((a, b) => a._key.localeCompare(b._key))
      .map((entity) =>
        Object.fromEntries(
          Object.entries(entity).filter(([name]) => !IGNORED.includes(name)),
        ),
      );
  }

  test.each<[string, Deviations]>([
    ['with names in lower case', { lowerCaseAttributes: true }],
    ['with schemas in lower case', { lowerCaseSchemas: true }],
    ['with texts for active', { activeAsText: true }],
    ['with nulls', { nullsForAbsent: true }],
    ['with plain roles', { plainRoles: true }],
    ['with the extension of SCIM 1.1', { enterpriseUrn: ENTERPRISE_URN_1 }],
    ['with references elsewhere', { refBase: 'https://evil.example' }],
    ['with passwords', { returnsPasswords: true }],
    ['without discovery', { noDiscovery: true }],
    ['with cursors', { cursorPaging: { mode: 'forced' }, ...paged }],
  ])('%s', async (_name, deviations) => {
    const plain = await collectFrom({});
    const odd = await collectFrom(deviations);

    expect(said(odd.execution.entities)).toEqual(
      said(plain.execution.entities),
    );
  });
});

test('nothing personal that a server gives reaches the graph, or the log', async () => {
  const { execution } = await collectFrom({ returnsPasswords: true });

  const { entities, relationships, log, events } = execution;
  const written = JSON.stringify({ entities, relationships, log, events });
  expect(written).toContain(organization.users[0]?.displayName);
  for (const marker of Object.values(PII_MARKERS)) {
    expect(written).not.toContain(marker);
  }
});
