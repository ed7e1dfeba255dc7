import { useMemo } from 'preact/hooks';

import type { Directory } from '../data/directory';
import { Browser, type Filter } from '../ui/browser';
import { choiceOf, columnsFrom, nameColumn } from '../ui/columns';
import { useDirectory } from '../ui/context';
import type { GridColumn } from '../ui/grid';
import type { Place } from '../ui/router';
import { amount } from '../ui/words';
import { DemandBadge, demandOf } from './demand';

/** All applications. */
export function Applications({ place }: { place: Place }) {
  const directory = useDirectory();
  const columns = useMemo(() => columnsOf(directory), [directory]);
  const filters = useMemo(() => filtersOf(directory), [directory]);
  const { applications } = directory.tables;
  return (
    <Browser
      place={place}
      title="Applications"
      noun={['application', 'applications']}
      size={applications.size}
      columns={columns}
      filters={filters}
    >
      {applications.size === 0 && (
        <p class="hint">
          Not applicable: this provider tells of no applications.
        </p>
      )}
    </Browser>
  );
}

function columnsOf(directory: Directory): GridColumn[] {
  const { applications } = directory.tables;
  const make = columnsFrom(applications);
  const people = peopleCounts(directory);
  return [
    nameColumn(directory.tables, 'applications'),
    demandColumn(directory),
    {
      id: 'people',
      title: 'People',
      width: 'minmax(4rem, 6rem)',
      text: (row) => amount(people(row)),
      order: people,
    },
    {
      id: 'groups',
      title: 'Groups',
      width: '6rem',
      text: (row) => amount(groupCount(directory, row)),
      order: (row) => groupCount(directory, row),
      isWide: true,
    },
    make.text('sign_on_mode', 'Sign-on', { width: 'minmax(7rem, 1fr)' }),
    make.text('vendor', 'Vendor'),
    make.flag('active', 'Active'),
  ];
}

function demandColumn({ tables: { applications } }: Directory): GridColumn {
  return {
    id: 'demand',
    title: 'Demands',
    width: 'minmax(7rem, 11rem)',
    text: (row) => demandOf(applications, row),
    cell: (row) => <DemandBadge application={row} />,
  };
}

/** How many people may use an application: counted when it is shown, once. */
function peopleCounts(directory: Directory): (application: number) => number {
  const known = new Map<number, number>();
  return (application) => {
    const count =
      known.get(application) ??
      new Set(
        directory.accessOfApplication(application).map(({ person }) => person),
      ).size;
    known.set(application, count);
    return count;
  };
}

function groupCount(directory: Directory, application: number): number {
  const { assignments } = directory.tables;
  return directory.assignmentsOfApplication
    .of(application)
    .filter((row) => assignments.reference('group_id', row) !== undefined)
    .length;
}

function filtersOf(directory: Directory): Filter[] {
  const { applications } = directory.tables;
  return [
    demandColumn(directory),
    columnsFrom(applications).text('sign_on_mode', 'Sign-on'),
  ]
    .map((column) => choiceOf(column, applications.size))
    .filter(({ options }) => options.length > 0);
}
