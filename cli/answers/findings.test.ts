import {
  acmeGraph,
  type Graph,
  jumpcloudGraph,
  oktaGraph,
  stepsFor,
  sysdigGraph,
} from '../../test/support/answerGraphs';
import { createCollectedProject } from '../../test/support/collectedGraphFixture';
import type { Project } from '../../scripts/sdkProject';

import { asText } from './answerText';
import { readFindings } from './findingFiles';
import { type FindingResult, findingsSql, runFindings } from './findings';
import { openGraph } from './graphDatabase';

const projects: Project[] = [];

afterAll(() => Promise.all(projects.map((project) => project.remove())));

async function ask(
  graph: Graph,
  types: { partial?: string[]; off?: string[] } = {},
  thresholds?: Record<string, number>,
): Promise<Map<string, FindingResult>> {
  const project = await createCollectedProject(stepsFor(graph, types));
  projects.push(project);
  const database = await openGraph(project.path, findingsSql());
  try {
    const results = await runFindings(database, thresholds);
    return new Map(results.map((each) => [each.id, each]));
  } finally {
    database.close();
  }
}

const graphs = {
  okta: oktaGraph,
  jumpcloud: jumpcloudGraph,
  sysdig: sysdigGraph,
  acme: acmeGraph,
};
type Provider = keyof typeof graphs;

/** Whom or what each finding is about in the graphs; all others there it is not about. */
const TRUTH: Record<string, Partial<Record<Provider, string[]>>> = {
  'no-factor': {
    okta: ['admin without', 'without'],
    jumpcloud: ['admin without', 'console without', 'without'],
  },
  'weak-factors-only': { okta: ['weak'], jumpcloud: ['weak'] },
  'admin-without-factor': {
    okta: ['admin without'],
    jumpcloud: ['admin without', 'console without'],
  },
  'admin-without-phishing-resistant-factor': {
    okta: ['admin with code', 'admin without'],
    jumpcloud: ['admin with code', 'admin without'],
  },
  dormant: {
    okta: ['never', 'sleeper', 'sleeping admin'],
    jumpcloud: ['sleeper', 'sleeping admin'],
    sysdig: ['sleeper', 'sleeping admin'],
  },
  'dormant-admin': {
    okta: ['sleeping admin'],
    jumpcloud: ['sleeping admin'],
    sysdig: ['sleeping admin'],
  },
  'old-password': { okta: ['old password'], jumpcloud: ['old password'] },
  'inactive-with-access': {
    okta: ['gone with app'],
    jumpcloud: ['gone with app', 'suspended console'],
    sysdig: ['gone admin'],
  },
  'single-factor-application': {
    okta: ['one factor app'],
    jumpcloud: ['one factor app'],
  },
  'rule-leaves-group-out': { okta: ['leaving rule'], jumpcloud: ['leaving'] },
  'direct-assignments': { okta: ['shared app'], jumpcloud: ['shared app'] },
  'too-many-super-admins': {
    okta: ['super1', 'super2', 'super3'],
    jumpcloud: ['keeper', 'super1', 'super2', 'super3'],
  },
  'admin-group-by-rule': { okta: ['admins by rule'] },
  'empty-group-with-access': {
    okta: ['empty with app'],
    jumpcloud: ['empty with app'],
  },
  'application-without-people': {
    okta: ['lonely app'],
    jumpcloud: ['lonely app'],
  },
  'no-manager': {
    okta: ['without manager'],
    jumpcloud: ['without manager'],
    acme: ['acme_user:without manager'],
  },
  'contractor-admin': {
    okta: ['contracting admin'],
    jumpcloud: ['contracting admin'],
  },
  'unused-api-token': { okta: ['idle token', 'never used token'] },
  'super-admin-api-token': { okta: ['idle token'], jumpcloud: ['keeper'] },
  'orphaned-api-token': {
    okta: ['never used token'],
    jumpcloud: ['suspended console'],
  },
  'super-admin-service-app': { okta: ['robot'] },
  'password-beside-sso': { sysdig: ['by password'] },
  'unencrypted-device': { okta: ['open'], jumpcloud: ['open', 'open phone'] },
};

const idsOf = (result?: FindingResult) =>
  result?.rows.map(({ id }) => asText(id ?? null)).sort();

describe.each(Object.keys(graphs) as Provider[])('of %s', (provider) => {
  let results: Map<string, FindingResult>;

  beforeAll(async () => {
    results = await ask(graphs[provider]());
  });

  it.each(readFindings())('$id is about these and no others', (finding) => {
    const result = results.get(finding.id);
    const expected = TRUTH[finding.id]?.[provider];

    // A provider that can know needs an example here.
    expect(expected !== undefined).toBe(finding.providers.includes(provider));
    expect({
      ids: idsOf(result),
      count: result?.count,
      status: result?.status,
    }).toEqual(
      expected
        ? { ids: expected, count: expected.length, status: 'found' }
        : { ids: [], count: 0, status: 'not applicable' },
    );
  });
});

it('tells who has a name first, and asks with the thresholds that it is given', async () => {
  const results = await ask(
    oktaGraph(),
    {},
    {
      dormant_days: 150,
      password_days: 400,
      most_super_admin_percent: 50,
      token_days: 150,
    },
  );

  expect(idsOf(results.get('dormant'))).toEqual(['never', 'sleeping admin']);
  expect(results.get('old-password')?.status).toBe('clear');
  expect(results.get('too-many-super-admins')?.status).toBe('clear');
  expect(idsOf(results.get('unused-api-token'))).toEqual(['never used token']);
  expect(results.get('dormant')?.thresholds).toMatchObject([
    { name: 'dormant_days', value: 150 },
  ]);
  for (const { rows } of results.values()) {
    for (const row of rows) {
      expect(Object.keys(row).slice(0, 2)).toEqual(['id', 'name']);
    }
  }
  await expect(ask(oktaGraph(), {}, { dormant: 1 })).rejects.toThrow(
    'There is no threshold dormant: there are ',
  );
});

it('counts those of whom it is not known, and says nothing of them', async () => {
  const results = await ask(oktaGraph());

  expect(results.get('no-factor')).toMatchObject({
    status: 'found',
    unknown: 1,
  });
  expect(results.get('single-factor-application')).toMatchObject({
    unknown: 1,
  });
});

it('has no answer where nobody is known, and an open one where some are not', async () => {
  const withPeople = (...properties: object[]): Graph => ({
    provider: 'okta',
    relationships: [],
    entities: properties.map((each, index) => ({
      _type: 'okta_user',
      _key: `user${index}`,
      _class: ['User'],
      active: true,
      ...each,
    })),
  });

  const unknown = await ask(withPeople({}, {}));
  const some = await ask(withPeople({}, { mfaEnabled: true }));
  const all = await ask(withPeople({ mfaEnabled: true }));

  expect(unknown.get('no-factor')).toMatchObject({
    status: 'not applicable',
    reason: 'nothing is known of people.mfa_enabled',
  });
  expect(some.get('no-factor')).toMatchObject({
    status: 'incomplete',
    count: 0,
    unknown: 1,
  });
  expect(all.get('no-factor')).toMatchObject({
    status: 'clear',
    count: 0,
    unknown: 0,
  });
});

it('says that what is partial is a lower bound, and what is switched off not applicable', async () => {
  const partial = await ask(oktaGraph(), {
    partial: ['okta_group_has_user', 'okta_user_assigned_role'],
  });
  const off = await ask(oktaGraph(), { off: ['okta_api_token'] });

  expect(partial.get('empty-group-with-access')).toMatchObject({
    status: 'incomplete',
    partialTypes: ['okta_group_has_user', 'okta_user_assigned_role'],
  });
  // What people may is derived from roles: where these could not be read, nobody is cleared.
  expect(partial.get('contractor-admin')).toMatchObject({
    status: 'incomplete',
    partialTypes: ['okta_user_assigned_role'],
  });
  expect(partial.get('no-factor')).toMatchObject({ status: 'found' });
  expect(off.get('unused-api-token')).toMatchObject({
    status: 'not applicable',
    reason: 'not collected: okta_api_token',
  });
  expect(off.get('no-factor')).toMatchObject({ status: 'found' });
});

describe('people who may log in by password beside single sign-on', () => {
  const everybody = [
    'by password',
    'fine',
    'sleeper',
    'sleeping admin',
    'unseen',
  ];
  const exempt = ['by password'];

  async function askWith(account: object, exemption?: boolean) {
    const graph = sysdigGraph();
    const [first, ...others] = graph.entities;
    const results = await ask({
      ...graph,
      entities: [
        { _type: 'sysdig_account', _key: 'account', ...first, ...account },
        ...others.map((each) =>
          exemption === undefined && each._type === 'sysdig_user'
            ? { ...each, bypassSsoEnforcement: undefined }
            : each,
        ),
      ],
    });
    const result = results.get('password-beside-sso');
    return { ...result, rows: idsOf(result) };
  }

  it.each([
    [
      'everybody, where the account lets passwords in',
      true,
      true,
      everybody,
      0,
    ],
    ['exceptions alone, where it refuses them', true, false, exempt, 0],
    ['exceptions, where that may not be read', true, undefined, exempt, 4],
    [
      'exceptions, where single sign-on may not be read',
      undefined,
      true,
      exempt,
      4,
    ],
    [
      'exceptions, where passwords are refused, and nothing else is known',
      undefined,
      false,
      exempt,
      0,
    ],
    ['exceptions, where nothing may be read', undefined, undefined, exempt, 4],
  ])('are %s', async (_, ssoEnabled, passwordLoginAllowed, rows, unknown) => {
    expect(
      await askWith({ ssoEnabled, passwordLoginAllowed }, true),
    ).toMatchObject({ status: 'found', rows, unknown });
  });

  it('are nobody’s business where single sign-on is off', async () => {
    expect(
      await askWith({ ssoEnabled: false, passwordLoginAllowed: true }, true),
    ).toMatchObject({
      status: 'not applicable',
      reason: 'single sign-on is off',
    });
  });

  it('are not known where Sysdig tells neither exceptions nor settings', async () => {
    expect(
      await askWith({ ssoEnabled: undefined, passwordLoginAllowed: undefined }),
    ).toMatchObject({
      status: 'not applicable',
      reason: 'nothing is known of password_logins.beside_sso',
    });
    expect(
      await askWith({ ssoEnabled: true, passwordLoginAllowed: true }),
    ).toMatchObject({ status: 'found', rows: everybody });
  });
});
