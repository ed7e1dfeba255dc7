import type { FindingResult } from '../answers/findings';
import type { GraphDatabase } from '../answers/graphDatabase';
import { readFrom } from '../answers/answerFiles';
import { findingOf } from '../answers/findings';
import {
  OBJECT_KINDS,
  type ObjectKind,
  SCHEMAS,
} from '../../page/data/contract';
import { packTables } from '../../page/data/packed';
import type { Kind, Schema, Values } from '../../page/data/table';

type TableName = keyof typeof SCHEMAS;
type AllValues = { [Name in TableName]: Values<(typeof SCHEMAS)[Name]> };

/** Roles that somebody or something has. A provider that has no key for them has their names. */
const HELD_ROLES = `select
    coalesce(role_id, role) as id, any_value(role) as name, any_value(provider) as provider,
    bool_or(admin) as admin, bool_or(super_admin) as super_admin
  from role_assignments where role is not null group by 1`;

/** A role of AWS is one of an account, where that is named. */
const AWS_ROLES = `select
    concat_ws(' ', account, role) as id, role as name, any_value(provider) as provider, account
  from aws_roles where role is not null group by all`;

/** The ids of the objects that references lead to, where these are not those of the view of that name. */
const IDS: Partial<Record<ObjectKind, string>> = {
  roles: `select id from (${HELD_ROLES})`,
  aws_roles: `select id from (${AWS_ROLES})`,
};

/** Where each table comes from: `row(TABLE, COLUMN)` becomes the row of an object by its id. */
const SOURCES: Readonly<Record<Exclude<TableName, 'finding_rows'>, string>> = {
  people: `select * replace (row(people, manager_id) as manager_id)
    from people order by people.id`,
  groups: 'from groups order by id',
  applications: 'from applications order by id',
  memberships: `select row(groups, group_id) as group_id, row(people, person_id) as person_id, role
    from memberships order by 1, 2`,
  nested_groups: `select row(groups, parent_id) as parent_id, row(groups, child_id) as child_id
    from nested_groups order by 1, 2`,
  assignments: `select
      row(applications, application_id) as application_id,
      case holder_kind when 'person' then row(people, holder_id) end as person_id,
      case holder_kind when 'group' then row(groups, holder_id) end as group_id,
      direct, status, role
    from assignments order by 1, 2, 3`,
  role_assignments: `select
      case holder_kind when 'person' then row(people, holder_id) end as person_id,
      case holder_kind when 'group' then row(groups, holder_id) end as group_id,
      case holder_kind when 'application' then row(applications, holder_id) end as application_id,
      row(roles, role_key) as role_id,
      active, extent, extent_name
    from (select *, coalesce(role_id, role) as role_key from role_assignments)
    order by 1, 2, 3, role, extent_name`,
  roles: `${HELD_ROLES} order by 1`,
  aws_roles: `${AWS_ROLES} order by 1`,
  aws_role_holders: `select
      row(aws_roles, role_key) as role_id,
      case holder_kind when 'person' then row(people, holder_id) end as person_id,
      case holder_kind when 'group' then row(groups, holder_id) end as group_id
    from (select *, concat_ws(' ', account, role) as role_key from aws_roles) order by 1, 2, 3`,
  factors: `select * replace (row(people, person_id) as person_id) from factors order by person_id, kind, name`,
  devices: 'from devices order by id',
  device_people: `select row(devices, id) as device_id, row(people, person) as person_id
    from (select id, unnest(person_ids) as person from devices) order by 1, 2`,
  policy_rules: 'from policy_rules order by id',
  sign_on: `select row(applications, application_id) as application_id, row(policy_rules, rule_id) as rule_id
    from sign_on order by 1, priority, 2`,
  api_tokens: `select * replace (row(people, person_id) as person_id) from api_tokens order by api_tokens.id`,
  service_accounts: `select
      * replace (row(groups, team_id) as team_id),
      case kind when 'service app' then row(applications, id) end as application_id
    from service_accounts order by service_accounts.id`,
};

/** The views that the page reads: hand them to `openGraph`, so that each is computed once. */
export function pageSql(): string[] {
  return Object.values(SOURCES);
}

/** The tables from which rows may be missing, with the partial types that they are made of. */
export function partialTables(
  database: GraphDatabase,
): Partial<Record<TableName, string[]>> {
  return Object.fromEntries(
    Object.entries(SOURCES)
      .map(([name, sql]) => [name, database.partialTypesOfFile(sql)] as const)
      .filter(([, types]) => types.length > 0),
  );
}

/** The tables of the page, packed: the rows of the SQL views, and those of the findings. */
export async function packedTables(
  database: GraphDatabase,
  findings: readonly FindingResult[],
): Promise<Uint8Array> {
  for (const name of OBJECT_KINDS) {
    await database.connection.run(
      `create or replace temp table rows_of_${name} as
        select id as object_key, row_number() over (order by id) - 1 as place
        from (${IDS[name] ?? `from ${name}`})`,
    );
  }
  const values: Partial<Record<TableName, Values<Schema>>> = {};
  for (const [name, source] of Object.entries(SOURCES)) {
    values[name as keyof typeof SOURCES] = await valuesOf(
      database,
      SCHEMAS[name as TableName],
      source,
    );
  }
  values.finding_rows = await findingRows(database, findings);
  return packTables(SCHEMAS, values as AllValues);
}

/** Asks for the columns of a table, each in the form that it is packed from. */
async function valuesOf(
  { connection }: GraphDatabase,
  schema: Schema,
  source: string,
): Promise<Values<Schema>> {
  const columns = Object.entries(schema);
  const selected = columns.map(
    ([column, kind]) => `${asPacked(column, kind)} as ${column}`,
  );
  const reader = await connection.runAndReadAll(
    `select ${selected.join(', ')} from (${withRows(source)})`,
  );
  const read = reader.getColumnsJson();
  return Object.fromEntries(
    columns.map(([column], at) => [
      column,
      (read[at] ?? []).map((value) => value ?? undefined),
    ]),
  ) as Values<Schema>;
}

/** Times become milliseconds, and numbers such as JSON has. */
function asPacked(column: string, kind: Kind): string {
  if (column.endsWith('_on') && kind === 'number') {
    return `epoch_ms(${column})::double`;
  }
  return kind === 'number' || kind === 'reference'
    ? `${column}::double`
    : column;
}

function withRows(source: string): string {
  return source.replaceAll(
    /\brow\((\w+), (\w+)\)/g,
    '(select known.place from rows_of_$1 known where known.object_key = $2)',
  );
}

/** What findings found, as references where it is an object that has a page. */
async function findingRows(
  { connection }: GraphDatabase,
  findings: readonly FindingResult[],
): Promise<Values<Schema>> {
  const places = new Map<ObjectKind, Map<string, number>>();
  for (const kind of OBJECT_KINDS) {
    const reader = await connection.runAndReadAll(
      `select object_key, place::double from rows_of_${kind}`,
    );
    const rows = reader
      .getRowsJson()
      .map(([id, row]) => [textOf(id), Number(row)] as const);
    places.set(kind, new Map(rows));
  }
  const rows = findings.flatMap(({ id: finding, rows: found }) => {
    const kinds = kindsOf(finding);
    return found.map(({ id, name, ...details }) => {
      const key = textOf(id);
      const kind = kinds.find((each) => places.get(each)?.has(key));
      return {
        finding_id: finding,
        kind,
        object: kind && places.get(kind)?.get(key),
        name: textOf(name ?? id),
        detail: detailOf(details),
      };
    });
  });
  return Object.fromEntries(
    Object.keys(SCHEMAS.finding_rows).map((column) => [
      column,
      rows.map((row) => row[column as keyof typeof row]),
    ]),
  );
}

/** The kinds that rows of a finding can be: those that it reads come first, as a key may be of two kinds. */
function kindsOf(finding: string): ObjectKind[] {
  const read: string[] = readFrom(findingOf(finding).sql, OBJECT_KINDS);
  return OBJECT_KINDS.toSorted(
    (one, other) => Number(read.includes(other)) - Number(read.includes(one)),
  );
}

/** What a finding tells of a row beside who it is, in one line. */
function detailOf(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .filter(
      ([name, value]) =>
        name !== 'web_link' &&
        value !== null &&
        value !== false &&
        textOf(value) !== '',
    )
    .map(([name, value]) => {
      const word = name.replaceAll('_', ' ');
      return value === true ? word : `${word}: ${textOf(value)}`;
    })
    .join(', ');
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  if (typeof value === 'string') return value.replace(/ 00:00:00$/, '');
  return value === null || value === undefined ? '' : JSON.stringify(value);
}
