import type { Execution } from './execution';

/** Stands for the host of a simulator or proxy, whose port is another each time. */
export const HOST = 'provider.example';

/** The objects of a run as JSON, by type and key: runs can be compared by it. */
export type Graph = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** @param url where the run collected from */
export function graphOf({ objects }: Execution, url: string): Graph {
  const { host } = new URL(url);
  const graph = new Map<string, Map<string, string>>();
  for (const { type, key, json } of objects) {
    const ofType = graph.get(type) ?? new Map<string, string>();
    graph.set(type, ofType);
    ofType.set(key.replaceAll(host, HOST), json.replaceAll(host, HOST));
  }
  return graph;
}

/** The relationships of which an end was not collected, by key; mapped ones need none. */
export function danglingOf({ objects }: Execution): string[] {
  const entities = objects.filter(({ ends }) => ends === undefined);
  const keys = new Set<unknown>(entities.map(({ key }) => key));
  return objects
    .filter(({ ends = [] }) => !ends.every((end) => keys.has(end)))
    .map(({ key }) => key);
}
