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

/** What to collect, and under which conditions. */
export interface ExecutionOptions {
  /** Names and values as in `instanceConfigFields`. */
  config: IntegrationConfig;
  /** Ids of ingestion sources that the user switched off. */
  disabledSources?: readonly string[];
  /** Environment variables for the duration of the run, such as `HTTP_ATTEMPTS`. */
  environment?: Readonly<Record<string, string>>;
  /** What is run; the whole integration unless told. */
  integration?: IntegrationInvocationConfig<IntegrationConfig>;
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
 * Runs the whole integration within this process, with the SDK's runtime, scheduler and schema
 * validation, as `j1-integration collect` does. Only the graph is kept in memory. Several runs may
 * go on at the same time, each with its own environment.
 */
export async function collect({
  config,
  disabledSources = [],
  environment = {},
  integration = wholeIntegration,
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

async function runInstance(
  integration: IntegrationInvocationConfig<IntegrationConfig>,
  instance: IntegrationInstance<IntegrationConfig>,
): Promise<Execution> {
  const graph = new MemoryGraph();
  const { logger, lines, events } = createRecordingLogger(integration);
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
  return {
    steps: Object.fromEntries(
      stepResults.map(({ id, status }) => [id, status]),
    ),
    stepResults,
    partialTypes: [...(result?.metadata.partialDatasets.types ?? [])].sort(),
    entities: [...graph.entities.values()],
    relationships: [...graph.relationships.values()],
    log: lines.join(''),
    events,
    ...(error !== undefined && { error }),
  };
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

/** The SDK's own logger with its serializers, at level trace, writing to memory. */
function createRecordingLogger(
  integration: IntegrationInvocationConfig<IntegrationConfig>,
): {
  logger: IntegrationLogger;
  lines: string[];
  events: PublishEventInput[];
} {
  const logger = createIntegrationLogger({
    name: 'Test',
    invocationConfig: integration as IntegrationInvocationConfig,
  });
  const lines: string[] = [];
  redirect(logger, (line) => lines.push(line));
  const events: PublishEventInput[] = [];
  logger.on('event', (event: PublishEventInput) => events.push(event));
  return { logger, lines, events };
}

/** What the SDK's logger hides: it offers no way of choosing where it writes to. */
interface BunyanLogger {
  streams: unknown[];
  addStream(stream: {
    level: 'trace';
    stream: { write(line: string): void };
  }): void;
}

function redirect(
  logger: IntegrationLogger,
  write: (line: string) => void,
): void {
  const hidden: unknown = Reflect.get(logger, '_logger');
  if (!isBunyan(hidden)) throw new Error("The SDK's logger is not a bunyan.");
  hidden.streams = [];
  hidden.addStream({ level: 'trace', stream: { write } });
}

function isBunyan(value: unknown): value is BunyanLogger {
  return typeof value === 'object' && value !== null && 'addStream' in value;
}

/** Keeps copies, as a store on disk does: what a step changes after adding is not kept. */
class MemoryGraph implements GraphObjectStore {
  readonly entities = new Map<string, Entity>();
  readonly relationships = new Map<string, Relationship>();

  addEntities(_stepId: string, entities: Entity[]): Promise<void> {
    for (const each of entities) this.entities.set(each._key, copy(each));
    return Promise.resolve();
  }

  addRelationships(_stepId: string, added: Relationship[]): Promise<void> {
    for (const each of added) this.relationships.set(each._key, copy(each));
    return Promise.resolve();
  }

  findEntity(key: string | undefined): Promise<Entity | undefined> {
    const entity = key === undefined ? undefined : this.entities.get(key);
    return Promise.resolve(entity && copy(entity));
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
  objects: ReadonlyMap<string, Entity | Relationship>,
  { _type }: GraphObjectFilter,
  iteratee: GraphObjectIteratee<T>,
): Promise<void> {
  for (const object of [...objects.values()]) {
    if (object._type === _type) await iteratee(copy(object) as T);
  }
}

/** As it comes back from a file. */
function copy<T>(object: T): T {
  return JSON.parse(JSON.stringify(object)) as T;
}
