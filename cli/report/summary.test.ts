import { stripVTControlCharacters } from 'node:util';

import type { StepResult } from '../../scripts/collectedGraph';
import type { CollectRun } from '../collection/collect';
import { type LogRecord, RunLog } from '../collection/runLog';
import { problemsOf, type RunReport } from './problems';
import { renderSummary } from './summary';

const PLAIN = { colors: false, columns: 80 };
const NEXT = {
  whenComplete: 'npm run report shows it as a page',
  logPath: 'log.ndjson',
};

function logOf(...records: Partial<LogRecord>[]): RunLog {
  const log = new RunLog();
  for (const each of records) log.read({ level: 30, msg: '', ...each });
  return log;
}

function runOf(changes: Partial<CollectRun> = {}): CollectRun {
  return {
    exitCode: 0,
    interrupted: false,
    durationMs: 75_400,
    steps: [],
    log: logOf(),
    ...changes,
  };
}

function failed(stepId: string, message: string): Partial<LogRecord> {
  const msg = `Step "${stepId}" failed to complete due to error.`;
  return { level: 40, stepId, msg, err: { message } };
}

function step(id: string, status: string, declaredTypes: string[]): StepResult {
  return {
    id,
    name: `Step ${id}`,
    status,
    declaredTypes,
    partialTypes: [],
    encounteredTypes: [],
  };
}

function reportOf(
  steps: StepResult[],
  changes: Partial<RunReport> = {},
): RunReport {
  const types = steps
    .filter(({ status }) => !['success', 'disabled', 'cached'].includes(status))
    .flatMap(({ declaredTypes }) => declaredTypes);
  return {
    run: runOf(),
    summary: {
      integrationStepResults: steps,
      metadata: { partialDatasets: { types } },
    },
    counts: {
      entities: new Map([
        ['acme_user', 12_345],
        ['acme_account', 1],
      ]),
      relationships: new Map([['acme_account_has_user', 12_345]]),
      accounts: [
        {
          _key: 'acme_account:1',
          _type: 'acme_account',
          _class: ['Account'],
          displayName: 'Example organization',
        },
      ],
    },
    ...changes,
  };
}

const COMPLETE = reportOf([
  step('fetch-acme-users', 'success', ['acme_user']),
  step('fetch-okta-users', 'disabled', ['okta_user']),
]);

it('counts types one by one where that takes few lines', () => {
  const text = renderSummary(COMPLETE, PLAIN, { ...NEXT, mostTypeLines: 0 });

  expect(text).toContain('12,346 entities of 2 types');
  expect(text).not.toContain('acme_user');
});

it('says what a complete run collected, and what comes next', () => {
  expect(renderSummary({ ...COMPLETE, requests: 42 }, PLAIN, NEXT)).toBe(
    [
      'Collected from Example organization (acme_account) in 1 min 15 s, with 42 requests',
      '12,346 entities',
      '  acme_account      1   acme_user    12,345',
      '12,345 relationships',
      '  acme_account_has_user 12,345',
      '',
      'Complete: every step read all of its data.',
      '',
      'Next: npm run report shows it as a page',
      'Log:  log.ndjson',
      '',
    ].join('\n'),
  );
  expect(problemsOf(COMPLETE)).toEqual([]);
});

it('says each warning once, with how often it was given', () => {
  const log = logOf(
    ...[1, 2, 3].map((count) => ({
      level: 40,
      stepId: 'fetch-acme-users',
      msg: `Skipped ${count} records`,
    })),
    ...Array.from({ length: 9 }, (_, index) => ({
      level: 40,
      msg: `Warning ${'x'.repeat(index)}`,
    })),
  );
  const text = renderSummary({ ...COMPLETE, run: runOf({ log }) }, PLAIN, NEXT);

  expect(text).toContain(
    'Warnings\n  - 3 × Skipped 1 records (fetch-acme-users)\n',
  );
  expect(text).toContain('  and 2 more kinds, in the log\n');
});

describe('of a run with failed steps', () => {
  const reason =
    `The provider refused the list of groups, at https://tenant.example.test/${'scim/'.repeat(20)}` +
    'Groups?startIndex=1: 403 Forbidden.\nThe credential lacks the permission to read groups.';
  const report = reportOf(
    [
      step('fetch-acme-users', 'success', ['acme_user']),
      step('fetch-acme-groups', 'failure', ['acme_group']),
      step('build-acme-members', 'partial_success_due_to_dependency_failure', [
        'acme_group_has_user',
      ]),
    ],
    { run: runOf({ log: logOf(failed('fetch-acme-groups', reason)) }) },
  );

  it('names each step, its reason and its partial types', () => {
    const details = renderSummary(report, PLAIN, NEXT).replace(/\s+/g, ' ');

    expect(details).toContain(
      'Missing - fetch-acme-groups: The provider refused the list of groups, at',
    );
    expect(details).toContain(
      'permission to read groups. JupiterOne keeps what it has of acme_group -',
    );
    expect(details).toContain(
      '- build-acme-members: a step that it builds on failed JupiterOne keeps what it has of acme_group_has_user',
    );
    expect(details).not.toContain('Complete');
    expect(problemsOf(report)).toEqual([
      'Steps without all of their data: fetch-acme-groups, build-acme-members.',
    ]);
  });

  it('leaves no part of a long reason out and fits 80 columns', () => {
    const text = renderSummary(report, PLAIN, NEXT);

    expect(text.replace(/\s/g, '')).toContain(reason.replace(/\s/g, ''));
    expect(
      Math.max(...text.split('\n').map(({ length }) => length)),
    ).toBeLessThanOrEqual(80);
  });
});

it('never calls a step complete whose data came from the cache', () => {
  const report = reportOf([
    step('fetch-acme-account', 'cached', ['acme_account']),
    step('fetch-acme-users', 'success', ['acme_user']),
  ]);
  const text = renderSummary(report, PLAIN, NEXT).replace(/\s+/g, ' ');

  expect(text).toContain(
    'fetch-acme-account: its data came from the cache of an earlier run',
  );
  expect(text).not.toContain('Complete');
  expect(problemsOf(report)).toEqual([
    'Steps without all of their data: fetch-acme-account.',
  ]);
});

it('calls chosen steps complete only as far as they go', () => {
  const run = runOf({ steps: ['fetch-acme-users'] });
  const text = renderSummary({ ...COMPLETE, run }, PLAIN, NEXT);

  expect(text).toContain('Complete as far as it goes: fetch-acme-users');
});

it('mistrusts a run that collected nothing', () => {
  const nothing = new Map<string, number>();
  const counts = { entities: nothing, relationships: nothing, accounts: [] };

  expect(problemsOf(reportOf([], { counts }))).toEqual([
    'Nothing was collected.',
  ]);
});

it('colors only a terminal that shows colors', () => {
  const plain = renderSummary(COMPLETE, PLAIN, NEXT);
  const colored = renderSummary(COMPLETE, { ...PLAIN, colors: true }, NEXT);

  expect(plain).not.toContain('\u001b');
  expect(colored).toContain('\u001b[32m');
  expect(stripVTControlCharacters(colored)).toBe(plain);
});

it('lets no name from the provider control the terminal', () => {
  const report = reportOf([]);
  const [account] = report.counts?.accounts ?? [];
  Object.assign(account ?? {}, {
    displayName: '\u001b[2J\u001b]0;title\u0007Evil\rname\u009b31m',
  });

  const text = renderSummary(report, PLAIN, NEXT);

  expect(text).toContain('Evil name');
  // eslint-disable-next-line no-control-regex -- control characters are what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

describe('a run that ended early', () => {
  it('has no counts but a reason', () => {
    const message = 'Provider authentication failed';
    const log = logOf({ level: 60, event: 'run-failed', err: { message } });
    const report = { run: runOf({ exitCode: 1, log }) };

    expect(renderSummary(report, PLAIN, NEXT)).not.toContain('Collected');
    expect(problemsOf(report)).toEqual([
      'The run ended early: Provider authentication failed',
    ]);
  });

  it('points to the log without a reason', () => {
    expect(problemsOf({ run: runOf({ exitCode: 1 }) })).toEqual([
      'The run ended early: it wrote no summary; the log says more',
    ]);
  });

  it('is not blamed when it was stopped', () => {
    const run = runOf({ exitCode: 1, interrupted: true });

    expect(problemsOf({ run })).toEqual([
      'The run was stopped before its end.',
    ]);
    expect(renderSummary({ run }, PLAIN, NEXT)).toContain(
      'Next: npm start begins anew',
    );
  });
});

it('mistrusts a run with an error that no step caught', () => {
  const log = logOf({
    level: 50,
    event: 'unhandledRejection',
    err: { message: 'Nobody waited' },
  });

  expect(problemsOf({ ...COMPLETE, run: runOf({ log }) })).toEqual([
    expect.stringContaining('Nobody waited'),
  ]);
});

it('mistrusts a run whose process failed after its summary', () => {
  expect(problemsOf({ ...COMPLETE, run: runOf({ exitCode: 7 }) })).toEqual([
    'The collection ended with exit code 7.',
  ]);
});
