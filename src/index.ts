import type { IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';

import { LAST_STEPS } from './collect/provider';
import {
  getStepStartStates,
  ingestionConfig,
  instanceConfigFields,
  type IntegrationConfig,
  integrationSteps,
  validateInvocation,
} from './config';
import { loadExecutionConfig } from './invocation';

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
