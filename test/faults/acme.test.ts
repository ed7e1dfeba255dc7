import { createOrganization } from '../../simulators/acme/organization';
import { startOddScimServer } from '../../simulators/acme/oddServer';
import { startAcmeSimulator } from '../../simulators/acme/server';
import {
  collect,
  type Execution,
  QUICK_RETRIES,
  SHORT_PATIENCE,
} from '../support/execution';
import {
  answer,
  emptyBody,
  type Fault,
  type FaultAction,
  gzipTruncated,
  html,
  type Match,
  on,
  type ProxiedRequest,
  rateLimited,
  redirectTo,
  repeatPage,
  resetBefore,
  resetMidBody,
  stall,
  startFaultProxy,
  transform,
  truncatedJson,
} from '../support/faultProxy';
import { runThrough, unchanging } from '../support/quietRuns';
import { startLoopbackServer } from '../../simulators/loopbackServer';

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
import { isInSample } from './sample';

const token = 'fault-test-token';
const PAGE = 5;
const organization = createOrganization({ users: 24, groups: 15 });
/** Each page but the first begins with the last record of the page before. */
const FRESH = PAGE - 1;
const PAGES = {
  users: Math.ceil((organization.users.length - 1) / FRESH),
  groups: Math.ceil((organization.groups.length - 1) / FRESH),
};

const stops: (() => Promise<void>)[] = [];

const directory = unchanging(() =>
  startAcmeSimulator({ organization, token, pageCap: PAGE }),
);

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

/** Collects through a proxy with these faults, from the usual directory unless told. */
async function collectThrough(
  faults: readonly Fault[],
  environment: Record<string, string> = {},
  target?: string,
): Promise<{ execution: Execution; truth: Truth }> {
  const through = target === undefined ? await directory() : { target };
  return runThrough({ ...through, faults }, async (proxy) => {
    const execution = await collect({
      config: { provider: 'acme', acmeBaseUrl: proxy.url, acmeApiKey: token },
      environment: { ...QUICK_RETRIES, ...environment },
    });
    expect(proxy.injected).toBeGreaterThan(0);
    return { execution, truth: truthOf(organization, proxy.url) };
  });
}

const PATH = { users: '/Users', groups: '/Groups' };

/** The requests for pages of a list; one for a single user is the proof of the credential. */
function pagesOf(resource: Resource): (request: ProxiedRequest) => boolean {
  return ({ url }) => {
    const { pathname, searchParams } = new URL(url, 'http://loopback.invalid');
    return (
      pathname.endsWith(PATH[resource]) && searchParams.get('count') !== '1'
    );
  };
}

/** The requests for one page, 1-based, and no others. */
function page(resource: Resource, number: number): Match {
  return (request) =>
    pagesOf(resource)(request) &&
    new URLSearchParams(request.url.split('?')[1]).get('startIndex') ===
      String((number - 1) * FRESH + 1);
}

/** Where in a list a fault happens. */
const ALL_PLACES = ['first', 'middle', 'last'] as const;
type Place = (typeof ALL_PLACES)[number];

function pageAt(resource: Resource, place: Place): number {
  switch (place) {
    case 'first':
      return 1;
    case 'middle':
      return 2;
    case 'last':
      return PAGES[resource];
  }
}

type Outcome = 'complete' | 'failed';

/** A row of the fault matrix. */
interface Row {
  fault: string;
  action: FaultAction;
  /** The outcome when it happens once, and when it happens for ever; undefined is not tried. */
  once?: Outcome;
  always?: Outcome;
  /** All places unless told. */
  places?: readonly Place[];
  /** What is lost when it fails the step: the page and the rest of the list, unless told. */
  lost?: 'rest' | 'next page' | 'record';
  environment?: Record<string, string>;
}

/** What may pass is tried again; what lasts, and what will not pass, fails the step. */
const passing = { once: 'complete', always: 'failed' } as const;
const final = { once: 'failed' } as const;
/** Long enough for a busy machine. */
const impatient = {
  environment: { HTTP_TIMEOUT_MS: '400' },
  places: ['middle'],
} as const;

const MATRIX: Row[] = [
  { fault: '500', action: answer(500), ...passing },
  { fault: '502', action: answer(502), ...passing, places: ['middle'] },
  { fault: '503', action: answer(503), ...passing, places: ['middle'] },
  { fault: '504', action: answer(504), ...passing, places: ['middle'] },
  { fault: '408', action: answer(408), ...passing, places: ['middle'] },
  {
    fault: '429 without Retry-After',
    action: rateLimited(),
    ...passing,
    environment: SHORT_PATIENCE,
  },
  {
    fault: '429 with Retry-After in seconds',
    action: rateLimited(1),
    once: 'complete',
    places: ['middle'],
  },
  {
    fault: '429 with Retry-After as a date',
    action: rateLimited(new Date(0)),
    ...passing,
    environment: SHORT_PATIENCE,
  },
  {
    fault: '429 with Retry-After beyond all patience',
    action: rateLimited(86_400),
    ...final,
    places: ['middle'],
  },
  { fault: 'reset before the answer', action: resetBefore(), ...passing },
  { fault: 'reset in the body', action: resetMidBody(), ...passing },
  {
    fault: 'reset in a chunked body',
    action: resetMidBody({ chunked: true }),
    ...passing,
    places: ['middle'],
  },
  { fault: 'truncated JSON', action: truncatedJson(), ...passing },
  {
    fault: 'truncated gzip',
    action: gzipTruncated(),
    ...passing,
    places: ['middle'],
  },
  { fault: 'HTML with 200', action: html(), ...passing },
  { fault: 'an empty body', action: emptyBody(), ...passing },
  { fault: 'no answer', action: stall(), ...passing, ...impatient },
  { fault: '204', action: answer(204), ...passing, places: ['middle'] },
  { fault: '400', action: answer(400), ...final },
  { fault: '401', action: answer(401), ...final },
  { fault: '403', action: answer(403), ...final },
  { fault: '404', action: answer(404), ...final },
  { fault: '410', action: answer(410), ...final, places: ['last'] },
  { fault: '413', action: answer(413), ...final, places: ['middle'] },
  { fault: 'JSON null', action: ok(null), ...final, places: ['middle'] },
  { fault: 'a JSON text', action: ok('Sign in'), ...final, places: ['middle'] },
  { fault: 'an object that is no list', action: ok({ ok: true }), ...final },
  {
    fault: 'an error with 200',
    action: ok({ status: '500', detail: 'Internal error' }),
    ...final,
    places: ['middle'],
  },
  {
    fault: 'Resources that is no list',
    action: ok({ totalResults: 3, Resources: {} }),
    ...final,
    places: ['middle'],
  },
  {
    fault: 'an empty page amid the list',
    action: transform({ body: (body) => ({ ...asList(body), Resources: [] }) }),
    ...passing,
  },
  {
    fault: 'a record without id',
    action: changeRecord((record) => ({ ...record, id: undefined })),
    ...final,
    lost: 'record',
  },
  {
    fault: 'a record with an empty id',
    action: changeRecord((record) => ({ ...record, id: '' })),
    ...final,
    lost: 'record',
    places: ['middle'],
  },
  {
    fault: 'a record that is null',
    action: changeRecord(() => null),
    ...final,
    lost: 'record',
    places: ['middle'],
  },
  {
    fault: 'a record that is a text',
    action: changeRecord(() => 'record'),
    ...final,
    lost: 'record',
    places: ['middle'],
  },
  {
    fault: 'a cursor in an index-paged list',
    action: transform({
      body: (body) => ({
        ...asList(body),
        nextCursor: 'https://evil.example/',
      }),
    }),
    ...final,
    lost: 'next page',
    places: ['first', 'middle'],
  },
  {
    fault: 'a total that is too large, and not the last one',
    action: transform({
      body: (body) => ({ ...asList(body), totalResults: 999 }),
    }),
    always: 'complete',
    places: ['last'],
  },
];

/** 200 with a JSON body. */
function ok(body: unknown): FaultAction {
  return answer(200, { body });
}

/** The real answer in parts, with a pause after each. */
function inParts(count: number, pauseMs: number): FaultAction {
  return async ({ response, forward, after }) => {
    const { status, headers, body } = await forward();
    response.writeHead(status, headers);
    const size = Math.ceil(body.length / count);
    for (let part = 0; part < count; part += 1) {
      after(part * pauseMs, () =>
        response.write(body.subarray(part * size, (part + 1) * size)),
      );
    }
    after(count * pauseMs, () => response.end());
  };
}

interface ListBody {
  Resources: Record<string, unknown>[];
}

function asList(body: unknown): ListBody {
  return body as ListBody;
}

function asRecord(value: unknown): Record<string, unknown> {
  return value as Record<string, unknown>;
}

/** Changes the second record of the page: the first one is the last of the page before. */
function changeRecord(
  change: (record: Record<string, unknown>) => unknown,
): FaultAction {
  return transform({
    body: (body) => ({
      ...asList(body),
      Resources: asList(body).Resources.map((record, index) =>
        index === 1 ? change(record) : record,
      ),
    }),
  });
}

const CASES = MATRIX.flatMap(({ places = ALL_PLACES, ...row }) =>
  (['users', 'groups'] as const).flatMap((resource) =>
    places.flatMap((place) => [
      ...(row.once
        ? [{ ...row, resource, place, times: 1, outcome: row.once }]
        : []),
      ...(row.always
        ? [{ ...row, resource, place, times: Infinity, outcome: row.always }]
        : []),
    ]),
  ),
);

/** How many records of the list are found in spite of the fault. */
function foundInSpite(
  lost: Row['lost'],
  resource: Resource,
  place: Place,
): number {
  const total = organization[resource].length;
  const pages = pageAt(resource, place) - 1;
  const before = pages === 0 ? 0 : pages * FRESH + 1;
  switch (lost) {
    case 'record':
      return total - 1;
    case 'next page':
      return before + (pages === 0 ? PAGE : FRESH);
    case 'rest':
    case undefined:
      return before;
  }
}

describe('fault matrix', () => {
  const sample = CASES.filter(({ fault, place, resource, times }) =>
    isInSample([fault, place, resource, times].join(), 3),
  );

  test.each(sample)(
    '$fault at the $place page of $resource, $times times: $outcome',
    async ({ resource, place, action, times, outcome, lost, environment }) => {
      const match = page(resource, pageAt(resource, place));

      const { execution, truth } = await collectThrough(
        [on(match, action, { times })],
        environment,
      );

      if (outcome === 'complete') return expectComplete(execution, truth);
      expectFailed(execution, truth, resource);
      expect(execution.entities.filter(isOf(resource))).toHaveLength(
        foundInSpite(lost, resource, place),
      );
    },
  );
});

function isOf(resource: Resource): (entity: { _type: string }) => boolean {
  return ({ _type }) =>
    _type === (resource === 'users' ? 'acme_user' : 'acme_group');
}

describe.each(['users', 'groups'] as const)('the list of %s', (resource) => {
  test.each([
    ['second', 2],
    ['middle', 3],
  ])('with its %s page repeated once is complete', async (_name, number) => {
    const { execution, truth } = await collectThrough([
      on(pagesOf(resource), repeatPage(), { at: number }),
    ]);

    expectComplete(execution, truth);
  });

  test('with a total that is too large on every page fails', async () => {
    const { execution, truth } = await collectThrough([
      on(
        pagesOf(resource),
        transform({
          body: (body) => ({ ...asList(body), totalResults: 999 }),
        }),
        { times: Infinity },
      ),
    ]);

    expectFailed(execution, truth, resource);
    expect(execution.entities.filter(isOf(resource))).toHaveLength(
      organization[resource].length,
    );
  });

  test('with one page for ever fails', async () => {
    const { execution, truth } = await collectThrough([
      on(pagesOf(resource), repeatPage(), { at: 2, times: Infinity }),
    ]);

    expectFailed(execution, truth, resource);
  });

  test('with a record twice, at its end, is complete', async () => {
    let earlier: unknown;
    const { execution, truth } = await collectThrough([
      on(
        page(resource, 1),
        transform({
          body: (body) => {
            earlier = asList(body).Resources[0];
            return body;
          },
        }),
      ),
      on(
        page(resource, PAGES[resource]),
        transform({
          body: (body) => ({
            ...asList(body),
            Resources: [...asList(body).Resources, earlier],
          }),
        }),
      ),
    ]);

    expectComplete(execution, truth);
  });

  describe.each([
    { times: 1, expectOutcome: expectComplete },
    { times: Infinity, expectOutcome: expectFailed },
  ])('with a record twice, $times times,', ({ times, expectOutcome }) => {
    test.each([2, PAGES[resource]])(
      'in place of another on page %i',
      async (number) => {
        let earlier: unknown;
        const { execution, truth } = await collectThrough([
          on(
            page(resource, 1),
            transform({
              body: (body) => {
                earlier = asList(body).Resources[0];
                return body;
              },
            }),
            { times: Infinity },
          ),
          on(
            page(resource, number),
            transform({
              body: (body) => ({
                ...asList(body),
                Resources: asList(body).Resources.with(1, asRecord(earlier)),
              }),
            }),
            { times },
          ),
        ]);

        expectOutcome(execution, truth, resource);
      },
    );

    test('so that another is passed over', async () => {
      const { execution, truth } = await collectThrough([
        on(
          page(resource, 2),
          transform({
            body: (body) => ({
              ...asList(body),
              Resources: [
                ...asList(body).Resources,
                ...asList(body).Resources.slice(-1),
              ],
            }),
          }),
          { times },
        ),
      ]);

      expectOutcome(execution, truth, resource);
    });
  });

  test('is not read from another origin, nor is the credential sent there', async () => {
    const foreign: (string | undefined)[] = [];
    const { origin, stop } = await startLoopbackServer((request, response) => {
      foreign.push(request.headers.authorization);
      response.end('{}');
    });
    stops.push(stop);

    const { execution, truth } = await collectThrough([
      on(page(resource, 2), redirectTo(`${origin}/scim/v2${PATH[resource]}`)),
    ]);

    expectFailed(execution, truth, resource);
    expect(foreign).toEqual([]);
    expect(failureOf(execution)).toContain(`a redirect leads to ${origin}`);
    expect(failureOf(execution)).toContain('it was not followed');
  });

  test('is not read from elsewhere on the same origin', async () => {
    const { execution, truth } = await collectThrough([
      on(page(resource, 2), redirectTo('/login')),
    ]);

    expectFailed(execution, truth, resource);
  });

  test('that shrinks while it is read, each time, fails', async () => {
    let total = organization[resource].length;
    const { execution, truth } = await collectThrough([
      on(
        pagesOf(resource),
        transform({
          body: (body) => ({
            ...asList(body),
            totalResults: (total += -1) + 90,
          }),
        }),
        { times: Infinity },
      ),
    ]);

    expectFailed(execution, truth, resource);
  });

  test('that is slow, but not silent, is complete', async () => {
    const { execution, truth } = await collectThrough(
      [on(page(resource, PAGES[resource]), inParts(4, 150))],
      { HTTP_TIMEOUT_MS: '500' },
    );

    expectComplete(execution, truth);
  });

  test('names in its failure what was asked for, what came, and what to do', async () => {
    const { execution } = await collectThrough([
      on(
        page(resource, 2),
        answer(403, {
          body: { detail: 'Not your business.' },
          headers: { 'X-Request-Id': 'req-17' },
        }),
      ),
    ]);

    const failure = failureOf(execution);
    expect(failure).toContain('PROVIDER_AUTHORIZATION_ERROR');
    expect(failure).toMatch(new RegExp(`GET http://.*${PATH[resource]}`));
    expect(failure).toContain('403');
    expect(failure).toContain('Not your business.');
    expect(failure).toContain('req-17');
    expect(failure).toContain(
      `it needs read access to ${resource} (SCIM resource ${PATH[resource]})`,
    );
    expect(execution.events).toContainEqual(
      expect.objectContaining({ name: 'warn_missing_permission' }),
    );
  });
});

/** What the user is told of the step that failed. */
function failureOf({ events }: Execution): string {
  return events
    .filter(({ name }) => name === 'step_failure')
    .map(({ description }) => description)
    .join('\n');
}

test('both lists may fail at once', async () => {
  const { execution, truth } = await collectThrough([
    on(/\/(Users|Groups)\?.*count=5/, answer(403), { times: Infinity }),
  ]);

  expect(execution.steps).toEqual({
    'fetch-acme-account': 'success',
    [STEP.users.id]: 'failure',
    [STEP.groups.id]: 'failure',
    [STEP.members.id]: expect.stringMatching(INCOMPLETE) as string,
  });
  expect(foundBy(execution)).toEqual({ acme_account: truth.acme_account });
});

describe('discovery', () => {
  const discovery = /ServiceProviderConfig|ResourceTypes/;

  test.each([
    ['500', answer(500)],
    ['a reset', resetBefore()],
    ['HTML', html()],
    ['429', rateLimited()],
  ])('with %s once is complete', async (_name, action) => {
    const { execution, truth } = await collectThrough([on(discovery, action)]);

    expectComplete(execution, truth);
    expect(execution.entities).toContainEqual(
      expect.objectContaining({ filterMaxResults: PAGE }),
    );
  });

  test.each([
    ['500', answer(500)],
    ['a reset', resetBefore()],
    ['429', rateLimited()],
  ])(
    'with %s for ever fails the account only, which is there all the same',
    async (_name, action) => {
      const { execution, truth } = await collectThrough(
        [on(discovery, action, { times: Infinity })],
        SHORT_PATIENCE,
      );

      expect(execution.steps).toEqual({
        'fetch-acme-account': 'failure',
        [STEP.users.id]: 'success',
        [STEP.groups.id]: 'success',
        [STEP.members.id]: 'success',
      });
      expect(execution.partialTypes).toEqual(['acme_account']);
      expect(foundBy(execution)).toEqual(truth);
    },
  );

  test.each([401, 403, 404, 501])(
    'that is not offered (%i) is not needed',
    async (status) => {
      const { execution, truth } = await collectThrough([
        on(discovery, answer(status), { times: Infinity }),
      ]);

      expectComplete(execution, truth);
    },
  );
});

describe('members that each group tells by itself', () => {
  const [, second] = organization.groups.filter(
    ({ members }) => members.length > 0,
  );
  const id = second?.id ?? '';

  /**
   * @param action what happens when the second group is read
   * @param gone groups that the list does not have when it is read once more
   */
  async function collectGroups(
    action: FaultAction,
    times: number,
    gone: readonly string[] = [],
  ) {
    const server = await startOddScimServer({
      ...organization,
      deviations: { noMembersInLists: true, maxResults: PAGE },
      token,
    });
    stops.push(server.stop);
    return collectThrough(
      [
        on(new RegExp(`/Groups/${id}`), action, { times }),
        on(
          pagesOf('groups'),
          transform({
            body: (body) => ({
              ...asList(body),
              totalResults: organization.groups.length - gone.length,
              Resources: asList(body).Resources.filter(
                (group) => !gone.includes(String(group.id)),
              ),
            }),
          }),
          { at: PAGES.groups + 2, times: Infinity },
        ),
      ],
      {},
      server.url,
    );
  }

  /** The truth, less the members of the second group. */
  function withoutMembers(truth: Truth): Truth {
    return Object.fromEntries(
      Object.entries(truth).map(([type, keys]) => [
        type,
        keys.filter((key) => !key.startsWith(`acme_group:${id}|has|`)),
      ]),
    );
  }

  test.each([
    ['500', answer(500)],
    ['a reset', resetMidBody()],
    ['truncated JSON', truncatedJson()],
    ['429', rateLimited()],
  ])('with %s once are complete', async (_name, action) => {
    const { execution, truth } = await collectGroups(action, 1);

    expectComplete(execution, truth);
  });

  test('of a group that was deleted meanwhile are nobody', async () => {
    const { execution, truth } = await collectGroups(answer(404), Infinity, [
      id,
    ]);

    expectComplete(execution, withoutMembers(truth));
    expect(execution.log).toContain(
      `Skipped members of group ${id}: it was deleted meanwhile`,
    );
  });

  test('of a group that is not found by itself, and is still listed, are missing', async () => {
    const { execution, truth } = await collectGroups(answer(404), Infinity);

    expect(execution.steps[STEP.members.id]).toBe('failure');
    expect(execution.partialTypes).toEqual(STEP.members.types);
    expect(failureOf(execution)).toContain(`members of group ${id}`);
    expect(foundBy(execution)).toEqual(withoutMembers(truth));
  });

  test.each([
    ['500', answer(500)],
    ['403', answer(403)],
    ['401', answer(401)],
    ['HTML', html()],
    ['a group without id', ok({ displayName: 'Who?' })],
  ])('with %s for ever fail their own step only', async (_name, action) => {
    const { execution, truth } = await collectGroups(action, Infinity);

    expect(execution.steps).toEqual({
      'fetch-acme-account': 'success',
      [STEP.users.id]: 'success',
      [STEP.groups.id]: 'success',
      [STEP.members.id]: 'failure',
    });
    expect(execution.partialTypes).toEqual(STEP.members.types);
    expect(failureOf(execution)).toContain(`members of group ${id}`);
    expect(foundBy(execution)).toMatchObject(
      Object.fromEntries(
        Object.entries(withoutMembers(truth)).filter(
          ([type]) => !STEP.members.types.some((each) => each === type),
        ),
      ),
    );
  });
});

test('members of groups of which none is found one by one are missing', async () => {
  const server = await startOddScimServer({
    ...organization,
    deviations: { noMembersInLists: true, maxResults: PAGE },
    token,
  });
  stops.push(server.stop);
  const { execution } = await collectThrough(
    [on(/\/Groups\//, answer(404), { times: Infinity })],
    {},
    server.url,
  );

  expect(execution.steps[STEP.members.id]).toBe('failure');
  expect(execution.partialTypes).toEqual(STEP.members.types);
  expect(failureOf(execution)).toMatch(
    /Missing: members of group \S+; members of group .+ and \d+ more/,
  );
});

describe('with client credentials', () => {
  const oauth = { clientId: 'client', clientSecret: 'fault-test-secret' };

  async function collectWithClient(faults: (tokenPath: RegExp) => Fault[]) {
    const server = await startAcmeSimulator({
      organization,
      oauth,
      pageCap: PAGE,
    });
    stops.push(() => server.stop());
    const { origin } = new URL(server.url);
    const proxy = await startFaultProxy({
      target: origin,
      faults: faults(/oauth/),
    });
    stops.push(proxy.stop);
    const acmeBaseUrl = `${proxy.url}/scim/v2`;
    const execution = await collect({
      config: {
        provider: 'acme',
        acmeBaseUrl,
        acmeClientId: oauth.clientId,
        acmeClientSecret: oauth.clientSecret,
        acmeTokenUrl: `${proxy.url}/oauth/token`,
      },
      environment: QUICK_RETRIES,
    });
    expect(proxy.injected).toBeGreaterThan(0);
    return { execution, truth: truthOf(organization, acmeBaseUrl) };
  }

  test.each(['users', 'groups'] as const)(
    'a 401 once, amid the %s, is answered by a new token',
    async (resource) => {
      const { execution, truth } = await collectWithClient(() => [
        on(page(resource, 2), answer(401)),
      ]);

      expectComplete(execution, truth);
    },
  );

  test.each(['users', 'groups'] as const)(
    'a 401 for ever, amid the %s, fails the step',
    async (resource) => {
      const { execution, truth } = await collectWithClient(() => [
        on(page(resource, 2), answer(401), { times: Infinity }),
      ]);

      expectFailed(execution, truth, resource);
    },
  );

  test.each([
    ['500', answer(500)],
    ['a reset', resetBefore()],
    ['429', rateLimited()],
    ['no answer', stall(50)],
  ])('%s of the token endpoint once is complete', async (_name, action) => {
    const { execution, truth } = await collectWithClient((tokenPath) => [
      on(tokenPath, action),
    ]);

    expectComplete(execution, truth);
  });

  test.each([
    ['500', answer(500), 'PROVIDER_RETRIES_EXCEEDED_ERROR'],
    ['401', answer(401), 'PROVIDER_AUTHENTICATION_ERROR'],
    ['403', answer(403), 'PROVIDER_AUTHORIZATION_ERROR'],
    ['HTML', html(), 'PROVIDER_API_ERROR'],
  ])(
    '%s of the token endpoint for ever stops the run',
    async (_name, action, code) => {
      const { execution } = await collectWithClient((tokenPath) => [
        on(tokenPath, action, { times: Infinity }),
      ]);

      expect(execution.error).toMatchObject({ code });
      expect(execution.entities).toEqual([]);
    },
  );

  test('a token endpoint that fails when the token is renewed fails the step', async () => {
    const { execution, truth } = await collectWithClient((tokenPath) => [
      on(page('users', 3), answer(401)),
      on(tokenPath, answer(400, { body: { error: 'invalid_client' } }), {
        at: 2,
        times: Infinity,
      }),
    ]);

    expect(execution.error).toBeUndefined();
    expect(execution.steps[STEP.users.id]).toBe('failure');
    expect(execution.partialTypes).toEqual(
      expect.arrayContaining([...STEP.users.types]),
    );
    expect(execution.entities.length).toBeLessThan(
      1 + (truth.acme_user?.length ?? 0) + (truth.acme_group?.length ?? 0),
    );
  });
});
