import { urlOf } from '../../simulators/loopbackServer';

/** A call that a run made. Two calls with the same name ask for the same. */
export interface Call {
  /**
   * Path and query. Moments in time, which differ from run to run, and the sizes of pages, which
   * clients change when a page cannot be had, are left out; that a single record is asked for stays.
   */
  name: string;
  /** What the call is one of: the path with `{id}` in place of ids, and the words of the query. */
  endpoint: string;
  /** The list of which the call reads a page. */
  list: string;
  /** The ids in the path. */
  ids: readonly string[];
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T/;

/** How paging dialects name the place where a page begins. */
const POSITION = new Set(['after', 'cursor', 'offset', 'skip', 'startIndex']);

/** How they name the size of a page. */
const SIZE = new Set(['limit', 'count']);

/** Values that say what is asked for: neither numbers nor cursors nor filters. */
const WORD = /^[a-z_]{1,20}$/i;

/** Ids hold a digit, and are no version of an API or of OAuth. */
const ID = /^(?!v\d+$|oauth2$)(?=.*\d)/;

/** @param url path and query, as they come to a server */
export function callOf(url: string): Call {
  const { pathname, searchParams } = urlOf({ url });
  const parts = pathname.split('/');
  const parameters = [...searchParams]
    .filter(([name, value]) => !SIZE.has(name) || value === '1')
    .map(([name, value]) => ({
      name,
      value: MOMENT.test(value) ? '{moment}' : value,
    }));
  return {
    name: pathname + written(parameters),
    endpoint:
      parts.map((part) => (ID.test(part) ? '{id}' : part)).join('/') +
      written(parameters.filter(({ value }) => WORD.test(value))),
    list:
      pathname + written(parameters.filter(({ name }) => !POSITION.has(name))),
    ids: parts.filter((part) => ID.test(part)),
  };
}

function written(parameters: readonly { name: string; value: string }[]) {
  const query = parameters.map(({ name, value }) => `${name}=${value}`).sort();
  return query.length > 0 ? `?${query.join('&')}` : '';
}

/** The calls in the order in which they were first made, by endpoint. */
export function byEndpoint(calls: readonly Call[]): Map<string, Call[]> {
  const endpoints = new Map<string, Map<string, Call>>();
  for (const call of calls) {
    const known = endpoints.get(call.endpoint) ?? new Map<string, Call>();
    endpoints.set(call.endpoint, known);
    if (!known.has(call.name)) known.set(call.name, call);
  }
  return new Map(
    [...endpoints].map(([endpoint, known]) => [endpoint, [...known.values()]]),
  );
}
