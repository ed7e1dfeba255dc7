import { useMemo } from 'preact/hooks';

import type { Directory } from '../data/directory';
import { Browser, type Filter } from '../ui/browser';
import { useDirectory } from '../ui/context';
import type { GridColumn } from '../ui/grid';
import { ObjectLink } from '../ui/links';
import { optionsOf } from '../ui/options';
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
  const people = peopleCounts(directory);
  return [
    {
      id: 'name',
      title: 'Name',
      width: 'minmax(10rem, 3fr)',
      text: (row) => applications.text('name', row) ?? '',
      cell: (row) => <ObjectLink kind="applications" row={row} />,
    },
    {
      id: 'demand',
      title: 'Demands',
      width: 'minmax(7rem, 11rem)',
      text: (row) => demandOf(applications, row),
      cell: (row) => <DemandBadge application={row} />,
    },
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
    {
      id: 'sign_on_mode',
      title: 'Sign-on',
      width: 'minmax(7rem, 1fr)',
      text: (row) => applications.text('sign_on_mode', row) ?? '',
      isWide: true,
    },
    {
      id: 'vendor',
      title: 'Vendor',
      width: 'minmax(6rem, 1fr)',
      text: (row) => applications.text('vendor', row) ?? '',
      isWide: true,
    },
    {
      id: 'active',
      title: 'Active',
      width: '5rem',
      text: (row) => {
        const active = applications.flag('active', row);
        return active === undefined ? '' : active ? 'yes' : 'no';
      },
      isWide: true,
    },
  ];
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

function filtersOf({ tables: { applications } }: Directory): Filter[] {
  return [
    {
      id: 'demand',
      title: 'Demands',
      options: optionsOf(applications.size, (row) =>
        demandOf(applications, row),
      ),
      passes: (row: number, value: string) =>
        demandOf(applications, row) === value,
    },
    {
      id: 'sign_on_mode',
      title: 'Sign-on',
      options: optionsOf(applications.size, (row) =>
        applications.text('sign_on_mode', row),
      ),
      passes: (row: number, value: string) =>
        applications.text('sign_on_mode', row) === value,
    },
  ].filter(({ options }) => options.length > 0);
}
