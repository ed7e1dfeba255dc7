import {
  type Generations,
  LEGACY_TENANT,
  NEW_TENANT,
  startSysdigSimulator,
  type SysdigSimulator,
} from '../../simulators/sysdig/server';
import {
  countsOf,
  createTenant,
  legacyCountsOf,
} from '../../simulators/sysdig/tenant';
import type { Execution } from '../support/execution';
import {
  answer,
  emptyBody,
  type Fault,
  type FaultAction,
  gzipTruncated,
  html,
  on,
  rateLimited,
  redirectTo,
  repeatPage,
  resetBefore,
  resetMidBody,
  stall,
  transform,
  truncatedJson,
} from '../support/faultProxy';
import { unchanging } from '../support/quietRuns';
import {
  collectFromHost,
  countOf,
  expectComplete,
  SYSDIG_TOKEN,
  type SysdigExecution,
} from '../support/sysdigExecution';

import { sampleAt } from './sample';

/** Every list has more than the ten records of one page. */
const tenant = createTenant({
  roles: 12,
  serviceAccounts: 12,
  serviceAccountsPerTeam: 12,
});

/** A list, the step that reads it, what that step gives, and who builds on it. */
interface List {
  path: RegExp;
  step: string;
  types: string[];
  dependents?: string[];
}

const USERS = {
  step: 'fetch-sysdig-users',
  types: ['sysdig_user', 'sysdig_account_has_user'],
  dependents: ['fetch-sysdig-team-members', 'fetch-sysdig-user-roles'],
};
const TEAMS = {
  step: 'fetch-sysdig-teams',
  types: ['sysdig_team', 'sysdig_account_has_team'],
  dependents: [
    'fetch-sysdig-team-members',
    'fetch-sysdig-user-roles',
    'fetch-sysdig-team-service-accounts',
    'fetch-sysdig-service-account-roles',
  ],
};
const MEMBERS = {
  step: 'fetch-sysdig-team-members',
  types: ['sysdig_team_has_user'],
  dependents: ['fetch-sysdig-user-roles'],
};
const SCAN_TYPES = ['sysdig_image_scan', 'sysdig_account_has_image_scan'];

/** Lists that only the newer APIs have. */
const NEWER_ONLY: Record<string, List> = {
  roles: {
    path: /\/platform\/v1\/roles/,
    step: 'fetch-sysdig-roles',
    types: ['sysdig_role', 'sysdig_account_has_role'],
    dependents: [
      'fetch-sysdig-user-roles',
      'fetch-sysdig-service-account-roles',
    ],
  },
  'service accounts': {
    path: /\/platform\/v1\/service-accounts/,
    step: 'fetch-sysdig-service-accounts',
    types: ['sysdig_service_account', 'sysdig_account_has_service_account'],
    dependents: [
      'fetch-sysdig-team-service-accounts',
      'fetch-sysdig-service-account-roles',
    ],
  },
  'team service accounts': {
    path: /\/teams\/501\/service-accounts/,
    step: 'fetch-sysdig-team-service-accounts',
    types: [
      'sysdig_service_account',
      'sysdig_account_has_service_account',
      'sysdig_team_has_service_account',
    ],
    dependents: ['fetch-sysdig-service-account-roles'],
  },
  'pipeline scans': {
    path: /\/pipeline-results/,
    step: 'fetch-sysdig-pipeline-scans',
    types: SCAN_TYPES,
  },
  'registry scans': {
    path: /\/registry-results/,
    step: 'fetch-sysdig-registry-scans',
    types: SCAN_TYPES,
  },
  'runtime scans': {
    path: /\/runtime-results/,
    step: 'fetch-sysdig-runtime-scans',
    types: SCAN_TYPES,
  },
};

/** Lists of the newer APIs; of users and teams there is an older one as well. */
const NEWER: Record<string, List> = {
  users: { path: /\/platform\/v1\/users/, ...USERS },
  teams: { path: /\/platform\/v1\/teams\?/, ...TEAMS },
  members: { path: /\/teams\/501\/users/, ...MEMBERS },
  ...NEWER_ONLY,
};

/** Lists of the older API. The first kind of scans that is asked for reads them all. */
const OLDER: Record<string, List> = {
  users: { path: /\/users\/light/, ...USERS },
  teams: { path: /\/teams\/light/, ...TEAMS },
  scans: {
    path: /\/resultsDirect\?.*limit=1000/,
    step: 'fetch-sysdig-pipeline-scans',
    types: SCAN_TYPES,
  },
};

const newTenant = unchanging(() => startTenant(NEW_TENANT));
const legacyTenant = unchanging(() => startTenant(LEGACY_TENANT));

/** Pages of ten records, so that every list has several. */
function startTenant(generations: Generations): Promise<SysdigSimulator> {
  return startSysdigSimulator({
    tenant,
    token: SYSDIG_TOKEN,
    generations,
    pageCap: 10,
  });
}

async function collectWith(
  faults: readonly Fault[],
  target = newTenant,
  environment: Record<string, string> = {},
): Promise<SysdigExecution> {
  return collectFromHost(await target(), {
    config: { sysdigScanDays: '0' },
    faults,
    environment,
  });
}

/** The step of the list failed with its types partial, and no other step was hurt. */
function expectPartial(execution: Execution, list: List): void {
  expect(execution.error).toBeUndefined();
  expect(execution.partialTypes).toEqual(expect.arrayContaining(list.types));
  const expected = Object.keys(execution.steps).map((step) => [
    step,
    expectedStatus(step, list),
  ]);
  expect(execution.steps).toEqual(Object.fromEntries(expected));
}

/** A dependent step fails as well where many of its references lead to what could not be read. */
function expectedStatus(step: string, { step: failed, dependents }: List) {
  if (step === failed) return 'failure';
  return dependents?.includes(step)
    ? (expect.stringMatching(
        /^(partial_success_due_to_dependency_failure|failure)$/,
      ) as unknown)
    : 'success';
}

function onEach(
  lists: Record<string, List>,
  action: FaultAction,
  at: number,
): Fault[] {
  return Object.values(lists).map(({ path }) => on(path, action, { at }));
}

/** All records of a page, in whichever member of the body they stand. */
function changeRecords(change: (records: unknown[]) => unknown[]): FaultAction {
  return transform({
    body: (body) =>
      Object.fromEntries(
        Object.entries(body as object).map(([name, value]) => [
          name,
          Array.isArray(value) ? change(value) : (value as unknown),
        ]),
      ),
  });
}

describe('failures that pass', () => {
  const passing: Record<string, FaultAction> = {
    'status 500': answer(500),
    'status 502 with HTML': ({ response }) => {
      response.writeHead(502, { 'Content-Type': 'text/html' });
      response.end('<html>Bad gateway</html>');
    },
    'status 429 with Retry-After': rateLimited(1),
    'status 429 without Retry-After': rateLimited(),
    'a reset connection': resetBefore(),
    'a body that is cut': resetMidBody(),
    'a chunked body that is cut': resetMidBody({ chunked: true }),
    'half a JSON text': truncatedJson(),
    'half a gzip stream': gzipTruncated(),
    'a login page': html(),
    'an empty body': emptyBody(),
    silence: stall(),
  };

  test.each(Object.entries(passing))(
    '%s, once on the first page of every list',
    async (_name, action) => {
      const execution = await collectWith(onEach(NEWER, action, 1), newTenant, {
        HTTP_TIMEOUT_MS: '300',
      });

      expectComplete(execution, countsOf(tenant));
      expect(execution.injected).toBe(Object.keys(NEWER).length);
    },
  );

  test.each(Object.entries(passing))(
    '%s, once on the second page of every list of the older API',
    async (_name, action) => {
      const execution = await collectWith(
        onEach(OLDER, action, 2),
        legacyTenant,
        { HTTP_TIMEOUT_MS: '300' },
      );

      expectComplete(execution, legacyCountsOf(tenant));
      expect(execution.injected).toBe(Object.keys(OLDER).length);
    },
  );

  test('status 409, which vulnerability management documents for reads', async () => {
    const execution = await collectWith([
      on(/-results/, answer(409, { body: { type: 'conflict' } }), { times: 2 }),
    ]);

    expectComplete(execution, countsOf(tenant));
    expect(execution.injected).toBe(2);
  });
});

describe.each(Object.entries(NEWER))('%s cannot be read', (name, list) => {
  const lasting: Record<string, FaultAction> = {
    'status 500': answer(500),
    'a login page': html(),
    'a redirect to another host': redirectTo('https://elsewhere.example/'),
  };

  test.each(sampleAt(name, Object.entries(lasting), 2))(
    'because of %s',
    async (_fault, action) => {
      const execution = await collectWith([
        on(list.path, action, { times: Infinity }),
      ]);

      expectPartial(execution, list);
    },
  );

  test('a record has no id', async () => {
    const execution = await collectWith([
      on(
        list.path,
        changeRecords(([first, ...others]) => [
          { ...(first as object), id: null, userId: null, resultId: null },
          ...others,
        ]),
      ),
    ]);

    expectPartial(execution, list);
    expect(execution.log).toContain('Skipped a record of');
  });

  test('the provider asks for a wait of hours', async () => {
    const execution = await collectWith([
      on(list.path, rateLimited(14_400), { times: Infinity }),
    ]);

    expectPartial(execution, list);
    expect(execution.injected).toBe(1);
    expect(execution.log).toContain('asks for a wait of 14400 s');
  });

  test('the token is refused for it', async () => {
    const execution = await collectWith([
      on(list.path, answer(401), { times: Infinity }),
    ]);

    expectPartial(execution, list);
  });

  describe('after its first page', () => {
    test.each(sampleAt(`${name}, later`, Object.entries(lasting), 2))(
      'because of %s: what came before is kept',
      async (_fault, action) => {
        const execution = await collectWith([
          on(list.path, action, { at: 2, times: Infinity }),
        ]);

        expectPartial(execution, list);
        const [type = ''] = list.types;
        expect(countOf(execution, type)).toBeGreaterThanOrEqual(10);
      },
    );

    test('because the same page comes again and again', async () => {
      const execution = await collectWith([
        on(list.path, repeatPage(), { at: 2, times: Infinity }),
      ]);

      expectPartial(execution, list);
    });

    test('because of a status 403 in its middle: the older API is not asked', async () => {
      const execution = await collectWith([
        on(list.path, answer(403), { at: 2, times: Infinity }),
      ]);

      expectPartial(execution, list);
    });
  });
});

describe.each(Object.entries(OLDER))(
  '%s of the older API cannot be read',
  (_name, list) => {
    test.each([
      ['status 500', answer(500)],
      ['an empty page before the end', changeRecords(() => [])],
    ])('because of %s after the first page', async (_fault, action) => {
      const execution = await collectWith(
        [on(list.path, action, { at: 2, times: Infinity })],
        legacyTenant,
      );

      expectPartial(execution, list);
    });
  },
);
