import { coverageOf } from '../data/coverage';
import type { Access } from '../data/directory';
import { useDirectory } from '../ui/context';
import { ConsoleLink, ObjectLink } from '../ui/links';
import { addressOf } from '../ui/router';
import { FactList, Section, ShortTable, TableSection } from '../ui/section';
import { day, duration, yesNo } from '../ui/words';
import { DemandBadge, MeetsBadge } from './demand';
import { FactorBadge } from './factorBadge';
import { Neighbourhood } from './neighbourhood';
import { How } from './person';
import { RoleTable } from './roleTable';
import { ruleName, VerdictBadge, whomOf } from './rules';

/** Everything about one application: who may use it, how, and what it demands of them. */
export function Application({ row }: { row: number }) {
  const directory = useDirectory();
  const { applications } = directory.tables;
  const roles = [...directory.rolesOfApplication.of(row)];
  return (
    <>
      <div class="titleRow">
        <h1>{applications.text('name', row)}</h1>
        <DemandBadge application={row} />
        <ConsoleLink
          address={applications.text('web_link', row)}
          provider={applications.text('provider', row)}
        />
      </div>
      <div class="card">
        <FactList
          facts={[
            ['Active', yesNo(applications.flag('active', row))],
            ['Sign-on', applications.text('sign_on_mode', row)],
            ['Vendor', applications.text('vendor', row)],
            [
              'Demands a second factor',
              yesNo(applications.flag('mfa_required', row)),
            ],
            [
              'Demands one that resists phishing',
              yesNo(applications.flag('phishing_resistant_required', row)),
            ],
            [
              'Asks again after',
              duration(applications.text('reauthenticate_in', row)),
            ],
            [
              'Service with credentials of its own',
              applications.flag('service_app', row) ? (
                <ServiceAccountLink application={row} />
              ) : undefined,
            ],
            ['Created', day(applications.number('created_on', row))],
            ['Key', applications.text('id', row)],
          ]}
        />
      </div>
      <SignOn application={row} />
      <AssignedGroups application={row} />
      <WhoMayUse application={row} />
      {roles.length > 0 && (
        <Section
          title="Roles of the application itself"
          from={['role_assignments']}
          count={roles.length}
        >
          <RoleTable roles={roles.map((each) => ({ row: each }))} empty="" />
        </Section>
      )}
      <Neighbourhood kind="applications" row={row} />
    </>
  );
}

function SignOn({ application }: { application: number }) {
  const directory = useDirectory();
  const { sign_on: uses, policy_rules: rules } = directory.tables;
  const rows = [...directory.signOnOfApplication.of(application)].flatMap(
    (row) => uses.reference('rule_id', row) ?? [],
  );
  return (
    <Section
      title="What sign-on demands"
      from={['sign_on']}
      count={rows.length || undefined}
    >
      <ShortTable
        label="Rules of sign-on"
        rows={rows}
        empty="Not known: the provider tells of no rule, or its policies could not be read."
        columns={[
          {
            title: 'Rule',
            cell: (row) => (
              <ObjectLink kind="policy_rules" row={row}>
                {ruleName(directory, row)}
              </ObjectLink>
            ),
          },
          { title: 'Says', cell: (row) => <VerdictBadge rule={row} /> },
          {
            title: 'Takes',
            cell: (row) => rules.list('factors', row)?.join(', ') ?? '',
          },
          { title: 'For', cell: (row) => whomOf(directory, row) },
          {
            title: 'Asks again after',
            cell: (row) => duration(rules.text('reauthenticate_in', row)) ?? '',
          },
        ]}
      />
    </Section>
  );
}

function AssignedGroups({ application }: { application: number }) {
  const directory = useDirectory();
  const { assignments } = directory.tables;
  const rows = [...directory.assignmentsOfApplication.of(application)].filter(
    (row) => assignments.reference('group_id', row) !== undefined,
  );
  return (
    <TableSection
      title="Assigned groups"
      from={['assignments']}
      rows={rows}
      empty="None."
      columns={[
        {
          title: 'Group',
          cell: (row) => (
            <ObjectLink
              kind="groups"
              row={assignments.reference('group_id', row) ?? 0}
            />
          ),
        },
        { title: 'As', cell: (row) => assignments.text('role', row) ?? '' },
      ]}
    />
  );
}

function WhoMayUse({ application }: { application: number }) {
  const directory = useDirectory();
  const { people, applications } = directory.tables;
  const ways = directory.accessOfApplication(application);
  const who = new Set(ways.map(({ person }) => person));
  const without = [...who].filter(
    (person) => coverageOf(people, person) === 'none',
  ).length;
  const name = ({ person }: Access) => people.text('name', person) ?? '';
  ways.sort((one, other) => name(one).localeCompare(name(other)));
  return (
    <Section
      title="People"
      from={['assignments', 'memberships', 'people']}
      count={who.size}
    >
      {without > 0 && (
        <p class="gap">{without} of them have no second factor.</p>
      )}
      <ShortTable
        label="People"
        rows={ways}
        empty="Nobody."
        allAt={addressOf(['people'], {
          application: applications.text('id', application),
        })}
        columns={[
          {
            title: 'Person',
            cell: ({ person }) => <ObjectLink kind="people" row={person} />,
          },
          { title: 'How', cell: (way) => <How way={way} /> },
          { title: 'As', cell: ({ role }) => role ?? '' },
          {
            title: 'Second factor',
            cell: ({ person }) => <FactorBadge person={person} />,
          },
          {
            title: 'What is demanded',
            cell: ({ person }) => (
              <MeetsBadge application={application} person={person} />
            ),
          },
        ]}
      />
    </Section>
  );
}

function ServiceAccountLink({ application }: { application: number }) {
  const { applications, service_accounts: accounts } = useDirectory().tables;
  const row = accounts.rowOf(applications.text('id', application) ?? '');
  return row === undefined ? (
    <>yes</>
  ) : (
    <ObjectLink kind="service_accounts" row={row}>
      yes, a service account
    </ObjectLink>
  );
}
