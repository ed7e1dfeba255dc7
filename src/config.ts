import type {
  IntegrationExecutionContext,
  IntegrationIngestionConfigFieldMap,
  IntegrationInstanceConfig,
  IntegrationInstanceConfigFieldMap,
  IntegrationStep,
  StepStartStates,
} from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import {
  type ConfigTable,
  type FieldProblem,
  optionalText,
  parseFields,
  type RawConfig,
  sdkFields,
} from './collect/configFields';
import type { Preflight } from './collect/preflight';
import type { RegisteredProvider } from './collect/provider';
import {
  ask,
  configError,
  ingestionSourcesOf,
  problemsOf,
  scopeOf,
  sharedFields,
  type ValidationContext,
} from './invocation';
import { providers } from './providers';

/*
 * The integration as a whole: all providers, of which each instance chooses one. What has to do with
 * one provider alone stands in tile.ts.
 */

/** The configuration of an integration instance. What else it needs depends on the provider. */
export interface IntegrationConfig extends IntegrationInstanceConfig {
  /** The identity provider to collect from: the id of one of `providers`. */
  provider: string;
  /** Share of each rate limit of the provider that may be used, above 0 and at most 1. */
  rateLimitShare?: string;
}

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
  ...sharedFields,
} satisfies ConfigTable;

const providerChoice = z.object({ provider: commonFields.provider.schema });

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

/**
 * Checks the whole configuration, then proves the credential at the provider.
 *
 * @throws IntegrationValidationError that names every field that is missing or malformed
 * @throws IntegrationProviderAPIError, or the SDK's more precise class, when the provider refuses
 *   the credential or cannot be reached
 */
export async function validateInvocation(
  context: ValidationContext<IntegrationConfig>,
): Promise<void> {
  const { provider, problems } = check(context.instance.config);
  if (!provider || problems.length > 0) throw configError(problems);
  await ask(context, provider.verify);
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
  const found = await ask(context, provider.preflight);
  return { provider: provider.name, ...found };
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
  providers.map(ingestionSourcesOf),
);

function check(config: RawConfig): {
  provider?: RegisteredProvider;
  problems: FieldProblem[];
} {
  const choice = parseFields(providerChoice, config);
  const chosen = choice.ok ? choice.settings.provider : undefined;
  const provider = providers.find(({ id }) => id === chosen);
  return {
    provider,
    problems: [
      ...(choice.ok ? [] : choice.problems),
      ...problemsOf(provider, config),
    ],
  };
}

function merged<T>(records: readonly Readonly<Record<string, T>>[]) {
  return Object.fromEntries(records.flatMap((each) => Object.entries(each)));
}
