import { createOrganization } from '../../simulators/okta/organization';
import {
  deleteApp,
  deleteGroup,
  deleteUser,
} from '../../simulators/okta/records';
import type { OktaSimulator } from '../../simulators/okta/server';
import { factorUsersOf } from '../../simulators/okta/truth';
import type { Execution } from '../support/execution';
import {
  answer,
  emptyBody,
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
import {
  ALWAYS_PARTIAL,
  collectFromOkta as run,
  expectComplete,
  expectFailed,
  expectNoDanglingEnds,
  found,
  type OktaRun as Run,
  smallOrg,
  statusesOf,
  warningsOf,
} from '../support/oktaExecution';

import { sampleAt } from './sample';

type Call = [name: string, match: RegExp, step: string];

const LISTS: Call[] = [
  ['users', /^\/api\/v1\/users\?limit=\d\d/, 'list-okta-users'],
  ['deprovisioned users', /^\/api\/v1\/users\?filter=/, 'list-okta-users'],
  ['groups', /^\/api\/v1\/groups\?/, 'fetch-okta-groups'],
  ['applications', /^\/api\/v1\/apps\?/, 'fetch-okta-applications'],
  [
    'role assignees',
    /^\/api\/v1\/iam\/assignees\/users/,
    'fetch-okta-user-roles',
  ],
  ['group rules', /^\/api\/v1\/groups\/rules/, 'fetch-okta-rules'],
  ['devices', /^\/api\/v1\/devices/, 'fetch-okta-devices'],
  ['API tokens', /^\/api\/v1\/api-tokens/, 'fetch-okta-api-tokens'],
  ['identity providers', /^\/api\/v1\/idps/, 'fetch-okta-identity-providers'],
  [
    'access policies',
    /^\/api\/v1\/policies\?type=ACCESS/,
    'fetch-okta-policies',
  ],
  ['system log', /^\/api\/v1\/logs/, 'fetch-okta-application-creators'],
];

/** Calls for one object of a list; each concerns one object, so that an error is not repeated. */
const CHILDREN: Call[] = [
  [
    'group members',
    /^\/api\/v1\/groups\/00g0{16}4\/users/,
    'fetch-okta-user-group-members',
  ],
  [
    'app group members',
    /^\/api\/v1\/groups\/00g0{16}2\/users/,
    'fetch-okta-app-user-group-members',
  ],
  [
    'application users',
    /^\/api\/v1\/apps\/\w+0\/users/,
    'fetch-okta-application-users',
  ],
  [
    'application groups',
    /^\/api\/v1\/apps\/\w+0\/groups/,
    'fetch-okta-application-groups',
  ],
  ['factors', /^\/api\/v1\/users\/00u0{16}3\/factors/, 'fetch-okta-factors'],
  ['user roles', /^\/api\/v1\/users\/00u0{17}\/roles/, 'fetch-okta-user-roles'],
  [
    'policy rules',
    /^\/api\/v1\/policies\/rst0{16}1\/rules/,
    'fetch-okta-policies',
  ],
  ['group roles', /^\/api\/v1\/groups\/\w+\/roles/, 'fetch-okta-group-roles'],
];

const PASSING: [name: string, action: FaultAction][] = [
  ['500', answer(500)],
  ['503', answer(503, { body: { errorCode: 'E0000010' } })],
  ['a 502 of a gateway', answer(502, { body: 'Bad Gateway' })],
  ['429 with Retry-After', rateLimited(0)],
  [
    '429 for concurrency',
    answer(429, {
      body: { errorCode: 'E0000047' },
      headers: {
        'X-Rate-Limit-Limit': '0',
        'X-Rate-Limit-Remaining': '0',
        'X-Rate-Limit-Reset': String(Math.ceil(Date.now() / 1000) + 60),
      },
    }),
  ],
  ['connection reset before the answer', resetBefore()],
  ['connection reset in the body', resetMidBody()],
  ['truncated JSON', truncatedJson()],
  ['truncated gzip', gzipTruncated()],
  ['a page of HTML', html()],
  ['an empty body', emptyBody()],
  ['silence past the timeout', stall()],
];

const LASTING: [name: string, action: FaultAction][] = [
  ['504', answer(504, { body: { errorCode: 'E0000067' } })],
  ['429', rateLimited()],
  ['a page of HTML', html()],
  ['401', answer(401, { body: { errorCode: 'E0000011' } })],
  ['403', answer(403, { body: { errorCode: 'E0000006' } })],
  ['302 to the login page', redirectTo('/login/login.htm')],
  ['a redirect to another host', redirectTo('https://evil.example/api')],
  ['a body that is no list', answer(200, { body: { results: 'none' } })],
];

/** Calls for one object that is there once. */
const SINGLES: Call[] = [
  ['org settings', /^\/api\/v1\/org$/, 'fetch-okta-account'],
];

describe.each([...LISTS, ...CHILDREN, ...SINGLES])(
  '%s:',
  (name, match, step) => {
    test.each(sampleAt(name, PASSING, 3))(
      '%s once costs nothing',
      async (_fault, action) => {
        const result = await run([on(match, action)]);
        expect(result.injected).toBe(1);
        expectComplete(result);
      },
    );

    test.each(sampleAt(name, LASTING, 3))(
      '%s always fails the step',
      async (_fault, action) => {
        const result = await run([on(match, action, { times: Infinity })]);
        expectFailed(result, [step]);
        expectNoDanglingEnds(result.execution);
      },
    );
  },
);

describe.each(LISTS)('%s:', (_name, match, step) => {
  test('404 on the list is no empty list', async () => {
    expectFailed(await run([on(match, answer(404))]), [step]);
  });

  test('a record without id fails the step, the others are kept', async () => {
    const damaged = transform({ body: withoutFirstId });
    const { execution, ...rest } = await run([on(match, damaged)]);
    expectFailed({ execution, ...rest }, [step]);
    expect(execution.log).toContain('Skipped a record of');
  });
});

test.each(PASSING)(
  'support access: %s once costs nothing',
  async (_, action) => {
    expectComplete(await run([on(/privacy\/oktaSupport$/, action)]));
  },
);

describe.each(CHILDREN)('%s:', (_name, match, step) => {
  const notFound = () => answer(404, { body: { errorCode: 'E0000007' } });

  test('404 means that it was deleted meanwhile, where its object is gone', async () => {
    const parent = /^\/api\/v1\/(users|groups|apps|policies)\/\w+$/;
    const { execution } = await run([
      on(match, notFound()),
      on(parent, notFound(), { times: Infinity }),
    ]);
    expect(statusesOf(execution)).toEqual(new Set(['success']));
    expect(execution.partialTypes).toEqual([ALWAYS_PARTIAL]);
    expect(execution.log).toContain('it was deleted meanwhile');
  });

  test('404 is a gap where its object is still there', async () => {
    expectFailed(await run([on(match, notFound())]), [step]);
  });
});

describe('paging', () => {
  const users = /^\/api\/v1\/users\?.*after=/;

  test('a stale cursor begins the list again', async () => {
    const result = await run(
      [on(users, answer(400, { body: { errorCode: 'E0000054' } }))],
      { organization: smallOrg(450) },
    );
    expect(result.injected).toBe(1);
    expectComplete(result);
  });

  test('a page that comes twice is asked for again', async () => {
    const result = await run([on(users, repeatPage(), { at: 2 })], {
      organization: smallOrg(650),
    });
    expectComplete(result);
  });

  test('a page that always comes twice fails the step', async () => {
    const result = await run(
      [on(users, repeatPage(), { at: 2, times: Infinity })],
      { organization: smallOrg(650) },
    );
    expectFailed(result, ['list-okta-users']);
  });

  test('a next link to another host is not followed', async () => {
    const foreign = transform({
      headers: (headers) => ({
        ...headers,
        link: '<https://evil.example/api/v1/users?after=x>; rel="next"',
      }),
    });
    const result = await run([on(/^\/api\/v1\/users\?limit=200/, foreign)]);
    expectFailed(result, ['list-okta-users']);
    expect(result.execution.log).toContain('https://evil.example');
  });

  test.each([100, 50, 25])(
    'groups are asked for in pages of %d when Okta cannot give larger ones',
    async (largestGroupsPage) => {
      const organization = createOrganization({
        users: 12,
        groups: 120,
        apps: 3,
      });
      const result = await run([], { organization, largestGroupsPage });
      expectComplete(result);
      expect(membersRead(result, 1)).toBe(0);
    },
  );

  test('groups are read without their sizes when Okta cannot count them', async () => {
    const result = await run([], { largestGroupsPage: 10 });
    expectComplete(result);
    expect(membersRead(result, 1)).toBe(1);
    const [group] = result.execution.entities.filter(
      ({ _type }) => _type === 'okta_user_group',
    );
    expect(group).not.toHaveProperty('userCount');
  });
});

describe('permissions', () => {
  const forbidden: [data: string, path: RegExp, step: string, scope: string][] =
    [
      ['groups', /^\/groups$/, 'fetch-okta-groups', 'okta.groups.read'],
      ['applications', /^\/apps$/, 'fetch-okta-applications', 'okta.apps.read'],
      ['factors', /\/factors$/, 'fetch-okta-factors', 'okta.users.read'],
      ['devices', /^\/devices/, 'fetch-okta-devices', 'okta.devices.read'],
      ['rules', /^\/groups\/rules/, 'fetch-okta-rules', 'okta.groups.read'],
      ['policies', /^\/policies/, 'fetch-okta-policies', 'okta.policies.read'],
      ['log', /^\/logs/, 'fetch-okta-application-creators', 'okta.logs.read'],
      ['org settings', /^\/org$/, 'fetch-okta-account', 'okta.orgs.read'],
    ];

  test.each(forbidden)(
    'without the permission for %s, its step fails with one warning that names scope and role',
    async (_data, path, step, scope) => {
      const result = await run([], { forbidden: [path] });
      expectFailed(result, [step]);
      const warnings = warningsOf(result.execution);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain(scope);
      expect(warnings[0]).toContain('Administrator');
    },
  );

  test('without any of the permissions of sign-on, tokens and providers, all the rest is complete', async () => {
    const result = await run([], {
      forbidden: [/^\/(authenticators|policies|api-tokens|idps)/],
    });
    const failed = [
      'fetch-okta-api-tokens',
      'fetch-okta-identity-providers',
      'fetch-okta-policies',
    ];
    expectFailed(result, failed);
    const { execution, truth } = result;
    const refused = /policy|api_token|identity_provider/;
    const others = (keys: Record<string, string[]>) =>
      Object.fromEntries(
        Object.entries(keys).filter(([type]) => !refused.test(type)),
      );
    expect(others(found(execution))).toEqual(others(truth));
    expect(
      execution.partialTypes.filter((type) => !refused.test(type)),
    ).toEqual([ALWAYS_PARTIAL]);
    const warnings = warningsOf(execution);
    const scopes = ['authenticators', 'policies', 'apiTokens', 'idps'];
    expect(warnings).toHaveLength(scopes.length);
    for (const scope of scopes) {
      const naming = warnings.filter((each) =>
        each.includes(`okta.${scope}.read`),
      );
      expect(naming).toHaveLength(1);
    }
  });

  test('without the permission for roles, the steps about roles fail', async () => {
    const result = await run([], { forbidden: [/roles$|^\/iam\//] });
    expectFailed(result, [
      'fetch-okta-user-roles',
      'fetch-okta-group-roles',
      'fetch-okta-application-roles',
    ]);
  });

  test('factors that cannot be read leave the users complete, and their MFA unknown', async () => {
    const result = await run([], { forbidden: [/\/factors$/] });
    const { execution, truth } = result;
    expect(found(execution).okta_user).toEqual(truth.okta_user);
    expect(execution.partialTypes).not.toContain('okta_user');
    expect(execution.partialTypes).toEqual(
      expect.arrayContaining(['mfa_device', 'okta_user_assigned_factor']),
    );
    for (const user of usersOf(execution)) {
      expect(user).not.toHaveProperty('mfaEnabled');
    }
  });

  test('whether Okta support has access is unknown to most admins, and no failure', async () => {
    const organization = { ...smallOrg(), support: undefined };
    const result = await run([], { organization });
    expectComplete(result);
    const [account] = result.execution.entities.filter(
      ({ _type }) => _type === 'okta_account',
    );
    expect(account).not.toHaveProperty('supportEnabled');
  });

  test('a token that is refused from the beginning stops the run', async () => {
    const { execution } = await run([
      on(/limit=1$/, answer(401, { body: { errorCode: 'E0000011' } }), {
        times: Infinity,
      }),
    ]);
    expect(String(execution.error)).toContain('oktaApiKey');
    expect(execution.entities).toEqual([]);
  });

  test('a token that is revoked in the middle fails what was not read yet', async () => {
    const organization = smallOrg(60);
    let factorCalls = 0;
    const simulators: OktaSimulator[] = [];
    const running = run([], {
      organization,
      onRequest: ({ path }) => {
        if (path.endsWith('/factors')) factorCalls += 1;
        if (factorCalls === 20) simulators.forEach((each) => each.revoke());
      },
      onStart: (simulator) => simulators.push(simulator),
    });
    const { execution, truth } = await running;
    expect(execution.error).toBeUndefined();
    expect(found(execution).okta_user).toEqual(truth.okta_user);
    expect(execution.partialTypes).toContain('mfa_device');
    expect(execution.partialTypes).not.toContain('okta_user');
    expect(factorCalls).toBeLessThan(40);
    expect(execution.log).not.toContain('canary');
  });
});

describe('features that an org does not have', () => {
  test('E0000015 on devices is no failure, and no refused credential', async () => {
    const { execution } = await run([], { missingFeatures: ['devices'] });
    expect(statusesOf(execution)).toEqual(new Set(['success']));
    expect(execution.partialTypes).toEqual([ALWAYS_PARTIAL]);
    expect(found(execution)).not.toHaveProperty('okta_device');
    const [warning, ...others] = warningsOf(execution);
    expect(warning).toContain('okta.devices.read');
    expect(others).toEqual([]);
  });

  test('400 on rules is no failure', async () => {
    const { execution } = await run([], { missingFeatures: ['rules'] });
    expect(statusesOf(execution)).toEqual(new Set(['success']));
    expect(found(execution)).not.toHaveProperty('okta_rule');
    expect(warningsOf(execution)).toHaveLength(1);
  });
});

describe('changes during the run', () => {
  test('a group that is deleted when its members are read is skipped', async () => {
    const organization = smallOrg();
    const { execution } = await run([], {
      organization,
      onRequest: ({ path }) => {
        const [, id] = /\/groups\/(\w+4)\/users/.exec(path) ?? [];
        if (id) deleteGroup(organization, id);
      },
    });
    expect(statusesOf(execution)).toEqual(new Set(['success']));
    expect(execution.log).toContain('it was deleted meanwhile');
    expectNoDanglingEnds(execution);
  });

  test('an app that is deleted when its users are read is skipped', async () => {
    const organization = smallOrg();
    const { execution } = await run([], {
      organization,
      onRequest: ({ path }) => {
        const [, id] = /\/apps\/(\w+2)\/users/.exec(path) ?? [];
        if (id) deleteApp(organization, id);
      },
    });
    expect(statusesOf(execution)).toEqual(new Set(['success']));
    expectNoDanglingEnds(execution);
  });

  test('a user who is deleted before the factors are read stays, with MFA unknown', async () => {
    const organization = smallOrg();
    const [, victim] = factorUsersOf(organization);
    const id = victim?.id ?? '';
    const { execution, truth } = await run([], {
      organization,
      onRequest: ({ path }) => {
        if (path.endsWith(`/users/${id}/factors`)) deleteUser(organization, id);
      },
    });
    expect(statusesOf(execution)).toEqual(new Set(['success']));
    expect(found(execution).okta_user).toEqual(truth.okta_user);
    const user = usersOf(execution).find(({ _key }) => _key === id);
    expect(user).not.toHaveProperty('mfaEnabled');
    expectNoDanglingEnds(execution);
  });

  test('a user who is deprovisioned between the two lists appears once, as what he is now', async () => {
    const organization = smallOrg();
    const [user] = organization.users;
    const { execution, truth, requests } = await run([], {
      organization,
      onRequest: ({ query }) => {
        if (user && query.filter) user.status = 'DEPROVISIONED';
      },
    });
    expect(found(execution).okta_user).toEqual(truth.okta_user);
    const entity = usersOf(execution).find(({ _key }) => _key === user?.id);
    expect(entity?.status).toBe('deprovisioned');
    const paths = requests.map(({ path }) => path);
    expect(paths).not.toContain(`/api/v1/users/${user?.id}/factors`);
  });
});

/** How often the members of the group with this number were asked for. */
function membersRead({ requests }: Run, group: number): number {
  const path = new RegExp(`/groups/00g0*${group}/users$`);
  return requests.filter((each) => path.test(each.path)).length;
}

function usersOf({ entities }: Execution) {
  return entities.filter(({ _type }) => _type === 'okta_user');
}

/** The first record of a list, bare or wrapped, without its id. */
function withoutFirstId(body: unknown): unknown {
  if (Array.isArray(body)) {
    const [first, ...rest] = body as unknown[];
    return [{ ...Object(first), id: undefined, uuid: undefined }, ...rest];
  }
  const { value, ...rest } = Object(body) as Record<string, unknown>;
  return { ...rest, value: withoutFirstId(value) };
}
