import {
  OBJECT_KINDS,
  type ObjectKind,
  type SCHEMAS,
} from '../../page/data/contract';
import { Directory } from '../../page/data/directory';
import { unpackTables } from '../../page/data/packed';
import type { Project } from '../../scripts/sdkProject';
import {
  acmeGraph,
  entity,
  type Graph,
  jumpcloudGraph,
  oktaGraph,
  relationship,
  stepsFor,
  sysdigGraph,
} from '../../test/support/answerGraphs';
import { createCollectedProject } from '../../test/support/collectedGraphFixture';
import { reportGraph } from '../../test/support/reportFixture';
import { findingsSql, runFindings } from '../answers/findings';
import {
  type GraphDatabase,
  openGraph,
  type Row,
} from '../answers/graphDatabase';

import { factsOf } from './facts';
import { packedTables, pageSql } from './pageTables';

const projects: Project[] = [];

afterEach(async () => {
  await Promise.all(projects.splice(0).map((project) => project.remove()));
});

/** Groups within groups, by two ways of the same length, and in a circle. */
function nestedGraph(): Graph {
  const has = 'jumpcloud_group_has_user';
  const nests = 'jumpcloud_group_has_group';
  const gives = 'jumpcloud_group_assigned_application';
  return {
    provider: 'jumpcloud',
    entities: [
      ...['ada', 'grace'].map((key) => entity('jumpcloud_user', key)),
      ...['all', 'left', 'right', 'inner', 'circle'].map((key) =>
        entity('jumpcloud_group', key),
      ),
      ...['wiki', 'payroll'].map((key) => entity('jumpcloud_application', key)),
    ],
    relationships: [
      relationship(has, 'inner', 'ada'),
      relationship(has, 'right', 'ada'),
      relationship(has, 'circle', 'grace'),
      relationship(nests, 'all', 'left'),
      relationship(nests, 'all', 'right'),
      relationship(nests, 'left', 'inner'),
      relationship(nests, 'right', 'inner'),
      relationship(nests, 'inner', 'circle'),
      relationship(nests, 'circle', 'all'),
      relationship(gives, 'all', 'wiki'),
      relationship(gives, 'left', 'wiki'),
      relationship('jumpcloud_user_assigned_application', 'ada', 'payroll'),
    ],
  };
}

const graphs = {
  okta: oktaGraph,
  jumpcloud: jumpcloudGraph,
  sysdig: sysdigGraph,
  acme: acmeGraph,
  nested: nestedGraph,
  report: reportGraph,
};

async function withGraph(
  graph: Graph,
  look: (database: GraphDatabase, directory: Directory) => Promise<void>,
  partial: string[] = [],
): Promise<void> {
  const project = await createCollectedProject(stepsFor(graph, { partial }));
  projects.push(project);
  const database = await openGraph(project.path, [
    ...findingsSql(),
    ...pageSql(),
  ]);
  try {
    const findings = await runFindings(database);
    const tables = unpackTables<typeof SCHEMAS>(
      await packedTables(database, findings),
    );
    const facts = await factsOf(database, findings);
    await look(database, new Directory(tables, facts));
  } finally {
    database.close();
  }
}

/** What the rows of findings are, where these are not people. */
const KINDS: Record<string, string> = {
  'admin-group-by-rule': 'groups',
  'empty-group-with-access': 'groups',
  'application-without-people': 'applications',
  'direct-assignments': 'applications',
  'single-factor-application': 'applications',
  'rule-leaves-group-out': 'policy_rules',
  'unencrypted-device': 'devices',
  'unused-api-token': 'api_tokens',
  'super-admin-api-token': 'api_tokens',
  'orphaned-api-token': 'api_tokens',
  'super-admin-service-app': 'service_accounts',
};

const each = (size: number) => Array.from({ length: size }, (_, row) => row);

const sorted = (rows: readonly object[]) =>
  rows
    .map((row) => JSON.stringify(row, (_, value: unknown) => value ?? null))
    .sort();

/** What the page computes, in the words of the SQL views. */
function viewsOf(directory: Directory) {
  const { tables } = directory;
  const { people, groups, applications, role_assignments: given } = tables;
  const person = (row: number) => people.text('id', row);
  const group = (row: number | undefined) =>
    row === undefined ? undefined : groups.text('id', row);
  const ids = (path: readonly number[]) => path.map(group);
  const names = (path: readonly number[] | undefined) =>
    path?.map((row) => groups.text('name', row)).join(' > ');
  const access = (ways: ReturnType<Directory['accessOfPerson']>) =>
    ways.map((way) => ({
      person_id: person(way.person),
      application_id: applications.text('id', way.application),
      how: way.how,
      group_id: group(way.group),
      path: names(way.path),
      role: way.role,
      status: way.status,
    }));
  return {
    effective: each(people.size).flatMap((row) =>
      directory.groupsOf(row).map(({ group: of, path }) => ({
        person_id: person(row),
        group_id: group(of),
        path_ids: ids(path),
      })),
    ),
    members: each(groups.size).flatMap((row) =>
      directory.membersOf(row).map(({ person: who, path }) => ({
        person_id: person(who),
        group_id: group(row),
        path_ids: ids(path),
      })),
    ),
    accessByPerson: access(
      each(people.size).flatMap((row) => directory.accessOfPerson(row)),
    ),
    accessByApplication: access(
      each(applications.size).flatMap((row) =>
        directory.accessOfApplication(row),
      ),
    ),
    admins: each(people.size).flatMap((row) =>
      directory
        .rolesOf(row)
        .map((held) => ({
          ...held,
          role: given.reference('role_id', held.row),
        }))
        .filter(({ role = -1 }) => tables.roles.flag('admin', role))
        .map((held) => ({
          person_id: person(row),
          role: tables.roles.text('name', held.role ?? -1),
          extent: given.text('extent', held.row),
          path: names(held.path),
        })),
    ),
  };
}

it.each(Object.entries(graphs))(
  'computes for %s what the SQL views tell',
  async (_, graph) => {
    await withGraph(graph(), async (database, directory) => {
      const rows = (sql: string): Promise<Row[]> => database.rows(sql);
      const page = viewsOf(directory);
      const effective = sorted(
        await rows(
          'select person_id, group_id, path_ids from effective_memberships',
        ),
      );
      expect(sorted(page.effective)).toEqual(effective);
      expect(sorted(page.members)).toEqual(effective);
      const access = sorted(
        await rows(
          'select person_id, application_id, how, group_id, path, role, status from access',
        ),
      );
      expect(sorted(page.accessByPerson)).toEqual(access);
      expect(sorted(page.accessByApplication)).toEqual(access);
      expect(sorted(page.admins)).toEqual(
        sorted(await rows('select person_id, role, extent, path from admins')),
      );
    });
  },
);

/** What the tables of the page refer to, as SQL tells it; of whom was not collected nothing is. */
const REFERENCES = {
  api_tokens: `select tokens.id, people.id as owner
    from api_tokens tokens left join people on people.id = tokens.person_id`,
  devices: 'select id, unnest(person_ids) as person from devices',
  sign_on: 'select application_id, rule_id from sign_on',
  service_accounts: `select id, team_id, case kind when 'service app' then id end as application_id
    from service_accounts`,
  roles: 'select role, holder_id from role_assignments',
  aws_roles: 'select role, account, holder_id from aws_roles',
};

function referencesOf(
  directory: Directory,
): Record<keyof typeof REFERENCES, object[]> {
  const { tables } = directory;
  const id = (kind: ObjectKind, row: number | undefined) =>
    row === undefined ? undefined : tables[kind].text('id', row);
  const { api_tokens: tokens, device_people: uses, sign_on: signOn } = tables;
  const { service_accounts: accounts, role_assignments: given } = tables;
  const { aws_role_holders: holders, aws_roles: awsRoles } = tables;
  const holderOf = (
    table: typeof given | typeof holders,
    row: number,
  ): string | undefined =>
    id('people', table.reference('person_id', row)) ??
    id('groups', table.reference('group_id', row));
  return {
    api_tokens: each(tokens.size).map((row) => ({
      id: tokens.text('id', row),
      owner: id('people', tokens.reference('person_id', row)),
    })),
    devices: each(uses.size).map((row) => ({
      id: id('devices', uses.reference('device_id', row)),
      person: id('people', uses.reference('person_id', row)),
    })),
    sign_on: each(signOn.size).map((row) => ({
      application_id: id(
        'applications',
        signOn.reference('application_id', row),
      ),
      rule_id: id('policy_rules', signOn.reference('rule_id', row)),
    })),
    service_accounts: each(accounts.size).map((row) => ({
      id: accounts.text('id', row),
      team_id: id('groups', accounts.reference('team_id', row)),
      application_id: id(
        'applications',
        accounts.reference('application_id', row),
      ),
    })),
    roles: each(given.size).map((row) => ({
      role: tables.roles.text('name', given.reference('role_id', row) ?? -1),
      holder_id:
        holderOf(given, row) ??
        id('applications', given.reference('application_id', row)),
    })),
    aws_roles: each(holders.size).map((row) => {
      const role = holders.reference('role_id', row) ?? -1;
      return {
        role: awsRoles.text('name', role),
        account: awsRoles.text('account', role),
        holder_id: holderOf(holders, row),
      };
    }),
  };
}

it.each(Object.entries(graphs))(
  'refers to the same objects for %s as the SQL views',
  async (_, graph) => {
    await withGraph(graph(), async (database, directory) => {
      for (const [name, references] of Object.entries(
        referencesOf(directory),
      )) {
        const sql = REFERENCES[name as keyof typeof REFERENCES];
        expect([name, ...sorted(references)]).toEqual([
          name,
          ...sorted(await database.rows(sql)),
        ]);
      }
    });
  },
);

it('goes to all that is in a circle, by the shortest way', async () => {
  await withGraph(nestedGraph(), (_, directory) => {
    const { effective } = viewsOf(directory);
    const way = effective.find(
      (row) => row.person_id === 'ada' && row.group_id === 'circle',
    );
    expect(way?.path_ids).toEqual(['circle', 'all', 'right']);
    return Promise.resolve();
  });
});

it('has the rows of every finding', async () => {
  await withGraph(oktaGraph(), (_, { facts, tables }) => {
    const table = tables.finding_rows;
    expect(facts.findings.length).toBeGreaterThan(20);
    for (const { id, count } of facts.findings) {
      const rows = each(table.size).filter(
        (row) => table.text('finding_id', row) === id,
      );
      expect([id, rows.length]).toEqual([id, count]);
    }
    return Promise.resolve();
  });
});

it.each(Object.entries(graphs))(
  'leads from what each finding of %s names to its page',
  async (_, graph) => {
    await withGraph(graph(), (__, { facts, tables }) => {
      const table = tables.finding_rows;
      const kinds = new Map<string, Set<string | undefined>>();
      for (const row of each(table.size)) {
        const finding = table.text('finding_id', row) ?? '';
        const kind = OBJECT_KINDS.find(
          (one) => one === table.text('kind', row),
        );
        const known = kinds.get(finding) ?? new Set();
        kinds.set(finding, known.add(kind));
        // The page is that of what the row is called.
        const place = table.reference('object', row) ?? -1;
        expect(kind && tables[kind].text('name', place)).toBe(
          table.text('name', row),
        );
      }
      expect(kinds.size).toBe(
        facts.findings.filter(({ count }) => count > 0).length,
      );
      for (const [finding, found] of kinds) {
        expect([finding, ...found]).toEqual([
          finding,
          KINDS[finding] ?? 'people',
        ]);
      }
      return Promise.resolve();
    });
  },
);

it('names the tables from which rows may be missing', async () => {
  await withGraph(
    oktaGraph(),
    (_, { facts }) => {
      expect(facts.partial.people).toEqual(['okta_user']);
      expect(facts.partial.applications).toBeUndefined();
      return Promise.resolve();
    },
    ['okta_user'],
  );
});
