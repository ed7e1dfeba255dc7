import type { HeldRole } from '../data/directory';
import { useDirectory } from '../ui/context';
import { Badge, GroupTrail } from '../ui/links';
import { ShortTable } from '../ui/section';

/** Roles with their extent, and the groups that give them. */
export function RoleTable({
  roles,
  empty,
}: {
  roles: readonly HeldRole[];
  empty: string;
}) {
  const { role_assignments: table } = useDirectory().tables;
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
              {table.text('role', row) ?? 'unknown'}{' '}
              {table.flag('super_admin', row) && (
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
          cell: ({ row }) =>
            [
              table.text('extent', row)?.replaceAll('_', ' '),
              table.text('extent_name', row),
            ]
              .filter((each) => each !== undefined)
              .join(': '),
        },
        {
          title: 'How',
          cell: ({ path }) =>
            path ? <GroupTrail path={path} /> : 'assigned singly',
        },
      ]}
    />
  );
}
