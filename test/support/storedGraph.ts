import {
  collectedEntities,
  collectedRelationships,
  readSummary,
} from '../../scripts/collectedGraph';
import type {
  CollectedEntity,
  CollectedRelationship,
  CollectionSummary,
} from '../../scripts/collectedGraph';

/** Everything that a run left in a project. */
export interface Graph {
  entities: CollectedEntity[];
  relationships: CollectedRelationship[];
  /** Undefined when the run ended before the SDK wrote one. */
  summary?: CollectionSummary;
}

/** Reads all that a run collected into a project. For tests: it holds the whole graph. */
export async function readGraph(projectPath: string): Promise<Graph> {
  return {
    entities: await all(collectedEntities(projectPath)),
    relationships: await all(collectedRelationships(projectPath)),
    summary: await readSummary(projectPath),
  };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const result: T[] = [];
  for await (const item of items) result.push(item);
  return result;
}
