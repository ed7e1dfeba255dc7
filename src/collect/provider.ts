import type {
  IntegrationIngestionConfigField,
  IntegrationLogger,
  IntegrationStep,
  IntegrationStepExecutionContext,
  JobState,
  StepMetadata,
} from '@jupiterone/integration-sdk-core';

import { type EntityModel, metadataOf } from '../graph/entities';
import type { ApiClientLimits } from '../http/apiClient';
import type { Logger } from '../http/logger';

import { type Access, authorizationOf, type StepAuthorization } from './access';
import { ClientsOfRuns } from './clients';
import { Completeness } from './completeness';
import type {
  ConfigTable,
  FieldProblem,
  ParsedConfig,
  RawConfig,
} from './configFields';
import { Edges } from './edges';
import { Meter, type Pace, type Preflight, takeSurvey } from './preflight';
import { StepData, wholenessOf } from './stepData';
import type { StepSurvey, Survey } from './survey';

/** Data sets that a user can switch off, by id. */
export type IngestionSources = Readonly<
  Record<string, IntegrationIngestionConfigField>
>;

/** What a provider needs to make its client, besides its own settings. */
export interface ClientContext {
  logger: Logger;
  /** Share of each rate limit that may be used, above 0 and at most 1. */
  rateLimitShare: number;
  /** The operator's limits on retries and timeouts. */
  limits: ApiClientLimits;
}

/** What a step works with. */
export interface CollectContext<Client> {
  client: Client;
  jobState: JobState;
  logger: IntegrationLogger;
  /** Everything that is read goes through it, so that nothing can be missing silently. */
  completeness: Completeness;
  /** What earlier steps handed to this one, and what it hands to later ones. */
  stepData: StepData;
  /** Adds relationships, and counts those that lead to something unknown. */
  edges: Edges;
  /** Whether the user wants the data of an ingestion source. */
  isEnabled: (ingestionSourceId: string) => boolean;
}

/** The SDK's name for the steps that run after all others. */
export const LAST_STEPS = 'last';

/** A step of a provider: the SDK's metadata, and the work. */
export interface ProviderStep<Client> extends Omit<
  StepMetadata,
  'entities' | 'dependencyGraphId'
> {
  /** The types that it writes, each with the properties that the documentation lists. */
  entities: readonly EntityModel<never>[];
  /** The data sets that it reads from the provider; none where it sends no requests of its own. */
  reads?: readonly Access[];
  /** What a look before a collection shows of them, and how many calls they take. */
  survey?: StepSurvey<Client>;
  /**
   * Runs after all other steps, whatever became of them, and depends on none: what a step that
   * failed or was switched off did not hand on is not there. It fails where references of the others
   * prove that a list of its entities was not whole.
   */
  isLast?: boolean;
  collect: (context: CollectContext<Client>) => Promise<void>;
}

/** An identity provider. All that the rest of the integration knows of it stands here. */
export interface Provider<Settings, Client> {
  /** The value of the `provider` field, and the prefix of all fields, types and steps. */
  id: string;
  /** The name that people know. */
  name: string;
  configTable: ConfigTable;
  ingestionSources: IngestionSources;
  /** Checks the provider's part of the configuration and gives it in typed form. */
  parseConfig(config: RawConfig): ParsedConfig<Settings>;
  createClient(settings: Settings, context: ClientContext): Client;
  /**
   * Proves the credential with the cheapest request.
   *
   * @throws ApiError that says why it cannot be used
   */
  verify(client: Client): Promise<void>;
  pace: Pace<Client>;
  /** What the user should know before a collection, by what the looks showed. */
  hints?: (client: Client, survey: Survey<Client>) => Promise<string[]>;
  steps: readonly ProviderStep<Client>[];
}

/** What a step gets its client with. */
export interface ExecutionScope {
  /**
   * The object that all of a run has, and no other run: a wrapper may hand a new instance to each
   * step, so that it is not the instance where there is anything better.
   */
  run: object;
  /** When the run began, in ms since 1970, where that is known. */
  startedOn?: number;
  config: RawConfig;
  logger: Logger;
  limits: ApiClientLimits;
  rateLimitShare: number;
}

/** A provider whose settings and client types are its own business. */
export interface RegisteredProvider {
  id: string;
  name: string;
  configTable: ConfigTable;
  ingestionSources: IngestionSources;
  /** All entity types, in the order of the steps. */
  entities: readonly EntityModel<never>[];
  stepIds: readonly string[];
  /** The data sets that are read, in the order of the steps. */
  reads: readonly Access[];
  /** All that is wrong with the provider's part of the configuration. */
  problems: (config: RawConfig) => FieldProblem[];
  /** @throws ApiError that says why the credential cannot be used */
  verify: (scope: ExecutionScope) => Promise<void>;
  /**
   * Proves the credential, then looks at each data set.
   *
   * @throws ApiError that says why the credential cannot be used
   */
  preflight: (scope: ExecutionScope) => Promise<Preflight>;
  /** The provider's steps for the SDK. */
  steps: (scopeOf: ScopeOf) => IntegrationStep[];
}

/** Finds the execution that a step belongs to. */
export type ScopeOf = (
  context: Parameters<IntegrationStep['executionHandler']>[0],
) => ExecutionScope;

/** Prepares a provider for the registry. Each run gets one client, which all of its steps share. */
export function register<Settings, Client>(
  provider: Provider<Settings, Client>,
): RegisteredProvider {
  const clients = new ClientsOfRuns<Client>();

  const clientOf = (scope: ExecutionScope): Client => {
    const { run, startedOn, config, rateLimitShare } = scope;
    const fields = Object.keys(provider.configTable).map(
      (name) => config[name],
    );
    return clients.of(run, { startedOn, fields, rateLimitShare }, () =>
      createClient(provider, scope),
    );
  };

  return {
    id: provider.id,
    name: provider.name,
    configTable: provider.configTable,
    ingestionSources: provider.ingestionSources,
    entities: [...new Set(provider.steps.flatMap(({ entities }) => entities))],
    stepIds: provider.steps.map(({ id }) => id),
    reads: [...new Set(provider.steps.flatMap(({ reads = [] }) => reads))],
    problems: (config) => {
      const parsed = provider.parseConfig(config);
      return parsed.ok ? [] : parsed.problems;
    },
    verify: (scope) => provider.verify(clientOf(scope)),
    preflight: async (scope) => {
      const meter = new Meter();
      const logger = meter.logger(scope.logger);
      const client = createClient(provider, { ...scope, logger });
      await provider.verify(client);
      return takeSurvey(provider, client, meter);
    },
    steps: (scopeOf) =>
      provider.steps.map((step) => ({
        ...metadataOfStep(step),
        executionHandler: async (context) =>
          run(provider, step, context, clientOf(scopeOf(context))),
      })),
  };
}

function metadataOfStep<Client>({
  collect: _collect,
  entities,
  reads = [],
  survey: _survey,
  isLast,
  ...metadata
}: ProviderStep<Client>): StepMetadata & { authorization?: StepAuthorization } {
  return {
    ...metadata,
    entities: entities.map(metadataOf),
    ...(reads.length > 0 && { authorization: authorizationOf(reads) }),
    ...(isLast && { dependencyGraphId: LAST_STEPS }),
  };
}

const DOUBTED =
  'relationships lead to objects of this type that the list of them did not hold, so that it was not whole; check that the credential may see all of them';

async function run<Client>(
  { verify }: Pick<Provider<never, Client>, 'verify'>,
  { id, dependsOn = [], entities, isLast, collect }: ProviderStep<Client>,
  { instance, jobState, logger }: IntegrationStepExecutionContext,
  client: Client,
): Promise<void> {
  const switchedOff = new Set(
    instance.disabledSources?.map((each) => each.ingestionSourceId),
  );
  const isEnabled = (source: string) => !switchedOff.has(source);
  const completeness = new Completeness(logger, () => verify(client));
  const edges = new Edges(jobState, logger, completeness);
  const stepData = new StepData(jobState, isEnabled);
  await stepData.begin(id, dependsOn);
  await collect({
    client,
    jobState,
    logger,
    completeness,
    edges,
    stepData,
    isEnabled,
  });
  const areListsWhole = await stepData.areWhole(dependsOn);
  await stepData.doubt(edges.finish(areListsWhole));
  for (const { _type } of isLast ? entities : []) {
    if (await stepData.isDoubted(_type)) completeness.doubt(_type, DOUBTED);
  }
  completeness.judge();
  const isWhole = areListsWhole && completeness.isWhole;
  await stepData.set(wholenessOf(id), isWhole);
  completeness.finish();
}

function createClient<Settings, Client>(
  provider: Provider<Settings, Client>,
  { config, logger, limits, rateLimitShare }: ExecutionScope,
): Client {
  const parsed = provider.parseConfig(config);
  if (!parsed.ok) {
    const fields = parsed.problems.map(({ field }) => field).join(', ');
    throw new Error(`The configuration was not validated: ${fields}`);
  }
  return provider.createClient(parsed.settings, {
    logger,
    limits,
    rateLimitShare,
  });
}
