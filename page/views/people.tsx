import { useMemo } from 'preact/hooks';

import { COVERAGE_TITLES, COVERAGES, coverageOf } from '../data/coverage';
import type { TableOf } from '../data/contract';
import type { Directory } from '../data/directory';
import { Browser } from '../ui/browser';
import { columnsFrom, knownColumns, nameColumn } from '../ui/columns';
import { useDirectory } from '../ui/context';
import type { GridColumn } from '../ui/grid';
import type { Place } from '../ui/router';
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

function columnsOf({ tables }: Directory): GridColumn[] {
  const { people } = tables;
  const make = columnsFrom(people);
  const width = 'minmax(10rem, 2fr)';
  const columns: GridColumn[] = [
    { ...nameColumn(tables, 'people'), width: 'minmax(9rem, 2fr)' },
    make.text('username', 'Login', { width }),
    ...(hasOtherEmails(people)
      ? [make.text('email', 'E-mail', { width })]
      : []),
    make.text('status', 'Status', {
      width: 'minmax(5rem, 7rem)',
      isWide: false,
    }),
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
    make.text('department', 'Department'),
    make.text('title', 'Title'),
    make.text('manager', 'Manager'),
    make.day('last_login_on', 'Last sign-in'),
    make.day('password_changed_on', 'Password'),
    make.day('created_on', 'Created'),
  ];
  return knownColumns(columns, people.size);
}

/** Whether anybody has an address beside the name to log in with. */
function hasOtherEmails(people: TableOf<'people'>): boolean {
  for (let person = 0; person < people.size; person += 1) {
    const email = people.text('email', person);
    const login = people.text('username', person)?.toLowerCase();
    if (email !== undefined && email !== login) return true;
  }
  return false;
}
