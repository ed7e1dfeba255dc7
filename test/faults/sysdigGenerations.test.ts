import { StepResultStatus } from '@jupiterone/integration-sdk-core';

import { PLANTED_SECRETS } from '../../simulators/sysdig/legacy';
import {
  type Generations,
  LEGACY_TENANT,
  NEW_TENANT,
} from '../../simulators/sysdig/server';
import { countsOf, createTenant } from '../../simulators/sysdig/tenant';
import type { Execution } from '../support/execution';
import {
  answer,
  type Fault,
  type FaultAction,
  on,
  transform,
} from '../support/faultProxy';
import {
  collectFromSysdig,
  expectComplete,
  figuresOf,
  SYSDIG_TOKEN,
} from '../support/sysdigExecution';

const tenant = createTenant();
const counts = countsOf(tenant);
const noScans = createTenant({ scans: { legacy: 0 } });

const SCAN_STEPS = [
  'fetch-sysdig-pipeline-scans',
  'fetch-sysdig-registry-scans',
  'fetch-sysdig-runtime-scans',
];

function collectWith(
  generations: Partial<Generations>,
  faults: readonly Fault[] = [],
  of = tenant,
) {
  return collectFromSysdig(
    of,
    { generations: { ...NEW_TENANT, ...generations } },
    { faults },
  );
}

function failedSteps({ stepResults }: Execution): string[] {
  return stepResults
    .filter(({ status }) => status === StepResultStatus.FAILURE)
    .map(({ id }) => id);
}

const always = (path: RegExp, action: FaultAction) =>
  on(path, action, { times: Infinity });

test('members that are lost of teams that are there are a failure', async () => {
  const execution = await collectWith({ legacy: 'missing' }, [
    always(/\/platform\/v1\/teams\/\d+\/users/, answer(404)),
  ]);

  expect(failedSteps(execution)).toContain('fetch-sysdig-team-members');
  expect(execution.partialTypes).toContain('sysdig_team_has_user');
  expect(execution.log).toContain('the team is there, but this list of it');
});

describe('image scans that are refused', () => {
  test.each(['missing', 'forbidden'] as const)(
    'are a failure when the older scanner is %s; users and teams are complete',
    async (scanner) => {
      const execution = await collectWith({
        vulnerability: 'forbidden',
        scanner,
      });

      expect(failedSteps(execution)).toEqual(SCAN_STEPS);
      expect(execution.partialTypes).toEqual([
        'sysdig_account_has_image_scan',
        'sysdig_image_scan',
      ]);
      expect(figuresOf(execution)).toEqual({ ...counts, scans: 0 });
      expect(execution.log).toContain('scan results in Sysdig Secure');
      expect(execution.events).toContainEqual(
        expect.objectContaining({ name: 'warn_missing_permission' }),
      );
    },
  );

  test('with 403 are a failure also when the older scanner is there and empty', async () => {
    const execution = await collectWith(
      { vulnerability: 'forbidden', scanner: 'offered' },
      [],
      noScans,
    );

    expect(failedSteps(execution)).toEqual(SCAN_STEPS);
  });

  test('with 404 are a failure when the older scanner is there and empty: it proves nothing', async () => {
    const execution = await collectWith(
      { vulnerability: 'missing', scanner: 'offered' },
      [],
      noScans,
    );

    expect(failedSteps(execution)).toEqual(SCAN_STEPS);
  });

  test.each(['missing', 'forbidden'] as const)(
    'come from the older scanner when newer results are %s',
    async (vulnerability) => {
      const execution = await collectWith({
        vulnerability,
        scanner: 'offered',
      });

      expectComplete(execution, { ...counts, scans: tenant.scans.legacy });
      const scans = execution.entities.filter(
        ({ _type }) => _type === 'sysdig_image_scan',
      );
      expect(new Set(scans.map(({ scanType }) => scanType))).toEqual(
        new Set(['legacy']),
      );
    },
  );

  test.each([403, 404])(
    'of one kind only, with %s, are a failure: the older scanner cannot stand in',
    async (status) => {
      const execution = await collectWith({ scanner: 'offered' }, [
        always(/\/runtime-results/, answer(status)),
      ]);

      expect(failedSteps(execution)).toEqual(['fetch-sysdig-runtime-scans']);
      expect(figuresOf(execution).scans).toBe(80);
    },
  );
});

describe('users and teams', () => {
  test.each(['missing', 'forbidden'] as const)(
    'come from the older API when the platform API is %s',
    async (platform) => {
      const execution = await collectWith({ platform });

      const { users, teams, memberships } = figuresOf(execution);
      expect({ users, teams, memberships }).toEqual({
        users: counts.users,
        teams: counts.teams,
        memberships: counts.memberships,
      });
      // A 403 on service accounts and roles is a permission that is missing.
      expect(failedSteps(execution)).toEqual(
        platform === 'missing'
          ? []
          : [
              'fetch-sysdig-roles',
              'fetch-sysdig-service-accounts',
              'fetch-sysdig-team-service-accounts',
            ],
      );
    },
  );

  test('that both generations refuse are a failure', async () => {
    const execution = await collectFromSysdig(tenant, {
      generations: {
        ...NEW_TENANT,
        platform: 'forbidden',
        legacy: 'forbidden',
      },
    });

    expect(failedSteps(execution)).toEqual(
      expect.arrayContaining(['fetch-sysdig-users', 'fetch-sysdig-teams']),
    );
    expect(execution.partialTypes).toEqual(
      expect.arrayContaining([
        'sysdig_user',
        'sysdig_team',
        'sysdig_team_has_user',
      ]),
    );
    expect(execution.log).toContain('users.read');
    expect(figuresOf(execution).scans).toBe(counts.scans);
  });

  test('that the newer API refuses and the older one has none of are a failure', async () => {
    const execution = await collectWith({ platform: 'forbidden' }, [
      always(/\/users\/light/, answer(200, { body: { total: 0, users: [] } })),
    ]);

    expect(failedSteps(execution)).toContain('fetch-sysdig-users');
  });
});

describe('members of teams', () => {
  const members = /\/platform\/v1\/teams\/\d+\/users/;

  test.each([403, 404])(
    'come from the older API when the newer one answers %s',
    async (status) => {
      const execution = await collectWith({}, [
        always(members, answer(status)),
      ]);

      const { memberships } = figuresOf(execution);
      expect(memberships).toBe(counts.memberships);
      // The older API tells no custom roles of members; the account has some.
      expect(failedSteps(execution)).toEqual(['fetch-sysdig-user-roles']);
      expect(execution.partialTypes).toEqual(['sysdig_user_assigned_role']);
      expect(execution.log).toContain('custom roles of team members');
      const told = execution.log.match(/Reading the members of teams/g);
      expect(told).toHaveLength(1);
    },
  );

  test('are whole in the older API where there are no custom roles to tell', async () => {
    const execution = await collectWith(
      {},
      [always(members, answer(403))],
      createTenant({ users: 20, teams: 4, roles: 0 }),
    );

    expect(failedSteps(execution)).toEqual([]);
    expect(execution.partialTypes).toEqual([]);
  });

  test('come from each team when the older API gives no list with members', async () => {
    const execution = await collectWith({}, [
      always(members, answer(403)),
      always(/\/api\/teams\?/, answer(403)),
    ]);

    expect(figuresOf(execution).memberships).toBe(counts.memberships);
  });

  test('are a failure when both refuse', async () => {
    const execution = await collectWith({}, [
      always(members, answer(403)),
      always(/\/api\/teams/, answer(404)),
    ]);

    expect(failedSteps(execution)).toEqual(['fetch-sysdig-team-members']);
    expect(execution.partialTypes).toContain('sysdig_team_has_user');
    expect(execution.log).toContain('memberships.read');
  });

  test('of a team that was deleted meanwhile are skipped', async () => {
    const execution = await collectWith({}, [
      always(/\/platform\/v1\/teams\/503(\/|\?|$)/, answer(404)),
    ]);

    expect(failedSteps(execution)).toEqual([]);
    expect(execution.log).toContain('members of team 503: it was deleted');
  });

  test('who are in no list of users are skipped', async () => {
    const execution = await collectWith({}, [
      on(
        /\/teams\/501\/users/,
        transform({
          body: (body) => {
            const page = body as { data: object[] };
            return {
              ...page,
              data: page.data.map((row) => ({ ...row, userId: 7 })),
            };
          },
        }),
      ),
    ]);

    expect(failedSteps(execution)).toEqual([]);
    expect(execution.log).toContain(
      'references to objects that the provider does not list',
    );
  });
});

test('service accounts of teams are a failure when the team is there and they are not', async () => {
  const execution = await collectWith({}, [
    always(/\/teams\/\d+\/service-accounts/, answer(404)),
  ]);

  expect(failedSteps(execution)).toEqual([
    'fetch-sysdig-team-service-accounts',
  ]);
  expect(execution.log).toContain('the team is there');
});

describe('parameters that the host does not take', () => {
  test('orderby is left out', async () => {
    const execution = await collectFromSysdig(tenant, { isSortable: false });

    expectComplete(execution, counts);
  });

  test('the filter is left out, and hosts are not taken for images', async () => {
    const execution = await collectFromSysdig(tenant, { isFilterable: false });

    expectComplete(execution, counts);
  });
});

test('a list without total is read to where no next offset is named', async () => {
  const execution = await collectFromSysdig(
    tenant,
    { pageCap: 10 },
    {
      faults: [
        always(
          /\/platform\/v1\/users/,
          transform({
            body: (body) => {
              const { page, data } = body as { page: object; data: object[] };
              return { page: { ...page, total: undefined }, data };
            },
          }),
        ),
      ],
    },
  );

  expectComplete(execution, counts);
});

test('a bad request for a first page is no cursor that became too old', async () => {
  const execution = await collectWith({}, [
    always(/\/pipeline-results/, answer(400)),
  ]);

  expect(failedSteps(execution)).toEqual(['fetch-sysdig-pipeline-scans']);
  expect(execution.injected).toBe(1);
});

describe('cursors', () => {
  test('that are refused once make the list begin again, without duplicates', async () => {
    const execution = await collectFromSysdig(tenant, {
      pageCap: 10,
      expiredCursors: 1,
    });

    expectComplete(execution, counts);
  });

  test('that are refused again and again are a failure', async () => {
    const execution = await collectFromSysdig(tenant, {
      pageCap: 10,
      expiredCursors: Infinity,
    });

    expect(failedSteps(execution)).toEqual(SCAN_STEPS);
    expect(figuresOf(execution).scans).toBe(30);
  });

  test('a result that comes twice is one', async () => {
    const execution = await collectWith({}, [
      on(
        /\/runtime-results/,
        transform({
          body: (body) => {
            const page = body as { data: object[] };
            return { ...page, data: [...page.data, ...page.data] };
          },
        }),
      ),
    ]);

    expectComplete(execution, counts);
    expect(execution.log).toContain('Skipped 40 runtime scans that came twice');
  });
});

describe('the account', () => {
  test('is known by its host when the token has no owner', async () => {
    const execution = await collectFromSysdig(tenant, { hasOwner: false });

    expectComplete(execution, counts);
    const accounts = execution.entities.filter(
      ({ _type }) => _type === 'sysdig_account',
    );
    expect(accounts).toMatchObject([
      { name: '127.0.0.1', vendor: 'Sysdig', domain: '127.0.0.1' },
    ]);
    expect(accounts[0]?._key).toMatch(/^sysdig_account:127\.0\.0\.1:\d+$/);
  });

  test('keeps its older key where the configuration says so', async () => {
    const { entities } = await collectFromSysdig(
      tenant,
      {},
      { config: { sysdigAccountKey: 'legacy' } },
    );

    expect(entities).toContainEqual(
      expect.objectContaining({ _key: 'sysdig_account:41001' }),
    );
  });

  test('that cannot be read just now is no account of another name', async () => {
    const execution = await collectWith({}, [
      always(/\/users\/me/, answer(500)),
    ]);

    expect(execution.error).toMatchObject({
      code: 'PROVIDER_RETRIES_EXCEEDED_ERROR',
    });
    expect(execution.entities).toEqual([]);
  });
});

describe('a token', () => {
  test('that is wrong is refused with what the host says, though in plain text', async () => {
    const execution = await collectFromSysdig(
      tenant,
      {},
      { config: { sysdigApiToken: 'a-wrong-token' } },
    );

    expect(execution.error).toMatchObject({
      code: 'PROVIDER_AUTHENTICATION_ERROR',
      message: expect.stringMatching(
        /cannot verify credentials; check sysdigApiToken/,
      ) as unknown,
    });
    expect(execution.log).not.toContain('a-wrong-token');
  });

  test('that may read nothing is a clear error', async () => {
    const execution = await collectWith({
      platform: 'forbidden',
      vulnerability: 'forbidden',
      legacy: 'forbidden',
    });

    expect(execution.error).toMatchObject({
      code: 'PROVIDER_AUTHORIZATION_ERROR',
      message: expect.stringContaining('may read neither') as unknown,
    });
  });

  test('at a host that is not Sysdig is a clear error', async () => {
    const execution = await collectWith({
      platform: 'missing',
      vulnerability: 'missing',
      legacy: 'missing',
    });

    expect(execution.error).toMatchObject({
      message: expect.stringContaining('check the configured URL') as unknown,
    });
  });
});

describe('what the user chooses', () => {
  test('the kinds of scans', async () => {
    const execution = await collectFromSysdig(
      tenant,
      {},
      { disabledSources: ['sysdig-pipeline-scans', 'sysdig-runtime-scans'] },
    );

    const scans = execution.entities.filter(
      ({ _type }) => _type === 'sysdig_image_scan',
    );
    expect(new Set(scans.map(({ scanType }) => scanType))).toEqual(
      new Set(['registry']),
    );
    expect(execution.requests.map(({ path }) => path)).not.toContainEqual(
      expect.stringMatching(/pipeline-results|runtime-results/),
    );
  });

  test('that the older scanner stands in for the one kind that is wanted', async () => {
    const execution = await collectFromSysdig(
      tenant,
      { generations: LEGACY_TENANT },
      { disabledSources: ['sysdig-pipeline-scans', 'sysdig-registry-scans'] },
    );

    expect(figuresOf(execution).scans).toBe(tenant.scans.legacy);
  });

  test.each([
    // One pipeline result an hour over ten days, one registry result a day; runtime has no times.
    { age: 0, days: '0', expected: [240, 90, 5] },
    { age: 0, days: '5', expected: [120, 5, 5] },
    { age: 25, days: undefined, expected: [120, 90, 5] },
  ])(
    'how many days back scans are read: $days, when the newest is $age days old',
    async ({ age, days, expected }) => {
      const scanned = createTenant({
        scans: { pipeline: 240, registry: 90, runtime: 5 },
        now: Date.now() - age * 86_400_000,
      });
      const { entities } = await collectFromSysdig(
        scanned,
        {},
        { config: days === undefined ? {} : { sysdigScanDays: days } },
      );

      const types = entities.map(({ scanType }) => scanType);
      const counted = ['pipeline', 'registry', 'runtime'].map(
        (each) => types.filter((type) => type === each).length,
      );
      expect(counted).toEqual(expected);
    },
  );

  test('no roles and no service accounts', async () => {
    const execution = await collectFromSysdig(
      tenant,
      {},
      { disabledSources: ['sysdig-roles', 'sysdig-service-accounts'] },
    );

    expect(figuresOf(execution)).toEqual({
      ...counts,
      roles: 0,
      userRoles: 0,
      serviceAccounts: 0,
      teamServiceAccounts: 0,
      serviceAccountRoles: 0,
    });
    expect(failedSteps(execution)).toEqual([]);
  });
});

describe('secrets', () => {
  const secrets = [...PLANTED_SECRETS, SYSDIG_TOKEN];
  const echoes: FaultAction = answer(403, {
    body: { message: `refused ${secrets.join(' ')}` },
  });

  function expectNoSecret(execution: Execution, hidden: readonly string[]) {
    const { entities, relationships, log, events, error } = execution;
    const everything = [
      JSON.stringify([entities, relationships, events]),
      log,
      error instanceof Error ? `${error.stack} ${error.message}` : '',
    ].join('\n');
    for (const secret of hidden) expect(everything).not.toContain(secret);
  }

  test.each([
    ['new', NEW_TENANT],
    ['older', LEGACY_TENANT],
  ])('come out nowhere, on a %s tenant', async (_name, generations) => {
    const execution = await collectFromSysdig(tenant, { generations });

    expect(execution.entities.length).toBeGreaterThan(100);
    expectNoSecret(execution, secrets);
  });

  test('come out nowhere when the owner is not what it should be', async () => {
    const execution = await collectWith({}, [
      always(
        /\/users\/me/,
        transform({
          body: (body) => {
            const { user } = body as { user: object };
            return { user: { ...user, id: { secret: PLANTED_SECRETS[0] } } };
          },
        }),
      ),
    ]);

    expect(execution.error).toBeDefined();
    expectNoSecret(execution, secrets);
  });

  test('of the client come out nowhere when the provider echoes them', async () => {
    const execution = await collectWith({}, [
      always(/\/platform\/v1|-results/, echoes),
    ]);

    expect(failedSteps(execution)).not.toEqual([]);
    expect(execution.log).toContain('refused');
    expectNoSecret(execution, [SYSDIG_TOKEN]);
  });
});
