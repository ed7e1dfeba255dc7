import { OBJECT_KINDS, type SCHEMAS } from '../../page/data/contract';
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
