import type { IntegrationLogger } from '@jupiterone/integration-sdk-core';

/** What the engine needs of the SDK's logger. */
export type Logger = Pick<IntegrationLogger, 'debug' | 'info' | 'warn'>;

/** For calls of the SDK that come without a logger, such as `j1-integration troubleshoot`. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
};
