/** An expression that the simulator cannot read. */
export class BadFilter extends Error {}

type Values = (attribute: string) => unknown;
type Condition = (values: Values) => boolean;

const TOKENS = /\s*(\(|\)|"(?:[^"\\]|\\.)*"|[^\s()"]+)/gy;

/**
 * Reads an expression such as `status eq "ACTIVE" or (a sw "x" and b ew "y")`. `and` binds closer
 * than `or`.
 *
 * @throws BadFilter
 */
export function parseFilter(text: string): Condition {
  const tokens = [...text.matchAll(TOKENS)].map(([, token = '']) => token);
  let place = 0;
  const next = (): string => tokens[place++] ?? '';

  const either = (): Condition => {
    let condition = both();
    while (tokens[place]?.toLowerCase() === 'or') {
      place += 1;
      const [left, right] = [condition, both()];
      condition = (values) => left(values) || right(values);
    }
    return condition;
  };
  const both = (): Condition => {
    let condition = single();
    while (tokens[place]?.toLowerCase() === 'and') {
      place += 1;
      const [left, right] = [condition, single()];
      condition = (values) => left(values) && right(values);
    }
    return condition;
  };
  const single = (): Condition => {
    const attribute = next();
    if (attribute === '(') {
      const condition = either();
      if (next() !== ')') throw new BadFilter('A parenthesis is not closed.');
      return condition;
    }
    return comparison(attribute, next().toLowerCase(), next);
  };

  const condition = either();
  if (place !== tokens.length) throw new BadFilter('There is a rest.');
  return condition;
}

function comparison(
  attribute: string,
  operator: string,
  next: () => string,
): Condition {
  if (operator === 'pr') return (values) => values(attribute) !== undefined;
  const literal = next();
  if (!/^".*"$/s.test(literal)) throw new BadFilter('A text is missing.');
  const wanted = literal.slice(1, -1);
  const test = OPERATORS.get(operator);
  if (!test) throw new BadFilter('The operator is not supported.');
  return (values) => test(String(values(attribute)), wanted);
}

const OPERATORS = new Map<string, (value: string, wanted: string) => boolean>([
  ['eq', (value, wanted) => value === wanted],
  ['sw', (value, wanted) => value.startsWith(wanted)],
  ['ew', (value, wanted) => value.endsWith(wanted)],
  ['gt', (value, wanted) => value > wanted],
  ['ge', (value, wanted) => value >= wanted],
  ['lt', (value, wanted) => value < wanted],
  ['le', (value, wanted) => value <= wanted],
]);
