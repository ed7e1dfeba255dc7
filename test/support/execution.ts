import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type {
  Entity,
  GraphObjectFilter,
  GraphObjectIteratee,
  GraphObjectStore,
  IntegrationInstance,
  IntegrationInvocationConfig,
  IntegrationStepResult,
  PublishEventInput,
  Relationship,
} from '@jupiterone/integration-sdk-core';
import {
  createIntegrationLogger,
  type ExecuteIntegrationResult,
  executeIntegrationInstance,
  type IntegrationLogger,
  LOCAL_INTEGRATION_INSTANCE,
} from '@jupiterone/integration-sdk-runtime';

import { invocationConfig as wholeIntegration } from '../../src';
import type { IntegrationConfig } from '../../src/config';
import { providers } from '../../src/providers';
import { tileOf } from '../../src/tile';

/** What to collect, and under which conditions. */
export interface ExecutionOptions {
  /** Names and values as in `instanceConfigFields`. */
  config: IntegrationConfig;
  /** Ids of ingestion sources that the user switched off. */
  disabledSources?: readonly string[];
  /** Environment variables for the duration of the run, such as `HTTP_ATTEMPTS`. */
  environment?: Readonly<Record<string, string>>;
  /** What is run; unless told, the tile of the provider. */
  integration?: IntegrationInvocationConfig<IntegrationConfig>;
}

/** An entity or a relationship as it was stored. */
export interface StoredObject {
  type: string;
  key: string;
  json: string;
  /** Of a relationship: the keys of the entities that it needs. A mapped one needs none. */
  ends?: readonly unknown[];
}

/** How a run ended, and everything that it let out. */
export interface Execution {
  /** Status by id of every step of the chosen provider; empty when the run was stopped. */
  steps: Record<string, IntegrationStepResult['status']>;
  /** The SDK's results of the same steps. */
  stepResults: IntegrationStepResult[];
  /** The types of which JupiterOne would delete nothing, in alphabetical order. */
  partialTypes: string[];
  entities: Entity[];
  relationships: Relationship[];
  /** Entities and relationships as they were stored. */
  objects: StoredObject[];
  /** Everything that was logged, from level trace on, one JSON object per line. */
  log: string;
  /** Everything that was published to the job log. */
  events: PublishEventInput[];
  /** What stopped the run: an invalid configuration, a refused credential, a fatal failure. */
  error?: unknown;
}

/** Limits with which failures that last are seen quickly. */
export const QUICK_RETRIES = {
  HTTP_ATTEMPTS: '3',
  HTTP_RETRY_DELAY_MS: '1',
  HTTP_TIMEOUT_MS: '5000',
  HTTP_RETRY_BUDGET_MS: '10000',
} as const;

/** With these, refusals that last are seen quickly, too: they take no attempts, only time. */
export const SHORT_PATIENCE = {
  ...QUICK_RETRIES,
  HTTP_RETRY_BUDGET_MS: '1000',
} as const;

/**
 * Runs the integration within this process, with the SDK's runtime, scheduler and schema validation,
 * as `j1-integration collect` does. Only the graph is kept in memory. Several runs may go on at the
 * same time, each with its own environment.
 */
export async function collect({
  config,
  disabledSources = [],
  environment = {},
  integration = integrationOf(config),
}: ExecutionOptions): Promise<Execution> {
  checkFields(config, integration);
  const directory = await mkdtemp(path.join(tmpdir(), 'execution-'));
  const variables = {
    JUPITERONE_INTEGRATION_STORAGE_DIRECTORY: directory,
    ENABLE_GRAPH_OBJECT_SCHEMA_VALIDATION: 'true',
    ...environment,
  };
  try {
    return await withEnvironment(variables, () =>
      runInstance(integration, {
        ...LOCAL_INTEGRATION_INSTANCE,
        config: { ...config },
        disabledSources: disabledSources.map((ingestionSourceId) => ({
          ingestionSourceId,
        })),
      }),
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The tiles of all providers, with the fields of the whole integration. */
const tiles = new Map<string, IntegrationInvocationConfig<IntegrationConfig>>(
  providers.map((provider) => [
    provider.id,
    {
      ...tileOf(provider),
      instanceConfigFields: wholeIntegration.instanceConfigFields,
    },
  ]),
);

/**
 * The tile of the chosen provider: what the whole integration does besides is to leave out the steps
 * of all others, which takes as long again in a small run.
 */
function integrationOf({
  provider,
}: IntegrationConfig): IntegrationInvocationConfig<IntegrationConfig> {
  return tiles.get(provider) ?? wholeIntegration;
}

async function runInstance(
  integration: IntegrationInvocationConfig<IntegrationConfig>,
  instance: IntegrationInstance<IntegrationConfig>,
): Promise<Execution> {
  const graph = new MemoryGraph();
  const { logger, records, events } = createRecordingLogger(integration);
  let result: ExecuteIntegrationResult | undefined;
  let error: unknown;
  try {
    result = await executeIntegrationInstance(
      logger,
      instance,
      integration,
      { current: { startedOn: Date.now() } },
      { enableSchemaValidation: true, graphObjectStore: graph },
    );
  } catch (thrown) {
    error = thrown;
  }
  const stepResults = await ofChosenProvider(integration, result, instance);
  // Made only for those who read it: most of many runs are not looked into.
  const entities = once(() => graph.allEntities());
  const relationships = once(() => graph.allRelationships());
  const log = once(() =>
    records.map((record) => `${JSON.stringify(record)}\n`).join(''),
  );
  return {
    steps: Object.fromEntries(
      stepResults.map(({ id, status }) => [id, status]),
    ),
    stepResults,
    partialTypes: [...(result?.metadata.partialDatasets.types ?? [])].sort(),
    objects: graph.objects,
    get entities() {
      return entities();
    },
    get relationships() {
      return relationships();
    },
    get log() {
      return log();
    },
    events,
    ...(error !== undefined && { error }),
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** The SDK's command reads the declared fields and no others. */
function checkFields(
  config: IntegrationConfig,
  integration: IntegrationInvocationConfig<IntegrationConfig>,
): void {
  const { instanceConfigFields = {} } = integration;
  for (const field of Object.keys(config)) {
    if (!Object.hasOwn(instanceConfigFields, field)) {
      throw new Error(`There is no configuration field ${field}.`);
    }
  }
}

/** The variables of the run that is asking: the SDK reads the environment at any time. */
const ownVariables = new AsyncLocalStorage<Map<string, string>>();

/** Runs something that finds these variables in `process.env`, and nobody else does. */
function withEnvironment<T>(
  variables: Readonly<Record<string, string>>,
  run: () => Promise<T>,
): Promise<T> {
  for (const name of Object.keys(variables)) makeOwn(name);
  return ownVariables.run(new Map(Object.entries(variables)), run);
}

const namesMadeOwn = new Set<string>();

/** Each run of a process has its own value of the variable; outside of runs it stays as it is. */
function makeOwn(name: string): void {
  if (namesMadeOwn.has(name)) return;
  namesMadeOwn.add(name);
  let shared = process.env[name];
  Object.defineProperty(process.env, name, {
    configurable: true,
    enumerable: shared !== undefined,
    get: () => ownVariables.getStore()?.get(name) ?? shared,
    set: (value: string) => {
      const own = ownVariables.getStore();
      if (own) own.set(name, value);
      else shared = value;
    },
  });
}

async function ofChosenProvider(
  integration: IntegrationInvocationConfig<IntegrationConfig>,
  result: ExecuteIntegrationResult | undefined,
  instance: IntegrationInstance<IntegrationConfig>,
): Promise<IntegrationStepResult[]> {
  if (!result) return [];
  const states = await integration.getStepStartStates?.({
    instance,
    logger: createRecordingLogger(integration).logger,
    executionHistory: { current: { startedOn: 0 } },
    executionConfig: {},
  });
  return result.integrationStepResults.filter(
    ({ id }) => !states?.[id]?.disabled,
  );
}

/** The SDK's own logger with its serializers, at level trace, keeping its records in memory. */
function createRecordingLogger(
  integration: IntegrationInvocationConfig<IntegrationConfig>,
): {
  logger: IntegrationLogger;
  records: unknown[];
  events: PublishEventInput[];
} {
  const logger = createIntegrationLogger({
    name: 'Test',
    invocationConfig: integration as IntegrationInvocationConfig,
  });
  const records: unknown[] = [];
  redirect(logger, (record) => records.push(record));
  const events: PublishEventInput[] = [];
  logger.on('event', (event: PublishEventInput) => events.push(event));
  return { logger, records, events };
}

/** What the SDK's logger hides: it offers no way of choosing where it writes to. */
interface BunyanLogger {
  streams: unknown[];
  addStream(stream: {
    level: 'trace';
    type: 'raw';
    stream: { write(record: unknown): void };
  }): void;
}

function redirect(
  logger: IntegrationLogger,
  write: (record: unknown) => void,
): void {
  const hidden: unknown = Reflect.get(logger, '_logger');
  if (!isBunyan(hidden)) throw new Error("The SDK's logger is not a bunyan.");
  hidden.streams = [];
  hidden.addStream({ level: 'trace', type: 'raw', stream: { write } });
}

function isBunyan(value: unknown): value is BunyanLogger {
  return typeof value === 'object' && value !== null && 'addStream' in value;
}

/** Keeps copies, as a store on disk does: what a step changes after adding is not kept. */
class MemoryGraph implements GraphObjectStore {
  private readonly entities = new Map<string, StoredObject>();
  private readonly relationships = new Map<string, StoredObject>();

  /** All objects, entities first. */
  get objects(): StoredObject[] {
    return [...this.entities.values(), ...this.relationships.values()];
  }

  allEntities(): Entity[] {
    return [...this.entities.values()].map(parsed<Entity>);
  }

  allRelationships(): Relationship[] {
    return [...this.relationships.values()].map(parsed<Relationship>);
  }

  addEntities(_stepId: string, entities: Entity[]): Promise<void> {
    for (const each of entities) this.entities.set(each._key, stored(each));
    return Promise.resolve();
  }

  addRelationships(_stepId: string, added: Relationship[]): Promise<void> {
    for (const each of added) {
      const { _mapping, _fromEntityKey, _toEntityKey } = each;
      this.relationships.set(each._key, {
        ...stored(each),
        ends: _mapping ? [] : [_fromEntityKey, _toEntityKey],
      });
    }
    return Promise.resolve();
  }

  findEntity(key: string | undefined): Promise<Entity | undefined> {
    const entity = key === undefined ? undefined : this.entities.get(key);
    return Promise.resolve(entity && parsed<Entity>(entity));
  }

  async iterateEntities<T extends Entity = Entity>(
    filter: GraphObjectFilter,
    iteratee: GraphObjectIteratee<T>,
  ): Promise<void> {
    await iterate(this.entities, filter, iteratee);
  }

  async iterateRelationships<T extends Relationship = Relationship>(
    filter: GraphObjectFilter,
    iteratee: GraphObjectIteratee<T>,
  ): Promise<void> {
    await iterate(this.relationships, filter, iteratee);
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }
}

async function iterate<T extends Entity | Relationship>(
  objects: ReadonlyMap<string, StoredObject>,
  { _type }: GraphObjectFilter,
  iteratee: GraphObjectIteratee<T>,
): Promise<void> {
  for (const object of [...objects.values()]) {
    if (object.type === _type) await iteratee(parsed<T>(object));
  }
}

function stored(object: Entity | Relationship): StoredObject {
  const { _key: key, _type: type } = object;
  return { key, type, json: JSON.stringify(object) };
}

/** As it comes back from a file. */
function parsed<T extends Entity | Relationship>({ json }: StoredObject): T {
  return JSON.parse(json) as T;
}
