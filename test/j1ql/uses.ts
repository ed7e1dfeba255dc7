import type {
  Comparison,
  Condition,
  Expression,
  Operand,
  Path,
  Query,
  QueryNode,
  Step,
} from './syntax';
import type { Subject, Walk } from './walk';

/** A property in a query. */
export interface PropertyUse {
  subject: Subject;
  property: string;
  /** Where it is compared, and not only shown. */
  comparison?: Comparison;
  /** Whether a comparison beside this one holds only where the property is known. */
  isKnown: boolean;
}

/** All properties that a query names, and what is wrong with how it names them. */
export interface Uses {
  uses: PropertyUse[];
  problems: string[];
}

/** Whether a comparison holds also for what has no such property, as J1QL has it. */
export function isNegated({ operator }: Comparison): boolean {
  return operator.startsWith('!');
}

export function isAbsence({ operator, right }: Comparison): boolean {
  return operator === '=' && right.kind === 'undefined';
}

/** Finds what is compared and shown in a query, and whose it is. */
export function usesOf(query: Query, { nodes, aliases }: Walk): Uses {
  const finder = new Finder(aliases);
  for (const node of nodesOf(query)) {
    const subject = nodes.get(node);
    if (node.with && subject) finder.compare(node.with, subject);
  }
  if (query.where) finder.compare(query.where);
  for (const { expression } of query.columns) finder.show(expression);
  if (query.orderBy) finder.show(query.orderBy);
  return finder;
}

function nodesOf({ start, steps }: Query): QueryNode[] {
  const ofSteps = (some: readonly Step[]): QueryNode[] =>
    some.flatMap((step) =>
      step.kind === 'optional' ? ofSteps(step.steps) : [step.node],
    );
  return [start, ...ofSteps(steps)];
}

class Finder implements Uses {
  readonly uses: PropertyUse[] = [];
  readonly problems: string[] = [];

  constructor(private readonly aliases: ReadonlyMap<string, Subject>) {}

  /** @param node whose properties stand without an alias: that of the WITH; none in WHERE */
  compare(
    condition: Condition,
    node?: Subject,
    known: ReadonlySet<string> = new Set(),
  ): void {
    if (condition.kind === 'comparison') {
      this.comparison(condition, node, known);
      return;
    }
    const { kind, conditions } = condition;
    const all =
      kind === 'and'
        ? new Set([...known, ...conditions.flatMap(provesKnown)])
        : known;
    for (const each of conditions) this.compare(each, node, all);
  }

  /** An alias alone is all of it, as in `count(u)`. */
  show(expression: Expression): void {
    if (expression.kind === 'path' && expression.segments.length === 1) {
      this.subjectOf(expression);
      return;
    }
    for (const path of pathsIn(expression)) this.add(path);
    if (expression.kind === 'call') {
      for (const each of expression.parameters) this.show(each);
    }
  }

  private comparison(
    comparison: Comparison,
    node: Subject | undefined,
    known: ReadonlySet<string>,
  ): void {
    const { left, right } = comparison;
    if (left.kind !== 'path') {
      this.problems.push('A comparison begins with a property');
      return;
    }
    this.add(left, node, comparison, known.has(nameOf(left)));
    for (const path of pathsIn(right)) {
      if (node) this.problems.push(`WITH compares with values, not properties`);
      else this.add(path);
    }
  }

  private add(
    path: Path,
    node?: Subject,
    comparison?: Comparison,
    isKnown = false,
  ): void {
    if (node) {
      const property = nameOf(path);
      this.uses.push({ subject: node, property, comparison, isKnown });
      return;
    }
    const [, ...rest] = path.segments;
    const subject = this.subjectOf(path);
    if (rest.length === 0) {
      this.problems.push(`${nameOf(path)} has no alias before it`);
    } else if (subject) {
      this.uses.push({
        subject,
        property: rest.join('.'),
        comparison,
        isKnown,
      });
    }
  }

  private subjectOf({ segments: [alias = ''] }: Path): Subject | undefined {
    const subject = this.aliases.get(alias);
    if (!subject) this.problems.push(`${alias} names nothing in the query`);
    return subject;
  }
}

function nameOf({ segments }: Path): string {
  return segments.join('.');
}

/** The properties of which a condition beside others proves that they are there. */
function provesKnown(condition: Condition): string[] {
  if (condition.kind !== 'comparison' || condition.left.kind !== 'path') {
    return [];
  }
  const isProof =
    condition.right.kind === 'undefined'
      ? condition.operator === '!='
      : !isNegated(condition);
  return isProof ? [nameOf(condition.left)] : [];
}

function pathsIn(operand: Operand): Path[] {
  switch (operand.kind) {
    case 'path':
      return [operand];
    case 'arithmetic':
      return operand.operands.flatMap(pathsIn);
    case 'values':
      return operand.values.flatMap(pathsIn);
    default:
      return [];
  }
}
