import {
  mentioned,
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

  /** The views that a text of SQL reads, with those that they read in turn. */
  closure(sql: string): Set<string> {
    const found = new Set<string>();
    const add = (name: string): void => {
      if (found.has(name)) return;
      found.add(name);
      for (const each of this.readBy(name)) add(each);
    };
    for (const name of mentioned(withoutComments(sql), this.names)) add(name);
    return found;
  }

  /** The types that a view names in its own text. */
  typesOf(name: string): string[] {
    const body = this.bodies.get(name) ?? '';
    return [...body.matchAll(/'([a-z0-9]+(?:_[a-z0-9]+)+)'/g)].flatMap(
      ([, type]) => type ?? [],
    );
  }

  /** Of some types, those that an answer to a text of SQL is made of. */
  touched(sql: string, types: readonly string[]): string[] {
    const isRaw = mentioned(withoutComments(sql), [
      ...RAW_TABLES,
      'completeness',
    ]);
    if (isRaw.some((name) => RAW_TABLES.includes(name))) return [...types];
    const read = new Set(
      [...this.closure(sql)].flatMap((name) => this.typesOf(name)),
    );
    return types.filter((type) => read.has(type));
  }

  private readBy(name: string): string[] {
    const others = this.names.filter((each) => each !== name);
    return mentioned(this.bodies.get(name) ?? '', others);
  }
}
