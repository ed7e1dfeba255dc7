import { useMemo } from 'preact/hooks';

import {
  COVERAGE_TITLES,
  COVERAGES,
  coverageOf,
  SIGN_IN_AGES,
  SIGN_IN_TITLES,
  signInAgeOf,
} from '../data/coverage';
import type { TableOf } from '../data/contract';
import type { Directory } from '../data/directory';
import { Browser, type Filter } from '../ui/browser';
import { useDirectory } from '../ui/context';
import type { GridColumn } from '../ui/grid';
import { ObjectLink } from '../ui/links';
import type { Place } from '../ui/router';
import { day, yesNo } from '../ui/words';
import { FactorBadge } from './factorBadge';

/** Everybody. */
export function People({ place }: { place: Place }) {
  const directory = useDirectory();
  const { people } = directory.tables;
  const columns = useMemo(() => columnsOf(directory), [directory]);
  const filters = useMemo(() => filtersOf(directory), [directory]);
  return (
    <Browser
      place={place}
      title="People"
      noun={['person', 'people']}
      size={people.size}
      columns={columns}
      filters={filters}
    />
  );
}

function columnsOf({ tables: { people } }: Directory): GridColumn[] {
  const has = (test: (person: number) => unknown) => {
    for (let person = 0; person < people.size; person += 1) {
      if (test(person) !== undefined) return true;
    }
    return false;
  };
  const text = (
    id: 'username' | 'email' | 'status' | 'title' | 'department' | 'manager',
    title: string,
    width: string,
  ): GridColumn[] =>
    has((person) => people.text(id, person))
      ? [
          {
            id,
            title,
            width,
            text: (row) => people.text(id, row) ?? '',
            isWide: id !== 'status',
          },
        ]
      : [];
  const time = (
    id: 'last_login_on' | 'created_on' | 'password_changed_on',
    title: string,
  ): GridColumn[] =>
    has((person) => people.number(id, person))
      ? [
          {
            id,
            title,
            width: '7rem',
            text: (row) => day(people.number(id, row)) ?? '',
            order: (row) => people.number(id, row),
            isWide: true,
          },
        ]
      : [];
  return [
    {
      id: 'name',
      title: 'Name',
      width: 'minmax(9rem, 2fr)',
      text: (row) => people.text('name', row) ?? '',
      cell: (row) => <ObjectLink kind="people" row={row} />,
    },
    ...text('username', 'Login', 'minmax(10rem, 2fr)'),
    ...(has((person) => otherEmail(people, person))
      ? text('email', 'E-mail', 'minmax(10rem, 2fr)')
      : []),
    ...text('status', 'Status', 'minmax(5rem, 7rem)'),
    {
      id: 'factor',
      title: 'Second factor',
      width: 'minmax(6rem, 10rem)',
      text: (row) =>
        [
          COVERAGE_TITLES[coverageOf(people, row)],
          ...(people.list('mfa_methods', row) ?? []),
        ].join(' '),
      order: (row) => COVERAGES.indexOf(coverageOf(people, row)),
      cell: (row) => <FactorBadge person={row} />,
    },
    {
      id: 'admin',
      title: 'Admin',
      width: '7rem',
      text: (row) =>
        people.flag('super_admin', row)
          ? 'super admin'
          : people.flag('admin', row)
            ? 'admin'
            : '',
      isWide: true,
    },
    ...text('department', 'Department', 'minmax(6rem, 1fr)'),
    ...text('title', 'Title', 'minmax(6rem, 1fr)'),
    ...text('manager', 'Manager', 'minmax(6rem, 1fr)'),
    ...time('last_login_on', 'Last sign-in'),
    ...time('password_changed_on', 'Password'),
    ...time('created_on', 'Created'),
  ];
}

/** The address of somebody who logs in by another name. */
function otherEmail(people: TableOf<'people'>, person: number) {
  const email = people.text('email', person);
  return email === people.text('username', person)?.toLowerCase()
    ? undefined
    : email;
}

function filtersOf({ tables, facts }: Directory): Filter[] {
  const { people, factors } = tables;
  const dormant = foundBy(tables, 'dormant');
  const filters: Filter[] = [
    {
      id: 'factor',
      title: 'Second factor',
      options: COVERAGES.map((value) => ({
        value,
        title: COVERAGE_TITLES[value],
      })),
      passes: (row, value) => coverageOf(people, row) === value,
    },
    {
      id: 'kind',
      title: 'Kind of factor',
      options: optionsOf(factors.size, (row) => factors.text('kind', row)),
      passes: holdersOf(tables),
    },
    {
      id: 'role',
      title: 'Role',
      options: [
        { value: 'admin', title: 'Administrators' },
        { value: 'super', title: 'Super administrators' },
        { value: 'none', title: 'No admin role' },
      ],
      passes: (row, value) =>
        value === 'none'
          ? people.flag('admin', row) === false
          : people.flag(value === 'super' ? 'super_admin' : 'admin', row) ===
            true,
    },
    {
      id: 'seen',
      title: 'Last sign-in',
      options: [
        { value: 'dormant', title: 'Dormant, as the finding says' },
        ...SIGN_IN_AGES.map((value) => ({
          value,
          title: SIGN_IN_TITLES[value],
        })),
      ],
      passes: (row, value) => {
        return value === 'dormant'
          ? dormant.has(row)
          : signInAgeOf(tables, facts, row) === value;
      },
    },
    {
      id: 'active',
      title: 'Can sign in',
      options: ['yes', 'no', 'unknown'].map((value) => ({
        value,
        title: value,
      })),
      passes: (row, value) => yesNo(people.flag('active', row)) === value,
    },
    {
      id: 'status',
      title: 'Status',
      options: optionsOf(people.size, (row) => people.text('status', row)),
      passes: (row, value) => people.text('status', row) === value,
    },
    {
      id: 'department',
      title: 'Department',
      options: optionsOf(people.size, (row) => people.text('department', row)),
      passes: (row, value) => people.text('department', row) === value,
    },
  ];
  return filters.filter(({ options }) => options.length > 0);
}

/** The people whom a finding found. */
function foundBy(
  { finding_rows: rows }: Directory['tables'],
  finding: string,
): ReadonlySet<number> {
  const people = new Set<number>();
  for (let row = 0; row < rows.size; row += 1) {
    const person = rows.reference('person_id', row);
    if (person !== undefined && rows.text('finding_id', row) === finding) {
      people.add(person);
    }
  }
  return people;
}

/** Whether somebody has an active factor of a kind; the people of a kind are looked up once. */
function holdersOf({
  factors,
}: Directory['tables']): (row: number, kind: string) => boolean {
  const known = new Map<string, Set<number>>();
  const make = (kind: string) => {
    const people = new Set<number>();
    for (let row = 0; row < factors.size; row += 1) {
      const person = factors.reference('person_id', row);
      if (person === undefined || factors.text('kind', row) !== kind) continue;
      if (factors.flag('active', row) !== false) people.add(person);
    }
    known.set(kind, people);
    return people;
  };
  return (row, kind) => (known.get(kind) ?? make(kind)).has(row);
}

/** The different values of a column. */
export function optionsOf(
  size: number,
  valueOf: (row: number) => string | undefined,
): { value: string; title: string }[] {
  const values = new Set<string>();
  for (let row = 0; row < size; row += 1) {
    const value = valueOf(row);
    if (value !== undefined && value !== '') values.add(value);
  }
  return [...values].sort().map((value) => ({ value, title: value }));
}
