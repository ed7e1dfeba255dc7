import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

import type { Tables } from '../data/contract';
import { usePartialTypes } from './context';
import { amount } from './words';

const FIRST = 10;

/** More rows than these at once would make the page slow. */
const MOST = 1000;

/** A part of an object's page: its title, and how many rows it has. */
export function Section({
  title,
  count,
  from,
  children,
}: {
  title: string;
  count?: number;
  /** The tables that the rows come from: where they are partial, the count says so. */
  from: readonly (keyof Tables)[];
  children: ComponentChildren;
}) {
  const partial = usePartialTypes(from);
  return (
    <section class="card">
      <h2>
        {title}
        {count !== undefined && (
          <span class={partial.length > 0 ? 'count atLeast' : 'count'}>
            {amount(count)}
            {partial.length > 0 && ' or more'}
          </span>
        )}
      </h2>
      {partial.length > 0 && (
        <p class="gap">Not everything was read: {partial.join(', ')}.</p>
      )}
      {children}
    </section>
  );
}

/** A column of a short table. */
export interface ListColumn<T> {
  title: string;
  cell: (row: T) => ComponentChildren;
}

/**
 * A table that shows its first rows, says of how many, and shows all when asked to. Columns of which
 * nothing is known are left out.
 */
export function ShortTable<T>({
  label,
  rows,
  empty,
  allAt,
  ...props
}: {
  label: string;
  rows: readonly T[];
  columns: readonly ListColumn<T>[];
  /** What to say where there is no row. */
  empty: string;
  /** Address of the list where all rows can be searched and saved. */
  allAt?: string;
}) {
  const [limit, setLimit] = useState(FIRST);
  if (rows.length === 0) return <p class="hint">{empty}</p>;
  const shown = rows.slice(0, limit);
  const columns = props.columns.filter(({ cell }) =>
    shown.some((row) => (cell(row) ?? '') !== ''),
  );
  const next = Math.min(rows.length, shown.length < MOST ? MOST : limit + MOST);
  return (
    <>
      <div class="scroll" tabIndex={0} role="region" aria-label={label}>
        <table>
          <thead>
            <tr>
              {columns.map(({ title }) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, at) => (
              <tr key={at}>
                {columns.map(({ title, cell }) => (
                  <td key={title}>{cell(row)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > FIRST && (
        <p class="more">
          {amount(shown.length)} of {amount(rows.length)}
          {rows.length > shown.length && (
            <button type="button" onClick={() => setLimit(next)}>
              {next === rows.length
                ? `Show all ${amount(next)}`
                : `Show ${amount(next)}`}
            </button>
          )}
          {allAt !== undefined && (
            <a href={allAt}>Search all, or save them as CSV</a>
          )}
        </p>
      )}
    </>
  );
}

/** A part of an object's page that is a short table, and says how many rows it has. */
export function TableSection<T>({
  title,
  from,
  rows,
  ...table
}: {
  title: string;
  from: readonly (keyof Tables)[];
  rows: readonly T[];
  columns: readonly ListColumn<T>[];
  empty: string;
  allAt?: string;
}) {
  return (
    <Section title={title} from={from} count={rows.length}>
      <ShortTable label={title} rows={rows} {...table} />
    </Section>
  );
}

/** Facts as names and values; those that are not known are left out. */
export function FactList({
  facts,
}: {
  facts: readonly (readonly [string, ComponentChildren])[];
}) {
  const known = facts.filter(
    ([, value]) => value !== undefined && value !== '',
  );
  return (
    <dl class="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
