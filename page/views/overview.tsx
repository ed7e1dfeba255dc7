import {
  countBy,
  COVERAGE_TITLES,
  COVERAGES,
  coverageOf,
  type Knowledge,
  knowledgeOf,
  SIGN_IN_AGES,
  SIGN_IN_TITLES,
  signInAgeOf,
} from '../data/coverage';
import type { ObjectKind, Tables } from '../data/contract';
import type { Directory } from '../data/directory';
import { ChartCard, type Slice } from '../ui/chart';
import { useDirectory, usePartialTypes } from '../ui/context';
import { addressOf } from '../ui/router';
import { amount, moment, providerName } from '../ui/words';
import { Completeness } from './completeness';
import { FindingList, SeverityCounts } from './findings';
import { THINGS } from './things';

/** The kinds that are counted beside people, groups and applications. */
const TILES = ['devices', 'service_accounts', 'api_tokens'] as const;

const COVERAGE_COLORS = {
  resistant: 'good',
  strong: 'fine',
  weak: 'warn',
  none: 'bad',
  unknown: 'faint',
};

const AGE_COLORS = {
  month: 'good',
  quarter: 'fine',
  year: 'warn',
  older: 'bad',
  never: 'faint',
};

/** The first screen: whose data it is, whether it is whole, the numbers, and what to look at. */
export function Overview() {
  const directory = useDirectory();
  const { facts, tables } = directory;
  const knowledge = knowledgeOf(directory);
  return (
    <>
      <div class="titleRow">
        <h1>
          {facts.accounts.map(({ name }) => name).join(', ') || 'Overview'}
        </h1>
        <p class="hint">
          {[...new Set(facts.accounts.map(({ provider }) => provider))]
            .map(providerName)
            .join(', ')}
          {' · '}
          collected {moment(facts.collectedOn)}
        </p>
      </div>
      <Completeness />
      <ul class="tiles">
        <Tile kind="people" size={tables.people.size} title="People" />
        <Tile kind="groups" size={tables.groups.size} title="Groups" />
        {knowledge.applications && (
          <Tile
            kind="applications"
            size={tables.applications.size}
            title="Applications"
          />
        )}
        {TILES.filter((kind) => tables[kind].size > 0).map((kind) => (
          <Tile
            key={kind}
            kind={kind}
            size={tables[kind].size}
            title={THINGS[kind].title}
          />
        ))}
      </ul>
      <div class="charts">
        <FactorChart directory={directory} knowledge={knowledge} />
        <KindChart directory={directory} knowledge={knowledge} />
        <SignInChart directory={directory} knowledge={knowledge} />
        <AdminChart directory={directory} knowledge={knowledge} />
      </div>
      <div class="findingsHead">
        <h2>Findings</h2>
        <SeverityCounts />
      </div>
      <FindingList />
    </>
  );
}

function Tile({
  kind,
  size,
  title,
}: {
  kind: ObjectKind;
  size: number;
  title: string;
}) {
  const isPartial = usePartialTypes([kind]).length > 0;
  return (
    <li class={isPartial ? 'tile atLeast' : 'tile'}>
      <a href={addressOf([kind])}>
        <b>
          {amount(size)}
          {isPartial && ' or more'}
        </b>{' '}
        {title}
      </a>
    </li>
  );
}

interface Known {
  directory: Directory;
  knowledge: Knowledge;
}

function FactorChart({ directory, knowledge }: Known) {
  const { people } = directory.tables;
  if (!knowledge.factors) {
    return (
      <NotApplicable
        title="Second factors"
        what="second factors"
        from={['people', 'factors']}
      />
    );
  }
  const counts = countBy(people.size, (person) =>
    people.flag('active', person) === true
      ? coverageOf(people, person)
      : undefined,
  );
  const active = [...counts.values()].reduce((sum, each) => sum + each, 0);
  const slices = COVERAGES.map((each): Slice => ({
    title: COVERAGE_TITLES[each],
    value: counts.get(each) ?? 0,
    color: COVERAGE_COLORS[each],
    href: addressOf(['people'], { factor: each, active: 'yes' }),
  }));
  const known = active - (counts.get('unknown') ?? 0);
  const covered = known - (counts.get('none') ?? 0);
  const percent = known === 0 ? 0 : Math.floor((covered / known) * 100);
  return (
    <ChartCard
      from={['people', 'factors']}
      title={`Second factors of the ${amount(active)} people who can sign in`}
      kind="doughnut"
      slices={slices.filter(
        ({ color, value }) => color !== 'faint' || value > 0,
      )}
      middle={`${percent} %`}
      note={
        knowledge.phishingResistance
          ? undefined
          : 'Whether a factor resists phishing is not told by this provider.'
      }
    />
  );
}

function KindChart({ directory, knowledge }: Known) {
  const { factors, people } = directory.tables;
  if (!knowledge.factors) {
    return (
      <NotApplicable
        title="Kinds of factors"
        what="kinds of factors"
        from={['people', 'factors']}
      />
    );
  }
  const holders = new Map<string, Set<number>>();
  for (let row = 0; row < factors.size; row += 1) {
    const kind = factors.text('kind', row);
    const person = factors.reference('person_id', row);
    if (kind === undefined || person === undefined) continue;
    if (factors.flag('active', row) === false) continue;
    const known = holders.get(kind) ?? new Set<number>();
    holders.set(kind, known.add(person));
  }
  const slices = [...holders]
    .sort(([, one], [, other]) => other.size - one.size)
    .map(([kind, { size }]): Slice => ({
      title: kind,
      value: size,
      color: 'accent',
      href: addressOf(['people'], { kind }),
    }));
  return (
    <ChartCard
      from={['people', 'factors']}
      title="Kinds of factors, by people who have one"
      kind="bar"
      whole={people.size}
      slices={slices}
      note={`Of all ${amount(people.size)} people; one may have several kinds.`}
    />
  );
}

function SignInChart({ directory, knowledge }: Known) {
  const { tables, facts } = directory;
  if (!knowledge.signIns) {
    return (
      <NotApplicable title="Last sign-in" what="sign-ins" from={['people']} />
    );
  }
  const counts = countBy(tables.people.size, (person) =>
    signInAgeOf(tables, facts, person),
  );
  const slices = SIGN_IN_AGES.map((each): Slice => ({
    title: SIGN_IN_TITLES[each],
    value: counts.get(each) ?? 0,
    color: AGE_COLORS[each],
    href: addressOf(['people'], { seen: each }),
  }));
  return (
    <ChartCard
      from={['people']}
      title="Last sign-in of all people"
      kind="bar"
      slices={slices}
    />
  );
}

function AdminChart({ directory, knowledge }: Known) {
  const { people } = directory.tables;
  if (!knowledge.admins) {
    return (
      <NotApplicable
        title="Administrators"
        what="admin roles"
        from={['people', 'role_assignments']}
      />
    );
  }
  const counts = countBy(people.size, (person) =>
    people.flag('active', person) === true && people.flag('admin', person)
      ? coverageOf(people, person)
      : undefined,
  );
  const unknown = countBy(people.size, (person) =>
    people.flag('active', person) === true &&
    people.flag('admin', person) === undefined
      ? true
      : undefined,
  ).get(true);
  const slices = COVERAGES.map((each): Slice => ({
    title: COVERAGE_TITLES[each],
    value: counts.get(each) ?? 0,
    color: COVERAGE_COLORS[each],
    href: addressOf(['people'], { role: 'admin', factor: each, active: 'yes' }),
  })).filter(({ color, value }) => color !== 'faint' || value > 0);
  const total = slices.reduce((sum, { value }) => sum + value, 0);
  return (
    <ChartCard
      from={['people', 'factors', 'role_assignments', 'memberships']}
      title="Second factors of administrators"
      kind="doughnut"
      slices={slices}
      middle={amount(total)}
      note={
        unknown === undefined
          ? undefined
          : `Of ${amount(unknown)} people it is not known whether they are.`
      }
    />
  );
}

/** A chart of what nobody told: because it could not be read, or because it is never told. */
function NotApplicable({
  title,
  what,
  from,
}: {
  title: string;
  what: string;
  from: readonly (keyof Tables)[];
}) {
  const partial = usePartialTypes(from);
  return (
    <figure class="card chart">
      <figcaption>{title}</figcaption>
      {partial.length > 0 ? (
        <p class="gap">Unknown: not read were {partial.join(', ')}.</p>
      ) : (
        <p class="empty">
          Not applicable: this provider, or this credential, does not tell of{' '}
          {what}. That is not the same as none.
        </p>
      )}
    </figure>
  );
}
