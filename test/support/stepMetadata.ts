import type { IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';

import { invocationConfig } from '../../src';

/**
 * The integration for the SDK's matcher of step metadata, which wants to find both ends of each
 * relationship: steps that relate to the account run after the step that makes it. In truth they
 * do not depend on it, as its key is known without.
 */
export function withAccountFirst(
  accountType: string,
  accountStep: string,
): IntegrationInvocationConfig {
  const { integrationSteps, ...rest } =
    invocationConfig as IntegrationInvocationConfig;
  return {
    ...rest,
    integrationSteps: integrationSteps.map((step) =>
      step.relationships.some(({ sourceType }) => sourceType === accountType)
        ? { ...step, dependsOn: [...(step.dependsOn ?? []), accountStep] }
        : step,
    ),
  };
}
