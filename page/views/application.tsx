import { coverageOf } from '../data/coverage';
import type { Access, Directory } from '../data/directory';
import { useDirectory } from '../ui/context';
import { Badge, ConsoleLink, ObjectLink } from '../ui/links';
import { addressOf } from '../ui/router';
import { FactList, Section, ShortTable } from '../ui/section';
import { day, yesNo } from '../ui/words';
import { DemandBadge, MeetsBadge } from './demand';
import { FactorBadge } from './factorBadge';
import { Neighbourhood } from './neighbourhood';
import { How } from './person';
import { RoleTable } from './roleTable';

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
            ['Asks again after', applications.text('reauthenticate_in', row)],
            [
              'Service with credentials of its own',
              applications.flag('service_app', row) ? 'yes' : undefined,
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
  const { sign_on: rules } = directory.tables;
  const rows = [...directory.signOnOfApplication.of(application)];
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
            cell: (row) =>
              [rules.text('policy_name', row), rules.text('rule_name', row)]
                .filter((each, at, all) => each && all.indexOf(each) === at)
                .join(' › '),
          },
          { title: 'Says', cell: (row) => <Verdict rule={row} /> },
          {
            title: 'Takes',
            cell: (row) => rules.list('factors', row)?.join(', ') ?? '',
          },
          {
            title: 'For',
            cell: (row) => whom(directory, row),
          },
          {
            title: 'Asks again after',
            cell: (row) => rules.text('reauthenticate_in', row) ?? '',
          },
        ]}
      />
    </Section>
  );
}

function Verdict({ rule }: { rule: number }) {
  const { sign_on: rules } = useDirectory().tables;
  if (rules.flag('active', rule) === false) {
    return <Badge tone="plain">not in force</Badge>;
  }
  if (rules.flag('allows', rule) === false) {
    return <Badge tone="bad">keeps out</Badge>;
  }
  if (rules.flag('phishing_resistant_required', rule)) {
    return <Badge tone="good">phishing-resistant factor</Badge>;
  }
  const required = rules.flag('mfa_required', rule);
  if (required === undefined) return <Badge tone="plain">unknown</Badge>;
  return required ? (
    <Badge tone="good">second factor</Badge>
  ) : (
    <Badge tone="warn">one factor</Badge>
  );
}

/** Whom a rule is for, in words. */
function whom({ tables }: Directory, rule: number): string {
  const { sign_on: rules } = tables;
  const some = (list: readonly string[] | undefined, noun: string) =>
    list && list.length > 0 ? [`${list.length} ${noun}`] : [];
  const named = [
    ...some(rules.list('people_ids', rule), 'people'),
    ...some(rules.list('group_ids', rule), 'groups'),
  ];
  const left = [
    ...some(rules.list('excluded_people_ids', rule), 'people'),
    ...some(rules.list('excluded_group_ids', rule), 'groups'),
  ];
  return [
    named.length > 0 ? named.join(', ') : 'everybody',
    ...(left.length > 0 ? [`but ${left.join(', ')}`] : []),
    ...(rules.flag('conditional', rule) ? ['under conditions'] : []),
  ].join(', ');
}

function AssignedGroups({ application }: { application: number }) {
  const directory = useDirectory();
  const { assignments } = directory.tables;
  const rows = [...directory.assignmentsOfApplication.of(application)].filter(
    (row) => assignments.reference('group_id', row) !== undefined,
  );
  return (
    <Section title="Assigned groups" from={['assignments']} count={rows.length}>
      <ShortTable
        label="Assigned groups"
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
    </Section>
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
