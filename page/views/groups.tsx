import { useMemo } from 'preact/hooks';

import type { Directory } from '../data/directory';
import { Browser, type Filter } from '../ui/browser';
import { choiceOf, columnsFrom, nameColumn } from '../ui/columns';
import { useDirectory } from '../ui/context';
import type { GridColumn } from '../ui/grid';
import type { Place } from '../ui/router';
import { amount } from '../ui/words';

/** All groups. */
export function Groups({ place }: { place: Place }) {
  const directory = useDirectory();
  const columns = useMemo(() => columnsOf(directory), [directory]);
  const filters = useMemo(() => filtersOf(directory), [directory]);
  return (
    <Browser
      place={place}
      title="Groups"
      noun={['group', 'groups']}
      size={directory.tables.groups.size}
      columns={columns}
      filters={filters}
    />
  );
}

function columnsOf(directory: Directory): GridColumn[] {
  const { groups } = directory.tables;
  const make = columnsFrom(groups);
  const count = (
    id: string,
    title: string,
    of: (group: number) => number,
  ): GridColumn => ({
    id,
    title,
    width: '7rem',
    text: (row) => amount(of(row)),
    order: of,
    isWide: id !== 'members',
  });
  const flag = (
    id: 'dynamic' | 'gives_admin' | 'gives_application',
    title: string,
    word: string,
  ): GridColumn => ({
    id,
    title,
    width: '7rem',
    text: (row) => (groups.flag(id, row) ? word : ''),
    isWide: true,
  });
  return [
    nameColumn(directory.tables, 'groups'),
    make.text('kind', 'Kind', { width: 'minmax(5rem, 7rem)', isWide: false }),
    count(
      'members',
      'Direct members',
      (group) => directory.membershipsOfGroup.of(group).length,
    ),
    count(
      'applications',
      'Applications',
      (group) => directory.assignmentsOfGroup.of(group).length,
    ),
    flag('gives_admin', 'Admin role', 'gives one'),
    flag('dynamic', 'Members', 'by rule'),
    make.text('description', 'Description', { width: 'minmax(8rem, 3fr)' }),
  ];
}

function filtersOf(directory: Directory): Filter[] {
  const { groups } = directory.tables;
  return [
    choiceOf(columnsFrom(groups).text('kind', 'Kind'), groups.size),
    {
      id: 'gives',
      title: 'Gives',
      options: [
        { value: 'admin', title: 'an admin role' },
        { value: 'application', title: 'an application' },
        { value: 'nothing', title: 'neither' },
      ],
      passes: (row, value) => {
        const admin = groups.flag('gives_admin', row);
        const application = groups.flag('gives_application', row);
        if (value === 'admin') return admin === true;
        if (value === 'application') return application === true;
        return admin === false && application === false;
      },
    },
    {
      id: 'members',
      title: 'Members',
      options: [
        { value: 'none', title: 'no direct ones' },
        { value: 'rule', title: 'by rule' },
      ],
      passes: (row, value) =>
        value === 'none'
          ? directory.membershipsOfGroup.of(row).length === 0
          : groups.flag('dynamic', row) === true,
    },
  ];
}
