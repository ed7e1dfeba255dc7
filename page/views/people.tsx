import { useMemo } from 'preact/hooks';

import { COVERAGE_TITLES, COVERAGES, coverageOf } from '../data/coverage';
import type { TableOf } from '../data/contract';
import type { Directory } from '../data/directory';
import { Browser } from '../ui/browser';
import { useDirectory } from '../ui/context';
import type { GridColumn } from '../ui/grid';
import { ObjectLink } from '../ui/links';
import type { Place } from '../ui/router';
import { day } from '../ui/words';
import { FactorBadge } from './factorBadge';
import { filtersOf, relationFilters } from './peopleFilters';

/** Everybody. */
export function People({ place }: { place: Place }) {
  const directory = useDirectory();
  const { people } = directory.tables;
  const columns = useMemo(() => columnsOf(directory), [directory]);
  const { query } = place;
  const group = query.get('group');
  const application = query.get('application');
  const filters = useMemo(
    () => [
      ...filtersOf(directory),
      ...relationFilters(directory, group, application),
    ],
    [directory, group, application],
  );
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
