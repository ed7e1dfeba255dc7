/** A word of a query, and where it begins. */
export interface Token {
  kind: 'word' | 'number' | 'string' | 'regex' | 'symbol' | 'end';
  /** As written; of a string and a regular expression what stands between the quotes. */
  text: string;
  at: number;
}

/** A query that is not J1QL, or not the part of it that the checker knows. */
export class J1qlError extends Error {
  constructor(problem: string, query: string, at: number) {
    const place = query.slice(Math.max(0, at - 20), at + 20).trim();
    super(`${problem}, near: ${place}`);
    this.name = 'J1qlError';
  }
}

/** What separates words: white space and comments. */
const SPACE = /(?:\s|\/\*[\s\S]*?\*\/)+/y;

const WORD = /[A-Za-z_]\w*/y;
const NUMBER = /\d+(?:\.\d+)?/y;
/** Double quotes are J1QL, too; single ones need no escapes in JSON, so that the house has these only. */
const STRING = /'([^'\n]*)'/y;
const REGEX = /\/((?:[^/\\\n]|\\.)+)\/i?/y;
/** The longest first. A `)?` ends an optional part. */
const SYMBOL =
  />>|<<|!~=|!\^=|!\$=|!=|~=|\^=|\$=|>=|<=|\)\?|[=<>()|,.+\-*/^!]/y;

/** What a regular expression is compared by: elsewhere a slash divides. */
const BEFORE_REGEX = new Set(['=', '!=', '(']);

/**
 * Divides a query into its words; the last one is its end.
 *
 * @throws J1qlError at a character that begins no word
 */
export function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += match(SPACE, query, at)?.[0].length ?? 0;
    if (at >= query.length) break;
    const [token, length] = tokenAt(query, at, tokens.at(-1)?.text);
    tokens.push(token);
    at += length;
  }
  return [...tokens, { kind: 'end', text: '', at }];
}

function tokenAt(
  query: string,
  at: number,
  previous = '',
): [token: Token, length: number] {
  const kinds = [
    ['word', WORD],
    ['number', NUMBER],
    ['string', STRING],
    ...(BEFORE_REGEX.has(previous) ? [['regex', REGEX] as const] : []),
    ['symbol', SYMBOL],
  ] as const;
  for (const [kind, pattern] of kinds) {
    const found = match(pattern, query, at);
    if (found) {
      return [{ kind, text: found[1] ?? found[0], at }, found[0].length];
    }
  }
  throw new J1qlError(
    `There is no word that begins with ${query.charAt(at)}`,
    query,
    at,
  );
}

function match(
  pattern: RegExp,
  query: string,
  at: number,
): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(query);
}
