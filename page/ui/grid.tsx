import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo, useReducer, useRef } from 'preact/hooks';

const ROW_HEIGHT = 40;

/** A column of a large table. */
export interface GridColumn {
  id: string;
  title: string;
  /** Its share of the width, as CSS writes it: `minmax(10rem, 2fr)`. */
  width: string;
  /** What is searched, sorted and written to CSV. */
  text: (row: number) => string;
  /** What is shown, where that is more than the text. */
  cell?: (row: number) => ComponentChildren;
  /** What rows are sorted by, where that is not the text. Unknown ones come last. */
  order?: (row: number) => number | undefined;
  /** Left out of narrow windows. */
  isWide?: boolean;
  /** Searched and written to CSV, and shown on the page of the object alone. */
  isDetail?: boolean;
}

export interface Sorting {
  column: string;
  descending: boolean;
}

interface GridProps {
  label: string;
  columns: readonly GridColumn[];
  rows: ArrayLike<number>;
  sorting: Sorting | undefined;
  onSort: (sorting: Sorting) => void;
}

/** A table of any length: only the rows in sight are in the page. */
export function Grid({ label, rows, sorting, onSort, ...props }: GridProps) {
  const columns = props.columns.filter(({ isDetail }) => !isDetail);
  const viewport = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualRows(viewport, rows.length);
  const template = columns.map(({ width }) => width).join(' ');
  const narrow = columns
    .filter(({ isWide }) => !isWide)
    .map(({ width }) => width.replace(/minmax\([^,]+,/, 'minmax(0,'))
    .join(' ');
  return (
    <div
      class="grid"
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      style={{ '--columns': template, '--narrow-columns': narrow }}
    >
      <div role="rowgroup" class="gridHead">
        <div role="row" class="gridRow" aria-rowindex={1}>
          {columns.map((column) => (
            <HeadCell
              key={column.id}
              column={column}
              sorting={sorting}
              onSort={onSort}
            />
          ))}
        </div>
      </div>
      <div
        class="gridBody"
        ref={viewport}
        style={{ '--height': `${rows.length * ROW_HEIGHT}px` }}
        role="rowgroup"
        tabIndex={0}
        aria-label={label}
        onKeyDown={moveFocus}
      >
        <div
          role="presentation"
          class="gridSpace"
          style={{ height: `${virtualizer.getTotalSize()}px` }}
        >
          {virtualizer.getVirtualItems().map(({ index, start }) => (
            <div
              key={rows[index]}
              role="row"
              class="gridRow"
              aria-rowindex={index + 2}
              style={{ transform: `translateY(${start}px)` }}
            >
              {columns.map((column) => (
                <div
                  key={column.id}
                  role="cell"
                  class={column.isWide ? 'wide' : undefined}
                >
                  {cellOf(column, rows[index] ?? 0)}
                </div>
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

function cellOf(column: GridColumn, row: number): ComponentChildren {
  return column.cell ? column.cell(row) : column.text(row);
}

function HeadCell({
  column,
  sorting,
  onSort,
}: {
  column: GridColumn;
  sorting: Sorting | undefined;
  onSort: (sorting: Sorting) => void;
}) {
  const isSorted = sorting?.column === column.id;
  const descending = isSorted && sorting.descending;
  const order = descending ? 'descending' : 'ascending';
  return (
    <div
      role="columnheader"
      class={column.isWide ? 'wide' : undefined}
      aria-sort={isSorted ? order : 'none'}
    >
      <button
        type="button"
        onClick={() =>
          onSort({ column: column.id, descending: isSorted && !descending })
        }
      >
        {column.title}
        {isSorted && <span aria-hidden="true">{descending ? ' ↓' : ' ↑'}</span>}
      </button>
    </div>
  );
}

/** The library's rows in sight; a change of what is in sight draws again. */
function useVirtualRows(
  viewport: { readonly current: HTMLDivElement | null },
  count: number,
): Virtualizer<HTMLDivElement, Element> {
  const [, draw] = useReducer((times: number) => times + 1, 0);
  const virtualizer = useMemo(
    () =>
      new Virtualizer<HTMLDivElement, Element>({
        count,
        getScrollElement: () => viewport.current,
        estimateSize: () => ROW_HEIGHT,
        overscan: 8,
        scrollToFn: elementScroll,
        observeElementRect,
        observeElementOffset,
        onChange: () => draw(undefined),
      }),
    // The first count only makes it; later ones are set below.
    [],
  );
  virtualizer.setOptions({ ...virtualizer.options, count });
  // Both before the browser draws, so that the first picture has its rows.
  useLayoutEffect(() => {
    const end = virtualizer._didMount();
    virtualizer._willUpdate();
    draw(undefined);
    return end;
  }, [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return virtualizer;
}

/** Arrow keys go from row to row by their first links. */
function moveFocus(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const body = event.currentTarget;
  if (step === undefined || !(body instanceof HTMLElement)) return;
  const links = [
    ...body.querySelectorAll<HTMLElement>('[role=row] > :first-child a'),
  ];
  const inOrder = links.sort(
    (one, other) =>
      one.getBoundingClientRect().top - other.getBoundingClientRect().top,
  );
  const focused = inOrder.findIndex((link) => link === document.activeElement);
  const next = inOrder[focused === -1 ? 0 : focused + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
