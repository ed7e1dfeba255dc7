/*
 * Tables as the page holds them: columns of numbers, and each text once. A hundred thousand people are
 * then a few megabytes, and what a row says is read when it is shown.
 */

/** What a column holds; a list is one of texts, a reference the row of another table. */
export type Kind = 'text' | 'list' | 'number' | 'flag' | 'reference';

/** The columns of a table by name. */
export type Schema = Record<string, Kind>;

interface ValueOf {
  text: string;
  list: readonly string[];
  number: number;
  flag: boolean;
  reference: number;
}

/** The columns of a schema that are of a kind. */
export type ColumnOf<S extends Schema, K extends Kind> = {
  [Name in keyof S]: S[Name] extends K ? Name : never;
}[keyof S] &
  string;

/** A table to be packed: of each column the values of all rows, undefined where one is not known. */
export type Values<S extends Schema> = {
  [Name in keyof S]: (ValueOf[S[Name]] | undefined)[];
};

/** A column as it is held: numbers, and what they stand for where that is not a number. */
export interface Column {
  kind: Kind;
  /** NaN where the value is not known; for texts and lists the place in `meanings`. */
  codes: Float64Array | Int32Array;
  meanings?: readonly string[] | readonly (readonly string[])[];
}

/** Stands for a value that is not known, in columns of whole numbers. */
export const UNKNOWN = -1;

/** A table to read from. */
export class Table<S extends Schema> {
  private rowsById: Map<string, number> | undefined;

  constructor(
    readonly size: number,
    private readonly columns: ReadonlyMap<string, Column>,
  ) {}

  text(name: ColumnOf<S, 'text'>, row: number): string | undefined {
    const { codes, meanings } = this.column(name);
    return meanings?.[codes[row] ?? UNKNOWN] as string | undefined;
  }

  list(name: ColumnOf<S, 'list'>, row: number): readonly string[] | undefined {
    const { codes, meanings } = this.column(name);
    return meanings?.[codes[row] ?? UNKNOWN] as readonly string[] | undefined;
  }

  number(name: ColumnOf<S, 'number'>, row: number): number | undefined {
    const value = this.column(name).codes[row];
    return value === undefined || Number.isNaN(value) ? undefined : value;
  }

  flag(name: ColumnOf<S, 'flag'>, row: number): boolean | undefined {
    const value = this.column(name).codes[row];
    return value === undefined || value === UNKNOWN ? undefined : value === 1;
  }

  reference(name: ColumnOf<S, 'reference'>, row: number): number | undefined {
    const value = this.column(name).codes[row];
    return value === undefined || value === UNKNOWN ? undefined : value;
  }

  /** All rows of a reference at once, `UNKNOWN` where there is none. */
  references(name: ColumnOf<S, 'reference'>): Int32Array {
    return this.column(name).codes as Int32Array;
  }

  /** The row with an id, of tables that have one. */
  rowOf(id: string): number | undefined {
    if (!this.rowsById) {
      const { codes, meanings } = this.column('id');
      this.rowsById = new Map();
      for (let row = 0; row < this.size; row += 1) {
        const known = meanings?.[codes[row] ?? UNKNOWN];
        if (typeof known === 'string') this.rowsById.set(known, row);
      }
    }
    return this.rowsById.get(id);
  }

  private column(name: string): Column {
    const column = this.columns.get(name);
    if (!column) throw new Error(`The table has no column ${name}.`);
    return column;
  }
}
