import type { IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';

import { LAST_STEPS } from './collect/provider';
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
    dependencyGraphOrder: [LAST_STEPS],
    ingestionConfig,
  };
