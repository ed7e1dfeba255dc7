import type { IntegrationLogger } from '@jupiterone/integration-sdk-core';

/** What the engine needs of the SDK's logger. */
export type Logger = Pick<IntegrationLogger, 'debug' | 'info' | 'warn'>;

/** For calls of the SDK that come without a logger, such as `j1-integration troubleshoot`. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
};

/** A logger all of whose texts, also those in objects, are changed before they are written. */
export function mapLogger(
  logger: Logger,
  change: (text: string) => string,
): Logger {
  const changed = (value: unknown) =>
    typeof value === 'string' ? change(value) : value;
  const mapped =
    (level: keyof Logger) =>
    (first: unknown, ...rest: unknown[]) => {
      const isFields = typeof first === 'object' && first !== null;
      const fields = isFields
        ? Object.fromEntries(
            Object.entries(first).map(([name, value]) => [
              name,
              changed(value),
            ]),
          )
        : changed(first);
      logger[level](fields, ...rest.map(changed));
    };
  return {
    debug: mapped('debug'),
    info: mapped('info'),
    warn: mapped('warn'),
  };
}
