import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { z } from 'zod';

const CollectedEntity = z.looseObject({
  _key: z.string(),
  _type: z.string(),
  _class: z.union([z.string(), z.array(z.string())]),
});

const CollectedRelationship = z.looseObject({
  _key: z.string(),
  _type: z.string(),
  _class: z.string(),
  _fromEntityKey: z.string().optional(),
  _toEntityKey: z.string().optional(),
  _mapping: z
    .looseObject({
      sourceEntityKey: z.string(),
      relationshipDirection: z.enum(['FORWARD', 'REVERSE']),
      targetEntity: z.looseObject({}),
    })
    .optional(),
});

const StepResult = z.looseObject({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  declaredTypes: z.array(z.string()),
  partialTypes: z.array(z.string()),
  encounteredTypes: z.array(z.string()),
});

const CollectionSummary = z.looseObject({
  integrationStepResults: z.array(StepResult),
  metadata: z.looseObject({
    partialDatasets: z.looseObject({ types: z.array(z.string()) }),
  }),
});

/** An entity as the SDK wrote it to disk. */
export type CollectedEntity = z.infer<typeof CollectedEntity>;

/**
 * A relationship as the SDK wrote it to disk: a direct one names the keys of both ends, a mapped
 * one has a `_mapping` that describes its target instead.
 */
export type CollectedRelationship = z.infer<typeof CollectedRelationship>;

/** How one step ended. */
export type StepResult = z.infer<typeof StepResult>;

/** The SDK's summary.json: how each step ended and which types are partial. */
export type CollectionSummary = z.infer<typeof CollectionSummary>;

/** How many objects of each type a run collected. */
export interface GraphCounts {
  entities: Map<string, number>;
  relationships: Map<string, number>;
  /** The accounts themselves, which say of what the rest is a picture. */
  accounts: CollectedEntity[];
}

/** Not `cached`: such data is of an earlier run, which may have failed, and of any tenant. */
const COMPLETE_STATUSES = ['success', 'disabled'];

/** The steps that ended with less than all of their data, as far as this run knows. */
export function incompleteSteps(summary: CollectionSummary): StepResult[] {
  return summary.integrationStepResults.filter(
    ({ status }) => !COMPLETE_STATUSES.includes(status),
  );
}

/** Where the SDK keeps what a run collected. */
export function storageDirectory(projectPath: string): string {
  return path.join(projectPath, '.j1-integration');
}

/** Where the SDK writes the summary of a run. */
export function summaryPath(projectPath: string): string {
  return path.join(storageDirectory(projectPath), 'summary.json');
}

/** The run's summary, or undefined when the run ended before the SDK wrote one. */
export async function readSummary(
  projectPath: string,
): Promise<CollectionSummary | undefined> {
  return readSummaryFile(summaryPath(projectPath));
}

/** The same of the summary in a storage that was kept elsewhere. */
export async function readSummaryFile(
  file: string,
): Promise<CollectionSummary | undefined> {
  const text = await readFile(file, 'utf8').catch(undefinedIfMissing);
  if (text === undefined) return undefined;
  return parseFile(file, text, CollectionSummary);
}

/** The collected entities, one file of at most a few hundred in memory at a time. */
export async function* collectedEntities(
  projectPath: string,
): AsyncGenerator<CollectedEntity> {
  const schema = z.object({ entities: z.array(CollectedEntity) });
  for await (const file of graphFiles(projectPath, 'entities')) {
    yield* (await readGraphFile(file, schema)).entities;
  }
}

/** The collected relationships, one file of at most a few hundred in memory at a time. */
export async function* collectedRelationships(
  projectPath: string,
): AsyncGenerator<CollectedRelationship> {
  const schema = z.object({ relationships: z.array(CollectedRelationship) });
  for await (const file of graphFiles(projectPath, 'relationships')) {
    yield* (await readGraphFile(file, schema)).relationships;
  }
}

/** Counts what was collected, by type, without holding it in memory. */
export async function countGraph(projectPath: string): Promise<GraphCounts> {
  const counts: GraphCounts = {
    entities: new Map(),
    relationships: new Map(),
    accounts: [],
  };
  for await (const entity of collectedEntities(projectPath)) {
    increase(counts.entities, entity._type);
    if (isAccount(entity)) counts.accounts.push(entity);
  }
  for await (const { _type } of collectedRelationships(projectPath)) {
    increase(counts.relationships, _type);
  }
  return counts;
}

/** The sum of counts by type. */
export function total(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}

/** Adds one to the count of a type. */
function increase(counts: Map<string, number>, type: string): void {
  counts.set(type, (counts.get(type) ?? 0) + 1);
}

/** What to call an entity: its display name, else its name, else its key. */
export function nameOf(entity: {
  _key: string;
  displayName?: unknown;
  name?: unknown;
}): string {
  if (typeof entity.displayName === 'string' && entity.displayName !== '') {
    return entity.displayName;
  }
  if (typeof entity.name === 'string' && entity.name !== '') return entity.name;
  return entity._key;
}

/** Whether an entity is the account that a run read. */
function isAccount(entity: CollectedEntity): boolean {
  return [entity._class].flat().includes('Account');
}

/** The files of one kind, of all steps, in a stable order. */
async function* graphFiles(
  projectPath: string,
  kind: 'entities' | 'relationships',
): AsyncGenerator<string> {
  const graph = path.join(storageDirectory(projectPath), 'graph');
  for (const step of await sortedNames(graph)) {
    const directory = path.join(graph, step, kind);
    for (const name of await sortedNames(directory)) {
      yield path.join(directory, name);
    }
  }
}

async function sortedNames(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(undefinedIfMissing);
  return (names ?? []).sort();
}

async function readGraphFile<T>(
  file: string,
  schema: z.ZodType<T>,
): Promise<T> {
  return parseFile(file, await readFile(file, 'utf8'), schema);
}

function parseFile<T>(file: string, text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(
      `${file} is not what the SDK writes. Collect again; if ` +
        'INTEGRATION_FILE_COMPRESSION_ENABLED is set, unset it first.',
      { cause },
    );
  }
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
