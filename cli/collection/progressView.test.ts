import { ProgressView } from './progressView';
import type { LogRecord } from './runLog';

let written: string[];

beforeEach(() => {
  written = [];
  jest.useFakeTimers();
});

afterEach(() => jest.useRealTimers());

function viewOf({ isLive = false, isVerbose = false } = {}) {
  const view = new ProgressView(
    {
      write: (text) => void written.push(text),
      colors: false,
      columns: 60,
      isLive,
    },
    isVerbose,
  );
  return {
    view,
    say: (record: Partial<LogRecord>) =>
      view.read({ level: 30, msg: '', ...record }),
  };
}

const started = (stepId: string) => ({
  stepId,
  msg: `Starting step "Fetch ${stepId}"...`,
});
const ended = (stepId: string) => ({
  stepId,
  msg: `Completed step "Fetch ${stepId}".`,
});

it('says nothing of a run that takes no time', () => {
  const { view, say } = viewOf();
  say(started('users'));
  jest.advanceTimersByTime(4_999);
  view.end();
  jest.advanceTimersByTime(60_000);

  expect(written).toEqual([]);
});

it('says after five seconds, and then every ten, what is new, and never nothing', () => {
  const { view, say } = viewOf();
  say(started('users'));
  say(started('groups'));
  say({ stepId: 'users', msg: 'Read 40 records of users so far' });
  say({ msg: 'Waiting 12 s for the rate limit of users' });
  say({ msg: 'Collected metric.', metric: {} });
  jest.advanceTimersByTime(5_000);
  say(ended('groups'));
  jest.advanceTimersByTime(60_000);
  view.end();

  expect(written.slice(0, 4)).toEqual([
    '5 s  Waiting 12 s for the rate limit of users\n',
    '5 s  Fetch users: Read 40 records of users so far\n',
    '5 s  Fetch groups: running\n',
    '15 s  Fetch users is running\n',
  ]);
  expect(written.at(-1)).toBe('1 min  4 s  Fetch users is running\n');
  expect(written).toHaveLength(9);
});

it('writes over its lines on a terminal, one for each step, and leaves it empty', () => {
  const { view, say } = viewOf({ isLive: true });
  say(started('users'));
  say(started('groups'));
  say({ stepId: 'groups', msg: `Reading ${'many '.repeat(20)}` });
  say({ msg: 'Waiting 12 s for the rate limit of users' });
  jest.advanceTimersByTime(500);
  say(ended('users'));
  jest.advanceTimersByTime(500);
  view.end();

  expect(written).toEqual([
    [
      '\r\u001b[J1 s  2 steps are running  Waiting 12 s for the rate limit o',
      '  Fetch groups: Reading many many many many many many many ',
      '  Fetch users',
      '',
    ].join('\n'),
    [
      '\u001b[3A\r\u001b[J1 s  Fetch groups is running  Waiting 12 s for the rate lim',
      '  Fetch groups: Reading many many many many many many many ',
      '',
    ].join('\n'),
    '\u001b[2A\r\u001b[J',
  ]);
});

it('does not scroll where many steps run', () => {
  const { view, say } = viewOf({ isLive: true });
  for (let step = 1; step <= 30; step += 1) say(started(`part ${step}`));
  jest.advanceTimersByTime(500);
  view.end();

  expect(written[0]?.split('\n')).toHaveLength(13);
  expect(written[0]).toContain('  and 20 more\n');
});

it('shows the whole log where asked, without what would move the cursor', () => {
  const { view, say } = viewOf({ isVerbose: true });
  say({
    ...started('users'),
    time: '2026-01-02T03:04:05.678Z',
  });
  say({ level: 40, msg: 'Evil\u001b[2J', err: { message: 'because' } });
  view.end();

  expect(written).toEqual([
    '03:04:05.678 INFO users: Starting step "Fetch users"...\n',
    'WARN Evil because\n',
  ]);
});
