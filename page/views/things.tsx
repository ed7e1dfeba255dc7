import type { FunctionComponent } from 'preact';
import { useMemo } from 'preact/hooks';

import { OBJECT_KINDS, type ObjectKind } from '../data/contract';
import type { Directory } from '../data/directory';
import type { NodeKind } from '../data/neighbours';
import type { RowIndex } from '../data/rowIndex';
import { Browser } from '../ui/browser';
import { choiceOf, columnsFrom, knownColumns, nameColumn } from '../ui/columns';
import { useDirectory } from '../ui/context';
import type { GridColumn } from '../ui/grid';
import { ConsoleLink, ObjectLink } from '../ui/links';
import type { Place } from '../ui/router';
import { FactList, TableSection } from '../ui/section';
import { amount, duration } from '../ui/words';
import { FactorBadge } from './factorBadge';
import { AwsRoleHolders, RoleHolders } from './holders';
import { RuleRelations, verdictOf, VerdictBadge, whomOf } from './rules';

/** Kinds whose lists and pages tell what their tables hold, and what they are next to. */
export type ThingKind = Exclude<ObjectKind, NodeKind>;

interface Thing {
  title: string;
  noun: readonly [string, string];
  /** All that is told of one, behind its name. */
  columns: (directory: Directory) => GridColumn[];
  /** The columns by whose values they are filtered. */
  filters: readonly string[];
  /** What the page of one tells beside that. */
  Related?: FunctionComponent<{ row: number }>;
}

/** What there is of each kind. */
export const THINGS: Readonly<Record<ThingKind, Thing>> = {
  roles: {
    title: 'Roles',
    noun: ['role', 'roles'],
    columns: roleColumns,
    filters: ['admin', 'super_admin'],
    Related: RoleHolders,
  },
  devices: {
    title: 'Devices',
    noun: ['device', 'devices'],
    columns: deviceColumns,
    filters: ['kind', 'platform', 'encrypted', 'active'],
    Related: DevicePeople,
  },
  policy_rules: {
    title: 'Rules',
    noun: ['rule', 'rules'],
    columns: ruleColumns,
    filters: ['kind', 'policy_name', 'says'],
    Related: RuleRelations,
  },
  api_tokens: {
    title: 'API tokens',
    noun: ['token', 'tokens'],
    columns: tokenColumns,
    filters: ['used', 'super_admin', 'person_active'],
  },
  service_accounts: {
    title: 'Service accounts',
    noun: ['account', 'accounts'],
    columns: serviceAccountColumns,
    filters: ['kind', 'admin', 'active'],
  },
  aws_roles: {
    title: 'AWS roles',
    noun: ['role', 'roles'],
    columns: awsRoleColumns,
    filters: ['account'],
    Related: AwsRoleHolders,
  },
};

/** Their kinds, in the order in which the page names them. */
export const THING_KINDS = OBJECT_KINDS.filter(
  (kind): kind is ThingKind => kind in THINGS,
);

/** All objects of a kind. */
export function ThingList({ kind, place }: { kind: ThingKind; place: Place }) {
  const directory = useDirectory();
  const { title, noun, columns: columnsOf, filters } = THINGS[kind];
  const { size } = directory.tables[kind];
  const columns = useMemo(
    () => [
      nameColumn(directory.tables, kind),
      ...knownColumns(columnsOf(directory), size),
    ],
    [directory, kind],
  );
  const choices = useMemo(
    () =>
      columns
        .filter(({ id }) => filters.includes(id))
        .map((column) => choiceOf(column, size)),
    [columns],
  );
  return (
    <Browser
      place={place}
      title={title}
      noun={noun}
      size={size}
      columns={columns}
      filters={choices}
    />
  );
}

/** Everything about one object. */
export function ThingPage({ kind, row }: { kind: ThingKind; row: number }) {
  const directory = useDirectory();
  const { columns, Related } = THINGS[kind];
  const table = directory.tables[kind];
  const link =
    kind === 'devices' || kind === 'service_accounts'
      ? directory.tables[kind].text('web_link', row)
      : undefined;
  return (
    <>
      <div class="titleRow">
        <h1>{table.text('name', row)}</h1>
        {kind === 'policy_rules' && <VerdictBadge rule={row} />}
        <ConsoleLink address={link} provider={table.text('provider', row)} />
      </div>
      <div class="card">
        <FactList
          facts={[
            ...columns(directory).map(
              ({ title, text, cell }) =>
                [title, text(row) && (cell ?? text)(row)] as const,
            ),
            ['Key', table.text('id', row)],
          ]}
        />
      </div>
      {Related && <Related row={row} />}
    </>
  );
}

/** A column of one object of another kind, with a link to it. */
function linkColumn(
  { tables }: Directory,
  kind: ObjectKind,
  id: string,
  title: string,
  objectOf: (row: number) => number | undefined,
): GridColumn {
  return {
    ...{ id, title, width: 'minmax(8rem, 1fr)' },
    text: (row) => {
      const object = objectOf(row);
      return object === undefined
        ? ''
        : (tables[kind].text('name', object) ?? '');
    },
    cell: (row) => {
      const object = objectOf(row);
      return object === undefined ? (
        ''
      ) : (
        <ObjectLink kind={kind} row={object} />
      );
    },
  };
}

/** A column that counts the rows of an index, or those of them that refer to something. */
function countColumn(
  id: string,
  title: string,
  index: RowIndex,
  counts: (row: number) => boolean = () => true,
): GridColumn {
  const count = (row: number) => index.of(row).filter(counts).length;
  return {
    ...{ id, title, width: '6rem', isWide: true },
    text: (row) => amount(count(row)),
    order: count,
  };
}

function roleColumns({ tables, holdersOfRole }: Directory): GridColumn[] {
  const { roles, role_assignments: given } = tables;
  const make = columnsFrom(roles);
  const held = (
    kind: 'person_id' | 'group_id' | 'application_id',
    title: string,
  ) =>
    countColumn(
      kind,
      title,
      holdersOfRole,
      (row) => given.reference(kind, row) !== undefined,
    );
  return [
    make.flag('admin', 'Admin role'),
    make.flag('super_admin', 'May do everything', { width: '10rem' }),
    { ...held('person_id', 'People'), isWide: false },
    held('group_id', 'Groups'),
    held('application_id', 'Applications'),
  ];
}

function awsRoleColumns({ tables, holdersOfAwsRole }: Directory): GridColumn[] {
  const { aws_roles: roles, aws_role_holders: given } = tables;
  const held = (kind: 'person_id' | 'group_id', title: string) =>
    countColumn(
      kind,
      title,
      holdersOfAwsRole,
      (row) => given.reference(kind, row) !== undefined,
    );
  return [
    columnsFrom(roles).text('account', 'Account'),
    held('person_id', 'People'),
    held('group_id', 'Groups'),
  ];
}

function deviceColumns({ tables, peopleOfDevice }: Directory): GridColumn[] {
  const { devices, device_people: uses, people } = tables;
  const make = columnsFrom(devices);
  const names = (row: number) =>
    [...peopleOfDevice.of(row)].flatMap((use) => {
      const person = uses.reference('person_id', use);
      return person === undefined ? [] : (people.text('name', person) ?? []);
    });
  return [
    {
      ...{ id: 'people', title: 'People', width: 'minmax(8rem, 2fr)' },
      text: (row) => names(row).join(', '),
    },
    make.text('platform', 'System'),
    make.text('os_version', 'Version', { isDetail: true }),
    make.flag('encrypted', 'Encrypted', { isWide: false }),
    make.text('kind', 'Kind'),
    make.text('category', 'Category', { isDetail: true }),
    make.text('make', 'Make', { isDetail: true }),
    make.text('model', 'Model'),
    make.text('serial', 'Serial number', { isDetail: true }),
    make.flag('managed', 'Managed'),
    make.flag('active', 'Active'),
    make.day('last_seen_on', 'Last seen'),
    make.day('created_on', 'Added', { isDetail: true }),
  ];
}

function DevicePeople({ row }: { row: number }) {
  const { peopleOfDevice, tables } = useDirectory();
  const people = [...peopleOfDevice.of(row)].flatMap(
    (use) => tables.device_people.reference('person_id', use) ?? [],
  );
  return (
    <TableSection
      title="People"
      from={['device_people', 'people']}
      rows={people}
      empty="Nobody."
      columns={[
        {
          title: 'Person',
          cell: (person) => <ObjectLink kind="people" row={person} />,
        },
        {
          title: 'Second factor',
          cell: (person) => <FactorBadge person={person} />,
        },
      ]}
    />
  );
}

function ruleColumns(directory: Directory): GridColumn[] {
  const { policy_rules: rules } = directory.tables;
  const make = columnsFrom(rules);
  const width = 'minmax(8rem, 1fr)';
  return [
    make.text('policy_name', 'Policy', { width, isWide: false }),
    make.text('kind', 'About', { width: '7rem' }),
    {
      ...{ id: 'says', title: 'Says', width: 'minmax(6rem, 14rem)' },
      text: (row) => verdictOf(directory, row),
      cell: (row) => <VerdictBadge rule={row} />,
    },
    make.list('factors', 'Takes'),
    {
      ...{ id: 'whom', title: 'For', width, isWide: true },
      text: (row) => whomOf(directory, row),
    },
    {
      ...{ id: 'again', title: 'Asks again after', width: '10rem' },
      isWide: true,
      text: (row) => duration(rules.text('reauthenticate_in', row)) ?? '',
    },
    countColumn('applications', 'Applications', directory.applicationsOfRule),
  ];
}

function tokenColumns(directory: Directory): GridColumn[] {
  const { api_tokens: tokens } = directory.tables;
  const make = columnsFrom(tokens);
  return [
    linkColumn(directory, 'people', 'owner', 'Owner', (row) =>
      tokens.reference('person_id', row),
    ),
    make.flag('person_active', 'Owner can sign in', { width: '10rem' }),
    make.flag('admin', 'Owner is admin', { isDetail: true }),
    make.flag('super_admin', 'May do everything', { width: '10rem' }),
    make.flag('used', 'Used'),
    make.day('last_used_on', 'Last used', { isWide: false }),
    make.day('expires_on', 'Ends'),
    make.flag('restricted', 'Some networks only', { width: '11rem' }),
    make.day('created_on', 'Made'),
  ];
}

function serviceAccountColumns(directory: Directory): GridColumn[] {
  const { service_accounts: accounts } = directory.tables;
  const make = columnsFrom(accounts);
  return [
    make.text('kind', 'Kind'),
    make.list('roles', 'Roles', {
      width: 'minmax(8rem, 2fr)',
      isWide: false,
    }),
    make.flag('admin', 'Admin'),
    make.flag('super_admin', 'May do everything', { width: '10rem' }),
    make.flag('active', 'Active'),
    {
      ...linkColumn(directory, 'groups', 'team', 'Team', (row) =>
        accounts.reference('team_id', row),
      ),
      isWide: true,
    },
    {
      ...linkColumn(
        directory,
        'applications',
        'application',
        'Application',
        (row) => accounts.reference('application_id', row),
      ),
      isWide: true,
    },
    make.day('last_used_on', 'Last used'),
    make.day('expires_on', 'Ends'),
    make.day('created_on', 'Made'),
  ];
}
