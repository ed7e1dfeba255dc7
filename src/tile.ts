import type {
  IntegrationInstanceConfig,
  IntegrationInvocationConfig,
} from '@jupiterone/integration-sdk-core';

import { sdkFields } from './collect/configFields';
import { LAST_STEPS, type RegisteredProvider } from './collect/provider';
import {
  ask,
  configError,
  ingestionSourcesOf,
  loadExecutionConfig,
  problemsOf,
  scopeOf,
  sharedFields,
} from './invocation';

/**
 * The integration of one provider alone, for a tile of its own: its fields, without a choice of the
 * provider, its steps, and its ingestion sources. Fields that are always needed are required; which
 * kind of credential is given is for the validation to judge.
 */
export function tileOf(
  provider: RegisteredProvider,
): IntegrationInvocationConfig<IntegrationInstanceConfig> {
  const fields = { ...provider.configTable, ...sharedFields };
  return {
    instanceConfigFields: sdkFields(fields, true),
    loadExecutionConfig,
    validateInvocation: async (context) => {
      const problems = problemsOf(provider, context.instance.config);
      if (problems.length > 0) throw configError(problems);
      await ask(context, provider.verify);
    },
    integrationSteps: provider.steps(scopeOf),
    dependencyGraphOrder: [LAST_STEPS],
    ingestionConfig: ingestionSourcesOf(provider),
  };
}
