import type { TableOf } from '../data/contract';
import { coverageOf } from '../data/coverage';
import { useDirectory } from '../ui/context';
import { Badge, type Tone } from '../ui/links';

/** What an application demands of everybody who signs on. */
export type Demand =
  'phishing-resistant' | 'second factor' | 'one factor' | 'unknown';

/** What is known of that: `one factor` means that some rule lets in without a second one. */
export function demandOf(
  applications: TableOf<'applications'>,
  application: number,
): Demand {
  if (applications.flag('phishing_resistant_required', application)) {
    return 'phishing-resistant';
  }
  const required = applications.flag('mfa_required', application);
  if (required === undefined) return 'unknown';
  return required ? 'second factor' : 'one factor';
}

const TONES: Readonly<Record<Demand, Tone>> = {
  'phishing-resistant': 'good',
  'second factor': 'good',
  'one factor': 'warn',
  unknown: 'plain',
};

/** What an application demands, in two words. */
export function DemandBadge({ application }: { application: number }) {
  const demand = demandOf(useDirectory().tables.applications, application);
  return <Badge tone={TONES[demand]}>{demand}</Badge>;
}

/** Whether a person has what an application demands. */
export function MeetsBadge({
  application,
  person,
}: {
  application: number;
  person: number;
}) {
  const { applications, people } = useDirectory().tables;
  const demand = demandOf(applications, application);
  const coverage = coverageOf(people, person);
  if (demand === 'unknown' || coverage === 'unknown') {
    return <Badge tone="plain">unknown</Badge>;
  }
  if (demand === 'one factor') return <Badge tone="plain">nothing more</Badge>;
  if (coverage === 'none') return <Badge tone="bad">has none</Badge>;
  if (demand === 'phishing-resistant' && coverage !== 'resistant') {
    const known = people.flag('mfa_phishing_resistant', person) === false;
    return known ? (
      <Badge tone="bad">has a lesser one</Badge>
    ) : (
      <Badge tone="plain">unknown</Badge>
    );
  }
  return <Badge tone="good">has it</Badge>;
}
