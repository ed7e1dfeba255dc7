import {
  mentioned,
  readFrom,
  RAW_TABLES,
  type View,
  withoutComments,
} from './answerFiles';

/** Which views and types a view reads, itself and by way of others. */
export class ViewGraph {
  private readonly names: string[];
  private readonly bodies: ReadonlyMap<string, string>;

  constructor(private readonly views: readonly View[]) {
    this.names = views.map(({ name }) => name);
    this.bodies = new Map(
      views.map(({ name, sql }) => [name, withoutComments(sql)]),
    );
  }

  /** The views in an order in which each stands behind those that it reads. */
  inOrder(): View[] {
    const done = new Map<string, View>();
    const add = (view: View): void => {
      if (done.has(view.name)) return;
      for (const name of this.readBy(view.name)) {
        const read = this.views.find((each) => each.name === name);
        if (read) add(read);
      }
      done.set(view.name, view);
    };
    for (const view of this.views) add(view);
    return [...done.values()];
  }

  /** The views of these names, with those that they read in turn. */
  closure(names: readonly string[]): Set<string> {
    const found = new Set<string>();
    const add = (name: string): void => {
      if (found.has(name)) return;
      found.add(name);
      for (const each of this.readBy(name)) add(each);
    };
    for (const name of names) add(name);
    return found;
  }

  /** The views that anybody's text of SQL may read. */
  closureOf(sql: string): Set<string> {
    return this.closure(mentioned(sql, this.names));
  }

  /** The types that a view names in its own text. */
  typesOf(name: string): string[] {
    const body = this.bodies.get(name) ?? '';
    return [...body.matchAll(/'([a-z0-9]+(?:_[a-z0-9]+)+)'/g)].flatMap(
      ([, type]) => type ?? [],
    );
  }

  /** Of some types, those that an answer to anybody's text of SQL may be made of. */
  touched(sql: string, types: readonly string[]): string[] {
    return mentioned(sql, RAW_TABLES).length > 0
      ? [...types]
      : this.ofViews(this.closureOf(sql), types);
  }

  /** The same for one of our own files, which reads what it names behind FROM and JOIN. */
  touchedByFile(sql: string, types: readonly string[]): string[] {
    return this.ofViews(this.closure(readFrom(sql, this.names)), types);
  }

  private ofViews(views: Iterable<string>, types: readonly string[]): string[] {
    const read = new Set([...views].flatMap((name) => this.typesOf(name)));
    return types.filter((type) => read.has(type));
  }

  private readBy(name: string): string[] {
    const others = this.names.filter((each) => each !== name);
    return readFrom(this.bodies.get(name) ?? '', others);
  }
}
