import {
  answer,
  emptyBody,
  type Fault,
  type FaultAction,
  html,
  on,
  rateLimited,
  redirectTo,
  resetBefore,
  resetMidBody,
  stall,
  transform,
  truncatedJson,
} from '../support/faultProxy';

import { byEndpoint, type Call, callOf } from './endpoints';

/** One run of the sweep: what goes wrong, and where. */
export interface FaultCase {
  /** For messages, such as `500 always at the first call of /Users`. */
  name: string;
  endpoint: string;
  /** The calls that get something else than the real answer. */
  calls: readonly Call[];
  faults: readonly Fault[];
  /** Whether the fault is over when the call is tried again: nothing may be missing then. */
  isPassing: boolean;
  /** Whether the calls say that there is no such object, as when it was deleted meanwhile. */
  isMissing: boolean;
}

/** Kinds of faults that are gone after one attempt. */
const PASSING: Readonly<Record<string, () => FaultAction>> = {
  '500 once': () => answer(500),
  '429 with Retry-After': () => rateLimited(1),
  '429 without Retry-After': () => rateLimited(),
  'reset before the answer': () => resetBefore(),
  'reset mid body': () => resetMidBody(),
  'truncated JSON': () => truncatedJson(),
  'HTML with 200': () => html(),
  'empty body': () => emptyBody(),
  'slower than the timeout': () => stall(),
};

const OUTAGE = '500 always';
const MISSING = '404';
const REDIRECT = 'redirect to a foreign host';

/** Kinds of faults that last. */
const LASTING: Readonly<Record<string, () => FaultAction>> = {
  [OUTAGE]: () => answer(500),
  '401': () => answer(401),
  '403': () => answer(403),
  [MISSING]: () => answer(404),
  [REDIRECT]: () => redirectTo('http://elsewhere.invalid/'),
  'record without id': () => transform({ body: withoutFirstId }),
};

/**
 * Every fault at the first, the middle and the last call of every endpoint; faults that last also at
 * all its calls.
 */
export function faultCases(calls: readonly Call[]): FaultCase[] {
  return [...byEndpoint(calls)].flatMap(([endpoint, ofEndpoint]) => {
    const positions = positionsOf(ofEndpoint);
    const single = positions.map(([position, call]): Place => [
      position,
      [call],
    ]);
    const every: Place[] = ofEndpoint.length > 1 ? [['every', ofEndpoint]] : [];
    return [
      ...Object.keys(PASSING).flatMap((kind) =>
        single.map((place) => faultCase(kind, place, endpoint)),
      ),
      ...Object.keys(LASTING).flatMap((kind) =>
        [...single, ...every].map((place) => faultCase(kind, place, endpoint)),
      ),
      ...repeatedPages(endpoint, ofEndpoint),
    ];
  });
}

/** Failures of all these calls, which show the steps that need them. */
export function outages(endpoint: string, calls: readonly Call[]): FaultCase[] {
  return [OUTAGE, REDIRECT].map((kind) =>
    faultCase(kind, ['every', calls], endpoint),
  );
}

/** Calls of an endpoint, and which of its calls these are. */
type Place = [position: string, calls: readonly Call[]];

function faultCase(
  kind: string,
  [position, calls]: Place,
  endpoint: string,
): FaultCase {
  const passing = PASSING[kind];
  const action = passing ?? LASTING[kind];
  if (!action) throw new Error(`There is no fault ${kind}.`);
  return {
    name: `${kind} at the ${position} call of ${endpoint}`,
    endpoint,
    calls,
    faults: calls.map(({ name }) =>
      on(({ url }) => callOf(url).name === name, action(), {
        times: passing ? 1 : Infinity,
      }),
    ),
    isPassing: passing !== undefined,
    isMissing: kind === MISSING,
  };
}

function positionsOf(calls: readonly Call[]): [string, Call][] {
  const places = new Map([
    [0, 'first'],
    [calls.length - 1, 'last'],
    [Math.floor(calls.length / 2), 'middle'],
  ]);
  return [...places].flatMap(([place, position]): [string, Call][] => {
    const call = calls[place];
    return call ? [[position, call]] : [];
  });
}

/** The first page of a list in place of its second one, once for each of a few lists. */
function repeatedPages(endpoint: string, calls: readonly Call[]): FaultCase[] {
  const firstPages = new Map<Call, Call>();
  for (const first of calls) {
    const [page, second] = calls.filter(({ list }) => list === first.list);
    if (page === first && second) firstPages.set(second, first);
  }
  return positionsOf([...firstPages.keys()]).flatMap(([position, second]) => {
    const first = firstPages.get(second);
    return first ? [repeatedPage(endpoint, position, first, second)] : [];
  });
}

function repeatedPage(
  endpoint: string,
  position: string,
  first: Call,
  second: Call,
): FaultCase {
  let body: unknown;
  let headers = {};
  const remember = transform({
    body: (given) => (body = given),
    headers: (given) => (headers = given),
  });
  const repeat = transform({ body: () => body, headers: () => headers });
  return {
    name: `repeated page in the ${position} list of ${endpoint}`,
    endpoint,
    calls: [second],
    faults: [
      on(({ url }) => callOf(url).name === first.name, remember),
      on(({ url }) => callOf(url).name === second.name, repeat),
    ],
    isPassing: false,
    isMissing: false,
  };
}

/** The answer without the id of its first record or, where it is no list, of the object. */
function withoutFirstId(body: unknown): unknown {
  const record = firstRecord(body);
  if (isObject(record) && !removeIds(record)) {
    Object.values(record).filter(isObject).forEach(removeIds);
  }
  return body;
}

function firstRecord(body: unknown): unknown {
  const list = isObject(body) ? Object.values(body).find(isList) : body;
  return isList(list) ? list[0] : body;
}

const ID_FIELD = /^(_?id|uuid|resultId|userId)$/;

function removeIds(record: object): boolean {
  const names = Object.keys(record).filter((name) => ID_FIELD.test(name));
  for (const name of names) Reflect.deleteProperty(record, name);
  return names.length > 0;
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isList(value);
}
