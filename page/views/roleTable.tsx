import type { TableOf } from '../data/contract';
import type { HeldRole } from '../data/directory';
import { useDirectory } from '../ui/context';
import { Badge, GroupTrail, ObjectLink } from '../ui/links';
import { ShortTable } from '../ui/section';

/** Roles with their extent, and the groups that give them. */
export function RoleTable({
  roles,
  empty,
}: {
  roles: readonly HeldRole[];
  empty: string;
}) {
  const { role_assignments: table, roles: names } = useDirectory().tables;
  const roleOf = (row: number) => table.reference('role_id', row) ?? -1;
  return (
    <ShortTable
      label="Roles"
      rows={roles}
      empty={empty}
      columns={[
        {
          title: 'Role',
          cell: ({ row }) => (
            <>
              <ObjectLink kind="roles" row={roleOf(row)} />{' '}
              {names.flag('super_admin', roleOf(row)) && (
                <Badge tone="bad">may do everything</Badge>
              )}
              {table.flag('active', row) === false && (
                <Badge tone="plain">not in force</Badge>
              )}
            </>
          ),
        },
        {
          title: 'Extent',
          cell: ({ row }) => extentOf(table, row),
        },
        {
          title: 'How',
          cell: ({ path }) =>
            path ? <GroupTrail path={path} /> : 'assigned directly',
        },
      ]}
    />
  );
}

/** What an assignment of a role is for, in words. */
export function extentOf(
  table: TableOf<'role_assignments'>,
  row: number,
): string {
  return [
    table.text('extent', row)?.replaceAll('_', ' '),
    table.text('extent_name', row),
  ]
    .filter((each) => each !== undefined)
    .join(': ');
}
