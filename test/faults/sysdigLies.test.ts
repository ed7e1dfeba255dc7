import { StepResultStatus } from '@jupiterone/integration-sdk-core';

import {
  type Generations,
  LEGACY_TENANT,
  NEW_TENANT,
  type SysdigSimulatorOptions,
} from '../../simulators/sysdig/server';
import {
  countsOf,
  createTenant,
  legacyCountsOf,
  type Tenant,
} from '../../simulators/sysdig/tenant';
import type { Execution } from '../support/execution';
import { answer, type Fault, on, transform } from '../support/faultProxy';
import {
  collectFromSysdig,
  expectComplete,
  figuresOf,
} from '../support/sysdigExecution';

const tenant = createTenant();
const noOlderScans = createTenant({ scans: { legacy: 0 } });

interface Lie extends Omit<SysdigSimulatorOptions, 'tenant' | 'token'> {
  of?: Tenant;
  faults?: readonly Fault[];
}

/** Collects from a tenant whose host does not tell the truth. */
function collectWith({ of = tenant, faults, ...options }: Lie) {
  return collectFromSysdig(of, options, { faults });
}

function generations(parts: Partial<Generations>): Generations {
  return { ...NEW_TENANT, ...parts };
}

function failedSteps({ stepResults }: Execution): string[] {
  return stepResults
    .filter(({ status }) => status === StepResultStatus.FAILURE)
    .map(({ id }) => id);
}

function scansOf({ entities }: Execution) {
  return entities.filter(({ _type }) => _type === 'sysdig_image_scan');
}

interface PageBody {
  page: { total?: number; next?: string | null };
  data: Record<string, unknown>[];
}

/** Changes a page of the platform API or of vulnerability management. */
const pageWith = (change: (body: PageBody) => unknown) =>
  transform({ body: (body) => change(body as PageBody) });

const always = { times: Infinity };

const SCAN_STEPS = [
  'fetch-sysdig-pipeline-scans',
  'fetch-sysdig-registry-scans',
  'fetch-sysdig-runtime-scans',
];

describe('same id, not the same thing', () => {
  test('running assets that share the result of their image are scans of their own', async () => {
    const of = createTenant({ assetsPerImage: 4 });
    const execution = await collectWith({ of });

    expectComplete(execution, countsOf(of));
    const running = scansOf(execution).filter(
      ({ scanType }) => scanType === 'runtime',
    );
    expect(new Set(running.map(({ id }) => id)).size).toBe(10);
    expect(running[0]?._key).toMatch(/^sysdig_image_scan:17c\w+:[0-9a-f]{12}$/);
  });

  test.each(['pipeline', 'registry', 'runtime'])(
    'a %s result that comes again with other content is a failure',
    async (kind) => {
      const execution = await collectWith({
        faults: [
          on(
            new RegExp(`/${kind}-results`),
            pageWith(({ page, data }) => ({
              page,
              data: [...data, { ...data[0], policyEvaluationResult: 'other' }],
            })),
          ),
        ],
      });

      expect(failedSteps(execution)).toEqual([`fetch-sysdig-${kind}-scans`]);
      expect(execution.partialTypes).toContain('sysdig_image_scan');
      expect(execution.log).not.toContain('came twice');
    },
  );

  test('an image with several names in the older scanner is one scan with all of them', async () => {
    const of = createTenant({ namesPerImage: 3 });
    const execution = await collectWith({ of, generations: LEGACY_TENANT });

    expectComplete(execution, legacyCountsOf(of));
    expect(scansOf(execution)[0]?.images).toEqual([
      'docker.io/library/service-0:3.0',
      'docker.io/library/service-1:3.1',
      'docker.io/library/service-2:3.2',
    ]);
  });
});

describe('at runtime hosts are left out, and nothing else is', () => {
  test('where they can be filtered', async () => {
    const execution = await collectWith({});

    const asked = execution.requests.find(({ path }) =>
      path.endsWith('/runtime-results'),
    );
    expect(asked?.query.filter).toBe('asset.type != "host"');
    expectComplete(execution, countsOf(tenant));
  });

  test('where the filter is refused, so that they come along', async () => {
    const execution = await collectWith({
      faults: [on(/\/runtime-results\?.*filter=/, answer(400), always)],
    });

    expect(execution.injected).toBe(1);
    expectComplete(execution, countsOf(tenant));
  });
});

describe('the older API for a token whose owner is no administrator', () => {
  const lists = ['users', 'teams', 'members of teams'];

  test.each(['forbidden', 'missing'] as const)(
    'is a failure that names the role, where the platform API is %s',
    async (platform) => {
      const execution = await collectWith({
        ownerRole: 'ROLE_USER',
        generations: generations({ platform }),
      });

      expect(failedSteps(execution)).toEqual(
        expect.arrayContaining([
          'fetch-sysdig-users',
          'fetch-sysdig-teams',
          'fetch-sysdig-team-members',
        ]),
      );
      expect(execution.partialTypes).toEqual(
        expect.arrayContaining([
          'sysdig_user',
          'sysdig_team',
          'sysdig_team_has_user',
        ]),
      );
      for (const list of lists) {
        expect(execution.log).toContain(`${list} were read from the older API`);
      }
      expect(execution.log).toContain("the owner's role is ROLE_USER");
      expect(execution.events).toContainEqual(
        expect.objectContaining({ name: 'warn_missing_permission' }),
      );
    },
  );

  test('is a failure as well where the owner cannot be known', async () => {
    const execution = await collectWith({
      hasOwner: false,
      generations: generations({ platform: 'forbidden' }),
    });

    expect(failedSteps(execution)).toContain('fetch-sysdig-users');
    expect(execution.log).toContain("the owner's role is unknown");
  });

  test('is whole for the administrator of an installation', async () => {
    const execution = await collectWith({
      ownerRole: 'ROLE_ADMIN',
      generations: LEGACY_TENANT,
    });

    expectComplete(execution, legacyCountsOf(tenant));
  });
});

describe('lists that cannot be empty', () => {
  test.each(['users', 'teams'])('%s', async (list) => {
    const execution = await collectWith({
      generations: generations({ legacy: 'missing' }),
      faults: [
        on(
          new RegExp(`/platform/v1/${list}\\?`),
          pageWith(() => ({ page: { total: 0, next: null }, data: [] })),
          always,
        ),
      ],
    });

    expect(failedSteps(execution)).toContain(`fetch-sysdig-${list}`);
    expect(execution.log).toContain(`every account has ${list}`);
  });
});

describe('scan results of an installation on premises', () => {
  test('come from v1beta1 where v1 is missing and the older scanner is empty', async () => {
    const execution = await collectWith({
      of: noOlderScans,
      generations: generations({
        vulnerability: 'missing',
        beta: 'offered',
        scanner: 'offered',
      }),
    });

    expectComplete(execution, countsOf(noOlderScans));
    const registry = scansOf(execution).filter(
      ({ scanType }) => scanType === 'registry',
    );
    expect(registry).toHaveLength(40);
    expect(registry[0]).toMatchObject({
      imageRegistry: 'harbor.example',
      registryVendor: expect.stringMatching(/^(harbor|ecr)$/) as unknown,
    });
  });

  test('are a failure where all is missing, and the older scanner is empty', async () => {
    const execution = await collectWith({
      of: noOlderScans,
      generations: generations({
        vulnerability: 'missing',
        scanner: 'offered',
      }),
    });

    expect(failedSteps(execution)).toEqual(SCAN_STEPS);
    expect(execution.log).toContain('the older scanner proves nothing');
    expect(execution.log).toContain(
      'ingestion source \\"Image scans at runtime',
    );
  });

  test.each(['missing', 'forbidden'] as const)(
    'are none where they are %s, and the plan is without Secure',
    async (vulnerability) => {
      const execution = await collectWith({
        isSecureEnabled: false,
        generations: generations({ vulnerability }),
      });

      expectComplete(execution, { ...countsOf(tenant), scans: 0 });
      expect(execution.log).toContain('Secure is not in the plan');
      const warnings = execution.events.filter(
        ({ name }) => name === 'warn_missing_permission',
      );
      expect(warnings).toHaveLength(3);
    },
  );

  test('are not none where one kind of them is there, whatever the plan says', async () => {
    const execution = await collectWith({
      isSecureEnabled: false,
      faults: [on(/\/runtime-results/, answer(404), always)],
    });

    expect(failedSteps(execution)).toEqual(['fetch-sysdig-runtime-scans']);
  });
});

describe('null for a list', () => {
  const roles = /\/platform\/v1\/roles/;
  const nullList = (total?: number) =>
    on(
      roles,
      pageWith(() => ({ page: { total }, data: null })),
      always,
    );

  test.each([0, undefined])('is empty with total %s', async (total) => {
    const execution = await collectWith({ faults: [nullList(total)] });

    expect(failedSteps(execution)).toEqual([]);
    expect(figuresOf(execution).roles).toBe(0);
  });

  test('is a failure with a total', async () => {
    const execution = await collectWith({ faults: [nullList(4)] });

    expect(failedSteps(execution)).toEqual(['fetch-sysdig-roles']);
  });
});

describe('a list that changes while it is read', () => {
  test.each(['users', 'teams', 'roles', 'serviceAccounts'] as const)(
    'by one deletion and one creation of %s loses none that was there all the time',
    async (list) => {
      const of = createTenant({
        users: 40,
        teams: 30,
        roles: 30,
        serviceAccounts: 30,
      });
      const [gone] = of[list];
      const path = list === 'serviceAccounts' ? 'service-accounts' : list;
      const churn = pageWith((body) => {
        const objects: { id: number }[] = of[list];
        objects.push({ ...objects[1], id: 99_999 });
        objects.splice(0, 1);
        return body;
      });
      const execution = await collectWith({
        of,
        pageCap: 10,
        faults: [on(new RegExp(`/platform/v1/${path}\\?`), churn)],
      });

      const keys = new Set(execution.entities.map(({ _key }) => _key));
      const type = {
        users: 'user',
        teams: 'team',
        roles: 'role',
        serviceAccounts: 'service_account',
      }[list];
      const missing = of[list].filter(
        ({ id }) => id !== gone?.id && !keys.has(`sysdig_${type}:${id}`),
      );
      expect(missing.map(({ id }) => id)).toEqual([]);
    },
  );
});

describe('custom roles in the older API', () => {
  const members = /\/platform\/v1\/teams\/\d+\/users/;

  test('are assigned where it names them by their ids', async () => {
    const execution = await collectWith({
      areCustomRolesTold: true,
      faults: [on(members, answer(403), always)],
    });

    expectComplete(execution, countsOf(tenant));
  });

  test('are left out where the account has no platform API to list them', async () => {
    const execution = await collectWith({
      areCustomRolesTold: true,
      generations: LEGACY_TENANT,
    });

    expectComplete(execution, legacyCountsOf(tenant));
  });
});

describe('the members of teams', () => {
  test('of the older API: one that is no member is reported', async () => {
    const execution = await collectWith({
      generations: LEGACY_TENANT,
      faults: [
        on(
          /\/api\/teams\?product=SDS/,
          transform({
            body: (body) => {
              const { teams } = body as { teams: { userRoles: unknown[] }[] };
              teams[0]?.userRoles.unshift(null);
              return { teams };
            },
          }),
        ),
      ],
    });

    expect(failedSteps(execution)).toEqual(['fetch-sysdig-team-members']);
    expect(figuresOf(execution).memberships).toBe(
      legacyCountsOf(tenant).memberships,
    );
  });

  const withoutTeam501 = transform({
    body: (body) => {
      const { teams } = body as { teams: { id: number }[] };
      return { teams: teams.filter(({ id }) => id !== 501) };
    },
  });
  const withoutMembersOf501 = transform({
    body: (body) => {
      const { teams } = body as { teams: { id: number }[] };
      return {
        teams: teams.map((team) =>
          team.id === 501 ? { ...team, userRoles: undefined } : team,
        ),
      };
    },
  });

  test.each([
    ['skipped where the team is in no list any more', withoutTeam501, []],
    [
      'a failure where the team is still listed',
      withoutMembersOf501,
      ['fetch-sysdig-team-members'],
    ],
  ])('of the older API that are 404 are %s', async (_case, change, failed) => {
    const execution = await collectWith({
      generations: LEGACY_TENANT,
      faults: [
        on(/\/api\/teams\?product=SDS/, change),
        on(/\/api\/teams\/501/, answer(404), always),
      ],
    });

    expect(failedSteps(execution)).toEqual(failed);
  });

  test('are a failure where all teams but one are 404, and are there', async () => {
    const execution = await collectWith({
      generations: generations({ legacy: 'missing' }),
      faults: [
        on(/\/platform\/v1\/teams\/(?!501)\d+\/users/, answer(404), always),
      ],
    });

    expect(failedSteps(execution)).toContain('fetch-sysdig-team-members');
  });
});

describe('where the user is sent', () => {
  test('a token of another region names the fields of the host', async () => {
    const execution = await collectFromSysdig(
      tenant,
      {},
      { config: { sysdigApiToken: 'of-another-region' } },
    );

    expect(execution.error).toMatchObject({
      message: expect.stringContaining(
        'check sysdigApiToken, and that it is for the host in sysdigRegion or sysdigBaseUrl',
      ) as unknown,
    });
  });

  test('a host that is not Sysdig does so as well', async () => {
    const execution = await collectWith({
      generations: generations({
        platform: 'missing',
        vulnerability: 'missing',
        legacy: 'missing',
      }),
    });

    expect(execution.error).toMatchObject({
      message: expect.stringContaining(
        'the configured URL (sysdigRegion or sysdigBaseUrl)',
      ) as unknown,
    });
  });

  test.each([
    [/\/platform\/v1\/roles/, 'Roles'],
    [/\/platform\/v1\/service-accounts/, 'Service accounts'],
    [/\/teams\/\d+\/service-accounts/, 'Service accounts'],
    [/\/pipeline-results/, 'Image scans of pipelines'],
  ])('a refusal of %s names what switches it off', async (path, title) => {
    const execution = await collectWith({
      faults: [on(path, answer(403), always)],
    });

    expect(failedSteps(execution)).toHaveLength(1);
    expect(JSON.stringify(execution.events)).toContain(
      `or the ingestion source \\"${title}\\" switched off`,
    );
  });
});
