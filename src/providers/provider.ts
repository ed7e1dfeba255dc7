import type {
  IntegrationIngestionConfigField,
  IntegrationInstanceConfigField,
  IntegrationLogger,
  IntegrationStep,
  JobState,
  StepMetadata,
} from '@jupiterone/integration-sdk-core';

import { Completeness } from '../graph/completeness';
import type { ApiClientLimits } from '../http/apiClient';
import type { Logger } from '../http/logger';

import type { FieldProblem } from './settings';

/** The configuration of an integration instance, as the SDK hands it over: nothing is checked. */
export type RawConfig = Readonly<Record<string, unknown>>;

/** The configuration fields that a provider adds, by name; each name begins with the provider's. */
export type ConfigFields = Readonly<
  Record<string, IntegrationInstanceConfigField>
>;

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
  /** Whether the user wants the data of an ingestion source. */
  isEnabled: (ingestionSourceId: string) => boolean;
}

/** A step of a provider: the SDK's metadata, and the work. */
export interface ProviderStep<Client> extends StepMetadata {
  collect: (context: CollectContext<Client>) => Promise<void>;
}

/** An identity provider. All that the rest of the integration knows of it stands here. */
export interface Provider<Settings, Client> {
  /** The value of the `provider` field, and the prefix of all fields, types and steps. */
  id: string;
  /** The name that people know. */
  name: string;
  configFields: ConfigFields;
  ingestionSources: IngestionSources;
  /** Checks the provider's part of the configuration and gives it in typed form. */
  parseConfig(config: RawConfig): ParsedSettings<Settings>;
  createClient(settings: Settings, context: ClientContext): Client;
  /**
   * Proves the credential with the cheapest request.
   *
   * @throws ApiError that says why it cannot be used
   */
  verify(client: Client): Promise<void>;
  steps: readonly ProviderStep<Client>[];
}

/** Typed settings, or all that is wrong with the configuration. */
export type ParsedSettings<Settings> =
  { ok: true; settings: Settings } | { ok: false; problems: FieldProblem[] };

/** What a step gets its client with. */
export interface ExecutionScope {
  /** One object per execution: the SDK's integration instance. */
  instance: { config: RawConfig };
  logger: Logger;
  limits: ApiClientLimits;
  rateLimitShare: number;
}

/** A provider whose settings and client types are its own business. */
export interface RegisteredProvider {
  id: string;
  name: string;
  configFields: ConfigFields;
  ingestionSources: IngestionSources;
  /** All that is wrong with the provider's part of the configuration. */
  problems: (config: RawConfig) => FieldProblem[];
  /** @throws ApiError that says why the credential cannot be used */
  verify: (scope: ExecutionScope) => Promise<void>;
  /** The provider's steps for the SDK. */
  steps: (scopeOf: ScopeOf) => IntegrationStep[];
}

/** How steps find their execution. */
export type ScopeOf = (
  context: Parameters<IntegrationStep['executionHandler']>[0],
) => ExecutionScope;

/**
 * Prepares a provider for the registry. Each execution gets one client, which all of its steps
 * share; it lives as long as the SDK's instance object, so that no tenant meets the client, the
 * token or the rate limiter of another.
 */
export function register<Settings, Client>(
  provider: Provider<Settings, Client>,
): RegisteredProvider {
  const clients = new WeakMap<object, Client>();

  const clientOf = (scope: ExecutionScope): Client => {
    const known = clients.get(scope.instance);
    if (known) return known;
    const client = createClient(provider, scope);
    clients.set(scope.instance, client);
    return client;
  };

  return {
    id: provider.id,
    name: provider.name,
    configFields: provider.configFields,
    ingestionSources: provider.ingestionSources,
    problems: (config) => {
      const parsed = provider.parseConfig(config);
      return parsed.ok ? [] : parsed.problems;
    },
    verify: (scope) => provider.verify(clientOf(scope)),
    steps: (scopeOf) =>
      provider.steps.map(({ collect, ...metadata }) => ({
        ...metadata,
        executionHandler: async (context) => {
          const { instance, jobState, logger } = context;
          const completeness = new Completeness(logger);
          const client = clientOf(scopeOf(context));
          const switchedOff = new Set(
            instance.disabledSources?.map((each) => each.ingestionSourceId),
          );
          await collect({
            client,
            jobState,
            logger,
            completeness,
            isEnabled: (source) => !switchedOff.has(source),
          });
          completeness.finish();
        },
      })),
  };
}

function createClient<Settings, Client>(
  provider: Provider<Settings, Client>,
  { instance, logger, limits, rateLimitShare }: ExecutionScope,
): Client {
  const parsed = provider.parseConfig(instance.config);
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
