/** A query: from one node along steps to others, and what is shown of them. */
export interface Query {
  isUnique: boolean;
  start: QueryNode;
  steps: Step[];
  where?: Condition;
  columns: Column[];
  /** `RETURN TREE`: the graph in place of a table. */
  isTree: boolean;
  orderBy?: Path;
  limit?: number;
}

/** Types and classes, one of which an entity has to be, and what else is demanded of it. */
export interface QueryNode {
  names: string[];
  with?: Condition;
  alias?: string;
}

export type Step = Traversal | OptionalSteps;

/** `THAT VERB >> AS alias node`. */
export interface Traversal {
  kind: 'traversal';
  /** `THAT !VERB`: the entities that have no such relationship. */
  isNegated: boolean;
  verbs: string[];
  /** Undefined for both ways. */
  direction?: '>>' | '<<';
  /** That of the relationship. */
  alias?: string;
  node: QueryNode;
}

/** `(…)?`: the next step goes on from where it ends as well as from where it begins. */
export interface OptionalSteps {
  kind: 'optional';
  steps: Step[];
}

export type Condition =
  { kind: 'and' | 'or'; conditions: Condition[] } | Comparison;

export interface Comparison {
  kind: 'comparison';
  left: Expression;
  operator: string;
  right: Operand;
}

/** The right side: a value, or several in parentheses. */
export type Operand =
  | Expression
  | { kind: 'regex'; text: string }
  | { kind: 'values'; values: Operand[] };

export type Expression =
  | { kind: 'string'; text: string }
  /** `'{{name}}'`: JupiterOne asks for it. */
  | { kind: 'placeholder'; text: string }
  | { kind: 'number' }
  | { kind: 'boolean' }
  | { kind: 'undefined' }
  | { kind: 'date' }
  | Path
  | { kind: 'call'; name: string; parameters: Expression[] }
  | { kind: 'arithmetic'; operands: Expression[] };

/** A property; behind an alias where it is not that of the node itself. */
export interface Path {
  kind: 'path';
  segments: string[];
}

export interface Column {
  expression: Expression;
  alias?: string;
}
