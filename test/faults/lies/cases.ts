import { HOST } from '../../support/graphs';
import { byEndpoint } from '../endpoints';
import type { Change } from '../outcome';

import { type Answer, isObject, rowsOf, withRows } from './answers';
import { CHURN_LIES } from './churnLies';
import type { LieCase, LieKind, Place, Tell } from './lie';
import { PAGING_LIES } from './pagingLies';
import { listOf } from './questions';
import {
  type IsTold,
  listLies,
  type RecordLie,
  RECORDS,
  rowLies,
  valueLies,
} from './recordLies';
import { REFUSALS } from './refusals';
import type { Recorded } from './transcript';

export interface CaseOptions {
  /** Whether the organization is a large one, of which only some lies are of interest. */
  isLarge: boolean;
  isTold: IsTold;
}

/** Every lie at every endpoint, at each place where it is one. */
export async function lieCases(
  recorded: readonly Recorded[],
  options: CaseOptions,
): Promise<LieCase[]> {
  const cases: LieCase[] = [];
  for (const [endpoint, calls] of byEndpoint(
    recorded.map(({ call }) => call),
  )) {
    const names = new Set(calls.map(({ name }) => name));
    const here = recorded.filter(({ call }) => names.has(call.name));
    const kinds = [...PAGING_LIES, ...CHURN_LIES, ...REFUSALS].filter(
      ({ isOfSize = false }) => isOfSize === options.isLarge,
    );
    for (const kind of kinds) {
      cases.push(...(await casesOfKind(kind, endpoint, here)));
    }
    cases.push(...recordCases(endpoint, here, options));
  }
  return cases;
}

async function casesOfKind(
  kind: LieKind,
  endpoint: string,
  recorded: readonly Recorded[],
): Promise<LieCase[]> {
  const units = new Map<string, Recorded[]>();
  for (const each of recorded) {
    if (kind.isOfChildren && each.call.ids.length === 0) continue;
    const told = await kind.tell({ ...each.truth, memory: new Map() });
    if (told === undefined || isSame(told, each.truth.answer)) continue;
    const unit = kind.unit === 'page' ? each.call.name : listOf(each.truth.url);
    units.set(unit, [...(units.get(unit) ?? []), each]);
  }
  return placesOf([...units], kind.places).map(([place, chosen]) => {
    const names = new Set(chosen.map(([name]) => name));
    const at = chosen.flatMap(([, each]) => each);
    return {
      name: `${kind.kind}, ${place} ${kind.unit} of ${endpoint}`,
      kind: kind.kind,
      place,
      endpoint,
      calls: at.map(({ call }) => call),
      isLiedTo: (call, url) =>
        place === 'every'
          ? call.endpoint === endpoint
          : names.has(kind.unit === 'page' ? call.name : listOf(url)),
      tell: kind.tell,
      mayChange: (change) =>
        at.some(({ truth }) => kind.mayChange?.(change, truth)),
    };
  });
}

/** A record, and where it is listed. */
interface Listed {
  record: unknown;
  recorded: Recorded;
}

function recordCases(
  endpoint: string,
  recorded: readonly Recorded[],
  { isTold, isLarge }: CaseOptions,
): LieCase[] {
  const listed = listedIn(recorded);
  const records = listed.map(({ record }) => record);
  const isListed = recorded.some(({ truth }) => rowsOf(truth.answer));
  const lies = isLarge
    ? listLies(records, ['first'])
    : [
        ...(isListed ? rowLies(isTold) : []),
        ...listLies(records, [...RECORDS, 'every']),
        ...valueLies(records, isTold),
      ];
  return lies.flatMap((lie) => casesOfRecord(lie, endpoint, listed));
}

/** Each record once: pages may overlap. */
function listedIn(recorded: readonly Recorded[]): Listed[] {
  const listed = new Map<string, Listed>();
  for (const each of recorded) {
    const { answer, url } = each.truth;
    for (const record of recordsOf(answer)) {
      const identity = identityOf(record, url);
      if (!listed.has(identity))
        listed.set(identity, { record, recorded: each });
    }
  }
  return [...listed.values()];
}

function casesOfRecord(
  lie: RecordLie,
  endpoint: string,
  listed: readonly Listed[],
): LieCase[] {
  const about = listed.filter(({ record }) => lie.rows(record) !== undefined);
  return placesOf(about, lie.places).map(([place, chosen]) => {
    const identities = new Set(
      chosen.map(({ record, recorded: { truth } }) =>
        identityOf(record, truth.url),
      ),
    );
    const isChosen = (record: unknown, url: URL) =>
      place === 'every' || identities.has(identityOf(record, url));
    const mirror = lie.mirror && tellOf(lie.mirror, isChosen);
    return {
      name: `${lie.kind}${lie.field ? ` (${lie.field})` : ''}, ${place} record of ${endpoint}`,
      kind: lie.kind,
      place,
      endpoint,
      ...(lie.field !== undefined && { field: lie.field }),
      calls: chosen.map(({ recorded }) => recorded.call),
      isLiedTo: (call) => call.endpoint === endpoint,
      tell: tellOf(lie.rows, isChosen),
      ...(mirror && { mirror }),
      mayChange: (change) => lie.isOfProperties && isOfProperties(change),
    };
  });
}

function tellOf(
  rowsFor: RecordLie['rows'],
  isChosen: (record: unknown, url: URL) => boolean,
): Tell {
  return ({ answer, url }) => {
    const rows = rowsOf(answer);
    let isLie = false;
    const told = recordsOf(answer).flatMap((record) => {
      const replacement = isChosen(record, url) ? rowsFor(record) : undefined;
      isLie ||= replacement !== undefined;
      return replacement ?? [record];
    });
    if (!isLie) return undefined;
    return rows ? withRows(answer, told) : { ...answer, body: told[0] };
  };
}

/** The records of a list, or the one record that the answer is. */
function recordsOf(answer: Answer): readonly unknown[] {
  if (answer.status !== 200) return [];
  return rowsOf(answer) ?? (isObject(answer.body) ? [answer.body] : []);
}

function identityOf(record: unknown, url: URL): string {
  return listOf(url) + JSON.stringify(record).replaceAll(url.host, HOST);
}

/** Of several units, those that make each place. */
function placesOf<T>(
  units: readonly T[],
  places: readonly Place[],
): [Place, readonly T[]][] {
  const count = units.length;
  const at = (index: number) => units.slice(index, index + 1);
  const chosen: Record<Place, readonly T[]> = {
    first: at(0),
    last: count > 1 ? at(count - 1) : [],
    middle: count > 2 ? at(Math.floor(count / 2)) : [],
    every: count > 1 ? units : [],
    half: count > 3 ? units.filter((_, index) => index % 2 === 0) : [],
    'all but one': count > 2 ? units.slice(1) : [],
  };
  return places
    .map((place): [Place, readonly T[]] => [place, chosen[place]])
    .filter(([, ofPlace]) => ofPlace.length > 0);
}

function isSame(one: Answer, other: Answer): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Properties that say in which state something is: a reader takes their absence for an answer. */
const STATE =
  /^(active|admin|locked|suspended|enabled|status|state|type|\w+(Enabled|Status|State|Admin))$/;

/** Whether an object is still there, and no state of it is lost or turned round. */
function isOfProperties({ usual, found }: Change): boolean {
  if (found === undefined) return false;
  const before = JSON.parse(usual) as Record<string, unknown>;
  const after = JSON.parse(found) as Record<string, unknown>;
  return Object.entries(before).every(
    ([name, value]) => !STATE.test(name) || after[name] === value,
  );
}
