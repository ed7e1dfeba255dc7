import { useDirectory } from '../ui/context';
import { Badge, ConsoleLink, GroupTrail, ObjectLink } from '../ui/links';
import { addressOf } from '../ui/router';
import { FactList, Section, ShortTable, TableSection } from '../ui/section';
import { day } from '../ui/words';
import { DemandBadge } from './demand';
import { FactorBadge } from './factorBadge';
import { AwsRoles } from './holders';
import { Neighbourhood } from './neighbourhood';
import { RoleTable } from './roleTable';

/** Everything about one group: who is in it, by which way, and what it gives. */
export function Group({ row }: { row: number }) {
  const directory = useDirectory();
  const { groups } = directory.tables;
  const roles = [...directory.rolesOfGroup.of(row)].map((each) => ({
    row: each,
    path: [row],
  }));
  return (
    <>
      <div class="titleRow">
        <h1>{groups.text('name', row)}</h1>
        {groups.flag('gives_admin', row) && (
          <Badge tone="accent">gives an admin role</Badge>
        )}
        {groups.flag('dynamic', row) && (
          <Badge tone="plain">members by rule</Badge>
        )}
        <ConsoleLink
          address={groups.text('web_link', row)}
          provider={groups.text('provider', row)}
        />
      </div>
      <div class="card">
        <FactList
          facts={[
            ['Kind', groups.text('kind', row)],
            ['Description', groups.text('description', row)],
            ['Rules', groups.list('rules', row)?.join(', ')],
            ['Comes from', groups.text('source_application', row)],
            ['Created', day(groups.number('created_on', row))],
            ['Key', groups.text('id', row)],
          ]}
        />
      </div>
      <Members group={row} />
      <Given group={row} />
      <Nesting group={row} />
      <Section
        title="Roles"
        from={['role_assignments', 'memberships']}
        count={roles.length}
      >
        <RoleTable roles={roles} empty="Gives no role that is known." />
      </Section>
      <AwsRoles
        given={[...directory.awsRolesOfGroup.of(row)].map((each) => ({
          row: each,
          how: 'by this group',
        }))}
      />
      <ServiceAccounts team={row} />
      <Neighbourhood kind="groups" row={row} />
    </>
  );
}

function Members({ group }: { group: number }) {
  const directory = useDirectory();
  const { groups } = directory.tables;
  const members = directory.membersOf(group);
  return (
    <TableSection
      title="Members"
      from={['memberships', 'nested_groups', 'people']}
      rows={members}
      empty="Nobody."
      allAt={addressOf(['people'], { group: groups.text('id', group) })}
      columns={[
        {
          title: 'Person',
          cell: ({ person }) => <ObjectLink kind="people" row={person} />,
        },
        {
          title: 'How',
          cell: ({ path }) =>
            path.length === 1 ? (
              'direct member'
            ) : (
              <GroupTrail path={path.slice(1)} />
            ),
        },
        {
          title: 'Second factor',
          cell: ({ person }) => <FactorBadge person={person} />,
        },
      ]}
    />
  );
}

/** Applications of the group, its own and those of the groups around it. */
function Given({ group }: { group: number }) {
  const directory = useDirectory();
  const { assignments } = directory.tables;
  const rows = directory
    .groupsAround(group)
    .flatMap(({ group: giver, path }) =>
      [...directory.assignmentsOfGroup.of(giver)].map((row) => ({ row, path })),
    );
  return (
    <Section
      title="Gives applications"
      from={['assignments', 'nested_groups']}
      count={rows.length}
    >
      <ShortTable
        label="Applications"
        rows={rows}
        empty="None."
        columns={[
          {
            title: 'Application',
            cell: ({ row }) => (
              <ObjectLink
                kind="applications"
                row={assignments.reference('application_id', row) ?? 0}
              />
            ),
          },
          {
            title: 'How',
            cell: ({ path }) =>
              path.length === 1 ? (
                'by this group'
              ) : (
                <GroupTrail path={path.slice(0, -1)} />
              ),
          },
          {
            title: 'As',
            cell: ({ row }) => assignments.text('role', row) ?? '',
          },
          {
            title: 'Demands',
            cell: ({ row }) => (
              <DemandBadge
                application={assignments.reference('application_id', row) ?? 0}
              />
            ),
          },
        ]}
      />
    </Section>
  );
}

function Nesting({ group }: { group: number }) {
  const directory = useDirectory();
  const { nested_groups: nestings } = directory.tables;
  const outer = [...directory.nestingsOfChild.of(group)].map((row) => ({
    title: 'is in',
    group: nestings.reference('parent_id', row) ?? 0,
  }));
  const inner = [...directory.nestingsOfParent.of(group)].map((row) => ({
    title: 'contains',
    group: nestings.reference('child_id', row) ?? 0,
  }));
  const rows = [...outer, ...inner];
  if (nestings.size === 0) return null;
  return (
    <TableSection
      title="Groups within groups"
      from={['nested_groups']}
      rows={rows}
      empty="None."
      columns={[
        { title: 'This group', cell: ({ title }) => title },
        {
          title: 'Group',
          cell: (row) => <ObjectLink kind="groups" row={row.group} />,
        },
      ]}
    />
  );
}

function ServiceAccounts({ team }: { team: number }) {
  const directory = useDirectory();
  const { service_accounts: accounts } = directory.tables;
  const rows = [...directory.serviceAccountsOfTeam.of(team)];
  if (rows.length === 0) return null;
  return (
    <TableSection
      title="Service accounts"
      from={['service_accounts']}
      rows={rows}
      empty="None."
      columns={[
        {
          title: 'Name',
          cell: (row) => <ObjectLink kind="service_accounts" row={row} />,
        },
        {
          title: 'Roles',
          cell: (row) => accounts.list('roles', row)?.join(', ') ?? '',
        },
        {
          title: 'Last used',
          cell: (row) => day(accounts.number('last_used_on', row)) ?? '',
        },
      ]}
    />
  );
}
