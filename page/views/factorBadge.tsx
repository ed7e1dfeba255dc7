import { COVERAGE_TITLES, coverageOf } from '../data/coverage';
import { useDirectory } from '../ui/context';
import { Badge, type Tone } from '../ui/links';

const TONES: Readonly<Record<string, Tone>> = {
  resistant: 'good',
  strong: 'good',
  weak: 'warn',
  none: 'bad',
};

/** How well somebody's second factors protect them, in two words. */
export function FactorBadge({ person }: { person: number }) {
  const coverage = coverageOf(useDirectory().tables.people, person);
  return (
    <Badge tone={TONES[coverage] ?? 'plain'}>{COVERAGE_TITLES[coverage]}</Badge>
  );
}
