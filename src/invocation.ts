import {
  type ExecutionHistory,
  type IntegrationExecutionContext,
  type IntegrationInstanceConfig,
  IntegrationValidationError,
} from '@jupiterone/integration-sdk-core';

import {
  type ConfigTable,
  environmentVariable,
  type FieldProblem,
  optionalText,
  parseConfigTable,
  type RawConfig,
} from './collect/configFields';
import type { ExecutionScope, RegisteredProvider } from './collect/provider';
import { ApiError, toIntegrationError } from './http/failures';
import { type Logger, silentLogger } from './http/logger';
import { type ExecutionConfig, readExecutionConfig } from './operatorLimits';

/*
 * What the whole integration and the tile of one provider have in common.
 */

const DEFAULT_RATE_LIMIT_SHARE = 0.8;

/** The fields that every provider has besides its own. */
export const sharedFields = {
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

/** Timeouts and retries are the operator's to set, in environment variables. */
export function loadExecutionConfig(): ExecutionConfig {
  return readExecutionConfig(process.env);
}

/** The SDK gives less than an execution context in some commands; only the instance is sure. */
export type ValidationContext<Config extends IntegrationInstanceConfig> = Pick<
  IntegrationExecutionContext<Config>,
  'instance'
> &
  Partial<IntegrationExecutionContext<Config>>;

/** All that is wrong with a configuration, the choice of the provider apart. */
export function problemsOf(
  provider: RegisteredProvider | undefined,
  config: RawConfig,
): FieldProblem[] {
  const shared = sharedSettings(config);
  return [
    ...(shared.ok ? [] : shared.problems),
    ...(provider?.problems(config) ?? []),
  ];
}

/**
 * Asks something of a provider before a collection, such as whether the credential is good.
 *
 * @throws IntegrationProviderAPIError, or the SDK's more precise class, when the provider refuses
 *   the credential or cannot be reached
 */
export async function ask<T>(
  context: Parameters<typeof scopeOf>[0],
  question: (scope: ExecutionScope) => Promise<T>,
): Promise<T> {
  try {
    return await question(scopeOf(context));
  } catch (error) {
    throw error instanceof ApiError ? toIntegrationError(error) : error;
  }
}

/** Names every field that cannot be used, and no value. */
export function configError(
  problems: readonly FieldProblem[],
): IntegrationValidationError {
  const list = problems.map(
    ({ field, problem }) =>
      `${field} (${environmentVariable(field)}) ${problem}`,
  );
  return new IntegrationValidationError(
    `The configuration cannot be used: ${list.join('; ')}`,
  );
}

/** The run that a validation or a step belongs to. */
export function scopeOf({
  instance,
  logger = silentLogger,
  executionConfig,
  executionHistory,
}: {
  instance: { config: RawConfig };
  logger?: Logger;
  executionConfig?: Partial<ExecutionConfig>;
  executionHistory?: ExecutionHistory;
}): ExecutionScope {
  const shared = sharedSettings(instance.config);
  return {
    // The SDK hands one history of the instance to all parts of a run, and to no other run.
    run: executionHistory ?? instance,
    startedOn: executionHistory?.current.startedOn,
    config: instance.config,
    logger,
    limits: executionConfig?.limits ?? {},
    rateLimitShare: shared.ok
      ? shared.settings.rateLimitShare
      : DEFAULT_RATE_LIMIT_SHARE,
  };
}

/** The data sets that users can switch off, by the names that JupiterOne shows. */
export function ingestionSourcesOf({
  name,
  ingestionSources,
}: Pick<
  RegisteredProvider,
  'name' | 'ingestionSources'
>): RegisteredProvider['ingestionSources'] {
  return Object.fromEntries(
    Object.entries(ingestionSources).map(([id, source]) => [
      id,
      { ...source, title: `${name}: ${source.title}` },
    ]),
  );
}

function sharedSettings(config: RawConfig) {
  return parseConfigTable(sharedFields, config, [], (settings) => settings);
}
