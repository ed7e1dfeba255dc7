import path from 'node:path';

import type {
  IntegrationInstanceConfig,
  IntegrationInvocationConfig,
} from '@jupiterone/integration-sdk-core';
import {
  createIntegrationInstanceForLocalExecution,
  createIntegrationLogger,
  executeIntegrationInstance,
  FileSystemGraphObjectStore,
  type IntegrationLogger,
  prepareLocalStepCollection,
  registerIntegrationLoggerEventHandlers,
} from '@jupiterone/integration-sdk-runtime';

import { readLocalConfig } from './localConfig';
import { RUN_FAILED, STORAGE_READY } from './runLog';
import { checkSteps } from './stepChoice';
import { WorkerInput } from './workerInput';

/*
 * Collects, in a process of its own: what `j1-integration collect` does, by the same functions of
 * the SDK, with its log as JSON on stdout. A summary.json is written only when the run came to its
 * end, as by the SDK's command.
 */

/** Does the work. Tests call it within their own process. */
export async function main(): Promise<void> {
  const input = WorkerInput.parse(JSON.parse(process.argv[2] ?? ''));
  prepareEnvironment(input);
  const integration = loadIntegration(input.integration);
  const logger = createIntegrationLogger({
    name: 'collect',
    invocationConfig: integration,
  });
  registerIntegrationLoggerEventHandlers(() => logger);
  try {
    await run(integration, logger, input);
  } catch (error) {
    logger.fatal({ err: error, event: RUN_FAILED }, 'The run ended early');
    process.exitCode = 1;
  }
}

async function run(
  integration: IntegrationInvocationConfig,
  logger: IntegrationLogger,
  input: WorkerInput,
): Promise<void> {
  const { config, notes } = readLocalConfig(
    integration.instanceConfigFields ?? {},
    process.env,
    input.envFile,
  );
  for (const note of notes) logger.warn(note);
  const instance = {
    // Without fields: it would read .env again, and cut values at a dollar sign.
    ...createIntegrationInstanceForLocalExecution({
      ...integration,
      instanceConfigFields: undefined,
    }),
    config: config as IntegrationInstanceConfig,
  };
  await checkSteps(input.steps, integration, instance, logger);
  const prepared = prepareLocalStepCollection(
    announcingStorage(integration, logger),
    {
      step: [...input.steps],
      dependenciesCache: { enabled: false, filepath: '' },
    },
  );
  await executeIntegrationInstance(
    logger,
    instance,
    prepared,
    { current: { startedOn: Date.now() } },
    {
      enableSchemaValidation: input.validatesSchema,
      graphObjectStore: new FileSystemGraphObjectStore({
        prettifyFiles: true,
        integrationSteps: prepared.integrationSteps,
      }),
    },
  );
}

function prepareEnvironment({ storage }: WorkerInput): void {
  process.env.JUPITERONE_INTEGRATION_STORAGE_DIRECTORY = storage;
  // It looks into the storage at any time, and tells nobody here anything.
  process.env.DISABLE_DISK_USAGE_METRIC = '1';
  // What people see is made of records of level info and above; more are welcome, fewer are not.
  const { LOG_LEVEL = 'info' } = process.env;
  if (!['trace', 'debug'].includes(LOG_LEVEL)) process.env.LOG_LEVEL = 'info';
}

function loadIntegration(directory: string): IntegrationInvocationConfig {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- known when it runs, only
  const loaded = require(path.resolve(directory)) as {
    invocationConfig: IntegrationInvocationConfig;
  };
  return { ...loaded.invocationConfig };
}

/** Says when the SDK has emptied the storage: what is written there before would be lost. */
function announcingStorage(
  integration: IntegrationInvocationConfig,
  logger: IntegrationLogger,
): IntegrationInvocationConfig {
  return {
    ...integration,
    validateInvocation: async (context) => {
      logger.info({ event: STORAGE_READY }, 'The storage is empty');
      await integration.validateInvocation?.(context);
    },
  };
}

if (require.main === module) void main();
