import type {
  Column,
  Comparison,
  Condition,
  Expression,
  Operand,
  Path,
  Query,
  QueryNode,
  Step,
  Traversal,
} from './syntax';
import { J1qlError, type Token, tokensOf } from './tokens';

const OPERATORS = new Set('= != ~= !~= ^= !^= $= !$= > >= < <='.split(' '));
const ARITHMETIC = new Set(['+', '-', '*', '/', '^']);

/** J1QL knows these, in singular and plural, and no weeks. */
const DATE_UNIT = /^(?:hour|hr|day|month|mo|year|yr)s?$/i;

const FUNCTIONS = new Set(
  'count min max avg sum coalesce concat merge abs sqrt ceil floor round'.split(
    ' ',
  ),
);

const NO_ALIAS = new Set(
  'count sum avg min max find unique that with where return tree having order by asc desc limit skip has relates to from and or not true false null undefined as'.split(
    ' ',
  ),
);

const PLACEHOLDER = /^\{\{\w+\}\}$/;

/** JupiterOne gives no more at once. */
const MOST_ROWS = 250;

/**
 * Reads a query.
 *
 * @throws J1qlError where it is none, or uses what the checker does not know: `HAVING` and `SKIP`
 *   (undocumented, or of no use in a saved query), smart classes, and `null`
 */
export function parse(query: string): Query {
  return new Parser(query).query();
}

/** Reads from left to right and never goes back. */
class Parser {
  private readonly tokens: readonly Token[];
  private place = 0;

  constructor(private readonly text: string) {
    this.tokens = tokensOf(text);
  }

  query(): Query {
    this.take('FIND');
    const isUnique = this.takes('UNIQUE');
    const start = this.node();
    const steps = this.steps();
    const where = this.takes('WHERE') ? this.condition() : undefined;
    const isReturning = this.takes('RETURN');
    const isTree = isReturning && this.takes('TREE');
    const columns = isReturning && !isTree ? this.columns() : [];
    const orderBy = this.orderBy();
    const limit = this.takes('LIMIT') ? this.limit() : undefined;
    if (this.next.kind !== 'end') this.fail('This is not expected here');
    if (isUnique && !isReturning) this.fail('UNIQUE takes a RETURN');
    return { isUnique, start, steps, where, columns, isTree, orderBy, limit };
  }

  private node(): QueryNode {
    const names = this.alternatives();
    const condition = this.takes('WITH') ? this.condition() : undefined;
    return { names, with: condition, alias: this.alias() };
  }

  /** `name` or `(name|name)`; `*` is any. */
  private alternatives(): string[] {
    if (this.takes('*')) return ['*'];
    if (!this.takes('(')) return [this.word()];
    const names = [this.word()];
    while (this.takes('|')) names.push(this.word());
    this.take(')');
    return names;
  }

  private steps(): Step[] {
    const steps: Step[] = [];
    for (;;) {
      if (this.is('THAT')) {
        steps.push(this.traversal());
      } else if (this.takes('(')) {
        steps.push({ kind: 'optional', steps: this.steps() });
        this.take(')?');
      } else {
        return steps;
      }
    }
  }

  private traversal(): Traversal {
    this.take('THAT');
    const isNegated = this.takes('!');
    const verbs = this.alternatives();
    this.takes('TO');
    const direction = this.direction();
    const alias = this.alias();
    const node = this.node();
    return { kind: 'traversal', isNegated, verbs, direction, alias, node };
  }

  private direction(): '>>' | '<<' | undefined {
    if (this.takes('>>')) return '>>';
    return this.takes('<<') ? '<<' : undefined;
  }

  private alias(): string | undefined {
    if (!this.takes('AS')) return undefined;
    const alias = this.word();
    if (NO_ALIAS.has(alias.toLowerCase())) {
      this.fail(`${alias} is a word of J1QL, and no alias`);
    }
    return alias;
  }

  private condition(): Condition {
    return this.joined('or', 'OR', () =>
      this.joined('and', 'AND', () => this.comparisonOrGroup()),
    );
  }

  private joined(
    kind: 'and' | 'or',
    word: string,
    read: () => Condition,
  ): Condition {
    const first = read();
    const conditions = [first];
    while (this.takes(word)) conditions.push(read());
    return conditions.length === 1 ? first : { kind, conditions };
  }

  private comparisonOrGroup(): Condition {
    if (!this.takes('(')) return this.comparison();
    const condition = this.condition();
    this.take(')');
    return condition;
  }

  private comparison(): Comparison {
    const left = this.expression();
    const operator = this.next.text;
    if (this.next.kind !== 'symbol' || !OPERATORS.has(operator)) {
      this.fail('A comparison is expected');
    }
    this.place += 1;
    return { kind: 'comparison', left, operator, right: this.operand() };
  }

  /** `('a' OR 'b')` and `('a' AND 'b')` hold by what is compared; they are checked alike. */
  private operand(): Operand {
    if (this.next.kind === 'regex') {
      return { kind: 'regex', text: this.advance().text };
    }
    if (!this.takes('(')) return this.expression();
    const values = [this.operand()];
    while (this.takes('OR') || this.takes('AND')) values.push(this.operand());
    this.take(')');
    return { kind: 'values', values };
  }

  private expression(): Expression {
    const operands = [this.term()];
    while (this.next.kind === 'symbol' && ARITHMETIC.has(this.next.text)) {
      this.place += 1;
      operands.push(this.term());
    }
    const [only] = operands;
    return only && operands.length === 1
      ? only
      : { kind: 'arithmetic', operands };
  }

  private term(): Expression {
    const { kind, text } = this.next;
    if (kind === 'string') {
      this.place += 1;
      return { kind: PLACEHOLDER.test(text) ? 'placeholder' : 'string', text };
    }
    if (kind === 'number') {
      this.place += 1;
      return { kind };
    }
    if (this.takes('true') || this.takes('false')) return { kind: 'boolean' };
    if (this.takes('undefined')) return { kind: 'undefined' };
    if (this.is('null')) this.fail('Absence is undefined, not null');
    if (this.is('date')) return this.date();
    return this.pathOrCall();
  }

  /** `date.now`, or so long before or after it. */
  private date(): Expression {
    this.take('date');
    this.take('.');
    this.take('now');
    if (this.takes('-') || this.takes('+')) {
      if (this.advance().kind !== 'number') this.fail('A number is expected');
      const unit = this.word();
      if (!DATE_UNIT.test(unit)) this.fail(`${unit} is no unit of time`);
    }
    return { kind: 'date' };
  }

  private pathOrCall(): Expression {
    const name = this.word();
    if (!this.takes('(')) return this.pathFrom(name);
    if (!FUNCTIONS.has(name.toLowerCase())) {
      this.fail(`${name} is no function`);
    }
    const parameters = [this.expression()];
    while (this.takes(',')) parameters.push(this.expression());
    this.take(')');
    return { kind: 'call', name: name.toLowerCase(), parameters };
  }

  private pathFrom(first: string): Path {
    const segments = [first];
    while (this.takes('.')) {
      segments.push(this.takes('*') ? '*' : this.word());
    }
    return { kind: 'path', segments };
  }

  private columns(): Column[] {
    const columns: Column[] = [];
    do {
      columns.push({ expression: this.expression(), alias: this.alias() });
    } while (this.takes(','));
    return columns;
  }

  private orderBy(): Path | undefined {
    if (!this.takes('ORDER')) return undefined;
    this.take('BY');
    const path = this.pathFrom(this.word());
    if (!this.takes('ASC')) this.takes('DESC');
    return path;
  }

  private limit(): number {
    const rows = Number(this.advance().text);
    if (!(rows >= 1 && rows <= MOST_ROWS)) {
      this.fail(`LIMIT is a number from 1 to ${MOST_ROWS}`);
    }
    return rows;
  }

  private get next(): Token {
    const token = this.tokens[Math.min(this.place, this.tokens.length - 1)];
    if (!token) throw new Error('There is always a token: the end.');
    return token;
  }

  private advance(): Token {
    const token = this.next;
    this.place += 1;
    return token;
  }

  /** Keywords may be written in any case. */
  private is(text: string): boolean {
    const { kind, text: found } = this.next;
    return (
      (kind === 'word' || kind === 'symbol') &&
      found.toUpperCase() === text.toUpperCase()
    );
  }

  private takes(text: string): boolean {
    const isThere = this.is(text);
    if (isThere) this.place += 1;
    return isThere;
  }

  private take(text: string): void {
    if (!this.takes(text)) this.fail(`${text} is expected`);
  }

  private word(): string {
    if (this.next.kind !== 'word') this.fail('A name is expected');
    return this.advance().text;
  }

  private fail(problem: string): never {
    throw new J1qlError(problem, this.text, this.next.at);
  }
}
