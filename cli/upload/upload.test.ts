import type { CollectRun } from '../collection/collect';
import { RunLog } from '../collection/runLog';
import type { RunReport } from '../report/problems';
import { readUploadSettings } from './settings';
import { obstacleOf } from './upload';

function reportOf(
  status: string,
  run: Partial<CollectRun> = {},
  entities = 1,
): RunReport {
  const step = { id: 'fetch-users', name: 'Fetch users', status };
  const lists = { declaredTypes: [], partialTypes: [], encounteredTypes: [] };
  return {
    run: {
      exitCode: 0,
      interrupted: false,
      durationMs: 1,
      steps: [],
      log: new RunLog(),
      ...run,
    },
    summary: {
      integrationStepResults: [{ ...step, ...lists }],
      metadata: { partialDatasets: { types: [] } },
    },
    counts: {
      entities: new Map(entities > 0 ? [['acme_user', entities]] : []),
      relationships: new Map(),
      accounts: [],
    },
  };
}

it.each<[string, RunReport, string]>([
  ['was stopped', reportOf('success', { interrupted: true }), 'stopped'],
  ['ended early', { run: reportOf('success').run }, 'ended early'],
  ['took from the cache', reportOf('cached'), 'not all steps ran anew'],
  ['ran some steps', reportOf('success', { steps: ['x'] }), 'not all steps'],
  ['collected nothing', reportOf('failure', {}, 0), 'nothing was collected'],
])('uploads no run that %s', (_case, report, reason) => {
  expect(obstacleOf(report)).toContain(reason);
});

it.each(['success', 'failure', 'disabled'])(
  'uploads a run with a step of status %s',
  (status) => {
    expect(obstacleOf(reportOf(status))).toBeUndefined();
  },
);

it('uploads no run from which an error escaped', () => {
  const report = reportOf('success');
  report.run.log.strayErrors.push('Nobody waited');

  expect(obstacleOf(report)).toContain('an error escaped');
});

it('names all settings that are missing', () => {
  const source = 'integration-managed';

  expect(() => readUploadSettings({ source }, {})).toThrow(
    'Set JUPITERONE_INSTANCE_ID (or --instance), JUPITERONE_ACCOUNT, JUPITERONE_API_KEY in .env',
  );
  expect(
    readUploadSettings(
      { source, instance: 'i' },
      { JUPITERONE_ACCOUNT: 'a', JUPITERONE_API_KEY: 'k' },
    ),
  ).toEqual({
    instanceId: 'i',
    source,
    apiBaseUrl: 'https://api.us.jupiterone.io',
  });
});
