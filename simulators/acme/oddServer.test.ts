import fetch from 'node-fetch';
import { z } from 'zod';
import {
  createOrganization,
  ENTERPRISE_URN,
  PII_MARKERS,
  type ScimGroup,
  type ScimUser,
} from './organization';
import {
  ENTERPRISE_URN_1,
  startOddScimServer,
  type Deviations,
  type OddScimServer,
  type OddScimServerOptions,
} from './oddServer';

const organization = createOrganization({ users: 25, groups: 12 });
const userIds = organization.users.map(({ id }) => id);

let servers: OddScimServer[] = [];

beforeEach(() => {
  servers = [];
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
});

async function start(
  deviations: Deviations = {},
  options: Partial<OddScimServerOptions> = {},
): Promise<OddScimServer> {
  const server = await startOddScimServer({
    ...organization,
    deviations,
    ...options,
  });
  servers.push(server);
  return server;
}

const Body = z.looseObject({
  Resources: z.array(z.looseObject({ id: z.unknown() })).optional(),
  totalResults: z.number().optional(),
  startIndex: z.number().optional(),
  itemsPerPage: z.number().optional(),
  nextCursor: z.string().optional(),
});

const ErrorBody = z.looseObject({
  status: z.string(),
  scimType: z.string().optional(),
});

async function get(server: OddScimServer, path: string) {
  const response = await fetch(server.url + path);
  const json: unknown = await response.json();
  return { status: response.status, headers: response.headers, json };
}

/** A list response, with the ids of its resources. */
async function page(server: OddScimServer, path: string) {
  const { status, json } = await get(server, path);
  const { Resources, ...facts } = Body.parse(json);
  return { ...facts, status, ids: Resources?.map(({ id }) => id) };
}

function record<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`There is no record ${index}.`);
  return item;
}

function aUser(condition: (user: ScimUser) => boolean): ScimUser {
  return record(organization.users.filter(condition), 0);
}

function aGroup(condition: (group: ScimGroup) => boolean): ScimGroup {
  return record(organization.groups.filter(condition), 0);
}

const employee = aUser((user) => user[ENTERPRISE_URN]?.manager !== undefined);
const division = aGroup(({ displayName }) => displayName === 'Technology');
const everyone = aGroup(({ displayName }) => displayName === 'Everyone');
const emptyGroup = aGroup(({ members }) => members.length === 0);

describe('without deviations', () => {
  test('keeps to RFC 7644', async () => {
    const server = await start();

    expect(await page(server, '/Users?startIndex=21&count=10')).toMatchObject({
      status: 200,
      totalResults: 25,
      startIndex: 21,
      itemsPerPage: 5,
      ids: userIds.slice(20),
    });
    expect(await page(server, '/Users?startIndex=26&count=10')).toMatchObject({
      totalResults: 25,
      ids: [],
    });
    expect(await page(server, '/Groups')).toMatchObject({
      totalResults: 12,
      ids: organization.groups.map(({ id }) => id),
    });
    const { json, headers } = await get(server, `/Users/${employee.id}`);
    expect(json).toMatchObject({
      ...employee,
      meta: { location: `${server.url}/Users/${employee.id}` },
    });
    expect(headers.get('content-type')).toBe('application/scim+json');
  });

  test('has discovery', async () => {
    const server = await start();

    expect((await get(server, '/ServiceProviderConfig')).json).toMatchObject({
      filter: { supported: false, maxResults: 200 },
    });
    expect((await get(server, '/ResourceTypes')).json).toMatchObject({
      Resources: [
        { name: 'User', endpoint: '/Users' },
        { name: 'Group', endpoint: '/Groups' },
        { name: 'Device' },
      ],
    });
  });

  test.each([
    ['/Users/nobody', 404, undefined],
    ['/Groups/nobody', 404, undefined],
    ['/Devices', 404, undefined],
    ['/Users?filter=active%20eq%20true', 400, 'invalidFilter'],
    ['/Users?count=many', 400, 'invalidValue'],
  ])('%s is a %i', async (path, status, scimType) => {
    const answer = await get(await start(), path);

    expect(answer.status).toBe(status);
    const error = ErrorBody.parse(answer.json);
    expect(error.status).toBe(String(status));
    expect(error.scimType).toBe(scimType);
  });

  test('selects attributes', async () => {
    const server = await start();

    const { json } = await get(server, '/Users?count=1&attributes=username');
    const { id, schemas, userName } = record(organization.users, 0);
    expect(json).toMatchObject({ totalResults: 25 });
    expect(Body.parse(json).Resources).toEqual([{ id, schemas, userName }]);
    const groups = await get(server, '/Groups?excludedAttributes=members');
    expect(JSON.stringify(groups.json)).not.toContain('"members"');
  });

  test('checks a token, reads only, and records requests', async () => {
    const server = await start({}, { token: 'secret' });

    const headers = { Authorization: 'Bearer secret' };
    const url = `${server.url}/Users?count=1`;
    expect((await get(server, '/Users')).status).toBe(401);
    expect((await fetch(url, { headers })).status).toBe(200);
    expect((await fetch(url, { headers, method: 'POST' })).status).toBe(501);
    expect(server.requests).toMatchObject([
      { method: 'GET', path: '/scim/v2/Users', query: {}, status: 401 },
      {
        method: 'GET',
        path: '/scim/v2/Users',
        query: { count: '1' },
        status: 200,
      },
      {
        method: 'POST',
        path: '/scim/v2/Users',
        query: { count: '1' },
        status: 501,
      },
    ]);
  });
});

describe('paging', () => {
  test('ignoresStartIndex', async () => {
    const server = await start({ ignoresStartIndex: true });

    expect(await page(server, '/Users?startIndex=11&count=10')).toMatchObject({
      totalResults: 25,
      startIndex: 11,
      ids: userIds.slice(0, 10),
    });
  });

  test('wrapsStartIndex', async () => {
    const server = await start({ wrapsStartIndex: true });

    const within = await page(server, '/Users?startIndex=21&count=10');
    expect(within.ids).toEqual(userIds.slice(20));
    const past = await page(server, '/Users?startIndex=31&count=10');
    expect(past.ids).toEqual(userIds.slice(5, 15));
  });

  test('silentPageCap and defaultPageSize', async () => {
    const server = await start({ silentPageCap: 7, defaultPageSize: 3 });

    expect(await page(server, '/Users?count=10')).toMatchObject({
      itemsPerPage: 7,
      ids: userIds.slice(0, 7),
    });
    expect((await page(server, '/Users')).ids).toHaveLength(3);
  });

  test('itemsPerPageEcho', async () => {
    const server = await start({ itemsPerPageEcho: true, silentPageCap: 4 });

    expect(await page(server, '/Users?count=10')).toMatchObject({
      itemsPerPage: 10,
      ids: userIds.slice(0, 4),
    });
  });

  test('noTotalResults and totalResultsOfPage', async () => {
    const none = await page(await start({ noTotalResults: true }), '/Users');
    expect(none).not.toHaveProperty('totalResults');
    expect(none.ids).toHaveLength(25);

    const server = await start({ totalResultsOfPage: true });
    expect(await page(server, '/Users?count=10')).toMatchObject({
      totalResults: 10,
    });
  });

  test('bareArrays', async () => {
    const server = await start({ bareArrays: true });

    const { json } = await get(server, '/Users?startIndex=24&count=10');
    expect(json).toMatchObject([{ id: userIds[23] }, { id: userIds[24] }]);
    expect((await get(server, '/ResourceTypes')).json).toHaveLength(3);
  });

  test('noEmptyResources and emptyList404', async () => {
    const path = '/Users?startIndex=26';
    const absent = await page(await start({ noEmptyResources: true }), path);
    expect(absent).toMatchObject({ totalResults: 25, ids: undefined });

    const server = await start({ emptyList404: true }, { groups: [] });
    expect((await page(server, path)).status).toBe(404);
    expect((await page(server, '/Groups')).status).toBe(404);
    expect((await page(server, '/Users')).status).toBe(200);
  });

  test('shrinksDuringRead, among the users that are still to come', async () => {
    const server = await start({
      shrinksDuringRead: { afterPage: 2, user: 'unread' },
    });

    await page(server, '/Users?count=10');
    const second = await page(server, '/Users?startIndex=11&count=10');
    expect(second.totalResults).toBe(25);
    expect(await page(server, '/Users?startIndex=21&count=10')).toMatchObject({
      totalResults: 24,
      ids: userIds.slice(20, 24),
    });
    expect((await get(server, `/Users/${userIds[24]}`)).status).toBe(404);
  });

  test('shrinksDuringRead, among the users that were read', async () => {
    const server = await start({
      shrinksDuringRead: { afterPage: 1, user: 'read' },
    });

    await page(server, '/Users?count=10');
    expect(await page(server, '/Users?startIndex=11&count=10')).toMatchObject({
      totalResults: 24,
      ids: userIds.slice(11, 21),
    });
  });
});

describe('cursor paging', () => {
  /** Reads a list to its end and gives the pages. */
  async function read(server: OddScimServer, path: string) {
    const pages = [await page(server, path)];
    for (let last = pages[0]; last?.nextCursor; last = pages.at(-1)) {
      const cursor = encodeURIComponent(last.nextCursor);
      pages.push(
        await page(server, `${path.replace(/cursor=?&/, '')}&cursor=${cursor}`),
      );
      if (pages.length > 20) throw new Error('Paging does not end.');
    }
    return pages;
  }

  test('supported: by index, or by cursor when asked', async () => {
    const server = await start({ cursorPaging: { mode: 'supported' } });

    const first = await page(server, '/Users?count=10');
    expect(first.totalResults).toBe(25);
    expect(first.nextCursor).toBeUndefined();
    const pages = await read(server, '/Users?cursor&count=10');
    expect(pages.map(({ ids }) => ids?.length)).toEqual([10, 10, 5]);
    expect(pages.flatMap(({ ids }) => ids)).toEqual(userIds);
    expect(pages[0]).not.toHaveProperty('totalResults');
    expect((await get(server, '/ServiceProviderConfig')).json).toMatchObject({
      pagination: {
        cursor: true,
        index: true,
        defaultPaginationMethod: 'index',
        maxPageSize: 200,
        cursorTimeout: 600,
      },
    });
  });

  test('forced: whatever is asked, with an empty page in between', async () => {
    const server = await start({
      cursorPaging: {
        mode: 'forced',
        emptyMiddlePage: true,
        totalResults: true,
      },
    });

    const pages = await read(server, '/Users?startIndex=1&count=10');
    expect(pages.map(({ ids }) => ids?.length)).toEqual([10, 0, 10, 5]);
    expect(pages.flatMap(({ ids }) => ids)).toEqual(userIds);
    expect(pages[0]).toMatchObject({ totalResults: 25, itemsPerPage: 10 });
    expect((await get(server, '/ServiceProviderConfig')).json).toMatchObject({
      pagination: { index: false, defaultPaginationMethod: 'cursor' },
    });
  });

  test('may be unannounced, and capped', async () => {
    const server = await start({
      cursorPaging: { mode: 'forced', unannounced: true },
      silentPageCap: 5,
    });

    expect(
      (await get(server, '/ServiceProviderConfig')).json,
    ).not.toHaveProperty('pagination');
    const pages = await read(server, '/Groups?count=10');
    expect(pages.map(({ ids }) => ids?.length)).toEqual([5, 5, 2]);
  });

  test('refuses cursors that are unknown, of another list, or not encoded', async () => {
    const server = await start({ cursorPaging: { mode: 'supported' } });
    const { nextCursor = '' } = await page(server, '/Users?cursor=&count=10');

    for (const path of [
      '/Users?cursor=nonsense',
      `/Groups?cursor=${encodeURIComponent(nextCursor)}`,
      `/Users?cursor=${nextCursor}`,
    ]) {
      const { status, json } = await get(server, path);
      expect(status).toBe(400);
      expect(json).toMatchObject({ scimType: 'invalidCursor' });
    }
  });

  test('lets cursors expire as often as told', async () => {
    const server = await start({
      cursorPaging: { mode: 'forced', expires: 1 },
    });
    const { nextCursor = '' } = await page(server, '/Users?count=20');
    const path = `/Users?count=20&cursor=${encodeURIComponent(nextCursor)}`;

    expect((await get(server, path)).json).toMatchObject({
      status: '400',
      scimType: 'expiredCursor',
    });
    expect((await page(server, path)).ids).toEqual(userIds.slice(20));
  });
});

describe('refusals', () => {
  test.each<[string, Deviations, string, number, string | undefined]>([
    [
      'refusesCount, 400',
      { refusesCount: { over: 50, status: 400 } },
      '/Users?count=51',
      400,
      'invalidCount',
    ],
    [
      'refusesCount, 413',
      { refusesCount: { over: 50, status: 413 } },
      '/Users?count=51',
      413,
      undefined,
    ],
    [
      'refusesCountZero',
      { refusesCountZero: true },
      '/Users?count=0',
      400,
      'invalidValue',
    ],
    [
      'refusesStartIndexOver',
      { refusesStartIndexOver: 20 },
      '/Users?startIndex=21',
      400,
      'invalidValue',
    ],
    [
      'refusesExcludedAttributes',
      { refusesExcludedAttributes: true },
      '/Groups?excludedAttributes=members',
      400,
      'invalidValue',
    ],
  ])('%s', async (_name, deviations, path, status, scimType) => {
    const server = await start(deviations);

    const error = ErrorBody.parse((await get(server, path)).json);
    expect(error.status).toBe(String(status));
    expect(error.scimType).toBe(scimType);
    expect((await get(server, '/Users?startIndex=20&count=50')).status).toBe(
      200,
    );
    expect((await get(await start(), path)).status).toBe(200);
  });
});

describe('memberships', () => {
  const inList = async (server: OddScimServer, { id }: ScimGroup) => {
    const { json } = await get(server, '/Groups?count=100');
    return Body.parse(json).Resources?.find((group) => group.id === id);
  };
  const single = async (server: OddScimServer, { id }: ScimGroup) =>
    (await get(server, `/Groups/${id}`)).json;

  test('noMembersInLists', async () => {
    const server = await start({ noMembersInLists: true });

    expect(await inList(server, division)).not.toHaveProperty('members');
    expect(await single(server, division)).toMatchObject({
      members: division.members,
    });
  });

  test('membersNowhere: only users name their groups', async () => {
    const server = await start({ membersNowhere: true });

    expect(await inList(server, division)).not.toHaveProperty('members');
    expect(await single(server, division)).not.toHaveProperty('members');
    expect((await get(server, `/Users/${employee.id}`)).json).toMatchObject({
      groups: employee.groups,
    });
  });

  test('membersAlwaysEmpty', async () => {
    const server = await start({ membersAlwaysEmpty: true });

    expect(await inList(server, everyone)).toMatchObject({ members: [] });
    expect(await single(server, everyone)).toMatchObject({ members: [] });
    expect(
      (await get(server, `/Users/${employee.id}`)).json,
    ).not.toHaveProperty('groups');
  });

  test('memberTypesMissing, with and without $ref', async () => {
    const { value, $ref, display } = record(division.members, 0);
    const withRef = await start({ memberTypesMissing: 'withRef' });
    const withoutRef = await start({ memberTypesMissing: 'withoutRef' });

    expect(await single(withRef, division)).toHaveProperty('members.0', {
      value,
      display,
      $ref,
    });
    expect(await inList(withoutRef, division)).toHaveProperty('members.0', {
      value,
      display,
    });
  });

  test('refBase', async () => {
    const refBase = 'https://directory.example/v9';
    const server = await start({ refBase });

    expect(await single(server, division)).toMatchObject({
      members: division.members.map((member) => ({
        $ref: `${refBase}/Groups/${member.value}`,
      })),
      meta: { location: `${refBase}/Groups/${division.id}` },
    });
  });

  test('nullsForAbsent', async () => {
    const server = await start({ nullsForAbsent: true });
    const noMail = aUser(({ emails }) => emails === undefined);

    expect(await single(server, emptyGroup)).toMatchObject({ members: null });
    expect(await single(server, division)).toMatchObject({
      members: division.members,
    });
    expect((await get(server, `/Users/${noMail.id}`)).json).toMatchObject({
      emails: null,
    });
  });
});

describe('values', () => {
  const user = async (server: OddScimServer, { id }: ScimUser) =>
    (await get(server, `/Users/${id}`)).json;

  test('lowerCaseAttributes', async () => {
    const server = await start({ lowerCaseAttributes: true });

    const { json } = await get(server, '/Users?count=1');
    expect(json).toMatchObject({
      totalresults: 25,
      resources: [{ username: record(organization.users, 0).userName }],
    });
    expect(await user(server, employee)).toHaveProperty(
      [ENTERPRISE_URN.toLowerCase(), 'employeenumber'],
      employee[ENTERPRISE_URN]?.employeeNumber,
    );
    expect((await get(server, '/ServiceProviderConfig')).json).toHaveProperty(
      'filter.maxresults',
    );
  });

  test('lowerCaseSchemas', async () => {
    expect(
      await user(await start({ lowerCaseSchemas: true }), employee),
    ).toMatchObject({
      schemas: employee.schemas.map((urn) => urn.toLowerCase()),
    });
  });

  test('activeAsText', async () => {
    const server = await start({ activeAsText: true });

    expect(
      await user(
        server,
        aUser(({ active }) => active),
      ),
    ).toMatchObject({
      active: 'True',
    });
    expect(
      await user(
        server,
        aUser(({ active }) => !active),
      ),
    ).toMatchObject({
      active: 'false',
    });
  });

  test('numericIds, alike wherever they occur', async () => {
    const server = await start({ numericIds: true });
    const number = ({ value }: { value: string }) =>
      1001 + userIds.indexOf(value);

    const { ids } = await page(server, '/Users');
    expect(ids).toEqual(userIds.map((_id, index) => 1001 + index));
    const groups = await page(server, '/Groups');
    expect(groups.ids?.[0]).toBe(1026);
    expect((await get(server, '/Groups/1026')).json).toMatchObject({
      id: 1026,
      members: everyone.members.map((member) => ({
        value: number(member),
        $ref: `../Users/${number(member)}`,
      })),
      meta: { location: `${server.url}/Groups/1026` },
    });
    const manager = employee[ENTERPRISE_URN]?.manager ?? { value: '' };
    const path = `/Users/${number({ value: employee.id })}`;
    expect((await get(server, path)).json).toHaveProperty(
      [ENTERPRISE_URN, 'manager', 'value'],
      number(manager),
    );
  });

  test('plainRoles and plainManager', async () => {
    const server = await start({ plainRoles: true, plainManager: true });

    expect(await user(server, record(organization.users, 0))).toMatchObject({
      roles: ['admin', 'auditor'],
      entitlements: ['vpn', 'crm-read'],
    });
    expect(await user(server, employee)).toHaveProperty(
      [ENTERPRISE_URN, 'manager'],
      employee[ENTERPRISE_URN]?.manager?.value,
    );
  });

  test('enterpriseUrn', async () => {
    const server = await start({ enterpriseUrn: ENTERPRISE_URN_1 });

    const body = await user(server, employee);
    expect(body).toHaveProperty([ENTERPRISE_URN_1, 'department']);
    expect(body).not.toHaveProperty([ENTERPRISE_URN]);
    expect(body).toHaveProperty('schemas.1', ENTERPRISE_URN_1);
  });

  test('returnsPasswords', async () => {
    expect(
      await user(await start({ returnsPasswords: true }), employee),
    ).toMatchObject({ password: PII_MARKERS.password });
  });
});

describe('discovery and messages', () => {
  test('noDiscovery', async () => {
    const server = await start({ noDiscovery: true });

    expect((await get(server, '/ServiceProviderConfig')).status).toBe(404);
    expect((await get(server, '/ResourceTypes')).status).toBe(404);
    expect((await get(server, '/Users')).status).toBe(200);
  });

  test('otherEndpoints, in references too', async () => {
    const server = await start({ otherEndpoints: true });

    expect((await get(server, '/ResourceTypes')).json).toMatchObject({
      Resources: [{ endpoint: '/People' }, { endpoint: '/Teams' }, {}],
    });
    expect((await get(server, '/Users')).status).toBe(404);
    expect((await get(server, '/Groups')).status).toBe(404);
    expect((await page(server, '/People')).ids).toEqual(userIds);
    const { json } = await get(server, `/Teams/${everyone.id}`);
    expect(json).toHaveProperty('members.0.$ref', `../People/${userIds[0]}`);
  });

  test('maxResults and capabilitiesAs', async () => {
    const numbers = await start({ maxResults: 0, capabilitiesAs: 'numbers' });
    const text = await start({ capabilitiesAs: 'text' });

    expect((await get(numbers, '/ServiceProviderConfig')).json).toMatchObject({
      filter: { supported: 0, maxResults: 0 },
    });
    expect((await get(text, '/ServiceProviderConfig')).json).toMatchObject({
      sort: { supported: 'false' },
    });
  });

  test('contentType', async () => {
    const { headers } = await get(
      await start({ contentType: 'text/plain' }),
      '/Users',
    );
    expect(headers.get('content-type')).toBe('text/plain');
  });

  test('errorStatusNumeric and olderErrors', async () => {
    const numeric = await start({ errorStatusNumeric: true });
    const older = await start({ olderErrors: true });

    expect((await get(numeric, '/Nothing')).json).toMatchObject({
      status: 404,
    });
    expect((await get(older, '/Nothing')).json).toEqual({
      Errors: [{ description: '/Nothing is not found.', code: 404 }],
    });
  });
});

test('deviations go together', async () => {
  const server = await start({
    lowerCaseAttributes: true,
    numericIds: true,
    otherEndpoints: true,
    silentPageCap: 3,
    totalResultsOfPage: true,
    contentType: 'text/plain',
  });

  expect(
    (await get(server, '/People?startIndex=4&count=9')).json,
  ).toMatchObject({
    totalresults: 3,
    itemsperpage: 3,
    resources: [{ id: 1004 }, { id: 1005 }, { id: 1006 }],
  });
});
