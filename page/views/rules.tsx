import type { ObjectKind } from '../data/contract';
import type { Directory } from '../data/directory';
import { useDirectory } from '../ui/context';
import { Badge, ObjectLink, type Tone } from '../ui/links';
import { TableSection } from '../ui/section';
import { counted } from '../ui/words';

/** What a rule says to those it is for, in two words. */
export function verdictOf({ tables }: Directory, rule: number): string {
  const { policy_rules: rules } = tables;
  if (rules.flag('active', rule) === false) return 'not in force';
  if (rules.flag('allows', rule) === false) return 'keeps out';
  if (rules.flag('phishing_resistant_required', rule)) {
    return 'phishing-resistant factor';
  }
  const required = rules.flag('mfa_required', rule);
  if (required === undefined) return 'unknown';
  return required ? 'second factor' : 'one factor';
}

const TONES: Readonly<Record<string, Tone>> = {
  'keeps out': 'bad',
  'phishing-resistant factor': 'good',
  'second factor': 'good',
  'one factor': 'warn',
};

/** The same with its color. */
export function VerdictBadge({ rule }: { rule: number }) {
  const verdict = verdictOf(useDirectory(), rule);
  return <Badge tone={TONES[verdict] ?? 'plain'}>{verdict}</Badge>;
}

/** A rule behind the name of its policy, unless that is the same. */
export function ruleName({ tables }: Directory, rule: number): string {
  const { policy_rules: rules } = tables;
  return [rules.text('policy_name', rule), rules.text('name', rule)]
    .filter((each, at, all) => each && all.indexOf(each) === at)
    .join(' › ');
}

/** Whom a rule is for, in words. */
export function whomOf({ tables }: Directory, rule: number): string {
  const { policy_rules: rules } = tables;
  const some = (
    list: readonly string[] | undefined,
    ...noun: [string, string]
  ) => (list && list.length > 0 ? [counted(list.length, ...noun)] : []);
  const named = [
    ...some(rules.list('people_ids', rule), 'person', 'people'),
    ...some(rules.list('group_ids', rule), 'group', 'groups'),
  ];
  const left = [
    ...some(rules.list('excluded_people_ids', rule), 'person', 'people'),
    ...some(rules.list('excluded_group_ids', rule), 'group', 'groups'),
  ];
  return [
    named.length > 0 ? named.join(', ') : 'everybody',
    ...(left.length > 0 ? [`but ${left.join(', ')}`] : []),
    ...(rules.flag('conditional', rule) ? ['under conditions'] : []),
  ].join(', ');
}

/** The people and groups that a rule is for, or not for, and the applications that it opens. */
export function RuleRelations({ row }: { row: number }) {
  const directory = useDirectory();
  const { policy_rules: rules, sign_on: uses } = directory.tables;
  const applications = [...directory.applicationsOfRule.of(row)].flatMap(
    (each) => uses.reference('application_id', each) ?? [],
  );
  return (
    <>
      <TableSection
        title="Applications"
        from={['sign_on', 'applications']}
        rows={applications}
        empty="None."
        columns={[
          {
            title: 'Application',
            cell: (each) => <ObjectLink kind="applications" row={each} />,
          },
        ]}
      />
      <Named
        title="For these alone"
        people={rules.list('people_ids', row)}
        groups={rules.list('group_ids', row)}
      />
      <Named
        title="Not for these"
        people={rules.list('excluded_people_ids', row)}
        groups={rules.list('excluded_group_ids', row)}
      />
    </>
  );
}

function Named({
  title,
  people = [],
  groups = [],
}: {
  title: string;
  people: readonly string[] | undefined;
  groups: readonly string[] | undefined;
}) {
  const rows = [
    ...groups.map((id) => ({ kind: 'groups', id }) as const),
    ...people.map((id) => ({ kind: 'people', id }) as const),
  ];
  if (rows.length === 0) return null;
  return (
    <TableSection
      title={title}
      from={['policy_rules', 'people', 'groups']}
      rows={rows}
      empty="Nobody."
      columns={[
        { title: 'Who', cell: (each) => <KeyLink {...each} /> },
        {
          title: 'Kind',
          cell: ({ kind }) => (kind === 'people' ? 'person' : 'group'),
        },
      ]}
    />
  );
}

/** A link by the key, which alone is shown where the object was not collected. */
function KeyLink({ kind, id }: { kind: ObjectKind; id: string }) {
  const row = useDirectory().tables[kind].rowOf(id);
  return row === undefined ? <>{id}</> : <ObjectLink kind={kind} row={row} />;
}
