import {
  isNews,
  type LogRecord,
  parseRecord,
  RunLog,
  stepChangeOf,
} from './runLog';

function record(changes: Partial<LogRecord>): LogRecord {
  return { level: 30, msg: '', ...changes };
}

function read(...records: Partial<LogRecord>[]): RunLog {
  const log = new RunLog();
  for (const each of records) log.read(record(each));
  return log;
}

const failed = (step: string) =>
  `Step "${step}" failed to complete due to error. (errorCode="A", errorId="1f0c", reason="hidden")`;

it('takes only what the logger wrote for a record', () => {
  expect(parseRecord('{"level":30,"msg":"x"}')).toMatchObject({ msg: 'x' });
  expect(parseRecord('{"entities":[]}')).toBeUndefined();
  expect(parseRecord('{ broken')).toBeUndefined();
  expect(parseRecord('(node:1) Warning: x')).toBeUndefined();
});

it('finds why steps failed, be it a bug', () => {
  const log = read(
    {
      level: 40,
      stepId: 'fetch-users',
      msg: failed('Fetch users'),
      err: { message: 'refused' },
    },
    {
      level: 50,
      stepId: 'fetch-groups',
      msg: failed('Fetch groups'),
      err: { name: 'TypeError', message: 'a group has no "name"' },
    },
  );

  expect(Object.fromEntries(log.failureReasons)).toEqual({
    'fetch-users': 'refused',
    'fetch-groups': 'a group has no "name"',
  });
  expect(log.warnings).toEqual([]);
});

it('counts warnings that differ in numbers only as one', () => {
  const log = read(
    { level: 40, msg: 'Skipped 3 of 4' },
    { level: 40, msg: 'Skipped 12 of 40' },
    { level: 50, msg: 'Skipped 3 of 4', stepId: 'fetch-users' },
    { level: 30, msg: 'a WARN in a message' },
    { level: 50, event: 'multipleResolves', err: { message: 'harmless' } },
  );

  expect(log.warnings).toEqual([
    { message: 'Skipped 3 of 4', stepId: undefined, count: 2 },
    { message: 'Skipped 3 of 4', stepId: 'fetch-users', count: 1 },
  ]);
});

it('finds an error that nobody caught', () => {
  const log = read({
    level: 50,
    event: 'unhandledRejection',
    err: { message: 'stray' },
  });

  expect(log.strayErrors).toEqual(['stray']);
});

it('finds why a run ended early, and keeps the first reason', () => {
  const log = read(
    {
      level: 40,
      msg: 'Error occurred while validating integration configuration. (…)',
      err: { message: 'acmeBaseUrl is missing' },
    },
    { level: 60, event: 'run-failed', err: { message: 'something else' } },
  );

  expect(log.fatalReason).toBe('acmeBaseUrl is missing');
});

it('tells news from what the SDK says of itself', () => {
  const started = record({
    stepId: 'a',
    msg: 'Starting step "Fetch users"...',
  });

  expect(stepChangeOf(started)).toBe('started');
  expect(stepChangeOf(record({ msg: 'Completed step "Fetch users".' }))).toBe(
    'ended',
  );
  expect(stepChangeOf(record({ msg: failed('Fetch users') }))).toBe('ended');
  expect(isNews(started)).toBe(false);
  expect(isNews(record({ msg: 'Collected metric.', metric: {} }))).toBe(false);
  expect(isNews(record({ msg: 'Reading users: 4 of 9' }))).toBe(true);
  expect(isNews(record({ level: 20, msg: 'Provider API call' }))).toBe(false);
});

it('finds the last words of a process that gave up', () => {
  const log = new RunLog();
  log.readOther('  throw error;');
  log.readOther("Error: ENOENT: no such file, open 'package.json'");
  log.readOther('    at Object.openSync (node:fs:573:18)');

  expect(log.lastWords).toBe(
    "Error: ENOENT: no such file, open 'package.json'",
  );
});
