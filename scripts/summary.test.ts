import { stripVTControlCharacters } from 'node:util';

import type { CollectRun } from './collect';
import type { StepResult } from './collectedGraph';
import { problemsOf, renderSummary } from './summary';
import type { RunReport } from './summary';

const PLAIN = { colors: false, columns: 80 };

function runOf(changes: Partial<CollectRun> = {}): CollectRun {
  return {
    exitCode: 0,
    interrupted: false,
    durationMs: 75_400,
    log: { failureReasons: new Map(), warnings: 3, errors: 0, strayErrors: [] },
    ...changes,
  };
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
    .filter(({ status }) => status !== 'success' && status !== 'disabled')
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
  step('fetch-okta-groups', 'disabled', ['okta_group']),
]);

it('says what a complete run collected', () => {
  const text = renderSummary({ ...COMPLETE, requests: 42 }, PLAIN);

  expect(text).toMatch(/acme_account +│ +1 │/);
  expect(text).toMatch(/acme_user +│ +12,345 │/);
  expect(text).toMatch(/acme_account_has_user +│ +12,345 │/);
  expect(text).toMatch(/fetch-acme-users +│ success/);
  expect(text).toMatch(/2 more +│ disabled/);
  expect(text).toMatch(/Account +Example organization \(acme_account\)/);
  expect(text).toMatch(/Duration +1 min 15 s/);
  expect(text).toMatch(/Warnings +3/);
  expect(text).toMatch(/Requests +42/);
  expect(text).toContain('Complete: every step read all of its data.');
  expect(problemsOf(COMPLETE)).toEqual([]);
});

describe('of a run with failed steps', () => {
  const reason =
    `The provider refused the list of groups, at https://tenant.example.test/${'scim/'.repeat(20)}` +
    'Groups?startIndex=1: 403 Forbidden.\nThe credential lacks the permission to read groups.';
  const failed = reportOf(
    [
      step('fetch-acme-users', 'success', ['acme_user']),
      step('fetch-acme-groups', 'failure', ['acme_group']),
      step('build-acme-members', 'partial_success_due_to_dependency_failure', [
        'acme_group_has_user',
      ]),
    ],
    {
      run: runOf({
        log: {
          ...runOf().log,
          failureReasons: new Map([['Step fetch-acme-groups', reason]]),
        },
      }),
    },
  );

  it('names each step, its reason and its partial types', () => {
    const text = renderSummary(failed, PLAIN);
    const details = text.replace(/\s+/g, ' ');

    expect(details).toContain(
      'fetch-acme-groups: failure Reason The provider refused the list of groups, at',
    );
    expect(details).toContain(
      'permission to read groups. Partial types acme_group',
    );
    expect(details).toContain(
      'build-acme-members: partial Reason a step that it depends on failed Partial types acme_group_has_user',
    );
    expect(problemsOf(failed)).toEqual([
      'Steps without all of their data: fetch-acme-groups, build-acme-members.',
    ]);
  });

  it('leaves no part of a long reason out and fits 80 columns', () => {
    const text = renderSummary(failed, PLAIN);

    expect(text.replace(/\s/g, '')).toContain(reason.replace(/\s/g, ''));
    expect(
      Math.max(...text.split('\n').map(({ length }) => length)),
    ).toBeLessThanOrEqual(80);
  });
});

it('colors only a terminal that shows colors', () => {
  const plain = renderSummary(COMPLETE, PLAIN);
  const colored = renderSummary(COMPLETE, { ...PLAIN, colors: true });

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

  const text = renderSummary(report, PLAIN);

  expect(text).toContain('Evil name');
  // eslint-disable-next-line no-control-regex -- control characters are what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

describe('a run that ended early', () => {
  const early: RunReport = { run: runOf({ exitCode: 1 }) };

  it('has no counts but a reason', () => {
    const fatalReason = 'Provider authentication failed';
    const log = { ...runOf().log, fatalReason };
    const report = { run: runOf({ exitCode: 1, log }) };

    expect(renderSummary(report, PLAIN)).not.toContain('Count');
    expect(problemsOf(report)).toEqual([
      'The run ended early: Provider authentication failed',
    ]);
  });

  it('points to the log without a reason', () => {
    expect(problemsOf(early)).toEqual([
      'The run ended early: it wrote no summary, see the log above',
    ]);
  });

  it('is not blamed when it was stopped', () => {
    const run = runOf({ exitCode: 1, interrupted: true });

    expect(problemsOf({ run })).toEqual([
      'The run was stopped before its end.',
    ]);
  });
});

it('mistrusts a run with an error that no step caught', () => {
  const log = { ...runOf().log, strayErrors: ['Nobody waited'] };

  expect(problemsOf({ ...COMPLETE, run: runOf({ log }) })).toEqual([
    expect.stringContaining('Nobody waited'),
  ]);
});

it('mistrusts a command that failed after its summary', () => {
  expect(problemsOf({ ...COMPLETE, run: runOf({ exitCode: 7 }) })).toEqual([
    'j1-integration ended with exit code 7.',
  ]);
});
