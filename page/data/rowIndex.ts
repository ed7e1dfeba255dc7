import { UNKNOWN } from './table';

const NONE = new Int32Array(0);

/** The rows of a table by what they refer to. */
export class RowIndex {
  private readonly starts: Int32Array;
  private readonly rows: Int32Array;

  constructor(references: Int32Array) {
    let size = 0;
    for (const target of references) size = Math.max(size, target + 1);
    const starts = new Int32Array(size + 1);
    for (const target of references) {
      if (target !== UNKNOWN)
        starts[target + 1] = (starts[target + 1] ?? 0) + 1;
    }
    for (let at = 0; at < size; at += 1) {
      starts[at + 1] = (starts[at + 1] ?? 0) + (starts[at] ?? 0);
    }
    const next = starts.slice();
    this.rows = new Int32Array(starts[size] ?? 0);
    references.forEach((target, row) => {
      if (target === UNKNOWN) return;
      const place = next[target] ?? 0;
      this.rows[place] = row;
      next[target] = place + 1;
    });
    this.starts = starts;
  }

  /** The rows that refer to an object, in the order of their table. */
  of(target: number): Int32Array {
    const start = this.starts[target];
    const end = this.starts[target + 1];
    if (start === undefined || end === undefined) return NONE;
    return this.rows.subarray(start, end);
  }
}
