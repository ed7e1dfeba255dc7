import {
  type IntegrationExecutionContext,
  type IntegrationIngestionConfigFieldMap,
  type IntegrationInstanceConfig,
  type IntegrationInstanceConfigFieldMap,
  type IntegrationStep,
  IntegrationValidationError,
  type StepStartStates,
} from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import { type ExecutionConfig, readExecutionConfig } from './operatorLimits';
import { ApiError, toIntegrationError } from './http/failures';
import { type Logger, silentLogger } from './http/logger';
import { providers } from './providers';
import type { Preflight } from './collect/preflight';
import type { ExecutionScope, RegisteredProvider } from './collect/provider';
import {
  type ConfigTable,
  environmentVariable,
  type FieldProblem,
  optionalText,
  parseConfigTable,
  type RawConfig,
  sdkFields,
} from './collect/configFields';

/** The configuration of an integration instance. What else it needs depends on the provider. */
export interface IntegrationConfig extends IntegrationInstanceConfig {
  /** The identity provider to collect from: the id of one of `providers`. */
  provider: string;
  /** Share of each rate limit of the provider that may be used, above 0 and at most 1. */
  rateLimitShare?: string;
}

const DEFAULT_RATE_LIMIT_SHARE = 0.8;

const providerIds = providers.map(({ id }) => id);

/** The fields that all providers have in common. */
export const commonFields = {
  provider: {
    type: 'string',
    label: 'Provider',
    needed: 'always',
    help: `identity provider to collect from: one of ${providerIds.map((id) => `\`${id}\``).join(', ')}`,
    example: 'acme',
    schema: optionalText
      .transform((text) => text?.toLowerCase())
      .pipe(
        z.enum(providerIds, {
          error: ({ input }) =>
            `${input === undefined ? 'is missing' : 'is not a known provider'}; choose one of ${providerIds.join(', ')}`,
        }),
      ),
  },
  rateLimitShare: {
    type: 'string',
    label: 'Rate limit share',
    help: "share of the provider's rate limits that may be used, above 0 and at most 1",
    default: String(DEFAULT_RATE_LIMIT_SHARE),
    schema: optionalText
      .transform((text) => (text ? Number(text) : DEFAULT_RATE_LIMIT_SHARE))
      .refine(
        (share) => share > 0 && share <= 1,
        'must be a number above 0 and at most 1, such as 0.8',
      ),
  },
} satisfies ConfigTable;

/**
 * The fields of all providers. To the SDK a provider's fields are optional, as only those of
 * the chosen one are needed; `validateInvocation` decides which.
 */
export const instanceConfigFields: IntegrationInstanceConfigFieldMap<IntegrationConfig> =
  {
    ...sdkFields(commonFields),
    provider: { type: 'string' },
    ...merged(providers.map(({ configTable }) => sdkFields(configTable))),
  };

/** Timeouts and retries are the operator's to set, in environment variables. */
export function loadExecutionConfig(): ExecutionConfig {
  return readExecutionConfig(process.env);
}

/** The SDK gives less than an execution context in some commands; only the instance is sure. */
type ValidationContext = Pick<
  IntegrationExecutionContext<IntegrationConfig>,
  'instance'
> &
  Partial<IntegrationExecutionContext<IntegrationConfig>>;

/**
 * Checks the whole configuration, then proves the credential at the provider.
 *
 * @throws IntegrationValidationError that names every field that is missing or malformed
 * @throws IntegrationProviderAPIError, or the SDK's more precise class, when the provider refuses
 *   the credential or cannot be reached
 */
export async function validateInvocation(
  context: ValidationContext,
): Promise<void> {
  const { provider, problems } = check(context.instance.config);
  if (!provider || problems.length > 0) throw configError(problems);
  try {
    await provider.verify(scopeOf(context));
  } catch (error) {
    throw error instanceof ApiError ? toIntegrationError(error) : error;
  }
}

/**
 * Checks the whole configuration, proves the credential, and finds out with a few requests what a
 * collection would bring and take.
 *
 * @throws IntegrationValidationError and IntegrationProviderAPIError as `validateInvocation` does
 */
export async function preflight(
  context: Parameters<typeof scopeOf>[0],
): Promise<Preflight & { provider: string }> {
  const { provider, problems } = check(context.instance.config);
  if (!provider || problems.length > 0) throw configError(problems);
  try {
    const found = await provider.preflight(scopeOf(context));
    return { provider: provider.name, ...found };
  } catch (error) {
    throw error instanceof ApiError ? toIntegrationError(error) : error;
  }
}

/** Enables the steps of the chosen provider, and no other. */
export function getStepStartStates({
  instance,
}: Pick<
  IntegrationExecutionContext<IntegrationConfig>,
  'instance'
>): StepStartStates {
  const chosen = check(instance.config).provider;
  return Object.fromEntries(
    providers.flatMap((provider) =>
      provider.stepIds.map((id) => [id, { disabled: provider !== chosen }]),
    ),
  );
}

export const integrationSteps: IntegrationStep<IntegrationConfig>[] =
  providers.flatMap((provider) => provider.steps(scopeOf));

export const ingestionConfig: IntegrationIngestionConfigFieldMap = merged(
  providers.map(({ ingestionSources }) => ingestionSources),
);

function check(config: RawConfig): {
  provider?: RegisteredProvider;
  problems: FieldProblem[];
} {
  const common = commonSettings(config);
  const chosen = commonFields.provider.schema.safeParse(config.provider).data;
  const provider = providers.find(({ id }) => id === chosen);
  return {
    provider,
    problems: [
      ...(common.ok ? [] : common.problems),
      ...(provider?.problems(config) ?? []),
    ],
  };
}

function commonSettings(config: RawConfig) {
  return parseConfigTable(commonFields, config, [], (settings) => settings);
}

function merged<T>(records: readonly Readonly<Record<string, T>>[]) {
  return Object.fromEntries(records.flatMap((each) => Object.entries(each)));
}

function configError(problems: FieldProblem[]): IntegrationValidationError {
  const list = problems.map(
    ({ field, problem }) =>
      `${field} (${environmentVariable(field)}) ${problem}`,
  );
  return new IntegrationValidationError(
    `The configuration cannot be used: ${list.join('; ')}`,
  );
}

function scopeOf({
  instance,
  logger = silentLogger,
  executionConfig,
}: {
  instance: { config: RawConfig };
  logger?: Logger;
  executionConfig?: Partial<ExecutionConfig>;
}): ExecutionScope {
  const common = commonSettings(instance.config);
  return {
    instance,
    logger,
    limits: executionConfig?.limits ?? {},
    rateLimitShare: common.ok
      ? common.settings.rateLimitShare
      : DEFAULT_RATE_LIMIT_SHARE,
  };
}
