import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { UserError } from '../userError';

import { asText } from './answerText';
import { type GraphDatabase, quoted, type Row } from './graphDatabase';

/** What can change between two runs. */
interface Kind {
  kind: string;
  view: string;
  /** SQL of what to call a row. */
  name: string;
  /** Columns whose values are compared. */
  columns: readonly string[];
  /** Columns that are derived from what may be refused: unknown is no change of these. */
  derived?: readonly string[];
  /** Views whose objects a row needs: where these are partial, it may be missing for that. */
  needs: readonly string[];
}

const KINDS: readonly Kind[] = [
  {
    kind: 'people',
    view: 'people',
    name: 'name',
    columns: [
      ...[
        'name',
        'username',
        'email',
        'active',
        'status',
        'locked',
        'suspended',
      ],
      ...[
        'employee_type',
        'title',
        'department',
        'division',
        'organization',
        'manager',
        'sso_bypass',
      ],
    ],
    derived: [
      'mfa_enabled',
      'mfa_methods',
      'mfa_phishing_resistant',
      'admin',
      'super_admin',
    ],
    needs: ['people'],
  },
  {
    kind: 'memberships',
    view: 'memberships',
    name: "person_name || ' in ' || group_name",
    columns: ['role'],
    needs: ['people', 'groups', 'memberships'],
  },
  {
    kind: 'assignments',
    view: 'assignments',
    name: "holder_name || ' to ' || application_name",
    columns: ['direct', 'status', 'role'],
    needs: ['people', 'groups', 'applications', 'assignments'],
  },
  {
    kind: 'roles',
    view: 'role_assignments',
    name: "holder_name || ': ' || role",
    columns: ['active', 'extent', 'extent_name'],
    needs: ['people', 'groups', 'applications', 'role_assignments'],
  },
  {
    kind: 'factors',
    view: 'factors',
    name: "person_name || ': ' || method",
    columns: ['active', 'status'],
    needs: ['people', 'factors'],
  },
];

/** The SQL that a comparison asks, for `openStorage`. */
export function changesSql(): string[] {
  return KINDS.map(({ view }) => view);
}

/**
 * `unsure` is what was seen in one run only, where the other one did not read all of its type: it
 * may have been there all the time.
 */
export type ChangeWord = 'added' | 'removed' | 'changed' | 'unsure';

/** One change: of one property, where it is `changed`. */
export interface Change {
  kind: string;
  change: ChangeWord;
  id: string;
  name: string;
  property: string | null;
  old: Row[string];
  new: Row[string];
}

/** What changed of one kind, and which types keep it from being sure. */
export interface KindChanges {
  kind: string;
  changes: Change[];
  /** Types of which one of the runs did not read all. */
  unsureTypes: string[];
}

/**
 * What changed from one run to the other.
 *
 * @throws UserError where they are of different accounts
 */
export async function changesBetween(
  older: GraphDatabase,
  newer: GraphDatabase,
): Promise<KindChanges[]> {
  await checkSameAccount(older, newer);
  const folder = await mkdtemp(path.join(tmpdir(), 'diff-'));
  try {
    const all: KindChanges[] = [];
    for (const kind of KINDS) {
      const file = quoted(path.join(folder, `${kind.view}.parquet`));
      await older.connection.run(
        `copy (from ${kind.view}) to ${file} (format parquet)`,
      );
      await newer.connection.run(
        `create or replace table older as from read_parquet(${file})`,
      );
      all.push(await changesOf(kind, older, newer));
    }
    return all;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function checkSameAccount(...databases: GraphDatabase[]): Promise<void> {
  const [one, other] = await Promise.all(
    databases.map(async (database) => {
      const rows = await database.rows(
        "select string_agg(id, ', ' order by id) as ids from accounts",
      );
      return asText(rows[0]?.ids ?? null);
    }),
  );
  if (one === other) return;
  throw new UserError(
    `These are of different accounts, which have nothing in common: ${one} and ${other}.`,
  );
}

async function changesOf(
  kind: Kind,
  older: GraphDatabase,
  newer: GraphDatabase,
): Promise<KindChanges> {
  const unsureTypes = [
    ...new Set([...notWhole(kind, older), ...notWhole(kind, newer)]),
  ].sort();
  const one = (table: string, other: string, word: ChangeWord) =>
    `select id, ${kind.name} as name, ${quoted(word)} as change
      from ${table} where id not in (select id from ${other})`;
  const isSure = unsureTypes.length === 0;
  const seen = await newer.rows(`
    ${one(kind.view, 'older', isSure ? 'added' : 'unsure')}
    union all
    ${one('older', kind.view, isSure ? 'removed' : 'unsure')}
    order by change, name, id`);
  const changes = seen.map((row) => toChange(kind, row));
  for (const column of [...kind.columns, ...(kind.derived ?? [])]) {
    const isKnown = kind.derived?.includes(column)
      ? `and older.${column} is not null and newer.${column} is not null`
      : '';
    const rows = await newer.rows(`
      select
        newer.id, ${kind.name.replaceAll(/\b\w*(?:name|role|method)\b/g, 'newer.$&')} as name,
        'changed' as change, ${quoted(column)} as property, older.${column} as old, newer.${column} as new
      from ${kind.view} newer join older on older.id = newer.id
      where older.${column} is distinct from newer.${column} ${isKnown}
      order by name, newer.id`);
    changes.push(...rows.map((row) => toChange(kind, row)));
  }
  return { kind: kind.kind, changes, unsureTypes };
}

/** The types of a kind that a run did not read all of. */
function notWhole(
  { view, needs }: Kind,
  { views, types }: GraphDatabase,
): string[] {
  const read = new Set([
    ...views.typesOf(view).filter((type) => !type.includes('_manages_')),
    ...needs
      .flatMap((each) => views.typesOf(each))
      .filter((type) => !/_(?:has|assigned|manages)_/.test(type)),
  ]);
  return types
    .filter(({ type, status }) => status !== 'complete' && read.has(type))
    .map(({ type }) => type);
}

function toChange({ kind }: Kind, row: Row): Change {
  const { id = null, name = null, change, property = null, old = null } = row;
  return {
    kind,
    change: CHANGE_WORDS.find((word) => word === change) ?? 'changed',
    id: asText(id),
    name: asText(name),
    property: property === null ? null : asText(property),
    old,
    new: row.new ?? null,
  };
}

const CHANGE_WORDS: readonly ChangeWord[] = [
  'added',
  'removed',
  'changed',
  'unsure',
];
