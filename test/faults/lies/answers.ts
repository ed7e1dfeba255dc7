/** An answer of a provider, its JSON body parsed; a body that is no JSON is a text. */
export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: unknown;
}

type JsonObject = Record<string, unknown>;

/** How the body of a list names its rows, where it is no array itself. */
const ROWS =
  /^(data|results|Resources|value|users|teams|serviceAccounts|roles|resource-sets|members)$/;

/** Where lists tell their totals. */
const TOTALS = [
  ['totalResults'],
  ['totalCount'],
  ['total'],
  ['page', 'total'],
  ['page', 'matched'],
] as const;

const TOTAL_HEADER = 'x-total-count';

/** Where bodies tell what comes next: a cursor or a link. */
const NEXTS = [
  ['page', 'next'],
  ['nextCursor'],
  ['next'],
  ['_links', 'next', 'href'],
] as const;

const ID_FIELD = /^(_?id|uuid|resultId)$/;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}

export function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

/** The id of a record, however it is spelt. */
function idOf(record: unknown): string | undefined {
  if (!isObject(record)) return undefined;
  const [, id] =
    Object.entries(record).find(([name]) => ID_FIELD.test(name)) ?? [];
  return typeof id === 'string' || typeof id === 'number'
    ? String(id)
    : undefined;
}

/** The rows of a list; undefined where the answer is no list. */
export function rowsOf({ body }: Answer): unknown[] | undefined {
  if (isList(body)) return body;
  const name = rowsField(body);
  const rows = name !== undefined && isObject(body) ? body[name] : undefined;
  return isList(rows) ? rows : undefined;
}

/** The same list with other rows, and all else as it was. */
export function withRows(answer: Answer, rows: unknown): Answer {
  const { body } = answer;
  const name = rowsField(body);
  return {
    ...answer,
    body:
      isObject(body) && name !== undefined ? { ...body, [name]: rows } : rows,
  };
}

/** A record has an id of its own, and its lists belong to it. */
function rowsField(body: unknown): string | undefined {
  if (!isObject(body) || idOf(body) !== undefined) return undefined;
  return Object.keys(body).find(
    (name) => ROWS.test(name) && (isList(body[name]) || body[name] === null),
  );
}

/** The total that a list tells. */
export function totalOf({ body, headers }: Answer): number | undefined {
  const inBody = TOTALS.map((path) => valueAt(body, path)).find(isNumber);
  const header = headers[TOTAL_HEADER];
  return inBody ?? (header === undefined ? undefined : Number(header));
}

/** The same list with another total, wherever it tells one; undefined leaves it out. */
export function withTotal(answer: Answer, total: number | undefined): Answer {
  const { [TOTAL_HEADER]: header, ...headers } = answer.headers;
  const body = TOTALS.filter((path) =>
    isNumber(valueAt(answer.body, path)),
  ).reduce((changed, path) => withValueAt(changed, path, total), answer.body);
  return {
    ...answer,
    body,
    headers:
      header === undefined || total === undefined
        ? headers
        : { ...headers, [TOTAL_HEADER]: String(total) },
  };
}

const NEXT_LINK = /<([^>]*)>\s*;\s*rel="?next"?/;
const SELF_LINK = /<([^>]*)>\s*;\s*rel="?self"?/;

/** What a list tells to come next: a link or a cursor. */
export function nextOf({ body, headers }: Answer): string | undefined {
  const inBody = NEXTS.map((path) => valueAt(body, path)).find(isText);
  return inBody ?? NEXT_LINK.exec(headers.link ?? '')?.[1];
}

/** The link of a list to itself. */
export function selfOf({ headers }: Answer): string | undefined {
  return SELF_LINK.exec(headers.link ?? '')?.[1];
}

/** The same list with something else to come next; undefined leaves it out. */
export function withNext(answer: Answer, next: string | undefined): Answer {
  const body = NEXTS.filter((path) =>
    isText(valueAt(answer.body, path)),
  ).reduce(
    (changed, path) => withValueAt(changed, path, next ?? null),
    answer.body,
  );
  const { link, ...headers } = answer.headers;
  if (link === undefined) return { ...answer, body };
  const others = link
    .split(/,\s*(?=<)/)
    .filter((each) => !NEXT_LINK.test(each));
  const links =
    next === undefined ? others : [...others, `<${next}>; rel="next"`];
  return {
    ...answer,
    body,
    headers:
      links.length > 0 ? { ...headers, link: links.join(', ') } : headers,
  };
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) => (isObject(inner) ? inner[name] : undefined),
    value,
  );
}

/** A copy with another value at a path that exists; undefined removes it. */
export function withValueAt(
  value: unknown,
  [name, ...rest]: readonly string[],
  replacement: unknown,
): unknown {
  if (name === undefined) return replacement;
  if (!isObject(value) || !(name in value)) return value;
  const inner = withValueAt(value[name], rest, replacement);
  if (inner !== undefined) return { ...value, [name]: inner };
  const { [name]: _removed, ...others } = value;
  return others;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
