import type { ComponentChildren } from 'preact';
import { useDeferredSearch } from './deferredSearch';
import { useMemo, useRef } from 'preact/hooks';

import { csvOf, download } from './csv';
import { Grid, type GridColumn, type Sorting } from './grid';
import { addressOf, type Place, replaceAddress } from './router';
import { matchingRows, searchTexts, sortedRows } from './rows';
import { amount } from './words';

/** A choice above a table: all rows, or those of one of its options. */
export interface Filter {
  id: string;
  title: string;
  options: readonly { value: string; title: string }[];
  passes: (row: number, value: string) => boolean;
}

interface BrowserProps {
  place: Place;
  title: string;
  /** What one row is, and several: for counts. */
  noun: readonly [string, string];
  size: number;
  columns: readonly GridColumn[];
  filters: readonly Filter[];
  children?: ComponentChildren;
}

/** All objects of a kind: searched, filtered, sorted, and written to CSV. Its state is the address. */
export function Browser(props: BrowserProps) {
  const { place, title, noun, size, columns, filters } = props;
  const { query, parts } = place;
  const search = query.get('q') ?? '';
  const sorting = sortingOf(query);
  const cache = useRef<{ columns: unknown; texts: string[] } | undefined>();
  const texts = () => {
    if (cache.current?.columns !== columns) {
      cache.current = { columns, texts: searchTexts(columns, size) };
    }
    return cache.current.texts;
  };
  useDeferredSearch(texts, columns);
  const key = query.toString();
  const rows = useMemo(() => {
    const chosen = filters.flatMap(({ id, passes }) => {
      const value = query.get(id);
      return value ? [(row: number) => passes(row, value)] : [];
    });
    const found = matchingRows(
      texts,
      size,
      search,
      chosen.length > 0
        ? (row) => chosen.every((passes) => passes(row))
        : undefined,
    );
    return sortedRows(found, columns, sorting);
  }, [key, columns, filters, size]);

  const change = (name: string, value: string) => {
    const next = Object.fromEntries(query);
    next[name] = value;
    replaceAddress(addressOf(parts, next));
  };
  const save = () =>
    download(`${parts.join('-')}.csv`, csvOf(csvRows(columns, rows)));
  return (
    <>
      <div class="titleRow">
        <h1>{title}</h1>
        <p class="hint" role="status">
          {rows.length === size
            ? `${amount(size)} ${size === 1 ? noun[0] : noun[1]}`
            : `${amount(rows.length)} of ${amount(size)} ${noun[1]}`}
        </p>
        <button type="button" onClick={save}>
          Save {amount(rows.length)} as CSV
        </button>
      </div>
      {props.children}
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <label class="search">
          <span>Search</span>
          <input
            type="search"
            value={search}
            placeholder="any field"
            autocomplete="off"
            spellcheck={false}
            onInput={({ currentTarget }) => change('q', currentTarget.value)}
          />
        </label>
        {filters.map(({ id, title: name, options }) => (
          <label key={id}>
            <span>{name}</span>
            <select
              value={query.get(id) ?? ''}
              onChange={({ currentTarget }) => change(id, currentTarget.value)}
            >
              <option value="">all</option>
              {options.map(({ value, title: text }) => (
                <option key={value} value={value}>
                  {text}
                </option>
              ))}
            </select>
          </label>
        ))}
      </form>
      {rows.length === 0 ? (
        <p class="empty">
          Nothing matches.{' '}
          {size > 0 && <a href={addressOf(parts)}>Show all {amount(size)}</a>}
        </p>
      ) : (
        <Grid
          label={title}
          columns={columns}
          rows={rows}
          sorting={sorting}
          onSort={({ column, descending }) =>
            change('sort', descending ? `-${column}` : column)
          }
        />
      )}
    </>
  );
}

function sortingOf(query: URLSearchParams): Sorting | undefined {
  const sort = query.get('sort');
  if (!sort) return undefined;
  const descending = sort.startsWith('-');
  return { column: descending ? sort.slice(1) : sort, descending };
}

function* csvRows(
  columns: readonly GridColumn[],
  rows: readonly number[],
): Generator<string[]> {
  yield columns.map(({ title }) => title);
  for (const row of rows) yield columns.map(({ text }) => text(row));
}
