import type { GraphModel, PropertyTable, RelationshipFacts } from './model';
import type { Query, QueryNode, Step, Traversal } from './syntax';

/** One of the names in a query, and the types that it means there. */
export interface Alternative {
  name: string;
  types: readonly string[];
}

/** What a node or a relationship of a query can be. */
export interface Subject {
  kind: 'entity' | 'relationship';
  /** One for each name; of a relationship one for each pair of types. */
  alternatives: readonly NamedTables[];
}

/** The properties of each type that a name means; undefined for types of other integrations. */
export interface NamedTables {
  name: string;
  tables: readonly (TypedTable | undefined)[];
}

export interface TypedTable {
  type: string;
  properties: PropertyTable;
}

/** Where a query leads. */
export interface Walk {
  problems: string[];
  /** The subject of each node. */
  nodes: Map<QueryNode, Subject>;
  aliases: Map<string, Subject>;
}

/**
 * Follows a query through the model: whether all types, classes, verbs and directions exist, from
 * each name on one side of a relationship to some on the other, and all of it in some organization.
 */
export function walk(query: Query, model: GraphModel): Walk {
  const walker = new Walker(model);
  walker.go(query);
  return walker;
}

class Walker implements Walk {
  readonly problems: string[] = [];
  readonly nodes = new Map<QueryNode, Subject>();
  readonly aliases = new Map<string, Subject>();

  constructor(private readonly model: GraphModel) {}

  go({ start, steps }: Query): void {
    const from = this.alternatives(start);
    this.enter(start, from);
    this.follow(steps, from);
  }

  /** Goes along steps, and gives where the next one begins. */
  private follow(
    steps: readonly Step[],
    from: readonly Alternative[],
  ): readonly Alternative[] {
    let current = from;
    for (const step of steps) {
      current =
        step.kind === 'optional'
          ? [...current, ...this.follow(step.steps, current)]
          : this.traverse(step, current);
    }
    return current;
  }

  private traverse(
    step: Traversal,
    from: readonly Alternative[],
  ): readonly Alternative[] {
    const to = this.alternatives(step.node);
    const found = this.relationships(step, from, to);
    this.checkMatches(step, from, to, found);
    if (step.isNegated) {
      if (step.alias ?? step.node.alias) {
        this.problems.push('Behind THAT ! there is nothing to name');
      }
      this.enter(step.node, to);
      return from;
    }
    const reached = to.map(({ name, types }) => ({
      name,
      types: types.filter((type) => found.some(({ end }) => end === type)),
    }));
    this.enter(step.node, reached);
    if (step.alias) this.name(step.alias, subjectOfRelationships(found));
    return reached;
  }

  /** The relationships of the model that a step can go along, each with its two sides. */
  private relationships(
    { verbs, direction }: Traversal,
    from: readonly Alternative[],
    to: readonly Alternative[],
  ): Match[] {
    const starts = new Set(from.flatMap(({ types }) => types));
    const ends = new Set(to.flatMap(({ types }) => types));
    return this.model.relationships.flatMap((facts) => {
      if (!facts.isSeen) return [];
      if (!verbs.includes('RELATES') && !verbs.includes(facts.verb)) return [];
      // What is mapped runs whither the other integration wants it: it is asked for both ways.
      if (facts.isMapped && direction) return [];
      const there = { facts, start: facts.from, end: facts.to };
      const back = { facts, start: facts.to, end: facts.from };
      return [
        ...(direction === '<<' ? [] : [there]),
        ...(direction === '>>' ? [] : [back]),
      ].filter(({ start, end }) => starts.has(start) && ends.has(end));
    });
  }

  private checkMatches(
    { verbs, direction }: Traversal,
    from: readonly Alternative[],
    to: readonly Alternative[],
    found: readonly Match[],
  ): void {
    const step = `${verbs.join('|')} ${direction ?? ''}`.trim();
    const seen = 'in the model, or no organization has one';
    for (const { name, types } of from) {
      if (!found.some(({ start }) => types.includes(start))) {
        const ends = to.map((each) => each.name).join('|');
        this.problems.push(`${name} ${step} ${ends} is not ${seen}`);
      }
    }
    for (const { name, types } of to) {
      if (!found.some(({ end }) => types.includes(end))) {
        const starts = from.map((each) => each.name).join('|');
        this.problems.push(`${starts} ${step} ${name} is not ${seen}`);
      }
    }
    for (const verb of verbs) {
      if (verb === 'RELATES') {
        this.problems.push('RELATES is slow: name the verbs');
      } else if (!found.some(({ facts }) => facts.verb === verb)) {
        this.problems.push(`Nothing here is related by ${verb}`);
      }
    }
  }

  private alternatives({ names }: QueryNode): Alternative[] {
    return names.map((name) => {
      const types = this.typesOf(name);
      if (types.length === 0) {
        this.problems.push(`${name} is no type and no class of ours`);
      }
      const isUnseen = types.every(
        (type) => this.model.entities.get(type)?.isSeen === false,
      );
      if (types.length > 0 && isUnseen) {
        this.problems.push(`No organization has any ${name}`);
      }
      return { name, types };
    });
  }

  /** Names that begin with a capital letter are classes. */
  private typesOf(name: string): string[] {
    const { entities, foreignTypes } = this.model;
    if (name === '*') return [...entities.keys()];
    if (/^[A-Z]/.test(name)) {
      return [...entities]
        .filter(([, { classes }]) => classes.includes(name))
        .map(([type]) => type);
    }
    return entities.has(name) || foreignTypes.has(name) ? [name] : [];
  }

  private enter(node: QueryNode, reached: readonly Alternative[]): void {
    const alternatives = reached.map(({ name, types }) => ({
      name,
      tables: types.map((type) => {
        const facts = this.model.entities.get(type);
        return facts && { type, properties: facts.properties };
      }),
    }));
    const subject: Subject = { kind: 'entity', alternatives };
    this.nodes.set(node, subject);
    if (node.alias) this.name(node.alias, subject);
  }

  private name(alias: string, subject: Subject): void {
    if (this.aliases.has(alias)) {
      this.problems.push(`${alias} names two things`);
    }
    this.aliases.set(alias, subject);
  }
}

interface Match {
  facts: RelationshipFacts;
  /** The types at the left and at the right of the step. */
  start: string;
  end: string;
}

function subjectOfRelationships(found: readonly Match[]): Subject {
  const alternatives = [...new Set(found.map(({ facts }) => facts))].map(
    ({ from, verb, to, properties }) => {
      const type = `${from} ${verb} ${to}`;
      return { name: type, tables: [{ type, properties }] };
    },
  );
  return { kind: 'relationship', alternatives };
}
