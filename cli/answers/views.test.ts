import {
  acmeGraph,
  type Graph,
  jumpcloudGraph,
  oktaGraph,
  stepsFor,
  sysdigGraph,
} from '../../test/support/answerGraphs';
import { createCollectedProject } from '../../test/support/collectedGraphFixture';
import type { EntityModel } from '../../src/graph/entities';
import { providers } from '../../src/providers';

import { readViews } from './answerFiles';
import { asText } from './answerText';
import { openGraph, type Row } from './graphDatabase';

/** Answers of several queries to one graph. */
async function answers(
  graph: Graph,
  queries: readonly string[],
  types = {},
): Promise<Row[][]> {
  const project = await createCollectedProject(stepsFor(graph, types));
  const database = await openGraph(project.path);
  try {
    const all: Row[][] = [];
    for (const sql of queries) all.push(await database.rows(sql));
    return all;
  } finally {
    database.close();
    await project.remove();
  }
}

const GRAPHS = {
  acme: acmeGraph,
  jumpcloud: jumpcloudGraph,
  okta: oktaGraph,
  sysdig: sysdigGraph,
};

it.each(Object.entries(GRAPHS))(
  'views of %s have the columns and types that their heads name, whatever was collected',
  async (_provider, graph) => {
    const views = readViews();
    const described = await answers(
      graph(),
      views.map(({ name }) => `describe ${name}`),
    );

    expect(views.length).toBeGreaterThan(14);
    for (const [index, { name, columns, description }] of views.entries()) {
      expect(description).toMatch(/\.$/);
      expect({
        name,
        columns: described[index]?.map(
          (each) =>
            `${asText(each.column_name ?? null)} ${asText(each.column_type ?? null)}`,
        ),
      }).toEqual({
        name,
        columns: columns.map((each) => `${each.name} ${each.type}`),
      });
    }
  },
);

describe('words of the model', () => {
  const models = providers.flatMap(
    ({ entities }): readonly EntityModel<never>[] => entities,
  );
  const known = new Map(
    models.map(({ _type, properties }) => [_type, Object.keys(properties)]),
  );

  it.each(readViews())(
    'view $name reads properties that its types have',
    ({ sql }) => {
      const types = [...known.keys()].filter((type) =>
        sql.includes(`'${type}'`),
      );
      const properties = new Set(
        types.flatMap((type) => known.get(type) ?? []),
      );
      const read = [
        ...[...sql.matchAll(/from_json\([^']*'(\{[^']*\})'/g)].flatMap(
          ([, json]) => Object.keys(JSON.parse(json ?? '{}') as object),
        ),
      ];

      expect(
        read.filter((name) => types.length > 0 && !properties.has(name)),
      ).toEqual([]);
    },
  );
});

it('closes groups within groups by the shortest way, and circles end', async () => {
  const [jumpcloud, acme] = [
    await answers(jumpcloudGraph(), [
      "select group_name, direct, depth, path from effective_memberships where person_id = 'fine'",
    ]),
    await answers(acmeGraph(), [
      'select group_name, direct, depth, path from effective_memberships',
    ]),
  ];

  expect(jumpcloud[0]).toEqual([
    { group_name: 'inner', direct: true, depth: 0, path: 'inner' },
    { group_name: 'outer', direct: false, depth: 1, path: 'outer > inner' },
    { group_name: 'staff', direct: true, depth: 0, path: 'staff' },
  ]);
  expect(acme[0]).toEqual([
    { group_name: 'a', direct: false, depth: 2, path: 'a > b > c' },
    { group_name: 'b', direct: false, depth: 1, path: 'b > c' },
    { group_name: 'c', direct: true, depth: 0, path: 'c' },
  ]);
});

it('tells access with each way, and where a group is named by nobody', async () => {
  const access =
    'select person_name, application_name, how, group_name, path, role from access';
  const [okta] = await answers(oktaGraph(), [
    `${access} where application_id in ('shared app', 'one factor app')`,
  ]);
  const [jumpcloud] = await answers(jumpcloudGraph(), [
    `${access} where application_id = 'one factor app'`,
  ]);
  const graph = oktaGraph();
  graph.relationships = graph.relationships.filter(
    (each) => !JSON.stringify(each).includes('okta_group_has_user'),
  );
  const [orphan] = await answers(graph, [
    `${access} where application_id = 'one factor app'`,
  ]);

  const row = (
    application_name: string,
    how: string,
    group_name: string | null,
    path: string | null,
    role: string | null,
  ) => ({
    person_name: 'fine',
    application_name,
    how,
    group_name,
    path,
    role,
  });
  expect(okta).toEqual([
    row('one factor app', 'group', 'staff', 'staff', 'Reader'),
    row('shared app', 'direct', null, null, null),
    row('shared app', 'group', 'staff', 'staff', null),
  ]);
  expect(jumpcloud).toEqual([
    row('one factor app', 'group', 'outer', 'outer > inner', null),
  ]);
  expect(orphan).toEqual([row('one factor app', 'group', null, null, null)]);
});

it('tells admins by which group, devices by whom, and what an application demands', async () => {
  const [admins, signOn, completeness] = await answers(
    oktaGraph(),
    [
      "select person_name, role, how, group_name from admins where person_id in ('admin', 'super1')",
      "select policy_name, rule_name, mfa_required, allows from sign_on where application_id = 'shared app'",
      "select type, status from completeness where type in ('okta_user', 'okta_rule', 'okta_device')",
    ],
    { partial: ['okta_rule'], off: ['okta_device'] },
  );

  expect(admins).toEqual([
    {
      person_name: 'admin',
      role: 'help desk',
      how: 'group',
      group_name: 'admins by hand',
    },
    {
      person_name: 'admin',
      role: 'help desk',
      how: 'group',
      group_name: 'admins by rule',
    },
    {
      person_name: 'super1',
      role: 'super role',
      how: 'direct',
      group_name: null,
    },
  ]);
  expect(signOn).toEqual([
    {
      policy_name: 'strong policy',
      rule_name: 'leaving rule',
      mfa_required: true,
      allows: true,
    },
    {
      policy_name: 'strong policy',
      rule_name: 'strong rule',
      mfa_required: true,
      allows: true,
    },
  ]);
  expect(completeness).toEqual([
    { type: 'okta_device', status: 'not collected' },
    { type: 'okta_rule', status: 'partial' },
    { type: 'okta_user', status: 'complete' },
  ]);
});

it('leaves unknown what was not read, and never makes it false', async () => {
  const sql = [
    "select gives_admin, dynamic from groups where id = 'empty with nothing'",
    "select admin, super_admin from service_accounts where id = 'robot'",
    "select mfa_enabled, mfa_weak_only, admin from people where id = 'unknown factor'",
  ];
  const whole = await answers(oktaGraph(), sql);
  const partial = await answers(oktaGraph(), sql, {
    partial: [
      'okta_user_group_assigned_role',
      'okta_rule_manages_user_group',
      'okta_application_assigned_role',
    ],
  });

  expect(whole).toEqual([
    [{ gives_admin: false, dynamic: false }],
    [{ admin: true, super_admin: true }],
    [{ mfa_enabled: null, mfa_weak_only: null, admin: false }],
  ]);
  expect(partial).toEqual([
    [{ gives_admin: null, dynamic: null }],
    [{ admin: true, super_admin: true }],
    [{ mfa_enabled: null, mfa_weak_only: null, admin: false }],
  ]);
});

it('lets nobody in by password beside single sign-on where that is off', async () => {
  const graph = sysdigGraph();
  const [account, ...others] = graph.entities;
  const off = { _type: 'sysdig_account', _key: 'account', ...account };

  const [logins] = await answers(
    { ...graph, entities: [{ ...off, ssoEnabled: false }, ...others] },
    ['select distinct beside_sso from password_logins'],
  );

  expect(logins).toEqual([{ beside_sso: false }]);
});

it('calls roles of teams by their names', async () => {
  const [accounts] = await answers(sysdigGraph(), [
    'select roles from service_accounts',
  ]);

  expect(accounts).toEqual([
    { roles: [] },
    { roles: ['ROLE_READ', 'Auditors'] },
  ]);
});
