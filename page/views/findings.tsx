import { type Finding, OBJECT_KINDS, type Severity } from '../data/contract';
import { useDirectory } from '../ui/context';
import { Badge, ObjectLink, type Tone } from '../ui/links';
import { addressOf, type Place } from '../ui/router';
import { ShortTable } from '../ui/section';
import { amount } from '../ui/words';
import { NotFound } from './notFound';

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

const TONES: Readonly<Record<Severity, Tone>> = {
  critical: 'bad',
  high: 'bad',
  medium: 'warn',
  low: 'plain',
};

/** All findings by severity; those that found nothing, or could not look, below. */
export function FindingList() {
  const { findings } = useDirectory().facts;
  if (findings.length === 0) {
    return <p class="hint">No findings were computed.</p>;
  }
  const where = (test: (finding: Finding) => boolean) =>
    SEVERITIES.flatMap((severity) =>
      findings.filter((each) => each.severity === severity && test(each)),
    );
  const found = where(({ count }) => count > 0);
  return (
    <>
      {found.length === 0 && <p class="hint">Nothing was found.</p>}
      <ul class="findings">
        {found.map((finding) => (
          <li key={finding.id} class="card">
            <Badge tone={TONES[finding.severity]}>{finding.severity}</Badge>
            <a href={addressOf(['findings', finding.id])}>{finding.title}</a>
            <b>
              {amount(finding.count)}
              {finding.status === 'incomplete' && ' or more'}
            </b>
            <p>{finding.why}</p>
            <Doubts finding={finding} />
          </li>
        ))}
      </ul>
      <Others
        title="Nothing seen, but not all is known"
        findings={where(
          ({ count, status }) => count === 0 && status === 'incomplete',
        )}
      />
      <Others
        title="Nothing found"
        findings={where(({ status }) => status === 'clear')}
      />
      <Others
        title="Not applicable"
        findings={where(({ status }) => status === 'not applicable')}
      />
    </>
  );
}

/** How many findings of each severity found something. */
export function SeverityCounts() {
  const { findings } = useDirectory().facts;
  return (
    <p class="severities">
      {SEVERITIES.map((severity) => {
        const count = findings.filter(
          (each) => each.severity === severity && each.count > 0,
        ).length;
        return (
          count > 0 && (
            <Badge key={severity} tone={TONES[severity]}>
              {count} {severity}
            </Badge>
          )
        );
      })}
    </p>
  );
}

/** What a finding could not see. */
function Doubts({ finding }: { finding: Finding }) {
  const { partialTypes, unknown, reason } = finding;
  if (reason !== undefined) return <p class="hint">{reason}</p>;
  return (
    <>
      {partialTypes.length > 0 && (
        <p class="gap">Not everything was read: {partialTypes.join(', ')}.</p>
      )}
      {unknown > 0 && (
        <p class="gap">Of {amount(unknown)} more it is not known.</p>
      )}
    </>
  );
}

function Others({
  title,
  findings,
}: {
  title: string;
  findings: readonly Finding[];
}) {
  if (findings.length === 0) return null;
  return (
    <details class="card">
      <summary>
        {title} <span class="count">{findings.length}</span>
      </summary>
      <ul>
        {findings.map((finding) => (
          <li key={finding.id}>
            {finding.title}
            <Doubts finding={finding} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** One finding: why it matters, what to do, and all its rows. */
export function FindingPage({ place }: { place: Place }) {
  const { facts, tables } = useDirectory();
  const id = place.parts[1];
  const finding = facts.findings.find((each) => each.id === id);
  if (!finding) return <NotFound what={`finding ${id}`} />;
  const table = tables.finding_rows;
  const rows: number[] = [];
  for (let row = 0; row < table.size; row += 1) {
    if (table.text('finding_id', row) === finding.id) rows.push(row);
  }
  return (
    <>
      <div class="titleRow">
        <h1>{finding.title}</h1>
        <Badge tone={TONES[finding.severity]}>{finding.severity}</Badge>
      </div>
      <div class="card">
        <p>
          <b>Why it matters.</b> {finding.why}
        </p>
        <p>
          <b>What to do.</b> {finding.action}
        </p>
        <Doubts finding={finding} />
      </div>
      <section class="card">
        <h2>
          Found <span class="count">{amount(finding.count)}</span>
        </h2>
        <ShortTable
          label={finding.title}
          rows={rows}
          allAt={
            rows.some((row) => table.text('kind', row) === 'people')
              ? addressOf(['people'], { finding: finding.id })
              : undefined
          }
          empty={finding.status === 'clear' ? 'Nothing.' : 'Not known.'}
          columns={[
            { title: 'Who or what', cell: (row) => <Subject row={row} /> },
            {
              title: 'Detail',
              cell: (row) => table.text('detail', row) ?? '',
            },
          ]}
        />
      </section>
    </>
  );
}

function Subject({ row }: { row: number }) {
  const table = useDirectory().tables.finding_rows;
  const kind = OBJECT_KINDS.find((each) => each === table.text('kind', row));
  const object = table.reference('object', row);
  const name = table.text('name', row) ?? '';
  if (kind === undefined || object === undefined) return <>{name}</>;
  return (
    <ObjectLink kind={kind} row={object}>
      {name}
    </ObjectLink>
  );
}
