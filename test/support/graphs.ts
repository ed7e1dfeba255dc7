import type { Execution } from './execution';

/** Stands for the host of a simulator or proxy, whose port is another each time. */
export const HOST = 'provider.example';

/** The objects of a run as JSON, by type and key: runs can be compared by it. */
export type Graph = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** @param url where the run collected from */
export function graphOf(
  { entities, relationships }: Execution,
  url: string,
): Graph {
  const { host } = new URL(url);
  const graph = new Map<string, Map<string, string>>();
  for (const object of [...entities, ...relationships]) {
    const ofType = graph.get(object._type) ?? new Map<string, string>();
    graph.set(object._type, ofType);
    ofType.set(
      object._key.replaceAll(host, HOST),
      JSON.stringify(object).replaceAll(host, HOST),
    );
  }
  return graph;
}

/** The relationships of which an end was not collected, by key; mapped ones need none. */
export function danglingOf({ entities, relationships }: Execution): string[] {
  const keys = new Set<unknown>(entities.map(({ _key }) => _key));
  return relationships
    .filter(
      ({ _mapping, _fromEntityKey, _toEntityKey }) =>
        !_mapping && !(keys.has(_fromEntityKey) && keys.has(_toEntityKey)),
    )
    .map(({ _key }) => _key);
}
