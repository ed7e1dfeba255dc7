import type { IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';

import {
  getStepStartStates,
  ingestionConfig,
  instanceConfigFields,
  type IntegrationConfig,
  integrationSteps,
  loadExecutionConfig,
  validateInvocation,
} from './config';

export const invocationConfig: IntegrationInvocationConfig<IntegrationConfig> =
  {
    instanceConfigFields,
    loadExecutionConfig,
    validateInvocation,
    getStepStartStates,
    integrationSteps,
    ingestionConfig,
  };
