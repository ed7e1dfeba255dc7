import { createIntegrationLogger } from '@jupiterone/integration-sdk-runtime';
import { z } from 'zod';

import { invocationConfig } from '../../src';
import { preflight } from '../../src/config';
import { loadExecutionConfig } from '../../src/invocation';
import { readLocalConfig } from '../collection/localConfig';
import { PREFLIGHT_ENDED, RUN_FAILED } from '../collection/runLog';
import { WorkerInput } from '../collection/workerInput';

/*
 * Looks at what a collection would find, in a process of its own as a collection is: proxies and
 * certificate authorities from .env are in its environment from the start.
 */

/** What it has to know; the configuration itself reaches it as environment variables. */
const Input = z.object({ envFile: WorkerInput.shape.envFile });

/** Does the work. Tests call it within their own process. */
export async function main(): Promise<void> {
  const { envFile } = Input.parse(JSON.parse(process.argv[2] ?? ''));
  const logger = createIntegrationLogger({
    name: 'preflight',
    invocationConfig,
  });
  try {
    const { config, notes } = readLocalConfig(
      invocationConfig.instanceConfigFields ?? {},
      process.env,
      envFile,
    );
    for (const note of notes) logger.warn(note);
    const instance = { config };
    const executionConfig = loadExecutionConfig();
    const found = await preflight({ instance, logger, executionConfig });
    logger.info(
      { event: PREFLIGHT_ENDED, preflight: found },
      'The preflight has ended',
    );
  } catch (error) {
    logger.fatal({ err: error, event: RUN_FAILED }, 'The preflight failed');
    process.exitCode = 1;
  }
}

if (require.main === module) void main();
