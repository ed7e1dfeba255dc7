import type { ObjectKind, Tables } from '../data/contract';
import type { ColumnOf, Schema, Table } from '../data/table';
import type { Filter } from './browser';
import type { GridColumn } from './grid';
import { ObjectLink } from './links';
import { optionsOf } from './options';
import { day } from './words';

type Change = Partial<GridColumn>;

/** Makes columns of what a table holds. Unless told, they are left out of narrow windows. */
export function columnsFrom<S extends Schema>(table: Table<S>) {
  const column = (
    id: string,
    title: string,
    text: (row: number) => string,
    change: Change,
  ): GridColumn => ({
    ...{ id, title, text, width: 'minmax(6rem, 1fr)', isWide: true },
    ...change,
  });
  return {
    text: (id: ColumnOf<S, 'text'>, title: string, change: Change = {}) =>
      column(id, title, (row) => table.text(id, row) ?? '', change),
    list: (id: ColumnOf<S, 'list'>, title: string, change: Change = {}) =>
      column(id, title, (row) => table.list(id, row)?.join(', ') ?? '', change),
    /** Yes or no; nothing where it is not known. */
    flag: (id: ColumnOf<S, 'flag'>, title: string, change: Change = {}) => {
      const text = (row: number) => {
        const value = table.flag(id, row);
        return value === undefined ? '' : value ? 'yes' : 'no';
      };
      return column(id, title, text, { width: '6rem', ...change });
    },
    day: (id: ColumnOf<S, 'number'>, title: string, change: Change = {}) =>
      column(id, title, (row) => day(table.number(id, row)) ?? '', {
        width: '7rem',
        order: (row) => table.number(id, row),
        ...change,
      }),
  };
}

/** The column that leads to the pages of the objects. */
export function nameColumn(tables: Tables, kind: ObjectKind): GridColumn {
  return {
    id: 'name',
    title: 'Name',
    width: 'minmax(10rem, 3fr)',
    text: (row) => tables[kind].text('name', row) ?? '',
    cell: (row) => <ObjectLink kind={kind} row={row} />,
  };
}

/** A filter by the different texts of a column. */
export function choiceOf(
  { id, title, text }: GridColumn,
  size: number,
): Filter {
  return {
    id,
    title,
    options: optionsOf(size, text),
    passes: (row, value) => text(row) === value,
  };
}

/** The columns of which something is known in some row. */
export function knownColumns(
  columns: readonly GridColumn[],
  size: number,
): GridColumn[] {
  return columns.filter(({ text }) => {
    for (let row = 0; row < size; row += 1) {
      if (text(row) !== '') return true;
    }
    return false;
  });
}
