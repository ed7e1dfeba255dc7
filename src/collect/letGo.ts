/** Fields without which a record is another one: what it is, or in which state. */
const ESSENTIAL_FIELD =
  /(^|\.)(id|\w*Id|\w*([sS]tatus|[sS]tate|[eE]nabled|[eE]nrolled|locked)|type|active|activated|disabled|suspended|isAdmin)$/;

/** An essential field that is let go in one record of so many, or more, is a changed API. */
const LET_GO_IN_ONE_OF = 10;

/** Counts the values of a step's records that are of another type than described, by field. */
export class LetGo {
  private records = 0;
  private readonly counts = new Map<string, number>();

  /** Counts a record and its fields that were let go. */
  add(fields: readonly string[] = []): void {
    this.records += 1;
    for (const field of fields) {
      this.counts.set(field, (this.counts.get(field) ?? 0) + 1);
    }
  }

  /** Each field with its count, as a person reads it; undefined where none was let go. */
  describe(): string | undefined {
    const all = [...this.counts].map(
      ([field, count]) => `${field} (${count} of ${this.records})`,
    );
    return all.length > 0 ? all.join(', ') : undefined;
  }

  /** The essential fields that are of another type in too many records, with their counts. */
  changed(): [field: string, count: number][] {
    return [...this.counts].filter(
      ([field, count]) =>
        count * LET_GO_IN_ONE_OF >= this.records && ESSENTIAL_FIELD.test(field),
    );
  }

  /** What was counted so far is told: it is not told again. */
  clear(): void {
    this.counts.clear();
  }
}
