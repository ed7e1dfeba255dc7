import { coverageOf } from '../data/coverage';
import type { Access, Directory } from '../data/directory';
import { useDirectory } from '../ui/context';
import { Badge, ConsoleLink, GroupTrail, ObjectLink } from '../ui/links';
import { FactList, Section, ShortTable, TableSection } from '../ui/section';
import { day, moment, yesNo } from '../ui/words';
import { DemandBadge, MeetsBadge } from './demand';
import { FactorBadge } from './factorBadge';
import { AwsRoles } from './holders';
import { Neighbourhood } from './neighbourhood';
import { RoleTable } from './roleTable';

/** Everything about one person. */
export function Person({ row }: { row: number }) {
  const { people } = useDirectory().tables;
  const provider = people.text('provider', row);
  return (
    <>
      <div class="titleRow">
        <h1>{people.text('name', row)}</h1>
        <FactorBadge person={row} />
        {people.flag('admin', row) && (
          <Badge tone="accent">
            {people.flag('super_admin', row) ? 'super admin' : 'admin'}
          </Badge>
        )}
        <ConsoleLink
          address={people.text('web_link', row)}
          provider={provider}
        />
      </div>
      <PersonFacts row={row} />
      <Factors person={row} />
      <Applications person={row} />
      <Groups person={row} />
      <Roles person={row} />
      <AwsRolesOf person={row} />
      <Devices person={row} />
      <Tokens person={row} />
      <Neighbourhood kind="people" row={row} />
    </>
  );
}

function PersonFacts({ row }: { row: number }) {
  const { people } = useDirectory().tables;
  const manager = people.reference('manager_id', row);
  const text = (
    name: 'username' | 'email' | 'status' | 'title' | 'department',
  ) => people.text(name, row);
  return (
    <div class="card">
      <FactList
        facts={[
          ['Login', text('username')],
          ['E-mail', text('email')],
          ['Status', text('status')],
          ['Can sign in', yesNo(people.flag('active', row))],
          ['Title', text('title')],
          ['Department', text('department')],
          ['Employment', people.text('employee_type', row)],
          [
            'Manager',
            manager === undefined ? (
              people.text('manager', row)
            ) : (
              <ObjectLink kind="people" row={manager} />
            ),
          ],
          ['Last sign-in', moment(people.number('last_login_on', row))],
          ['Password changed', day(people.number('password_changed_on', row))],
          ['Created', day(people.number('created_on', row))],
          [
            'Exempt from factors',
            people.flag('mfa_exempt', row) ? 'yes' : undefined,
          ],
          [
            'Exempt from single sign-on',
            people.flag('sso_bypass', row) ? 'yes' : undefined,
          ],
          ['Key', people.text('id', row)],
        ]}
      />
    </div>
  );
}

function Factors({ person }: { person: number }) {
  const directory = useDirectory();
  const { factors, people } = directory.tables;
  const rows = [...directory.factorsOfPerson.of(person)];
  const isKnown = coverageOf(people, person) !== 'unknown';
  return (
    <Section
      title="Second factors"
      from={['factors']}
      count={isKnown ? rows.length : undefined}
    >
      <ShortTable
        label="Second factors"
        rows={rows}
        empty={
          isKnown
            ? 'No second factor.'
            : 'Not known: the provider, or this credential, does not tell.'
        }
        columns={[
          { title: 'Kind', cell: (row) => factors.text('kind', row) },
          { title: 'Name', cell: (row) => factors.text('name', row) },
          { title: 'Device', cell: (row) => factors.text('device', row) },
          { title: 'Strength', cell: (row) => <Strength row={row} /> },
          {
            title: 'Enrolled',
            cell: (row) => day(factors.number('created_on', row)) ?? '',
          },
        ]}
      />
    </Section>
  );
}

function Strength({ row }: { row: number }) {
  const { factors } = useDirectory().tables;
  if (factors.flag('active', row) === false) {
    return (
      <Badge tone="plain">{factors.text('status', row) ?? 'inactive'}</Badge>
    );
  }
  if (factors.flag('counts', row) === false) {
    return <Badge tone="plain">does not count</Badge>;
  }
  if (factors.flag('weak', row)) return <Badge tone="warn">weak</Badge>;
  return factors.flag('phishing_resistant', row) ? (
    <Badge tone="good">resists phishing</Badge>
  ) : (
    <Badge tone="good">counts</Badge>
  );
}

function Applications({ person }: { person: number }) {
  const directory = useDirectory();
  const ways = byApplicationName(directory, directory.accessOfPerson(person));
  const count = new Set(ways.map(({ application }) => application)).size;
  return (
    <Section
      title="Applications"
      from={['assignments', 'memberships', 'nested_groups', 'applications']}
      count={count}
    >
      <ShortTable
        label="Applications"
        rows={ways}
        empty={
          directory.tables.applications.size === 0
            ? 'Not applicable: this provider tells of no applications.'
            : 'None.'
        }
        columns={[
          {
            title: 'Application',
            cell: ({ application }) => (
              <ObjectLink kind="applications" row={application} />
            ),
          },
          { title: 'How', cell: (way) => <How way={way} /> },
          { title: 'As', cell: ({ role }) => role ?? '' },
          {
            title: 'Demands',
            cell: ({ application }) => (
              <DemandBadge application={application} />
            ),
          },
          {
            title: 'This person',
            cell: ({ application }) => (
              <MeetsBadge application={application} person={person} />
            ),
          },
        ]}
      />
    </Section>
  );
}

/** By which way somebody may use an application. */
export function How({ way }: { way: Access }) {
  if (way.how === 'direct') return <>assigned directly</>;
  if (!way.path) return <>by a group that is not known</>;
  return <GroupTrail path={way.path} />;
}

function byApplicationName(
  { tables: { applications } }: Directory,
  ways: readonly Access[],
): Access[] {
  const name = ({ application }: Access) =>
    applications.text('name', application) ?? '';
  return [...ways].sort((one, other) => name(one).localeCompare(name(other)));
}

function Groups({ person }: { person: number }) {
  const directory = useDirectory();
  const { memberships } = directory.tables;
  const groups = directory.groupsOf(person);
  const roles = new Map(
    [...directory.membershipsOfPerson.of(person)].map((row) => [
      memberships.reference('group_id', row),
      memberships.text('role', row),
    ]),
  );
  return (
    <TableSection
      title="Groups"
      from={['memberships', 'nested_groups', 'groups']}
      rows={groups}
      empty="None."
      columns={[
        {
          title: 'Group',
          cell: ({ group }) => <ObjectLink kind="groups" row={group} />,
        },
        {
          title: 'How',
          cell: ({ path }) =>
            path.length === 1 ? 'direct member' : <GroupTrail path={path} />,
        },
        { title: 'As', cell: ({ group }) => roles.get(group) ?? '' },
      ]}
    />
  );
}

function Roles({ person }: { person: number }) {
  const directory = useDirectory();
  const roles = directory.rolesOf(person);
  const isKnown = directory.tables.people.flag('admin', person) !== undefined;
  return (
    <Section
      title="Roles"
      from={['role_assignments', 'memberships']}
      count={roles.length > 0 || isKnown ? roles.length : undefined}
    >
      <RoleTable roles={roles} empty={isKnown ? 'None.' : 'Not known.'} />
    </Section>
  );
}

function Devices({ person }: { person: number }) {
  const { devicesOfPerson, tables } = useDirectory();
  const { devices, device_people: uses } = tables;
  if (devices.size === 0) return null;
  const rows = [...devicesOfPerson.of(person)].flatMap(
    (row) => uses.reference('device_id', row) ?? [],
  );
  return (
    <TableSection
      title="Devices"
      from={['devices']}
      rows={rows}
      empty="None."
      columns={[
        {
          title: 'Name',
          cell: (row) => <ObjectLink kind="devices" row={row} />,
        },
        {
          title: 'System',
          cell: (row) =>
            [devices.text('platform', row), devices.text('os_version', row)]
              .filter((each) => each !== undefined)
              .join(' '),
        },
        { title: 'Model', cell: (row) => devices.text('model', row) },
        {
          title: 'Encrypted',
          cell: (row) => yesNo(devices.flag('encrypted', row)),
        },
        {
          title: 'Last seen',
          cell: (row) => day(devices.number('last_seen_on', row)) ?? '',
        },
      ]}
    />
  );
}

function AwsRolesOf({ person }: { person: number }) {
  const directory = useDirectory();
  const own = [...directory.awsRolesOfPerson.of(person)].map((row) => ({
    row,
    how: 'assigned directly',
  }));
  const given = directory.groupsOf(person).flatMap(({ group, path }) =>
    [...directory.awsRolesOfGroup.of(group)].map((row) => ({
      row,
      how: <GroupTrail path={path} />,
    })),
  );
  return <AwsRoles given={[...own, ...given]} />;
}

function Tokens({ person }: { person: number }) {
  const directory = useDirectory();
  const { api_tokens: tokens } = directory.tables;
  if (tokens.size === 0) return null;
  const rows = [...directory.tokensOfPerson.of(person)];
  return (
    <TableSection
      title="API tokens"
      from={['api_tokens']}
      rows={rows}
      empty="None."
      columns={[
        {
          title: 'Name',
          cell: (row) => <ObjectLink kind="api_tokens" row={row} />,
        },
        {
          title: 'Last used',
          cell: (row) => day(tokens.number('last_used_on', row)) ?? '',
        },
        {
          title: 'Ends',
          cell: (row) => day(tokens.number('expires_on', row)) ?? '',
        },
      ]}
    />
  );
}
