import { CliLogReader } from './cliLog';
import type { CliLog } from './cliLog';

const GENERIC_REASON = 'Unexpected error occurred executing integration!';

function read(...lines: string[]): CliLog {
  const reader = new CliLogReader();
  for (const line of lines) reader.read(line);
  return reader.log;
}

function line(level: string, message: string): string {
  return `09:30:00.123Z ${level.padStart(5)} Local: ${message}`;
}

function failure(step: string, code: string, reason: string): string {
  return (
    `Step "${step}" failed to complete due to error. (errorCode="${code}", ` +
    `errorId="1f0c", reason=${JSON.stringify(reason)}) (stepId=fetch-users, errorId=1f0c)`
  );
}

it('finds why a step failed, whatever the level and colors', () => {
  const log = read(
    line('\u001b[35m WARN\u001b[39m', failure('Fetch users', 'A', 'refused')),
    line(
      'ERROR',
      failure('Fetch groups', 'B', 'no "groups" here: (why?)\nlist'),
    ),
  );

  expect(Object.fromEntries(log.failureReasons)).toEqual({
    'Fetch users': 'refused',
    'Fetch groups': 'no "groups" here: (why?)\nlist',
  });
});

it('finds the reason that the SDK hides behind "unexpected error"', () => {
  const log = read(
    line('ERROR', failure('Fetch users', 'UNEXPECTED_ERROR', GENERIC_REASON)),
    '  TypeError: A user has no name',
    '      at somewhere',
  );

  expect(log.failureReasons.get('Fetch users')).toBe('A user has no name');
});

it('keeps the reason in the log if no error follows', () => {
  const log = read(
    line('ERROR', failure('Fetch users', 'UNEXPECTED_ERROR', GENERIC_REASON)),
    line('INFO', 'Starting step "Fetch groups"...'),
    '  Error: of something else',
  );

  expect(log.failureReasons.get('Fetch users')).toBe(GENERIC_REASON);
});

it('counts warnings and errors', () => {
  const log = read(
    line('WARN', 'one'),
    line('INFO', 'a WARN in a message'),
    line('ERROR', 'two'),
    line('WARN', 'three'),
    'WARN: of something else',
  );

  expect(log).toMatchObject({ warnings: 2, errors: 1 });
});

it('finds an error that nobody caught', () => {
  const log = read(line('ERROR', 'stray (event=unhandledRejection)'));

  expect(log.strayErrors).toEqual(['stray (event=unhandledRejection)']);
});

it('finds why a configuration was refused', () => {
  const log = read(
    line(
      'WARN',
      'Error occurred while validating integration configuration. ' +
        '(errorCode="CONFIG_VALIDATION_ERROR", errorId="1f0c", reason="acmeBaseUrl is missing")',
    ),
    'IntegrationValidationError: acmeBaseUrl is missing',
  );

  expect(log.fatalReason).toBe('acmeBaseUrl is missing');
});

it('finds the last words of a command that gave up', () => {
  const log = read(
    'IntegrationConfigLoadError: HTTP_TIMEOUT_MS must be a number',
  );

  expect(log.fatalReason).toBe('HTTP_TIMEOUT_MS must be a number');
});
